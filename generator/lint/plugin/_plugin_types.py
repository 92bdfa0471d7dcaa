"""Whether a value has the type that the device plugin wants; source: NVIDIA/k8s-device-plugin api/config/v1."""

import re

from generator.lint.common.config_text import is_bare_word
from generator.lint.common.numbers import whole
from generator.lint.common.plugin_files import PluginFile
from generator.lint.common.plugin_keys import Kind
from generator.model.manifest_value import Value
from generator.model.tree import Tree

_DURATION = re.compile(r"[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)")
"""A duration as Go's time.ParseDuration takes it."""
_DEVICE = re.compile(r"\d+(:\d+)?|GPU-[0-9a-fA-F-]{36}|MIG-([0-9a-fA-F-]{36}|GPU-[0-9a-fA-F-]{36}/\d+/\d+)")


def fits(file: PluginFile, value: Value, kind: Kind) -> bool:
    """Say whether a value that is not null has the type that a key wants; where that is not known, it has."""
    tree = value.tree
    if kind is Kind.BOOL:
        return isinstance(tree, bool) or is_bare_word(file.quoted, value)
    if kind is Kind.TEXT:
        return isinstance(tree, str)
    if kind is Kind.TEXTS:
        return isinstance(tree, str) or (isinstance(tree, list) and all(isinstance(one, str) for one in tree))
    if kind is Kind.DURATION:
        return is_number(tree) or (isinstance(tree, str) and _DURATION.fullmatch(tree) is not None)
    if kind is Kind.NUMBERS:
        return isinstance(tree, list) and all(_is_whole(one) for one in tree)
    if kind is Kind.MAPPING:
        return isinstance(tree, dict)
    return not isinstance(tree, str | bool | int | float | dict) if kind is Kind.LIST else True


def is_devices(tree: Tree) -> bool:
    """Say whether the plugin can read this as the devices of an entry."""
    if isinstance(tree, str):
        return tree == "all"
    if isinstance(tree, list):
        return all(_is_device(one) for one in tree)
    return is_number(tree) and isinstance(tree, int) and tree > 0


def type_text(tree: Tree) -> str:
    """Return what messages call a value: ``text``, ``a number``, ``true or false``."""
    if isinstance(tree, bool):
        return "true or false"
    if isinstance(tree, int | float):
        return "a number"
    if isinstance(tree, str):
        return "text"
    return "nothing" if tree is None else "a list" if isinstance(tree, list) else "a mapping"


def is_number(tree: Tree) -> bool:
    """Say whether this is a number."""
    return isinstance(tree, int | float) and not isinstance(tree, bool)


def _is_device(tree: Tree) -> bool:
    if isinstance(tree, str):
        return _DEVICE.fullmatch(tree) is not None
    return isinstance(tree, int) and not isinstance(tree, bool) and tree >= 0


def _is_whole(tree: Tree) -> bool:
    return tree is None or whole(tree) is not None
