"""The Plan: what a cluster's nodes will advertise, and everything the outputs need to say so.

It is the waist of the compiler. Everything that writes, checks or reports is a pure function of it, and
resource names are computed on the way here and nowhere else.
"""

from enum import Enum
from typing import NamedTuple

from generator.model.gpu import Gpu
from generator.model.mig import MigLayout
from generator.model.profile import (
    Component,
    Driver,
    KubernetesVersion,
    Labels,
    MigStrategy,
    Monitoring,
    NfdSource,
    NodeCount,
    Policy,
    Priority,
    RuleException,
    Toolkit,
)
from generator.model.taints import Taint, Toleration
from generator.model.tree import Path, Tree
from generator.model.workload import Framework, Isolation, Target

GPU_RESOURCE = "nvidia.com/gpu"
"""The resource of whole cards, and of MIG devices under the strategy single."""
SHARED_SUFFIX = ".shared"
"""What `renameByDefault` puts behind a resource's name."""
CONFIG_LABEL = "nvidia.com/device-plugin.config"
"""The node label that names an entry of the plugin's configuration."""
MIG_LABEL = "nvidia.com/mig.config"
"""The node label that names a MIG layout."""
UNSHARED_ENTRY = "unshared"
"""The entry of the plugin's configuration that shares nothing."""
ALL_DISABLED = "all-disabled"
"""The MIG layout that switches MIG off; the operator writes this name itself."""


class Mode(Enum):
    """How a pool's cards are handed out. The values are the words people read."""

    EXCLUSIVE = "exclusive"
    TIME_SLICING = "time-slicing"
    MPS = "mps"
    MIG = "mig"
    MIG_TIME_SLICING = "mig + time-slicing"


class Promise(Enum):
    """What a unit's memory figure is worth.

    NONE: all units of a device see the same memory and may take it from each other.
    PER_PROCESS: the MPS daemon limits each client process, but they share a device and its faults.
    HARDWARE: the unit is a device of its own (a whole card or a MIG instance).
    """

    NONE = "none"
    PER_PROCESS = "per process"
    HARDWARE = "hardware"


class Part(NamedTuple):
    """Devices of one kind behind a resource, counted per node.

    `device` is a card's name or a MIG profile. `memory_mib` is what one unit may use under its promise
    (with NONE: the memory that all units of the device share), or None where no figure is published.
    """

    device: str
    devices: int
    memory_mib: int | None


class Resource(NamedTuple):
    """One extended resource as the nodes of a pool advertise it.

    `base_name` is the name before renaming; `replicas` is 1 where nothing is shared.
    """

    name: str
    base_name: str
    replicas: int
    promise: Promise
    parts: tuple[Part, ...]

    @property
    def devices(self) -> int:
        """Devices per node, before sharing."""
        return sum(part.devices for part in self.parts)

    @property
    def units(self) -> int:
        """What one node reports as allocatable."""
        return self.devices * self.replicas


class PoolGpu(NamedTuple):
    """`per_node` cards of one known model; `reserved_mib` of each is kept from sharing.

    `price_micros` is what one card costs per hour, in millionths of the cluster's currency.
    """

    gpu: Gpu
    per_node: int
    reserved_mib: int
    price_micros: int | None = None


class MigItem(NamedTuple):
    """One item of a mig-parted entry: `devices=None` is all of them, `layout=None` switches MIG off.

    `device_filter` restricts the item to PCI device ids, for nodes with several models.
    """

    devices: tuple[int, ...] | None
    layout: MigLayout | None
    device_filter: tuple[int, ...] = ()


class BindingKind(Enum):
    """By what a pool's nodes get their configuration.

    DEFAULT: they need no label, the default entry is theirs.
    NAME_RULE, GPU_RULE: a NodeFeatureRule on node names or on PCI ids sets the labels.
    REST: the pool's configuration is that of every node without a label, beside pools that are reached by one.
    COMMAND: no object in the cluster can do it; labels are set by hand or at registration.
    """

    DEFAULT = "default entry"
    REST = "nodes without a label"
    NAME_RULE = "rule on node names"
    GPU_RULE = "rule on the GPU's PCI id"
    COMMAND = "labels set by hand"


class Binding(NamedTuple):
    """The one way by which a pool's nodes are reached, and the labels that do it."""

    kind: BindingKind
    labels: Labels
    node_names: tuple[str, ...] = ()
    node_selector: Labels = ()
    gpu: Gpu | None = None

    @property
    def by_hand(self) -> Labels:
        """What a person sets: of a pool that no rule labels, those labels by which its nodes are not found anyway."""
        if self.kind is not BindingKind.COMMAND:
            return ()
        found_by = () if self.node_names else self.node_selector
        return tuple(label for label in self.labels if label not in found_by)


