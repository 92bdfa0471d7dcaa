import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.examples import judged
from tests.lint.policies import policy, whole

CODE = "VER207"


def driver_object(spec: str) -> str:
    lines = "".join(f"  {line}\n" for line in ("driverType: gpu", *spec.splitlines()))
    return f"apiVersion: nvidia.com/v1alpha1\nkind: NVIDIADriver\nmetadata: {{name: a}}\nspec:\n{lines}"


@pytest.mark.parametrize(
    ("values", "severity", "part"),
    [
        ("driver: {version: 580.126.20-ubuntu22.04}", "error", "580.126.20-ubuntu22.04-ubuntu22.04"),
        ("driver: {version: 580.126.20-rhel9.4}", "error", "-rhel9.4-rhel9.4"),
        ("driver: {repository: r.local/a, version: 580.126.20-rhcos4.17}", "warning", "-rhcos4.17-rhcos4.17"),
        ("gds: {enabled: true, version: 2.27.3-ubuntu24.04}", "error", "gds.version"),
        (
            "toolkit: {image: 'container-toolkit:v1.20.0'}",
            "error",
            "toolkit.image: container-toolkit:v1.20.0 has a tag",
        ),
        ("dcgmExporter: {image: 'a@sha256:abc'}", "error", "dcgmExporter.image"),
        ("toolkit: {image: nvcr.io/nvidia/k8s/container-toolkit}", "error", "nvcr.io/nvidia/k8s/nvcr.io"),
        ("driver: {repository: nvcr.io/nvidia/driver}", "error", "nvcr.io/nvidia/driver/driver"),
        ("driver: {repository: 'https://r.local/nvidia'}", "error", "driver.repository"),
        ("driver: {repository: r.local/nvidia/}", "error", "driver.repository"),
        ("driver: {manager: {repository: 'r.local/k8s-driver-manager:v1'}}", "error", "driver.manager.repository"),
        ("sandboxWorkloads: {enabled: true}\nvgpuManager: {enabled: true}", "error", "vgpuManager has no repository"),
        (
            "sandboxWorkloads: {enabled: true}\nvgpuManager: {enabled: true, version: '580.1'}",
            "error",
            "vgpuManager lacks repository",
        ),
    ],
)
def test_names_of_the_charts_values_that_come_out_wrong(values: str, severity: str, part: str) -> None:
    ((weight, message),) = weighed(release(values), CODE)
    assert (weight, part in message) == (severity, True), message


@pytest.mark.parametrize(
    "values",
    [
        "driver: {version: 580.126.20}",
        "driver: {version: 580.126.20-acme1, repository: r.local/nvidia}",
        "driver: {version: 'sha256:abc'}",
        "driver: {version: '${DRIVER}-ubuntu22.04'}",
        "driver: {repository: 'r.local:5000/nvidia'}",
        "driver: {repository: 'r.local:5000'}",
        "driver: {repository: r.local/proxy, image: nvcr.io/nvidia/driver}",
        "driver: {repository: gitlab.local/acme/driver}",
        "driver: {enabled: false, version: 580.126.20-ubuntu22.04}",
        "driver: {nvidiaDriverCRD: {enabled: true, deployDefaultCR: false}, version: 580.126.20-ubuntu22.04}",
        "toolkit: {version: v1.17.8-ubuntu20.04}",
        "toolkit: {image: '{{ .image }}:a'}",
        "vgpuManager: {enabled: true}",
        "gds: {enabled: false, version: 2.27.3-ubuntu24.04}",
        "driver: {image: [a]}",
    ],
)
def test_names_that_come_out_right_or_are_not_used(values: str) -> None:
    assert weighed(release(values), CODE) == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (policy(whole("driver") + "\ndriver: {version: '580.1.2'}"), "driver lacks repository and image"),
        (policy(whole("toolkit") + "\ntoolkit: {repository: r.local, image: a}"), "toolkit lacks version"),
        (driver_object("image: driver\nrepository: nvcr.io/nvidia"), "spec lacks version"),
        (driver_object("image: driver\nrepository: a\nversion: 580.1.2-ubuntu22.04"), "version: the operator adds"),
    ],
)
def test_custom_resources_that_say_a_part_or_too_much(text: str, part: str) -> None:
    ((_, message),) = weighed(text, CODE)
    assert part in message


@pytest.mark.parametrize(
    "text",
    [
        policy(whole()),
        policy("driver: {version: '580.1.2'}"),
        policy(whole("driver") + "\ndriver: {image: 'r.local/nvidia/driver@sha256:abc'}"),
        policy(whole("driver") + "\ndriver: {useNvidiaDriverCRD: true, version: '580.1.2'}"),
        policy(whole("driver") + "\ndriver: {enabled: false, version: '580.1.2'}"),
        driver_object("image: 'r.local/nvidia/driver@sha256:abc'"),
        driver_object("image: driver\nrepository: '${REPOSITORY}'"),
        driver_object("image: driver\nrepository: a\nversion: 580.1.2"),
    ],
)
def test_custom_resources_whose_images_are_whole_or_not_said(text: str) -> None:
    assert weighed(text, CODE) == []


@pytest.mark.parametrize(
    ("spec", "number"),
    [
        ("image: driver\nrepository: nvcr.io/nvidia\nversion: '580'", 1),
        ("image: driver\nrepository: nvcr.io/nvidia\nversion: '580'\nusePrecompiled: true", 0),
        ("image: driver\nrepository: r.local\nversion: '580'", 0),
    ],
)
def test_a_branch_in_a_driver_object_has_no_image(spec: str, number: int) -> None:
    assert len(weighed(driver_object(spec), "VER205")) == number


def test_a_patch_may_say_a_part() -> None:
    found = judged({"driver-patch.yaml": driver_object("image: driver\nrepository: nvcr.io/nvidia")}).findings
    assert [one for one in found if one.code == CODE] == []
