"""More GPUs at once than any Ray node has."""

import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of

_PLAIN, _WITH_CUDA = "rayproject/ray:2.52.0", "rayproject/ray:2.52.0-gpu"
_ONE = "resources: {limits: {nvidia.com/gpu: 1}}"


def _service(asked: str, worker: str = _ONE, head: str = _PLAIN, params: str = "{}") -> str:
    """A RayService; what a deployment of Ray Serve asks for stands in line 11."""
    return f"""\
apiVersion: ray.io/v1
kind: RayService
metadata: {{name: llm}}
spec:
  serveConfigV2: |
    applications:
      - name: llm
        import_path: serve:app
        deployments:
          - name: Model
            {asked}
  rayClusterConfig:
    headGroupSpec:
      rayStartParams: {{dashboard-host: 0.0.0.0}}
      template: {{spec: {{containers: [{{name: head, image: "{head}"}}]}}}}
    workerGroupSpecs:
      - groupName: gpu
        rayStartParams: {params}
        template: {{spec: {{containers: [{{name: worker, image: "{_WITH_CUDA}", {worker}}}]}}}}
"""


def _found(text: str) -> list[tuple[int, Severity, str]]:
    findings = judged({"ray.yaml": text}).findings
    return [(line_of(one), one.severity, one.message.split(":")[0]) for one in findings if one.code == "WRK245"]


@pytest.mark.parametrize(
    ("text", "severity", "message"),
    [
        (
            _service("ray_actor_options: {num_gpus: 2}"),
            Severity.ERROR,
            "2 GPUs at once, and none of the cluster's pods gives Ray more than 1",
        ),
        (
            _service("ray_actor_options: {num_gpus: 1}", "resources: {limits: {cpu: 1}}"),
            Severity.WARNING,
            "1 GPU at once, and none of the cluster's pods has one",
        ),
        (
            _service("ray_actor_options: {num_gpus: 1.5}"),
            Severity.ERROR,
            "1.5 GPUs at once, and none of the cluster's pods gives Ray more than 1",
        ),
        (
            _service("placement_group_bundles: [{GPU: 1}, {CPU: 4, GPU: 4}]"),
            Severity.ERROR,
            "4 GPUs at once, and none of the cluster's pods gives Ray more than 1",
        ),
        (
            _service("ray_actor_options: {num_gpus: 2}", head=_WITH_CUDA),
            Severity.WARNING,
            "2 GPUs at once, and none of the cluster's pods gives Ray more than 1",
        ),
        (
            _service("ray_actor_options: {num_gpus: 2}", params='{num-gpus: "1"}'),
            Severity.ERROR,
            "2 GPUs at once, and none of the cluster's pods gives Ray more than 1",
        ),
        (
            _service("ray_actor_options: {num_gpus: 2}", "resources: {limits: {nvidia.com/mig-1g.10gb: 1}}"),
            Severity.ERROR,
            "2 GPUs at once, and none of the cluster's pods gives Ray more than 1",
        ),
    ],
)
def test_a_replica_that_no_node_can_hold(text: str, severity: Severity, message: str) -> None:
    assert _found(text) == [(11, severity, message)]


@pytest.mark.parametrize(
    "text",
    [
        _service("ray_actor_options: {num_gpus: 1}"),
        _service("ray_actor_options: {num_gpus: 0.25}"),
        _service("ray_actor_options: {num_cpus: 2}"),
        _service("ray_actor_options: {num_gpus: 2}", params='{num-gpus: "2"}'),
        _service("ray_actor_options: {num_gpus: 2}", params="{num-gpus: many}"),
        _service("ray_actor_options: {num_gpus: 2}", "resources: {limits: {nvidia.com/gpu.shared: 2}}"),
        _service("ray_actor_options: {num_gpus: 2}", "resources: {limits: {nvidia.com/gpu: '${CARDS}'}}"),
        _service("ray_actor_options: {num_gpus: 2}", "env: [{name: NVIDIA_VISIBLE_DEVICES, value: all}]"),
        _service("ray_actor_options: {num_gpus: 2}", "securityContext: {privileged: true}"),
        _service("ray_actor_options: {num_gpus: 2}, resources: {limits: {nvidia.com/gpu: 2}}", _ONE),
        _service("ray_actor_options: {num_gpus: 0}\n            placement_group_bundles: [{GPU: 1}, {GPU: 1}]"),
        _service("ray_actor_options: {num_gpus: 2}").replace(
            "- groupName", "- resources: {GPU: '2'}\n        groupName"
        ),
        _service("ray_actor_options: {num_gpus: true}"),
    ],
)
def test_what_a_node_has_or_may_have(text: str) -> None:
    assert _found(text) == []


def _job(gpus: str, worker: str = _ONE) -> str:
    """A RayJob whose driver wants GPUs, which stands in line 6."""
    return f"""\
apiVersion: ray.io/v1
kind: RayJob
metadata: {{name: train}}
spec:
  entrypoint: python train.py
  entrypointNumGpus: {gpus}
  rayClusterSpec:
    headGroupSpec:
      rayStartParams: {{num-gpus: "0"}}
      template: {{spec: {{containers: [{{name: head, image: "{_PLAIN}"}}]}}}}
    workerGroupSpecs:
      - groupName: gpu
        rayStartParams: {{}}
        template: {{spec: {{containers: [{{name: worker, image: "{_WITH_CUDA}", {worker}}}]}}}}
"""


def test_a_driver_that_no_node_can_hold() -> None:
    assert [line for line, *_ in _found(_job("2"))] == [6]
    assert _found(_job("1")) == []
    chosen = _job("2").replace("rayClusterSpec", "clusterSelector: {ray.io/cluster: main}\n  other")
    assert _found(chosen) == []


def test_two_services_of_one_file_are_kept_apart() -> None:
    one, other = _service("ray_actor_options: {num_gpus: 1}"), _service("ray_actor_options: {num_gpus: 3}")
    assert [line for line, *_ in _found(f"{one}---\n{other}")] == [31]
    listed = "\n".join(f"  {line}" for line in other.splitlines())
    assert [line for line, *_ in _found(f"apiVersion: v1\nkind: List\nitems:\n- {listed[2:]}\n")] == [14]
