import pytest

from tests.lint.examples import told

CODE = "KUB208"
POD = """\
spec:
  {spec}
  containers:
    - {{name: main, image: cuda, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}
"""


def pod(annotation: str, spec: str = "restartPolicy: Never") -> str:
    head = f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: main\n  annotations:\n    {annotation}\n"
    return head + POD.format(spec=spec)


@pytest.mark.parametrize("field", ["affinity", "tolerations"])
def test_the_field_takes_its_place(field: str) -> None:
    message = f"the scheduler does not read the annotation scheduler.alpha.kubernetes.io/{field}"
    assert told(pod(f"scheduler.alpha.kubernetes.io/{field}: '[]'"), CODE) == [
        (6, f"{message}, and the pod has no {field}")
    ]


def test_templates_are_looked_at_too() -> None:
    body = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: main, annotations: {scheduler.alpha.kubernetes.io/affinity: "{}"}}
spec:
  selector: {matchLabels: {app: main}}
  template:
    metadata:
      labels: {app: main}
      annotations:
        scheduler.alpha.kubernetes.io/affinity: "{}"
    spec:
      containers:
        - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
"""
    assert [line for line, _ in told(body, CODE)] == [10], "the Deployment's own never were read"


@pytest.mark.parametrize(
    "text",
    [
        pod("scheduler.alpha.kubernetes.io/tolerations: '[]'", "tolerations: [{operator: Exists}]"),
        pod("scheduler.alpha.kubernetes.io/critical-pod: ''"),
        pod("scheduler.alpha.kubernetes.io/affinity:"),
        pod("gpu-fraction: '0.5'"),
    ],
)
def test_what_is_left_over_or_unknown_is_let_be(text: str) -> None:
    assert told(text, CODE) == []
