"""Work of `gpuslice lint` grows with the number of files and not with its square; no time is taken."""

from collections.abc import Mapping

import pytest

from generator.lint.registry import RULES
from tests.support.judging import judged
from tests.test_growth import counted

RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values: {devicePlugin: {config: {name: sharing, default: any}}}
"""
ENTRY = "version: v1\\nsharing: {{timeSlicing: {{resources: [{{name: nvidia.com/gpu, replicas: 4}}]}}}}"
KINDS = {
    "workloads": """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: app-{n}, namespace: team-{n}}}
spec:
  replicas: 2
  template:
    spec:
      priorityClassName: class-{n}
      nodeSelector: {{gpu: "{n}"}}
      containers: [{{name: main, image: x, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}]
""",
    "configurations": f"""\
apiVersion: v1
kind: ConfigMap
metadata: {{{{name: sharing-{{n}}, namespace: gpu-operator}}}}
data: {{{{any: "{ENTRY}"}}}}
""",
    "nodes": """\
apiVersion: v1
kind: Node
metadata: {{name: node-{n}, labels: {{nvidia.com/device-plugin.config: any, gpu: "{n}"}}}}
spec: {{taints: [{{key: gpu, value: "{n}", effect: NoSchedule}}]}}
status: {{allocatable: {{nvidia.com/gpu: "4"}}}}
""",
    "quotas": """\
apiVersion: v1
kind: ResourceQuota
metadata: {{name: gpus, namespace: team-{n}}}
spec: {{hard: {{requests.nvidia.com/gpu: 4}}}}
""",
    "priorities": "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {{name: class-{n}}}\nvalue: {n}\n",
    "limits": """\
apiVersion: v1
kind: LimitRange
metadata: {{name: gpus, namespace: team-{n}}}
spec: {{limits: [{{type: Container, max: {{nvidia.com/gpu: 1}}}}]}}
""",
    "others": "apiVersion: v1\nkind: Service\nmetadata: {{name: nvidia-{n}}}\n",
}
KINDS["applications with values beside"] = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: gpu-{n}, namespace: argocd}}
spec:
  sources:
    - repoURL: https://helm.ngc.nvidia.com/nvidia
      chart: gpu-operator
      targetRevision: v26.7.0
      helm: {{valueFiles: [$values/elsewhere-{n}/values.yaml]}}
    - {{repoURL: https://example.org/values, ref: values}}
"""
POD = """\
---
apiVersion: v1
kind: Pod
metadata: {{name: pod-{n}, namespace: team}}
spec:
  nodeSelector: {{gpu: "{n}"}}
  containers: [{{name: main, image: x, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}]
"""
KINDS["limits and pods of one namespace"] = f"""\
apiVersion: v1
kind: LimitRange
metadata: {{{{name: limits-{{n}}, namespace: team}}}}
spec: {{{{limits: [{{{{type: Container, max: {{{{cpu: 8}}}}, min: {{{{memory: 1}}}}}}}}]}}}}
{POD}"""
KINDS["pools with taints, and pods"] = f"""\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {{{{name: pool-{{n}}}}}}
spec:
  template:
    metadata: {{{{labels: {{{{gpu: "{{n}}"}}}}}}}}
    spec:
      requirements: [{{{{key: node.kubernetes.io/instance-type, operator: In, values: [g5.xlarge]}}}}]
      taints: [{{{{key: nvidia.com/gpu, value: "{{n}}", effect: NoSchedule}}}}]
{POD}"""
KINDS["charts of K3s with further values"] = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {{name: gpu-{n}, namespace: kube-system}}
spec: {{chart: gpu-operator, repo: "https://helm.ngc.nvidia.com/nvidia", version: v26.7.0}}
---
apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata: {{name: gpu-{n}, namespace: kube-system}}
spec: {{valuesContent: "driver: {{enabled: false}}"}}
"""
KINDS["objects with patches beside"] = KINDS["workloads"]
BESIDE = {
    "applications with values beside": {"values.yaml": "replicas: {n}\n"},
    "objects with patches beside": {
        "kustomization.yaml": """\
resources: [../{n}.yaml]
patches:
  - path: patch.yaml
  - target: {{kind: Deployment, name: app-{n}}}
    patch: |
      - {{op: add, path: /spec/template/spec/containers/0/resources/limits/nvidia.com~1gpu, value: 1}}
""",
        "patch.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: app-{n}, namespace: team-{n}}}
spec: {{template: {{spec: {{containers: [{{name: main, resources: {{limits: {{nvidia.com/gpu: 2}}}}}}]}}}}}}
""",
    },
}
"""Further files in a folder for each, among which what names one has to find it."""
_EXAMPLES = {rule.code: rule for rule in RULES}
FLEETS = {
    "ClusterPolicy and NVIDIADriver": _EXAMPLES["POL205"].good,
    "HelmRelease with layouts": _EXAMPLES["SHR204"].bad,
    "ClusterPolicy and ConfigMap": _EXAMPLES["REF207"].bad,
    "values with several entries": _EXAMPLES["REF206"].bad,
    "ConfigMap and DaemonSet of the plugin": _EXAMPLES["MPS206"].bad,
    "HelmRelease and ConfigMap": _EXAMPLES["REF203"].bad,
    "HelmRelease with a configuration in its values": """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: gpu}
spec:
  chart: {spec: {chart: nvidia-device-plugin, version: 0.17.4}}
  values:
    config:
      default: any
      map:
        any: |
          version: v1
          sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
""",
    "ServiceMonitor and Service": """\
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: dcgm-exporter, namespace: gpu-operator}
spec:
  selector: {matchLabels: {app: nvidia-dcgm-exporter}}
  endpoints: [{port: gpu-metrics}]
---
apiVersion: v1
kind: Service
metadata: {name: nvidia-dcgm-exporter, namespace: gpu-operator, labels: {app: nvidia-dcgm-exporter}}
spec: {ports: [{name: gpu-metrics, port: 9400}]}
""",
    "exporter, Service and PodMonitor": """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: dcgm-exporter, namespace: gpus}
spec:
  selector: {matchLabels: {app: dcgm}}
  template:
    metadata: {labels: {app: dcgm}}
    spec:
      containers:
        - name: main
          image: nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04
          ports: [{name: metrics, containerPort: 9400}]
---
apiVersion: v1
kind: Service
metadata: {name: dcgm-exporter, namespace: gpus}
spec: {selector: {app: dcgm}, ports: [{port: 9400}]}
---
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: dcgm, namespace: gpus}
spec: {selector: {matchLabels: {app: dcgm}}, podMetricsEndpoints: [{port: metrics}]}
""",
}
"""What every cluster of a fleet has in a folder of its own, under the same names."""
HALF, WHOLE, DOUBLE = 12, 24, 48
MOST_TIMES = 2.1
"""Twice the files take 2 times the further steps where growth is linear, and 4 times where it is quadratic."""


