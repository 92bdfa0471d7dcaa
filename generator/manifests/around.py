"""Values for a chart of the user's own that has one of NVIDIA's as a dependency, given by Argo CD or Flux by its path.

Sources: helm/helm pkg/chart/v2/util/coalesce.go (CoalesceValues: a dependency gets what stands below its name; what is
given wins over the chart's own values); argoproj/argo-cd util/helm/cmd.go (template: values files in their order, then
the Application's own values, then its parameters).
"""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from generator.facts.charts import CHARTS
from generator.facts.release_lines import Known, is_between_releases, release_known
from generator.manifests.charts import chart_use, released_in
from generator.manifests.collector import ByPath, Collector, Installed, OpenUse, WantedFile, folder_of
from generator.manifests.idle import key_of, without_switch
from generator.manifests.named import settled
from generator.model.manifest import ChartUse, Form
from generator.model.manifest_value import Value


def collect_around(out: Collector, taken: set[str]) -> None:
    """Take what was given by path, once all files are known; charts that are not among them are passed over.

    `taken` gets the names of the files whose values are found to be for these charts.
    """
    for one in out.by_path:
        found = out.find_file(WantedFile(None, f"{one.path}/Chart.yaml"))
        copied = None if found is None else copied_chart(found[1])
        if copied is not None:
            _collect_copied(one, copied, out, taken)
            continue
        dependencies = [] if found is None else [each for doc in found[1] for each in doc.elements("dependencies")]
        kept = one.use is not None and not any(each.text("name") in CHARTS for each in dependencies)
        if kept and one.use is not None and not any(values.has(chart) for values in one.values for chart in CHARTS):
            out.charts.append(one.use)
            continue
        for dependency in dependencies:
            if dependency.text("name") in CHARTS:
                _collect(one, dependency, tuple(dependencies), out, taken)


def copied_chart(documents: Iterable[Value]) -> ChartUse | None:
    """Return one of NVIDIA's charts that lies in a folder whole, by its Chart.yaml; None for a chart around one.

    A chart of the user's own may have the name, but hardly a release's number without depending on the chart.
    """
    for one in documents:
        chart, version = one.text("name") or "", one.text("version") or ""
        around = any(each.text("name") in CHARTS for each in one.elements("dependencies"))
        if chart in CHARTS and not around and (_is_release(chart, version) or is_between_releases(version)):
            return chart_use(chart, version, Form.VALUES_FILE, one)
    return None


def given_to(use: ChartUse, installed: Installed | None) -> ChartUse:
    """Return a use as the release that installs the chart around it."""
    if installed is None:
        return use
    return released_in(use, installed.namespace)._replace(release_name=settled(installed.release_name))


def installed_from(folder: str, out: Collector) -> Installed | None:
    """Return what installs the chart in a folder; None where nothing is known to, or several do."""
    parts = PurePosixPath(folder).parts
    found = [one for one in out.installed if (ends := PurePosixPath(one.path).parts) and parts[-len(ends) :] == ends]
    return found[0] if len(found) == 1 else None


def _is_release(chart: str, version: str) -> bool:
    return release_known(chart, version) in (Known.THERE, Known.NOT_YET)


def _collect_copied(given: ByPath, copied: ChartUse, out: Collector, taken: set[str]) -> None:
    """Take values that are given to a copy of the chart; without any, those of the folder are looked at as such."""
    files = [_documents(wanted, out) for wanted in given.files]
    values = (*(one for file in files for one in file), *given.values)
    if values:
        copied = given_to(copied, given.installed)
        use = copied._replace(values=values, form=given.form, whole=given.whole and all(files), place=values[-1].place)
        out.charts.append(OpenUse(use, ()))
        taken.update(one.place.file for one in values if one not in given.values)


def _collect(
    given: ByPath, dependency: Value, dependencies: tuple[Value, ...], out: Collector, taken: set[str]
) -> None:
    chart, key = dependency.text("name") or "", key_of(dependency)
    out.beside.extend((one, dependency) for one in given.values if one.get(key) is None)
    files = [_documents(wanted, out) for wanted in given.files]
    more = (*(one for file in files for one in file), *given.values)
    if not any(_blocks(more, key)):
        # The chart's own values are looked at as such.
        return
    own = _documents(WantedFile(folder_of(dependency), "values.yaml"), out)
    blocks = [without_switch(key, one, dependencies) for one in _blocks((*own, *more), key)]
    use = chart_use(chart, dependency.text("version"), given.form, blocks[-1], tuple(blocks))
    use = given_to(use, given.installed)
    out.charts.append(OpenUse(use._replace(whole=given.whole and all(files)), ()))
    taken.update(one.place.file for one in (*own, *more) if one not in given.values)


def _blocks(values: Iterable[Value], key: str) -> Iterator[Value]:
    for one in values:
        below = one.get(key)
        if below is not None and isinstance(below.tree, dict):
            yield below


def _documents(wanted: WantedFile, out: Collector) -> list[Value]:
    found = out.find_file(wanted)
    return [] if found is None else [one for one in found[1] if isinstance(one.tree, dict)]
