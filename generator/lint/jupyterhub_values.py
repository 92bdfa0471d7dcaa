"""A setting for the GPUs of JupyterHub's servers that reaches none of them."""

from collections.abc import Iterator

from generator.ecosystem.jupyterhub import (
    BESIDE,
    CHART,
    EXTRA_RESOURCE,
    NO_SINGLEUSER,
    NO_TRAIT,
    SINGLEUSER,
    TRAITS,
)
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import OtherValues
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value
from generator.model.tree import words

_OVERRIDE = "kubespawner_override"
_OWN_CLASS = "spawner_class"
"""Where the spawner is somebody's own, nothing is known of its settings."""
_PARTS = ("choices", "profile_options", "display_name", _OVERRIDE)
"""By which of these keys a mapping is known for a profile, an option or a choice."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for values in manifests.others:
        for hub in _hubs(values):
            yield from _of_singleuser(hub, values.chart == CHART)
            if not any(_OWN_CLASS in word for word in words(hub.tree)):
                yield from _of_spawner(hub)


def _hubs(values: OtherValues) -> Iterator[Value]:
    """Return the values of JupyterHub's chart: all of them, or those below a dependency's key."""
    stack = [values.value]
    while stack:
        found = stack.pop()
        if found.get("singleuser") is not None:
            yield found
        else:
            stack.extend(one for _, one in found.entries() if isinstance(one.tree, dict))


def _of_singleuser(hub: Value, is_named: bool) -> Iterator[ManifestFault]:
    keys = {key for key, _ in hub.entries("singleuser")}
    is_known = is_named or any(key in SINGLEUSER or key.startswith("extra") for key in keys)
    if not is_known and not BESIDE & {key for key, _ in hub.entries()}:
        return
    for key, value in hub.entries("singleuser"):
        if key in NO_SINGLEUSER and key not in SINGLEUSER and value.tree is not None:
            message = f"JupyterHub's chart has no singleuser.{key}: it refuses the values, and older releases drop it"
            yield ManifestFault(value.place, message, f"Write singleuser.{NO_SINGLEUSER[key]}.", on_key=True)
    for key, value in hub.entries("singleuser", "extraResource"):
        if key not in EXTRA_RESOURCE:
            message = f"singleuser.extraResource takes limits and guarantees alone: the chart refuses {key}"
            yield ManifestFault(value.place, message, "Write limits.", on_key=True)


def _of_spawner(hub: Value) -> Iterator[ManifestFault]:
    given = hub.get("hub", "config", "KubeSpawner")
    if given is not None:
        yield from _of_traits(given, "a server")
    profiles = hub.get("singleuser", "profileList") or hub.get("hub", "config", "KubeSpawner", "profile_list")
    for found in () if profiles is None else profiles.mappings((_OVERRIDE,)):
        override = found.get(_OVERRIDE)
        if override is not None:
            yield from _of_traits(override, "a server of this profile")
        if any(found.has(key) for key in _PARTS):
            yield from _of_profile(found)


def _of_traits(given: Value, server: str) -> Iterator[ManifestFault]:
    for key, value in given.entries():
        if key in NO_TRAIT and value.tree is not None:
            message = f"KubeSpawner has no setting {key}: {server} does not get what is said here"
            yield ManifestFault(value.place, message, f"Write {NO_TRAIT[key]}.", on_key=True)


def _of_profile(found: Value) -> Iterator[ManifestFault]:
    for key, value in found.entries():
        if key in TRAITS and value.tree is not None:
            message = f"{key} stands beside {_OVERRIDE}, where KubeSpawner does not read it"
            yield ManifestFault(value.place, message, f"Write it below {_OVERRIDE}.", on_key=True)


RULE = ManifestRule(
    "VAL222",
    "Setting that JupyterHub gives no server",
    Severity.ERROR,
    why="JupyterHub's chart takes a fixed set of keys below singleuser, with names of its own. What a profile changes "
    "stands below kubespawner_override and has the names of KubeSpawner's settings; all else is not looked at, so that "
    "the server starts without a GPU, or not at all.",
    fix="Write `singleuser.extraResource.limits`, and in a profile `kubespawner_override.extra_resource_limits`.",
    source="jupyterhub/zero-to-jupyterhub-k8s jupyterhub/values.schema.yaml; jupyterhub/kubespawner "
    "kubespawner/spawner.py, _apply_overrides and _load_profile",
    bad="""\
hub: {}
singleuser:
  resources:  # <- here
    limits:
      nvidia.com/gpu: 1
  profileList:
    - display_name: GPU
      kubespawner_override:
        runtimeClassName: nvidia  # <- here
      extra_resource_limits:  # <- here
        nvidia.com/gpu: "1"
""",
    good="""\
hub: {}
singleuser:
  extraResource:
    limits:
      nvidia.com/gpu: 1
  profileList:
    - display_name: GPU
      kubespawner_override:
        extra_pod_config: {runtimeClassName: nvidia}
        extra_resource_limits:
          nvidia.com/gpu: "1"
""",
    check=_check,
)
