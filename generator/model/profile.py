"""The profile as its author wrote it: decoded and typed, nothing looked up, nothing derived.

Field names follow the profile's own (snake_case for camelCase). ``None`` and empty tuples mean "not
said"; defaults that depend on facts are filled in by the resolver and shown in the output.
"""

from enum import Enum
from typing import NamedTuple

from generator.model.distribution import Installer
from generator.model.gpu import Capability
from generator.model.taints import Taint, Toleration
from generator.model.tree import Tree
from generator.model.workload import Workload

Labels = tuple[tuple[str, str], ...]


class NfdSource(Enum):
    """Where Node Feature Discovery comes from."""

    BUNDLED = "bundled"
    EXISTING = "existing"
    NONE = "none"


class PluginSource(Enum):
    """Who runs the device plugin: our chart, or somebody else (a provider, DRA)."""

    CHART = "chart"
    EXTERNAL = "external"


class BindBy(Enum):
    """What selects a pool's nodes when its configuration is handed out."""

    NODE_NAMES = "nodeNames"
    GPU_MODEL = "gpuModel"
    NODE_SELECTOR = "nodeSelector"
    DEFAULT = "default"


class MigStrategy(Enum):
    """The device plugin's MIG strategy (flag migStrategy)."""

    NONE = "none"
    SINGLE = "single"
    MIXED = "mixed"


class KubernetesVersion(NamedTuple):
    """A minor release, such as 1.35."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


class Cluster(NamedTuple):
    """The cluster itself: its name is the bundle's folder; `currency` is what prices are in, three letters."""

    name: str
    kubernetes: KubernetesVersion
    distribution: str
    currency: str | None = None


class Driver(NamedTuple):
    """Who installs the driver, and which; `install_dir` is where its files lie on the host."""

    owner: Installer | None = None
    version: str | None = None
    repository: str | None = None
    image: str | None = None
    kernel_module_type: str | None = None
    install_dir: str | None = None


class Toolkit(NamedTuple):
    """Who installs the container toolkit, and what it must know of containerd."""

    owner: Installer | None = None
    containerd_config: str | None = None
    containerd_socket: str | None = None
    default_runtime: bool = False


class Component(NamedTuple):
    """One operand's own settings; `resources` is a Kubernetes resource requirement as written."""

    name: str
    enabled: bool | None = None
    repository: str | None = None
    image: str | None = None
    version: str | None = None
    resources: Tree = None
    env: tuple[tuple[str, str], ...] = ()
    args: tuple[str, ...] = ()


class RuntimeClass(NamedTuple):
    """The RuntimeClass pods name to reach the NVIDIA runtime; `create` emits the object."""

    name: str | None = None
    create: bool | None = None


class Install(NamedTuple):
    """The upstream chart and who brings the rest of the stack."""

    chart: str
    version: str
    release_name: str | None = None
    namespace: str | None = None
    create_namespace: bool | None = None
    repository: str | None = None
    driver: Driver = Driver()
    toolkit: Toolkit = Toolkit()
    node_feature_discovery: NfdSource = NfdSource.BUNDLED
    device_plugin: PluginSource = PluginSource.CHART
    runtime_class: RuntimeClass = RuntimeClass()
    cdi: bool | None = None
    node_selector: Labels = ()
    tolerations: tuple[Toleration, ...] = ()
    priority_class_name: str | None = None
    image_pull_secrets: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()


class NodeCount(NamedTuple):
    """How many nodes a pool has: equal bounds for a fixed number."""

    low: int
    high: int


class Nodes(NamedTuple):
    """Which nodes a pool has, how many, and by what they are to be reached."""

    names: tuple[str, ...] = ()
    node_selector: Labels = ()
    how_many: NodeCount | None = None
    bind: BindBy | None = None


class GpuEntry(NamedTuple):
    """`per_node` cards of one model in each node; `reserved_mib` of each is kept from sharing.

    `price_micros` is what one card costs per hour, in millionths of the cluster's currency. The rest describes a card
    that is not known, or not as it is: its memory as nvidia-smi prints it, and its PCI device id.
    """

    model: str
    per_node: int
    reserved_mib: int = 0
    price_micros: int | None = None
    memory_mib: int | None = None
    compute_capability: Capability | None = None
    pci_device_id: int | None = None


class Sharing(NamedTuple):
    """Time-slicing or MPS as asked for: one number for all resources, or one per resource name."""

    replicas: int | None = None
    resources: tuple[tuple[str, int], ...] = ()
    rename_by_default: bool = False
    fail_requests_greater_than_one: bool = True


class MigEntry(NamedTuple):
    """A layout for some device indices of a node; ``devices=None`` means all of them."""

    devices: tuple[int, ...] | None
    mig_devices: tuple[tuple[str, int], ...]
    model: str | None = None


class Pool(NamedTuple):
    """Nodes that are alike: same cards, shared in the same way."""

    name: str
    gpus: tuple[GpuEntry, ...]
    nodes: Nodes = Nodes()
    description: str = ""
    time_slicing: Sharing | None = None
    mps: Sharing | None = None
    mig: str | tuple[MigEntry, ...] | None = None
    allocation_policy: str | None = None
    taints: tuple[Taint, ...] = ()
    node_labels: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Priority(NamedTuple):
    """A PriorityClass."""

    name: str
    value: int
    description: str = ""
    global_default: bool = False
    preemption_policy: str | None = None


class Tenant(NamedTuple):
    """A namespace and what it may take: `quota` by resource name, `pool_quota` by pool."""

    namespace: str
    create: bool = False
    labels: Labels = ()
    pod_security: tuple[tuple[str, str], ...] = ()
    quota: tuple[tuple[str, int], ...] = ()
    pool_quota: tuple[tuple[str, int], ...] = ()


class ServiceMonitor(NamedTuple):
    """The dcgm-exporter's ServiceMonitor; `interval` is a Prometheus duration."""

    enabled: bool = True
    interval: str | None = None
    labels: Labels = ()


class Alerts(NamedTuple):
    """Our PrometheusRule; `labels` are what your Prometheus selects rules by."""

    enabled: bool = True
    labels: Labels = ()


class Monitoring(NamedTuple):
    """What Prometheus Operator is given."""

    service_monitor: ServiceMonitor | None = None
    alerts: Alerts | None = None


class Policy(NamedTuple):
    """Admission policies to emit beside the plugin's own checks."""

    one_share_per_container: bool = False


class RuleException(NamedTuple):
    """A rule whose findings are not told, and why that is right."""

    rule: str
    reason: str


class ClusterProfile(NamedTuple):
    """A whole profile."""

    cluster: Cluster
    install: Install
    pools: tuple[Pool, ...]
    description: str = ""
    mig_strategy: MigStrategy | None = None
    priorities: tuple[Priority, ...] = ()
    tenants: tuple[Tenant, ...] = ()
    workloads: tuple[Workload, ...] = ()
    monitoring: Monitoring = Monitoring()
    policy: Policy = Policy()
    exceptions: tuple[RuleException, ...] = ()
    extra_values: Tree = None
