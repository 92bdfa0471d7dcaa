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
        (
            "apiVersion: v1\nkind: Node\nmetadata:\nname: a\nlabels: {nvidia.com/gpu.present: 'true'}\n",
            3,
            "the Node has no name",
            "Indent `name:`, which stands beside metadata.",
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
        # A word that people or sed put the name in for.
        POD.replace("{name: a}\n", "{name: SET_AT_RUNTIME}\n"),
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
        ("v1alpha3", [], "Kubernetes 1.34 and newer have no ResourceClaimTemplate of resource.k8s.io/v1alpha3"),
        ("v1alpha3", ["--kubernetes", "1.33"], None),
        ("v1alpha2", ["--kubernetes", "1.30"], None),
        ("v1alpha2", ["--kubernetes", "1.26"], "resource.k8s.io/v1alpha2 came with Kubernetes 1.27, and this is 1.26"),
    ],
)
def test_versions_of_claims(version: str, options: list[str], message: str | None) -> None:
    found = told(CLAIM.replace("VERSION", version), "KUB203", options)
    assert [one for _, one in found] == ([] if message is None else [message])


def test_a_version_that_releases_still_in_use_have_is_a_note_where_none_is_told() -> None:
    text = CLAIM.replace("VERSION", "v1alpha3")
    for options, severity in (([], "info"), (["--kubernetes", "1.34"], "error")):
        (one,) = [one for one in judged(text, options).findings if one.code == "KUB203"]
        assert one.severity.value == severity


OF_DEVICES = """\
apiVersion: resource.k8s.io/{version}
kind: {kind}
metadata: {{name: {name}}}
spec: {{}}
"""


@pytest.mark.parametrize(
    ("kind", "version", "told_of", "fix"),
    [
        ("ResourceClass", "v1alpha4", "resource.k8s.io/v1alpha4 has no", "Write a DeviceClass of resource.k8s.io/v1."),
        ("ResourceClass", "v1", "resource.k8s.io/v1 has no", "Write a DeviceClass of resource.k8s.io/v1."),
        (
            "ResourceClass",
            "v1alpha2",
            "Kubernetes 1.31 and newer have no",
            "Write a DeviceClass of resource.k8s.io/v1.",
        ),
        ("ResourceClaimParameters", "v1", "has no", "Write a ResourceClaim of resource.k8s.io/v1."),
        ("DeviceClass", "v1alpha2", "resource.k8s.io/v1alpha2 has no", "Write `apiVersion: resource.k8s.io/v1`."),
        ("DeviceClas", "v1", "resource.k8s.io/v1 has no", "Did you mean DeviceClass?"),
        ("GpuClass", "v1", "resource.k8s.io/v1 has no", "Write the apiVersion of the kind, or a kind of this group."),
    ],
)
def test_kinds_around_claims_for_devices(kind: str, version: str, told_of: str, fix: str) -> None:
    text = OF_DEVICES.format(version=version, kind=kind, name="gpu-class")
    (one,) = [one for one in judged(text).findings if one.code == "KUB203"]
    assert (told_of in one.message, one.fix) == (True, fix)


@pytest.mark.parametrize(
    ("kind", "version", "name"),
    [
        ("ResourceClass", "v1alpha4", "network"),
        ("DeviceClass", "v1", "gpu-class"),
        ("DeviceClass", "v1beta1", "gpu-class"),
        ("ResourceSlice", "v1", "gpus"),
        ("ResourceSlice", "v1", ""),
        ("DeviceTaintRule", "v1alpha3", "gpus"),
        ("${KIND}", "v1", "gpus"),
    ],
)
def test_kinds_that_there_are_and_those_that_have_nothing_to_do_with_gpus(kind: str, version: str, name: str) -> None:
    assert told(OF_DEVICES.format(version=version, kind=kind, name=name), "KUB203") == []


def test_a_claim_that_a_pod_with_gpus_names_is_judged_whatever_its_own_words() -> None:
    claim = (
        "apiVersion: resource.k8s.io/v1\nkind: ResourceClaim\nmetadata: {name: big}\nspec: {resourceClassName: big}\n"
    )
    pod = POD.replace("{containers", "{resourceClaims: [{name: a, FORM}], containers")
    assert told(claim, "KUB201") == []
    for form in ("resourceClaimName: big", "source: {resourceClaimName: big}"):
        ((line, message),) = told(f"{claim}---\n{pod.replace('FORM', form)}", "KUB201")
        assert (line, message) == (4, "resourceClassName is no field of a ResourceClaim's spec")


