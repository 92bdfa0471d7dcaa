"""The profile as its author wrote it: decoded and typed, nothing looked up, nothing derived.

Field names follow the profile's own (snake_case for camelCase). ``None`` and empty tuples mean "not
said"; defaults that depend on facts are filled in by the resolver and shown in the output.
"""

from enum import Enum
from typing import NamedTuple

from generator.model.distribution import Installer
from generator.model.tree import Tree

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


class MigStrategy(Enum):
    """The device plugin's MIG strategy (flag migStrategy)."""

    NONE = "none"
    SINGLE = "single"
    MIXED = "mixed"


class Isolation(Enum):
    """What a workload wants to be kept from."""

    TRUSTED = "trusted"
    """It may share a GPU with others of this kind."""
    UNTRUSTED = "untrusted"
    """Nothing else may reach its memory or bring it down."""
    LATENCY_BOUND = "latency-bound"
    """Nothing else may slow it down."""


class Framework(Enum):
    """What computes in a workload, and by which its GPU memory can be limited."""

    VLLM = "vllm"
    OLLAMA = "ollama"
    LLAMA_CPP = "llama-cpp"
    ONNX_RUNTIME = "onnxruntime"
    PYTORCH = "pytorch"
    TENSORFLOW = "tensorflow"
    JAX = "jax"
    TRITON = "triton"
    RAY = "ray"
    WHISPER = "whisper"
    FFMPEG = "ffmpeg"
    OTHER = "other"


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


class Toleration(NamedTuple):
    """A Kubernetes toleration as written."""

    key: str | None = None
    operator: str | None = None
    value: str | None = None
    effect: str | None = None
    toleration_seconds: int | None = None


class Taint(NamedTuple):
    """A Kubernetes node taint."""

    key: str
    value: str
    effect: str

    @property
    def keeps_away(self) -> bool:
        """Whether pods that do not tolerate it never come to the node: with PreferNoSchedule they come at last.

        Source: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/.
        """
        return self.effect != "PreferNoSchedule"


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

    `price_micros` is what one card costs per hour, in millionths of the cluster's currency.
    """

    model: str
    per_node: int
    reserved_mib: int = 0
    price_micros: int | None = None


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


class Target(NamedTuple):
    """The object that a workload's component patches; None is left to a default.

    `args` and `tolerations` are those that it has now, None where the profile does not say; `affinity` is False where
    it is said to have none.
    """

    kind: str = "Deployment"
    name: str | None = None
    container: str | None = None
    args: tuple[str, ...] | None = None
    tolerations: tuple[Toleration, ...] | None = None
    affinity: bool = True


class Workload(NamedTuple):
    """What is to run: `replicas` pods with `units` of a resource each, and `processes` processes on the GPU in each.

    `memory_mib` is the peak of one process; its CUDA context comes on top unless `context_included`.
    """

    name: str
    namespace: str
    memory_mib: int
    context_included: bool = True
    pool: str | None = None
    resource: str | None = None
    replicas: int = 1
    units: int | None = None
    processes: int = 1
    isolation: Isolation | None = None
    priority: str | None = None
    framework: Framework | None = None
    fallback: tuple[str, ...] = ()
    unaccounted: bool = False
    target: Target = Target()


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
