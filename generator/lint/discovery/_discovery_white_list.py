"""Which labels the worker of Node Feature Discovery keeps back by the expression in core.labelWhiteList.

Source: kubernetes-sigs/node-feature-discovery pkg/nfd-worker/nfd-worker.go (GetFeatureLabels), v0.10.0 to v0.19.0: the
expression is looked for, anywhere, in what stands behind the slash of a label's key.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from generator.lint.discovery._discovery_expressions import is_no_pattern
from generator.model.manifest_value import Value, is_filled_in_later

_LABELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "pci": ("pci-10de.present", "pci-0300_10de.present", "pci-0302_10de.present"),
        "kernel": ("kernel-version.full",),
        "system": ("system-os_release.ID",),
    }
)
"""By source what the operator or a chart looks for, one of which must be there."""
_LONGEST = 200
_is_left_alone = re.compile(r"[*+}]\)+[*+{]|\[\[|--|&&|\|\||~~").search
"""Expressions that Python, unlike Go, may take very long over, and signs of classes that it reads otherwise."""


def kept_back(config: Value, wanted: Sequence[str]) -> tuple[Value, tuple[str, ...]] | None:
    """Return the expression and the sources none of whose labels gets through it; None where that cannot be told."""
    pattern = config.get("core", "labelWhiteList")
    # Rules of one's own may give the label by another name.
    if pattern is None or not isinstance(pattern.tree, str) or config.get("sources", "custom") is not None:
        return None
    text = pattern.tree
    if is_filled_in_later(text) or len(text) > _LONGEST or _is_left_alone(text) or is_no_pattern(text):
        return None
    try:
        found = re.compile(text)
    except (re.error, OverflowError, RecursionError):
        return None  # Go may read it: it has \z and \pN, which Python has not.
    absent = tuple(name for name in wanted if not any(map(found.search, _LABELS[name])))
    return (pattern, absent) if absent else None
