"""The profiles that go down all routes: those that the repository ships, and two for every release of a chart.

Of those two the rich one sets every value that a profile can lead to, the poor one says as little as it may.
"""

from generator.facts.charts import CHART_RELEASES, GPU_OPERATOR
from tests.support.routes import Case, shipped_cases

_RICH_OPERATOR = """\
version: v1alpha1
cluster: {{name: rich, kubernetes: "1.33", distribution: k3s}}
install:
  chart: gpu-operator
  version: {version}
  releaseName: gpus
  namespace: gpu-system
  driver: {{from: operator, version: "580.126.20", repository: registry.example.com/nvidia, image: driver,
           kernelModuleType: open, installDir: /opt/nvidia}}
  toolkit: {{from: operator, containerdConfig: /etc/containerd/config.toml, defaultRuntime: true}}
  cdi: true
  runtimeClass: {{name: gpus}}
  tolerations: [{{key: dedicated, operator: Exists}}]
  priorityClassName: system-node-critical
  imagePullSecrets: [mirror]
  components:
    gfd: {{version: v0.17.1}}
    dcgm: {{enabled: true}}
    dcgmExporter: {{env: {{DCGM_EXPORTER_INTERVAL: "30000"}}}}
    toolkit: {{env: {{NVIDIA_CONTAINER_RUNTIME_MODE: cdi}}}}
    nodeFeatureDiscovery: {{version: v0.16.6, resources: {{limits: {{memory: 1Gi}}}}}}
    operator: {{resources: {{limits: {{memory: 350Mi}}}}}}
mig: {{strategy: single}}
pools:
  - name: sliced
    nodes: {{nodeSelector: {{pool: sliced}}, count: 2}}
    gpus: [{{model: A100-SXM4-40GB, count: 2}}]
    timeSlicing: {{replicas: 2, failRequestsGreaterThanOne: false}}
    taints: [{{key: gpu, value: "true", effect: NoSchedule}}]
  - name: apart
    nodes: {{names: [n-1, n-2]}}
    gpus: [{{model: A100-SXM4-40GB, count: 2}}]
    mig: all-1g.5gb
    nodeLabels: {{example.com/team: "007", tier: [a, b]}}
  - name: served
    nodes: {{count: 1}}
    gpus: [{{model: L40S, count: 4}}]
    {sharing}: {{replicas: 4, renameByDefault: true}}
priorities:
  - {{name: urgent, value: 1000, description: "Yes: now", preemptionPolicy: Never}}
tenants:
  - {{namespace: team-a, create: true, podSecurity: {{enforce: baseline}}, quota: {{nvidia.com/gpu: 12}}}}
  - {{namespace: team-b, poolQuota: {{served: 3}}}}
monitoring:
  serviceMonitor: {{interval: 30s, labels: {{release: prometheus}}}}
  alerts: {{labels: {{release: prometheus}}}}
policy: {{oneSharePerContainer: true}}
extraValues: {{operator: {{logging: {{level: debug}}}}, driver: {{rdma: {{enabled: true}}}}}}
"""
_POOR_OPERATOR = """\
version: v1alpha1
cluster: {{name: poor, kubernetes: "1.32", distribution: talos}}
install:
  chart: gpu-operator
  version: {version}
  driver: {{from: host}}
  nodeFeatureDiscovery: existing
pools:
  - name: whole
    gpus: [{{model: L4}}]
"""
_RICH_STANDALONE = """\
version: v1alpha1
cluster: {{name: rich, kubernetes: "1.31", distribution: rke2}}
install:
  chart: nvidia-device-plugin
  version: {version}
  releaseName: gpus
  namespace: gpu-system
  runtimeClass: {{name: gpus, create: true}}
  driver: {{from: host, installDir: /opt/nvidia}}
  tolerations: [{{key: dedicated, operator: Exists}}]
  nodeSelector: {{accelerator: nvidia}}
  priorityClassName: system-node-critical
  imagePullSecrets: [mirror]
  components:
    devicePlugin: {{repository: registry.example.com/nvidia, version: v0.17.4, resources: {{limits: {{cpu: 1}}}}}}
    nodeFeatureDiscovery: {{version: v0.16.6, resources: {{limits: {{memory: 1Gi}}}}}}
pools:
  - name: sliced
    nodes: {{nodeSelector: {{pool: sliced}}}}
    gpus: [{{model: RTX 3090, count: 2}}]
    timeSlicing: {{replicas: 4}}
    taints: [{{key: gpu, value: "true", effect: NoSchedule}}]
  - name: served
    nodes: {{names: [n-1]}}
    gpus: [{{model: RTX 3090, count: 2}}]
    mps: {{replicas: 8, renameByDefault: true}}
tenants:
  - {{namespace: team-a, create: true, quota: {{nvidia.com/gpu: 4}}}}
"""
_POOR_STANDALONE = """\
version: v1alpha1
cluster: {{name: poor, kubernetes: "1.30", distribution: kubeadm}}
install:
  chart: nvidia-device-plugin
  version: {version}
  namespace: default
  nodeFeatureDiscovery: none
pools:
  - name: whole
    nodes: {{names: [n-1]}}
    gpus: [{{model: RTX 3090}}]
    timeSlicing: {{replicas: 2}}
"""


def all_cases() -> tuple[Case, ...]:
    """Return every profile, each name once."""
    found = list(shipped_cases())
    for chart, version in CHART_RELEASES:
        rich, poor = (_RICH_OPERATOR, _POOR_OPERATOR) if chart == GPU_OPERATOR else (_RICH_STANDALONE, _POOR_STANDALONE)
        # From v26 on a pool found by its label cannot have MPS under the operator (MPS107).
        sharing = "mps" if version.startswith("v25.") else "timeSlicing"
        found.append(Case(f"{chart}-{version}-rich", rich.format(version=version, sharing=sharing)))
        found.append(Case(f"{chart}-{version}-poor", poor.format(version=version)))
    return tuple(found)
