"""Configuration files of NVIDIA's programs that are not where they look, or that they are not told of."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.facts.program_settings import CONFIG_MANAGER, DCGM_EXPORTER, GPU_FEATURE_DISCOVERY, PROGRAMS
from generator.lint.common.admission import is_changed
from generator.lint.common.command_line import Running, Told, flags_given, running
from generator.lint.common.exporter import exporter_told
from generator.lint.common.exporter_chart import charted
from generator.lint.common.near import nearest
from generator.lint.common.references import listed
from generator.lint.references._exporter_lists import IN_IMAGE, of_operators
from generator.lint.references._mounted_files import Answer, config_maps_of, files_of, look_for, mounts_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_TOLD = {
    DEVICE_PLUGIN: (("config-file",), ("CONFIG_FILE",)),
    GPU_FEATURE_DISCOVERY: (("config-file",), ("GFD_CONFIG_FILE", "CONFIG_FILE")),
    DCGM_EXPORTER: (("f", "collectors"), ("DCGM_EXPORTER_COLLECTORS",)),
    CONFIG_MANAGER: (("default-config",), ("DEFAULT_CONFIG",)),
}
"""By program the flags and the variables that name its file; the config manager's is a name in its folder."""
_FOLDER = (("config-file-srcdir",), ("CONFIG_FILE_SRCDIR",))


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    rewritten = bool(manifests.of_kind("Kustomization"))
    for one in running(manifests):
        if one.workload.in_part or is_changed(one.workload, manifests, "volumes", "volumeMounts"):
            continue
        told = _told(one, *_TOLD[one.program])
        if told is not None and told.text and not is_filled_in_later(told.text):
            yield from _of_manager(one, told, manifests) if one.program == CONFIG_MANAGER else _of(one, told, manifests)
        for volume in one.workload.pod.elements("volumes"):
            mounts = tuple(mounts_of(volume, one))
            if mounts and volume.has("configMap"):
                yield from _of_volume(volume, mounts, manifests)
                yield from () if rewritten else _of_namespace(one, volume, manifests)
                yield from _unsaid(one, told, volume, mounts[0], manifests)
    for one in charted(manifests):
        told = exporter_told(one.arguments(), one.container.value).get("collectors")
        if told is not None and told.text and not one.workload.in_part and not is_filled_in_later(told.text):
            yield from _of(one, told, manifests)
    yield from of_operators(manifests)


def _told(one: Running, flags: tuple[str, ...], variables: tuple[str, ...]) -> Told | None:
    """Return what a flag, or else a variable, says; an empty text where that is not written here."""
    for given in flags_given(one.arguments(), PROGRAMS[one.program].is_switch):
        if given.flag in flags:
            return Told(given.value or "", given.word)
    for name, entry in one.container.env:
        if name in variables:
            value = entry.get("value")
            return Told(entry.text("value") or "", value or entry)
    from_elsewhere = one.container.value.get("envFrom")
    return None if from_elsewhere is None else Told("", from_elsewhere)


def _of(one: Running, told: Told, manifests: Manifests) -> Iterator[ManifestFault]:
    looked = look_for(told.text, one, manifests)
    if looked.answer is Answer.NOT_MOUNTED and told.text not in IN_IMAGE:
        message = f"{one.program} is to read {told.text}, and nothing is mounted there: it ends as soon as it starts"
        fix = "Mount the ConfigMap, and name the file by where it is mounted."
        # An image of somebody's own making may bring a list of metrics.
        severity = Severity.WARNING if one.program == DCGM_EXPORTER else None
        yield ManifestFault(told.at.place, message, fix, severity=severity)
    elif looked.answer is Answer.FOLDER:
        message = f"{told.text} is the folder in which ConfigMap {looked.config_map} is mounted, and no file"
        fix = f"Write {told.text.rstrip('/')}/{looked.names[0] if len(looked.names) == 1 else 'KEY'}."
        yield ManifestFault(told.at.place, message, fix)
    elif looked.answer is Answer.NO_KEY:
        name = told.text.rpartition("/")[2]
        message = f"{told.text} is not there: ConfigMap {looked.config_map} is mounted with {listed(looked.names)}"
        near = looked.names[0] if len(looked.names) == 1 else nearest(name, looked.names)
        yield ManifestFault(told.at.place, message, f"Write {told.text.rpartition('/')[0]}/{near}." if near else None)


def _of_manager(one: Running, told: Told, manifests: Manifests) -> Iterator[ManifestFault]:
    folder = _told(one, *_FOLDER)
    if folder is None or not folder.text:
        return
    looked = look_for(f"{folder.text.rstrip('/')}/{told.text}", one, manifests)
    if looked.answer is Answer.NOT_MOUNTED:
        message = f"nothing is mounted at {folder.text}: {one.program} finds no configuration and ends"
        yield ManifestFault(folder.at.place, message, "Mount the ConfigMap there.")
    elif looked.answer is Answer.NO_KEY:
        near = nearest(told.text, looked.names)
        message = f"the default is {told.text}, but ConfigMap {looked.config_map} has {listed(looked.names)}"
        yield ManifestFault(told.at.place, message, f"Did you mean {near}?" if near else "Write one of its keys.")


