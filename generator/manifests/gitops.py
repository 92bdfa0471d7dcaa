"""Charts that Flux, Argo CD, K3s and kustomize install.

Sources: fluxcd/helm-controller api/v2 (HelmRelease), fluxcd/source-controller api/v1 (HelmChart, OCIRepository),
argoproj/argo-cd pkg/apis/application/v1alpha1 (Application), k3s-io/helm-controller pkg/apis/helm.cattle.io/v1
(HelmChart), kubernetes-sigs/kustomize api/types (HelmChart).
"""

from generator.manifests.charts import chart_named, chart_use
from generator.manifests.collector import ChartSource, Collector, Generated, OpenUse, WantedFile, WantedKey, folder_of
from generator.manifests.inner import opened_or_tree
from generator.manifests.named import name_of, settled
from generator.model.manifest import Form, Value

_ARGO_SET_REF = "$"


def collect_helm_release(value: Value, out: Collector) -> None:
    """Take a Flux HelmRelease of one of NVIDIA's charts; what `chartRef` points at may come in a later file."""
    named = value.get("spec", "chart", "spec", "chart")
    chart = chart_named(None if named is None else value.text("spec", "chart", "spec", "chart"))
    reference = value.get("spec", "chartRef")
    if chart is None and reference is None:
        _collect_patch(value, out)
        return
    version = value.text("spec", "chart", "spec", "version")
    use = chart_use(chart or "", version, Form.FLUX, named or reference or value, _present(value.get("spec", "values")))
    use = use._replace(
        release_name=value.text("spec", "releaseName") or name_of(value),
        namespace=settled(value.text("spec", "targetNamespace") or value.text("metadata", "namespace")),
    )
    open_use = OpenUse(use, tuple(_values_from(value)), name_of(value))
    if chart is not None:
        out.charts.append(open_use)
    elif reference is not None:
        out.referenced.append((open_use, reference.text("kind") or "", reference.text("name") or ""))


def _collect_patch(value: Value, out: Collector) -> None:
    """Take a HelmRelease without chart: a patch for the one of its name, which adds to that one's values."""
    values = value.get("spec", "values")
    if values is not None:
        out.patches.append((name_of(value), values))


def collect_chart_source(value: Value, out: Collector) -> None:
    """Take a Flux OCIRepository or HelmChart that names one of NVIDIA's charts."""
    chart = chart_named(value.text("spec", "url")) or chart_named(value.text("spec", "chart"))
    version = value.text("spec", "ref", "tag") or value.text("spec", "ref", "semver") or value.text("spec", "version")
    if chart is not None:
        out.sources.append(ChartSource(value.text("kind") or "", name_of(value), chart, version))


def collect_application(value: Value, out: Collector) -> None:
    """Take the sources of an Argo CD Application that install one of NVIDIA's charts."""
    _collect_argo(value.get("spec"), name_of(value), out)


def collect_application_set(value: Value, out: Collector) -> None:
    """Take the template of an Argo CD ApplicationSet."""
    _collect_argo(value.get("spec", "template", "spec"), value.text("spec", "template", "metadata", "name") or "", out)


def collect_k3s_chart(value: Value, out: Collector) -> None:
    """Take a HelmChart, or the values that a HelmChartConfig adds, of K3s and RKE2."""
    chart = chart_named(value.text("spec", "chart")) or chart_named(name_of(value))
    if chart is None:
        return
    content = value.get("spec", "valuesContent")
    values = None if content is None else opened_or_tree(content)
    use = chart_use(chart, value.text("spec", "version"), Form.K3S, value.get("spec", "chart") or value)
    # The paths of `set` are written with dots, as on Helm's command line: they are values, but no tree of them.
    named = use._replace(
        release_name=name_of(value),
        namespace=value.text("spec", "targetNamespace"),
        values=_present(values),
        whole=value.get("spec", "set") is None,
        repository=value.get("spec", "repo"),
    )
    out.charts.append(OpenUse(named, ()))


