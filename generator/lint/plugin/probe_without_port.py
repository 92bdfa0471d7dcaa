"""Probes of a port that NVIDIA's program does not open."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.facts.program_settings import CONFIG_MANAGER, DCGM_EXPORTER, GPU_FEATURE_DISCOVERY
from generator.lint.common.command_line import Running, running
from generator.lint.common.exporter import exporter_told, port_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_WITHOUT_PORT = (DEVICE_PLUGIN, GPU_FEATURE_DISCOVERY, CONFIG_MANAGER)
_KILLING = ("livenessProbe", "startupProbe")
_PROBES = (*_KILLING, "readinessProbe")
_OVER_NETWORK = ("httpGet", "tcpSocket", "grpc")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in running(manifests):
        # A pod on the node's own network may meet a port of somebody else's.
        if one.workload.pod.get("hostNetwork") is not None:
            continue
        # Containers of one pod have one network: another may answer.
        if any(other.value.get("ports") for other in one.workload.containers if other.name != one.container.name):
            continue
        if one.program in _WITHOUT_PORT:
            yield from _probes(one)
        elif one.program == DCGM_EXPORTER:
            yield from _of_exporter(one)


def _of_exporter(one: Running) -> Iterator[ManifestFault]:
    """Return probes of another port than the one on which the exporter serves all that it has."""
    told = exporter_told(one.arguments(), one.container.value)
    listens = port_of(told)
    if listens is None or "web-systemd-socket" in told:
        return
    for name in _PROBES:
        for way in ("httpGet", "tcpSocket"):
            port = one.container.value.get(name, way, "port")
            number = None if port is None else _number(port, one)
            if port is None or number in (None, listens) or one.container.value.get(name, way, "host"):
                continue
            yield ManifestFault(
                port.place,
                f"dcgm-exporter listens on {listens}, and {name} asks {number}: {_follows(name)}",
                f"Write {listens}.",
                severity=None if name in _KILLING else Severity.WARNING,
            )


def _number(port: Value, one: Running) -> int | None:
    """Return a probe's port, by its name too; None where it is not known."""
    if port.text() is None:
        return port.whole_number()
    named = (each for each in one.container.value.elements("ports") if each.text("name") == port.text())
    return next((each.whole_number("containerPort") for each in named), None)


def _follows(name: str) -> str:
    if name in _KILLING:
        return "the kubelet kills it again and again"
    return "its pod is never ready, and its DaemonSet is not rolled out"


def _probes(one: Running) -> Iterator[ManifestFault]:
    for name in _PROBES:
        for way in _OVER_NETWORK:
            probe = one.container.value.get(name, way)
            if probe is None or probe.tree is None or probe.get("host") is not None:
                continue
            yield ManifestFault(
                probe.place,
                f"{one.program} opens no port, and {name} asks one by {way}: {_follows(name)}",
                f"Leave {name} out: the program ends when something is wrong, and the kubelet starts it anew.",
                on_key=True,
                severity=None if name in _KILLING else Severity.WARNING,
            )


RULE = ManifestRule(
    "PLG222",
    "Probe of a port that the program does not open",
    Severity.ERROR,
    why="The device plugin talks to the kubelet over a socket in /var/lib/kubelet/device-plugins; neither it nor "
    "feature discovery or the config manager listens on the network, and dcgm-exporter on one port alone. A probe over "
    "HTTP, TCP or gRPC of any other always fails.",
    fix="Leave the probe out, or ask the port that there is.",
    source="NVIDIA/dcgm-exporter pkg/cmd/app.go (address, :9400 by default); "
    "NVIDIA/k8s-device-plugin internal/plugin/server.go (Serve listens on the unix socket alone), "
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
