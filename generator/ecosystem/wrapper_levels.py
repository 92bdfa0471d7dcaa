"""Levels between an object and the pods that it makes, as data; the kinds are in the modules beside this one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.ecosystem.kubernetes_types import type_levels

ANY = "*"
"""Stands in a path for every value of a mapping."""
POD_FIELDS, CONTAINER_FIELDS = (frozenset(next(type_levels(name)).fields) for name in ("PodSpec", "Container"))


class Around(NamedTuple):
    """A level around pods: the way to it, what people call it, its fields, and where to write what it lacks.

    `pod` is for what concerns a pod as a whole, `container` for amounts, both as ways from this level, or empty
    where that is the level itself. `bare` says that this is a plain pod's spec, which other rules judge once it has
    containers.
    """

    path: tuple[str, ...]
    title: str
    fields: frozenset[str]
    pod: str
    container: str
    bare: bool = False
    advice: Mapping[str, str] = MappingProxyType({})


Kind = tuple[str, str]
TEMPLATE = frozenset({"metadata", "spec"})
ELEMENT = "containers[].resources"


def pod_spec(path: tuple[str, ...]) -> Around:
    """Return a pod's spec."""
    return Around(path, "a pod's spec", POD_FIELDS, "", ELEMENT, bare=True)


def templated(title: str, fields: str, *path: str, key: str = "template") -> tuple[Around, ...]:
    """Return a level with a pod's template, the template and the pod's spec."""
    below = (*path, key)
    return (
        Around(path, title, frozenset(fields.split()), f"{key}.spec", f"{key}.spec.{ELEMENT}"),
        Around(below, "a pod's template", TEMPLATE, "spec", f"spec.{ELEMENT}"),
        pod_spec((*below, "spec")),
    )


def names(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


def level(path: tuple[str, ...], title: str, fields: str, way: str, resources: str | None = None) -> Around:
    """Return a level that has no words of a pod; `way` leads to the pod's spec, `resources` to those of a container."""
    found = frozenset(fields.split())
    return Around(path, title, found, way, f"{way}.{ELEMENT}" if resources is None else resources)


def lone(path: tuple[str, ...], title: str, fields: str) -> Around:
    """Return a container beside fields of its pod, with further fields."""
    return Around(path, title, CONTAINER_FIELDS | frozenset(fields.split()), "..", "resources.limits")
