import pytest

from generator.facts.custom_resources import API_VERSIONS
from generator.facts.nvidias_groups import is_defined


@pytest.mark.parametrize(
    ("group", "kind", "expected"),
    [
        *(("nvidia.com", kind, True) for kind in API_VERSIONS),
        ("nvidia.com", "DynamoGraphDeployment", True),
        ("nvidia.com", "MIGConfig", False),
        ("resource.nvidia.com", "ComputeDomain", True),
        ("gpu.resource.nvidia.com", "GpuClaimParameters", True),
        ("janitor.dgxc.nvidia.com", "GPUReset", True),
        ("gpu.nvidia.com", "GPUConfig", False),
        ("", "Pod", False),
    ],
)
def test_kinds_that_there_are(group: str, kind: str, expected: bool) -> None:
    assert is_defined(group, kind) is expected
