"""Charts that helmfiles, Fleet bundles and add-ons of clusters install.

Sources: helmfile/helmfile pkg/state/state.go (ReleaseSpec, SetValue), rancher/fleet pkg/apis/fleet.cattle.io/v1alpha1
(HelmOptions; BundleTarget: a target's helm is merged over the bundle's), azimuth-cloud/capi-helm-charts
charts/cluster-addons (values: chart.name, chart.version, release.namespace, release.values).
"""

from generator.manifests.charts import chart_named, chart_use, released_in
from generator.manifests.collector import Collector, OpenUse, User, WantedFile, folder_of
from generator.manifests.named import settled
from generator.manifests.others import collect_others
from generator.manifests.patches import collect_release_patches
from generator.manifests.set_values import SetValue, set_values
from generator.model.manifest import Form
from generator.model.manifest_value import Value


def collect_helmfile_release(release: Value, out: Collector) -> None:
    """Take a release of a helmfile."""
    installed = release.get("installed")
    if installed is not None and installed.tree is False:
        return
    collect_release_patches(release, out)
    chart = chart_named(release.text("chart"))
    if chart is None:
        named = _last(release.text("chart"))
        user = User("helmfile", release.text("name") or "", settled(release.text("namespace")), named)
        for one in release.elements("values"):
            path = one.text()
            if path is None:
                collect_others(one, user, out)
            elif path and named:
                out.files_of_others.append((WantedFile(folder_of(release), path), user))
        return
    values = tuple(one for one in release.elements("values") if isinstance(one.tree, dict))
    use = chart_use(chart, release.text("version"), Form.HELMFILE, release.get("chart") or release, values)
    files = [one.text() for one in release.elements("values")]
    wanted = tuple(WantedFile(folder_of(release), path) for path in files if path)
    over, all_read = _set(release)
    use = released_in(use, release.get("namespace"))._replace(
        release_name=release.text("name"), whole=use.whole and all_read
    )
    out.charts.append(OpenUse(use, wanted, over=() if over is None else (over,)))


def _set(release: Value) -> tuple[Value | None, bool]:
    """Return the tree that a release's `set` makes, and whether all of it could be read."""
    found = [
        SetValue(name, _text(value), value.place.steps[-1], one.place.below("name").steps[-1], key == "setString")
        for key in ("set", "setString")
        for one in release.elements(key)
        if (name := one.text("name")) is not None and (value := one.get("value")) is not None
    ]
    return set_values(found, release.place)


def _text(value: Value) -> str:
    return str(value.tree).lower() if isinstance(value.tree, bool) else str(value.tree)


def collect_addons(value: Value, out: Collector) -> bool:
    """Take the add-ons of a cluster that are NVIDIA's charts; false where none is."""
    before = len(out.charts)
    for _, addon in value.entries():
        chart = chart_named(addon.text("chart", "name"))
        if chart is not None and addon.has("release"):
            values = addon.get("release", "values")
            given = () if values is None else (values,)
            named = addon.get("chart", "name") or addon
            use = chart_use(chart, addon.text("chart", "version"), Form.INSTALLER, named, given)
            out.charts.append(OpenUse(released_in(use, addon.get("release", "namespace")), ()))
    return len(out.charts) > before


def collect_fleet(value: Value, out: Collector) -> None:
    """Take a Fleet bundle, and what it does otherwise for some clusters."""
    chart = chart_named(value.text("helm", "chart"))
    if chart is None:
        user = User("Fleet bundle", value.text("helm", "releaseName") or "", None, _last(value.text("helm", "chart")))
        for around in (value, *value.elements("targetCustomizations")):
            for values in _helm(around):
                collect_others(values, user, out)
            if user.chart:
                out.files_of_others.extend((WantedFile(folder_of(value), path), user) for path in _files(around))
        return
    general = _helm(value)
    for target in (None, *value.elements("targetCustomizations")):
        own = () if target is None else _helm(target)
        files = [*_files(value), *(() if target is None else _files(target))]
        if target is not None and not own and not _files(target):
            continue
        version = (None if target is None else target.text("helm", "version")) or value.text("helm", "version")
        use = chart_use(chart, version, Form.VALUES_FILE, value if target is None else target, (*general, *own))
        use = released_in(use, value.get("namespace"), value.get("defaultNamespace"))._replace(
            release_name=value.text("helm", "releaseName"), whole=value.get("helm", "valuesFrom") is None
        )
        out.charts.append(OpenUse(use, tuple(WantedFile(folder_of(value), path) for path in files)))


def _helm(value: Value) -> tuple[Value, ...]:
    values = value.get("helm", "values")
    return () if values is None else (values,)


def _last(chart: str | None) -> str | None:
    """Return the name of a chart without its repository."""
    return None if chart is None else chart.rstrip("/").rpartition("/")[2]


def _files(value: Value) -> list[str]:
    return [one.tree for one in value.elements("helm", "valuesFiles") if isinstance(one.tree, str)]
