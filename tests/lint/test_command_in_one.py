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
    "command",
    [
        *('["nvidia-smi", "-L"]', '["sh", "-c", "nvidia-smi -L"]', '["nvidia-smi"]', "[]", "null", "nvidia-smi -L"),
        *('["${COMMAND} now"]', '["{{ .command }} now"]', "[1, 2]", '[" nvidia-smi"]'),
    ],
)
def test_words_that_are_apart_or_not_known(command: str) -> None:
    assert found(command) == []
