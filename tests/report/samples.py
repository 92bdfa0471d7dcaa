"""Plans and findings as small as the reports need them."""

from generator.model.distribution import Installer
from generator.model.finding import Finding, Position, Severity
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
    TenantPlan,
)
from generator.model.profile import (
    Driver,
    KubernetesVersion,
    MigStrategy,
    Monitoring,
    NfdSource,
    NodeCount,
    Policy,
    Toolkit,
)
from generator.model.taints import Taint

CONFIG_LABEL = "nvidia.com/device-plugin.config"


def gpu(name: str, memory_mib: int = 81920) -> Gpu:
    return Gpu(
        id=name,
        label=name.upper(),
        label_seen=True,
        label_aliases=(),
        marketing=name,
        aliases=(),
        architecture="Ampere",
        gfd_family="ampere",
        compute_capability=(8, 0),
        memory_mib=memory_mib,
        memory_gib_marketing=memory_mib // 1024,
        pci_device_ids=(0x20B2,),
        pci_subsystem_ids=(),
        mig_family=None,
        mig_family_variants=(),
        mps=MpsClass.FULL,
        mps_max_clients=48,
        open_modules=OpenModules.POSSIBLE,
        last_driver_branch=None,
        board_power_w=400,
        sources=(),
        notes=(),
    )


def pool(name: str, gpus: tuple[PoolGpu, ...], resources: tuple[Resource, ...]) -> PoolPlan:
    return PoolPlan(
        name=name,
        origin=("pools", 0),
        description="",
        mode=Mode.EXCLUSIVE,
        node_names=(),
        node_selector=(),
        node_count=None,
        gpus=gpus,
        resources=resources,
        renamed=False,
        fail_requests_greater_than_one=True,
        allocation_policy=None,
        mig_strategy=MigStrategy.NONE,
        mig_items=(),
        config_key=name,
        binding=Binding(BindingKind.DEFAULT, ()),
        node_labels=(),
        taints=(),
    )


def plan(cluster: str, pools: tuple[PoolPlan, ...], tenants: tuple[TenantPlan, ...] = ()) -> Plan:
    return Plan(
        cluster=cluster,
        description="",
        kubernetes=KubernetesVersion(1, 35),
        distribution="k3s",
        release=Release(
            chart="gpu-operator",
            version="v26.7.0",
            chart_version="v26.7.0",
            plugin_version="0.20.0",
            repository="https://helm.example/nvidia",
            name="gpu-operator",
            namespace="gpu-operator",
            create_namespace=True,
        ),
        stack=Stack(
            driver=Driver(Installer.HOST),
            toolkit=Toolkit(Installer.HOST),
            node_feature_discovery=NfdSource.BUNDLED,
            plugin_external=False,
            gpu_feature_discovery=True,
            runtime_class="nvidia",
            create_runtime_class=False,
            cdi=None,
            mig_strategy=MigStrategy.NONE,
            node_selector=(),
            tolerations=(),
            priority_class_name=None,
            image_pull_secrets=(),
            components=(),
        ),
        pools=pools,
        plugin_config=None,
        mig_config=None,
        priorities=(),
        tenants=tenants,
        monitoring=Monitoring(),
        policy=Policy(),
        extra_values=None,
    )


def homelab() -> Plan:
    """One RTX 3080 Ti in one node, eight renamed shares."""
    shares = Resource("nvidia.com/gpu.shared", "nvidia.com/gpu", 8, Promise.NONE, (Part("rtx-3080-ti", 1, 12288),))
    only = pool("media", (PoolGpu(gpu("rtx-3080-ti", 12288), 1, 0),), (shares,))
    return plan("homelab", (only._replace(mode=Mode.TIME_SLICING, node_count=NodeCount(1, 1), renamed=True),))


def fleet() -> Plan:
    """Three pools: time-slicing by label command, MIG by node names, MPS on two models in a node."""
    a100 = PoolGpu(gpu("a100-sxm4-80gb"), 8, 0)
    sliced = Resource("nvidia.com/gpu", "nvidia.com/gpu", 3, Promise.NONE, (Part("a100-sxm4-80gb", 8, 81920),))
    research = pool("research", (a100,), (sliced,))._replace(
        mode=Mode.TIME_SLICING,
        node_selector=(("pool", "research"),),
        node_count=NodeCount(4, 6),
        binding=Binding(BindingKind.COMMAND, ((CONFIG_LABEL, "research"),), node_selector=(("pool", "research"),)),
        node_labels=(("workload-type", ("research", "training")),),
        taints=(Taint("gpu", "true", "NoSchedule"),),
    )
    instances = tuple(
        Resource(name, name, 1, Promise.HARDWARE, (Part(profile, count, memory),))
        for name, profile, count, memory in (
            ("nvidia.com/mig-3g.40gb", "3g.40gb", 4, 40192),
            ("nvidia.com/mig-1g.10gb", "1g.10gb", 28, 9728),
        )
    )
    inference = pool("inference", (a100,), instances)._replace(
        mode=Mode.MIG,
        node_names=("gpu-7", "gpu-8"),
        binding=Binding(BindingKind.NAME_RULE, ((CONFIG_LABEL, "inference"),), node_names=("gpu-7", "gpu-8")),
    )
    mixed = (PoolGpu(gpu("rtx-3090", 24576), 1, 1024), PoolGpu(gpu("rtx-4090", 24564), 2, 0))
    parts = (Part("rtx-3090", 1, 5888), Part("rtx-4090", 2, 6141))
    bench = pool("bench", mixed, (Resource("nvidia.com/gpu", "nvidia.com/gpu", 4, Promise.PER_PROCESS, parts),))
    quota = TenantPlan("production", False, (), (("nvidia.com/mig-3g.40gb", 8),))
    return plan("a100-mig-fleet", (research, inference, bench._replace(mode=Mode.MPS)), (quota,))


def too_many() -> Finding:
    """An error at a place."""
    return Finding(
        code="MIG003",
        severity=Severity.ERROR,
        message="3 x 3g.40gb exceed H100-80GB: at most 2",
        why="mig-parted cannot apply the layout; the node ends `failed`.",
        fix="Lower the count, or pick a smaller MIG profile.",
        at=("pools", 0, "mig"),
        position=Position(2, 10),
        file="profiles/dgx-a.yaml",
    )
