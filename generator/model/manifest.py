"""Manifests that people wrote, as far as they speak of GPUs: each thing with the place where it stands."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from generator.model.finding import Finding
from generator.model.gpu import Gpu
from generator.model.manifest_built import Additions, Built, Outer, Overlaid
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
from generator.model.profile import KubernetesVersion
from generator.model.tree import Path


class Context(NamedTuple):
    """What the files do not say and the caller knows; empty means not said.

    `node_gpus` are GPUs of single nodes. `chart` is a chart's name and its version as given, perhaps empty;
    `driver_chart` is that of the DRA driver, of which there is no fact sheet.
    """

    gpus: tuple[Gpu, ...] = ()
    node_gpus: tuple[tuple[str, Gpu], ...] = ()
    chart: tuple[str, str] | None = None
    kubernetes: KubernetesVersion | None = None
    namespace: str | None = None
    driver_chart: tuple[str, str] | None = None

    @property
    def every_gpu(self) -> tuple[Gpu, ...]:
        """The GPUs that are said, of single nodes too, each once."""
        return tuple(dict.fromkeys((*self.gpus, *(gpu for _, gpu in self.node_gpus))))

    def gpus_of(self, node: str) -> tuple[Gpu, ...]:
        """Return the GPUs of a node: those that are said of it, else those that are said of all."""
        return tuple(gpu for name, gpu in self.node_gpus if name == node) or self.gpus


class Form(Enum):
    """By what a chart gets its values. The values are what people call it."""

    VALUES_FILE = "values file"
    FLUX = "Flux HelmRelease"
    ARGO = "Argo CD Application"
    K3S = "HelmChart"
    KUSTOMIZE = "kustomize helmCharts"
    HELMFILE = "helmfile"
    FLEET = "Fleet bundle"
    DEPENDENCY = "dependency of a chart"
    INSTALLER = "object of another installer"
    NOT_BELOW_KEY = "values that are not below the dependency's key"
    """The use has no values then, since the chart gets none; its place is the first key that was meant for it."""


class Elsewhere(NamedTuple):
    """Values that are not among the files: what holds them, and where it is named."""

    text: str
    place: Place


class ChartUse(NamedTuple):
    """One of NVIDIA's charts with its values.

    `chart` is one of `facts.charts.CHARTS`. `stated` is the version as written, None where nobody says it;
    `releases` are the releases of `facts.charts` that it may be: one where it is known, those around it where it lies
    between, all where nothing is said. `within` is false where `stated` is older than all of them, so that what they
    lack may have existed. `values` come lowest precedence first; `whole` is false where more of them are elsewhere.
    `repository` is the address that the chart is taken from, where it stands beside the chart. `refused` are values
    that the API server takes in no such form, `unread` those that nobody reads, since another field takes their place.
    `config_maps` are the names of the ConfigMaps that a HelmRelease takes values from. `namespace_at` is where the
    namespace is said. `elsewhere` is what holds the values that are missing, as far as it has a name.
    """

    chart: str
    stated: str | None
    releases: tuple[str, ...]
    within: bool
    form: Form
    release_name: str | None
    namespace: str | None
    values: tuple[Value, ...]
    whole: bool
    place: Place
    repository: Value | None = None
    refused: tuple[Value, ...] = ()
    unread: tuple[Value, ...] = ()
    config_maps: tuple[Value, ...] = ()
    namespace_at: Place | None = None
    elsewhere: tuple[Elsewhere, ...] = ()

    def value(self, *parts: str | int) -> Value | None:
        """Return what the values say at a path, the highest precedence first; of a mapping that source's part alone.

        A null takes away what those below it say, as in Helm.
        """
        for source in reversed(self.values):
            found = source.get(*parts)
            if found is not None:
                return found
            if takes_away(source, parts):
                return None
        return None

    def entries(self, *parts: str | int) -> dict[str, Value]:
        """Return the entries of a mapping that all sources make together, nulls and what they take away left out."""
        found: dict[str, Value] = {}
        for source in self.values:
            if takes_away(source, parts):
                found.clear()
            found.update(source.entries(*parts))
        return {key: value for key, value in found.items() if value.tree is not None}


def takes_away(source: Value, parts: tuple[str | int, ...]) -> bool:
    """Say whether values hold a null at a path or on the way there."""
    above: Value | None = source
    for part in parts:
        if above is None:
            return False
        below = above.get(part)
        if below is None and isinstance(part, str) and above.has(part):
            return True
        above = below
    return False


class IdleBlock(NamedTuple):
    """Values for one of NVIDIA's charts that Helm hands to nobody: no dependency of the chart around has that key.

    `value` is the block below the key `chart`. `dependencies` are those that there are, each by its name and its key.
    """

    chart: str
    value: Value
    dependencies: tuple[tuple[str, str], ...]


class ChartOrder(NamedTuple):
    """What asks for a chart of any maker: its name as it is looked up in the repository, and where that is written.

    `chart` is the one of `facts.charts.CHARTS` that is meant, None for another. `repository` is the address, where it
    stands beside the chart; `source` is Flux's reference to it. `values` are those written there, the later win;
    `whole` says that there are no others.
    """

    form: Form
    name: str
    chart: str | None
    named: Value
    version: Value | None
    repository: Value | None
    source: Value | None = None
    values: tuple[Value, ...] = ()
    whole: bool = False


class ClusterPolicy(NamedTuple):
    """A ClusterPolicy that somebody wrote by hand; `spec` is its spec, `object` what that stands in.

    `chart` is the one whose values have the paths of the spec. `is_patch` says that a kustomization lists its file as a
    patch.
    """

    name: str
    chart: str
    spec: Value
    object: Value
    is_patch: bool = False

    def value(self, *parts: str | int) -> Value | None:
        """Return what the spec says at a path."""
        return self.spec.get(*parts)

    @property
    def place(self) -> Place:
        """Where its spec stands."""
        return self.spec.place


Users = Mapping[str, tuple[ChartUse | ClusterPolicy, ...]]


class Origin(Enum):
    """Where a configuration that NVIDIA's software reads was found."""

    CONFIG_MAP = "ConfigMap"
    CHART_VALUES = "chart values"
    GENERATOR = "configMapGenerator"
    FILE = "file"
    WITHIN_VALUES = "values, at a key of which nobody knows who reads it"


