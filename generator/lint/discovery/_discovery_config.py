"""What Node Feature Discovery cannot read of its configuration, so that its worker or its master does not start.

Source: kubernetes-sigs/node-feature-discovery pkg/nfd-worker/nfd-worker.go (configure, coreConfig, sourcesConfig) and
pkg/utils/flags.go (RegexpVal), v0.10.0 to v0.19.0; pkg/nfd-master/nfd-master.go (configure, NFDConfig), v0.13.0 to
v0.19.0. Sources that the worker does not have are passed over there.
"""

from collections.abc import Iterator

from generator.lint.common.kinds import kind_of_tree
from generator.lint.discovery._discovery_expressions import is_no_pattern
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value, is_filled_in_later

_LISTS: tuple[tuple[str, ...], ...] = (
    *(("core", name) for name in ("sources", "labelSources", "featureSources")),
    *(("sources", of, name) for of in ("pci", "usb") for name in ("deviceClassWhitelist", "deviceLabelFields")),
)
_MAPPINGS: tuple[tuple[str, ...], ...] = (
    ("core",),
    ("sources",),
    ("sources", "pci"),
    ("sources", "usb"),
    ("sources", "cpu"),
)
_OF_MASTER = ("denyLabelNs", "extraLabelNs", "resourceLabels")
_PATTERN = "labelWhiteList"
_ENDS = "Node Feature Discovery's worker does not start"


def unreadable(config: Value) -> Iterator[ManifestFault]:
    """Return what is of another type than the worker reads, and a pattern that Go does not take."""
    if not isinstance(config.tree, dict):
        return
    for path in _MAPPINGS:
        yield from _of_type(config, path, dict, "a mapping")
    for path in _LISTS:
        yield from _of_type(config, path, list, "a list")
    pattern = config.get("core", _PATTERN)
    if pattern is None or is_filled_in_later(pattern.tree):
        return
    if not isinstance(pattern.tree, str):
        message = f"core.{_PATTERN} is {kind_of_tree(pattern.tree)}, where text must be: {_ENDS}"
        yield ManifestFault(pattern.place, message, "Write one regular expression, in quotes.")
    elif is_no_pattern(pattern.tree):
        message = f"core.{_PATTERN} is no regular expression of Go's: {_ENDS}"
        yield ManifestFault(pattern.place, message, "Go has no lookaround: name what is wanted; check the brackets.")


def unreadable_to_master(config: Value) -> Iterator[ManifestFault]:
    """Return what is no list where the master reads one."""
    for name in _OF_MASTER:
        found = config.get(name)
        if found is not None and isinstance(found.tree, str | dict) and not is_filled_in_later(found.tree):
            given = kind_of_tree(found.tree)
            message = f"{name} of the master's configuration is {given}, where a list must be: "
            fix = f"Write `{name}: [{found.tree}]`." if isinstance(found.tree, str) and found.tree else None
            yield ManifestFault(found.place, f"{message}Node Feature Discovery's master does not start", fix)


def _of_type(config: Value, path: tuple[str, ...], wanted: type[object], word: str) -> Iterator[ManifestFault]:
    found = config.get(*path)
    if found is None or found.tree is None or isinstance(found.tree, wanted) or is_filled_in_later(found.tree):
        return
    message = f"{'.'.join(path)} of the worker's configuration is {kind_of_tree(found.tree)}, where {word} must be"
    fix = "Write core.featureSources or core.labelSources for the list." if path == ("sources",) else None
    yield ManifestFault(found.place, f"{message}: {_ENDS}", fix, on_key=True)
