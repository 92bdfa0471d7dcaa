"""Variables of the operator's parts, against what is written elsewhere of the same programs."""

import pytest

from generator.facts.part_variables import READ_BY
from generator.facts.program_settings import GPU_FEATURE_DISCOVERY, PROGRAMS


@pytest.mark.parametrize(
    ("part", "count", "some"),
    [
        ("devicePlugin", 26, "MIG_STRATEGY DP_DISABLE_HEALTHCHECKS"),
        ("gfd", 22, "GFD_SLEEP_INTERVAL DEVICE_DISCOVERY_STRATEGY POD_NAME"),
        ("toolkit", 75, "CONTAINERD_SOCKET NVIDIA_RUNTIME_SET_AS_DEFAULT RUNTIME_ARGS TOOLKIT_SOURCE_ROOT"),
        ("migManager", 33, "WITH_REBOOT WITH_SHUTDOWN_HOST_GPU_CLIENTS CDI_ENABLED"),
    ],
)
def test_what_each_part_reads(part: str, count: int, some: str) -> None:
    program, read = READ_BY[part]
    assert len(read) == count
    assert read.issuperset(some.split())
    assert program


def test_what_feature_discovery_compares_it_reads() -> None:
    program, read = READ_BY["gfd"]
    assert program == GPU_FEATURE_DISCOVERY
    assert read.issuperset(name for one in PROGRAMS[program].settings for name in one.variables)


def test_the_programs_are_named_as_people_do() -> None:
    assert [program for program, _ in READ_BY.values()] == [
        *("nvidia-device-plugin", "gpu-feature-discovery", "the container toolkit", "the MIG manager", "dcgm-exporter")
    ]
