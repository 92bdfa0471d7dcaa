import pytest

from tests.lint.examples import judged, told

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec: {containers: [{name: a, image: a, resources: {limits: {nvidia.com/gpu: 1}}}]}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec: {containers: [{name: a, image: a, resources: {limits: {nvidia.com/gpu: 1}}}]}
"""
PRIORITY = "apiVersion: scheduling.k8s.io/v1beta1\nkind: PriorityClass\nmetadata: {name: a}\nvalue: 1\n"


@pytest.mark.parametrize(
    ("text", "line", "message", "fix"),
    [
        (POD.replace("apiVersion: v1\n", ""), 1, "the Pod has no apiVersion", "Write `apiVersion: v1` above it."),
        (
            DEPLOYMENT.replace("apps/v1", "extensions/v1beta1"),
            1,
            "Kubernetes 1.16 and newer have no Deployment of extensions/v1beta1",
            "Write `apiVersion: apps/v1`.",
        ),
        (DEPLOYMENT.replace("apps/v1", "v1"), 1, "v1 has no Deployment", "Write `apiVersion: apps/v1`."),
        (POD.replace("v1", "apps/v1"), 1, "apps/v1 has no Pod", "Write `apiVersion: v1`."),
        (
            PRIORITY,
            1,
            "Kubernetes 1.22 and newer have no PriorityClass of scheduling.k8s.io/v1beta1",
            "Write `apiVersion: scheduling.k8s.io/v1`.",
        ),
        (POD.replace("{name: a}\n", "{labels: {a: b}}\n"), 3, "the Pod has no name", "Write `name:` below metadata."),
        (POD.replace("metadata: {name: a}\n", ""), 2, "the Pod has no name", "Write `name:` below metadata."),
        (
            "apiVersion: v1\nkind: Node\nmetadata:\n  labels: {nvidia.com/gpu.present: 'true'}\n",
            3,
            "the Node has no name",
            "Write `name:` below metadata.",
        ),
    ],
)
def test_objects_that_the_api_server_cannot_tell(text: str, line: int, message: str, fix: str) -> None:
    (one,) = (one for one in judged(text).findings if one.code == "KUB203")
    assert (told(text, "KUB203"), one.fix) == ([(line, message)], fix)


@pytest.mark.parametrize(
    "text",
    [
        POD,
        DEPLOYMENT,
        POD.replace("{name: a}\n", "{generateName: a-}\n"),
        # KUB202 tells that this is no mapping.
        POD.replace("{name: a}\n", "[a]\n"),
        POD.replace("apiVersion: v1", "apiVersion: ${VERSION}"),
        DEPLOYMENT.replace("apps/v1", "apps.example/v1"),
        "apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: no-gpus}\n",
        "kind: gpus\nspec: {driver: {enabled: true}}\n",
    ],
)
def test_others(text: str) -> None:
    assert told(text, "KUB203") == []


@pytest.mark.parametrize(("release", "found"), [("1.21", 0), ("1.22", 1), ("1.35", 1)])
def test_what_the_clusters_release_still_serves(release: str, found: int) -> None:
    assert len(told(PRIORITY, "KUB203", ["--kubernetes", release])) == found


def test_a_component_of_kustomize_needs_no_name() -> None:
    head = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
    assert told({"kustomization.yaml": head + "configMapGenerator: [{name: a}]\n"}, "KUB203") == []


INSTALLER = (
    "apiVersion: {}\nkind: {}\nmetadata: {{name: gpu-operator}}\nspec: {{chart: gpu-operator, source: {}, {}}}\n"
)
OF_ARGO = "{chart: gpu-operator, repoURL: a, targetRevision: v26.7.0}"
OF_FLUX = "chartRef: {kind: OCIRepository, name: gpu-operator}"


@pytest.mark.parametrize(
    ("version", "kind", "right"),
    [
        ("helm.toolkit.fluxcd.io/v1", "HelmRelease", "helm.toolkit.fluxcd.io/v2"),
        ("source.toolkit.fluxcd.io/v2", "OCIRepository", "source.toolkit.fluxcd.io/v1"),
        ("argoproj.io/v1", "Application", "argoproj.io/v1alpha1"),
        ("helm.cattle.io/v1beta1", "HelmChart", "helm.cattle.io/v1"),
    ],
)
def test_versions_that_an_installer_never_had(version: str, kind: str, right: str) -> None:
    found = judged(INSTALLER.format(version, kind, OF_ARGO, OF_FLUX)).findings
    ((message, fix),) = [(one.message, one.fix) for one in found if one.code == "KUB203"]
    assert (message, fix) == (f"{version} has no {kind}", f"Write `apiVersion: {right}`.")


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("helm.toolkit.fluxcd.io/v2beta1", "HelmRelease"),
        ("helm.toolkit.fluxcd.io/${VERSION}", "HelmRelease"),
        ("helm.fluxcd.io/v1", "HelmRelease"),
        ("source.toolkit.fluxcd.io/v1beta2", "OCIRepository"),
        ("argoproj.io/v1alpha1", "Application"),
        ("app.k8s.io/v1beta1", "Application"),
        ("helm.cattle.io/v1", "HelmChart"),
    ],
)
def test_versions_that_it_has_or_had(version: str, kind: str) -> None:
    assert told(INSTALLER.format(version, kind, OF_ARGO, OF_FLUX), "KUB203") == []


CLAIM = """\
apiVersion: resource.k8s.io/VERSION
kind: ResourceClaimTemplate
metadata: {name: a}
spec: {spec: {devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu.nvidia.com}}]}}}
"""


@pytest.mark.parametrize(
    ("version", "options", "message"),
    [
        ("v1", ["--kubernetes", "1.33"], "resource.k8s.io/v1 came with Kubernetes 1.34, and this is 1.33"),
        ("v1beta2", ["--kubernetes", "1.32"], "resource.k8s.io/v1beta2 came with Kubernetes 1.33, and this is 1.32"),
        ("v1beta1", ["--kubernetes", "1.30"], "resource.k8s.io/v1beta1 came with Kubernetes 1.32, and this is 1.30"),
        ("v1alpha2", [], "Kubernetes 1.31 and newer have no ResourceClaimTemplate of resource.k8s.io/v1alpha2"),
        ("v2", [], "resource.k8s.io/v2 has no ResourceClaimTemplate"),
        ("v1", ["--kubernetes", "1.34"], None),
        ("v1", [], None),
        ("v1beta1", ["--kubernetes", "1.34"], None),
        ("v1alpha3", [], None),
        ("v1alpha2", ["--kubernetes", "1.30"], None),
    ],
)
def test_versions_of_claims(version: str, options: list[str], message: str | None) -> None:
    found = told(CLAIM.replace("VERSION", version), "KUB203", options)
    assert [one for _, one in found] == ([] if message is None else [message])
