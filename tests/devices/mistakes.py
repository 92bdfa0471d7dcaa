"""Mistakes that our rules refuse: what people would write, and the same on a node, past our rules."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.facts.gpus import find_gpu
from generator.model.gpu import Gpu
from tests.devices.cards import Card, cut
from tests.devices.standin import NOTHING, Setup

SINGLE, MIXED = {"MIG_STRATEGY": "single"}, {"MIG_STRATEGY": "mixed"}
MPS_ROOT = {"MPS_ROOT": "/run/nvidia/mps"}
CONFIG = "version: v1\n"
INVALID: Mapping[str, str] = MappingProxyType(
    {
        "product": "NVIDIA-A100-SXM4-80GB-MIG-INVALID",
        "count": "0",
        "replicas": "0",
        "sharing-strategy": "",
        "memory": "0",
    }
)
"""What GPU Feature Discovery says of a node that `single` cannot serve (lm/mig-strategy.go)."""


class Mistake(NamedTuple):
    """A mistake: the pools that people would write with the code of our error, and a node that has it nevertheless.

    `plugin` is what the device plugin logs as it ends. GPU Feature Discovery ends too and logs `discovery`, or gives
    `labels`, whose keys are without ``nvidia.com/gpu.``.
    """

    name: str
    code: str
    profile: str
    node: Setup
    plugin: str
    discovery: str = ""
    labels: Mapping[str, str] = NOTHING


def gpu(name: str) -> Gpu:
    """Return a model of ours."""
    found = find_gpu(name)
    assert isinstance(found, Gpu), found
    return found


def sharing(block: str, kind: str = "timeSlicing") -> str:
    """Return a configuration file that shares."""
    return f"{CONFIG}sharing: {{{kind}: {{{block}}}}}\n"


L4, A100 = gpu("L4"), gpu("A100-SXM4-80GB")
ON_L4 = "pools:\n- name: cards\n  gpus: [{model: L4}]\n  "
ON_A100 = "pools:\n- name: cards\n  gpus: [{model: A100-SXM4-80GB, count: 2}]\n  "
UNDER_SINGLE = f"mig: {{strategy: single}}\n{ON_A100}"
SHARES = "resources: [{name: nvidia.com/gpu, replicas: 4}]"
NO_REPLICAS = "number of replicas must be >= 2"
NO_RESOURCES = "no resources specified"

MISTAKES = (
    Mistake(
        "replicas: 1",
        "PRO011",
        f"{ON_L4}timeSlicing: {{replicas: 1}}",
        Setup([Card(L4)], sharing("resources: [{name: nvidia.com/gpu, replicas: 1}]")),
        NO_REPLICAS,
        discovery=NO_REPLICAS,
    ),
    Mistake(
        "timeSlicing without resources",
        "PRO007",
        f"{ON_L4}timeSlicing: {{resources: {{}}}}",
        Setup([Card(L4)], sharing("resources: []")),
        NO_RESOURCES,
        discovery=NO_RESOURCES,
    ),
    Mistake(
        "an empty timeSlicing",
        "PRO010",
        f"{ON_L4}timeSlicing: {{}}",
        Setup([Card(L4)], sharing("")),
        NO_RESOURCES,
        discovery=NO_RESOURCES,
    ),
    Mistake(
        "unlike devices on a card under single",
        "MIG007",
        f"{UNDER_SINGLE}mig: [{{migDevices: {{3g.40gb: 1, 1g.10gb: 4}}}}]",
        Setup([cut(A100, "3g.40gb", "1g.10gb")], environment=SINGLE),
        "more than one MIG device type present on node",
        labels=INVALID,
    ),
    Mistake(
        "cards cut unlike each other under single",
        "MIG007",
        f"{UNDER_SINGLE}mig: [{{devices: [0], migDevices: {{1g.10gb: 7}}}},"
        " {devices: [1], migDevices: {2g.20gb: 3}}]",
        Setup([cut(A100, "1g.10gb"), cut(A100, "2g.20gb")], environment=SINGLE),
        "more than one MIG device type present on node",
        labels=INVALID,
    ),
    Mistake(
        "whole cards beside cut ones under single",
        "MIG007",
        f"{UNDER_SINGLE}mig: [{{devices: [0], migDevices: {{1g.10gb: 7}}}}]",
        Setup([cut(A100, "1g.10gb", "1g.10gb"), Card(A100)], environment=SINGLE),
        "all devices on the node must be configured with the same migEnabled value",
        labels=INVALID,
    ),
    Mistake(
        "MPS under mixed",
        "MIG006",
        f"mig: {{strategy: mixed}}\n{ON_L4}mps: {{replicas: 4}}",
        Setup([Card(L4)], sharing(SHARES, "mps"), {**MIXED, **MPS_ROOT}),
        "using --mig-strategy=mixed is not supported with MPS",
        labels={"product": "NVIDIA-L4-SHARED", "replicas": "4", "sharing-strategy": "mps"},
    ),
    Mistake(
        "MPS on MIG devices",
        "MOD001",
        f"{UNDER_SINGLE}mig: all-1g.10gb\n  mps: {{replicas: 4}}",
        Setup([cut(A100, "1g.10gb")], sharing(SHARES, "mps"), {**SINGLE, **MPS_ROOT}),
        "sharing using MPS is not supported for MIG devices",
        discovery="MPS sharing is not supported for mig devices",
    ),
    Mistake(
        "off as migStrategy, which YAML 1.1 reads as false",
        "PRO004",
        f"mig: {{strategy: off}}\n{ON_A100}mig: all-1g.10gb",
        Setup([Card(L4)], f"{CONFIG}flags: {{migStrategy: off}}\n"),
        "cannot unmarshal bool",
        discovery="cannot unmarshal bool",
    ),
    Mistake(
        "a strategy that there is not",
        "PRO004",
        f"mig: {{strategy: all}}\n{ON_A100}mig: all-1g.10gb",
        Setup([Card(L4)], environment={"MIG_STRATEGY": "all"}),
        "unknown MIG strategy: all",
        discovery="unknown strategy: all",
    ),
)
