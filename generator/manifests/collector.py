"""What has been found so far, while files are being read."""

from pathlib import PurePosixPath
from typing import NamedTuple

from generator.manifests.inner import MAX_BYTES
from generator.manifests.source import Load
from generator.model.manifest import (
    ChartOrder,
    ChartUse,
    ClusterPolicy,
    ConfigEntry,
    ConfigMapKeys,
    Configuration,
    Context,
    Form,
    IdleBlock,
    Manifests,
)
from generator.model.manifest_built import Outer, Overlaid
from generator.model.manifest_objects import (
    KubeObject,
    Labelled,
    NodeObject,
    OtherValues,
    ProgramConfig,
    Quota,
    Tainted,
    Workload,
)
from generator.model.manifest_value import Place, Value
from generator.model.tree import Path
from generator.yamltext.reader import read_documents


class User(NamedTuple):
    """What gives the values to a chart: an object, or a file of values."""

    kind: str
    name: str
    namespace: str | None
    chart: str | None


class WantedFile(NamedTuple):
    """A file that a manifest names: `path` as written, beside `folder` or anywhere below the roots if that is None."""

    folder: str | None
    path: str

    @property
    def text(self) -> str:
        """The file in words."""
        return f"the file {self.path}"


class WantedKey(NamedTuple):
    """A key of a ConfigMap or Secret that a HelmRelease takes its values from, or one value that goes to `target`."""

    name: str
    key: str
    target: str = ""
    is_text: bool = False
    is_secret: bool = False

    @property
    def text(self) -> str:
        """What has the key, in words."""
        kind = "Secret" if self.is_secret else "ConfigMap"
        at = f" for {self.target}" if self.target else ""
        return f"the {kind} {self.name or 'without a name'}, key {self.key}{at}"


class Generated(NamedTuple):
    """A ConfigMap that a kustomization makes: the file or literal text behind each key.

    `hashed` says that a hash of the content is put behind the name. `is_secret` says that it is a Secret instead.
    """

    name: str
    namespace: str | None
    files: tuple[tuple[str, WantedFile], ...]
    literals: tuple[tuple[str, Value], ...]
    value: Value
    hashed: bool
    is_secret: bool = False


class Kustomization(NamedTuple):
    """A kustomization: the paths that it lists as written, and what it does to what is there.

    `rewrites` says that it has transformations of its own.
    """

    file: str
    holds: tuple[str, ...]
    components: tuple[str, ...]
    namespace: Value | None
    prefix: str
    suffix: str
    rewrites: bool


class Unclear(NamedTuple):
    """A ConfigMap that does not show what it is for; whoever names it may tell."""

    name: str
    namespace: str | None
    entries: tuple[ConfigEntry, ...]
    place: Place


class OneFile(NamedTuple):
    """How kustomize makes one file of values of those that stand in it and those of a file, if it names one.

    `mode` is its own word: in `override` what stands in it wins, in `merge` the file, in `replace` there is no file.
    `place` is where it names the file.
    """

    file: WantedFile | None
    mode: str
    place: Place


class OpenUse(NamedTuple):
    """A chart use whose further values are elsewhere, lowest precedence first; `name` is a HelmRelease's own.

    `over` are values that win over all others. `moves` says that its namespace is that of its object, which a
    kustomization may change; `home` is the namespace of a HelmChart's object. `places` are where `wanted` are named,
    one by one, as far as that is known. `one_file` says how kustomize makes one file of the values and another one:
    what is `wanted` wins over that.
    """

    use: ChartUse
    wanted: tuple[WantedFile | WantedKey, ...]
    name: str = ""
    over: tuple[Value, ...] = ()
    moves: bool = False
    home: str | None = None
    places: tuple[Place, ...] = ()
    one_file: OneFile | None = None


class Installed(NamedTuple):
    """What installs the chart in a folder of some Git repository: its release, and where that goes if it is said."""

    path: str
    release_name: str
    namespace: Value | None


