"""Where Flux takes a chart from: the address stands in an object of its own, beside the release.

Sources: fluxcd/helm-controller api/v2 (HelmChartTemplateSpec.sourceRef, CrossNamespaceSourceReference: the release's
own namespace unless another is said), fluxcd/source-controller api/v1 (HelmRepository, OCIRepository, whose address
ends in the chart's name).
"""

from collections.abc import Iterator

from generator.manifests import Load
from generator.manifests.inner import MAX_BYTES
from generator.manifests.named import kind_of, name_of, namespace_of
from generator.model.manifest import ChartUse, Form, Manifests
from generator.model.manifest_objects import may_be_one
from generator.model.manifest_value import Place, Value
from generator.yamltext.reader import read_documents

_KINDS = ("HelmRepository", "OCIRepository", "HelmChart")


def repository_of(use: ChartUse, manifests: Manifests, load: Load) -> Value | None:
    """Return the address that a chart is taken from, as kustomize and Argo CD say it beside the chart."""
    if use.form is not Form.FLUX:
        return use.repository
    release = next((one.value for one in manifests.releases if one.value.place[:2] == use.place[:2]), None)
    if release is None:
        return None
    named = release.get("spec", "chartRef") or release.get("spec", "chart", "spec", "sourceRef")
    found = None if named is None else _found(named, namespace_of(release), manifests, load)
    if found is not None and kind_of(found) == "HelmChart":
        named = found.get("spec", "sourceRef")
        found = None if named is None else _found(named, namespace_of(found), manifests, load)
    address = None if found is None else found.get("spec", "url")
    if address is None or found is None or kind_of(found) != "OCIRepository":
        return address
    head, _, last = str(address.tree).rstrip("/").rpartition("/")
    return Value(head, address.place) if last == use.chart else address


def _found(named: Value, namespace: str | None, manifests: Manifests, load: Load) -> Value | None:
    kind, name = named.text("kind") or "", named.text("name") or ""
    if kind not in _KINDS or not name:
        return None
    wanted = named.text("namespace") or namespace
    known = (one.value for one in manifests.of_kind(kind))
    for every in (known, _unread(kind, name, manifests, load)):
        for one in every:
            if name_of(one) == name and may_be_one(namespace_of(one), wanted):
                return one
    return None


def _unread(kind: str, name: str, manifests: Manifests, load: Load) -> Iterator[Value]:
    """Return objects of files without a word of GPUs, which are not read before somebody asks."""
    for file in manifests.names:
        data = load(file) or b""
        if kind.encode() in data and name.encode() in data:
            documents, _ = read_documents(data, file, MAX_BYTES, lenient=True)
            every = (Value(one.data, Place(file, number)) for number, one in enumerate(documents))
            yield from (one for one in every if kind_of(one) == kind)
