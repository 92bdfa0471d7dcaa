import pytest

from tests.lint.examples import told
from tests.lint.pods import gpu_node, pod, sharing

CODE = "WRK229"
ASK = "{limits: {nvidia.com/gpu: 1}}"
SLICED = "{timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}"
BY_MPS = "{mps: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}"
DEVICES = "{timeSlicing: {resources: [{name: nvidia.com/mig-1g.10gb, replicas: 4}]}}"
H100, T4 = ("--gpu", "NVIDIA-H100-80GB-HBM3"), ("--gpu", "Tesla-T4")


def selecting(key: str, value: str) -> str:
    return pod(ASK, spec=f'nodeSelector: {{nvidia.com/{key}: "{value}"}}')


@pytest.mark.parametrize(
    ("block", "strategy", "key", "value", "gpu"),
    [
        (SLICED, "none", "gpu.replicas", "8", H100),
        (SLICED, "none", "gpu.replicas", "1", H100),
        (SLICED, "none", "gpu.sharing-strategy", "mps", H100),
        (SLICED, "none", "gpu.sharing-strategy", "none", T4),
        (BY_MPS, "none", "gpu.sharing-strategy", "time-slicing", H100),
        (SLICED, "none", "mps.capable", "true", H100),
        (DEVICES, "mixed", "gpu.replicas", "4", H100),
        (SLICED, "single", "mig.strategy", "mixed", H100),
        (SLICED, "none", "mig.strategy", "single", H100),
        (SLICED, "single", "mig-1g.10gb.product", "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb", H100),
        (SLICED, "none", "mig-1g.10gb.count", "7", H100),
        (SLICED, "mixed", "mig-1g.5gb.memory", "4864", H100),
    ],
)
def test_what_no_node_has(block: str, strategy: str, key: str, value: str, gpu: tuple[str, str]) -> None:
    files = {"a.yaml": sharing(block, strategy), "b.yaml": selecting(key, value)}
    ((line, message),) = told(files, CODE, gpu)
    assert line == 5
    assert message.startswith(f"no node has nvidia.com/{key}")


@pytest.mark.parametrize(
    ("block", "strategy", "key", "value", "gpu"),
    [
        (SLICED, "none", "gpu.replicas", "4", H100),
        (SLICED, "none", "gpu.replicas", "0", H100),
        (SLICED, "none", "gpu.replicas", "${REPLICAS}", H100),
        (SLICED, "none", "gpu.sharing-strategy", "time-slicing", H100),
        (SLICED, "none", "gpu.sharing-strategy", "none", H100),
        (BY_MPS, "none", "gpu.sharing-strategy", "mps", H100),
        (BY_MPS, "none", "mps.capable", "true", H100),
        (SLICED, "none", "mps.capable", "false", H100),
        (DEVICES, "mixed", "gpu.replicas", "1", H100),
        (SLICED, "single", "mig.strategy", "single", H100),
        (SLICED, "mixed", "mig-1g.10gb.count", "7", H100),
        (SLICED, "mixed", "mig-1g.5gb.memory", "4864", ("--gpu", "NVIDIA-A100-SXM4-40GB")),
        (SLICED, "", "mig.strategy", "mixed", H100),
    ],
)
def test_what_nodes_may_have(block: str, strategy: str, key: str, value: str, gpu: tuple[str, str]) -> None:
    assert told({"a.yaml": sharing(block, strategy), "b.yaml": selecting(key, value)}, CODE, gpu) == []


def test_nodes_that_the_configuration_does_not_reach() -> None:
    partly = sharing(SLICED, "none", default="")
    assert told({"a.yaml": partly, "b.yaml": selecting("gpu.replicas", "1")}, CODE) == []
    assert len(told({"a.yaml": partly, "b.yaml": selecting("gpu.replicas", "8")}, CODE)) == 1
    two = {
        "a.yaml": sharing(SLICED, "none"),
        "b.yaml": sharing(BY_MPS, "none"),
        "c.yaml": selecting("gpu.replicas", "8"),
    }
    assert told(two, CODE) == []
    node = gpu_node(labels='{nvidia.com/gpu.product: Tesla-T4, nvidia.com/gpu.replicas: "8"}')
    files = {"a.yaml": sharing(SLICED, "none"), "b.yaml": selecting("gpu.replicas", "8"), "c.yaml": node}
    assert told(files, CODE) == []


@pytest.mark.parametrize(("file", "found"), [("clusters/b/pod.yaml", 0), ("apps/pod.yaml", 1)])
def test_pods_of_another_cluster(file: str, found: int) -> None:
    files = {"clusters/a/gpus.yaml": sharing(SLICED, "none"), file: selecting("gpu.replicas", "8")}
    assert len(told(files, CODE)) == found


@pytest.mark.parametrize(("key", "value", "count"), [("mps.capable", "true", 0), ("gpu.replicas", "8", 1)])
def test_a_daemon_of_mps_selects_its_label_wherever_it_is(key: str, value: str, count: int) -> None:
    daemon = f"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: nvidia-device-plugin-mps-control-daemon}}
spec:
  selector: {{matchLabels: {{app: mps}}}}
  template:
    metadata: {{labels: {{app: mps}}}}
    spec:
      nodeSelector: {{nvidia.com/{key}: "{value}"}}
      containers: [{{name: a, image: "nvcr.io/nvidia/k8s-device-plugin:v0.19.3", command: [mps-control-daemon]}}]
"""
    assert len(told({"a.yaml": sharing(SLICED, "none"), "b.yaml": daemon}, CODE, H100)) == count
