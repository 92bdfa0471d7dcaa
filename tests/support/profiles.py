"""Profiles as texts, read and decoded as the program does it."""

from pathlib import Path as FilePath
from typing import NamedTuple, TypeAlias

from generator.decode import decode_profile
from generator.model.finding import Finding
from generator.model.profile import ClusterProfile
from generator.model.tree import Path, Tree, path_text
from generator.yamltext.document import Document, locate
from generator.yamltext.reader import read_document

Found: TypeAlias = tuple[str, str, str]
"""A finding's code, place and message."""

_SMALL = (
    ("version", "version: v1alpha1\n"),
    ("cluster", 'cluster: {name: homelab, kubernetes: "1.35", distribution: k3s}\n'),
    ("install", "install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}}\n"),
    ("pools", "pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n"),
)


def laid_over(sections: str) -> str:
    """Return a whole profile: the sections first, so that their lines count, then what they leave out."""
    written = {line.partition(":")[0] for line in sections.splitlines()}
    return sections + "".join(text for key, text in _SMALL if key not in written)


def document(text: str) -> Document:
    """Return a text as a document, which it must be."""
    found, findings = read_document(text.encode(), "profile.yaml")
    assert found is not None, findings
    return found


def decoded(text: str) -> ClusterProfile:
    """Return a whole profile's text decoded; it must have no fault."""
    found = decode_profile(document(text))
    assert found.profile is not None, found.findings
    assert found.complete, found.findings
    return found.profile


def located_findings(text: str) -> tuple[Finding, ...]:
    """Return the findings on a whole profile's text, with their lines."""
    read = document(text)
    return locate(decode_profile(read).findings, read)


def findings_on(sections: str) -> list[Found]:
    """Return what is found wrong with sections laid over a small profile, in the order of the file."""
    found = located_findings(laid_over(sections))
    return [(finding.code, path_text(finding.at), finding.message) for finding in found]


class TreeDocument(NamedTuple):
    """Data without a text, for decoding trees that no file holds."""

    data: Tree

    def scalar_text(self, path: Path) -> str | None:
        """Return a number as Python prints it; what it was typed as nobody knows."""
        value: Tree = self.data
        for part in path:
            if isinstance(value, dict) and isinstance(part, str):
                value = value[part]
            elif isinstance(value, list) and isinstance(part, int):
                value = value[part]
        return str(value)


SHIPPED = tuple(sorted((FilePath(__file__).parents[2] / "profiles").glob("*.yaml")))
"""The profiles that the repository ships."""


def small_tree() -> dict[str, Tree]:
    """Return the smallest profile as data."""
    data = document(laid_over("")).data
    assert isinstance(data, dict)
    return data


def full_tree() -> dict[str, Tree]:
    """Return a profile that says everything a profile can say, nothing of it the default."""
    data = document(FULL).data
    assert isinstance(data, dict)
    install = data["install"]
    assert isinstance(install, dict)
    optional = {"enabled": False, **COMPONENT}
    install["components"] = {
        **dict.fromkeys(REQUIRED_COMPONENTS, COMPONENT),
        **dict.fromkeys(OPTIONAL_COMPONENTS, optional),
    }
    return data


