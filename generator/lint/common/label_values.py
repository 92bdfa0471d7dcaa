"""What the keys and values of labels can be."""

import re

_VALUE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
"""A label's value; source: k8s.io/apimachinery pkg/util/validation, IsValidLabelValue."""
_KEY = re.compile(r"([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
"""A label's or a taint's key; source: the same, IsQualifiedName."""
_MOST = 63


def is_label_key(name: str) -> bool:
    """Say whether a label or a taint can have a key."""
    return _KEY.fullmatch(name) is not None


def is_label_value(name: str) -> bool:
    """Say whether a label can have a value; the empty one, which it could have too, names nothing."""
    return _VALUE.fullmatch(name) is not None


def better_value(name: str, sign: str) -> str | None:
    """Return a name with `sign` in place of what no label takes; None where that gives none."""
    better = re.sub(r"[^A-Za-z0-9_.-]+", sign, name).strip("_.-")[:_MOST].rstrip("_.-")
    return better if is_label_value(better) else None


def renamed(name: str, sign: str) -> str | None:
    """Return how a name may be fixed, with `sign` in place of what no label takes; None where that gives none."""
    better = better_value(name, sign)
    return better and f"Name it {better}."