def collect_kustomization(value: Value, out: Collector) -> None:
    """Take a kustomization's NVIDIA charts and the ConfigMaps that it generates."""
    for entry in value.elements("helmCharts"):
        _collect_kustomize_chart(entry, value, out)
    for entry in value.elements("configMapGenerator"):
        out.generated.append(_generated(entry, value))


def _collect_argo(spec: Value | None, name: str, out: Collector) -> None:
    if spec is None:
        return
    sources = (*_present(spec.get("source")), *spec.elements("sources"))
    for source in sources:
        named = source.get("chart")
        # A repository's address alone names the chart only where it is a registry's; others hold charts around it.
        address = source.text("repoURL") or ""
        alone = source.get("chart") is None and not address.startswith(("http", "git@", "ssh:"))
        chart = chart_named(source.text("chart")) or (chart_named(address) if alone else None)
        if chart is None:
            continue
        use = chart_use(chart, source.text("targetRevision"), Form.ARGO, named or source)
        text = source.get("helm", "values")
        inline = (
            *_present(None if text is None else opened_or_tree(text)),
            *_present(source.get("helm", "valuesObject")),
        )
        use = use._replace(
            release_name=source.text("helm", "releaseName") or name,
            namespace=settled(spec.text("destination", "namespace")),
            values=inline,
            whole=_says_all(source),
            repository=source.get("repoURL"),
        )
        out.charts.append(OpenUse(use, tuple(_value_files(source))))


def _says_all(source: Value) -> bool:
    """Say whether the values are all here: no parameters beside them, and no file of the chart's own repository."""
    beside = any(source.get("helm", key) is not None for key in ("parameters", "fileParameters"))
    files = [file.tree for file in source.elements("helm", "valueFiles")]
    return not beside and all(isinstance(path, str) and path.startswith(_ARGO_SET_REF) for path in files)


def _value_files(source: Value) -> list[WantedFile]:
    paths = [file.tree for file in source.elements("helm", "valueFiles") if isinstance(file.tree, str)]
    return [WantedFile(None, path.partition("/")[2]) for path in paths if path.startswith(_ARGO_SET_REF)]


def _values_from(release: Value) -> list[WantedKey]:
    return [
        WantedKey(entry.text("name") or "", entry.text("valuesKey") or "values.yaml")
        for entry in release.elements("spec", "valuesFrom")
    ]


def _collect_kustomize_chart(entry: Value, kustomization: Value, out: Collector) -> None:
    chart = chart_named(entry.text("name"))
    if chart is None:
        return
    use = chart_use(chart, entry.text("version"), Form.KUSTOMIZE, entry.get("name") or entry)
    use = use._replace(
        release_name=entry.text("releaseName"),
        namespace=entry.text("namespace") or kustomization.text("namespace"),
        values=_present(entry.get("valuesInline")),
        repository=entry.get("repo"),
    )
    files = [entry.text("valuesFile"), *(one.text() for one in entry.elements("additionalValuesFiles"))]
    folder = folder_of(kustomization)
    out.charts.append(OpenUse(use, tuple(WantedFile(folder, path) for path in files if path)))


def _generated(entry: Value, kustomization: Value) -> Generated:
    folder = folder_of(kustomization)
    return Generated(
        name=entry.text("name") or "",
        namespace=entry.text("namespace") or kustomization.text("namespace"),
        files=tuple(_key_and_file(one.tree, folder) for one in entry.elements("files") if isinstance(one.tree, str)),
        literals=tuple(
            (one.tree.partition("=")[0], one) for one in entry.elements("literals") if isinstance(one.tree, str)
        ),
        value=entry,
    )


def _key_and_file(text: str, folder: str) -> tuple[str, WantedFile]:
    key, sign, path = text.partition("=")
    if not sign:
        key, path = text.rpartition("/")[2], text
    return key, WantedFile(folder, path)


def _present(value: Value | None) -> tuple[Value, ...]:
    return () if value is None else (value,)
