"""Values of the standalone chart that say what a DaemonSet of the device plugin says.

Source: NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin, templates/daemonset-device-plugin.yml.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from generator.facts.plugin_flags import CHART_VALUES, SWITCHES
from generator.importing.codes import INEXPRESSIBLE
from generator.importing.daemon_config import FILE_FLAG, DaemonConfig
from generator.importing.daemon_told import tell_of
from generator.importing.draft import Draft
from generator.importing.scheduling_terms import NODE_TERMS
from generator.lint.common.command_line import flags_given
from generator.lint.common.images import reference_of
from generator.lint.common.plugin_daemons import PluginDaemon, arguments
from generator.model.manifest_value import Value
from generator.model.tree import Path, Tree

_BOOLS: Mapping[str, bool] = MappingProxyType({"true": True, "false": False})
_NESTED: Mapping[str, Path] = MappingProxyType(
    {
        "mps-root": ("mps", "root"),
        "cdi-feature-flags": ("cdi", "featureFlags"),
        "nvidia-cdi-hook-path": ("cdi", "nvidiaHookPath"),
        "nvidia-dev-root": ("nvidiaDevRoot",),
    }
)
"""Further flags whose variables the chart sets to a value, whatever that holds."""
_BELOW_AFFINITY = NODE_TERMS[1:]
_VISIBLE = "NVIDIA_VISIBLE_DEVICES"
_BY_CHART: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        _VISIBLE: ("all",),
        "NVIDIA_DRIVER_CAPABILITIES": ("compute,utility", "utility,compute", "all"),
        "NVIDIA_MIG_MONITOR_DEVICES": ("all",),
    }
)
"""Variables that the chart sets itself, and what makes no difference to it."""
_PATCH = (
    "Give the DaemonSet that the chart makes the variable by a patch, and write the number of these GPUs in the pool; "
    "or leave it, if the pods may have all."
)
_CHARTS_OWN: tuple[Tree, ...] = (
    {},
    {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    {"capabilities": {"add": ["SYS_ADMIN"]}},
)
"""What the chart makes of the plugin's security context by itself, by what else it is told."""
_CHECKSUM = "checksum/config"


def daemon_values(daemon: PluginDaemon, config: DaemonConfig | None, draft: Draft) -> Iterator[tuple[Path, Value]]:
    """Return what a DaemonSet says as values of the chart by their path; what comes out otherwise is told."""
    pod, container, whole = daemon.workload.pod, daemon.container.value, daemon.workload.whole
    for key in ("runtimeClassName", "priorityClassName", "imagePullSecrets"):
        value = pod.get(key)
        if value is not None:
            yield (key,), value
    # Without the word a pod has none of the chart's own.
    tolerations = pod.get("tolerations")
    yield ("tolerations",), Value([], pod.place) if tolerations is None else tolerations
    for key, value in pod.entries("nodeSelector"):
        yield ("nodeSelector", key), value
    yield from _affinity(pod)
    yield from _below(container, "resources", ("resources",))
    yield from _below(pod, "securityContext", ("podSecurityContext",))
    if whole is not None:
        yield from _below(whole.get("spec"), "updateStrategy", ("updateStrategy",))
        for key, value in whole.entries("spec", "template", "metadata", "annotations"):
            if key != _CHECKSUM:
                yield ("podAnnotations", key), value
    host = pod.get("hostNetwork")
    if host is not None and host.tree is True:
        yield ("devicePlugin", "enableHostNetwork"), host
    yield from _image(container)
    settings = dict(_settings(daemon, draft))
    yield from settings.items()
    yield from _security(container, settings)
    yield from () if config is None else config.values()


def _affinity(pod: Value) -> Iterator[tuple[Path, Value]]:
    """Return the affinity; where it asks nothing of nodes, the chart's own terms go by a null."""
    value = pod.get("affinity")
    around = Value(None, pod.place) if value is None else value
    for length in range(len(_BELOW_AFFINITY)):
        here = around if length == 0 else around.get(*_BELOW_AFFINITY[:length])
        if here is None or here.tree is None or here.tree == {}:
            yield ("affinity", *_BELOW_AFFINITY[:length]), Value(None, around.place)
            break
    if value is not None:
        yield from ((path, one) for path, one in _leaves(value, ("affinity",)) if one.tree not in (None, {}))


