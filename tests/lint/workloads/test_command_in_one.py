"""Commands that are written as one text."""

import pytest

from tests.lint.examples import told

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: smi}
spec:
  containers:
    - name: smi
      image: nvidia/cuda
      command: COMMAND
      resources: {limits: {nvidia.com/gpu: 1}}
"""


def found(command: str) -> list[tuple[int, str]]:
    return told(POD.replace("COMMAND", command), "WRK234")


@pytest.mark.parametrize(
    "command",
    [
        '["nvidia-smi -L"]',
        '["sleep infinity"]',
        '["python3 train.py", "--epochs=1"]',
        '["/bin/sh -c", "nvidia-smi"]',
        "['bash -c \"nvidia-smi\"']",
        '["nvidia-device-plugin --mig-strategy=mixed"]',
    ],
)
def test_words_that_are_one_item(command: str) -> None:
    ((line, message),) = found(command)
    assert line == 8
    assert message.startswith('command: there is no program called "')


@pytest.mark.parametrize(
    ("command", "flag"),
    [
        ('["--fail-on-init-error=false"]', '"--fail-on-init-error=false"'),
        ('["--model", "a"]', '"--model"'),
        ('["-m"]', '"-m"'),
    ],
)
def test_flags_are_no_program(command: str, flag: str) -> None:
    message = f"command: there is no program called {flag}, and the image's own is not started"
    assert found(command) == [(8, message)]


@pytest.mark.parametrize(
    "command",
    [
        *('["nvidia-smi", "-L"]', '["sh", "-c", "nvidia-smi -L"]', '["nvidia-smi"]', "[]", "null", "nvidia-smi -L"),
        *('["${COMMAND} now"]', '["{{ .command }} now"]', "[1, 2]", '[" nvidia-smi"]'),
    ],
)
def test_words_that_are_apart_or_not_known(command: str) -> None:
    assert found(command) == []


SERVER = """\
apiVersion: v1
kind: Pod
metadata: {name: llm}
spec:
  containers:
    - name: llm
      image: IMAGE
      args: ARGS
      resources: {limits: {nvidia.com/gpu: 1}}
"""
VLLM = "vllm/vllm-openai:v0.11.0"


@pytest.mark.parametrize(
    ("image", "args", "lines"),
    [
        (VLLM, '["--model x --gpu-memory-utilization 0.5"]', [8]),
        # Nor is it read as if a shell had taken it apart.
        (VLLM, '["--model x --tensor-parallel-size 2"]', [8]),
        (VLLM, '["--model=x", "--max-model-len 8192"]', [8]),
        ("lmsysorg/sglang:v0.5.3", '["--model-path x"]', [8]),
        (VLLM, '["--model", "x", "--max-model-len", "8192"]', []),
        (VLLM, '["--model=x", "--chat-template=a b"]', []),
        # What stands behind a flag may have blanks.
        (VLLM, '["--model=x", "--extra", "--a b"]', []),
        (VLLM, '["--model=x", "${MORE} b"]', []),
        ("example.com/own:1", '["--model x --more y"]', []),
    ],
)
def test_arguments_that_are_one_item(image: str, args: str, lines: list[int]) -> None:
    text = SERVER.replace("IMAGE", image).replace("ARGS", args)
    assert [line for line, _ in told(text, "WRK234")] == lines
    assert told(text, "WRK226") == []
