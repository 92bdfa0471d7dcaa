"""A section of a chart's values that is null, without which the chart does not render."""

from collections.abc import Iterator

from generator.facts.dra_driver import Release, is_at_least
from generator.facts.dra_driver_chart import FIRST_READ, needed_sections
from generator.facts.needed_sections import needed
from generator.lint.common.chart_values import releases_in_question
from generator.lint.common.dra_driver import driver_orders, parts_on, release_of
from generator.lint.common.value_hints import value_name
from generator.model.finding import Severity
from generator.model.manifest import ChartOrder, ChartUse, Form, Manifests, takes_away
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place

_PASSED_ON = ("valuesObject",)
"""A field whose nulls Argo CD may lose before Helm sees them."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        releases = [needed(use.chart, one) for one in releases_in_question(use)]
        paths = frozenset[tuple[str, ...]].intersection(*releases) if releases else frozenset[tuple[str, ...]]()
        for path in sorted(paths):
            place = _where_null(use, use.place, path)
            if place is not None:
                yield _fault(use.form, path, place)
    for order in driver_orders(manifests):
        for path in sorted(_needed_by_driver(order, release_of(order))):
            place = _where_null(order, order.named.place, path)
            if place is not None:
                yield _fault(order.form, path, place)


def _needed_by_driver(order: ChartOrder, release: Release | None) -> frozenset[tuple[str, ...]]:
    if release is not None and not is_at_least(release, FIRST_READ):
        return frozenset()
    return needed_sections(release, parts_on(order.values, whole=order.whole))


def _where_null(use: ChartUse | ChartOrder, at: Place, path: tuple[str, ...]) -> Place | None:
    """Return where a section is taken away: the last source that speaks of it says null; `at` names the chart."""
    for source in reversed(use.values):
        around = source.get(*path[:-1]) if len(path) > 1 else source
        if around is None:
            # A null further up is told there.
            if takes_away(source, path[:-1]):
                return None
            continue
        if around.has(path[-1]):
            is_lost = use.form is Form.KUSTOMIZE and source.place.file == at.file
            return around.place.below(path[-1]) if around.get(path[-1]) is None and not is_lost else None
    return None


def _fault(form: Form, path: tuple[str, ...], place: Place) -> ManifestFault:
    name = value_name(path)
    below_another = form is Form.VALUES_FILE and len(place.steps[0]) > len(path)
    by_whom = "Helm 3 takes" if below_another else "Helm takes"
    unsure = below_another or form is Form.HELMFILE or any(one in place.steps[0] for one in _PASSED_ON)
    return ManifestFault(
        place,
        f"{name} is empty, which is null: {by_whom} the whole section away, and the chart's templates end with an "
        "error",
        f"Write `{path[-1]}: {{}}`, or leave the key out: the defaults stay then.",
        on_key=True,
        severity=Severity.WARNING if unsure else None,
    )


RULE = ManifestRule(
    "VAL230",
    "Section of the values that is null",
    Severity.ERROR,
    why="A key without a value is null, and by null Helm takes a key away together with its defaults. The templates "
    "ask for fields of the section all the same: `nil pointer evaluating interface {}.enabled`.",
    fix="Write an empty mapping, or leave the key out.",
    source="helm/helm pkg/chart/v2/util/coalesce.go (a null deletes the key); NVIDIA/gpu-operator "
    "deployments/gpu-operator/templates/clusterpolicy.yaml, NVIDIA/k8s-device-plugin "
    "deployments/helm/nvidia-device-plugin/templates; generator/facts/needed_sections.py says which from when on",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver:
      enabled: false
    toolkit:  # <- here
    devicePlugin:
      config:  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver:
      enabled: false
    toolkit: {}
    devicePlugin:
      config: {}
""",
    check=_check,
)