class ConfigEntry(NamedTuple):
    """One key of a configuration: the text as it stands (`text`) and what it holds.

    `content` is None where the text is no readable YAML; `place` of the content is inside the text. Where the
    configuration is given as a tree (the charts' values take that too) `text` is that tree. `faults` are those of the
    YAML, with positions in the text.
    `quoted` are the places of words such as yes that stand in quotes; None where that is not known. `further` is the
    second document of the file that it is made of.
    """

    key: str
    text: Value
    content: Value | None
    faults: tuple[Finding, ...] = ()
    quoted: frozenset[Path] | None = None
    further: Value | None = None


class Configuration(NamedTuple):
    """A configuration of the device plugin or of mig-parted: a ConfigMap, a file, or the charts' values that make one.

    `chart` is the use that makes it from its values; None for a ConfigMap of its own. A bare mig-parted file has the
    key ``config.yaml``.
    """

    name: str | None
    namespace: str | None
    entries: tuple[ConfigEntry, ...]
    origin: Origin
    place: Place
    chart: ChartUse | None = None


class ConfigMapKeys(NamedTuple):
    """Any ConfigMap: its name and keys, for references.

    `hashed` says that a kustomization puts a hash behind the name, `moved` which namespace one puts it in, and
    `of_cluster` that it was read from a cluster, whose API server wrote into its metadata.
    """

    name: str
    namespace: str | None
    keys: tuple[str, ...]
    place: Place
    hashed: bool = False
    moved: Value | None = None
    of_cluster: bool = False


