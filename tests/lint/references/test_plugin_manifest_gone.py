import pytest

from tests.lint.examples import judged, told

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


@pytest.mark.parametrize(
    ("ref", "file", "fix"),
    [
        ("v0.17.0", "nvidia-device-plugin.yaml", "Did you mean nvidia-device-plugin.yml?"),
        ("v0.14.5", "nvidia-device-plugin.yaml", f"Write {RAW}/v0.14.5/{FILE}."),
        ("refs/tags/v0.16.2", "nvidia-device-plugin.yaml", "Did you mean nvidia-device-plugin.yml?"),
        ("v0.20.0", "gpu-feature-discovery-daemonset.yml", "Did you mean gpu-feature-discovery-daemonset.yaml?"),
        ("v0.12.3", "gpu-feature-discovery-daemonset.yaml", None),
        ("v0.18.0", "nfd.yaml", None),
        ("v0.15.0", "extensions-v1beta1-nvidia-device-plugin.yml", None),
    ],
)
def test_files_that_a_release_does_not_have(ref: str, file: str, fix: str | None) -> None:
    text = KUSTOMIZATION.replace("ENTRY", f"{RAW}/{ref}/deployments/static/{file}")
    ((line, message),) = told(text, CODE)
    assert line == 4
    assert message.endswith(f"has no deployments/static/{file}: kustomize ends with an error")
    assert fix is None or [one.fix for one in judged(text).findings if one.code == CODE] == [fix]


@pytest.mark.parametrize(
    ("ref", "file"),
    [
        ("v0.17.0", "nfd.yaml"),
        ("v0.14.0", "nvidia-device-plugin-privileged-with-service-account.yml"),
        ("v0.14.5", "extensions-v1beta1-nvidia-device-plugin.yml"),
        ("v0.20.0", "gpu-feature-discovery-daemonset-with-mig-mixed.yaml"),
        ("v0.20.1", "nvidia-device-plugin.yaml"),
        ("main", "nvidia-device-plugin.yaml"),
        ("${VERSION}", "nvidia-device-plugin.yaml"),
    ],
)
def test_files_that_are_there_or_of_releases_that_are_not_known(ref: str, file: str) -> None:
    assert of(f"{RAW}/{ref}/deployments/static/{file}") == []


PATCHED = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [ENTRY]
patches:
- patch: |
    apiVersion: apps/v1
    kind: KIND
    metadata: {name: NAME, namespace: kube-system}
    spec: {template: {spec: {runtimeClassName: nvidia}}}
"""


def patched(name: str, kind: str = "DaemonSet", entry: str = f"{RAW}/v0.17.0/deployments/static/{FILE}") -> list[int]:
    text = PATCHED.replace("ENTRY", entry).replace("NAME", name).replace("KIND", kind)
    return [line for line, _ in told({"kustomization.yaml": text}, CODE)]


def test_patches_of_what_the_manifest_does_not_hold() -> None:
    assert patched("nvidia-device-plugin-ds") == [5]
    assert patched("nvidia-device-plugin-daemonset", "Deployment") == [5]
    assert patched("nvidia-device-plugin-daemonset") == []
    assert patched("${NAME}") == []
    assert patched("other", entry=f"{RAW}/v0.14.5/deployments/static/{FILE}") == []
    assert patched("other", entry=f"{RAW}/main/deployments/static/{FILE}") == []
    assert patched("other", entry=f"{RAW}/v0.17.0/deployments/static/{FILE}, other.yaml") == []
    assert patched("other", entry=f"{RAW}/v0.17.0/deployments/static/nfd.yaml") == []
    assert patched("other", entry=f"{RAW}/v0.17.0/deployments/static/{FILE}]\ncomponents: [other") == []
