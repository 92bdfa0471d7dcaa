"""Plans made by hand: a cluster with one pool of L4 cards, and ways to change it."""

from generator.model.distribution import Installer
from generator.model.gpu import Gpu, MpsClass, OpenModules
from generator.model.plan import (
    Binding,
    BindingKind,
    Mode,
    Part,
    Plan,
    PoolGpu,
    PoolPlan,
    Promise,
    Release,
    Resource,
    Stack,
)
from generator.model.profile import Driver, KubernetesVersion, MigStrategy, Monitoring, NfdSource, Policy, Toolkit
from generator.model.rule import Fault, Rule

L4 = Gpu(
    id="l4",
    label="NVIDIA-L4",
    label_seen=True,
    label_aliases=(),
    marketing="L4",
    aliases=(),
    architecture="Ada Lovelace",
    gfd_family="ada-lovelace",
    compute_capability=(8, 9),
    memory_mib=23034,
    memory_gib_marketing=24,
    pci_device_ids=(0x27B8,),
    pci_subsystem_ids=(),
    mig_family=None,
    mig_family_variants=(),
    mps=MpsClass.FULL,
    mps_max_clients=48,
    open_modules=OpenModules.POSSIBLE,
    last_driver_branch=None,
    board_power_w=72,
    sources=(),
    notes=(),
)
V100 = L4._replace(
    id="v100",
    label="Tesla-V100",
    marketing="V100",
    architecture="Volta",
    mps=MpsClass.VOLTA,
    mps_max_clients=16,
    open_modules=OpenModules.IMPOSSIBLE,
    last_driver_branch=580,
)


def a_resource(
    name: str = "nvidia.com/gpu", replicas: int = 1, devices: int = 1, promise: Promise = Promise.HARDWARE
) -> Resource:
    """Return a resource of L4 cards."""
    return Resource(name, name.removesuffix(".shared"), replicas, promise, (Part("L4", devices, 23034),))


def a_pool(name: str = "shared", index: int = 0, gpu: Gpu = L4) -> PoolPlan:
    """Return a pool whose one card per node is not shared."""
    return PoolPlan(
        name=name,
        origin=("pools", index),
        description="",
        mode=Mode.EXCLUSIVE,
        node_names=(),
        node_selector=(),
        node_count=None,
        gpus=(PoolGpu(gpu, 1, 0),),
        resources=(a_resource(),),
        renamed=False,
        fail_requests_greater_than_one=False,
        allocation_policy=None,
        mig_strategy=MigStrategy.SINGLE,
        mig_items=(),
        config_key="default",
        binding=Binding(BindingKind.DEFAULT, ()),
        node_labels=(),
        taints=(),
    )


def an_mps_pool(name: str = "shared", index: int = 0, gpu: Gpu = L4, replicas: int = 4) -> PoolPlan:
    """Return a pool that shares its card by MPS."""
    resource = a_resource(replicas=replicas, promise=Promise.PER_PROCESS)
    part = Part(gpu.marketing, 1, 23034 // replicas)
    return a_pool(name, index, gpu)._replace(
        mode=Mode.MPS, resources=(resource._replace(parts=(part,)),), fail_requests_greater_than_one=True
    )


def a_plan(*pools: PoolPlan) -> Plan:
    """Return a cluster with gpu-operator v26.7.0 on kubeadm, Kubernetes 1.35."""
    return Plan(
        cluster="example",
        description="",
        kubernetes=KubernetesVersion(1, 35),
        distribution="kubeadm",
        release=OPERATOR,
        stack=STACK,
        pools=pools or (a_pool(),),
        plugin_config=None,
        mig_config=None,
        priorities=(),
        tenants=(),
        monitoring=Monitoring(),
        policy=Policy(),
        extra_values=None,
    )


OPERATOR = Release(
    chart="gpu-operator",
    version="v26.7.0",
    chart_version="v26.7.0",
    plugin_version="v0.20.0",
    repository="https://helm.ngc.nvidia.com/nvidia",
    name="gpu-operator",
    namespace="gpu-operator",
    create_namespace=True,
)
PLUGIN = OPERATOR._replace(
    chart="nvidia-device-plugin",
    version="v0.20.0",
    chart_version="0.20.0",
    name="nvidia-device-plugin",
    namespace="nvidia-device-plugin",
)
STACK = Stack(
    driver=Driver(Installer.OPERATOR),
    toolkit=Toolkit(Installer.OPERATOR),
    node_feature_discovery=NfdSource.BUNDLED,
    plugin_external=False,
    gpu_feature_discovery=True,
    runtime_class="nvidia",
    create_runtime_class=False,
    cdi=None,
    mig_strategy=MigStrategy.SINGLE,
    node_selector=(),
    tolerations=(),
    priority_class_name=None,
    image_pull_secrets=(),
    components=(),
)


def faults(rule: Rule, plan: Plan) -> list[Fault]:
    """Return what a rule finds in a plan."""
    return list(rule.check(plan))
