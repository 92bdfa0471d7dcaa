"""Rules of thumb: which way of sharing suits whom, each with its reason and where that comes from."""

from typing import NamedTuple


class Reason(NamedTuple):
    """Why something was chosen, or was not, and the source of that."""

    text: str
    source: str


_MIG_GUIDE = "https://docs.nvidia.com/datacenter/tesla/mig-user-guide/"
_SHARING = "https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-sharing.html"
_MPS = "https://docs.nvidia.com/deploy/mps/"
_PLUGIN = "NVIDIA/k8s-device-plugin"
_DAEMON = f"{_PLUGIN} cmd/mps-control-daemon/mps/daemon.go"

ISOLATED_ON_MIG = Reason(
    "untrusted and latency-bound workloads get a MIG device each: it has memory, memory paths and compute of its own, "
    "and a fault in one leaves the others alone",
    _MIG_GUIDE,
)
ISOLATED_WITHOUT_MIG = Reason(
    "untrusted and latency-bound workloads get a whole card each: this card has no MIG that is known, and neither "
    "time-slicing nor MPS keeps memory and faults apart",
    _SHARING,
)
ISOLATED_BESIDE_PAST = Reason(
    "untrusted and latency-bound workloads get a whole card each; what reaches the cards past the plugin is on them "
    "too, since nothing keeps it off, and without MIG, where it would end up on another's instance (rule MEM107)",
    _MIG_GUIDE,
)
LARGER_THAN_A_DEVICE = Reason(
    "a workload that is larger than the largest MIG device gets a card without MIG",
    _MIG_GUIDE,
)
MPS_FOR_EQUAL_SHARES = Reason(
    "they trust each other and belong to one user, and each fits into an equal share of the card: MPS runs them side "
    "by side, and keeps each process to its share of the memory",
    f"{_MPS} and {_DAEMON}",
)
SLICES_FOR_UNEQUAL = Reason(
    "they trust each other, but the largest needs more than an equal share of the card, which is all that MPS would "
    "let it have: time-slicing limits no memory, and the largest that may meet on a card fit together",
    f"{_SHARING} and {_DAEMON}",
)
SLICES_FOR_TENANTS = Reason(
    "they trust each other but belong to several tenants: under MPS a fatal fault of one client ends all on the card, "
    "under time-slicing each keeps its own context",
    _MPS,
)
SLICES_BESIDE_MIG = Reason(
    "they trust each other; time-slicing, since the device plugin refuses MPS wherever the cluster has MIG under "
    "strategy mixed",
    f"{_PLUGIN} cmd/nvidia-device-plugin/main.go",
)
SLICES_BESIDE_PAST = Reason(
    "they trust each other; time-slicing, since under MPS CUDA fails in what reaches the cards past the plugin "
    "(rule MEM108)",
    _DAEMON,
)
SLICES_BESIDE_OTHERS = Reason(
    "they trust each other; time-slicing, since under the operator the MPS daemon misses its node's label wherever a "
    "cluster has a second pool (rule MPS107)",
    f"{_PLUGIN} cmd/config-manager/main.go, pull request 1827",
)
SLICES_OF_OLD_CARDS = Reason(
    "they trust each other; time-slicing, since before Volta MPS limits no memory and keeps no client from another's",
    _MPS,
)
SLICES_WITHOUT_LIMIT = Reason(
    "they trust each other; time-slicing, since MPS limits no memory where NVML does not tell how much there is",
    f"{_PLUGIN} cmd/mps-control-daemon/mps/daemon.go",
)
SLICES_OF_MANY = Reason(
    "they trust each other; time-slicing, since they are more on a card than the MPS daemon takes as clients",
    f"{_PLUGIN} cmd/mps-control-daemon/mps/device.go",
)
SLICES_ON_MIG = Reason(
    "they trust each other but belong to more tenants than a card has MIG devices, of which there are at most 7: "
    "slices of MIG devices, so that who takes too much memory reaches the few on the same device only",
    f"{_MIG_GUIDE} and {_SHARING}",
)
TURNS_INSTEAD_OF_MPS = Reason(
    "nothing would limit what a process takes of the memory, and pods would take turns instead of running side by side",
    _SHARING,
)
NOT_SHARED = Reason("each has a device to itself, since there are enough of them", _SHARING)
NO_TWO_FIT = Reason(
    "each has a device to itself, since none of the workloads that are left out fits beside the largest of them",
    _SHARING,
)
TOO_FEW = Reason("each that is placed has a device to itself; there are too few for those that are left out", _SHARING)
LEFT_WHOLE = Reason("no workload needs them: whole cards for what comes next", _SHARING)
