"""A dcgm-exporter that is to name the pods of its metrics and cannot."""

from collections.abc import Iterator, Mapping

from generator.facts.charts import GPU_OPERATOR
from generator.facts.program_settings import DCGM_EXPORTER
from generator.lint.common.admission import is_changed
from generator.lint.common.command_line import Running, Told, command_words, running
from generator.lint.common.exporter import exporter_told
from generator.lint.common.exporter_chart import charted
from generator.lint.common.pod_checks import is_whole
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_FOLDER = "/var/lib/kubelet/pod-resources"
_PLUGINS, _NAME = "/device-plugins", "/pod-resources"
_ABOVE = "/kubelet"
"""The folder that holds that one, and others."""
_KUBERNETES, _SOCKET, _BY = "kubernetes", "pod-resources-kubelet-socket", "kubernetes-gpu-id-type"
_IDS = ("uid", "device-name")
_OF_MAPPING = (_BY, "kubernetes-pod-label-allowlist-regex", _SOCKET)
_SWITCHES_OF_MAPPING = (
    "kubernetes-enable-pod-labels",
    "kubernetes-enable-pod-uid",
    "kubernetes-virtual-gpus",
    "kubernetes-enable-dra",
)
"""What is read only where the pods are looked up; source: internal/pkg/transformation/transformer.go."""
_TRUE = frozenset(["1", "t", "T", "TRUE", "true", "True"])
_END = "no metric has pod, namespace and container"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in (*running(manifests), *charted(manifests)):
        if one.program == DCGM_EXPORTER:
            said = exporter_told(one.arguments(), one.container.value)
            yield from _of_id(said)
            if is_whole(one.workload):
                yield from _of_socket(one, said)
                yield from _of_switch(one, said, manifests)
    for block in _of_operators(manifests):
        yield from _of_id(exporter_told(tuple(block.elements("args")), block))


def _of_operators(manifests: Manifests) -> Iterator[Value]:
    for use in manifests.charts:
        block = use.value("dcgmExporter") if use.chart == GPU_OPERATOR else None
        if block is not None:
            yield block
    for policy in manifests.policies:
        block = policy.spec.get("dcgmExporter")
        if block is not None:
            yield block


def _of_id(said: Mapping[str, Told]) -> Iterator[ManifestFault]:
    by = said.get(_BY)
    if by is not None and by.text and by.text not in _IDS and not is_filled_in_later(by.text):
        message = f"{DCGM_EXPORTER} knows no {by.text} as the kind of a GPU's name: {_END}"
        yield ManifestFault(by.at.place, message, "Write uid, or device-name.")


def _of_socket(one: Running, said: Mapping[str, Told]) -> Iterator[ManifestFault]:
    kubernetes = said.get(_KUBERNETES)
    if kubernetes is None or kubernetes.text not in _TRUE or _SOCKET in said:
        return
    mounts = [
        mount for mount in one.container.value.elements("volumeMounts") if _is_above(mount.text("mountPath") or "")
    ]
    if not mounts:
        fix = f"Mount the node's folder {_FOLDER} (hostPath) at the same path."
        message = f"{DCGM_EXPORTER} does not see the kubelet's folder {_FOLDER}: {_END}"
        yield ManifestFault(kubernetes.at.place, message, fix)
    for volume in one.workload.pod.elements("volumes"):
        path = volume.get("hostPath", "path")
        text = "" if path is None else (path.text() or "").rstrip("/")
        used = any(mount.text("name") == volume.text("name") and not mount.has("subPath") for mount in mounts)
        if path is not None and used and text.endswith(_PLUGINS):
            message = f"{text} holds the sockets of device plugins, and is mounted in place of pod-resources: {_END}"
            yield ManifestFault(path.place, message, f"Write {text.removesuffix(_PLUGINS)}/pod-resources.")
        elif path is not None and text.endswith(_ABOVE) and _is_there(volume, mounts):
            message = f"{text} is mounted as pod-resources, and has no socket of that kind itself: {_END}"
            yield ManifestFault(path.place, message, f"Write {text}/pod-resources.")


