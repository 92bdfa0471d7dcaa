"""Everything that can be wrong with a profile's shape: one entry per code.

Docs and tests are made from the table: each `bad` yields its code where the line ends in ``# <- here``, each
`good` yields nothing. Both are sections of a profile, laid over a small one.
"""

from typing import NamedTuple

from generator.model.finding import Finding, Severity
from generator.model.tree import Path


class ShapeCode(NamedTuple):
    """What all findings of one code share; `fix` is used where the place of the fault gives no better one."""

    code: str
    title: str
    why: str
    fix: str
    bad: str
    good: str

    def at(self, path: Path, message: str, fix: str | None = None, *, on_key: bool = False) -> Finding:
        """Return the finding for one fault."""
        return Finding(self.code, Severity.ERROR, message, self.why, fix or self.fix, path, on_key)


UNKNOWN_KEY = ShapeCode(
    "PRO001",
    "Unknown key",
    "What the key asks for would not happen, and nobody would be told.",
    "Remove it, or write one of the keys that belong here.",
    bad="pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n  replicas: 4  # <- here\n",
    good="pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n  timeSlicing: {replicas: 4}\n",
)
MISSING_KEY = ShapeCode(
    "PRO002",
    "Missing key",
    "There is no value that would be safe to guess.",
    "Add the key.",
    bad="cluster: {name: homelab, distribution: k3s}  # <- here\n",
    good='cluster: {name: homelab, kubernetes: "1.35", distribution: k3s}\n',
)
WRONG_TYPE = ShapeCode(
    "PRO003",
    "Wrong kind of value",
    "YAML tells text, numbers, true and false, lists and mappings apart; Kubernetes does so too and refuses one for "
    "the other.",
    "Write the kind of value that is wanted.",
    bad="pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n  taints:\n"
    "  - {key: gpu, value: true, effect: NoSchedule}  # <- here\n",
    good="pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n  taints:\n"
    '  - {key: gpu, value: "true", effect: NoSchedule}\n',
)
NOT_ONE_OF = ShapeCode(
    "PRO004",
    "None of the allowed values",
    "The set of values is closed: each stands for something that the compiler knows how to do.",
    "Write one of the allowed values.",
    bad='cluster: {name: homelab, kubernetes: "1.35", distribution: k8s}  # <- here\n',
    good='cluster: {name: homelab, kubernetes: "1.35", distribution: kubeadm}\n',
)
MALFORMED = ShapeCode(
    "PRO005",
    "Malformed text",
    "Kubernetes, Helm or the container runtime refuse such a text, most of them only when it is applied.",
    "Write it in the form that is wanted.",
    bad='cluster: {name: Home_Lab, kubernetes: "1.35", distribution: k3s}  # <- here\n',
    good='cluster: {name: home-lab, kubernetes: "1.35", distribution: k3s}\n',
)
OUT_OF_RANGE = ShapeCode(
    "PRO006",
    "Number out of range",
    "Outside these bounds the number means nothing, or Kubernetes refuses it.",
    "Write a number within the bounds.",
    bad="pools:\n- name: desk\n  gpus: [{model: RTX 3090, count: 0}]  # <- here\n",
    good="pools:\n- name: desk\n  gpus: [{model: RTX 3090, count: 1}]\n",
)
WRONG_LENGTH = ShapeCode(
    "PRO007",
    "Too few or too many entries",
    "An empty section says nothing, and an endless one is a slip.",
    "Leave an empty section out, or fill it.",
    bad="pools: []  # <- here\n",
    good="pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n",
)
TWICE = ShapeCode(
    "PRO008",
    "The same thing twice",
    "One of the two would silently replace the other.",
    "Remove one of them.",
    bad="pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n  nodes:\n    names:\n"
    "    - gpu-7\n    - gpu-7  # <- here\n",
    good="pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n  nodes: {names: [gpu-7, gpu-8]}\n",
)
FORMAT_VERSION = ShapeCode(
    "PRO009",
    "Unknown version of the profile's format",
    "Another version may give the same words another meaning.",
    "Write `version: v1alpha1`.",
    bad="version: v1  # <- here\n",
    good="version: v1alpha1\n",
)
ONE_OF_TWO = ShapeCode(
    "PRO010",
    "Not exactly one of replicas and resources",
    "`replicas` is one number for everything that the nodes advertise, `resources` a number for each resource listed; "
    "without either the device plugin does not start.",
    "Write `replicas: 4`.",
    bad="pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n  timeSlicing: {renameByDefault: true}  # <- here\n",
    good="pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n  timeSlicing: {replicas: 4, renameByDefault: true}\n",
)
SHARES_NOTHING = ShapeCode(
    "PRO011",
    "Fewer than two shares",
    "One share is the whole device. The device plugin does not take `replicas: 1` for that: it exits, and the node "
    "advertises no GPU at all.",
    "To share nothing leave the section out.",
    bad="pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n  timeSlicing: {replicas: 1}  # <- here\n",
    good="pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n",
)
UNIT = ShapeCode(
    "PRO012",
    "Memory without a clear unit",
    "GB and GiB differ by 7 %, and drivers count in MiB; so the unit is written.",
    "Write MiB or GiB, such as 512MiB or 1.5GiB.",
    bad="pools:\n- name: desk\n  gpus: [{model: RTX 3090, reservedMemory: 1GB}]  # <- here\n",
    good="pools:\n- name: desk\n  gpus: [{model: RTX 3090, reservedMemory: 1GiB}]\n",
)
QUOTA_PREFIX = ShapeCode(
    "PRO013",
    "Quota key with a prefix",
    "Requests and limits of such a resource are always equal, so a quota has one number. Kubernetes stores a quota on "
    "`limits.` of it but never counts it; the prefix `requests.` is put in front in the output.",
    "Write the name as pods ask for it.",
    bad="tenants:\n- namespace: research\n  quota:\n    limits.nvidia.com/gpu: 4  # <- here\n",
    good="tenants:\n- namespace: research\n  quota:\n    nvidia.com/gpu: 4\n",
)
SHARING_PER_CARD = ShapeCode(
    "PRO014",
    "Sharing of single GPUs in a node",
    "The device plugin shares a resource of a node in one way: all GPUs behind nvidia.com/gpu, or none. It cannot "
    "share two cards and leave two whole.",
    "Move it up to the pool, where it holds for all GPUs of the node. To treat them differently put the cards in two "
    "nodes with a pool each, or, where the cards can do it, use `mig` with device indices, which gives each layout its "
    "own resource.",
    bad="pools:\n- name: desk\n  gpus:\n  - model: RTX 3090\n    count: 2\n    timeSlicing: {replicas: 4}  # <- here\n",
    good="pools:\n- name: desk\n  gpus: [{model: RTX 3090, count: 2}]\n  timeSlicing: {replicas: 4}\n",
)
CONTRADICTION = ShapeCode(
    "PRO015",
    "Two fields contradict each other",
    "No cluster can do both.",
    "Change one of them.",
    bad="pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n  nodes:\n    nodeSelector: {pool: desk}\n"
    "    count: {min: 4, max: 2}  # <- here\n",
    good="pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n  nodes:\n    nodeSelector: {pool: desk}\n"
    "    count: {min: 2, max: 4}\n",
)
ONE_MEMORY = ShapeCode(
    "PRO016",
    "Not exactly one of memory and allocates",
    "Whether it fits depends on the peak of a process: `memory` is what nvidia-smi shows of it, `allocates` what its "
    "framework allocates, to which the CUDA context is added.",
    "Write `memory: 4GiB`, with the most that nvidia-smi shows for one process.",
    bad="workloads:\n- {name: chat, namespace: ai}  # <- here\n",
    good="workloads:\n- {name: chat, namespace: ai, memory: 4GiB}\n",
)
SHAPE_CODES = (
    UNKNOWN_KEY,
    MISSING_KEY,
    WRONG_TYPE,
    NOT_ONE_OF,
    MALFORMED,
    OUT_OF_RANGE,
    WRONG_LENGTH,
    TWICE,
    FORMAT_VERSION,
    ONE_OF_TWO,
    SHARES_NOTHING,
    UNIT,
    QUOTA_PREFIX,
    SHARING_PER_CARD,
    CONTRADICTION,
    ONE_MEMORY,
)