def _below(around: Value | None, key: str, path: Path) -> Iterator[tuple[Path, Value]]:
    value = None if around is None else around.get(key)
    if value is not None and value.tree not in (None, {}):
        yield from _leaves(value, path)


def _leaves(value: Value, path: Path) -> Iterator[tuple[Path, Value]]:
    if isinstance(value.tree, dict) and value.tree:
        for key, below in value.entries():
            yield from _leaves(below, (*path, key))
    else:
        yield path, value


def _image(container: Value) -> Iterator[tuple[Path, Value]]:
    """Return the image; the chart puts what it takes for the tag behind a colon, so that a digest may follow it."""
    image, policy = container.get("image"), container.get("imagePullPolicy")
    text = "" if image is None else str(image.tree)
    reference, digest = reference_of(text), text.partition("@")[2]
    by_digest = digest.partition(":") if digest and not reference.tag else ("", "", "")
    if image is not None and "/" in reference.repository:
        name = f"{reference.repository}@{by_digest[0]}" if by_digest[0] else reference.repository
        yield ("image", "repository"), Value(name, image.place)
    if image is not None and (reference.tag or by_digest[2]):
        tag = f"{reference.tag}@{digest}" if digest else reference.tag
        yield ("image", "tag"), Value(by_digest[2] or tag, image.place)
    if policy is not None:
        yield ("image", "pullPolicy"), policy


def _settings(daemon: PluginDaemon, draft: Draft) -> Iterator[tuple[Path, Value]]:
    """Return what variables and flags say, of which flags win."""
    found: dict[str, Value] = {}
    for name, entry in daemon.container.env:
        flag, value = name.lower().replace("_", "-"), entry.get("value")
        if value is not None and (flag in CHART_VALUES or flag in _NESTED or flag == FILE_FLAG):
            found[flag] = value
        elif name == _VISIBLE and _is_fewer(value):
            words = f"{name}={'' if value is None else value.text()}"
            message = f"{words} of the {daemon.workload.kind} {daemon.workload.name}: the chart's plugin sees all GPUs"
            draft.tell(INEXPRESSIBLE, message, entry.place, _PATCH)
        elif name not in _BY_CHART or (value is not None and value.text() not in _BY_CHART[name]):
            tell_of(daemon, f"the variable {name}", entry.place, draft)
    for one in flags_given(arguments(daemon), SWITCHES.__contains__):
        # A switch alone is true.
        value = Value("true" if one.value is None else one.value, one.word.place)
        if one.flag in CHART_VALUES or one.flag in _NESTED or one.flag == FILE_FLAG:
            found[one.flag] = value
        else:
            tell_of(daemon, f"the flag --{one.flag}", value.place, draft)
    found.pop(FILE_FLAG, None)
    for flag, value in found.items():
        path = _NESTED.get(flag) or (CHART_VALUES[flag],)
        yield path, Value(_BOOLS.get(str(value.tree).lower(), value.tree), value.place)


def _is_fewer(value: Value | None) -> bool:
    """Say whether a list of visible devices leaves some out; what is filled in from elsewhere is not known."""
    return value is not None and value.text() not in _BY_CHART[_VISIBLE]


def _security(container: Value, settings: Mapping[Path, Value]) -> Iterator[tuple[Path, Value]]:
    """Return the plugin's security context, unless the chart makes that or a wider one by itself."""
    value = container.get("securityContext")
    tree = None if value is None else value.tree
    devices = settings.get((CHART_VALUES["pass-device-specs"],))
    by_itself = tree == {"privileged": True} and devices is not None and devices.tree is True
    if value is not None and isinstance(tree, dict) and tree not in _CHARTS_OWN and not by_itself:
        yield from _leaves(value, ("securityContext",))
