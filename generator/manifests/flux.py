"""Charts that Flux installs.

Sources: fluxcd/helm-controller api/v2 (HelmRelease, GetReleaseName), fluxcd/source-controller api/v1 (HelmChart,
OCIRepository), fluxcd/pkg chartutil/values.go (ChartValuesFromReferences: in the order of `valuesFrom`, then the
release's own, while what goes to a `targetPath` wins over all; ReplacePathValue: as Helm's --set, in quotes as its
--set-string).
"""

from collections.abc import Iterator

from generator.manifests.charts import chart_named, chart_use, named_anywhere, ordered, released_in
from generator.manifests.collector import ByPath, ChartSource, Collector, Installed, OpenUse, WantedFile, WantedKey
from generator.manifests.named import name_of
from generator.manifests.partial import added, cleared
from generator.manifests.patches import all_patches
from generator.manifests.plain import collect_whole
from generator.model.manifest import Form
from generator.model.manifest_value import Value

_SPEC = ("spec", "chart", "spec")
_OF_VALUES = "/spec/values"
_OF_FOLDERS = ("GitRepository", "Bucket")


def collect_helm_release(value: Value, out: Collector) -> None:
    """Take a Flux HelmRelease of one of NVIDIA's charts; what `chartRef` points at may come in a later file."""
    named = value.get("spec", "chart", "spec", "chart")
    if named is not None:
        order = ordered(Form.FLUX, named, value.get(*_SPEC, "version"), None)
        values = _present(value.get("spec", "values"))
        whole = value.get("spec", "valuesFrom") is None and value.get(*_SPEC, "valuesFiles") is None
        out.orders.append(order._replace(source=value.get(*_SPEC, "sourceRef"), values=values, whole=whole))
    chart = chart_named(None if named is None else value.text("spec", "chart", "spec", "chart"))
    reference = value.get("spec", "chartRef")
    in_folder = named is not None and value.text("spec", "chart", "spec", "sourceRef", "kind") in _OF_FOLDERS
    if chart is None and reference is None and not in_folder:
        _collect_patch(value, out)
        if value.get("spec") is None and named_anywhere(value):
            collect_whole(value, out)
        return
    if chart or chart_named(value.text("spec", "chartRef", "name")) or chart_named(name_of(value)):
        collect_whole(value, out)
    version = value.text("spec", "chart", "spec", "version")
    use = chart_use(chart or "", version, Form.FLUX, named or reference or value, _present(value.get("spec", "values")))
    target = value.get("spec", "targetNamespace")
    use = released_in(use, target, value.get("metadata", "namespace"))._replace(
        release_name=_release_name(value),
        config_maps=tuple(_config_maps(value)),
    )
    places = tuple(one.place for one in value.elements("spec", "valuesFrom"))
    open_use = OpenUse(use, tuple(values_from(value)), name_of(value), moves=target is None, places=places)
    if in_folder and named is not None:
        path = str(named.tree).removeprefix("./").strip("/")
        installed = Installed(path, _release_name(value), target or value.get("metadata", "namespace"))
        out.installed.append(installed)
        files = tuple(WantedFile(None, str(one.tree)) for one in value.elements(*_SPEC, "valuesFiles"))
        meant = open_use if chart is not None else None
        whole = not open_use.wanted
        out.by_path.append(ByPath(path, use.values, Form.FLUX, meant, files, whole, installed))
    elif chart is not None:
        out.charts.append(open_use)
    elif reference is not None:
        out.referenced.append((open_use, reference.text("kind") or "", reference.text("name") or ""))


def _release_name(value: Value) -> str:
    """Return a release's name as Flux gives it: what is said, else its own behind a namespace that is said."""
    target = value.text("spec", "targetNamespace")
    return value.text("spec", "releaseName") or (f"{target}-{name_of(value)}" if target else name_of(value))


def _collect_patch(value: Value, out: Collector) -> None:
    """Take a HelmRelease without chart: a patch for the one of its name, which adds to that one's values."""
    values = value.get("spec", "values")
    if values is not None:
        is_part = value.get("spec", "chart") is None
        out.patches.extend((name_of(value), one) for one in (_merged(values) if is_part else (values,)))


def _merged(values: Value) -> Iterator[Value | None]:
    """Return the values that a strategic merge patch adds, and None beside them where it takes others away."""
    found = cleared(values)
    yield found
    if found.tree != values.tree:
        yield None


def join_patches(out: Collector) -> None:
    """Take what patches within kustomizations say of releases' values, once all files are known."""
    for content, target in all_patches(out):
        kind = (None if target is None else target.text("kind")) or content.text("kind")
        name = (None if target is None else target.text("name")) or content.text("metadata", "name")
        if kind == "HelmRelease" and name:
            out.patches.extend((name, one) for one in _values_of_patch(content))
    _join_orders(out)


def _join_orders(out: Collector) -> None:
    """Give patches' values to what releases ask for, too; a release is known by the document that it stands in."""
    by_document = {one.value.place[:2]: one.name for one in out.releases}
    for index, order in enumerate(out.orders):
        name = by_document.get(order.named.place[:2]) if order.form is Form.FLUX else None
        more = [values for patched, values in out.patches if name and patched == name]
        if more:
            values = (*order.values, *(one for one in more if one is not None))
            out.orders[index] = order._replace(values=values, whole=order.whole and None not in more)


def _values_of_patch(content: Value) -> Iterator[Value | None]:
    """Return the values that a patch adds to a release, None for a change of which not all is known."""
    if isinstance(content.tree, dict):
        values = content.get("spec", "values")
        yield from () if values is None else _merged(values)
    for operation in content.elements():
        path = operation.text("path") or ""
        if path == "/spec" or path.startswith(f"{_OF_VALUES}/") or path == _OF_VALUES:
            # An element of a list is added to others, or put in the place of one.
            in_list = any(part == "-" or part.isdecimal() for part in path.split("/"))
            whole = None if in_list else added(operation)
            yield None if whole is None else whole.get("spec", "values")


def collect_chart_source(value: Value, out: Collector) -> None:
    """Take a Flux OCIRepository or HelmChart."""
    collect_whole(value, out)
    chart = chart_named(value.text("spec", "url")) or chart_named(value.text("spec", "chart"))
    version = value.text("spec", "ref", "tag") or value.text("spec", "ref", "semver") or value.text("spec", "version")
    named = value.get("spec", "chart")
    if named is not None:
        order = ordered(Form.FLUX, named, value.get("spec", "version"), None)
        out.orders.append(order._replace(source=value.get("spec", "sourceRef")))
    out.sources.append(ChartSource(value.text("kind") or "", name_of(value), chart, version, value))


def _config_maps(release: Value) -> Iterator[Value]:
    for entry in release.elements("spec", "valuesFrom"):
        name = entry.get("name")
        if name is not None and entry.text("kind") == "ConfigMap":
            yield name


def values_from(release: Value) -> list[WantedKey]:
    """Return the ConfigMaps and Secrets that a release takes values from."""
    return [
        WantedKey(
            entry.text("name") or "",
            entry.text("valuesKey") or "values.yaml",
            entry.text("targetPath") or "",
            (literal := entry.get("literal")) is not None and literal.tree is True,
            entry.text("kind") == "Secret",
        )
        for entry in release.elements("spec", "valuesFrom")
    ]


def _present(value: Value | None) -> tuple[Value, ...]:
    return () if value is None else (value,)
