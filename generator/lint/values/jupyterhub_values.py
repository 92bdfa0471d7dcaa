"""A setting for the GPUs of JupyterHub's servers that reaches none of them."""

from collections.abc import Iterator

from generator.ecosystem.jupyterhub import (
    BESIDE,
    CHART,
    EXTRA_RESOURCE,
    MAPPINGS,
    NO_SINGLEUSER,
    NO_TRAIT,
    OTHER_TRAITS,
    RUNTIMES,
    SINGLEUSER,
    TRAITS,
)
from generator.lint.common.jupyterhub import OVERRIDE, has_own_spawner, hubs, profile_list, spawner_settings
from generator.lint.common.kinds import kind_of_tree
from generator.lint.common.near import nearest
from generator.lint.common.resource_names import PREFIX
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import words

_PARTS = ("choices", "profile_options", "display_name", OVERRIDE)
"""By which of these keys a mapping is known for a profile, an option or a choice."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for hub, chart in hubs(manifests):
        yield from _of_singleuser(hub, chart == CHART)
        if not has_own_spawner(hub):
            yield from _of_spawner(hub)


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
    pod = hub.get("singleuser", "extraPodConfig")
    yield from () if pod is None or has_own_spawner(hub) else _runtimes(pod)


def _of_spawner(hub: Value) -> Iterator[ManifestFault]:
    given = spawner_settings(hub)
    if given is not None:
        yield from _of_traits(given, "a server")
    profiles = profile_list(hub)
    for found in () if profiles is None else profiles.mappings((OVERRIDE,)):
        override = found.get(OVERRIDE)
        if override is not None:
            yield from _of_traits(override, "a server of this profile")
        if any(found.has(key) for key in _PARTS):
            yield from _of_profile(found)


def _of_traits(given: Value, server: str) -> Iterator[ManifestFault]:
    for key, value in given.entries():
        if key in NO_TRAIT and value.tree is not None:
            yield _no_setting(key, value, NO_TRAIT[key], server)
        elif (meant := _meant(key, value)) is not None:
            yield _no_setting(key, value, meant, server)
    for key in MAPPINGS:
        one = given.get(key)
        if one is not None and isinstance(one.tree, str | list) and one.tree and not is_filled_in_later(one.tree):
            message = (
                f"{key} is {kind_of_tree(one.tree)}, and KubeSpawner takes a mapping alone: {server} does not start"
            )
            yield ManifestFault(one.place, message, f"Write `{key}:` and below it `name: value`, without a hyphen.")
    pod = given.get("extra_pod_config")
    yield from () if pod is None else _runtimes(pod)


def _runtimes(pod: Value) -> Iterator[ManifestFault]:
    for key, value in pod.entries():
        if key in RUNTIMES and value.tree is not None:
            message = f"a pod's spec has no field {key}, and KubeSpawner refuses it: no server with it starts"
            yield ManifestFault(value.place, message, "Write runtimeClassName.", on_key=True)


def _meant(key: str, value: Value) -> str | None:
    """Return the setting whose name is like that of one that KubeSpawner has not, where it speaks of GPUs."""
    if key in TRAITS or key in OTHER_TRAITS or not any(PREFIX in word for word in words(value.tree)):
        return None
    return nearest(key, sorted(TRAITS))


def _no_setting(key: str, value: Value, meant: str, server: str) -> ManifestFault:
    message = f"KubeSpawner has no setting {key}: {server} does not get what is said here"
    return ManifestFault(value.place, message, f"Write {meant}.", on_key=True)


def _of_profile(found: Value) -> Iterator[ManifestFault]:
    for key, value in found.entries():
        if key in TRAITS and value.tree is not None:
            message = f"{key} stands beside {OVERRIDE}, where KubeSpawner does not read it"
            yield ManifestFault(value.place, message, f"Write it below {OVERRIDE}.", on_key=True)


RULE = ManifestRule(
    "VAL222",
    "Setting that JupyterHub gives no server",
    Severity.ERROR,
    why="JupyterHub's chart takes a fixed set of keys below singleuser, with names of its own. What a profile changes "
    "stands below kubespawner_override and has the names of KubeSpawner's settings; all else is not looked at, so that "
    "the server starts without a GPU, or not at all.",
    fix="Write `singleuser.extraResource.limits`, and in a profile `kubespawner_override.extra_resource_limits`.",
    source="jupyterhub/zero-to-jupyterhub-k8s jupyterhub/values.schema.yaml; jupyterhub/kubespawner "
    "kubespawner/spawner.py, _apply_overrides and _load_profile (traits of type "
    "Dict), kubespawner/utils.py, _get_k8s_model_attribute",
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