class PoolPlan(NamedTuple):
    """A pool of like nodes. `origin` is its place in the profile."""

    name: str
    origin: Path
    description: str
    mode: Mode
    node_names: tuple[str, ...]
    node_selector: Labels
    node_count: NodeCount | None
    gpus: tuple[PoolGpu, ...]
    resources: tuple[Resource, ...]
    renamed: bool
    fail_requests_greater_than_one: bool
    allocation_policy: str | None
    mig_strategy: MigStrategy
    mig_items: tuple[MigItem, ...]
    config_key: str
    binding: Binding
    node_labels: tuple[tuple[str, tuple[str, ...]], ...]
    taints: tuple[Taint, ...]

    @property
    def fewest_nodes(self) -> int | None:
        """How many nodes it has at least, None where nobody says how many."""
        return self.node_count.low if self.node_count is not None else len(self.node_names) or None

    @property
    def most_nodes(self) -> int | None:
        """How many nodes it has at most, None where nobody says how many."""
        return self.node_count.high if self.node_count is not None else len(self.node_names) or None

    def has_whole(self, gpu: Gpu) -> bool:
        """Say whether some of its cards of this model are not cut into MIG devices."""
        return any(part.device == gpu.marketing for resource in self.resources for part in resource.parts)


class PluginConfig(NamedTuple):
    """The device plugin's ConfigMap: entry name to configuration, and the entry of unlabelled nodes.

    The name ends in a hash of the content, so that a change reaches the DaemonSets.
    """

    name: str
    default: str
    entries: tuple[tuple[str, Tree], ...]


class MigConfig(NamedTuple):
    """mig-parted's ConfigMap (its one key is config.yaml), named by content like `PluginConfig`."""

    name: str
    content: Tree


class Release(NamedTuple):
    """The pinned upstream chart. `version` is the release tag, `chart_version` the repository's spelling."""

    chart: str
    version: str
    chart_version: str
    plugin_version: str
    repository: str
    name: str
    namespace: str
    create_namespace: bool


class Stack(NamedTuple):
    """Who brings which part, with every default filled in."""

    driver: Driver
    toolkit: Toolkit
    node_feature_discovery: NfdSource
    plugin_external: bool
    gpu_feature_discovery: bool
    runtime_class: str | None
    create_runtime_class: bool
    cdi: bool | None
    mig_strategy: MigStrategy
    node_selector: Labels
    tolerations: tuple[Toleration, ...]
    priority_class_name: str | None
    image_pull_secrets: tuple[str, ...]
    components: tuple[Component, ...]


class TenantPlan(NamedTuple):
    """A namespace with its quota under resolved resource names (without the `requests.` prefix)."""

    namespace: str
    create: bool
    labels: Labels
    quota: tuple[tuple[str, int], ...]


class WorkloadPlan(NamedTuple):
    """What is to run: `replicas` pods, each with `units` of a resource of a pool and `processes` processes on the GPU.

    `memory_mib` is the peak of one process; with `context_included` False its CUDA context comes on top of it. An
    unaccounted workload has no resource and no units: it reaches its pool's cards past the device plugin. `chosen` is
    True where the profile names no pool. In `target` name and container are filled in. `origin` is the workload's
    place in the profile.
    """

    name: str
    origin: Path
    namespace: str
    pool: str
    resource: str | None
    units: int
    replicas: int
    processes: int
    memory_mib: int
    context_included: bool
    isolation: Isolation | None
    priority: str | None
    framework: Framework | None
    fallback: tuple[str, ...]
    chosen: bool
    unaccounted: bool
    target: Target

    @property
    def title(self) -> str:
        """Namespace and name, as people write them."""
        return f"{self.namespace}/{self.name}"


class Plan(NamedTuple):
    """Everything to know about one cluster's GPUs."""

    cluster: str
    description: str
    kubernetes: KubernetesVersion
    distribution: str
    release: Release
    stack: Stack
    pools: tuple[PoolPlan, ...]
    plugin_config: PluginConfig | None
    mig_config: MigConfig | None
    priorities: tuple[Priority, ...]
    tenants: tuple[TenantPlan, ...]
    monitoring: Monitoring
    policy: Policy
    extra_values: Tree
    exceptions: tuple[RuleException, ...] = ()
    workloads: tuple[WorkloadPlan, ...] = ()
    currency: str | None = None
