"""A number of parts that the heads of a model cannot be shared out among."""

from collections.abc import Iterator

from generator.facts.models import heads_of
from generator.lint.workloads._parted_models import Parted, Parts, models_in, parted, parts_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_OF_TGI = "text-generation-inference"
_VARIABLE = "MODEL_ID"
"""How text-generation-inference takes the model beside its flag; source: launcher/src/main.rs."""
_FEWER = "dp-attention"
_MOST_SHOWN = 16


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for workload in manifests.workloads:
        for container in workload.containers:
            found = parted(container)
            if found is not None and not found.program.of_each_pod:
                yield from _of(found)


def _of(found: Parted) -> Iterator[ManifestFault]:
    parts, models = tuple(parts_of(found)), set(_models(found))
    # A script may choose among several numbers and models; with DP attention fewer cards share the heads.
    if _FEWER in found.text or len({one.number for one in parts}) != 1 or len(models) != 1:
        return
    model = models.pop()
    heads = heads_of(model)
    if heads is not None and parts[0].number > 0 and not _fits(parts[0].number, heads, found):
        yield _fault(parts[0], model, heads, found)


def _models(found: Parted) -> Iterator[str]:
    yield from models_in(found.text)
    if found.program.name == _OF_TGI:
        said = (value.text("value") for name, value in found.container.env if name == _VARIABLE)
        yield from (one for one in said if one)


def _fits(number: int, heads: tuple[int, int], found: Parted) -> bool:
    """Say whether every card gets as many heads as the others; those of keys and values may be there several times."""
    ours, of_keys = heads
    if ours % number:
        return False
    return found.program.name == _OF_TGI or max(of_keys, number) % min(of_keys, number) == 0


def _fault(parts: Parts, model: str, heads: tuple[int, int], found: Parted) -> ManifestFault:
    ours, of_keys = heads
    has = f"{ours} attention heads" if ours % parts.number else f"{of_keys} heads of keys and values"
    message = f"{found.program.name} cannot part {model} among {parts.number} cards: it has {has}"
    sizes = [str(one) for one in range(1, _MOST_SHOWN + 1) if _fits(one, heads, found)]
    return ManifestFault(parts.at.place, message, f"Write one of {', '.join(sizes)}.", at=parts.position)


RULE = ManifestRule(
    "WRK239",
    "Model that cannot be parted among so many cards",
    Severity.ERROR,
    why="Tensor parallelism gives every card the same number of attention heads. Where the model's heads cannot be "
    "shared out evenly the server ends before it loads anything, and the pod starts over and over.",
    fix="Part the model among a number of cards that its heads can be divided by; 2, 4 and 8 often are.",
    source="vllm-project/vllm vllm/config/model.py (verify_with_parallel_config) and "
    "vllm/model_executor/models/llama.py; sgl-project/sglang python/sglang/srt/models/llama.py; "
    "huggingface/text-generation-inference server/text_generation_server/models/custom_modeling; the models' heads "
    "are those of their config.json",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: llm}
spec:
  containers:
    - name: main
      image: vllm/vllm-openai:v0.11.0
      args:
        - --model=Qwen/Qwen2.5-7B-Instruct
        - --tensor-parallel-size=8  # <- here
      resources:
        limits:
          nvidia.com/gpu: 8
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
        - --model=Qwen/Qwen2.5-7B-Instruct
        - --tensor-parallel-size=4
      resources:
        limits:
          nvidia.com/gpu: 4
""",
    check=_check,
)
