"""The part of a card's memory that vLLM is told."""

import pytest

from tests.lint.examples import judged

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