def _is_there(volume: Value, mounts: list[Value]) -> bool:
    """Say whether a volume is mounted in place of the folder itself."""
    name = volume.text("name")
    there = (mount for mount in mounts if (mount.text("mountPath") or "").rstrip("/") == _FOLDER)
    return any(mount.text("name") == name and not mount.has("subPath") for mount in there)


def _of_switch(one: Running, said: Mapping[str, Told], manifests: Manifests) -> Iterator[ManifestFault]:
    """Return what is there for the names of pods where nothing says that they are wanted: by default they are not."""
    if _KUBERNETES in said or one.container.value.has("envFrom") or is_changed(one.workload, manifests, "env", "args"):
        return
    if any(is_filled_in_later(word.tree) for word in command_words(one.container)):
        return
    told = [said[flag] for flag in _OF_MAPPING if flag in said and said[flag].text]
    told += [said[flag] for flag in _SWITCHES_OF_MAPPING if flag in said and said[flag].text in _TRUE]
    mounts = [mount for mount in one.container.value.elements("volumeMounts") if _is_sockets(mount, one)]
    at = told[0].at if told else next(iter(mounts), None)
    if at is not None:
        what = "this is read" if told else f"{_FOLDER} is mounted"
        message = f"{what} for the names of pods, and {DCGM_EXPORTER} is not told to look them up: {_END}"
        yield ManifestFault(at.place, message, 'Set DCGM_EXPORTER_KUBERNETES: "true" in `env`.')


def _is_sockets(mount: Value, one: Running) -> bool:
    """Say whether what is mounted is the kubelet's folder of that one socket."""
    volumes = (each for each in one.workload.pod.elements("volumes") if each.text("name") == mount.text("name"))
    paths = [mount.text("mountPath"), *(each.text("hostPath", "path") for each in volumes)]
    return any(path is not None and path.rstrip("/").endswith(_NAME) for path in paths)


def _is_above(path: str) -> bool:
    """Say whether what is mounted there may hold the kubelet's socket."""
    return is_filled_in_later(path) or f"{_FOLDER}/".startswith(f"{path.rstrip('/')}/") or path.startswith(_FOLDER)


RULE = ManifestRule(
    "DCG202",
    "Exporter that cannot name the pods of its metrics",
    Severity.WARNING,
    why="The kubelet alone knows which pod was given which GPU, and tells it over a socket in its folder "
    "pod-resources. Where dcgm-exporter is not told to ask, finds no such socket, or no GPU by the name that it asks "
    "for, it goes on without a word, and no query by pod or namespace finds anything.",
    fix="Mount /var/lib/kubelet/pod-resources of the node at the same path, and set DCGM_EXPORTER_KUBERNETES to true.",
    source="NVIDIA/dcgm-exporter pkg/cmd/app.go (kubernetes, false by default), internal/pkg/transformation/"
    "transformer.go, kubernetes.go (getMappings), internal/pkg/collector/types.go (GetIDOfType), "
    "pkg/dcgmexporter/kubernetes.go before 4.0.0; its deployment/templates/daemonset.yaml has the mount",
    bad="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: dcgm-exporter, namespace: monitoring}
spec:
  selector: {matchLabels: {app: dcgm}}
  template:
    metadata: {labels: {app: dcgm}}
    spec:
      containers:
        - name: exporter
          image: nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04
          env:
            - {name: DCGM_EXPORTER_KUBERNETES, value: "true"}  # <- here
""",
    good="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: dcgm-exporter, namespace: monitoring}
spec:
  selector: {matchLabels: {app: dcgm}}
  template:
    metadata: {labels: {app: dcgm}}
    spec:
      containers:
        - name: exporter
          image: nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04
          env:
            - {name: DCGM_EXPORTER_KUBERNETES, value: "true"}
          volumeMounts:
            - {name: pods, mountPath: /var/lib/kubelet/pod-resources, readOnly: true}
      volumes:
        - name: pods
          hostPath: {path: /var/lib/kubelet/pod-resources}
""",
    check=_check,
)
