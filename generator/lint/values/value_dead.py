"""A value that the chart knows and nothing reads."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.lint.common.chart_values import (
    Wrong,
    all_sheets,
    chart_text,
    ends_up_with,
    is_newer,
    is_of_older_line,
    wrong_values,
)
from generator.lint.common.value_hints import value_name
from generator.model.chart import ValueProblemKind
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.tree import Tree

_ALWAYS_DEAD = "devicePlugin.mps.root"
"""It has been without effect since it came."""
_REFUSED = {DEVICE_PLUGIN: "namespace"}
"""A value by which the chart refuses to render; another rule tells of it."""
_FIXES = {
    "driver.useOpenKernelModules": "Write `driver: {kernelModuleType: open}`, or proprietary; auto is the default.",
    "devicePlugin.mps.root": "Leave it out; to move the root, patch spec.devicePlugin.mps.root of the ClusterPolicy.",
    "gfd.noTimestamp": "Write `noTimestamp: true` at the top level.",
    "gfd.sleepInterval": "Write `sleepInterval: 60s` at the top level.",
}


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for wrong in wrong_values(manifests, ValueProblemKind.DEAD):
        name = value_name(wrong.path)
        # What older releases read is not known by these fact sheets.
        if is_of_older_line(wrong.use) or _REFUSED.get(wrong.use.chart) == name or _is_default(wrong):
            continue
        yield ManifestFault(
            wrong.value.place,
            f"{name} has no effect in {chart_text(wrong.use)}: {wrong.problem.fact}",
            _FIXES.get(name),
            on_key=True,
            severity=Severity.INFO if _is_light(wrong) and name != _ALWAYS_DEAD else None,
        )


def _is_light(wrong: Wrong) -> bool:
    """Say whether a release without fact sheet may have read it, or the driver that it is for is switched off."""
    use = wrong.use
    if wrong.path == ("fullnameOverride",) and wrong.value.tree == use.chart:
        return True
    no_driver = wrong.path[0] == "driver" and ends_up_with(use, "driver", "enabled") is False
    return is_newer(use) or use.stated is None or no_driver


def _is_default(wrong: Wrong) -> bool:
    """Say whether the value may be a copied default, of any release where none is stated."""
    tree, use = wrong.value.tree, wrong.use
    if use.stated is not None:
        return False
    facts = (sheet.lookup(wrong.path) for sheet in all_sheets(use.chart))
    return _is_empty(tree) or any(fact is not None and fact.default == tree for fact in facts)


def _is_empty(tree: Tree) -> bool:
    return tree is None or tree is False or tree in ("", [], {})


RULE = ManifestRule(
    "VAL203",
    "Value without effect",
    Severity.WARNING,
    why="The chart's values offer it, or once did, but no template of these releases reads it: what it should change "
    "stays as it is.",
    fix="Leave it out.",
    source="fact sheets under charts/ (dead), read from the charts' values, templates and CRDs; generator/factsheet/"
    "known.py names the template of each that is known by hand",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    devicePlugin:
      mps:
        root: /srv/mps  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    devicePlugin:
      mps:
        root: /run/nvidia/mps
    operator:
      runtimeClass: nvidia
""",
    check=_check,
)
