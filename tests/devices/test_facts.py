"""Our facts of GPUs and MIG, put under NVIDIA's own programs: names that these compute from memory and product."""

import pytest

from generator.facts.gpus import all_gpus
from generator.facts.mig import mig_family
from generator.model.gpu import Gpu
from generator.resolve.resources import mig_base_name
from tests.devices.cards import Card, cut
from tests.devices.standin import Programs, Setup
from tests.support.claims import Proved
from tests.support.tool_table import DEVICE_PLUGIN

pytestmark = [pytest.mark.e2e, pytest.mark.tools]
MIXED = {"MIG_STRATEGY": "mixed"}
CUT = tuple(
    (gpu, profile.name)
    for gpu in all_gpus()
    for family in (gpu.mig_family, *gpu.mig_family_variants)
    if family is not None
    for profile in mig_family(family).profiles
)
"""Every MIG profile of every model."""


def test_every_model_gets_its_label_family_and_memory(programs: Programs, proved: Proved) -> None:
    found = programs.label([Setup([Card(gpu)]) for gpu in all_gpus()])
    expected = {gpu.id: _labels(gpu) for gpu in all_gpus()}
    given = {
        gpu.id: {key: one.labels.get(key) for key in expected[gpu.id]}
        for gpu, one in zip(all_gpus(), found, strict=True)
    }
    assert given == expected
    proved(f"{len(expected)} GPU models: product, family, compute capability, memory and MIG as our facts say")


def _labels(gpu: Gpu) -> dict[str, str]:
    major, minor = gpu.compute_capability
    return {
        "nvidia.com/gpu.product": gpu.label,
        "nvidia.com/gpu.family": gpu.gfd_family,
        "nvidia.com/gpu.compute.major": str(major),
        "nvidia.com/gpu.compute.minor": str(minor),
        "nvidia.com/gpu.memory": str(Card(gpu).memory_mib),
        "nvidia.com/mig.capable": "true" if gpu.mig_family else "false",
    }


def test_every_mig_profile_is_named_as_our_facts_name_it(programs: Programs, proved: Proved) -> None:
    """The programs make the name of a MIG device from its memory and the card's (go-nvlib mig_profile.go)."""
    setups = [Setup([cut(gpu, name)], environment=MIXED) for gpu, name in CUT]
    registered = programs.register(setups)
    labelled = programs.label(setups)
    wrong = [
        (gpu.id, name, one.units)
        for (gpu, name), one in zip(CUT, registered, strict=True)
        if one.units != {mig_base_name(name, DEVICE_PLUGIN.pinned): 1}
    ]
    assert wrong == []
    names = [
        (gpu.id, name, two.labels.get(key))
        for (gpu, name), two in zip(CUT, labelled, strict=True)
        if two.labels.get(key := f"nvidia.com/mig-{name.replace('+', '.')}.product")
        != f"{gpu.label}-MIG-{name.replace('+', '.')}"
    ]
    assert names == []
    models = len({gpu.id for gpu, _ in CUT})
    proved(f"{len(CUT)} MIG profiles of {models} models: resource and label as our facts name them")