class Manifests(NamedTuple):
    """All files of one call, as far as they speak of GPUs, in the order in which they were given.

    `plugin_users` and `mig_users` have, by the name of a ConfigMap, the charts and ClusterPolicies that name it,
    `mounting` the pods that mount it.

    `orders` are all charts that are asked for by name, of other makers too. `profiles` are profiles of gpuslice where
    nothing else was given. `repeated` has, by file and document, where values stand that YAML aliases repeat.
    `idle` are values for a chart that nobody reads. `images` are what kustomizations say of images, by `name`.
    `releases` are the HelmReleases of charts of any maker. `built` are the kustomizations, `overlaid` the patches that
    objects of Flux and Argo CD hold. `helmfiles` are those in which one of NVIDIA's charts is named.
    `node_words` are all keys and texts of what makes nodes, such as Karpenter's NodePools, the labels among them.
    `bound` are pod templates that say nothing of GPUs and select nodes, where a Node or a pool has a taint.
    `pools` are what makes nodes on demand, as if they were Nodes: Karpenter's NodePools, eksctl's groups.
    `tainted` are the taints in configurations of kubelets, kubeadm, K3s and Talos.
    `names_admission` says that a file names the admission plugin ExtendedResourceToleration. `others` are values for
    charts of other makers, of which little is understood, `program_configs` files of programs of others.
    `parts` are what patches within other objects say of objects, the rest of which is missing, with the kind that they
    are for; `pods_in_part` are the pods in them, `plugin_in_part` and `mig_in_part` the configurations in ConfigMaps,
    of which a patch need not say every entry, but those that it says whole, `policies_in_part` the ClusterPolicies,
    `quotas_in_part` the ResourceQuotas. `additions` are what may be added to the
    objects of a file, `held_by` the folders of the kustomizations that hold it. `names` are those of all files that
    were given, `outers` what Flux and Argo CD are told to make of folders.

    `objects` are the PriorityClasses, RuntimeClasses, LimitRanges, ResourceQuotas, Namespaces, NVIDIADrivers,
    GPUClusters, other objects of NVIDIA's groups and what defines their kinds, policies that change pods, OLM's
    Subscriptions and OperatorGroups, and what asks Flux, Argo CD or K3s for one of NVIDIA's charts. `unfamiliar` are
    those of further kinds that speak of GPUs and have a name.
    """

    context: Context = Context()
    charts: tuple[ChartUse, ...] = ()
    policies: tuple[ClusterPolicy, ...] = ()
    plugin_configs: tuple[Configuration, ...] = ()
    mig_configs: tuple[Configuration, ...] = ()
    config_maps: tuple[ConfigMapKeys, ...] = ()
    labelled: tuple[Labelled, ...] = ()
    nodes: tuple[NodeObject, ...] = ()
    workloads: tuple[Workload, ...] = ()
    quotas: tuple[Quota, ...] = ()
    objects: tuple[KubeObject, ...] = ()
    plugin_users: "Users" = MappingProxyType({})
    mig_users: "Users" = MappingProxyType({})
    mounting: Mapping[str, tuple[Workload, ...]] = MappingProxyType({})
    orders: tuple[ChartOrder, ...] = ()
    profiles: tuple[Place, ...] = ()
    repeated: Mapping[tuple[str, int], frozenset[Path]] = MappingProxyType({})
    idle: tuple[IdleBlock, ...] = ()
    images: tuple[Value, ...] = ()
    releases: tuple[KubeObject, ...] = ()
    built: tuple[Built, ...] = ()
    overlaid: tuple[Overlaid, ...] = ()
    helmfiles: tuple[Value, ...] = ()
    bound: tuple[Workload, ...] = ()
    node_words: frozenset[str] = frozenset()
    names_admission: bool = False
    pools: tuple[NodeObject, ...] = ()
    tainted: tuple[Tainted, ...] = ()
    others: tuple[OtherValues, ...] = ()
    parts: tuple[Value, ...] = ()
    pods_in_part: tuple[Workload, ...] = ()
    plugin_in_part: tuple[Configuration, ...] = ()
    mig_in_part: tuple[Configuration, ...] = ()
    policies_in_part: tuple[ClusterPolicy, ...] = ()
    quotas_in_part: tuple[Quota, ...] = ()
    additions: Mapping[str, Additions] = MappingProxyType({})
    held_by: Mapping[str, frozenset[str]] = MappingProxyType({})
    program_configs: tuple[ProgramConfig, ...] = ()
    unfamiliar: tuple[KubeObject, ...] = ()
    without_kind: tuple[Value, ...] = ()
    names: Mapping[str, None] = MappingProxyType({})
    outers: tuple[Outer, ...] = ()

    def of_kind(self, kind: str, api: str = "") -> tuple[KubeObject, ...]:
        """Return the objects of one kind whose apiVersion begins with `api`, such as ``kueue.x-k8s.io/``."""
        found = (one for one in self.objects if one.kind == kind)
        return tuple(one for one in found if not api or (one.value.text("apiVersion") or "").startswith(api))

    def additions_to(self, place: Place) -> Additions:
        """Return what may be added to an object, by the file that it stands in."""
        return self.additions.get(place.file, Additions())

    def may_change(self, whole: Value) -> bool:
        """Say whether an object may be only a part of what is applied: a patch by its name, or one that gets more."""
        kind, name = whole.text("kind") or "", whole.text("metadata", "name") or ""
        return whole.place.is_called_patch or self.additions_to(whole.place).may_reach(kind, name)

    @property
    def patches(self) -> tuple[Overlaid, ...]:
        """Every patch: those that objects of Flux and Argo CD hold, and those of kustomizations."""
        return (*self.overlaid, *(patch for built in self.built for patch in built.patches))