@pytest.mark.parametrize(
    ("text", "kind", "fix"),
    [
        (DEPLOYMENT, "Deployement", "Did you mean Deployment?"),
        (DEPLOYMENT, "deployment", "Did you mean Deployment?"),
        (DEPLOYMENT, "DeploymentConfig", "Write the apiVersion of the kind, or a kind of this group."),
        (POD, "Pods", "Did you mean Pod?"),
        (POD, "pod", "Did you mean Pod?"),
    ],
)
def test_a_kind_that_its_group_has_not(text: str, kind: str, fix: str) -> None:
    before = "Deployment" if text is DEPLOYMENT else "Pod"
    ((line, message),) = told(text.replace(f"kind: {before}", f"kind: {kind}"), "KUB203")
    (one,) = [one for one in judged(text.replace(f"kind: {before}", f"kind: {kind}")).findings if one.code == "KUB203"]
    assert (line, message, one.fix) == (2, f"{'apps/v1' if text is DEPLOYMENT else 'v1'} has no {kind}", fix)


@pytest.mark.parametrize("kind", ["DeploymentConfig", "Template", "PodTemplate"])
def test_kinds_that_the_core_group_once_had_in_openshift(kind: str) -> None:
    assert told(POD.replace("kind: Pod", f"kind: {kind}"), "KUB203") == []


MONITOR = """\
apiVersion: {}
kind: {}
metadata: {{name: exporter}}
spec:
  selector: {{matchLabels: {{app: nvidia-dcgm-exporter}}}}
"""
RAY = """\
apiVersion: {}
kind: RayCluster
metadata: {{name: ray}}
spec:
  headGroupSpec:
    rayStartParams: {{}}
    template: {{spec: {{containers: [{{name: a, image: a, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}]}}}}
"""


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        (
            MONITOR.format("v1", "ServiceMonitor"),
            "v1 has no ServiceMonitor",
            "Write `apiVersion: monitoring.coreos.com/v1`.",
        ),
        (
            MONITOR.format("monitoring.coreos.com/v1beta1", "PodMonitor"),
            "monitoring.coreos.com/v1beta1 has no PodMonitor",
            "Write `apiVersion: monitoring.coreos.com/v1`.",
        ),
        (RAY.format("ray.io/v1beta1"), "ray.io/v1beta1 has no RayCluster", "Write `apiVersion: ray.io/v1`."),
    ],
)
def test_kinds_of_others_under_a_version_that_never_was(text: str, message: str, fix: str) -> None:
    (finding,) = (one for one in judged({"a.yaml": text}).findings if one.code == "KUB203")
    assert (finding.message, finding.fix) == (message, fix)


@pytest.mark.parametrize(
    "text",
    [
        MONITOR.format("monitoring.coreos.com/v1", "ServiceMonitor"),
        MONITOR.format("example.org/v1", "ServiceMonitor"),
        RAY.format("ray.io/v1alpha1"),
        RAY.format("${GROUP}/v3"),
    ],
)
def test_kinds_of_others_as_they_are_served(text: str) -> None:
    assert told({"a.yaml": text}, "KUB203") == []


@pytest.mark.parametrize(("kind", "line"), [("", 1), ("Kind: Pod\n", 2), ("knd: Pod\n", 2)])
def test_what_has_no_kind(kind: str, line: int) -> None:
    text = POD.replace("kind: Pod\n", kind)
    assert told({"a.yaml": text}, "KUB203") == [(line, "the object has no kind")]


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nname: gpu\nversion: 1.0.0\n",
        "metadata: {name: gpu}\nspec: {nvidia.com/gpu: 1}\n",
        "apiVersion: v1\nmetadata: {name: a}\nspec: {}\n",
        "apiVersion: v1\nkind:\nmetadata: {name: gpu}\n",
    ],
)
def test_what_is_no_object_or_none_about_gpus(text: str) -> None:
    assert told({"a.yaml": text}, "KUB203") == []


def test_a_map_without_metadata_has_no_name_whatever_it_holds() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetaData: {name: licence}\ndata: {gridd.conf: FeatureType=1}\n"
    assert told({"a.yaml": text}, "KUB203") == [(2, "the ConfigMap has no name")]
    assert told({"a.yaml": text}, "KUB201") == [(3, "metaData is no field of a ConfigMap")]
