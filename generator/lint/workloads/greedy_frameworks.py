"""Frameworks that each take most of a card, in pods that share one by time-slicing."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.runtimes import VLLM_NEWER_FRACTION
from generator.lint.common.advertised import Advertised, advertised
from generator.lint.common.references import listed
from generator.lint.common.workloads import GpuAsk, gpu_asks, thousandths
from generator.lint.workloads._frameworks import Vllm, unlimited, vllm_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.tree import Tree

_WHOLE = 1000
_MOST_SLICES = 100
"""Beyond it nobody cuts a card; it keeps a slip of the pen from costing time."""


class Server(NamedTuple):
    """A vLLM in pods that ask for slices of a card: how many pods there are, and how many slices each takes."""

    ask: GpuAsk
    vllm: Vllm
    pods: int
    slices: int


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    known = advertised(manifests)
    if known is None:
        return
    groups: dict[tuple[str, str], list[Server]] = {}
    for ask in gpu_asks(manifests):
        slices = known.slices_of(ask.resource)
        if slices is None or ask.workload.replicas == 0:
            continue
        greedy, vllm = unlimited(ask.container), vllm_of(ask.container)
        if greedy is not None:
            image = ask.container.value.get("image") or ask.container.value
            message = f"{greedy.name} takes the memory that is free when it starts, of a card that {slices} pods share"
            yield ManifestFault(image.place, message, greedy.fix, severity=Severity.INFO)
        elif vllm is not None:
            groups.setdefault((ask.resource, _where(ask.workload)), []).append(_server(ask, vllm))
    for (resource, _), servers in groups.items():
        # By place, so that the order in which files are given decides nothing.
        yield from _of_group(sorted(servers, key=_order), resource, known)


def _order(server: Server) -> tuple[str, int, str]:
    place = server.vllm.at.place
    return place.file, place.document, str(place.steps)


def _server(ask: GpuAsk, vllm: Vllm) -> Server:
    asked = thousandths(ask.amount.quantity) or _WHOLE
    # Pods that keep away from each other are not seen on one card.
    apart = ask.workload.pod.get("affinity", "podAntiAffinity") is not None
    pods = 1 if apart or ask.workload.loose else (ask.workload.replicas or 1)
    return Server(ask, vllm, pods, max(1, asked // _WHOLE))


def _where(workload: Workload) -> str:
    """Return what says on which nodes a pod may run: pods of which it differs may never meet."""
    fields: list[Tree] = [workload.pod.tree.get(key) for key in _PLACING] if isinstance(workload.pod.tree, dict) else []
    return repr(fields)


_PLACING = ("nodeSelector", "nodeName", "affinity")


def _of_group(servers: list[Server], resource: str, known: Advertised) -> Iterator[ManifestFault]:
    slices = min(known.slices_of(resource) or 1, _MOST_SLICES)
    worst = _worst(servers, slices)
    total = sum(server.vllm.thousandths * pods for server, pods in worst)
    if total > _WHOLE and sum(pods for _, pods in worst) > 1:
        terms = " + ".join(f"{pods} x {server.vllm.thousandths / _WHOLE:g}" for server, pods in worst)
        share = f"{resource} is cut into {slices}, and {terms} = {total / _WHOLE:g} of the card's memory"
        names = listed({f"{one.ask.workload.kind} {one.ask.workload.name}" for one, _ in worst})
        for server, _ in worst:
            message = (
                f"vLLM takes {_taken(server.vllm)} of a card when it starts: {share} ({names}) is more than there is"
            )
            yield ManifestFault(server.vllm.at.place, message, on_key=not server.vllm.said)
        return
    for server in servers:
        if not server.vllm.said:
            message = f"vLLM takes {_taken(server.vllm)} of a card when it starts, and {slices} pods may share this one"
            yield ManifestFault(server.vllm.at.place, message, on_key=True, severity=Severity.INFO)


def _taken(vllm: Vllm) -> str:
    return f"{vllm.thousandths / _WHOLE:g}" + (
        "" if vllm.said else f" (its default; {VLLM_NEWER_FRACTION:g} in newer releases)"
    )


def _worst(servers: list[Server], slices: int) -> list[tuple[Server, int]]:
    """Return which pods, and how many of each, take most memory of all that find slices on one card."""
    best: list[tuple[int, tuple[int, ...]]] = [(0, ())] * (slices + 1)
    for number, server in enumerate(servers):
        for _ in range(min(server.pods, slices // server.slices)):
            for room in range(slices, server.slices - 1, -1):
                total, chosen = best[room - server.slices]
                if total + server.vllm.thousandths > best[room][0]:
                    best[room] = (total + server.vllm.thousandths, (*chosen, number))
    _, chosen = best[slices]
    return [(server, chosen.count(number)) for number, server in enumerate(servers) if number in chosen]


RULE = ManifestRule(
    "WRK216",
    "Frameworks that take the same memory twice",
    Severity.WARNING,
    why="Time-slicing divides a card's time and not its memory. vLLM wants its fraction of the whole card to be free "
    "when it starts, and ends where another process has it already; TensorFlow, JAX and SGLang take what they can get.",
    fix="Give each its share: with two on a card `--gpu-memory-utilization=0.45`, say.",
    source="vllm-project/vllm vllm/config/cache.py and vllm/v1/worker/utils.py, request_memory; "
    "NVIDIA/cloud-native-docs gpu-operator/gpu-sharing.rst (no memory isolation)",
    bad="""\
devicePlugin:
  config:
    create: true
    name: sharing
    default: any
    data:
      any: |
        version: v1
        sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  replicas: 2
  selector: {matchLabels: {app: chat}}
  template:
    metadata: {labels: {app: chat}}
    spec:
      containers:
        - name: main
          image: vllm/vllm-openai:v0.11.0
          args: [--model=Qwen/Qwen2.5-0.5B-Instruct]  # <- here
          resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
devicePlugin:
  config:
    create: true
    name: sharing
    default: any
    data:
      any: |
        version: v1
        sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  replicas: 2
  selector: {matchLabels: {app: chat}}
  template:
    metadata: {labels: {app: chat}}
    spec:
      containers:
        - name: main
          image: vllm/vllm-openai:v0.11.0
          args: [--model=Qwen/Qwen2.5-0.5B-Instruct, --gpu-memory-utilization=0.45]
          resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
