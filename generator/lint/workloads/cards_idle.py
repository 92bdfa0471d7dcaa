"""A server that is given more cards than it uses."""

import re
from collections.abc import Iterator
from math import prod
from typing import NamedTuple

from generator.ecosystem.parallel import ONE_CARD, SPREAD, UNCLEAR, OneCard
from generator.facts.models import heads_of
from generator.lint.common.objects import OWN_VERSIONS
from generator.lint.common.plugin_files import sharing_blocks
from generator.lint.common.resource_names import GPU
from generator.lint.common.workloads import thousandths
from generator.lint.workloads._parted_models import models_in, text_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount, Container, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.tree import words

_CARDS = (GPU, "amd.com/gpu")
"""Resources that are a whole card each."""
_SHARES = re.compile(r"gke-gpu-sharing|gpu-?(mem|cores)")
"""What says that a card is shared: two of them need not be two cards."""
_OF_CHART = ("requestGPU", "modelURL")
"""How vLLM's chart asks for cards, and for its model; source: vllm-project/production-stack helm/templates."""
_FREE_ARGUMENTS = re.compile(r"(?i)arg|opt|flag|extra|param|command|cmd")
_NAMED_VALUE = re.compile(r"((?:\bserve|--[\w.-]{1,60})[\s=\\\"']{1,9})\$[({]?(\w{1,60})[)}]?")
"""A variable in the place of one value: what it holds is no further flag."""
_NOT_KNOWN = re.compile(r"[$`]|\{\{|(?<![&>])&(?![&>\d])|\b(?:for|while|xargs|eval|source)\b")
"""Words that are filled in later, and scripts that start a server several times or take words from elsewhere."""
_ABOUT_CARDS = re.compile(r"(?i)parallel|nnodes|world_size|visible_devices|num_gpus|(^|_)[dtp]p(_|$)|(^|_)ray(_|$)")
"""Names of variables that may say how many cards are meant."""


class Server(NamedTuple):
    """What starts a server, its command line as one text, and the cards that its container gets."""

    program: OneCard
    text: str
    cards: Amount


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    if any(sharing_blocks(manifests)):
        return
    for workload in manifests.workloads:
        for container in workload.containers if _is_whole(workload, manifests) else ():
            found = _of_chart(workload, container) if workload.loose else _server(container)
            if found is not None:
                yield from _of(found)


def _of(found: Server) -> Iterator[ManifestFault]:
    said = [[int(one) for one in size.findall(found.text)] for size in found.program.sizes]
    rest = found.text
    for size in found.program.sizes:
        rest = size.sub(" ", rest)
    number = (thousandths(found.cards.quantity) or 0) // 1000
    if UNCLEAR.search(rest) or any(len(numbers) > 1 for numbers in said):
        return
    used = prod(numbers[0] for numbers in said if numbers)
    if 0 < used < number:
        idle = number - used
        stand = "1 stands idle" if idle == 1 else f"{idle} stand idle"
        takes = "is told to take 1 card" if used == 1 else f"is told to take {used} cards"
        takes = takes if any(said) else "takes 1 card where nothing else is said"
        message = f"{found.program.name} {takes}, and its container gets {number}: {stand}"
        wanted, left = divmod(number * (said[0][0] if said[0] else 1), used)
        heads = [one for name in models_in(found.text) if (one := heads_of(name)) is not None]
        # The cards of several such groups are shared out among them, and a model's heads among each group's.
        tensor = "" if left or any(one[0] % wanted for one in heads) else f"`--tensor-parallel-size={wanted}`, or "
        fix = f"Write {tensor}{used} as the limit."
        yield ManifestFault(found.cards.quantity.place, message, fix)


def _is_whole(workload: Workload, manifests: Manifests) -> bool:
    """Say whether all that a pod is told stands in its template: kinds of others add to it, or make several pods."""
    if workload.loose:
        return True
    whole = workload.whole
    if whole is None or workload.in_part or whole.text("apiVersion") not in OWN_VERSIONS:
        return False
    return not manifests.may_change(whole) and not any(map(_SHARES.search, words(whole.tree)))


def _server(container: Container) -> Server | None:
    cards = [one for one in container.limits if one.resource in _CARDS]
    text = text_of(container)
    for name, entry in container.env:
        text = _filled_in(text, name, entry.text("value"))
    text = _NAMED_VALUE.sub(lambda one: one[0] if _FREE_ARGUMENTS.search(one[2]) else f"{one[1]}-", text)
    if len(cards) != 1 or not text or _NOT_KNOWN.search(text) or SPREAD.search(text):
        return None
    if any(_ABOUT_CARDS.search(name) for name, _ in container.env) or container.value.get("resources", "claims"):
        return None
    own = (container.value.text("image") or "") if container.value.get("command") is None else ""
    for program in ONE_CARD:
        starts = len(program.starts.findall(text))
        if starts == 1 or (starts == 0 and program.own is not None and program.own.search(own)):
            return Server(program, text, cards[0])
    return None


def _filled_in(text: str, name: str, value: str | None) -> str:
    """Return a command line with a variable's value in its place."""
    return text if value is None else re.sub(rf"\$[({{]?{re.escape(name)}\b[)}}]?", lambda _: value, text)


def _of_chart(workload: Workload, container: Container) -> Server | None:
    """Return a model of vLLM's chart that says no size: the flags that it may say stand in other fields."""
    cards = [one for one in container.limits if one.resource in _CARDS]
    said = " ".join(words(workload.pod.tree))
    unclear = UNCLEAR.search(said) or SPREAD.search(said) or _SHARES.search(said) or _NOT_KNOWN.search(said)
    pod = workload.pod
    if len(cards) != 1 or unclear or pod.get("raySpec") or not all(pod.has(key) for key in _OF_CHART):
        return None
    if cards[0].quantity.place != pod.place.below(_OF_CHART[0]):
        return None
    return Server(ONE_CARD[0], "", cards[0])


RULE = ManifestRule(
    "WRK242",
    "Server that leaves cards idle",
    Severity.WARNING,
    why="vLLM and SGLang take one card, however many their container sees: tensor, pipeline and data parallelism are "
    "each 1 until the command line says more. The other cards are kept from everybody else all the same.",
    fix="Say among how many cards the model is parted, or ask for as many as are used.",
    source="vllm-project/vllm vllm/config/parallel.py (ParallelConfig); sgl-project/sglang "
    "python/sglang/srt/server_args.py (ServerArgs)",
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
      resources:
        limits:
          nvidia.com/gpu: 8  # <- here
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
        - --tensor-parallel-size=8
      resources:
        limits:
          nvidia.com/gpu: 8
""",
    check=_check,
)
