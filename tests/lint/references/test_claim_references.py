"""Names around claims for devices."""

import pytest

from tests.lint.examples import judged, told


def template(rest: str = "", name: str = "single", namespace: str = "team", requests: str = "gpu") -> str:
    asked = ", ".join(f"{{name: {one}, exactly: {{deviceClassName: gpu.nvidia.com}}}}" for one in requests.split())
    return f"""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {{name: {name}, namespace: {namespace}}}
spec: {{spec: {{devices: {{requests: [{asked}]{rest}}}}}}}
---
"""


def pod(claim: str = "resourceClaimTemplateName: single", use: str = "name: gpu", namespace: str = "team") -> str:
    return f"""\
apiVersion: v1
kind: Pod
metadata: {{name: main, namespace: {namespace}}}
spec:
  resourceClaims: [{{name: gpu, {claim}}}]
  containers: [{{name: main, image: main, resources: {{claims: [{{{use}}}]}}}}]
"""


def found(stream: str) -> list[str]:
    return [message.partition(":")[0] for _, message in told(stream, "REF233")]


@pytest.mark.parametrize("block", ["constraints", "config"])
@pytest.mark.parametrize(
    ("requests", "amiss"),
    [("[gpu-0]", True), ("[gpu, other]", True), ("[gpu]", False), ("[gpu/small]", False), ("[]", False)],
)
def test_requests_that_a_claim_names_of_itself(block: str, requests: str, amiss: bool) -> None:
    said = found(template(f", {block}: [{{requests: {requests}}}]"))
    assert [one.startswith("the claim makes no request") for one in said] == [True] * amiss


def test_names_that_are_filled_in_later_are_let_be() -> None:
    assert found(template(", config: [{requests: ['${NAME}']}]")) == []
    assert found(template(", config: [{requests: [gpu-0]}]", requests="${NAME}")) == []


def test_claims_for_devices_of_other_makers_are_let_be() -> None:
    stream = template(", config: [{requests: [other]}]").replace("gpu.nvidia.com", "gpu.example.com")
    assert found(stream) == []


@pytest.mark.parametrize(
    ("stream", "message"),
    [
        (pod("") + "---\n" + template(), "this entry names neither a claim nor a template"),
        (
            pod("resourceClaimName: a, resourceClaimTemplateName: single"),
            "this entry names both a claim and a template",
        ),
        (template() + pod(namespace="default"), "the ResourceClaimTemplate single is in team, the pod in default"),
        (template() + pod(use="name: gpu, request: card"), "the claim makes no request card"),
        (template() + pod().replace("[{name: gpu}]", "[gpu]"), "gpu stands among the claims of a container as a text"),
    ],
)
def test_what_a_pod_names(stream: str, message: str) -> None:
    assert found(stream) == [message]


@pytest.mark.parametrize(
    "stream",
    [
        template() + pod(),
        template() + pod(use="name: gpu, request: gpu"),
        template() + pod(use="name: gpu, request: gpu/small"),
        template(requests="a b") + pod(use="name: gpu, request: b"),
        pod(use="name: gpu, request: card"),  # whose template is elsewhere
        template() + pod("resourceClaimName: single", namespace="default"),  # a claim, not the template
        template() + template(namespace="default") + pod(namespace="default"),
        template(namespace="'{{ .space }}'") + pod(namespace="'{{ .space }}'"),
    ],
)
def test_what_is_in_order_or_not_known(stream: str) -> None:
    assert found(stream) == []


@pytest.mark.parametrize(
    ("name", "amiss"),
    [("nvidia.com/gpu", True), ("GPU.nvidia.com", True), ("mig.nvidia.com", False), ("own-nvidia", False)],
)
@pytest.mark.parametrize(
    "request_", ["exactly: {deviceClassName: NAME}", "firstAvailable: [{name: a, deviceClassName: NAME}]"]
)
def test_names_of_classes(request_: str, name: str, amiss: bool) -> None:
    stream = template().replace("exactly: {deviceClassName: gpu.nvidia.com}", request_.replace("NAME", name))
    message = f"{name} is no name that a DeviceClass can have"
    assert found(stream) == [message] * amiss


@pytest.mark.parametrize(
    "files",
    [
        {"clusters/a/c.yaml": template(requests="card"), "clusters/b/p.yaml": pod(use="name: gpu, request: gpu")},
        {"clusters/a/c.yaml": template(namespace="a"), "clusters/b/p.yaml": pod()},
        {
            "a/c.yaml": template(namespace="default"),
            "a/kustomization.yaml": "namespace: team\nresources: [c.yaml]\n",
            "p.yaml": pod(),
        },
        {"p.yaml": pod("podGroupResourceClaim: shared")},
        {"p.yaml": pod("$patch: delete")},
    ],
)
def test_other_clusters_moved_objects_and_words_of_others_are_let_be(files: dict[str, str]) -> None:
    assert told(files, "REF233") == []


FORMER = pod("source: {resourceClaimTemplateName: single}")
NONE_NAMED = "Kubernetes 1.31 and newer read no source here: the entry names no claim, the API server refuses the pod"
INDEED = "before Kubernetes 1.31 resourceClaimTemplateName stands below source: the API server refuses the pod"


@pytest.mark.parametrize(
    ("stream", "options", "said"),
    [
        (FORMER, [], [("warning", NONE_NAMED)]),
        (FORMER, ["--kubernetes", "1.33"], [("error", NONE_NAMED)]),
        (FORMER, ["--kubernetes", "1.30"], []),
        (template() + FORMER, [], [("error", NONE_NAMED)]),
        (template().replace("/v1\n", "/v1alpha2\n") + FORMER, [], [("warning", NONE_NAMED)]),
        (template(name="other") + FORMER, [], [("warning", NONE_NAMED)]),
        (pod("source: {}"), [], [("warning", NONE_NAMED)]),
        (pod(), ["--kubernetes", "1.30"], [("error", INDEED)]),
        (pod(), ["--kubernetes", "1.31"], []),
    ],
)
def test_the_form_of_another_release(stream: str, options: list[str], said: list[tuple[str, str]]) -> None:
    every = [one for one in judged(stream, options).findings if one.code == "REF233"]
    assert [(one.severity.value, one.message) for one in every] == said


@pytest.mark.parametrize(
    ("former", "fix"),
    [
        (FORMER, "Write `resourceClaimTemplateName: single` beside `name:`."),
        (pod("source: {resourceClaimName: a}"), "Write `resourceClaimName: a` beside `name:`."),
        (pod("source: {}"), "Write one of resourceClaimName and resourceClaimTemplateName."),
    ],
)
def test_what_to_write_in_place_of_the_older_form(former: str, fix: str) -> None:
    (one,) = [one for one in judged(former).findings if one.code == "REF233"]
    assert one.fix == fix