class ByPath(NamedTuple):
    """Values for the chart in a folder of some Git repository; `use` is what they are if that is one of NVIDIA's.

    `files` come before them, and `whole` says that there are no more, but for those of the chart itself. `installed` is
    the release that they are for.
    """

    path: str
    values: tuple[Value, ...]
    form: Form
    use: OpenUse | None
    files: tuple[WantedFile, ...] = ()
    whole: bool = False
    installed: Installed | None = None


class ChartSource(NamedTuple):
    """What a Flux `chartRef` points at: an OCIRepository or HelmChart; `chart` is None where it is not NVIDIA's."""

    kind: str
    name: str
    chart: str | None
    version: str | None
    value: Value


class Collector:
    """Lists that grow; `finish` in `manifests.joins` makes `Manifests` of them.

    `names` are those of all files that were given, be they about GPUs or not.
    `held` has the kinds and names of the objects of each file, `lists` the files that are lists.
    `patched` are patches with their targets, `patched_by_lists` those whose operations are in a file.
    `read_by_templates` has, by the name of a file below a folder of templates, the blocks of values that it may read.
    `applied` are the names of the ConfigMaps whose texts something applies, `maps_of_objects` those that hold objects.
    `releases_of_others` are the HelmReleases that are not of NVIDIA's charts, as far as is known, `named_charts` the
    names and namespaces of HelmCharts by where they name their chart.
    `only_values` is the one file that is called values, where no other is.
    `files_of_others` are the files that charts of other makers take their values from.
    `put_at_paths` are the single values of ConfigMaps that releases of NVIDIA's charts put at paths.
    `wholes` are documents as they were before the objects within them were taken out.
    `aside` are files without a word of GPUs, unread: values are such files, and what names them says what they are for.
    """

    is_only_file = False
    only_values: str | None = None
    names_admission = False
    node_words: frozenset[str] = frozenset()

    def __init__(self, context: Context, load: Load) -> None:  # noqa: PLR0915 - one list after another
        """Start with nothing found."""
        self.context, self.load = context, load
        self.profiles: list[Place] = []
        self.repeated: dict[tuple[str, int], frozenset[Path]] = {}
        self.charts: list[OpenUse] = []
        self.policies: list[ClusterPolicy] = []
        self.plugin_configs: list[Configuration] = []
        self.mig_configs: list[Configuration] = []
        self.config_maps: list[ConfigMapKeys] = []
        self.values_in_config_maps: list[tuple[WantedKey, Value]] = []
        self.texts_in_config_maps: list[tuple[WantedKey, Value]] = []
        self.labelled: list[Labelled] = []
        self.nodes: list[NodeObject] = []
        self.pools: list[NodeObject] = []
        self.tainted: list[Tainted] = []
        self.workloads: list[Workload] = []
        self.others: list[OtherValues] = []
        self.program_configs: list[ProgramConfig] = []
        self.files_of_others: list[tuple[WantedFile, User]] = []
        self.bound: list[Workload] = []
        self.quotas: list[Quota] = []
        self.objects: list[KubeObject] = []
        self.unfamiliar: list[KubeObject] = []
        self.without_kind: list[Value] = []
        self.generated: list[Generated] = []
        self.unclear: list[Unclear] = []
        self.sources: list[ChartSource] = []
        self.held: dict[str, list[tuple[str, str]]] = {}
        self.names: dict[str, None] = {}
        self.lists: dict[str, list[Value]] = {}
        self.kustomization_values: dict[str, Value] = {}
        self.overlaid: list[Overlaid] = []
        self.outers: list[Outer] = []
        self.patched: list[tuple[Value, Value | None]] = []
        self.patched_by_lists: list[tuple[str, Value]] = []
        self.helmfiles: dict[str, list[Value]] = {}
        self.releases: list[KubeObject] = []
        self.releases_of_others: list[tuple[Value, User]] = []
        self.named_charts: dict[Place, tuple[str, str | None]] = {}
        self.by_path: list[ByPath] = []
        self.installed: list[Installed] = []
        self.beside: list[tuple[Value, Value]] = []
        self.referenced: list[tuple[OpenUse, str, str]] = []
        self.patches: list[tuple[str, Value | None]] = []
        self.chart_configs: list[tuple[Value, str | None, tuple[Value, ...]]] = []
        self.kustomizations: list[Kustomization] = []
        self.flux_paths: list[tuple[tuple[str, ...], Value]] = []
        self.orders: list[ChartOrder] = []
        self.bare: dict[str, list[Value]] = {}
        self.aside: dict[str, None] = {}
        self._endings: dict[int, dict[tuple[str, ...], str]] = {}
        self._endings_of = 0
        self.put_at_paths: list[WantedKey] = []
        self.applied: set[str] = set()
        self.maps_of_objects: list[Value] = []
        self.patch_files: set[str] = set()
        self.images: list[Value] = []
        self.idle: list[IdleBlock] = []
        self.read_by_templates: list[tuple[str, frozenset[str]]] = []
        self.wholes: dict[Place, Value] = {}

    def find_file(self, wanted: WantedFile) -> tuple[str, list[Value]] | None:
        """Return the name and documents of a file that a manifest names, None if it was not among those read."""
        if wanted.folder is not None:
            return self._documents(path_in(wanted.folder, wanted.path))
        ending = normal_path(PurePosixPath(wanted.path)).parts
        name = self._by_ending(len(ending)).get(ending)
        return None if name is None else self._documents(name)

    def _by_ending(self, count: int) -> dict[tuple[str, ...], str]:
        """Return the files by the last parts of their names: the first of several, one that has been read before."""
        known = len(self.bare) + len(self.aside)
        if self._endings_of != known:
            self._endings, self._endings_of = {}, known
        if count not in self._endings:
            names = reversed((*self.bare, *self.aside))
            self._endings[count] = {PurePosixPath(name).parts[-count:]: name for name in names}
        return self._endings[count]

    def _documents(self, name: str) -> tuple[str, list[Value]] | None:
        if name in self.aside:
            del self.aside[name]
            documents, _ = read_documents(self.load(name) or b"", name, MAX_BYTES, lenient=True)
            self.bare[name] = [Value(one.data, Place(name, at)) for at, one in enumerate(documents)]
        return (name, self.bare[name]) if name in self.bare else None

    def manifests(self, charts: tuple[ChartUse, ...]) -> Manifests:
        """Return everything found, with `charts` as the joined chart uses."""
        return Manifests(
            self.context,
            charts,
            tuple(one._replace(is_patch=one.spec.place.file in self.patch_files) for one in self.policies),
            tuple(self.plugin_configs),
            tuple(self.mig_configs),
            tuple(self.config_maps),
            tuple(self.labelled),
            tuple(self.nodes),
            tuple(self.workloads),
            tuple(self.quotas),
            tuple(self.objects),
            orders=tuple(self.orders),
            repeated=self.repeated,
            profiles=tuple(self.profiles) if self.is_only_file else (),
            idle=tuple(self.idle),
            images=tuple(self.images),
            releases=tuple(self.releases),
            overlaid=tuple(self.overlaid),
            helmfiles=tuple(one for documents in self.helmfiles.values() for one in documents),
            bound=tuple(self.bound) if any(one.taints for one in (*self.nodes, *self.pools)) else (),
            names_admission=self.names_admission,
            others=tuple(self.others),
            node_words=self.node_words,
            pools=tuple(self.pools),
            tainted=tuple(self.tainted),
            program_configs=tuple(self.program_configs),
            unfamiliar=tuple(self.unfamiliar),
            without_kind=tuple(self.without_kind),
            names=self.names,
            outers=tuple(self.outers),
        )


def folder_of(value: Value) -> str:
    """Return the folder of the file in which a value stands."""
    return str(PurePosixPath(value.place.file).parent)


def path_in(folder: str, path: str) -> str:
    """Return the file or folder that a path means which is written in a file of some folder."""
    return str(normal_path(PurePosixPath(folder) / path))


def normal_path(path: PurePosixPath) -> PurePosixPath:
    """Return a path without `.` and `..`, as far as it does not lead out."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return PurePosixPath(*parts)
