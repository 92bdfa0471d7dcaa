"""An empty mapping that is meant to clear a default."""

from collections.abc import Iterator

from generator.lint.common.chart_values import sheets_of
from generator.lint.common.value_hints import value_name
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value
from generator.model.tree import Path


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        for values in use.values:
            for path, value in _empty_maps(values):
                if _is_filled_by_default(use, path):
                    yield ManifestFault(
                        value.place,
                        f"{value_name(path)}: {{}} clears nothing: Helm merges mappings, and the chart's default stays",
                        f"Write `{path[-1]}: null` to have none.",
                        on_key=True,
                        severity=None if use.stated and use.within else Severity.INFO,
                    )


def _empty_maps(values: Value) -> Iterator[tuple[Path, Value]]:
    stack: list[tuple[Path, Value]] = [((), values)]
    while stack:
        path, value = stack.pop()
        for key, below in value.entries():
            if below.tree == {}:
                yield (*path, key), below
            elif isinstance(below.tree, dict):
                stack.append(((*path, key), below))


def _is_filled_by_default(use: ChartUse, path: Path) -> bool:
    """Say whether every release in question has a default here, and not an empty one."""
    facts = [sheet.lookup(path) for sheet in sheets_of(use)]
    return bool(facts) and all(
        fact is not None and isinstance(fact.default, dict) and bool(fact.default) for fact in facts
    )


RULE = ManifestRule(
    "VAL210",
    "Empty mapping that clears no default",
    Severity.WARNING,
    why="Helm merges mappings key by key: an empty one adds nothing and takes nothing away. Lists and single values it "
    "replaces.",
    fix="Write null.",
    source="helm/helm pkg/chart/common/util/coalesce.go (pkg/chartutil/coalesce.go in Helm 3), CoalesceTables; "
    "rendered with Helm 3 and 4",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.20.0}}
  values:
    affinity: {}  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.20.0}}
  values:
    affinity: null
""",
    check=_check,
)
