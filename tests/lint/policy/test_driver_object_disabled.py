import pytest

from tests.lint.chart_values import release
from tests.lint.examples import judged
from tests.lint.policies import policy, whole

DRIVER = (
    "apiVersion: nvidia.com/v1alpha1\nkind: NVIDIADriver\nmetadata: {name: a}\nspec: {driverType: gpu, image: driver}\n"
)


def found(other: str) -> list[str]:
    files = {"a.yaml": DRIVER, "b.yaml": other}
    return [one.severity.value for one in judged(files).findings if one.code == "POL204"]


@pytest.mark.parametrize(
    ("other", "severity"),
    [
        (release("nfd: {enabled: true}"), "error"),
        (release("nfd: {enabled: true}", version="v26.3.3"), "error"),
        (release("nfd: {enabled: true}", version="v25.3.4"), "warning"),
        (policy(whole()), "warning"),
    ],
)
def test_a_driver_object_that_nobody_handed_the_driver_to(other: str, severity: str) -> None:
    assert found(other) == [severity]


@pytest.mark.parametrize(
    "other",
    [
        release("driver: {nvidiaDriverCRD: {enabled: true}}"),
        policy(whole("driver") + "\ndriver: {useNvidiaDriverCRD: true}"),
        policy("gfd: {enabled: true}"),
    ],
)
def test_one_that_is_followed_or_may_be(other: str) -> None:
    assert found(other) == []


OVERLAY = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../base]
patches: [{PATCH}]
"""


@pytest.mark.parametrize(
    ("patch", "severities"),
    [
        ("driver: {useNvidiaDriverCRD: true}", []),
        ("driver: {useNvidiaDriverCRD: '${BY_OBJECTS}'}", []),
        ("driver: {useNvidiaDriverCRD: false}", ["warning"]),
        ("driver: {enabled: true}", ["warning"]),
    ],
)
def test_a_patch_of_an_overlay_may_hand_the_driver_over(patch: str, severities: list[str]) -> None:
    files = {
        "base/kustomization.yaml": "resources: [policy.yaml]\n",
        "base/policy.yaml": policy(whole("driver") + "\ndriver: {enabled: true}"),
        "over/kustomization.yaml": OVERLAY.replace("PATCH", "path: policy_patch.yaml"),
        "over/policy_patch.yaml": policy(patch),
        "over/driver.yaml": DRIVER,
    }
    assert [one.severity.value for one in judged(files).findings if one.code == "POL204"] == severities


@pytest.mark.parametrize(
    ("operation", "severities"),
    [
        ("{op: add, path: /spec/driver/useNvidiaDriverCRD, value: true}", []),
        ("{op: replace, path: /spec/driver, value: {useNvidiaDriverCRD: true}}", []),
        ("{op: add, path: /spec/driver/enabled, value: true}", ["warning"]),
    ],
)
def test_an_operation_may_hand_the_driver_over(operation: str, severities: list[str]) -> None:
    target = "target: {kind: ClusterPolicy, name: cluster-policy}"
    files = {
        "base/kustomization.yaml": "resources: [policy.yaml]\n",
        "base/policy.yaml": policy(whole("driver") + "\ndriver: {enabled: true}"),
        "over/kustomization.yaml": OVERLAY.replace("{PATCH}", f"{{{target}, patch: '[{operation}]'}}"),
        "over/driver.yaml": DRIVER,
    }
    assert [one.severity.value for one in judged(files).findings if one.code == "POL204"] == severities


FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: a, namespace: flux-system}
spec:
  path: ./a
  patches:
    - target: {kind: ClusterPolicy}
      patch: "[{op: add, path: /spec/driver/useNvidiaDriverCRD, value: true}]"
"""


def test_other_clusters_and_patches_of_flux_are_let_be() -> None:
    for other in (release("nfd: {enabled: true}"), policy(whole())):
        files = {"clusters/a/a.yaml": DRIVER, "clusters/b/b.yaml": other}
        assert not [one for one in judged(files).findings if one.code == "POL204"]
    files = {"a.yaml": DRIVER, "b.yaml": policy(whole()), "c.yaml": FLUX}
    assert not [one for one in judged(files).findings if one.code == "POL204"]
