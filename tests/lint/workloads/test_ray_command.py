"""Commands in Ray's container that do not end."""

import pytest

from tests.lint.examples import told


def _cluster(container: str, annotations: str = "{}", template: str = "{}", group: str = "ray.io/v1") -> str:
    """A RayCluster; what is said of its head's container stands in line 12."""
    return f"""\
apiVersion: {group}
kind: RayCluster
metadata: {{name: llm, annotations: {annotations}}}
spec:
  headGroupSpec:
    rayStartParams: {{}}
    template:
      metadata: {{annotations: {template}}}
      spec:
        containers:
          - name: head
            {container}
            image: vllm
            resources: {{limits: {{nvidia.com/gpu: 2}}}}
          - name: beside
            image: shell
            command: [sleep, infinity]
"""


@pytest.mark.parametrize(
    ("container", "shown"),
    [
        ("command: [vllm, serve, m]", "vllm serve"),
        ("command: [python3, -m, vllm.entrypoints.openai.api_server]", "python3 -m vllm.entrypoints.openai.api_server"),
        ("args: [sleep, infinity]", "sleep infinity"),
        ("command: [/bin/bash, -c, 'sleep inf']", "sleep inf"),
        ("command: [tail, -f, /dev/null]", "tail -f /dev/null"),
        ("command: [sh, -c, 'set -x && vllm   serve m 2>&1']", "vllm serve"),
        ("args: ['-c', 'pip install a; exec /opt/bin/vllm serve m']", "/opt/bin/vllm serve"),
        ('command: [bash, -lc, "# wait\\nsleep infinity"]', "sleep infinity"),
    ],
)
def test_what_does_not_end_keeps_ray_from_starting(container: str, shown: str) -> None:
    ((line, message),) = told({"ray.yaml": _cluster(container)}, "WRK257")
    assert line == 12
    assert f"and {shown} does not end" in message


@pytest.mark.parametrize(
    "text",
    [
        _cluster("command: [python, prepare.py]"),
        _cluster("command: [sh, -c, 'ray start --head && vllm serve m']"),
        _cluster("command: [sh, -c, 'vllm serve m & true']"),
        _cluster("command: [sleep, '30']"),
        _cluster("args: ['-c', '# later: vllm serve m']"),
        _cluster("args: ['-c', 'echo start it by: vllm serve']"),
        _cluster("args: ['-c', 'vllm serve --help']"),
        _cluster("args: ['-c', 'timeout 60 tail -f /dev/null']"),
        _cluster('args: ["-c", "cat > /tmp/serve.sh <<EOF\\nvllm serve m\\nEOF"]'),
        _cluster("command: [vllm, serve, m]", '{ray.io/overwrite-container-cmd: "true"}'),
        _cluster("command: [vllm, serve, m]", template='{ray.io/overwrite-container-cmd: "true"}'),
        _cluster("command: [vllm, serve, m]", group="example.org/v1"),
        _cluster("workingDir: /tmp"),
    ],
)
def test_commands_that_end_or_start_ray_themselves(text: str) -> None:
    assert told({"ray.yaml": text}, "WRK257") == []


def test_the_submitter_of_a_job_is_no_node_of_ray() -> None:
    text = """\
apiVersion: ray.io/v1
kind: RayJob
metadata: {name: train}
spec:
  submitterPodTemplate:
    spec:
      containers:
        - name: submit
          image: ray
          command: [sleep, infinity]
          resources: {limits: {nvidia.com/gpu: 1}}
"""
    assert told({"ray.yaml": text}, "WRK257") == []
