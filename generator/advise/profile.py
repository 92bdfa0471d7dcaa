"""The profile that carries an advice out, with the reasons as comments."""

from textwrap import wrap

from generator.advise.advise import Advice
from generator.advise.homes import Home, homes, renamed, resources_of
from generator.advise.pools import AdvisedPool
from generator.advise.request import Fleet, Request
from generator.facts.charts import GPU_OPERATOR, chart_versions
from generator.model.distribution import Installer
from generator.model.plan import GPU_RESOURCE, Mode
from generator.model.tree import Path, Tree
from generator.starter import driver_owners
from generator.yamltext import write_yaml

POOL_LABEL = "gpu-pool"
"""The node label that says which pool a node is for, where nothing else does."""
_NAMESPACE = "default"
"""Where the workloads of one and the same user are, as they name no tenant."""
_WIDTH = 110
_HEADER = (
    "Made by `gpuslice advise`; yours from here on. All fields: docs/profile.md",
    "Workloads are there with the pods that fit; what does not, and why, is what that command told.",
)


def profile_text(advice: Advice) -> str:
    """Return the profile as YAML; whether the installation suits the cluster is for the compiler to say."""
    comments: dict[Path, str] = {}
    pools: list[Tree] = []
    for index, pool in enumerate(advice.pools):
        pools.append(_pool(advice, pool))
        comments["pools", index] = _comment(pool)
    tree: dict[str, Tree] = {
        "version": "v1alpha1",
        "cluster": {
            "name": advice.request.install.cluster,
            "kubernetes": advice.request.install.kubernetes,
            "distribution": advice.request.install.distribution,
        },
        "install": _install(advice.request),
        "pools": pools,
    }
    workloads: list[Tree] = [_workload(advice, home) for home in homes(advice)]
    if workloads:
        tree["workloads"] = workloads
    return write_yaml(tree, header=_HEADER, comments=comments)


def _comment(pool: AdvisedPool) -> str:
    text = f"{pool.reason.text[0].upper()}{pool.reason.text[1:]}. Source: {pool.reason.source}"
    return "\n".join(wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False))


def _install(request: Request) -> Tree:
    install = request.install
    chart = install.chart or GPU_OPERATOR
    owners = driver_owners(chart, install.distribution)
    # The driver that the operator brings has left these cards behind; the nodes' own may still know them.
    left_behind = any(fleet.gpu.last_driver_branch is not None for fleet in request.fleets)
    usual = Installer.HOST if left_behind and Installer.HOST in owners else owners[0]
    driver: Tree = {"from": install.driver or usual.value}
    return {"chart": chart, "version": install.version or chart_versions(chart)[-1], "driver": driver}


def _pool(advice: Advice, pool: AdvisedPool) -> Tree:
    fleet = advice.request.fleets[pool.fleet]
    gpus: dict[str, Tree] = {"model": fleet.gpu.marketing, "count": fleet.per_node}
    if fleet.reserved_mib:
        gpus["reservedMemory"] = f"{fleet.reserved_mib}MiB"
    tree: dict[str, Tree] = {"name": pool.name, "nodes": _nodes(advice, pool), "gpus": [gpus]}
    if pool.cuts:
        tree["mig"] = _mig(fleet, pool)
    if pool.replicas > 1:
        tree["mps" if pool.mode is Mode.MPS else "timeSlicing"] = _sharing(advice, pool)
    if len(advice.pools) > 1:
        tree["nodeLabels"] = {POOL_LABEL: pool.name}
    return tree


def _workload(advice: Advice, home: Home) -> Tree:
    workload = home.workload
    tree: dict[str, Tree] = {
        "name": home.name,
        "namespace": workload.tenant or _NAMESPACE,
        "pool": home.pool.name,
    }
    if workload.past is not None:
        tree["unaccounted"] = True
    elif len(resources_of(advice, home.pool)) > 1:
        tree["resource"] = home.resource
    if home.pods > 1:
        tree["replicas"] = home.pods
    tree["memory"] = _size(workload.memory_mib)
    if workload.past is None:
        tree["isolation"] = workload.isolation.value
    return tree


def _size(mib: int) -> str:
    return f"{mib}MiB" if mib % 1024 else f"{mib // 1024}GiB"


def _nodes(advice: Advice, pool: AdvisedPool) -> Tree:
    if pool.node_names:
        names: list[Tree] = list(pool.node_names)
        return {"names": names}
    alone = [other.fleet for other in advice.pools].count(pool.fleet) == 1
    if alone:
        return {"count": pool.nodes}
    return {"nodeSelector": {POOL_LABEL: pool.name}, "count": pool.nodes}


def _mig(fleet: Fleet, pool: AdvisedPool) -> Tree:
    items: list[Tree] = []
    first = 0
    for layout, cards in pool.cuts:
        devices: Tree = "all" if cards == fleet.per_node else list(range(first, first + cards))
        items.append({"devices": devices, "migDevices": dict(layout.counts)})
        first += cards
    return items


def _sharing(advice: Advice, pool: AdvisedPool) -> Tree:
    tree: dict[str, Tree] = {"replicas": pool.replicas}
    if pool.mode is Mode.MIG:
        # Only the cards that are not cut are shared: each of the MIG devices belongs to one workload.
        tree = {"resources": {GPU_RESOURCE: pool.replicas}}
    if renamed(advice):
        tree["renameByDefault"] = True
    return tree
