"""A value that the chart does not know."""

from collections.abc import Iterator

from generator.facts.charts import load_chart
from generator.model.chart import ValueProblem, ValueProblemKind
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests, Value
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.tree import Path, path_text


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        for values in use.values:
            yield from _of_values(use, values)


def _of_values(use: ChartUse, values: Value) -> Iterator[ManifestFault]:
    """Tell what none of the releases in question knows."""
    found = [_unknown(use.chart, release, values) for release in use.releases]
    for path, problem in found[-1].items():
        if all(path in other for other in found):
            yield ManifestFault(
                values.place.below(*path),
                f"{use.chart} has no value {path_text(path)}",
                None if problem.nearest is None else f"Did you mean {problem.nearest}?",
                on_key=True,
                severity=None if use.within else Severity.INFO,
            )


def _unknown(chart: str, release: str, values: Value) -> dict[Path, ValueProblem]:
    problems = load_chart(chart, release).check_values(values.tree)
    return {one.path: one for one in problems if one.kind is ValueProblemKind.UNKNOWN}


RULE = ManifestRule(
    "VAL201",
    "Value that the chart does not know",
    Severity.ERROR,
    why="The charts have no schema: Helm takes any key, and an unknown one does nothing.",
    fix="Compare with the chart's values.yaml of this release.",
    source="fact sheets under charts/, read from the charts' values, templates and CRDs",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver:
      enabled: false
      upgradePolicy:
        autoUpgrad: false  # <- here
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
      upgradePolicy:
        autoUpgrade: false
""",
    check=_check,
)
