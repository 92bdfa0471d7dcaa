"""What one kustomization makes of the objects that it holds, with those within it: their patches laid over them.

Sources: kubernetes-sigs/kustomize api/internal/target/kusttarget.go (AccumulateTarget: what is listed, generators,
components, then the transformers), kusttarget_configplugin.go (the transformers' order), api/internal/builtins
PatchTransformer.go; api/resmap/reswrangler.go (appendReplaceOrMerge).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from generator.ecosystem.kustomize import COMPONENTS, OBJECTS
from generator.facts.gpu_words import is_about_gpus
from generator.manifests.collector import folder_of, path_in
from generator.manifests.generators import joined_generators
from generator.manifests.inner import MAX_BYTES
from generator.manifests.merged import NotAppliedError
from generator.manifests.named import kind_of
from generator.manifests.resource import Address, Resource, meant, resource
from generator.manifests.transformed import put_images, transform_all
from generator.model.manifest_value import Place, Value
from generator.model.tree import words
from generator.yamltext.reader import read_documents

READ = frozenset(
    {
        *("Application", "ApplicationSet", "ClusterPolicy", "ConfigMap", "DaemonSet", "GPUCluster", "HelmChart"),
        *("HelmChartConfig", "HelmRelease", "HelmRepository", "LimitRange", "NVIDIADriver", "Namespace", "Node"),
        *("NodeFeatureRule", "OCIRepository", "PriorityClass", "ResourceQuota", "RuntimeClass", "Secret"),
    }
)
"""Kinds of which a whole set-up is made up."""
_BY_THEMSELVES = frozenset({"ClusterPolicy", "PriorityClass"})
"""Kinds that count whatever words they have."""
_TRANSFORMER = "PatchTransformer"
_HARMLESS = frozenset({"AnnotationsTransformer", "LabelTransformer"})
_NAMESPACE = "/metadata/namespace"
_MAX_DEPTH = 20
_MOST_ADDED = 5_000
"""Kustomizations that one is made of, each as often as it is listed."""


class Untaken(NamedTuple):
    """Something that changes what is applied and is not worked out."""

    place: Place
    what: str


class Given(NamedTuple):
    """The files: what they hold, which of them there are, and the kustomizations by their folders."""

    documents: Callable[[str], list[Value]]
    names: Mapping[str, None]
    kustomizations: Mapping[str, Value]


class Builder:
    """Builds one kustomization; `laid` are the entries of patches that were taken, by where they stand.

    `folders` are the kustomizations on the way, `beside` further files that these read, `gone` what is not made in the
    end, `untaken` what could not be worked out.
    """

    def __init__(self, given: Given) -> None:
        """Start with nothing."""
        self.given = given
        self.resources: list[Resource] = []
        self.folders: dict[str, None] = {}
        self.beside: dict[str, None] = {}
        self.laid: dict[Place, None] = {}
        self.laid_files: dict[str, None] = {}
        self.gone: dict[Address, None] = {}
        self.untaken: list[Untaken] = []
        self._on_way: list[str] = []
        self._added = 0
        self._renders = False

    def add(self, folder: str, into: list[Resource]) -> None:
        """Add what a kustomization makes; one that stands in itself is passed over."""
        value = self.given.kustomizations.get(folder)
        if value is None or folder in self._on_way or len(self._on_way) > _MAX_DEPTH:
            return
        self._added += 1
        if self._added > _MOST_ADDED:
            if self._added == _MOST_ADDED + 1:
                self.untaken.append(Untaken(value.place, "what this kustomization and all behind it make"))
            return
        self._on_way.append(folder)
        self.folders[folder] = None
        for entry in (one for key in OBJECTS for one in value.elements(key)):
            own: list[Resource] = []
            self.add_path(path_in(folder, str(entry.tree)), own)
            into.extend(own)
        self._renders |= value.get("helmCharts") is not None
        self.beside.update(dict.fromkeys(_files_beside(value)))
        joined = joined_generators(value, into, lambda place, what: self.untaken.append(Untaken(place, what)))
        self.gone.update(dict.fromkeys(joined.entries))
        self.laid_files.update(dict.fromkeys(joined.files))
        for entry in value.elements(COMPONENTS):
            self.add(path_in(folder, str(entry.tree)), into)
        self.transform(value, into)
        self._on_way.pop()

    def add_path(self, path: str, into: list[Resource]) -> None:
        """Add the objects of a file, or what a kustomization within makes."""
        if path not in self.given.names:
            self.add(path, into)
            return
        for document in self.given.documents(path):
            items = list(document.elements("items")) if kind_of(document).endswith("List") else []
            steps = [(one, one.place.steps[-1]) for one in items] or [(document, ())]
            into.extend(resource(one, way) for one, way in steps if kind_of(one))

    def transform(self, value: Value, among: list[Resource]) -> None:
        """Lay over objects what a kustomization says, or what Flux and Argo CD say in the same words."""
        for entry in value.elements("patchesStrategicMerge"):
            is_file = isinstance(entry.tree, str) and "\n" not in entry.tree
            self._patch(entry, None, entry if not is_file else None, entry if is_file else None, among)
        for entry in value.elements("patches"):
            self._patch(entry, entry.get("target"), entry.get("patch"), entry.get("path"), among)
        transform_all(value, among)
        for entry in value.elements("patchesJson6902"):
            self._patch(entry, entry.get("target"), entry.get("patch"), entry.get("path"), among)
        put_images(value, among)
        for entry in value.elements("replacements"):
            self._replacement(entry, among)
        for entry in value.elements("transformers"):
            self._transformer(entry, among)

    def _patch(
        self, entry: Value, target: Value | None, text: Value | None, path: Value | None, among: list[Resource]
    ) -> None:
        file = None if path is None else path_in(folder_of(entry), str(path.tree))
        contents = list(self.given.documents(file)) if file is not None else list(_in_text(text))
        found: list[Resource] = []
        laid = False
        for content in contents:
            try:
                every = meant(content, target, among)
                found = [one for one in every if one.kind in READ]
                for one in found:
                    laid = True
                    if not one.lay(content):
                        self.gone[one.address] = None
                        among.remove(one)
            except NotAppliedError:
                if any(map(counts, found or among)):
                    names = ", ".join(f"the {one.kind} {one.name}" for one in found) or "an object"
                    self.untaken.append(Untaken(content.place, f"this patch of {names}"))
                continue
            if not every:
                self._tell_without_object(entry, target, content)
        if laid:
            self.laid[entry.place] = None
            self.laid_files.update({} if file is None else {file: None})

    def _tell_without_object(self, entry: Value, target: Value | None, content: Value) -> None:
        """Tell a patch for something that no file holds: a chart or another repository makes it.

        What Flux and Argo CD are told need not be for what is among these files.
        """
        kind = (target.text("kind") if target is not None else content.text("kind")) or ""
        if {one.text("path") for one in content.elements()} == {_NAMESPACE}:
            return  # A chart's release says that too.
        said = (*words(content.tree), *words(entry.tree))
        if kind in _BY_THEMSELVES or (any(map(is_about_gpus, said)) and (kind in READ or self._renders)):
            self.untaken.append(Untaken(entry.place, f"this patch of a {kind or 'part'} that no file holds"))

    def _replacement(self, entry: Value, among: list[Resource]) -> None:
        file = entry.text("path")
        inner = [entry] if file is None else self.given.documents(path_in(folder_of(entry), file))
        for one in inner:
            for target in (each for part in (one, *one.elements()) for each in part.elements("targets")):
                select = target.get("select")
                chosen = among if select is None else _chosen(select, among)
                if any(map(counts, chosen)):
                    self.untaken.append(Untaken(entry.place, "this replacement"))
                    return

    def _transformer(self, entry: Value, among: list[Resource]) -> None:
        file = path_in(folder_of(entry), str(entry.tree))
        for one in self.given.documents(file) if file in self.given.names else _in_text(entry):
            kind = kind_of(one)
            if kind == _TRANSFORMER:
                self._patch(one, one.get("target"), one.get("patch"), one.get("path"), among)
            elif kind not in _HARMLESS and any(map(counts, among)):
                self.untaken.append(Untaken(entry.place, f"this {kind or 'transformer'}"))

    @property
    def is_plain(self) -> bool:
        """Say whether nothing is rendered or generated."""
        return not self._renders and not any(one.is_generated for one in self.resources)


def counts(one: Resource) -> bool:
    """Say whether an object may be imported."""
    return one.kind == "PriorityClass" or (one.kind in READ and one.speaks_of_gpus)


def _chosen(select: Value, among: list[Resource]) -> list[Resource]:
    try:
        return meant(select, select, among)
    except NotAppliedError:
        return among


def _in_text(text: Value | None) -> Iterator[Value]:
    """Return the documents in a text; a tree stands for itself."""
    if text is None:
        return
    if not isinstance(text.tree, str):
        yield text
        return
    documents, _ = read_documents(text.tree.encode("utf-8", "surrogatepass"), "", MAX_BYTES, lenient=True)
    for number, one in enumerate(documents):
        if isinstance(one.data, dict | list):
            yield Value(one.data, text.place.inside(number if len(documents) > 1 else None))


def _files_beside(value: Value) -> Iterator[str]:
    """Return the files that a kustomization reads beside objects."""
    folder = folder_of(value)
    for chart in value.elements("helmCharts"):
        for one in (chart.get("valuesFile"), *chart.elements("additionalValuesFiles")):
            if one is not None:
                yield path_in(folder, str(one.tree))
    for entry in (one for key in ("configMapGenerator", "secretGenerator") for one in value.elements(key)):
        for file in entry.elements("files"):
            yield path_in(folder, str(file.tree).partition("=")[2] or str(file.tree))
    for entry in (one for key in ("patches", "patchesJson6902") for one in value.elements(key)):
        if entry.text("path"):
            yield path_in(folder, str(entry.text("path")))
    for entry in value.elements("patchesStrategicMerge"):
        if "\n" not in str(entry.tree):
            yield path_in(folder, str(entry.tree))
