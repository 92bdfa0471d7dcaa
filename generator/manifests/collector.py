"""What has been found so far, while files are being read."""

from pathlib import PurePosixPath
from typing import NamedTuple

from generator.model.manifest import (
    ChartUse,
    ClusterPolicy,
    ConfigEntry,
    ConfigMapKeys,
    Configuration,
    Context,
    KubeObject,
    Labelled,
    Manifests,
    NodeObject,
    Place,
    Quota,
    Value,
    Workload,
)


class WantedFile(NamedTuple):
    """A file that a manifest names: `path` as written, beside `folder` or anywhere below the roots if that is None."""

    folder: str | None
    path: str


class WantedKey(NamedTuple):
    """A key of a ConfigMap that a HelmRelease takes its values from."""

    name: str
    key: str


class Generated(NamedTuple):
    """A ConfigMap that a kustomization makes: the file or literal text behind each key."""

    name: str
    namespace: str | None
    files: tuple[tuple[str, WantedFile], ...]
    literals: tuple[tuple[str, Value], ...]
    value: Value


class Unclear(NamedTuple):
    """A ConfigMap that does not show what it is for; whoever names it may tell."""

    name: str
    namespace: str | None
    entries: tuple[ConfigEntry, ...]
    place: Place


class OpenUse(NamedTuple):
    """A chart use whose further values are elsewhere, lowest precedence first; `name` is a HelmRelease's own."""

    use: ChartUse
    wanted: tuple[WantedFile | WantedKey, ...]
    name: str = ""


class ChartSource(NamedTuple):
    """What a Flux `chartRef` points at: an OCIRepository or HelmChart with its chart and version."""

    kind: str
    name: str
    chart: str
    version: str | None


class Collector:
    """Lists that grow; `finish` in `manifests.joins` makes `Manifests` of them."""

    def __init__(self, context: Context) -> None:
        """Start with nothing found."""
        self.context = context
        self.charts: list[OpenUse] = []
        self.policies: list[ClusterPolicy] = []
        self.plugin_configs: list[Configuration] = []
        self.mig_configs: list[Configuration] = []
        self.config_maps: list[ConfigMapKeys] = []
        self.values_in_config_maps: list[tuple[WantedKey, Value]] = []
        self.labelled: list[Labelled] = []
        self.nodes: list[NodeObject] = []
        self.workloads: list[Workload] = []
        self.quotas: list[Quota] = []
        self.objects: list[KubeObject] = []
        self.generated: list[Generated] = []
        self.unclear: list[Unclear] = []
        self.sources: list[ChartSource] = []
        self.referenced: list[tuple[OpenUse, str, str]] = []
        self.patches: list[tuple[str, Value]] = []
        self.bare: dict[str, list[Value]] = {}

    def find_file(self, wanted: WantedFile) -> tuple[str, list[Value]] | None:
        """Return the name and documents of a file that a manifest names, None if it was not among those read."""
        if wanted.folder is not None:
            name = str(_normal(PurePosixPath(wanted.folder) / wanted.path))
            return (name, self.bare[name]) if name in self.bare else None
        ending = _normal(PurePosixPath(wanted.path)).parts
        for name, documents in self.bare.items():
            if PurePosixPath(name).parts[-len(ending) :] == ending:
                return name, documents
        return None

    def manifests(self, charts: tuple[ChartUse, ...]) -> Manifests:
        """Return everything found, with `charts` as the joined chart uses."""
        return Manifests(
            self.context,
            charts,
            tuple(self.policies),
            tuple(self.plugin_configs),
            tuple(self.mig_configs),
            tuple(self.config_maps),
            tuple(self.labelled),
            tuple(self.nodes),
            tuple(self.workloads),
            tuple(self.quotas),
            tuple(self.objects),
        )


def folder_of(value: Value) -> str:
    """Return the folder of the file in which a value stands."""
    return str(PurePosixPath(value.place.file).parent)


def _normal(path: PurePosixPath) -> PurePosixPath:
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return PurePosixPath(*parts)
