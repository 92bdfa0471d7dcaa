"""Values of JupyterHub's chart, and the servers that its profiles make.

Sources: jupyterhub/zero-to-jupyterhub-k8s jupyterhub/files/hub/jupyterhub_config.py (extraEnv and extraResource become
the spawner's settings, and each that `hub.config` says takes its place); jupyterhub/kubespawner kubespawner/spawner.py,
_apply_overrides (a mapping is laid over what is there, and null takes a key out) and _load_profile (the profile
first, then the choices), get_env, and kubespawner/objects.py, make_pod (variables by name, as texts or with `value:`,
become the container's own).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.lint.common.resource_names import PREFIX
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount
from generator.model.manifest_value import Value
from generator.model.tree import words

OVERRIDE = "kubespawner_override"
_CLASS = ("hub", "config", "JupyterHub", "spawner_class")
_SPAWNER = ("hub", "config", "KubeSpawner")
_THE_SPAWNERS = ("kubespawner.KubeSpawner", "kubespawner")
_BY_SETTING: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "environment": ("extraEnv",),
        "extra_resource_guarantees": ("extraResource", "guarantees"),
        "extra_resource_limits": ("extraResource", "limits"),
    }
)
"""Settings of the spawner, and where the chart has them below singleuser."""
_NO_AMOUNTS = ("", "0", "0.0", "None")


class Settings(NamedTuple):
    """What one place says of a server: its variables by name, and what it asks for, requests first."""

    variables: Mapping[str, Value]
    amounts: tuple[Amount, ...]


class Server(NamedTuple):
    """A server as its settings make it: each of `layers` is laid over the ones before it."""

    layers: tuple[Settings, ...]

    def variable(self, name: str) -> Value | None:
        """Return a variable's value; None where it is not set, or comes from elsewhere."""
        found = next((one for layer in reversed(self.layers) if (one := layer.variables.get(name)) is not None), None)
        return found.get("value") if found is not None and isinstance(found.tree, dict) else found

    def asks_for_gpus(self) -> bool:
        """Say whether it asks for any of NVIDIA's resources."""
        given = {one.resource: one.quantity for layer in self.layers for one in layer.amounts}
        return any(key.startswith(PREFIX) and str(one.tree) not in _NO_AMOUNTS for key, one in given.items())


def hubs(manifests: Manifests) -> Iterator[tuple[Value, str | None]]:
    """Return the values of JupyterHub's chart: all of them, or those below a dependency's key; and the chart's name."""
    for values in manifests.others:
        stack = [values.value]
        while stack:
            found = stack.pop()
            if found.get("singleuser") is not None or found.get(*_SPAWNER) is not None:
                yield found, values.chart
            else:
                stack.extend(one for _, one in found.entries() if isinstance(one.tree, dict))


def has_own_spawner(hub: Value) -> bool:
    """Say whether the spawner may be somebody's own, of whose settings nothing is known."""
    named = sum(_CLASS[-1] in word for word in words(hub.tree))
    return named > 0 and not (named == 1 and hub.text(*_CLASS) in _THE_SPAWNERS)


def spawner_settings(hub: Value) -> Value | None:
    """Return what is said to the spawner itself."""
    return hub.get(*_SPAWNER)


def profile_list(hub: Value) -> Value | None:
    """Return the list of profiles, wherever it stands."""
    return hub.get(*_SPAWNER, "profile_list") or hub.get("singleuser", "profileList")


def servers(hub: Value) -> Iterator[Server]:
    """Return what is made without a profile, of each profile, and of each with one of its choices."""
    base = _of_all(hub)
    yield Server((base,))
    profiles = profile_list(hub)
    for profile in () if profiles is None else profiles.elements():
        layers = (base, _overriding(profile))
        yield Server(layers)
        for _, option in profile.entries("profile_options"):
            for _, choice in option.entries("choices"):
                yield Server((*layers, _overriding(choice)))


def _of_all(hub: Value) -> Settings:
    """Return what holds for all servers: each of the spawner's settings takes the place of the chart's own."""
    given = [hub.get(*_SPAWNER, setting) or hub.get("singleuser", *way) for setting, way in _BY_SETTING.items()]
    return Settings(dict(_variables(given[0])), tuple(_amounts(given[1:])))


def _overriding(around: Value) -> Settings:
    given = [around.get(OVERRIDE, setting) for setting in _BY_SETTING]
    given.append(around.get(OVERRIDE, "extra_container_config", "resources", "limits"))
    return Settings(dict(_variables(given[0])), tuple(_amounts(given[1:])))


def _variables(environment: Value | None) -> Iterator[tuple[str, Value]]:
    for key, value in () if environment is None else environment.entries():
        yield value.text("name") or key, value


def _amounts(blocks: list[Value | None]) -> Iterator[Amount]:
    for block in blocks:
        for name, quantity in () if block is None else block.entries():
            yield Amount(name, quantity)
