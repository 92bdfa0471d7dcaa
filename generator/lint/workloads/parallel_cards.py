"""A program that parts its model among more cards than its container gets."""

import re
from collections.abc import Iterator
from math import prod

from generator.ecosystem.parallel import (
    BACKEND,
    PROGRAMS,
    SPREAD,
    SPREADING_GROUPS,
    SPREADING_WORDS,
    Parallel,
    in_words,
)
from generator.lint.common.objects import OWN_VERSIONS, group_of
from generator.lint.common.resource_names import GPU, MIG_PREFIX
from generator.lint.common.workloads import thousandths
from generator.lint.workloads._kserve import Runtimes
from generator.lint.workloads._parted_models import Parted, Parts, given_to, parted, parts_of, sizes_of, whole_number
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.plan import SHARED_SUFFIX
from generator.model.tree import words as words_of

_STACK = ("vllmConfig", "tensorParallelSize")
_FURTHER = ("vllmConfig", "extraArgs")
"""How vLLM's chart says it, beside `requestGPU`; source: vllm-project/production-stack helm/values.schema.json and
helm/templates/deployment-vllm-multi.yaml."""
_SEES_MORE = ("NVIDIA_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES")
_LAUNCHERS = ("torchrun", "accelerate", "deepspeed")
_COMMANDS, _LISTS = ("command", "args"), ("containers", "initContainers")
_STARTERS = ("vllm", "python", "python3")
_OFFICIAL = "vllm/vllm-openai"
"""The image whose own command is vLLM; source: vllm-project/vllm docker/Dockerfile."""
_UNSEEN = ("envFrom", "lifecycle")
"""What may tell a container of Ray, or start it, without a word of it here."""
_VERSION = re.compile(r"([a-z0-9.-]{1,99})/v\d\w{0,9}")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    runtimes = Runtimes(manifests)
    for workload in manifests.workloads:
        for container in () if runtimes.is_told(workload) else workload.containers:
            cards = _cards(container)
            if cards:
                yield from _of(workload, container, cards)
                yield from _of_service(workload, container, cards, runtimes)


def _of(workload: Workload, container: Container, cards: int) -> Iterator[ManifestFault]:
    if workload.loose:
        yield from _of_chart(workload, cards)
        return
    found = parted(container)
    if found is None or (not found.program.of_each_pod and _is_spread(workload, found)):
        return
    yield from _beyond(found.program, sizes_of(found), cards)
    if not found.program.of_each_pod:
        for flag in (found.program.flag, *found.program.further):
            yield from _in_words(found, flag, cards)


def _in_words(found: Parted, flag: re.Pattern[str], cards: int) -> Iterator[ManifestFault]:
    """Find a word where a server reads a number alone."""
    for one in given_to(found, in_words(flag)):
        message = f"{found.program.name} is told {one.text} where a number of cards must be: it does not start"
        yield ManifestFault(one.at.place, message, f"Write a number, such as {cards}.", at=one.position)


def _of_service(workload: Workload, container: Container, cards: int, runtimes: Runtimes) -> Iterator[ManifestFault]:
    """Find a runtime of KServe's that parts the model among more cards than the service asks for that it serves."""
    own, found = parted(container), runtimes.serving(workload, container)
    if found is None or (own is not None and any(parts_of(own))) or _is_spread(workload, found):
        return
    for fault in _beyond(found.program, sizes_of(found), cards):
        yield fault._replace(message=f"{fault.message} (InferenceService {workload.name})")


def _of_chart(workload: Workload, cards: int) -> Iterator[ManifestFault]:
    """Find values of vLLM's chart, which puts further arguments behind what fields say: the last of them counts."""
    pod = workload.pod
    field, words = pod.get(*_STACK), tuple(pod.elements(*_FURTHER))
    text = " ".join(str(one.tree) for one in words)
    if pod.get("raySpec") is not None or SPREAD.search(text):
        return
    found = Parted(PROGRAMS[0], Container("", pod, (), (), (), False), words, text)
    sizes, number = sizes_of(found), None if field is None else whole_number(field)
    if field is not None and not any(parts_of(found)):
        sizes = () if number is None else (Parts(number, field), *sizes)
    yield from _beyond(found.program, sizes, cards)


def _beyond(program: Parallel, sizes: tuple[Parts, ...], cards: int) -> Iterator[ManifestFault]:
    """Tell of the number by which the processes become more than the cards."""
    total, most = 1, prod(one.number for one in sizes)
    for one in sizes:
        total *= one.number
        if total > cards:
            yield _fault(program.name, cards, most, one, " x ".join(str(size.number) for size in sizes))
            return


def _fault(name: str, cards: int, most: int, parts: Parts, sizes: str) -> ManifestFault:
    have = "1 card" if cards == 1 else f"{cards} cards"
    message = f"{name} parts the model among {most} cards, and its container gets {have}: it does not start"
    fix = f"Write {cards} here, or {most} as the limit."
    if parts.number != most:
        message = f"{name} takes {most} cards, {sizes}, and its container gets {have}: it does not start"
        fix = f"Write smaller sizes, whose product is {cards}, or {most} as the limit."
    severity = None
    if name in _LAUNCHERS:
        message = f"{name} starts {most} processes with a card each, and its container gets {have}"
        severity = Severity.WARNING  # They may compute without one.
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
    why="Tensor parallelism starts one process for each part of the model, and each wants a card of its own; "
    "pipeline and data parallelism start as many times that number. A container sees as many cards as its limit says, "
    "however many there are in the node, and the server ends at once.",
    fix="Ask for as many cards as the model is parted among.",
    source="vllm-project/vllm vllm/config/parallel.py; sgl-project/sglang python/sglang/srt/server_args.py; "
    "huggingface/text-generation-inference launcher/src/main.rs; pytorch/pytorch torch/distributed/run.py; of the "
    "others generator/ecosystem/parallel.py",
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
