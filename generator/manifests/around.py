"""Values for a chart of the user's own that has one of NVIDIA's as a dependency, given by Argo CD or Flux by its path.

Source: helm/helm pkg/chart/v2/util/coalesce.go (CoalesceValues: a dependency gets what stands below its name).
"""

from generator.facts.charts import CHARTS
from generator.manifests.charts import chart_use
from generator.manifests.collector import Collector, OpenUse, WantedFile
from generator.manifests.idle import key_of, without_switch
from generator.model.manifest import Form
from generator.model.manifest_value import Value


def collect_around(out: Collector) -> None:
    """Take what was given by path, once all files are known; charts that are not among them are passed over."""
    for one in out.by_path:
        found = out.find_file(WantedFile(None, f"{one.path}/Chart.yaml"))
        dependencies = [] if found is None else [each for doc in found[1] for each in doc.elements("dependencies")]
        kept = one.use is not None and not any(each.text("name") in CHARTS for each in dependencies)
        if kept and one.use is not None and not any(values.has(chart) for values in one.values for chart in CHARTS):
            out.charts.append(one.use)
            continue
        for dependency in dependencies:
            if dependency.text("name") in CHARTS:
                _collect(one.values, one.form, dependency, tuple(dependencies), out)


def _collect(
    values: tuple[Value, ...], form: Form, dependency: Value, dependencies: tuple[Value, ...], out: Collector
) -> None:
    chart, key = dependency.text("name") or "", key_of(dependency)
    for one in values:
        below = one.get(key)
        if below is not None and isinstance(below.tree, dict):
            use = chart_use(chart, dependency.text("version"), form, below, (without_switch(key, below, dependencies),))
            out.charts.append(OpenUse(use._replace(whole=False), ()))
        elif below is None:
            out.beside.append((one, dependency))
