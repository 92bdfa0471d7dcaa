"""Charts that helmfiles, Fleet bundles and charts around them ask for by name.

Sources: helmfile/helmfile pkg/state/state.go (RepositorySpec; a release's chart begins with a repository's name),
rancher/fleet pkg/apis/fleet.cattle.io/v1alpha1 (HelmOptions), helm/helm pkg/chart (Dependency).
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.manifests.charts import ordered
from generator.manifests.collector import Collector
from generator.model.manifest import ChartOrder, Form
from generator.model.manifest_value import Value

OF_CHARTS = ("Chart.yaml", "requirements.yaml")
"""Files that hold a chart's dependencies, the latter in Helm 2."""


def collect_orders(value: Value, out: Collector) -> None:
    """Take what a document without kind asks for."""
    out.orders.extend(_of_helmfile(value))
    named = value.get("helm", "chart")
    if named is not None:
        order = ordered(Form.FLEET, named, value.get("helm", "version"), value.get("helm", "repo"))
        values = value.get("helm", "values")
        out.orders.append(order._replace(values=() if values is None else (values,)))
    if PurePosixPath(value.place.file).name in OF_CHARTS:
        for one in value.elements("dependencies"):
            name = one.get("name")
            if name is not None:
                out.orders.append(ordered(Form.DEPENDENCY, name, one.get("version"), one.get("repository")))


def _of_helmfile(value: Value) -> Iterator[ChartOrder]:
    repositories = {one.text("name"): one for one in value.elements("repositories")}
    for release in value.elements("releases"):
        named = release.get("chart")
        alias, sign, name = (release.text("chart") or "").partition("/")
        repository = repositories.get(alias)
        if named is None or not sign or repository is None:
            continue
        oci = repository.get("oci")
        url = None if oci is not None and oci.tree is True else repository.get("url")
        values = tuple(one for one in release.elements("values") if isinstance(one.tree, dict))
        yield ordered(Form.HELMFILE, named, release.get("version"), url)._replace(name=name, values=values)
