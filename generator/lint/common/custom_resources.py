"""What the API server has against one of the operator's custom resources, as its CRD says."""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR, chart_versions
from generator.facts.custom_resources import KINDS, crd_fields
from generator.facts.releases import releases_meant
from generator.model.chart import CrdField, type_name
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import Path, Tree

_MOSTLY = 0.5
"""The share of a kind's required fields from which on an object is taken for a whole one, and not for a patch."""
_POLICY = "ClusterPolicy"
_OF_PODS = "claims"
"""A field of a pod's resources that the operator's own do not have."""
_FORMS = (
    (r"^(\+|-)?(([0-9]+(\.[0-9]*)?)", "an amount such as 500m or 2Gi"),
    (r"^(0|(([0-9]+)y)?", "a duration such as 30s"),
)
"""Patterns of the CRDs, by how they begin, in words."""
_FEW = 2
"""Fields that a patch has by habit, and a whole object never alone."""


class Fault(Enum):
    """What is wrong with a field."""

    UNKNOWN = "unknown"
    TYPE = "type"
    CHOICE = "choice"
    REQUIRED = "required"
    FORM = "form"
    EMPTY = "empty"


class FieldFault(NamedTuple):
    """A field with its fault, in every release in question; `expected` is a type, choices, missing fields or a form."""

    fault: Fault
    path: Path
    value: Value
    expected: str = ""


class Resource(NamedTuple):
    """A custom resource of the operator's; `releases` are those of the chart that may be installed.

    `is_patch` says that a kustomization makes a patch of it, `in_part` that it is what a patch within another object
    says, of which any field may be missing.
    """

    kind: str
    name: str
    spec: Value
    releases: tuple[str, ...]
    is_patch: bool = False
    in_part: bool = False

    @property
    def is_whole(self) -> bool:
        """Say whether this is an object, and not a patch that says a part of one."""
        required = _check_of(self.kind, self.releases[-1]).required("spec")
        there = sum(1 for name in required if self.spec.has(name))
        return not self.is_called_patch and there > _MOSTLY * len(required)

    @property
    def is_called_patch(self) -> bool:
        """Say whether a kustomization or the file's name says that this is a patch."""
        return self.is_patch or self.spec.place.is_called_patch

    @property
    def says_little(self) -> bool:
        """Say whether so few fields are there that somebody may merge them into what a cluster has."""
        return len(list(self.spec.entries())) <= _FEW


def resources(manifests: Manifests) -> Iterator[Resource]:
    """Return the operator's custom resources among the files."""
    releases = operator_releases(manifests)
    for policy in manifests.policies:
        yield Resource("ClusterPolicy", policy.name, policy.spec, releases, policy.is_patch)
    for policy in manifests.policies_in_part:
        yield Resource("ClusterPolicy", policy.name, policy.spec, releases, is_patch=True, in_part=True)
    for kind in KINDS:
        for one in manifests.of_kind(kind):
            spec = one.value.get("spec")
            if spec is not None:
                yield Resource(kind, one.name, spec, releases)


def operator_releases(manifests: Manifests) -> tuple[str, ...]:
    """Return the releases that the operator may have, by its chart among the files or by what the caller says."""
    for use in manifests.charts:
        if use.chart == GPU_OPERATOR and use.stated and use.within:
            return use.releases
    stated = manifests.context.chart
    if stated is not None and stated[0] == GPU_OPERATOR:
        return releases_meant(GPU_OPERATOR, stated[1] or None).names
    return chart_versions(GPU_OPERATOR)


def field_faults(resource: Resource) -> Iterator[FieldFault]:
    """Return what every release in question has against a resource's spec."""
    return _common(resource.spec, resource.kind, resource.releases, ("spec", ()))


def copied_faults(use: ChartUse) -> Iterator[FieldFault]:
    """Return what every release in question has against values that the chart copies into a ClusterPolicy.

    These are forms, and elements of lists that lack a field: the chart's fact sheets tell of types and choices, and
    its templates and defaults add to mappings, but to no element.
    """
    for values in use.values:
        found = list(_common(values, _POLICY, use.releases, ("spec", ())))
        # A misspelt key is told for itself.
        misspelt = {one.path[:-1] for one in found if one.fault is Fault.UNKNOWN}
        for one in found:
            # A parameter may set one field of an element that stands elsewhere.
            is_element = one.fault is Fault.REQUIRED and bool(one.path) and isinstance(one.path[-1], int)
            is_element = is_element and one.value.place.written is None
            if one.fault is Fault.FORM or (is_element and one.path not in misspelt):
                yield one
        own = values.get("operator", "resources")
        if own is not None:
            # Those of the operator's own pod; its fields are those of every other's.
            for one in _common(own, _POLICY, use.releases, ("spec.toolkit.resources", ("operator", "resources"))):
                if one.fault is Fault.FORM or (one.fault is Fault.UNKNOWN and one.path[-1] != _OF_PODS):
                    yield one


