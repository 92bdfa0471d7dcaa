import pytest

from tests.lint.examples import told

CODE = "REF230"
BASE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm}
spec:
  selector: {matchLabels: {app: llm}}
  template:
    metadata: {labels: {app: llm}}
    spec:
      containers:
        - {name: vllm, image: "vllm/vllm-openai:v0.10.0", resources: {limits: {nvidia.com/gpu: 1}}}
"""


INLINE = """\
patches:
  - target: {kind: Deployment, name: llm}
    patch: |-
      - op: add
        path: /spec/template/spec/containers/-
        value: {name: main, image: nginx}
"""


def patch(container: str, name: str = "llm") -> str:
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  template:
    spec:
      containers:
        - {{name: {container}, resources: {{limits: {{nvidia.com/gpu: 2}}}}}}
"""


def files(container: str, how: str = "patches: [{path: more.yaml}]", more: str = "") -> dict[str, str]:
    found = {
        "base/kustomization.yaml": "resources: [llm.yaml]\n",
        "base/llm.yaml": BASE,
        "overlays/a/kustomization.yaml": f"resources: [../../base]\n{how}\n",
        "overlays/a/more.yaml": patch(container),
    }
    return {**found, "overlays/a/other.yaml": more} if more else found


@pytest.mark.parametrize(
    "how",
    [
        "patches: [{path: more.yaml}]",
        "patches: [{path: ./more.yaml, target: {kind: Deployment, name: llm}}]",
        "patchesStrategicMerge: [more.yaml]",
    ],
)
@pytest.mark.parametrize("container", ["main", "vlm"])
def test_a_container_that_is_not_there(how: str, container: str) -> None:
    ((line, message),) = told(files(container, how), CODE)
    assert line == 8
    assert message.startswith(f"Deployment llm has no container {container} but vllm")


@pytest.mark.parametrize(
    "given",
    [
        files("vllm"),
        files("${NAME}"),
        files("side, image: nginx"),
        files("main, $patch: delete"),
        files("main", "patches: [{path: more.yaml, target: {kind: Deployment, labelSelector: app=llm}}]"),
        files("main", "patches: [{path: more.yaml, target: {kind: Deployment, name: other}}]"),
        files("main", "patches: [{path: more.yaml}]\ncomponents: [../../parts]"),
        files("main", "resources: [other.yaml]", BASE),
        files("main", "patches: [{path: more.yaml}, {path: other.yaml}]", patch("main, image: cuda")),
        # One of that name elsewhere is not what is built here.
        {
            **files("main"),
            "overlays/a/kustomization.yaml": "resources: ['https://a/b']\npatches: [{path: more.yaml}]\n",
        },
        # Another patch adds it.
        files("main", INLINE + "  - path: more.yaml"),
    ],
)
def test_what_is_there_or_may_be(given: dict[str, str]) -> None:
    assert [message for _, message in told(given, CODE) if "has no container" in message] == []
