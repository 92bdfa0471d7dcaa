"""Sharing that claims ask for and NVIDIA's DRA driver refuses."""

import pytest

from tests.lint.clusters import release
from tests.lint.examples import told

OPEN = "{gpuResourcesEnabledOverride: true, featureGates: {%s: true}}"
SHUT = "{gpuResourcesEnabledOverride: true}"
BY_OPERATOR = "{gpuCluster: {deployCR: true}, clusterPolicy: {deployCR: false}%s}"


def claim(sharing: str, kind: str = "GpuConfig", driver: str = "gpu.nvidia.com", *, template: bool = True) -> str:
    parameters = f"{{apiVersion: resource.nvidia.com/v1beta1, kind: {kind}, sharing: {sharing}}}"
    devices = f"{{devices: {{config: [{{opaque: {{driver: {driver}, parameters: {parameters}}}}}]}}}}"
    what, spec = ("ResourceClaimTemplate", f"{{spec: {devices}}}") if template else ("ResourceClaim", devices)
    return f"---\napiVersion: resource.k8s.io/v1\nkind: {what}\nmetadata: {{name: a, namespace: b}}\nspec: {spec}\n"


def dra(values: str, version: str = "25.8.1") -> str:
    return release(values, "nvidia-dra-driver-gpu", version, "dra")


def found(stream: str) -> list[str]:
    return [message.partition(":")[0] for _, message in told(stream, "SHR205")]


TIME = "{strategy: TimeSlicing}"
MPS = "{strategy: MPS}"


@pytest.mark.parametrize("template", [True, False])
@pytest.mark.parametrize(
    ("values", "sharing", "refused"),
    [
        (SHUT, TIME, True),
        (SHUT, MPS, True),
        (OPEN % "MPSSupport", TIME, True),
        (OPEN % "TimeSlicingSettings", MPS, True),
        (OPEN % "TimeSlicingSettings", TIME, False),
        (OPEN % "MPSSupport", MPS, False),
        (OPEN % "AllAlpha", MPS, False),
        ("{gpuResourcesEnabledOverride: true, featureGates: {MPSSupport: '${MPS}'}}", MPS, False),
    ],
)
def test_strategies_whose_gate_is_shut(values: str, sharing: str, refused: bool, template: bool) -> None:
    strategy = "MPS" if "MPS" in sharing else "TimeSlicing"
    stream = dra(values) + claim(sharing, template=template)
    assert found(stream) == ([f"the driver refuses {strategy}"] if refused else [])


def test_what_is_not_known_of_the_driver_is_let_be() -> None:
    assert found(claim(TIME)) == []
    assert found(dra(SHUT, "25.3.2") + claim(TIME)) == []  # which has no gates yet
    assert (
        found(dra(SHUT).replace("  values:", "  valuesFrom: [{kind: Secret, name: a}]\n  values:") + claim(MPS)) == []
    )
    assert found(dra(SHUT) + claim(TIME, driver="gpu.example.com")) == []
    assert found(dra(SHUT) + "---\n" + dra(OPEN % "MPSSupport") + claim(MPS)) == []


def test_the_driver_that_the_operator_installs() -> None:
    assert found(release(BY_OPERATOR % "") + claim(MPS)) == ["the driver refuses MPS"]
    assert found(release(BY_OPERATOR % ", draDriver: {featureGates: {MPSSupport: true}}") + claim(MPS)) == []
    assert found(release("{}") + claim(MPS)) == []


@pytest.mark.parametrize(
    ("sharing", "kind", "message"),
    [
        ("{strategy: MPS, timeSlicingConfig: {interval: Long}}", "GpuConfig", "timeSlicingConfig stands with the"),
        ("{strategy: TimeSlicing, mpsConfig: {}}", "GpuConfig", "mpsConfig stands with the strategy TimeSlicing"),
        ("{strategy: TimeSlicing, mpsConfig: {}}", "MigDeviceConfig", "mpsConfig stands with the strategy TimeSlicing"),
        ("{strategy: TimeSlicing, timeSlicingConfig: {}}", "MigDeviceConfig", "a MigDeviceConfig has no timeSlicing"),
        ("{strategy: MPS, mpsConfig: {defaultActiveThreadPercentage: 150}}", "GpuConfig", "defaultActiveThread"),
        ("{strategy: MPS, mpsConfig: {defaultActiveThreadPercentage: -1}}", "MigDeviceConfig", "defaultActiveThread"),
    ],
)
def test_settings_that_do_not_go_with_the_strategy(sharing: str, kind: str, message: str) -> None:
    assert [one.startswith(message) for one in found(claim(sharing, kind))] == [True]


@pytest.mark.parametrize(
    ("sharing", "kind"),
    [
        ("{strategy: TimeSlicing, timeSlicingConfig: {interval: Short}}", "GpuConfig"),
        ("{strategy: MPS, mpsConfig: {defaultActiveThreadPercentage: 50}}", "GpuConfig"),
        ("{strategy: MPS, mpsConfig: {defaultActiveThreadPercentage: 100}}", "MigDeviceConfig"),
        ("{strategy: other, mpsConfig: {}}", "GpuConfig"),
        ("null", "GpuConfig"),
        ("{strategy: 1}", "GpuConfig"),
    ],
)
def test_settings_that_go_with_it(sharing: str, kind: str) -> None:
    assert found(claim(sharing, kind)) == []


def test_the_driver_of_another_cluster_says_nothing() -> None:
    files = {"clusters/a/driver.yaml": dra(SHUT), "clusters/b/claim.yaml": claim(TIME)}
    assert told(files, "SHR205") == []
    assert told({"clusters/a/driver.yaml": dra(SHUT), "clusters/a/claim.yaml": claim(TIME)}, "SHR205") != []
