"""A value that the chart does not know."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR, chart_versions
from generator.facts.former_values import OLDEST_NAMED, ancient_value, former_value, had_it
from generator.facts.releases import exact_numbers
from generator.facts.value_history import values_after
from generator.lint.common.chart_values import Wrong, all_sheets, chart_text, is_newer, is_older, wrong_values
from generator.lint.common.lone_charts import unknown_to_lone_charts
from generator.lint.common.own_keys import is_empty, is_for_oneself
from generator.lint.common.value_hints import known_elsewhere, value_hint, value_name
from generator.model.chart import ChartSheet, ValueProblemKind
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Form, IdleBlock, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.tree import Path, Tree


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        if use.form is Form.NOT_BELOW_KEY:
            yield _beside_key(use)
        yield from _came_later(use)
    for block in manifests.idle:
        yield _handed_to_nobody(block)
    for wrong in wrong_values(manifests, ValueProblemKind.UNKNOWN):
        if is_for_oneself(wrong.path, wrong.value, manifests) or _is_another_charts(wrong):
            continue
        severity = _severity(wrong)
        if severity is not None:
            yield ManifestFault(wrong.value.place, _message(wrong), _fix(wrong), on_key=True, severity=severity)
    yield from unknown_to_lone_charts(manifests)


def _beside_key(use: ChartUse) -> ManifestFault:
    key = use.release_name or use.chart
    message = f"the chart around this file depends on {use.chart}, which reads only what stands below `{key}:`"
    return ManifestFault(use.place, message, f"Move these values below `{key}:`.", on_key=True)


def _came_later(use: ChartUse) -> Iterator[ManifestFault]:
    """Tell values that came after the stated release, where that is older than what has a fact sheet."""
    stated = exact_numbers(use.stated or "")
    if stated is None or not is_older(use):
        return
    told: set[tuple[str, ...]] = set()
    oldest = all_sheets(use.chart)[0]
    for later in values_after(use.chart, stated):
        value = use.value(*later.path)
        if value is None or any(later.path[:length] in told for length in range(len(later.path))):
            continue
        told.add(later.path)
        message = f"{chart_text(use)} has no value {value_name(later.path)}: it came with {later.since}"
        fix = f"Take {later.since} of the chart, or a later one; or leave the value out."
        severity = Severity.INFO if _says_nothing(value.tree, later.path, oldest) else None
        yield ManifestFault(value.place, message, fix, on_key=True, severity=severity)


def _says_nothing(tree: Tree, path: Path, sheet: ChartSheet) -> bool:
    """Say whether values are off, empty or a later release's defaults, so that nobody misses them."""
    if isinstance(tree, dict):
        return all(_says_nothing(below, (*path, key), sheet) for key, below in tree.items())
    fact = sheet.lookup(path)
    return tree is False or is_empty(tree) or (fact is not None and fact.default == tree)


def _handed_to_nobody(block: IdleBlock) -> ManifestFault:
    """Tell of a block without its dependency; a template that is not among the files could still read it."""
    names = " and ".join(sorted({key for _, key in block.dependencies if key}))
    key = block.value.place.steps[-1][-1]
    message = f"the chart around this file has no dependency `{key}`, only {names}: Helm hands these values to nobody"
    keys = dict(reversed(block.dependencies))
    fix = f"Add {block.chart} to the dependencies in Chart.yaml, or leave the values out."
    if block.chart in keys:
        alias = keys[block.chart] != block.chart
        fix = f"Move these values below `{keys[block.chart]}:`{f', the alias of {block.chart}' * alias}."
    elif GPU_OPERATOR in keys:
        key = keys[GPU_OPERATOR]
        fix = f"Leave it out: the operator runs a plugin of its own, by `{key}.devicePlugin` and `{key}.mig`."
    return ManifestFault(block.value.place, message, fix, on_key=True, severity=Severity.WARNING)


def _message(wrong: Wrong) -> str:
    use, name = wrong.use, value_name(wrong.path)
    having = known_elsewhere(use.chart, wrong.path)
    former = former_value(use.chart, wrong.path)
    if having and chart_versions(use.chart).index(having[0]) > 0 and not is_newer(use):
        return f"{chart_text(use)} has no value {name}: it came with a later release, {having[0]} has it"
    if having or former:
        last = having[-1] if having else former.until if former else ""
        return f"{chart_text(use)} has no value {name} any more: {last} still had it"
    return f"{chart_text(use)} has no value {name}"


def _fix(wrong: Wrong) -> str | None:
    use = wrong.use
    if known_elsewhere(use.chart, wrong.path):
        return "Leave it out, or take a release of the chart that has it."
    return value_hint(use.chart, wrong.sheet, wrong.path)


def _severity(wrong: Wrong) -> Severity | None:
    """Return how sure it is that the stated release ignores the value; None where that release had it."""
    use, stated = wrong.use, exact_numbers(wrong.use.stated or "")
    former = former_value(use.chart, wrong.path)
    if former is not None and stated is not None and had_it(former, stated):
        return None
    if former is not None and stated is None:
        return Severity.INFO
    if stated is not None and stated < OLDEST_NAMED[use.chart]:
        return Severity.INFO
    ancient = ancient_value(use.chart, wrong.path)
    if ancient is not None and stated is not None and had_it(ancient, stated):
        return None
    if is_newer(use):
        return Severity.WARNING if _is_sure(wrong) else Severity.INFO
    return Severity.WARNING if is_empty(wrong.value.tree) else Severity.ERROR


def _is_sure(wrong: Wrong) -> bool:
    """Say whether no release to come is likely to have the value: a chart's name or a key with dots."""
    last = str(wrong.path[-1])
    return last == wrong.use.chart or ("." in last and _fix(wrong) is not None)


def _is_another_charts(wrong: Wrong) -> bool:
    """Say whether a top-level key of a mere values file, which nothing names, may belong to an unknown chart."""
    use: ChartUse = wrong.use
    path: Path = wrong.path
    if use.form is not Form.VALUES_FILE or use.stated is not None or len(path) > 1:
        return False
    tops = {key for values in use.values if isinstance(values.tree, dict) for key in values.tree}
    known = sum(1 for key in tops if wrong.sheet.lookup((key,)) is not None)
    hinted = value_hint(use.chart, wrong.sheet, path) is not None
    return known <= len(tops) - known and not hinted


RULE = ManifestRule(
    "VAL201",
    "Value that the chart does not know",
    Severity.ERROR,
    why="The charts have no schema: Helm takes any key, and an unknown one does nothing. "
    "A dependency gets the values below its alias, or else its name, and no others.",
    fix="Compare with the chart's values.yaml of this release.",
    source="fact sheets under charts/, read from the charts' values, templates and CRDs; NVIDIA/dcgm-exporter "
    "deployment/values.yaml and kubernetes-sigs/node-feature-discovery deployment/helm/node-feature-discovery for "
    "charts of their own",
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
