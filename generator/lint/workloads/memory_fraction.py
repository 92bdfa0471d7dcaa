"""A part of a card's memory that vLLM does not take for one."""

from collections.abc import Iterator

from generator.lint.workloads._frameworks import fraction_in, vllm_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_OF_CHART = ("vllmConfig", "extraArgs")
"""Words that vLLM's chart puts on its command line; source: vllm-project/production-stack helm/templates."""
_WHOLE = 1000
_PERCENT = 100 * _WHOLE


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for workload in manifests.workloads:
        for container in workload.containers:
            vllm = fraction_in(tuple(workload.pod.elements(*_OF_CHART))) if workload.loose else vllm_of(container)
            if vllm is None or not vllm.said or 0 < vllm.thousandths <= _WHOLE:
                continue
            said = f"{vllm.thousandths / _WHOLE:g}"
            meant = _WHOLE < vllm.thousandths <= _PERCENT and vllm.thousandths % _WHOLE == 0
            yield ManifestFault(
                vllm.at.place,
                f"--gpu-memory-utilization is {said}, and vLLM takes a part of the card, up to 1: it does not start",
                f"Write {vllm.thousandths / _PERCENT:g}, if percent are meant." if meant else None,
                at=vllm.position,
            )


RULE = ManifestRule(
    "WRK238",
    "No part of a card's memory",
    Severity.ERROR,
    why="vLLM is told the part of the card's memory that it may take as a number above 0 and up to 1. Anything else is "
    "refused when it starts, so that the pod ends again and again, with its GPU taken.",
    fix="Write a number such as 0.9.",
    source="vllm-project/vllm vllm/config/cache.py (CacheConfig.gpu_memory_utilization)",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: llm}
spec:
  containers:
    - name: main
      image: vllm/vllm-openai:v0.11.0
      args:
        - --model=Qwen/Qwen3-8B
        - --gpu-memory-utilization=90  # <- here
      resources: {limits: {nvidia.com/gpu: 1}}
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
        - --model=Qwen/Qwen3-8B
        - --gpu-memory-utilization=0.9
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
