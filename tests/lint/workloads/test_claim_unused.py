"""Claims for GPUs that no container uses."""

import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of


def template(asked: str = "exactly: {deviceClassName: gpu.nvidia.com}", namespace: str = "team") -> str:
    return f"""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {{name: single, namespace: {namespace}}}
spec: {{spec: {{devices: {{requests: [{{name: one, {asked}}}]}}}}}}
"""


def pod(container: str = "", claim: str = "a", more: str = "", named: str = "single") -> str:
    """The claim stands in line 5."""
    return f"""\
apiVersion: v1
kind: Pod
metadata: {{name: main, namespace: team}}
spec:
  resourceClaims: [{{name: {claim}, resourceClaimTemplateName: {named}}}]
  containers: [{{name: main, image: cuda{container}}}]
  runtimeClassName: nvidia
  {more}
"""


def found(files: dict[str, str]) -> list[tuple[int, Severity]]:
    return [(line_of(one), one.severity) for one in judged(files).findings if one.code == "WRK250"]


WARNED, NOTED = [(5, Severity.WARNING)], [(5, Severity.INFO)]
OTHER = ", resources: {claims: [{name: other}]}"
USED = ", resources: {claims: [{name: a}]}"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (pod(), "exactly: {deviceClassName: gpu.nvidia.com}"),
        (pod(OTHER), "exactly: {deviceClassName: mig.nvidia.com}"),
        (pod(more="initContainers: [{name: i, image: b}]"), "deviceClassName: gpu.nvidia.com"),
        (pod(), "firstAvailable: [{name: a, deviceClassName: gpu.nvidia.com}]"),
    ],
)
def test_a_claim_that_no_container_uses(text: str, asked: str) -> None:
    assert found({"p.yaml": text, "t.yaml": template(asked)}) == WARNED


def test_the_message_names_the_claim() -> None:
    (one,) = (one for one in judged({"p.yaml": pod(), "t.yaml": template()}).findings if one.code == "WRK250")
    assert one.message.startswith("no container uses the claim a:")


def test_a_deployment_and_one_of_two_claims() -> None:
    text = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: main, namespace: team}
spec:
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec:
      resourceClaims:
      - {name: a, resourceClaimTemplateName: single}
      - {name: b, resourceClaimTemplateName: single}
      containers: [{name: main, image: cuda, resources: {claims: [{name: a}]}}]
      runtimeClassName: nvidia
"""
    assert found({"p.yaml": text, "t.yaml": template()}) == [(11, Severity.WARNING)]


@pytest.mark.parametrize(
    ("claim", "named", "said"),
    [("gpu", "x", NOTED), ("a", "gpus", NOTED), ("a", "x", []), ("gpu-nic", "x", []), ("gpu", "roce", [])],
)
def test_where_the_claim_is_elsewhere_its_name_tells_that_it_is_of_a_gpu(
    claim: str, named: str, said: list[tuple[int, Severity]]
) -> None:
    assert found({"p.yaml": pod(claim=claim, named=named)}) == said


@pytest.mark.parametrize(
    "text",
    [
        pod(USED),
        pod(more="initContainers: [{name: i, image: b, resources: {claims: [{name: a, request: one}]}}]"),
        pod(", resources: {claims: [{name: '${CLAIM}'}]}"),
        pod(", resources: '${RESOURCES}'"),
        pod(", resources: {claims: [a]}"),
        pod(claim="'${CLAIM}'"),
        pod(more="resources: {claims: [{name: a}]}"),
    ],
)
def test_a_claim_that_is_used_or_may_be(text: str) -> None:
    assert found({"p.yaml": text, "t.yaml": template()}) == []


@pytest.mark.parametrize(
    "asked",
    [
        "exactly: {deviceClassName: gpu-net.example.com}",
        "firstAvailable: [{name: a, deviceClassName: gpu.nvidia.com}, {name: b, deviceClassName: net.example.com}]",
    ],
)
def test_devices_of_other_makers_may_be_for_the_pod_as_a_whole(asked: str) -> None:
    assert found({"p.yaml": pod(claim="gpu"), "t.yaml": template(asked)}) == []


def test_patches_and_claims_of_other_clusters() -> None:
    assert found({"clusters/a/p.yaml": pod(), "clusters/b/t.yaml": template()}) == []
    kustomization = "resources: [p.yaml]\npatches: [{path: patch.yaml, target: {kind: Pod}}]\n"
    patch = "apiVersion: v1\nkind: Pod\nmetadata: {name: main}\nspec: {containers: [{name: main}]}\n"
    files = {"p.yaml": pod(), "t.yaml": template(), "kustomization.yaml": kustomization, "patch.yaml": patch}
    assert found(files) == []
