import pytest

from tests.lint.examples import told

CODE = "REF236"
RAW = "https://raw.githubusercontent.com/NVIDIA/k8s-device-plugin"
FILE = "nvidia-device-plugin.yml"
KUSTOMIZATION = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
- ENTRY
"""


def of(entry: str) -> list[int]:
    """The lines at which an entry, which stands in line 4, is told."""
    return [line for line, _ in told(KUSTOMIZATION.replace("ENTRY", entry), CODE)]


@pytest.mark.parametrize("ref", ["v0.15.0", "v0.17.4", "v0.20.0", "main", "refs/tags/v0.16.2", "refs/heads/main"])
def test_the_manifest_is_no_longer_at_the_root(ref: str) -> None:
    assert of(f"{RAW}/{ref}/{FILE}") == [4]
    assert of(f"https://github.com/NVIDIA/k8s-device-plugin/raw/{ref}/{FILE}") == [4]
    assert of(f"{RAW}/{ref}/deployments/static/{FILE}") == []


@pytest.mark.parametrize(
    "ref", ["v0.14.5", "v0.9.0", "1.0.0-beta6", "v0.15.0-rc.2", "release-0.14", "${VERSION}", "a1b2c3d"]
)
def test_it_was_there_or_nobody_knows(ref: str) -> None:
    assert of(f"{RAW}/{ref}/{FILE}") == []


@pytest.mark.parametrize(
    "entry",
    [
        "github.com/NVIDIA/k8s-device-plugin//deployments/static?ref=v0.17.4",
        "https://github.com/NVIDIA/k8s-device-plugin/deployments/static?ref=v0.14.5",
        "https://github.com/NVIDIA/k8s-device-plugin.git//deployments/static?ref=main&timeout=90s",
        "github.com/NVIDIA/k8s-device-plugin?ref=v0.17.4",
    ],
)
def test_no_folder_is_a_base(entry: str) -> None:
    assert of(entry) == [4]


@pytest.mark.parametrize(
    "entry",
    [
        "github.com/someone/k8s-device-plugin//deployments/static?ref=v0.17.4",
        "https://github.com/NVIDIA/k8s-device-plugin/releases/download/v0.17.4/plugin.yaml",
        "nvidia-device-plugin.yml",
        "../k8s-device-plugin",
    ],
)
def test_others_are_nobodys_concern(entry: str) -> None:
    assert of(entry) == []


def test_the_address_to_write_is_said() -> None:
    found = told(KUSTOMIZATION.replace("ENTRY", f"{RAW}/v0.17.4/{FILE}"), CODE)
    assert "v0.17.4 of NVIDIA/k8s-device-plugin has no nvidia-device-plugin.yml at its root" in found[0][1]
