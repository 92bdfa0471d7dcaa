"""A program that parts its model among more cards than its container gets."""

import re
from collections.abc import Iterator

from generator.ecosystem.parallel import PROGRAMS, SERVED_BY_VLLM, SPREAD, SPREADING_GROUPS, SPREADING_WORDS, Parallel
from generator.lint._command_line import flags_in_one
from generator.lint._objects import OWN_VERSIONS, group_of
from generator.lint._resource_names import GPU, MIG_PREFIX
from generator.lint._workloads import thousandths
from generator.model.finding import Position, Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value
from generator.model.plan import SHARED_SUFFIX
from generator.model.tree import words as words_of

_STACK = ("vllmConfig", "tensorParallelSize")
"""How vLLM's chart says it, beside `requestGPU`; source: vllm-project/production-stack helm/values.schema.json."""
_SEES_MORE = ("NVIDIA_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES")
_TORCHRUN = "torchrun"
_WHOLE_NUMBER = re.compile(r"\d{1,4}")
_VERSION = re.compile(r"([a-z0-9.-]{1,99})/v\d\w{0,9}")
_COMMENT = re.compile(r"""(?m)^[ \t]*#.*$|\becho[ \t]+(?:-\w[ \t]+)?(?:'[^'\n]*'|"[^"\n]*")""")
"""What a script says and does not run."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for workload in manifests.workloads:
        for container in workload.containers:
            cards = _cards(container)
            if cards:
                yield from _of(workload, container, cards)


def _of(workload: Workload, container: Container, cards: int) -> Iterator[ManifestFault]:
    if workload.loose:
        said = workload.pod.get(*_STACK)
        number = None if said is None else _number(said)
        if said is not None and number is not None and number > cards and workload.pod.get("raySpec") is None:
            yield _fault("vLLM", number, cards, said, None)
        return
    words = tuple(word for key in ("command", "args") for word in container.value.elements(key))
    text = " ".join(_script(word) for word in words)
    # Another command than the image's own may be any program.
    own = container.value.get("command") is None
    image = (container.value.text("image") or "").rpartition("/")[2] if own else ""
    # What is no flag as it stands is told by the rule on commands.
    in_one = {word.place for word in flags_in_one(words)} if own else set()
    words = tuple(word for word in words if word.place not in in_one)
    served = (container.value.text("modelFormat", "name") or "").lower() in SERVED_BY_VLLM
    for program in PROGRAMS:
        if program.known.search(image) or program.known.search(text) or served:
            if program.of_each_pod or not _is_spread(workload, container, text):
                yield from _of_program(program, container, words, cards)
            return


def _script(word: Value) -> str:
    """Return a word of a command, with blanks in place of what a script does not run."""
    text = str(word.tree)
    return _COMMENT.sub(lambda found: " " * len(found[0]), text) if "#" in text or "echo" in text else text


def _of_program(
    program: Parallel, container: Container, words: tuple[Value, ...], cards: int
) -> Iterator[ManifestFault]:
    first: ManifestFault | None = None
    for index, word in enumerate(words):
        text = _script(word)
        # The number may be the next word.
        behind = f" {words[index + 1].tree}" if index + 1 < len(words) else ""
        for found in program.flag.finditer(text + behind):
            if found.start() < len(text) and int(found[1]) <= cards:
                return  # A script may choose among several numbers.
            if found.start() < len(text) and first is None:
                here = found.start(1) < len(text)
                at = _position(text, found.start()) if here and "\n" in text.strip() else None
                first = _fault(program.name, int(found[1]), cards, word if here else words[index + 1], at)
    if first is not None:
        yield first
        return
    for name, value in container.env:
        said = value.get("value")
        number = None if said is None or name != program.variable else _number(said)
        if said is not None and number is not None and number > cards:
            yield _fault(program.name, number, cards, said, None)


def _fault(name: str, number: int, cards: int, at: Value, position: Position | None) -> ManifestFault:
    have = "1 card" if cards == 1 else f"{cards} cards"
    message = f"{name} parts the model among {number} cards, and its container gets {have}: it does not start"
    if name == _TORCHRUN:
        message = f"{name} starts {number} processes with a card each, and its container gets {have}"
        severity = Severity.WARNING  # They may compute without one.
        return ManifestFault(
            at.place, message, f"Write {cards} here, or {number} as the limit.", False, severity, position
        )
    return ManifestFault(at.place, message, f"Write {cards} here, or {number} as the limit.", at=position)


def _position(text: str, index: int) -> Position:
    before = text[:index]
    return Position(before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1)


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


def _number(value: Value) -> int | None:
    text = str(value.tree)
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None


def _is_spread(workload: Workload, container: Container, text: str) -> bool:
    """Say whether several pods work as one."""
    told = (str(one) for name, value in container.env for one in (name, value.text("value")))
    if SPREAD.search(text) or any(map(SPREAD.search, told)) or group_of(workload) in SPREADING_GROUPS:
        return True
    whole = workload.whole
    if whole is None or whole.text("apiVersion") in OWN_VERSIONS:
        return False
    # A kind of others may hold workers beside this pod, or be put around an object of such a group.
    every = set(words_of(whole.tree))
    versions = (found for one in every if (found := _VERSION.fullmatch(one)) is not None)
    return not every.isdisjoint(SPREADING_WORDS) or any(found[1] in SPREADING_GROUPS for found in versions)


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
