"""Settings in claims that go past the devices asked for."""

import pytest

from tests.lint.examples import told

V1 = "resource.nvidia.com/v1beta1"


def claim(
    kind: str = "GpuConfig", driver: str = "gpu.nvidia.com", requests: str = "[a]", name: str = "gpu.nvidia.com"
) -> str:
    """The driver stands in line 7, the kind in line 8."""
    return f"""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaim
metadata: {{name: nvidia-gpu, namespace: b}}
spec: {{devices: {{requests: [{{name: a, exactly: {{deviceClassName: {name}}}}}], config: [
  {{requests: {requests},
  opaque: {{
    driver: {driver},
    parameters: {{apiVersion: {V1}, kind: {kind}}}}}}}]}}}}
"""


@pytest.mark.parametrize("driver", ["nvidia.com", "mig.nvidia.com", "compute-domain.nvidia.com"])
def test_settings_for_another_driver(driver: str) -> None:
    message = f"GpuConfig is for the driver gpu.nvidia.com, and {driver} stands here: nobody reads these settings"
    assert told(claim(driver=driver), "WRK254") == [(7, message)]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("GpuConfig", "mig.nvidia.com"),
        ("MigDeviceConfig", "gpu.nvidia.com"),
        ("VfioDeviceConfig", "gpu.nvidia.com"),
        ("GpuConfig", "vfio.gpu.nvidia.com"),
    ],
)
def test_settings_for_devices_of_another_type(kind: str, name: str) -> None:
    message = f"the driver applies no {kind} to devices of the class {name}: the pod does not start"
    assert told(claim(kind, name=name), "WRK254") == [(8, message)]


@pytest.mark.parametrize(
    "text",
    [
        claim(),
        claim("MigDeviceConfig", name="mig.nvidia.com"),
        claim("VfioDeviceConfig", name="vfio.gpu.nvidia.com"),
        claim("ComputeDomainChannelConfig", "compute-domain.nvidia.com"),
        claim(driver="'${DRIVER}'"),
        claim(requests="[]", name="mig.nvidia.com"),
        claim(requests="[b]", name="mig.nvidia.com"),
        claim(name="own"),
        claim(driver="gpu.example.com").replace(V1, "gpu.example.com/v1"),
    ],
)
def test_settings_that_fit_or_are_of_others(text: str) -> None:
    assert told(text, "WRK254") == []


def test_a_class_among_the_files_and_a_patch() -> None:
    text = claim(name="mig.nvidia.com")
    own = "apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: mig.nvidia.com}\nspec: {}\n"
    assert told({"a.yaml": text}, "WRK254") != []
    assert told({"a.yaml": text, "b.yaml": own}, "WRK254") == []
    assert told({"patch.yaml": text}, "WRK254") == []
