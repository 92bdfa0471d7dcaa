"""Writes the profile that people begin with: small, commented, and theirs from then on."""

import json
import re
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR, chart_versions
from generator.facts.distributions import find_distribution
from generator.model.distribution import Installer
from generator.model.plan import Mode

SCHEMA_LINE = "# yaml-language-server: $schema=../schemas/cluster-profile.schema.json"
_YAML_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


class InitAnswers(NamedTuple):
    """What a first profile needs to know.

    `replicas` counts shares per card for time-slicing and MPS, `mig` is NVIDIA's name of a uniform layout. An
    empty `chart_version` is the newest one known, `driver=None` is who usually installs it on the distribution.
    """

    name: str
    chart: str
    model: str
    distribution: str
    kubernetes: str
    mode: Mode = Mode.TIME_SLICING
    replicas: int = 4
    mig: str = "all-balanced"
    per_node: int = 1
    chart_version: str = ""
    driver: Installer | None = None


def starter_profile(answers: InitAnswers) -> str:
    """Return a commented profile; whether the answers make a right one is for the decoder to say."""
    versions = chart_versions(answers.chart)
    version = answers.chart_version or (versions[-1] if versions else "")
    return f"""\
{SCHEMA_LINE}
# How the GPUs of this cluster are shared. All fields: docs/profile.md
version: v1alpha1
cluster:
  name: {_scalar(answers.name)}
  kubernetes: {json.dumps(answers.kubernetes)}    # minor release of the API server
  distribution: {_scalar(answers.distribution)}
install:
  chart: {_scalar(answers.chart)}
  version: {_scalar(version)}
{_driver(answers)}
pools:
  # A pool is a group of nodes with the same GPUs, shared in the same way.
  # With a second pool say which nodes belong to which: nodes: {{names: [...]}}
  - name: gpu
    gpus:
      - {{model: {_scalar(answers.model)}, count: {answers.per_node}}}    # count: GPUs in each node
{_sharing(answers)}"""


def _driver(answers: InitAnswers) -> str:
    owner = answers.driver or _usual_owner(answers)
    meaning = (
        "the GPU Operator installs the driver; host: the nodes have it"
        if owner is Installer.OPERATOR
        else "the nodes have the driver"
    )
    return f"  driver: {{from: {owner.value}}}    # {meaning}"


def _usual_owner(answers: InitAnswers) -> Installer:
    distribution = find_distribution(answers.distribution)
    if answers.chart != GPU_OPERATOR or distribution is None:
        return Installer.HOST
    return distribution.driver.default


def _sharing(answers: InitAnswers) -> str:
    match answers.mode:
        case Mode.TIME_SLICING:
            return (
                "    # Pods take turns on each GPU. All of them see its whole memory.\n"
                f"    timeSlicing: {{replicas: {answers.replicas}}}\n"
            )
        case Mode.MPS:
            return (
                "    # Pods run at the same time, each process with its share of the memory.\n"
                f"    mps: {{replicas: {answers.replicas}}}\n"
            )
        case Mode.MIG:
            return f"    # Each GPU is cut into devices of their own.\n    mig: {_scalar(answers.mig)}\n"
        case Mode.MIG_TIME_SLICING:
            return (
                "    # Each GPU is cut into devices of their own, and pods take turns on each device.\n"
                f"    mig: {_scalar(answers.mig)}\n    timeSlicing: {{replicas: {answers.replicas}}}\n"
            )
        case Mode.EXCLUSIVE:
            return "    # Each pod gets a whole GPU. To share add: timeSlicing: {replicas: 4}\n"


def _scalar(text: str) -> str:
    """Return text as YAML reads it back in any version; what is not a plain name is quoted."""
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(?:[ .-][A-Za-z0-9]+)*", text)
    return text if plain and text.lower() not in _YAML_WORDS else json.dumps(text)
