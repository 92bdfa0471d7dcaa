"""A first profile from what a cluster's nodes say of themselves: one pool for each kind of node."""

from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR, chart_versions
from generator.facts.described_gpu import card_fields
from generator.facts.distributions import find_distribution
from generator.facts.gpus import find_gpu
from generator.importing.draft import GAP, Draft
from generator.importing.lines import Lines
from generator.importing.node_kinds import Kind, KindOfNode, node_kinds
from generator.importing.of_nodes import distribution_of, kubernetes_of
from generator.importing.pool_names import free_name
from generator.importing.profile_text import profile_text
from generator.model.distribution import Installer
from generator.model.gpu import GpuUnknown
from generator.model.manifest import Manifests
from generator.model.manifest_objects import NodeObject
from generator.model.mig import mig_config_name
from generator.model.tree import Path, Tree

_DRIVER = "nvidia.com/gpu.deploy.driver"
_HEAD = "Made from the labels of the nodes, which show what is there now. Read it, then: gpuslice check"


class Wanted(NamedTuple):
    """What the nodes do not say; None is left to them, or to what is usual."""

    name: str
    chart: str
    kubernetes: str | None = None
    distribution: str | None = None
    driver: str | None = None
    schema: str = ""


class NodesProfile(NamedTuple):
    """A commented profile, empty where no node has the label of a GPU, and the places of what no node tells."""

    text: str
    gaps: tuple[Path, ...] = ()


def profile_from_nodes(manifests: Manifests, wanted: Wanted) -> NodesProfile:
    """Return the profile that nodes lead to."""
    kinds = node_kinds(manifests.nodes)
    if not kinds:
        return NodesProfile("")
    draft = Draft()
    draft.put(("cluster", "name"), wanted.name)
    release, shown = kubernetes_of(manifests.nodes), distribution_of(manifests.nodes)
    kubernetes = wanted.kubernetes or (release.text if release is not None else GAP)
    draft.put(("cluster", "kubernetes"), kubernetes)
    if kubernetes == GAP:
        draft.gaps.append(("cluster", "kubernetes"))
    distribution = wanted.distribution or (shown.text if shown is not None else "other")
    draft.put(("cluster", "distribution"), distribution)
    if distribution == "other":
        draft.remark(("cluster", "distribution"), "The nodes do not show how the cluster was made: --distribution.")
    _install(manifests.nodes, distribution, wanted, draft)
    _strategy(kinds, wanted, draft)
    pools: list[Tree] = []
    for one in kinds:
        pools.append(_pool(one, pools, draft))
    draft.put(("pools",), pools)
    return NodesProfile(profile_text(draft, Lines(lambda _: None), wanted.schema, _HEAD), tuple(draft.gaps))


def _install(nodes: tuple[NodeObject, ...], distribution: str, wanted: Wanted, draft: Draft) -> None:
    draft.put(("install", "chart"), wanted.chart)
    draft.put(("install", "version"), chart_versions(wanted.chart)[-1])
    owner = wanted.driver or _driver(nodes, distribution, wanted.chart, draft)
    draft.put(("install", "driver"), {"from": owner})


def _driver(nodes: tuple[NodeObject, ...], distribution: str, chart: str, draft: Draft) -> str:
    """Return who installs the driver: the operator's label says it, else what is usual.

    Source: NVIDIA/gpu-operator controllers/state_manager.go (gpu.deploy.driver, pre-installed).
    """
    if chart != GPU_OPERATOR:
        return Installer.HOST.value
    labels = {str(value.tree) for node in nodes for key, value in node.labels if key == _DRIVER}
    if "pre-installed" in labels:
        return Installer.HOST.value
    if "true" in labels:
        return Installer.OPERATOR.value
    draft.remark(("install", "driver"), "No label tells who installs the driver; this is usual on the distribution.")
    found = find_distribution(distribution)
    return (found.driver.default if found is not None else Installer.HOST).value


def _strategy(kinds: tuple[KindOfNode, ...], wanted: Wanted, draft: Draft) -> None:
    """Say the MIG strategy where the nodes show another than the pools lead to."""
    shown = {one.kind.strategy for one in kinds if one.kind.strategy}
    mps = any(one.kind.mode == "mps" for one in kinds)
    derived = "single" if mps and wanted.chart == GPU_OPERATOR else "mixed"
    if len(shown) == 1 and shown != {derived}:
        draft.put(("mig", "strategy"), shown.pop())


def _unknown(product: str) -> str:
    found = find_gpu(product)
    if isinstance(found, GpuUnknown) and found.ambiguous:
        return f"The label says {product}, which several GPUs have: {', '.join(found.nearest)}."
    return (
        f"The label says {product}, which is not known here, and no labels describe it by memory in MiB "
        "and a compute capability from 5.0 on."
    )


def _pool(one: KindOfNode, earlier: list[Tree], draft: Draft) -> Tree:
    kind, at = one.kind, ("pools", len(earlier))
    names: list[Tree] = list(one.names)
    pool: dict[str, Tree] = {"name": _name(kind, earlier)}
    if names:
        pool["nodes"] = {"names": names}
    card: dict[str, Tree] = {"model": GAP} if kind.gpu is None else {**card_fields(kind.gpu)}
    pool["gpus"] = [{**card, "count": kind.per_node}]
    if kind.gpu is None:
        draft.remark((*at, "gpus"), _unknown(kind.product))
        draft.gaps.append((*at, "gpus"))
    if kind.mig:
        pool["mig"] = _mig(kind)
    if kind.unclear:
        draft.remark((*at, "mig"), kind.unclear)
        draft.gaps.append((*at, "mig"))
    if kind.mode:
        block: dict[str, Tree] = {"replicas": kind.replicas}
        if kind.renamed:
            block["renameByDefault"] = True
        pool[kind.mode] = block
        draft.remark(
            (*at, kind.mode),
            "Pods that ask for two shares are refused; no label tells whether they are now. To allow them: "
            "failRequestsGreaterThanOne: false",
        )
    return pool


def _mig(kind: Kind) -> Tree:
    if isinstance(kind.mig, str):
        return kind.mig if kind.mig == "all-balanced" else mig_config_name(kind.mig.removeprefix("all-"))
    if kind.unclear:
        return [{"devices": GAP, "migDevices": {name: GAP for name, _ in kind.mig}}]
    return [{"migDevices": dict(kind.mig)}]


def _name(kind: Kind, earlier: list[Tree]) -> str:
    """Return a name: the entry that the nodes have chosen, else the card's."""
    taken = {str(pool["name"]) for pool in earlier if isinstance(pool, dict)}
    return free_name(kind.entry or (kind.gpu.id if kind.gpu is not None else kind.product), taken)
