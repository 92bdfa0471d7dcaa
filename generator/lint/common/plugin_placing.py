"""On which Nodes the device plugin's chart puts its pods: what is said, and the defaults of every release."""

import re
from typing import NamedTuple

from generator.facts.releases import Numbers, exact_numbers
from generator.lint.common.chart_values import ends_up_with
from generator.lint.common.selectors import REQUIRED, Condition, Conditions, selected, terms
from generator.model.manifest import ChartUse
from generator.model.manifest_value import Value, is_filled_in_later

DISCOVERED = "feature.node.kubernetes.io/"
"""The domain of the labels of Node Feature Discovery."""
BY_HAND = "nvidia.com/gpu.present"
"""The label that people give to nodes to have the plugin there; gpu-operator sets it too."""
GPU_LABEL = f"{DISCOVERED}pci-10de.present"
_DEFAULT = ((GPU_LABEL, "true"), (f"{DISCOVERED}cpu-model.vendor_id", "NVIDIA"), (BY_HAND, "true"))
"""The terms of the default affinity: the chart's own, and before that its subchart's for GPU Feature Discovery."""

_SAME_WORKER: Numbers = (0, 12, 0)
"""Since then the tolerations of the plugin and of the worker have one default; source: values.yaml at all tags."""
_AFFINITY_OF_GFD: Numbers = (0, 13, 0)
"""Since then the subchart has the affinity, and before a nodeSelector; source: charts/gpu-feature-discovery."""
_OWN_AFFINITY: Numbers = (0, 15, 0)
_NODE_FEATURES: Numbers = (0, 19, 0)
"""Since then GPU Feature Discovery writes NodeFeature objects by default; source: cmd/gpu-feature-discovery/main.go."""
_WRITES = ((("gfd", "enabled"), True), (("nfd", "enableNodeFeatureApi"), False))

_first_number = re.compile(r"(\d{1,9})\.(\d{1,9})").search


class Placing(NamedTuple):
    """What the chart wants of a Node: all of `selector` and one of `terms`, where there are any.

    `by_default` says that the terms are the chart's own.
    """

    selector: Conditions
    terms: tuple[Conditions, ...]
    by_default: bool

    def is_met(self, labels: dict[str, str]) -> bool:
        """Say whether the terms let the chart's pods onto a Node with these labels."""
        return not self.terms or any(all(one.holds(labels) for one in term) for term in self.terms)

    def selects(self, labels: dict[str, str]) -> bool:
        """Say whether a Node with these labels is one of those meant, apart from labels of discovery."""
        return all(one.holds(labels) or one.key.startswith((DISCOVERED, BY_HAND)) for one in self.selector)


def placing(use: ChartUse) -> Placing | None:
    """Return where the chart of the device plugin puts its pods; None where that is not known."""
    release = _release(use)
    if release is None:
        return None
    selector, given = use.value("nodeSelector"), use.value("affinity")
    if any(one is not None and not isinstance(one.tree, dict) for one in (selector, given)):
        return None
    of_pod = () if selector is None else selected(Value({"nodeSelector": selector.tree}, selector.place))
    required = use.value("affinity", *REQUIRED)
    if given is not None and required is not None:
        by_terms = terms(Value({"affinity": given.tree}, given.place))
        return Placing(of_pod, by_terms, False) if isinstance(required.tree, list) else None
    # A null takes the default away, and without the rest of the values it may stand there.
    if not use.whole or _has_null(use, given):
        return None
    return Placing(of_pod, _by_default(use, release, bool(of_pod)), True)


def brings_discovery(use: ChartUse) -> bool | None:
    """Say whether the chart installs Node Feature Discovery; None where that is not known.

    The condition of the dependency is nfd.enabled, or where that is not said gfd.enabled; source: Chart.yaml.
    """
    if not any(_has_switch(source) for source in use.values):
        switched = ends_up_with(use, "gfd", "enabled")
    else:
        switched = ends_up_with(use, "nfd", "enabled")
    return switched if isinstance(switched, bool) else None


def writes_files(use: ChartUse) -> bool:
    """Say whether GPU Feature Discovery runs and leaves its labels in a file, which the worker alone reads."""
    release = exact_numbers(use.stated or "")
    if release is None or not _SAME_WORKER <= release < _NODE_FEATURES:
        return False
    return all(ends_up_with(use, *path) is on for path, on in _WRITES)


def _by_default(use: ChartUse, release: Numbers, is_selecting: bool) -> tuple[Conditions, ...]:
    if release < _OWN_AFFINITY and ends_up_with(use, "gfd", "enabled") is not True:
        return ()
    if release < _AFFINITY_OF_GFD:
        return () if is_selecting else (_term(use, *_DEFAULT[0]),)
    return tuple(_term(use, *one) for one in _DEFAULT)


def _term(use: ChartUse, key: str, text: str) -> Conditions:
    value = Value(text, use.place)
    return (Condition(key, "In", (value,), value),)


def _release(use: ChartUse) -> Numbers | None:
    """Return the oldest release that a use may be, as far as its numbers are written; None before any is known."""
    release = exact_numbers(use.stated or "") or exact_numbers(use.releases[0] if use.releases else "")
    if use.stated and exact_numbers(use.stated) is None:
        if is_filled_in_later(use.stated):
            return release
        found = _first_number(use.stated)
        release = (int(found[1]), int(found[2]), 0) if found else release
    return release if release is not None and release >= _SAME_WORKER else None


def _has_null(use: ChartUse, given: Value | None) -> bool:
    """Say whether a null stands where the default affinity would."""
    if any(source.has("affinity") and source.get("affinity") is None for source in use.values):
        return True
    around = None if given is None else given.get("nodeAffinity")
    return (given is not None and given.has("nodeAffinity") and around is None) or (
        around is not None and (not isinstance(around.tree, dict) or around.has(REQUIRED[1]))
    )


def _has_switch(source: Value) -> bool:
    nfd = source.get("nfd")
    return nfd is not None and nfd.has("enabled")
