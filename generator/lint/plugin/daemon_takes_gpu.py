"""Parts of NVIDIA's own that ask for a GPU."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.program_settings import DCGM_EXPORTER
from generator.lint.common.command_line import running
from generator.lint.common.plugin_files import sharing_blocks
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_DOMAIN = "nvidia.com/"
_KIND = "DaemonSet"
_WAYS = {DEVICE_PLUGIN: ("resources",), GPU_OPERATOR: ("devicePlugin", "resources")}
"""Where charts have what every container of the plugin gets."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    # Whoever shares GPUs may give a slot for that, and often does so on purpose.
    severity = Severity.INFO if any(sharing_blocks(manifests)) else Severity.WARNING
    for one in running(manifests):
        if one.workload.kind != _KIND:
            continue
        # The API server makes the request from the limit, so that one of the two tells both.
        for amount in one.container.limits or one.container.requests:
            if not _is_asked(amount):
                continue
            if one.program == DEVICE_PLUGIN:
                yield _waits(amount)
            else:
                yield _held(one.program, amount)._replace(severity=severity)
    for given in _of_plugins(manifests):
        yield from map(_waits, _amounts(given, "limits") or _amounts(given, "requests"))
    for values in manifests.others:
        own = values.value.get("resources") if values.chart == DCGM_EXPORTER else None
        asked = () if own is None else _amounts(own, "limits") or _amounts(own, "requests")
        yield from (_held(DCGM_EXPORTER, one)._replace(severity=Severity.INFO) for one in asked)


def _of_plugins(manifests: Manifests) -> Iterator[Value]:
    """Return what charts and hand-made objects give the device plugin for its resources."""
    for use in manifests.charts:
        found = use.value(*_WAYS[use.chart]) if use.chart in _WAYS else None
        if found is not None:
            yield found
    for policy in manifests.policies:
        said = policy.spec.get(*_WAYS[GPU_OPERATOR])
        if said is not None:
            yield said


def _waits(amount: Amount) -> ManifestFault:
    message = f"the device plugin itself asks for {amount.resource}, which nobody advertises before it runs"
    return ManifestFault(amount.quantity.place, message, on_key=True)


def _amounts(resources: Value, kind: str) -> tuple[Amount, ...]:
    amounts = (Amount(name, quantity) for name, quantity in resources.entries(kind))
    return tuple(one for one in amounts if _is_asked(one))


def _is_asked(amount: Amount) -> bool:
    return amount.resource.startswith(_DOMAIN) and amount.quantity.tree not in (0, "0", None)


def _held(program: str, amount: Amount) -> ManifestFault:
    message = f"{program} takes {amount.resource} of every node for itself: no pod gets that GPU"
    return ManifestFault(amount.quantity.place, message, on_key=True)


RULE = ManifestRule(
    "PLG221",
    "Part of NVIDIA's that asks for a GPU",
    Severity.ERROR,
    why="What manages or measures GPUs gets them past the device plugin, by the container runtime. A pod of the plugin "
    "that asks for one waits for a resource that only itself could advertise; another part holds a GPU or a share on "
    "each node that no workload can have.",
    fix="Leave it out: the runtime gives the pod every GPU, by runtimeClassName nvidia or as the node's default.",
    source="NVIDIA/k8s-device-plugin deployments/static/nvidia-device-plugin.yml and NVIDIA/dcgm-exporter "
    "dcgm-exporter.yaml, which ask for none; NVIDIA/k8s-device-plugin templates/daemonset-device-plugin.yml "
    "(.Values.resources), NVIDIA/gpu-operator controllers/object_controls.go (DevicePlugin.Resources); "
    "kubernetes/kubernetes pkg/scheduler",
    bad="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  selector: {matchLabels: {app: plugin}}
  template:
    metadata: {labels: {app: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          resources:
            limits:
              nvidia.com/gpu: 1  # <- here
          volumeMounts: [{name: sockets, mountPath: /var/lib/kubelet/device-plugins}]
      volumes: [{name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}]
""",
    good="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  selector: {matchLabels: {app: plugin}}
  template:
    metadata: {labels: {app: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          resources:
            limits:
              memory: 256Mi
          volumeMounts: [{name: sockets, mountPath: /var/lib/kubelet/device-plugins}]
      volumes: [{name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}]
""",
    check=_check,
)
