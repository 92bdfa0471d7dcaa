"""Charts that Cluster API, Sveltos, k0s and Crossplane install.

Sources: kubernetes-sigs/cluster-api-addon-provider-helm api/v1alpha1 (HelmChartProxy), projectsveltos/addon-controller
api/v1beta1 (ClusterProfile, Profile: helmCharts), k0sproject/k0s pkg/apis/k0s/v1beta1/extensions.go (ClusterConfig:
extensions.helm, which k0sctl's Cluster holds) and pkg/apis/helm/v1beta1 (Chart), crossplane-contrib/provider-helm
apis/release/v1beta1 (Release).
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.manifests.charts import chart_named, chart_use, ordered, released_in
from generator.manifests.collector import Collector, OpenUse, User
from generator.manifests.inner import opened_or_tree
from generator.manifests.named import group_of, kind_of, name_of, settled
from generator.manifests.others import collect_others
from generator.manifests.plain import collect_whole
from generator.model.manifest import Form
from generator.model.manifest_value import Value

_has_bare_action = re.compile(r"(?m)^[^#'\"\n]*\{\{").search
"""A template outside quotes: what such a text holds is known once it is filled in."""
_Path = tuple[str, ...]


class Installer(NamedTuple):
    """Where an object says which charts it installs: `charts` is the list, if it has one, the rest is in each entry.

    `more` are fields beside `values` that take values from elsewhere. `repositories` is a list by whose names charts
    begin.
    """

    chart: _Path
    version: _Path
    values: _Path
    namespace: _Path
    release: _Path
    repository: _Path = ()
    charts: _Path = ()
    more: tuple[_Path, ...] = ()
    repositories: _Path = ()


def _k0s(*extensions: str) -> Installer:
    return Installer(
        ("chartname",),
        ("version",),
        ("values",),
        ("namespace",),
        ("name",),
        charts=(*extensions, "extensions", "helm", "charts"),
        repositories=(*extensions, "extensions", "helm", "repositories"),
    )


_SVELTOS = Installer(
    ("chartName",),
    ("chartVersion",),
    ("values",),
    ("releaseNamespace",),
    ("releaseName",),
    ("repositoryURL",),
    charts=("spec", "helmCharts"),
    more=(("valuesFrom",),),
)
_RELEASE = ("spec", "forProvider")
INSTALLERS: Mapping[tuple[str, str], Installer] = MappingProxyType(
    {
        ("addons.cluster.x-k8s.io", "HelmChartProxy"): Installer(
            ("spec", "chartName"),
            ("spec", "version"),
            ("spec", "valuesTemplate"),
            ("spec", "namespace"),
            ("spec", "releaseName"),
            ("spec", "repoURL"),
        ),
        ("config.projectsveltos.io", "ClusterProfile"): _SVELTOS,
        ("config.projectsveltos.io", "Profile"): _SVELTOS,
        ("k0s.k0sproject.io", "ClusterConfig"): _k0s("spec"),
        ("k0sctl.k0sproject.io", "Cluster"): _k0s("spec", "k0s", "config", "spec"),
        ("helm.k0sproject.io", "Chart"): Installer(
            ("spec", "chartName"),
            ("spec", "version"),
            ("spec", "values"),
            ("spec", "namespace"),
            ("spec", "releaseName"),
        ),
        ("helm.crossplane.io", "Release"): Installer(
            (*_RELEASE, "chart", "name"),
            (*_RELEASE, "chart", "version"),
            (*_RELEASE, "values"),
            (*_RELEASE, "namespace"),
            ("metadata", "name"),
            (*_RELEASE, "chart", "repository"),
            more=((*_RELEASE, "valuesFrom"), (*_RELEASE, "set")),
        ),
    }
)
"""Objects that install charts, by group and kind."""


def collect_installer(value: Value, out: Collector) -> bool:
    """Take an object of one of these kinds; false for any other."""
    kind = INSTALLERS.get((group_of(value), kind_of(value)))
    if kind is None:
        return False
    before = len(out.charts)
    for entry in value.elements(*kind.charts) if kind.charts else (value,):
        _collect(entry, kind, value, out)
    if len(out.charts) > before:
        collect_whole(value, out)
    return True


def _collect(entry: Value, kind: Installer, whole: Value, out: Collector) -> None:
    named, version = entry.get(*kind.chart), entry.get(*kind.version)
    if named is None:
        return
    repository = entry.get(*kind.repository) if kind.repository else _repository_of(named, kind, whole)
    order = ordered(Form.INSTALLER, named, version, repository)
    out.orders.append(order)
    chart = chart_named(str(named.tree))
    values = tuple(_values(entry.get(*kind.values)))
    if chart is None:
        namespace = settled(entry.text(*kind.namespace))
        for one in values:
            user = User(kind_of(whole), entry.text(*kind.release) or name_of(whole), namespace, order.name)
            collect_others(one, user, out)
        return
    stated = None if version is None or not isinstance(version.tree, str) else version.tree
    use = chart_use(chart, stated, Form.INSTALLER, named, values)
    use = released_in(use, entry.get(*kind.namespace))._replace(
        release_name=entry.text(*kind.release) or name_of(whole),
        whole=(bool(values) or entry.get(*kind.values) is None) and not any(entry.get(*one) for one in kind.more),
        repository=repository,
    )
    out.charts.append(OpenUse(use, ()))


def _values(value: Value | None) -> Iterator[Value]:
    if value is None or (isinstance(value.tree, str) and _has_bare_action(value.tree)):
        return
    found = opened_or_tree(value)
    if found is not None:
        yield found


def _repository_of(named: Value, kind: Installer, whole: Value) -> Value | None:
    """Return the address of the repository by whose name a chart begins."""
    alias, sign, _ = str(named.tree).partition("/")
    if not sign or not kind.repositories:
        return None
    return next((one.get("url") for one in whole.elements(*kind.repositories) if one.text("name") == alias), None)
