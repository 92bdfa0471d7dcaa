"""The faults that stop a profile from becoming a Plan, each with its reason and cure."""

from typing import NamedTuple

from generator.model.doubt import ALL_RESOURCES, BINDING, NOTHING_ELSE, POOL_RESOURCES, WHOLE_PROFILE, Needs
from generator.model.finding import Finding, Severity
from generator.model.tree import Path


class Problem(NamedTuple):
    """What all findings of one code share; `fix` is used where the place of the fault gives no better one.

    `needs` are the places of the profile that a finding rests on, beside its own.
    """

    code: str
    title: str
    why: str
    fix: str
    needs: Needs = WHOLE_PROFILE

    def at(self, path: Path, message: str, fix: str | None = None, *, on_key: bool = False) -> Finding:
        """Return the finding for one fault."""
        return Finding(self.code, Severity.ERROR, message, self.why, fix or self.fix, path, on_key, needs=self.needs)


_LAYOUT: Needs = ("pools[].gpus[*].model", "pools[].mig[].migDevices", "pools[].mig[].model")

Faults = list[Finding]
"""Where the steps of the resolver put what they find: all of it, not just the first."""

GPU_UNKNOWN = Problem(
    "GPU001",
    "Unknown GPU",
    "Memory, MIG layouts, MPS limits and PCI ids come from the model; a guess could configure another card.",
    "Write the model as in `nvidia-smi -L` or in the node label nvidia.com/gpu.product. "
    "A card that is not known here is described by `memory` and `computeCapability` beside its model, as "
    "`nvidia-smi --query-gpu=name,memory.total,compute_cap --format=csv` prints them. `gpuslice gpus` lists those that "
    "are known.",
    NOTHING_ELSE,
)
GPU_HALF = GPU_UNKNOWN._replace(needs=("pools[].gpus[].memory", "pools[].gpus[].computeCapability"))
"""Of a description the other half may stand there and be malformed."""
GPU_AMBIGUOUS = Problem(
    "GPU002",
    "The name fits several GPUs",
    "Boards of one name differ in memory, and with it in what a share or a MIG device of them has.",
    "Write one of the names offered.",
    NOTHING_ELSE,
)
GPU_TWICE = Problem(
    "GPU003",
    "One model listed twice",
    "Each entry of `gpus` is a different model of the same node.",
    "Add the counts up in one entry.",
    NOTHING_ELSE,
)
RESERVED_TOO_MUCH = Problem(
    "GPU004",
    "More memory reserved than the card has",
    "Nothing would be left for pods.",
    "Lower reservedMemory.",
    ("pools[].gpus[].model",),
)
GPU_CONTRADICTED = Problem(
    "GPU005",
    "A known card is described as another",
    "What is written beside a model takes the place of what is known of it; this cannot be true of the same board, so "
    "one of the two is wrong.",
    "Leave it out, or write the model that `nvidia-smi -L` names.",
    ("pools[].gpus[].model", "pools[].gpus[].memory", "pools[].gpus[].computeCapability"),
)
CHART_VERSION = Problem(
    "CHT001",
    "Unknown chart version",
    "Value names, defaults and plugin behaviour change between releases; only those that were read are compiled for.",
    "Write one of the versions offered.",
    ("install.chart",),
)
DRIVER_UNSAID = Problem(
    "DRV001",
    "Nobody is said to install the driver",
    "Two drivers on one node, or none, stop every GPU pod; that is too dangerous to guess.",
    "Write `driver: {from: operator}` or, where the node image brings it, `driver: {from: host}`.",
    ("install.chart", "install.driver"),
)
MIG_PROFILE_UNKNOWN = Problem(
    "MIG001",
    "The card has no such MIG profile",
    "mig-parted refuses the layout and the node's mig.config.state becomes failed.",
    "Write one of the card's profiles.",
    _LAYOUT,
)
MIG_UNSUPPORTED = Problem(
    "MIG002",
    "The card cannot do MIG",
    "MIG is a feature of the chip; mig-parted skips such a card or fails on it.",
    "Use timeSlicing or mps on this pool, or leave the cards whole.",
    _LAYOUT,
)
MIG_DOES_NOT_FIT = Problem(
    "MIG003",
    "The MIG devices do not fit on the card",
    "Instances need places, not just slices: each profile may only start at certain memory slices.",
    "Write a layout that fits.",
    _LAYOUT,
)
MIG_DEVICES = Problem(
    "MIG004",
    "Device indices of a MIG layout are wrong",
    "mig-parted passes over an index that the node does not have, without a word; of two items for one GPU the later "
    "undoes the earlier or fails on it.",
    "Name each index from 0 to the number of cards less one at most once.",
    ("pools[].gpus", "pools[].mig"),
)
MIG_MODEL = Problem(
    "MIG005",
    "It is not said which model a MIG layout is for",
    "Profiles differ between models, and an item without a filter is applied to all of them.",
    "Add `model:` to the item.",
    _LAYOUT,
)
MIG_FILTER = Problem(
    "MIG009",
    "GPUs of one node that no filter tells apart",
    "mig-parted tells the models of a node apart by their PCI ids; an item without a filter, or with one that fits "
    "both, is applied to all of them.",
    "Write the card's own `pciDeviceId`, which `lspci -nn -d 10de:` prints.",
    ("pools[].gpus[*].model", "pools[].gpus[*].pciDeviceId"),
)
MODES_EXCLUDE = Problem(
    "MOD001",
    "Two ways of sharing on one node",
    "The device plugin shares a resource of a node in one way only: where both are given MPS wins silently, and MPS "
    "refuses MIG devices.",
    "Keep one of them; give the other mode a pool of other nodes, or use MIG by device index.",
    ("pools[].name", "pools[].timeSlicing"),
)
SHARED_NAME = Problem(
    "MOD002",
    "Sharing of a resource that the pool does not advertise",
    "The plugin ignores such an entry without a word, and nothing is shared.",
    "Name one of the pool's own resources.",
    POOL_RESOURCES,
)
STRATEGY_MPS = Problem(
    "MIG006",
    "MPS refuses the MIG strategy mixed",
    "The plugin exits when it is told to share by MPS under `mixed`, wherever the strategy came from; the operator "
    "sets one strategy for the whole cluster.",
    "Use timeSlicing instead of mps, or leave mig.strategy out: it becomes single, with one MIG profile per node. Or "
    "take the chart nvidia-device-plugin, which has a strategy per node (its MIG layouts are applied by hand).",
    ("install.chart", "pools[*].name", "pools[*].mps"),
)
STRATEGY_SINGLE = Problem(
    "MIG007",
    "The MIG strategy single needs one profile on all of a node's GPUs",
    "Under `single` unlike devices make the plugin fail and the node advertises nothing (label MIG-INVALID).",
    "Use one profile on every GPU of the node, or write `mig: {strategy: mixed}` at the top level of the profile.",
    POOL_RESOURCES,
)
STRATEGY_NONE = Problem(
    "MIG008",
    "MIG layouts under the strategy none",
    "The plugin then counts every GPU as one nvidia.com/gpu, whatever it is cut into, and feature discovery gives such "
    "nodes `nvidia.com/gpu.replicas: 0`: nobody gets a MIG device.",
    "Leave mig.strategy out: it follows from the pools.",
    ("pools[*].name", "pools[*].mig"),
)
POOL_TWICE = Problem(
    "NOD001",
    "Two pools of one name",
    "A pool's name is the name of its configuration entry; the second would replace the first.",
    "Rename one of them.",
    ("pools[*].name",),
)
POOL_NAME_RESERVED = Problem(
    "NOD002",
    "A pool's name is taken",
    "The configuration has an entry of that name already, which shares nothing or switches MIG off.",
    "Rename the pool.",
    NOTHING_ELSE,
)
DEFAULT_TWICE = Problem(
    "NOD004",
    "Two pools for the nodes without a label",
    "Nodes without a label get the one default entry of the plugin's configuration.",
    "Leave `bind: default` out in one of them, and say which nodes it has.",
    ("pools[*].nodes.bind",),
)
UNREACHABLE = Problem(
    "NOD003",
    "No way to reach the pool's nodes",
    "Nodes get their configuration by a label. Without node names, a GPU model of its own or a nodeSelector nothing "
    "says which nodes to label.",
    "Add `nodes: {names: [...]}` or `nodes: {nodeSelector: {...}}`.",
    ("pools[]", "pools[*].gpus[*].model", *BINDING),
)
POOL_QUOTA = Problem(
    "QUO001",
    "A quota cannot be meant for this pool alone",
    "A ResourceQuota counts resource names in a namespace, whatever node a pod runs on.",
    "Write the quota under `quota` by resource name.",
    (*ALL_RESOURCES, "tenants[].quota", "tenants[].poolQuota"),
)
POOL_UNKNOWN = Problem(
    "QUO002",
    "Unknown pool",
    "A quota by pool is translated into the resource that the pool advertises.",
    "Name one of the pools.",
    ("pools[*].name",),
)
WORKLOAD_POOL = Problem(
    "WRK001",
    "Unknown pool",
    "A workload runs on the nodes of a pool, and asks for what these advertise.",
    "Name one of the pools.",
    ("pools[*].name",),
)
WORKLOAD_RESOURCE = Problem(
    "WRK002",
    "A resource that the pool does not advertise",
    "Pods that ask for it on the nodes of this pool would stay Pending for ever.",
    "Name one of the pool's resources, or leave `resource` out.",
    (*ALL_RESOURCES, "workloads[].pool"),
)
WORKLOAD_HOMELESS = Problem(
    "WRK003",
    "No pool holds the workload",
    "Without `pool` the smallest unit that holds a pod's processes, with the isolation that is wanted, is taken.",
    "Name a pool, lower the memory, or add a pool with larger units.",
    (*ALL_RESOURCES, "workloads[]"),
)
WORKLOAD_UNPLACED = Problem(
    "WRK004",
    "An unaccounted workload without a pool",
    "It asks for no resource, so nothing tells on whose cards it is, and its memory would be counted on none.",
    "Add `pool`: the nodes whose cards it uses.",
    ("pools[*].name", "workloads[]"),
)
PROBLEMS = (
    CHART_VERSION,
    DRIVER_UNSAID,
    GPU_UNKNOWN,
    GPU_CONTRADICTED,
    GPU_AMBIGUOUS,
    GPU_TWICE,
    RESERVED_TOO_MUCH,
    MIG_PROFILE_UNKNOWN,
    MIG_UNSUPPORTED,
    MIG_DOES_NOT_FIT,
    MIG_DEVICES,
    MIG_MODEL,
    MIG_FILTER,
    STRATEGY_MPS,
    STRATEGY_SINGLE,
    STRATEGY_NONE,
    MODES_EXCLUDE,
    SHARED_NAME,
    POOL_TWICE,
    POOL_NAME_RESERVED,
    DEFAULT_TWICE,
    UNREACHABLE,
    POOL_QUOTA,
    POOL_UNKNOWN,
    WORKLOAD_POOL,
    WORKLOAD_RESOURCE,
    WORKLOAD_HOMELESS,
    WORKLOAD_UNPLACED,
)
