"""Selectors that look at what NVIDIA's DRA driver says of no device."""

import pytest

from generator.facts.dra_attributes import ATTRIBUTES, CAPACITIES
from generator.model.finding import Severity
from tests.lint.clusters import release
from tests.lint.examples import judged

GPU = 'device.attributes["gpu.nvidia.com"]'
ROOM = 'device.capacity["gpu.nvidia.com"]'
PENDING = "the scheduler gives up, and pods with the claim stay pending"


def claim(text: str, version: str = "v1", name: str = "gpu.nvidia.com") -> str:
    request = f"{{name: gpu, exactly: {{deviceClassName: {name}, selectors: [{{cel: {{expression: '{text}'}}}}]}}}}"
    return (
        f"apiVersion: resource.k8s.io/{version}\nkind: ResourceClaim\nmetadata: {{name: a, namespace: b}}\n"
        f"spec: {{devices: {{requests: [{request}]}}}}\n"
    )


def driver(version: str) -> str:
    return release("{gpuResourcesEnabledOverride: true}", "nvidia-dra-driver-gpu", version, "dra") + "---\n"


def found(stream: str) -> list[tuple[str, Severity]]:
    return [(one.message, one.severity) for one in judged(stream).findings if one.code == "WRK240"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f'{GPU}.model == "L4"', f"no release of NVIDIA's driver has an attribute model: {PENDING}"),
        (f'{GPU}["product.name"] == "L4"', f"no release of NVIDIA's driver has an attribute product.name: {PENDING}"),
        (f"{ROOM}.vram.isInteger()", f"no release of NVIDIA's driver has a capacity vram: {PENDING}"),
        (
            'device.attributes["type"].string == "gpu"',
            f"no driver has the domain type, by which device.attributes is looked up first: {PENDING}",
        ),
        (
            'device.capacity["memory"].quantity.isInteger()',
            f"no driver has the domain memory, by which device.capacity is looked up first: {PENDING}",
        ),
        (
            'device.attributes["nvidia.com"].type == "gpu"',
            f"no driver has the domain nvidia.com, by which device.attributes is looked up first: {PENDING}",
        ),
        (f"{GPU}.type == 4", "type is a string, and is compared with an int: it is never true"),
        (
            f'{GPU}.driverVersion == "570.1.0"',
            "driverVersion is a semver, and is compared with a string: it is never true",
        ),
        (f'{GPU}.driverVersion >= "570.1.0"', f"driverVersion is a semver, and is compared with a string: {PENDING}"),
    ],
)
def test_what_no_device_has(text: str, message: str) -> None:
    assert found(claim(text)) == [(message, Severity.ERROR)]


@pytest.mark.parametrize(
    "text",
    [
        *(f'{GPU}.{name} != "a"' for name in ATTRIBUTES if name not in ("index", "minor", "parentIndex", "pcieBusID")),
        *(f"{ROOM}.{name}.isInteger()" for name in (*CAPACITIES, "memorySlice3", "partition4")),
        # Asked for before, or later releases of other makers.
        f'has({GPU}.shared) && {GPU}.shared == "a"',
        f'"shared" in {GPU} && {GPU}.shared == "a"',
        f'{GPU}.?shared.orValue("") == "a"',
        'device.attributes["resource.kubernetes.io"].pcieRoot == "a"',
        'device.attributes["dra.example.com"].model == "a"',
        'device.attributes[device.driver].model == "a"',
        f'{GPU}.cudaComputeCapability.compareTo(semver("8.0.0")) >= 0',
    ],
)
def test_what_is_there_or_not_known(text: str) -> None:
    assert found(claim(text)) == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("NVIDIA A100", "NVIDIA A100 is no card's whole name, so none is selected"),
        (
            "NVIDIA-GeForce-RTX-4090",
            "NVIDIA-GeForce-RTX-4090 is a node's label: the name of the card has blanks, so none is selected",
        ),
        ("NVIDIA A100-SXM4-40GB", None),
        ("NVIDIA L4", None),
        ("A100-SXM4-40GB", None),
        ("Tesla T4", None),
        ("A card of one's own", None),
    ],
)
def test_names_of_cards(name: str, message: str | None) -> None:
    text = f'{GPU}.productName == "{name}"'.replace("'", "''")
    assert found(claim(text)) == ([] if message is None else [(message, Severity.WARNING)])
    assert found(claim(text.replace("==", "!="))) == []


def test_a_domain_without_a_dot_may_be_of_another_makers_driver() -> None:
    assert found(claim('device.attributes["gpu"].type == "a"', name="gpu.example.com")) == []


INDEX = f"NVIDIA's driver has no attribute index since 25.8: {PENDING}"


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (claim(f"{GPU}.index == 0"), [(INDEX, Severity.WARNING)]),
        (claim(f"{GPU}.index == 0", "v1beta1").replace("exactly: {", "").replace("}]}}]", "}]}]"), []),
        (driver("25.3.2") + claim(f"{GPU}.index == 0"), []),
        (
            driver("25.12.0") + claim(f"{GPU}.index == 0"),
            [(f"this release of NVIDIA's driver has no attribute index: {PENDING}", Severity.ERROR)],
        ),
        (
            driver("25.3.2") + claim(f'{GPU}.addressingMode == "HMM"'),
            [(f"this release of NVIDIA's driver has no attribute addressingMode: {PENDING}", Severity.ERROR)],
        ),
        (driver("0.4.1") + claim(f'{GPU}.addressingMode == "HMM"'), []),
    ],
)
def test_what_comes_and_goes_with_releases(stream: str, expected: list[tuple[str, Severity]]) -> None:
    assert [one for one in found(stream) if one[1] is not Severity.INFO] == expected


def test_partitions_of_fabric_manager_have_numbers() -> None:
    assert found(claim(f"{GPU}.partition4 == 1")) == []
    assert len(found(claim(f"{GPU}.partition == 1"))) == 1
