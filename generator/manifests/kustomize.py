"""Kustomizations: charts that they install, ConfigMaps that they generate, and what they do to the files they list.

Sources: kubernetes-sigs/kustomize api/types (Kustomization, HelmChart, ConfigMapArgs, GeneratorOptions), api/kv/kv.go
(parseLiteralSource: what stands behind the first =, without one pair of quotes around it),
api/internal/builtins/HelmChartInflationGenerator.go (valuesFile and valuesInline become one file, by valuesMerge, and
additionalValuesFiles are given to Helm behind it), api/internal/target/kusttarget.go (generators; then the
transformers: namespace, prefix and suffix; then the hash).
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.ecosystem.kustomize import COMPONENTS, FLUX_GROUP, OBJECTS
from generator.facts.gpu_words import names_gpus
from generator.manifests.charts import chart_named, chart_use, ordered, released_in
from generator.manifests.collector import (
    Collector,
    Generated,
    Kustomization,
    OneFile,
    OpenUse,
    User,
    WantedFile,
    folder_of,
    normal_path,
    path_in,
)
from generator.manifests.named import group_of
from generator.manifests.others import collect_others
from generator.manifests.plain import collect_whole
from generator.model.manifest import Form
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_value import Value
from generator.model.tree import words

_REWRITE = ("configurations", "replacements", "transformers", "vars")
"""What may change fields that kustomize does not know by itself."""
_GROUP = "kustomize.config.k8s.io"
_NO_HASH = "disableNameSuffixHash"


def is_kustomization(value: Value) -> bool:
    """Say whether a document without kind is one."""
    named = PurePosixPath(value.place.file).stem.lower() == "kustomization"
    return named or value.has("helmCharts") or value.has("configMapGenerator")


def collect_kustomization(value: Value, out: Collector) -> None:
    """Take a kustomization's NVIDIA charts, the ConfigMaps that it generates, and what it lists; or Flux's."""
    if group_of(value) == FLUX_GROUP:
        _collect_flux(value, out)
        if any(map(names_gpus, words(value.tree))):
            collect_whole(value, out)
    if group_of(value) not in ("", _GROUP):
        return
    out.kustomization_values[folder_of(value)] = value
    out.kustomizations.append(
        Kustomization(
            file=value.place.file,
            holds=tuple(one.tree for key in OBJECTS for one in value.elements(key) if isinstance(one.tree, str)),
            components=tuple(one.tree for one in value.elements(COMPONENTS) if isinstance(one.tree, str)),
            namespace=value.get("namespace"),
            prefix=value.text("namePrefix") or "",
            suffix=value.text("nameSuffix") or "",
            rewrites=any(value.get(key) is not None for key in _REWRITE),
        )
    )
    out.patch_files.update(_patch_files(value))
    out.images.extend(value.elements("images"))
    if value.has("configMapGenerator") or any(map(names_gpus, words(value.tree))):
        out.objects.append(KubeObject("Kustomization", "", None, value))
    for entry in value.elements("helmCharts"):
        _collect_chart(entry, value, out)
    for entry in value.elements("configMapGenerator"):
        out.generated.append(_generated(entry, value))
    for entry in value.elements("secretGenerator"):
        out.generated.append(_generated(entry, value)._replace(is_secret=True))


def _patch_files(value: Value) -> Iterator[str]:
    """Return the files that a kustomization puts over what it lists; a patch may stand there as text as well."""
    written = [one.text("path") for one in value.elements("patches")]
    written += [one.text() for one in value.elements("patchesStrategicMerge")]
    for path in written:
        if path and "\n" not in path:
            yield path_in(folder_of(value), path)


def _collect_flux(value: Value, out: Collector) -> None:
    """Take what Flux makes of the kustomization at a path of its source: its namespace, its images."""
    out.images.extend(value.elements("spec", "images"))
    path, namespace = value.text("spec", "path"), value.get("spec", "targetNamespace")
    if path and namespace is not None and namespace.text():
        out.flux_paths.append((normal_path(PurePosixPath(path)).parts, namespace))


def _collect_chart(entry: Value, kustomization: Value, out: Collector) -> None:
    named, inline = entry.get("name"), entry.get("valuesInline")
    if named is not None:
        order = ordered(Form.KUSTOMIZE, named, entry.get("version"), entry.get("repo"))
        whole = entry.get("valuesFile") is None and entry.get("additionalValuesFiles") is None
        out.orders.append(order._replace(values=() if inline is None else (inline,), whole=whole))
    chart = chart_named(entry.text("name"))
    first = entry.get("valuesFile")
    files = [one for one in (first, *entry.elements("additionalValuesFiles")) if one is not None and one.text()]
    wanted = tuple(WantedFile(folder_of(kustomization), one.text() or "") for one in files)
    if chart is None:
        namespace = entry.text("namespace") or kustomization.text("namespace")
        user = User("chart", entry.text("releaseName") or entry.text("name") or "", namespace, entry.text("name"))
        out.files_of_others.extend((one, user) for one in wanted)
        if inline is not None:
            collect_others(inline, user, out)
        return
    use = chart_use(chart, entry.text("version"), Form.KUSTOMIZE, named or entry)
    use = released_in(use, entry.get("namespace"), kustomization.get("namespace"))._replace(
        release_name=entry.text("releaseName"),
        values=() if inline is None else (inline,),
        repository=entry.get("repo"),
    )
    one_file = None
    if inline is not None and inline.tree:
        is_first = first is not None and bool(first.text())
        one_file = OneFile(
            wanted[0] if is_first else None,
            entry.text("valuesMerge") or "override",
            files[0].place if is_first else use.place,
        )
        wanted, files = (wanted[1:], files[1:]) if is_first else (wanted, files)
    places = tuple(one.place for one in files)
    out.charts.append(OpenUse(use, wanted, moves=True, one_file=one_file, places=places))


def collect_generator(value: Value, out: Collector) -> None:
    """Take a file that a kustomization lists below `generators`, of the kind that was there before `helmCharts`."""
    _collect_chart(value, value, out)


def _generated(entry: Value, kustomization: Value) -> Generated:
    folder = folder_of(kustomization)
    unhashed = (kustomization.get("generatorOptions", _NO_HASH), entry.get("options", _NO_HASH))
    return Generated(
        name=entry.text("name") or "",
        namespace=entry.text("namespace") or kustomization.text("namespace"),
        files=tuple(_key_and_file(one.tree, folder) for one in entry.elements("files") if isinstance(one.tree, str)),
        literals=tuple(_literals(entry)),
        value=entry,
        hashed=not any(one is not None and one.tree is True for one in unhashed),
    )


def _literals(entry: Value) -> Iterator[tuple[str, Value]]:
    """Return keys and texts of a generator's literals; a text's place is told by how many characters come before it."""
    for one in entry.elements("literals"):
        if isinstance(one.tree, str):
            key, sign, text = one.tree.partition("=")
            before = len(key) + len(sign)
            if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
                text, before = text[1:-1], before + 1
            yield key, Value(text, one.place.below(-before))


def _key_and_file(text: str, folder: str) -> tuple[str, WantedFile]:
    key, sign, path = text.partition("=")
    if not sign:
        key, path = text.rpartition("/")[2], text
    return key, WantedFile(folder, path)
