"""What an object can be called."""

import re

from generator.model.manifest_value import is_filled_in_later

is_object_name = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*").fullmatch
"""A DNS subdomain; source: kubernetes/apimachinery pkg/util/validation/validation.go (IsDNS1123Subdomain)."""
_is_blank = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+").fullmatch
"""Words such as KSA_NAME, of which no object's name can be any: sed or a person puts the name in."""
_NOT_IN_NAMES = re.compile(r"[^a-z0-9.]+")


def object_name(text: str) -> str:
    """Return what is most likely meant by a text that no object can be called; empty where nothing of it is left."""
    return _NOT_IN_NAMES.sub("-", text.lower()).strip("-.")


def is_left_open(name: str) -> bool:
    """Say whether a name is put in later, by a program or by who reads it."""
    return is_filled_in_later(name) or _is_blank(name) is not None