def _of_volume(volume: Value, mounts: tuple[Value, ...], manifests: Manifests) -> Iterator[ManifestFault]:
    """Return keys of `items` and a subPath that the ConfigMap does not have."""
    found = config_maps_of(volume, manifests)
    optional = volume.get("configMap", "optional")
    keys = {key for one in found for key in one.keys}
    name = volume.text("configMap", "name")
    if not found or not all(one.keys for one in found) or (optional is not None and optional.tree is True):
        return
    for item in volume.elements("configMap", "items"):
        key = item.get("key")
        if key is not None and isinstance(key.tree, str) and key.tree not in keys and not is_filled_in_later(key.tree):
            message = f"ConfigMap {name} has {listed(keys)} and no {key.tree}: the pod does not start"
            yield ManifestFault(key.place, message, _one_of(keys))
            return
    files = files_of(volume, manifests)
    for mount in mounts:
        sub = mount.get("subPath")
        if sub is not None and isinstance(sub.tree, str) and sub.tree not in files and not is_filled_in_later(sub.tree):
            message = (
                f"ConfigMap {name} is mounted with {listed(files)} and has no {sub.tree}: an empty folder is mounted"
            )
            yield ManifestFault(sub.place, message, _one_of(set(files)))


def _one_of(names: set[str]) -> str:
    return f"Write {listed(names)}." if len(names) == 1 else "Write one that it has."


def _of_namespace(one: Running, volume: Value, manifests: Manifests) -> Iterator[ManifestFault]:
    found = config_maps_of(volume, manifests)
    home, name = one.workload.namespace, volume.get("configMap", "name")
    elsewhere = [each.namespace for each in found if each.namespace not in (None, home)]
    if home and name is not None and found and len(elsewhere) == len(found):
        message = f"ConfigMap {name.tree} is in namespace {elsewhere[0]} and the pod in {home}: it does not start"
        yield ManifestFault(name.place, message, f"Put both into {home}.", severity=Severity.WARNING)


def _unsaid(
    one: Running, told: Told | None, volume: Value, mount: Value, manifests: Manifests
) -> Iterator[ManifestFault]:
    """Return a configuration of the plugin's that is mounted and that nobody names to it."""
    name = volume.text("configMap", "name")
    if one.program != DEVICE_PLUGIN or told is not None or not any(c.name == name for c in manifests.plugin_configs):
        return
    files, at = files_of(volume, manifests), mount.text("mountPath") or ""
    path = at if mount.has("subPath") else f"{at.rstrip('/')}/{files[0] if len(files) == 1 else 'KEY'}"
    meant = _meant_for_it(
        one, frozenset({name or "", f"{one.workload.namespace}/{name}", path.rstrip("/"), at.rstrip("/")})
    )
    if meant is None:
        message = f"ConfigMap {name} is mounted, and {one.program} is not told to read it: it runs with its defaults"
        yield ManifestFault(mount.place, message, f"Add --config-file={path} to `args`.")
        return
    end = f"is not told to read ConfigMap {name}: it runs with its defaults"
    message = f"{one.program} knows no {meant.text('name')}, and {end}"
    yield ManifestFault(meant.place.below("name"), message, f"Call it CONFIG_FILE, with the value {path}.")


def _meant_for_it(one: Running, texts: frozenset[str]) -> Value | None:
    """Return the one variable that says the ConfigMap's name or where it is, under a name that the plugin knows not."""
    own = PROGRAMS[one.program]
    others = (entry for name, entry in one.container.env if own.of_variable(name) is None)
    entries = [entry for entry in others if (text := (entry.text("value") or "").rstrip("/")) and text in texts]
    return entries[0] if len(entries) == 1 else None


RULE = ManifestRule(
    "REF214",
    "Configuration file that is not there",
    Severity.ERROR,
    why="A ConfigMap becomes a folder with one file for each key. The programs read the one file that they are told, "
    "by flag or variable: none of their images holds a configuration of its own, and without the file they end.",
    fix="Name the file by the mount's path and the key.",
    source="NVIDIA/k8s-device-plugin api/config/v1/config.go (NewConfig), cmd/config-manager/main.go "
    "(updateConfigName); NVIDIA/dcgm-exporter internal/pkg/counters/counter_config.go (GetCounterSet); "
    "kubernetes/kubernetes pkg/volume/configmap/configmap.go (MakePayload)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: sharing, namespace: kube-system}
data:
  config.yaml: |
    version: v1
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 2}]}}
---
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
          args:
            - --config-file=/config/sharing.yaml  # <- here
          volumeMounts:
            - {name: sockets, mountPath: /var/lib/kubelet/device-plugins}
            - {name: config, mountPath: /config}
      volumes:
        - {name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}
        - {name: config, configMap: {name: sharing}}
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: sharing, namespace: kube-system}
data:
  config.yaml: |
    version: v1
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 2}]}}
---
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
          args:
            - --config-file=/config/config.yaml
          volumeMounts:
            - {name: sockets, mountPath: /var/lib/kubelet/device-plugins}
            - {name: config, mountPath: /config}
      volumes:
        - {name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}
        - {name: config, configMap: {name: sharing}}
""",
    check=_check,
)
