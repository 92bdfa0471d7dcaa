"""What the product's first users wrote, cut down: each mistake is found where it stands, and what works is let be."""

import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of

OPERATOR = """\
devicePlugin:
  config: {name: time-slicing-config, default: any}
"""
POLICY = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  devicePlugin:
    enabled: true
    config: {name: time-slicing-config, default: default}
"""


def config(name: str, namespace: str, key: str, sharing: str) -> str:
    """A ConfigMap whose `sharing` stands in line 7."""
    return f"""\
apiVersion: v1
kind: ConfigMap
metadata: {{name: {name}, namespace: {namespace}}}
data:
  {key}: |
    version: v1
    sharing: {sharing}
"""


def time_slicing(replicas: int, options: str = "") -> str:
    return f"{{timeSlicing: {{{options}resources: [{{name: nvidia.com/gpu, replicas: {replicas}}}]}}}}"


WORKSTATION = config("time-slicing-config", "nvidia", "default", time_slicing(2))
RAY = """\
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: ray-gpu, namespace: ray}
spec:
  workerGroupSpecs:
    - groupName: gpu-workers
      replicas: 8
      template:
        spec:
          containers:
            - name: ray-worker
              resources: {requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 1}}
"""
FOUR_PODS = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: gpu-test}
spec:
  replicas: 4
  selector: {matchLabels: {app: gpu-test}}
  template:
    metadata: {labels: {app: gpu-test}}
    spec:
      containers:
        - {name: cuda, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
"""
HOMELAB = (
    "version: v1\nsharing: " + time_slicing(8, "renameByDefault: true, failRequestsGreaterThanOne: false, ") + "\n"
)
VLLM = """\
apiVersion: v1
kind: Pod
metadata: {name: vllm, namespace: ai-dev}
spec:
  runtimeClassName: nvidia
  containers:
    - name: vllm
      env:
        - name: NVIDIA_VISIBLE_DEVICES
          value: "all"
      resources: {requests: {nvidia.com/gpu.shared: "1"}, limits: {nvidia.com/gpu.shared: "1"}}
  volumes:
    - name: nvidia0
      hostPath:
        path: /dev/nvidia0
"""
QUOTA = """\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpu-quota, namespace: production}
spec:
  hard:
    requests.nvidia.com/gpu: "10"
    limits.nvidia.com/gpu: "10"
"""
PRIORITIES = "---\n".join(
    f"apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {{name: {name}}}\nvalue: {value}\n"
    for name, value in (("production-inference", 1000), ("training", 500), ("research", 100))
)
LAYOUT = """\
version: v1
mig-configs:
  all-disabled:
    - {devices: all, mig-enabled: false}
  large:
    - devices: all
      mig-enabled: true
      mig-devices: {3g.40gb: 2, 1g.10gb: 1}
"""
MPS_POD = """\
apiVersion: v1
kind: Pod
metadata: {name: cat-watcher}
spec:
  containers:
    - name: cat-watcher
      env:
        - name: CUDA_MPS_PIPE_DIRECTORY
          value: /tmp/nvidia-mps
      resources: {limits: {nvidia.com/gpu: 1}}
  volumes:
    - name: mps-pipe
      hostPath:
        path: /tmp/nvidia-mps
"""
MPS_MEMORY = config(
    "mps-config", "gpu-operator", "any", "{mps: {resources: [{name: nvidia.com/gpu, replicas: 4, memoryGB: 2}]}}"
)
MPS = config("mps-config", "gpu-operator", "any", "{mps: {resources: [{name: nvidia.com/gpu, replicas: 8}]}}")
MIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: mig-config, namespace: gpu-operator}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-1g.5gb:
        - {devices: all, mig-enabled: true, mig-devices: {1g.5gb: 7}}
"""


def heavy(files: "str | dict[str, str]", *options: str) -> list[tuple[int, str]]:
    """Line and code of every error and warning."""
    return [(line_of(one), one.code) for one in judged(files, options).findings if one.severity is not Severity.INFO]


@pytest.mark.parametrize(
    ("files", "options", "expected"),
    [
        (config("time-slicing-config", "nvidia", "default", time_slicing(1)), (), [(7, "PLG201")]),
        (VLLM, (), [(10, "WRK205"), (15, "WRK208")]),
        (LAYOUT, ("--gpu", "A100-SXM4-80GB"), [(8, "MIG")]),
        (QUOTA, (), [(7, "QUO201")]),
        (MPS_MEMORY, (), [(7, "PLG202")]),
        (MPS_POD, (), [(8, "WRK206"), (14, "WRK206")]),
        (MPS, ("--gpu", "GTX 1070"), [(7, "MPS")]),
    ],
)
def test_their_mistakes_are_found(
    files: "str | dict[str, str]", options: tuple[str, ...], expected: list[tuple[int, str]]
) -> None:
    found = heavy(files, *options)
    assert [(line, code[: len(wanted)]) for (line, code), (_, wanted) in zip(found, expected, strict=True)] == expected


def test_the_namespace_of_old_guides_is_a_note() -> None:
    text = config("time-slicing-config", "gpu-operator-resources", "any", time_slicing(4))
    assert [(line_of(one), one.code, one.severity) for one in judged(text).findings] == [(3, "REF203", Severity.INFO)]


def test_a_mig_map_of_ones_own_lacks_the_layout_that_the_operator_asks_for() -> None:
    found = judged(
        {"values.yaml": "migManager: {config: {name: mig-config}}\ndriver: {enabled: false}\n", "map.yaml": MIG_MAP}
    )
    assert any("all-disabled" in one.message for one in found.findings if one.severity is not Severity.INFO)


@pytest.mark.parametrize(
    ("files", "options"),
    [
        ({"config.yaml": WORKSTATION, "policy.yaml": POLICY, "ray.yaml": RAY}, ("--gpu", "RTX 3090")),
        (FOUR_PODS, ("--gpu", "RTX 4070 Ti SUPER")),
        (HOMELAB, ("--gpu", "RTX 3080 Ti")),
        (
            {
                "values.yaml": OPERATOR,
                "map.yaml": config("time-slicing-config", "gpu-operator", "any", time_slicing(4)),
            },
            (),
        ),
        (PRIORITIES, ()),
        (MPS, ("--gpu", "RTX 3090")),
        (config("time-slicing-config", "gpu-operator", "any", time_slicing(2)), ("--gpu", "GTX 1070")),
    ],
)
def test_what_works_is_let_be(files: "str | dict[str, str]", options: tuple[str, ...]) -> None:
    assert heavy(files, *options) == []
