"""A container's command that begins with no program, or words of it that are written as one text."""

import re
from collections.abc import Iterator

from generator.ecosystem.parallel import PROGRAMS
from generator.lint.common.command_line import flags_in_one
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_CONTAINERS = ("containers", "initContainers")
_is_flag = re.compile(r"--?[A-Za-z][\w-]*(=.*)?").fullmatch
_with_words = re.compile(r"[\w./+-]{1,200} +\S").match
"""A program's name or path, and something behind a blank."""


def _is_server(image: str) -> bool:
    """Say whether an image starts a server of models whose flags are read word by word."""
    return any(one.known.search(image.rpartition("/")[2]) for one in PROGRAMS)


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for workload in manifests.workloads:
        if workload.is_pod:
            for key in _CONTAINERS:
                for container in workload.pod.elements(key):
                    yield from _of(container)


def _of(container: Value) -> Iterator[ManifestFault]:
    first = next(container.elements("command"), None)
    if first is None and _is_server(container.text("image") or ""):
        for word in flags_in_one(tuple(container.elements("args"))):
            message = f"{_shortened(word.text() or '')} is one argument, blanks and all: the server knows no such flag"
            yield ManifestFault(word.place, message, "Write each word as an item of its own.")
    if first is None or not isinstance(first.tree, str) or is_filled_in_later(first.tree):
        return
    text = first.tree.strip()
    if _is_flag(text):
        message = f"command: there is no program called {_shortened(text)}, and the image's own is not started"
        yield ManifestFault(first.place, message, "Write the flags below `args:`, or the program's name before them.")
        return
    if _with_words(text):
        program = text.partition(" ")[0]
        message = f"command: there is no program called {_shortened(text)}: the container does not start"
        fix = f'Write the words apart, ["{program}", ...], or sh, -c and the text.'
        yield ManifestFault(first.place, message, fix)


def _shortened(text: str, most: int = 60) -> str:
    line = text.partition("\n")[0]
    return f'"{line}"' if len(line) <= most else f'"{line[:most]} ..."'


RULE = ManifestRule(
    "WRK234",
    "Command that names no program",
    Severity.WARNING,
    why="The first item of a command is the name of the program, blanks and all; no shell takes it apart, and "
    "what the image would start is not started any more. The runtime finds no file of that name, and the pod ends in "
    "RunContainerError. Nor are arguments taken apart: the program "
    "knows no such flag and ends.",
    fix="Write each word as an item of its own.",
    source="https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/; "
    "opencontainers/runtime-spec config.md (process.args: as execvp takes them)",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: smi}
spec:
  containers:
    - name: smi
      image: nvidia/cuda:12.4.1-base-ubuntu22.04
      command: ["nvidia-smi -L"]  # <- here
      resources: {limits: {nvidia.com/gpu: 1}}
---
apiVersion: v1
kind: Pod
metadata: {name: embeddings}
spec:
  containers:
    - name: main
      image: vllm/vllm-openai:v0.11.0
      command: [--model, Qwen/Qwen3-Embedding-4B]  # <- here
      resources: {limits: {nvidia.com/gpu: 1}}
---
apiVersion: v1
kind: Pod
metadata: {name: llm}
spec:
  containers:
    - name: main
      image: vllm/vllm-openai:v0.11.0
      args:
        - --model Qwen/Qwen3-8B --max-model-len 8192  # <- here
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: smi}
spec:
  containers:
    - name: smi
      image: nvidia/cuda:12.4.1-base-ubuntu22.04
      command: ["sh", "-c", "nvidia-smi -L"]
      resources: {limits: {nvidia.com/gpu: 1}}
---
apiVersion: v1
kind: Pod
metadata: {name: llm}
spec:
  containers:
    - name: main
      image: vllm/vllm-openai:v0.11.0
      args: [--model, Qwen/Qwen3-8B, --max-model-len=8192]
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
