"""NVIDIA's parts in manifests of one's own that may not look at MIG devices."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN
from generator.facts.discovery_labels import PRODUCT, plain_product
from generator.facts.program_settings import DCGM_EXPORTER, GPU_FEATURE_DISCOVERY
from generator.facts.releases import exact_numbers
from generator.lint.common.command_line import Running, running, told_to
from generator.lint.common.images import image_tag
from generator.lint.common.known_gpus import gpus_by_label
from generator.lint.common.plugin_daemons import PluginDaemon, daemons_of, environment_from, reads_entry, said_to
from generator.lint.common.plugin_files import field, plugin_files
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value, is_filled_in_later
from generator.model.plan import MIG_LABEL

_MONITOR, _CONFIG = "NVIDIA_MIG_MONITOR_DEVICES", "NVIDIA_MIG_CONFIG_DEVICES"
_VISIBLE = "NVIDIA_VISIBLE_DEVICES"
_PROGRAMS = (DEVICE_PLUGIN, GPU_FEATURE_DISCOVERY)
_VARIABLES = ("MIG_STRATEGY", "GFD_MIG_STRATEGY")
_STRATEGIES = ("single", "mixed")
_WITH_SELECTOR = ("DaemonSet", "Deployment", "StatefulSet")
_WITHOUT = ("Pod", "Job")
_of_mig = re.compile(r"(?i)(?<![a-z])mig(?![a-z])").search
_CHART_SETS_IT = (0, 12, 0)
"""The first release whose chart sets the variable; of those before it is not known what they could do without."""


class _Rights(NamedTuple):
    """What a container may do; `privileged` counts as `admin` too, and None is not known."""

    privileged: bool
    admin: bool | None


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    by_file = _strategies_of_files(manifests)
    for one in running(manifests):
        if one.program not in (*_PROGRAMS, DCGM_EXPORTER) or not _is_installed(one):
            continue
        rights = _rights(one.container.value)
        asks = next((value for name, value in _env(one) if name in (_MONITOR, _CONFIG) and _says(value)), None)
        if rights.privileged or rights.admin is None or _sees_none(one):
            continue
        if asks is not None:
            if not rights.admin:
                yield _not_started(asks)
            continue
        said = _strategy(one) or by_file.get(one.container.value.place)
        if said is not None and one.program in _PROGRAMS and _is_missing(one, manifests):
            # Many write strategy single for cards without MIG too, where it changes nothing.
            certain = _text_of(said) == "mixed" or _has_mig(one, manifests)
            yield _blind(one, said, rights)._replace(severity=None if certain else Severity.INFO)


def _not_started(asks: Value) -> ManifestFault:
    name = asks.text("name") or _MONITOR
    message = f"{name} in a container without SYS_ADMIN: NVIDIA's container toolkit refuses to start it"
    value = asks.get("value")
    return ManifestFault((asks if value is None else value).place, message, _ADD)


def _blind(one: Running, said: Value, rights: _Rights) -> ManifestFault:
    strategy = _text_of(said)
    lacks = f"has no {_MONITOR}" if rights.admin else f"has neither {_MONITOR} nor SYS_ADMIN"
    message = f"strategy {strategy}, and container {one.container.name} {lacks}: it may not read MIG devices, and ends"
    return ManifestFault(said.place, message)


def _is_installed(one: Running) -> bool:
    """Say whether this is the object itself, all of which is seen: patches have no selector."""
    workload = one.workload
    if one.container.init or workload.in_part or workload.place.is_called_patch:
        return False
    selected = workload.whole is not None and workload.whole.get("spec", "selector") is not None
    return workload.kind in _WITHOUT or (workload.kind in _WITH_SELECTOR and selected)


def _is_missing(one: Running, manifests: Manifests) -> bool:
    """Say whether nothing else can give the variable, and the cards may have MIG."""
    stated = manifests.context.every_gpu
    if stated and not any(gpu.mig_family for gpu in stated):
        return False
    daemon = PluginDaemon(one.container, one.workload)
    if any(True for _ in one.container.value.elements("envFrom")) or any(environment_from(daemon)):
        return False
    # A variable that is there has no text, or one that is filled in later.
    if any(name == _MONITOR and (entry.get("valueFrom") or entry.text("value")) for name, entry in _env(one)):
        return False
    numbers = exact_numbers(image_tag(daemon.container))
    return one.program != DEVICE_PLUGIN or numbers is None or numbers >= _CHART_SETS_IT


def _has_mig(one: Running, manifests: Manifests) -> bool:
    """Say whether something among the files speaks of MIG, or what the caller says or Nodes show of the cards."""
    if any(gpu.mig_family for gpu in manifests.context.every_gpu) or manifests.mig_configs:
        return True
    selector = one.workload.pod.get("nodeSelector")
    words = [
        one.workload.name,
        *(() if selector is None else (f"{key}={text.tree}" for key, text in selector.entries())),
    ]
    labels = [(key, value.tree) for each in manifests.labelled for key, value in each.labels]
    products = (plain_product(text) for key, text in labels if key == PRODUCT and isinstance(text, str))
    return (
        any(_of_mig(word) for word in words)
        or any(key == MIG_LABEL for key, _ in labels)
        or any((gpu := gpus_by_label().get(product)) is not None and gpu.mig_family for product in products)
    )


def _env(one: Running) -> tuple[tuple[str, Value], ...]:
    return one.container.env


def _says(entry: Value) -> bool:
    text = entry.text("value")
    return bool(text) and not is_filled_in_later(text)


def _sees_none(one: Running) -> bool:
    """Say whether a container gets its GPUs another way, such as by CDI, or none at all."""
    entry = next((value for name, value in _env(one) if name == _VISIBLE), None)
    return entry is not None and entry.text("value") != "all"


def _rights(container: Value) -> _Rights:
    around = container.get("securityContext")
    if around is None:
        return _Rights(False, False)
    privileged = around.get("privileged")
    if privileged is not None and not isinstance(privileged.tree, bool):
        return _Rights(False, None)
    added = [one.text() or "" for one in around.elements("capabilities", "add")]
    plain = [one.upper() for one in added]
    if any(is_filled_in_later(one) or one.upper().startswith("CAP_") for one in added) or isinstance(around.tree, str):
        return _Rights(False, None)
    is_privileged = privileged is not None and privileged.tree is True
    return _Rights(is_privileged, is_privileged or "SYS_ADMIN" in plain or "ALL" in plain)


def _strategy(one: Running) -> Value | None:
    """Return the flag or variable that says a strategy other than none."""
    told = told_to(one.container, "mig-strategy", *_VARIABLES)
    return told.at if told is not None and told.text in _STRATEGIES else None


def _text_of(said: Value) -> str:
    return (said.text() or "").rpartition("=")[2]


def _strategies_of_files(manifests: Manifests) -> dict[Place, Value]:
    """Return by the place of a container what the configuration that it reads says of the strategy."""
    found: dict[Place, Value] = {}
    for file in plugin_files(manifests, in_part=False):
        flags = field(file.content, "flags")
        said = None if flags is None else field(flags, "migStrategy")
        for daemon in daemons_of(file.config_map, manifests) if said is not None else ():
            named = said_to(daemon, "config-file", "CONFIG_FILE")
            over = any(said_to(daemon, "mig-strategy", variable) is not None for variable in _VARIABLES)
            if said is not None and named and not over and said.text() in _STRATEGIES and reads_entry(daemon, file.key):
                found[daemon.container.value.place] = said
    return found


_ADD = "Add `securityContext: {capabilities: {add: [SYS_ADMIN]}}` to the container."

RULE = ManifestRule(
    "PLG223",
    "MIG strategy without the right to read MIG devices",
    Severity.WARNING,
    why="Who reads MIG devices needs a device node that NVIDIA's container toolkit gives for "
    "NVIDIA_MIG_MONITOR_DEVICES=all alone, and that only to containers with SYS_ADMIN. Without it NVML answers "
    "`Insufficient Permissions` where a GPU is in MIG mode, and device plugin and feature discovery end; the charts "
    "set both.",
    fix="Set the variable NVIDIA_MIG_MONITOR_DEVICES to all and add `securityContext: {capabilities: {add: "
    "[SYS_ADMIN]}}`, or make the container privileged.",
    source="NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/templates/_helpers.tpl and "
    "daemonset-device-plugin.yml, issues 229, 399; NVIDIA/gpu-feature-discovery issue 6; "
    "NVIDIA/nvidia-container-toolkit cmd/nvidia-container-runtime-hook/container_config.go (getNvidiaConfig), "
    "pull request 1947",
    bad="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: device-plugin}
spec:
  selector: {matchLabels: {name: plugin}}
  template:
    metadata: {labels: {name: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          env:
            - name: MIG_STRATEGY
              value: mixed  # <- here
          securityContext:
            allowPrivilegeEscalation: false
            capabilities: {drop: [ALL]}
          volumeMounts:
            - {name: sockets, mountPath: /var/lib/kubelet/device-plugins}
      volumes:
        - {name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}
""",
    good="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: device-plugin}
spec:
  selector: {matchLabels: {name: plugin}}
  template:
    metadata: {labels: {name: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          env:
            - name: MIG_STRATEGY
              value: mixed
            - name: NVIDIA_MIG_MONITOR_DEVICES
              value: all
          securityContext:
            capabilities: {add: [SYS_ADMIN]}
          volumeMounts:
            - {name: sockets, mountPath: /var/lib/kubelet/device-plugins}
      volumes:
        - {name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}
""",
    check=_check,
)
