import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of

CODE = "WRK248"
RAY, LOGS = "{name: worker, image: 'rayproject/ray:2.52.0-gpu', ", "{name: logs, image: fluent/fluent-bit, "
ONE = "resources: {limits: {nvidia.com/gpu: 1}}}"
NONE = "resources: {limits: {cpu: 1}}}"


def cluster(*containers: str) -> str:
    """The first container of the workers stands in line 14."""
    lines = "".join(f"          - {one}\n" for one in containers)
    return f"""\
apiVersion: ray.io/v1
kind: RayCluster
metadata: {{name: ray}}
spec:
  headGroupSpec:
    rayStartParams: {{num-gpus: "0"}}
    template: {{spec: {{containers: [{{name: head, image: "rayproject/ray:2.52.0"}}]}}}}
  workerGroupSpecs:
    - groupName: gpu
      rayStartParams: {{}}
      template:
        spec:
          containers:
{lines}"""


def found(text: str, name: str = "a.yaml") -> list[tuple[int, Severity]]:
    return [(line_of(one), one.severity) for one in judged({name: text}).findings if one.code == CODE]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (cluster(LOGS + NONE, RAY + ONE), Severity.WARNING),
        (cluster("{name: a, image: own/logs}", "{name: b, image: own/ray, " + ONE), Severity.WARNING),
        (cluster("{name: a, image: own/logs}", "{name: ray-worker, image: own/image, " + ONE), Severity.WARNING),
        # A server beside Ray may be meant.
        (cluster(RAY + NONE, "{name: triton, image: triton, " + ONE), Severity.INFO),
        (cluster("{name: a, image: own/a}", "{name: b, image: own/b, " + ONE), Severity.INFO),
        (cluster("{name: tray, image: own/array}", "{name: b, image: own/b, " + ONE), Severity.INFO),
    ],
)
def test_a_gpu_behind_the_first_container(text: str, severity: Severity) -> None:
    assert found(text) == [(15, severity)]


@pytest.mark.parametrize(
    "text",
    [
        cluster(RAY + ONE, LOGS + NONE),
        cluster(RAY + ONE, "{name: triton, image: triton, " + ONE),
        cluster(RAY + "resources: {claims: [{name: gpu}]}}", "{name: triton, image: triton, " + ONE),
        cluster(LOGS + NONE, RAY + "resources: {limits: {nvidia.com/gpu: 0}}}"),
        cluster(LOGS + NONE, RAY + NONE),
        cluster(RAY + ONE),
    ],
)
def test_where_ray_has_it(text: str) -> None:
    assert found(text) == []


def test_in_a_patch_the_containers_are_not_all_there() -> None:
    text = cluster(LOGS + NONE, RAY + ONE)
    assert len(found(text)) == 1
    assert found(text, "patch.yaml") == []


def test_within_other_objects() -> None:
    text = cluster(LOGS + NONE, RAY + ONE).replace("RayCluster", "RayService")
    below = "\n".join(f"  {line}" for line in text.partition("spec:\n")[2].splitlines())
    assert found(text.partition("spec:\n")[0] + "spec:\n  rayClusterConfig:\n" + below) == [(16, Severity.WARNING)]