REQUIRED_COMPONENTS = ("operator", "driver", "toolkit", "devicePlugin", "validator", "nodeFeatureDiscovery")
OPTIONAL_COMPONENTS = (
    *("gfd", "migManager", "dcgm", "dcgmExporter", "nodeStatusExporter", "vgpuManager", "vgpuDeviceManager"),
    *("vfioManager", "sandboxDevicePlugin", "kataManager", "kataSandboxDevicePlugin", "ccManager", "gds", "gdrcopy"),
)
COMPONENT: dict[str, Tree] = {
    "repository": "registry.example.com/nvidia",
    "image": "part",
    "version": "v1.2.3",
    "resources": {
        "requests": {"cpu": "100m", "memory": "128Mi", "ephemeral-storage": "1Gi"},
        "limits": {"cpu": "1", "memory": "256Mi", "ephemeral-storage": "2Gi"},
    },
    "env": {"LOG_LEVEL": "debug"},
    "args": ["--verbose"],
}
FULL = """\
version: v1alpha1
description: Everything.
cluster: {name: full, kubernetes: "1.35", distribution: kubeadm, currency: EUR}
install:
  chart: gpu-operator
  version: v26.7.0
  releaseName: gpus
  namespace: nvidia
  createNamespace: false
  repository: oci://registry.example.com/charts
  driver:
    from: operator
    version: "580.126.20"
    repository: registry.example.com:5000/nvidia
    image: driver
    kernelModuleType: open
    installDir: /run/nvidia/driver
  toolkit:
    from: operator
    containerdConfig: /etc/containerd/config.toml
    containerdSocket: /run/containerd/containerd.sock
    defaultRuntime: true
  nodeFeatureDiscovery: existing
  devicePlugin: external
  runtimeClass: {name: gpu, create: true}
  cdi: true
  nodeSelector: {role: gpu}
  tolerations:
  - {key: gpu, operator: Equal, value: "true", effect: NoSchedule}
  - {key: spot, effect: NoExecute, tolerationSeconds: 300}
  priorityClassName: system-node-critical
  imagePullSecrets: [mirror]
mig: {strategy: mixed}
pools:
- name: numbered
  description: With one number.
  nodes:
    names: [gpu-1, gpu-2]
    nodeSelector: {pool: numbered}
    count: {min: 1, max: 2}
    bind: nodeNames
  gpus:
  - {model: A100-SXM4-80GB, count: 8, reservedMemory: 1.5GiB, pricePerHour: 2.50,
     memory: 81920MiB, computeCapability: 8.0, pciDeviceId: 20b2}
  timeSlicing: {replicas: 4, renameByDefault: true, failRequestsGreaterThanOne: false}
  mps: {replicas: 8, renameByDefault: true, failRequestsGreaterThanOne: false}
  mig:
  - {devices: [0, 1], migDevices: {3g.40gb: 2}, model: A100-SXM4-80GB}
  allocationPolicy: packed
  taints:
  - {key: gpu, value: "true", effect: NoSchedule}
  nodeLabels: {team: ml, workload-type: [research, training]}
- name: listed
  gpus: [{model: RTX 3090}]
  timeSlicing: {resources: {nvidia.com/gpu: 4}}
  mps: {resources: {nvidia.com/gpu: 2}}
  mig: all-1g.10gb
  nodes: {count: 3}
priorities:
- {name: training, value: 500, description: Runs., globalDefault: true, preemptionPolicy: Never}
tenants:
- namespace: production
  create: true
  labels: {team: ml}
  podSecurity: {enforce: baseline, audit: restricted, warn: restricted}
  quota: {nvidia.com/gpu: 8}
  poolQuota: {listed: 2}
workloads:
- name: chat
  namespace: production
  pool: numbered
  resource: nvidia.com/mig-3g.40gb
  replicas: 2
  units: 2
  processes: 3
  memory: 8GiB
  isolation: trusted
  priority: training
  framework: vllm
  fallback: [listed]
  target:
    kind: StatefulSet
    name: chat-server
    container: server
    args: [--model, small]
    tolerations:
    - {key: gpu, operator: Equal, value: "true", effect: NoSchedule}
    - {key: spot, effect: NoExecute, tolerationSeconds: 300}
    affinity: false
- {name: plex, namespace: media, pool: listed, allocates: 1.5GiB, unaccounted: true}
monitoring:
  serviceMonitor: {enabled: false, interval: 30s, labels: {release: prometheus}}
  alerts: {enabled: false, labels: {release: prometheus}}
policy: {oneSharePerContainer: true}
exceptions: [{rule: NOD104, reason: New nodes are labelled by whoever adds them.}]
extraValues: {operator: {logging: {level: debug}}}
"""