def repository(kind: str, size: int) -> Mapping[str, bytes]:
    if kind in FLEETS:
        return {f"clusters/c{number}/values.yaml": FLEETS[kind].encode() for number in range(size)}
    files = {f"{number}.yaml": KINDS[kind].format(n=number).encode() for number in range(size)}
    beside = {
        f"{number}/{name}": text.format(n=number).encode()
        for name, text in BESIDE.get(kind, {}).items()
        for number in range(size)
    }
    return {"release.yaml": RELEASE.encode(), **files, **beside}


def steps(kind: str, size: int) -> int:
    files = repository(kind, size)
    result, number = counted(lambda: judged(files))
    assert result.files == len(files)
    return number


@pytest.mark.parametrize("kind", [*KINDS, *FLEETS])
def test_twice_the_files_take_twice_the_further_work(kind: str) -> None:
    steps(kind, HALF)  # what is done once and kept belongs to no size
    half, whole, double = (steps(kind, size) for size in (HALF, WHOLE, DOUBLE))
    assert 0 < double - whole <= MOST_TIMES * (whole - half), (half, whole, double)


def test_twice_the_labels_of_one_pod_take_twice_the_further_work() -> None:
    def steps_of(size: int) -> int:
        labels = "".join(f'\n    nvidia.com/{size}-{number}: "1"' for number in range(size))
        head = "apiVersion: v1\nkind: Pod\nmetadata: {name: main}\nspec:\n"
        main = "  containers: [{name: main, image: x, resources: {limits: {nvidia.com/gpu: 1}}}]\n"
        return counted(lambda: judged({"pod.yaml": f"{head}{main}  nodeSelector:{labels}\n".encode()}))[1]

    steps_of(HALF)
    half, whole, double = (steps_of(10 * size) for size in (HALF, WHOLE, DOUBLE))
    assert 0 < double - whole <= MOST_TIMES * (whole - half), (half, whole, double)
