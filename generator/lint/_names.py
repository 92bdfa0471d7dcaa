"""What an object can be called."""

import re

is_object_name = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*").fullmatch
"""A DNS subdomain; source: kubernetes/apimachinery pkg/util/validation/validation.go (IsDNS1123Subdomain)."""
_NOT_IN_NAMES = re.compile(r"[^a-z0-9.]+")


def object_name(text: str) -> str:
    """Return what is most likely meant by a text that no object can be called; empty where nothing of it is left."""
    return _NOT_IN_NAMES.sub("-", text.lower()).strip("-.")
