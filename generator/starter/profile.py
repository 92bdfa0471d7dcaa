"""Writes the profile that people begin with: small, commented, and theirs from then on."""

import json
import re
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR, chart_versions
from generator.facts.described_gpu import card_fields, named_gpu
from generator.facts.distributions import find_distribution
from generator.model.distribution import Installer
from generator.model.gpu import Gpu
from generator.model.plan import Mode

MODELINE = "# yaml-language-server: $schema="
"""What an editor's language server looks for in the first line; the schema's place follows."""
SCHEMA_FILE = "cluster-profile.schema.json"
_YAML_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


class InitAnswers(NamedTuple):
    """What a first profile needs to know.

    `replicas` counts shares per card for time-slicing and MPS, `mig` is NVIDIA's name of a uniform layout. An
    empty `chart_version` is the newest one known, `driver=None` is who usually installs it on the distribution.
    `schema` is where the schema lies, seen from the profile's folder; empty where it does not lie anywhere.
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
    schema: str = ""


def starter_profile(answers: InitAnswers) -> str:
    """Return a commented profile; whether the answers make a right one is for the decoder to say."""
    versions = chart_versions(answers.chart)
    version = answers.chart_version or (versions[-1] if versions else "")
    return f"""\
{_for_editors(answers.schema)}# How the GPUs of this cluster are shared. All fields: `gpuslice schema`
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
      - {{{_card(answers.model)}, count: {answers.per_node}}}    # count: GPUs in each node
{_sharing(answers)}"""


def _card(model: str) -> str:
    """Return a card by its name, and by what nvidia-smi says of it beside that where it is not known here."""
    gpu = named_gpu(model)
    fields = card_fields(gpu) if isinstance(gpu, Gpu) and gpu.described else {"model": model}
    return ", ".join(f"{key}: {_scalar(value)}" for key, value in fields.items())


def _for_editors(schema: str) -> str:
    return f"{MODELINE}{schema}\n" if schema else ""


def _driver(answers: InitAnswers) -> str:
    owner = answers.driver or driver_owners(answers.chart, answers.distribution)[0]
    meaning = (
        "the GPU Operator installs the driver; host: the nodes have it"
        if owner is Installer.OPERATOR
        else "the nodes have the driver"
    )
    return f"  driver: {{from: {owner.value}}}    # {meaning}"


def driver_owners(chart: str, distribution: str) -> tuple[Installer, ...]:
    """Return who may install the driver, the usual one first."""
    found = find_distribution(distribution)
    if chart != GPU_OPERATOR or found is None:
        return (Installer.HOST,)
    choice = found.driver
    return (choice.default, *(owner for owner in choice.allowed if owner is not choice.default))


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