def _common(value: Value, kind: str, releases: tuple[str, ...], at: tuple[str, Path]) -> Iterator[FieldFault]:
    found = [
        {(one.fault, one.path): one for one in _check_of(kind, release).of(value, *at)}
        for release in releases
        if crd_fields(kind, release)
    ]
    for key, fault in found[-1].items() if found else ():
        if all(key in other for other in found):
            yield fault


@cache
def _check_of(kind: str, release: str) -> "_Check":
    return _Check(crd_fields(kind, release))


class _Check:
    """Walks a tree along the fields of one release."""

    def __init__(self, fields: Mapping[str, CrdField]) -> None:
        self._fields = fields
        self._required = _required(fields)

    def required(self, at: str) -> tuple[str, ...]:
        """Return the fields that must stand right below one."""
        return self._required.get(at, ())

    def of(self, value: Value, at: str, path: Path) -> Iterator[FieldFault]:
        """Return the faults at a field and below it."""
        field = self._fields[at]
        kinds, _, items = field.type.partition(" of ")
        name = type_name(value.tree)
        choices = field.rules.get("choices")
        if name not in kinds.split("|") and kinds != "any":
            yield FieldFault(Fault.TYPE, path, value, kinds)
        elif isinstance(choices, list) and value.tree not in choices:
            yield FieldFault(Fault.CHOICE, path, value, " or ".join(str(one) or '""' for one in choices))
        elif (form := _form(field, value.tree)) is not None:
            yield FieldFault(Fault.FORM, path, value, form)
        elif isinstance(value.tree, list):
            yield from self._elements(value, at, path, items)
        elif isinstance(value.tree, dict):
            yield from self._entries(value, at, path, items)

    def _refuses_null(self, at: str) -> bool:
        """Say whether a field takes values of a type; null is of none, and no field of these resources is nullable.

        Where there is a default the API server puts that in the place of a null, with server-side apply too.
        """
        field = self._fields.get(at)
        return field is not None and field.type != "any" and "default" not in field.rules

    def _elements(self, value: Value, at: str, path: Path, items: str) -> Iterator[FieldFault]:
        for index, element in enumerate(value.elements()):
            below = (*path, index)
            if f"{at}[]" in self._fields:
                yield from self.of(element, f"{at}[]", below)
            elif items and type_name(element.tree) not in items.split("|"):
                yield FieldFault(Fault.TYPE, below, element, items)

    def _entries(self, value: Value, at: str, path: Path, items: str) -> Iterator[FieldFault]:
        for key, below in value.entries():
            here = (*path, key)
            if below.tree is None:
                if "." not in key and self._refuses_null(f"{at}.{key}"):
                    yield FieldFault(Fault.EMPTY, here, below)
                continue
            if "." not in key and f"{at}.{key}" in self._fields:
                yield from self.of(below, f"{at}.{key}", here)
            elif f"{at}.*" in self._fields:
                yield from self.of(below, f"{at}.*", here)
            elif items:
                if type_name(below.tree) not in items.split("|") and items != "any":
                    yield FieldFault(Fault.TYPE, here, below, items)
            else:
                yield FieldFault(Fault.UNKNOWN, here, below)
        missing = [name for name in self.required(at) if not value.has(name)]
        if missing:
            yield FieldFault(Fault.REQUIRED, path, value, ", ".join(missing))


def _form(field: CrdField, tree: Tree) -> str | None:
    """Return in words what form a number or text must have, where it has another."""
    least, pattern = field.rules.get("minimum"), field.rules.get("pattern")
    if isinstance(least, int | float) and isinstance(tree, int | float) and not isinstance(tree, bool) and tree < least:
        return f"{least} or more"
    # Of a pattern without ends almost every text has the form.
    if not isinstance(pattern, str) or not pattern.startswith("^") or not isinstance(tree, str) or not tree:
        return None
    if is_filled_in_later(tree) or re.search(pattern, tree):
        return None
    return next((words for begin, words in _FORMS if pattern.startswith(begin)), f"text of the form {pattern}")


def _required(fields: Mapping[str, CrdField]) -> Mapping[str, tuple[str, ...]]:
    """Return by field those that must stand right below it, save those that the API server fills in."""
    found: dict[str, tuple[str, ...]] = {}
    for path, field in fields.items():
        parent, _, name = path.rpartition(".")
        if field.required and parent and "default" not in field.rules:
            found[parent] = (*found.get(parent, ()), name)
    return found
