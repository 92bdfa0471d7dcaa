"""A value that the chart of NVIDIA's DRA driver does not know, or not in this form."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.dra_driver import DRIVER_CHARTS, GATES, LAST_KNOWN, Release, is_at_least
from generator.facts.dra_driver_chart import (
    FIRST_READ,
    SWITCHES,
    ValuePath,
    came_with,
    needed_sections,
    sections_of,
    values_of,
)
from generator.lint.common.dra_driver import DriverValues, driver_values
from generator.lint.common.kinds import kind_of_tree
from generator.lint.common.near import nearest, slip
from generator.lint.common.own_keys import is_empty, is_for_oneself
from generator.lint.common.value_hints import nested_hint, value_name
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import Tree

_FALSE = frozenset({"false", "no", "off", "n"})
_FEW = 3
"""So many places are named at most where a key may have been meant for several."""


class _Known(NamedTuple):
    """What a release reads: its values, and the sections above them."""

    values: frozenset[ValuePath]
    sections: frozenset[ValuePath]

    @property
    def paths(self) -> frozenset[ValuePath]:
        return self.values | self.sections


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in driver_values(manifests):
        if one.release is not None and not is_at_least(one.release, FIRST_READ):
            continue
        values = values_of(one.release)
        known = _Known(values, sections_of(values))
        for path, value in _all_of(one.value, (), known):
            if path not in known.paths:
                if not (is_for_oneself(path, value, manifests) or is_filled_in_later(path[-1])):
                    yield _unknown(path, value, one, known)
            elif path in known.values:
                yield from _of_switch(path, value)
            else:
                yield from _of_section(path, value, one)


def _all_of(around: Value, above: ValuePath, known: _Known) -> Iterator[tuple[ValuePath, Value]]:
    """Return all values that are written, of an unknown mapping or one that is copied the mapping alone."""
    for key, value in around.entries():
        path = (*above, key)
        yield path, value
        if path in known.sections:
            yield from _all_of(value, path, known)


def _unknown(path: ValuePath, value: Value, given: DriverValues, known: _Known) -> ManifestFault:
    name, since = value_name(path), came_with(path)
    if since is not None and given.release is not None:
        message = f"this release of the chart has no value {name}, which came with {_text(since)}: nobody reads it"
        severity = Severity.INFO if _is_off(value.tree) else None
        fix = f"Install {_text(since)} or later, or leave the value out."
        return ManifestFault(value.place, message, fix, on_key=True, severity=severity)
    message = f"the chart has no value {name}: nobody reads it"
    severity = Severity.WARNING if is_empty(value.tree) else None
    if given.release is not None and not is_at_least(LAST_KNOWN, given.release):
        severity = Severity.INFO
    return ManifestFault(value.place, message, _meant(path, value, known), on_key=True, severity=severity)


def _text(release: Release) -> str:
    return f"{release[0]}.{release[1]}"


def _is_off(tree: Tree) -> bool:
    return all(map(_is_off, tree.values())) if isinstance(tree, dict) else tree is False or is_empty(tree)


def _meant(path: ValuePath, value: Value, known: _Known) -> str | None:
    """Return what somebody most likely meant; None where nothing comes near."""
    key = path[-1]
    if len(path) == 1 and key in DRIVER_CHARTS:
        return f"Move what is below `{key}:` up to the top: only a chart that depends on {key} wraps it so."
    spelt = [one for one in known.paths if _letters(one) == _letters(path)]
    if "." in key and (*path[:-1], *key.split(".")) in known.paths:
        return nested_hint(key)
    if key in GATES and len(path) == 1:
        return f"Did you mean featureGates.{key}?"
    beside = sorted(one[-1] for one in known.paths if one[:-1] == path[:-1])
    near = slip(key, beside)
    found = spelt or ([(*path[:-1], near)] if near else _elsewhere(path, value, known))
    if not found or len(found) > _FEW:
        near = nearest(key, beside)
        found = [] if near is None else [(*path[:-1], near)]
    return f"Did you mean {' or '.join(value_name(one) for one in sorted(found))}?" if found else None


def _letters(path: ValuePath) -> str:
    return "".join(one for one in "".join(path).lower() if one.isalnum())


def _elsewhere(path: ValuePath, value: Value, known: _Known) -> list[ValuePath]:
    """Return where the chart has a key of that name: with the most of what stands below, then the most in common."""
    weighed = [(_weight(path, one, value, known), one) for one in known.paths if one[-1] == path[-1]]
    most = max((weight for weight, _ in weighed), default=None)
    return [one for weight, one in weighed if weight == most]


def _weight(path: ValuePath, other: ValuePath, value: Value, known: _Known) -> tuple[int, int]:
    below = sum((*other, key) in known.paths for key, _ in value.entries())
    same = next((at for at, (a, b) in enumerate(zip(path, other, strict=False)) if a != b), 0)
    return below, same


def _of_switch(path: ValuePath, value: Value) -> Iterator[ManifestFault]:
    tree = value.tree
    if path in SWITCHES and isinstance(tree, str) and tree.lower() in _FALSE:
        message = f'{value_name(path)} is the text "{tree}", and any text counts as true there'
        yield ManifestFault(value.place, message, f"Write `{path[-1]}: false`, without quotes.")


def _of_section(path: ValuePath, value: Value, given: DriverValues) -> Iterator[ManifestFault]:
    """Tell what stands in the place of a section; a null is told as that of any chart is."""
    tree = value.tree
    if tree is None or isinstance(tree, dict) or is_filled_in_later(tree):
        return
    if path in needed_sections(given.release, given.on):
        message = f"{value_name(path)} takes a mapping, this is {kind_of_tree(tree)}: the chart's templates end with "
        yield ManifestFault(value.place, message + "an error", f"Write the values of {path[-1]} below it.")


RULE = ManifestRule(
    "VAL232",
    "Value that the chart of NVIDIA's DRA driver does not take",
    Severity.ERROR,
    why="The chart has no schema: Helm takes any key, and an unknown one does nothing, so that the default stays. Its "
    'templates ask whether a switch is there at all, so that the text "false" switches on.',
    fix="Compare with the chart's values.yaml of this release.",
    source="kubernetes-sigs/dra-driver-nvidia-gpu deployments/helm/*: values.yaml and what the templates read "
    "(v25.3.0 to v0.4.1, and the main branch of August 2026)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: dra, namespace: dra-driver}
spec:
  chart: {spec: {chart: nvidia-dra-driver-gpu, version: 25.8.0}}
  values:
    gpuResourcesEnabledOverride: true
    resources-computeDomains:  # <- here
      enabled: false
    controller:
      replicas: 2  # <- here
    webhook:
      enabled: "false"  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: dra, namespace: dra-driver}
spec:
  chart: {spec: {chart: nvidia-dra-driver-gpu, version: 25.8.0}}
  values:
    gpuResourcesEnabledOverride: true
    resources:
      computeDomains:
        enabled: false
    webhook:
      enabled: false
""",
    check=_check,
)
