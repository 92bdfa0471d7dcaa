"""Probes of a port that NVIDIA's program does not open."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.facts.program_settings import CONFIG_MANAGER, GPU_FEATURE_DISCOVERY
from generator.lint._command_line import Running, running
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_WITHOUT_PORT = (DEVICE_PLUGIN, GPU_FEATURE_DISCOVERY, CONFIG_MANAGER)
_KILLING = ("livenessProbe", "startupProbe")
_PROBES = (*_KILLING, "readinessProbe")
_OVER_NETWORK = ("httpGet", "tcpSocket", "grpc")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in running(manifests):
        # A pod on the node's own network may meet a port of somebody else's.
        if one.program in _WITHOUT_PORT and one.workload.pod.get("hostNetwork") is None:
            yield from _probes(one)


def _probes(one: Running) -> Iterator[ManifestFault]:
    for name in _PROBES:
        for way in _OVER_NETWORK:
            probe = one.container.value.get(name, way)
            if probe is None or probe.tree is None or probe.get("host") is not None:
                continue
            follows = (
                "the kubelet kills it again and again"
                if name in _KILLING
                else "its pod is never ready, and its DaemonSet is not rolled out"
            )
            yield ManifestFault(
                probe.place,
                f"{one.program} opens no port, and {name} asks one by {way}: {follows}",
                f"Leave {name} out: the program ends when something is wrong, and the kubelet starts it anew.",
                on_key=True,
                severity=None if name in _KILLING else Severity.WARNING,
            )


RULE = ManifestRule(
    "PLG222",
    "Probe of a port that the program does not open",
    Severity.ERROR,
    why="The device plugin talks to the kubelet over a socket in /var/lib/kubelet/device-plugins; neither it nor "
    "feature discovery or the config manager listens on the network. A probe over HTTP, TCP or gRPC always fails.",
    fix="Leave the probe out.",
    source="NVIDIA/k8s-device-plugin internal/plugin/server.go (Serve listens on the unix socket alone), "
    "cmd/gpu-feature-discovery, cmd/config-manager; deployments/static and deployments/helm have no probes",
    bad="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  selector: {matchLabels: {name: plugin}}
  template:
    metadata: {labels: {name: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          livenessProbe:
            httpGet: {path: /healthz, port: 8080}  # <- here
          readinessProbe:
            tcpSocket: {port: 8080}  # <- here
          volumeMounts:
            - {name: sockets, mountPath: /var/lib/kubelet/device-plugins}
      volumes:
        - name: sockets
          hostPath: {path: /var/lib/kubelet/device-plugins}
""",
    good="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  selector: {matchLabels: {name: plugin}}
  template:
    metadata: {labels: {name: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          livenessProbe:
            exec: {command: [nvidia-smi]}
          volumeMounts:
            - {name: sockets, mountPath: /var/lib/kubelet/device-plugins}
      volumes:
        - name: sockets
          hostPath: {path: /var/lib/kubelet/device-plugins}
""",
    check=_check,
)
