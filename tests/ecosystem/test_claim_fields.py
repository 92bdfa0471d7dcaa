"""Claims for devices, as KUB201 and KUB202 judge them."""

import pytest

from generator.ecosystem.claim_fields import CLAIM_FIELDS
from generator.model.tree import Tree
from tests.ecosystem.schemas import definitions
from tests.ecosystem.test_known_fields import fields
from tests.lint.examples import told
from tests.support.kubernetes import kubernetes_versions

TEMPLATE = """\
apiVersion: resource.k8s.io/VERSION
kind: ResourceClaimTemplate
metadata: {name: gpu}
spec:
  spec:
    devices:
      requests:
        - REQUEST
      config:
        - requests: [gpu]
          opaque:
            driver: gpu.nvidia.com
            parameters:
              apiVersion: resource.nvidia.com/v1beta1
              kind: GpuConfig
              sharing:
                SHARING
"""
LATER = frozenset({"capacity", "derivedAttributes", "distinctAttribute"})
FLAT = "{name: gpu, deviceClassName: gpu.nvidia.com}"
NESTED = "{name: gpu, exactly: {deviceClassName: gpu.nvidia.com, allocationMode: ExactCount, count: 1}}"
SLICED = "{strategy: TimeSlicing, timeSlicingConfig: {interval: Long}}"
MPS = "{strategy: MPS, mpsConfig: {defaultActiveThreadPercentage: 50, defaultPinnedDeviceMemoryLimit: 10Gi}}"


def _told(version: str, request: str, sharing: str = SLICED) -> list[tuple[int, str]]:
    text = TEMPLATE.replace("VERSION", version).replace("REQUEST", request).replace("SHARING", sharing)
    return [*told(text, "KUB201"), *told(text, "KUB202")]


@pytest.mark.parametrize(
    ("version", "request_"), [("v1", NESTED), ("v1beta2", NESTED), ("v1beta1", FLAT), ("v1alpha3", FLAT)]
)
def test_each_version_has_its_form(version: str, request_: str) -> None:
    assert _told(version, request_) == []
    assert _told(version, request_, MPS) == []


def test_a_form_of_another_version_is_told() -> None:
    ((line, message),) = _told("v1", FLAT)
    assert (line, message) == (8, "deviceClassName is no field of a request for devices")
    ((line, message),) = _told("v1beta1", NESTED)
    assert (line, message) == (8, "exactly is no field of a request for devices")


@pytest.mark.parametrize(
    ("sharing", "said"),
    [
        ("{strategy: time-slicing}", "strategy of the sharing of a claim is 'time-slicing'"),
        ("{strategy: Mps}", "which NVIDIA's DRA driver does not take"),
        ("{strategy: TimeSlicing, timeSlicingConfig: {interval: long}}", "interval of a timeSlicingConfig"),
        ("{strategy: TimeSlicing, timeSlicing: {interval: Long}}", "timeSlicing is no field of"),
        ("{strategy: TimeSlicing, replicas: 4}", "replicas is no field of the sharing of a claim"),
        ('{strategy: MPS, mpsConfig: {defaultActiveThreadPercentage: "50"}}', "where a whole number must be"),
    ],
)
def test_sharing_that_the_driver_does_not_take_is_told(sharing: str, said: str) -> None:
    ((line, message),) = _told("v1", NESTED, sharing)
    assert line == 17
    assert said in message


def test_drivers_of_other_makers_have_parameters_of_their_own() -> None:
    text = TEMPLATE.replace("VERSION", "v1").replace("REQUEST", NESTED).replace("SHARING", "{strategy: any}")
    assert told(text.replace("gpu.nvidia.com", "gpu.intel.com"), "KUB202") == []
    both = text.replace("driver: gpu.nvidia.com", "driver: gpu.example.com")
    assert told(both, "KUB202") == []


@pytest.mark.parametrize("key", CLAIM_FIELDS, ids=" ".join)
def test_fields_are_those_of_any_kubernetes_release_that_has_the_version(key: tuple[str, str]) -> None:
    name = f".resource.{key[0].rpartition('/')[2]}.{key[1]}"
    found = [
        (version, schema)
        for version in kubernetes_versions()
        for full, schema in definitions(version).items()
        if full.endswith(name)
    ]
    assert found
    # What the driver takes is open in Kubernetes' own schema; fields that came later are those of the last release.
    for level in (one for one in CLAIM_FIELDS[key] if "parameters" not in one.path):
        known = [fields(schema, level.path, version) for version, schema in found if _has(schema, level.path, version)]
        assert known
        # A version that was given up has not got what came later, which is no harm to know.
        later = LATER if key[0].endswith("alpha3") else frozenset()
        assert {field: kind for field, kind in level.fields.items() if field not in later} == {
            field: kind for one in known for field, kind in one.items()
        }


def _has(schema: Tree, path: tuple[str, ...], version: str) -> bool:
    """Say whether a release has a level at all; some have no alternatives of a request."""
    try:
        fields(schema, path, version)
    except KeyError:
        return False
    return True
