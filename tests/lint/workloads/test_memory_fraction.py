"""The part of a card's memory that vLLM is told."""

import pytest

from tests.lint.examples import judged, line_of

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: llm}
spec:
  containers:
    - name: llm
      image: vllm/vllm-openai:v0.11.0
      args: ARGS
      resources: {limits: {nvidia.com/gpu: 1}}
"""


def found(args: str) -> list[tuple[str, str | None]]:
    said = [one for one in judged(POD.replace("ARGS", args)).findings if one.code == "WRK238"]
    return [(one.message.partition(",")[0], one.fix) for one in said]


@pytest.mark.parametrize(
    ("args", "message", "fix"),
    [
        ("[--gpu-memory-utilization=90]", "is 90", "Write 0.9, if percent are meant."),
        ("[--gpu-memory-utilization, '85']", "is 85", "Write 0.85, if percent are meant."),
        ("[--gpu-memory-utilization=1.2]", "is 1.2", None),
        ("[--gpu_memory_utilization=0]", "is 0", None),
        ("[--gpu-memory-utilization=900]", "is 900", None),
    ],
)
def test_no_part_of_a_card(args: str, message: str, fix: str | None) -> None:
    assert found(args) == [(f"--gpu-memory-utilization {message}", fix or "Write a number such as 0.9.")]


@pytest.mark.parametrize("args", ["[--gpu-memory-utilization=0.9]", "[--gpu-memory-utilization, '1']", "[--model=x]"])
def test_a_part_of_a_card(args: str) -> None:
    assert found(args) == []


def told_at(text: str) -> list[int]:
    return [line_of(one) for one in judged(text).findings if one.code == "WRK238"]


def test_a_line_of_a_script_whose_other_lines_are_filled_in_later() -> None:
    script = "\n        - |\n          vllm serve $MODEL \\\n            --gpu-memory-utilization 95\n"
    assert told_at(POD.replace("ARGS", script).replace("args:", "command: [sh, -c]\n      args:")) == [12]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("[--gpu-memory-utilization, '80']", 1),
        ("[--gpu-memory-utilization=80]", 1),
        ("[--gpu-memory-utilization=0.8]", 0),
        ("[--gpu-memory-utilization]", 0),
        ("[--max-model-len=80]", 0),
    ],
)
def test_further_arguments_in_the_values_of_vllms_chart(words: str, count: int) -> None:
    values = f"servingEngineSpec: {{modelSpec: [{{requestGPU: 1, vllmConfig: {{extraArgs: {words}}}}}]}}"
    assert told_at(values) == [1] * count
