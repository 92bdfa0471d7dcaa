"""A program that parts its model among more cards than its container gets."""

import re
from collections.abc import Iterator

from generator.ecosystem.parallel import BACKEND, SPREAD, SPREADING_GROUPS, SPREADING_WORDS
from generator.lint._objects import OWN_VERSIONS, group_of
from generator.lint._parted_models import Parted, Parts, parted, parts_of, whole_number
from generator.lint._resource_names import GPU, MIG_PREFIX
from generator.lint._workloads import thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.plan import SHARED_SUFFIX
from generator.model.tree import words as words_of

_STACK = ("vllmConfig", "tensorParallelSize")
"""How vLLM's chart says it, beside `requestGPU`; source: vllm-project/production-stack helm/values.schema.json."""
_SEES_MORE = ("NVIDIA_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES")
_TORCHRUN = "torchrun"
_COMMANDS, _LISTS = ("command", "args"), ("containers", "initContainers")
_STARTERS = ("vllm", "python", "python3")
_OFFICIAL = "vllm/vllm-openai"
"""The image whose own command is vLLM; source: vllm-project/vllm docker/Dockerfile."""
_UNSEEN = ("envFrom", "lifecycle")
"""What may tell a container of Ray, or start it, without a word of it here."""
_VERSION = re.compile(r"([a-z0-9.-]{1,99})/v\d\w{0,9}")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for workload in manifests.workloads:
        for container in workload.containers:
            cards = _cards(container)
            if cards:
                yield from _of(workload, container, cards)


def _of(workload: Workload, container: Container, cards: int) -> Iterator[ManifestFault]:
    if workload.loose:
        said = workload.pod.get(*_STACK)
        number = None if said is None else whole_number(said)
        if said is not None and number is not None and number > cards and workload.pod.get("raySpec") is None:
            yield _fault("vLLM", cards, Parts(number, said))
        return
    found = parted(container)
    if found is None or (not found.program.of_each_pod and _is_spread(workload, found)):
        return
    parts = tuple(parts_of(found))
    # A script may choose among several numbers.
    if parts and all(one.number > cards for one in parts):
        yield _fault(found.program.name, cards, parts[0])


def _fault(name: str, cards: int, parts: Parts) -> ManifestFault:
    have = "1 card" if cards == 1 else f"{cards} cards"
    message = f"{name} parts the model among {parts.number} cards, and its container gets {have}: it does not start"
    severity = None
    if name == _TORCHRUN:
        message = f"{name} starts {parts.number} processes with a card each, and its container gets {have}"
        severity = Severity.WARNING  # They may compute without one.
    fix = f"Write {cards} here, or {parts.number} as the limit."
    return ManifestFault(parts.at.place, message, fix, severity=severity, at=parts.position)


def _cards(container: Container) -> int:
    """Return how many cards, shares or MIG devices a container gets; 0 where that is not known."""
    if container.value.get("resources", "claims") is not None:
        return 0
    if any(name in _SEES_MORE for name, _ in container.env) or container.value.get("securityContext", "privileged"):
        return 0
    total = 0
    for one in container.limits:
        plain = one.resource.removesuffix(SHARED_SUFFIX)
        if plain == GPU or plain.startswith(MIG_PREFIX):
            number = thousandths(one.quantity)
            if number is None or number <= 0 or number % 1000:
                return 0
            total += number // 1000
    return total


def _is_spread(workload: Workload, found: Parted) -> bool:
    """Say whether several pods work as one."""
    told = (str(one) for name, value in found.container.env for one in (name, value.text("value")))
    text = found.text if _may_know_ray(workload, found) else BACKEND.sub("", found.text)
    if SPREAD.search(text) or any(map(SPREAD.search, told)) or group_of(workload) in SPREADING_GROUPS:
        return True
    whole = workload.whole
    if whole is None or whole.text("apiVersion") in OWN_VERSIONS:
        return False
    # A kind of others may hold workers beside this pod, or be put around an object of such a group.
    every = set(words_of(whole.tree))
    versions = (version for one in every if (version := _VERSION.fullmatch(one)) is not None)
    return not every.isdisjoint(SPREADING_WORDS) or any(version[1] in SPREADING_GROUPS for version in versions)


def _may_know_ray(workload: Workload, found: Parted) -> bool:
    """Say whether the Ray that vLLM is told to use may be one that has cards of other pods.

    It is none where vLLM is what Kubernetes starts, without a shell before it, and nothing else in the pod speaks of
    Ray.
    """
    backend = BACKEND.search(found.text)
    if backend is not None and backend[1] == "mp":
        return False
    whole, container = workload.whole, found.container.value
    if whole is None or whole.text("apiVersion") not in OWN_VERSIONS or workload.in_part:
        return True
    image, first = container.text("image") or "", next((str(one.tree) for one in found.words), "")
    direct = first.rpartition("/")[2] in _STARTERS if container.has("command") else _OFFICIAL in image
    if not direct or any(container.get(key) is not None for key in _UNSEEN):
        return True
    others = [one for key, one in container.entries() if key not in _COMMANDS]
    others += [one for key, one in workload.pod.entries() if key not in _LISTS]
    others += [one.value for one in workload.containers if one is not found.container]
    return any(SPREAD.search(word) for one in others for word in words_of(one.tree))


RULE = ManifestRule(
    "WRK226",
    "Model parted among more cards than there are",
    Severity.ERROR,
    why="Tensor parallelism starts one process for each part of the model, and each wants a card of its own. A "
    "container sees as many as its limit says, however many there are in the node, and the server ends at once.",
    fix="Ask for as many cards as the model is parted among.",
    source="vllm-project/vllm vllm/config/parallel.py; sgl-project/sglang python/sglang/srt/server_args.py; "
    "huggingface/text-generation-inference launcher/src/main.rs; pytorch/pytorch torch/distributed/run.py",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: llm}
spec:
  containers:
    - name: main
      image: vllm/vllm-openai:v0.11.0
      args:
        - --model=Qwen/Qwen3-32B
        - --tensor-parallel-size=2  # <- here
      resources:
        limits:
          nvidia.com/gpu: 1
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: llm}
spec:
  containers:
    - name: main
      image: vllm/vllm-openai:v0.11.0
      args:
        - --model=Qwen/Qwen3-32B
        - --tensor-parallel-size=2
      resources:
        limits:
          nvidia.com/gpu: 2
""",
    check=_check,
)
