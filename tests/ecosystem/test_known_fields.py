"""The fields that objects have, held against the API's own schemas."""

import json
from functools import cache
from importlib import resources

import pytest

from generator.ecosystem.claim_fields import CLAIM_FIELDS
from generator.ecosystem.field_levels import EACH, FieldType, Level
from generator.ecosystem.installer_fields import INSTALLER_FIELDS
from generator.ecosystem.known_fields import KNOWN_FIELDS
from generator.ecosystem.measuring_fields import MEASURING_FIELDS
from generator.ecosystem.openshift_fields import OPENSHIFT_FIELDS
from generator.ecosystem.pool_fields import POOL_FIELDS
from generator.model.tree import Tree
from tests.support.kubernetes import UPSTREAM, kubernetes_versions

_OF_OPERATORS = {group for group, _ in MEASURING_FIELDS if "." in group}
OTHERS = tuple(
    {group for group, _ in (*INSTALLER_FIELDS, *CLAIM_FIELDS, *OPENSHIFT_FIELDS, *POOL_FIELDS)} | _OF_OPERATORS
)
OF_UPSTREAM = {
    ("argoproj.io", "Application"): "application_v1alpha1.json",
    ("helm.toolkit.fluxcd.io/v2", "HelmRelease"): "helmrelease_v2.json",
}
OF_OLDER_FLUX = {"valuesFile"}


@cache
def definitions(version: str) -> dict[str, Tree]:
    packaged = resources.files("kubernetes_validate") / "kubernetes-json-schema" / f"v{version}.0-local"
    found: dict[str, Tree] = json.loads((packaged / "_definitions.json").read_text(encoding="utf-8"))["$defs"]
    return found


def mapping(tree: Tree) -> dict[str, Tree]:
    assert isinstance(tree, dict)
    return tree


TYPES = {
    "string": FieldType.TEXT,
    "boolean": FieldType.BOOL,
    "integer": FieldType.INT,
    "array": FieldType.LIST,
    "object": FieldType.MAP,
}


def followed(tree: Tree, version: str) -> dict[str, Tree]:
    """Return a schema itself where a reference stands, which is to the definitions of a Kubernetes version."""
    found = mapping(tree)
    while "$ref" in found:
        found = mapping(definitions(version)[str(found["$ref"]).rpartition("/")[2]])
    return found


def fields(schema: Tree, path: tuple[str, ...], version: str = "") -> dict[str, FieldType]:
    """Return the fields at a path of a schema with their types."""
    found = followed(schema, version)
    for part in path:
        found = followed(found["items"] if part == EACH else mapping(found["properties"])[part], version)
    return {name: type_of(followed(one, version)) for name, one in mapping(found["properties"]).items()}


def type_of(schema: dict[str, Tree]) -> FieldType:
    given = schema.get("type")
    names = [one for one in (given if isinstance(given, list) else [given]) if one != "null"]
    return TYPES[str(names[0])] if len(names) == 1 and names[0] is not None else FieldType.ANY


def definition(group: str, kind: str, version: str) -> Tree:
    name, _, given = group.partition("/")
    ending = f".{name.partition('.')[0] or 'core'}.{given or 'v1'}.{kind}"
    (found,) = (tree for name, tree in definitions(version).items() if name.endswith(ending))
    return found


OF_KUBERNETES = [(*key, level) for key, levels in KNOWN_FIELDS.items() if key[0] not in OTHERS for level in levels]


@pytest.mark.parametrize(
    ("group", "kind", "level"), OF_KUBERNETES, ids=lambda one: one.title if isinstance(one, Level) else None
)
def test_they_are_those_of_any_kubernetes_release(group: str, kind: str, level: Level) -> None:
    releases = [fields(definition(group, kind, version), level.path, version) for version in kubernetes_versions()]
    known = {name: kind for one in releases for name, kind in one.items()}
    assert level.fields == known
    assert all(one.items() <= known.items() for one in releases)


@pytest.mark.parametrize("key", OF_UPSTREAM)
def test_they_are_those_of_the_published_custom_resources(key: tuple[str, str]) -> None:
    for path in UPSTREAM.glob(f"{key[0].partition('/')[0]}/{OF_UPSTREAM[key]}"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        # Of the metadata such a schema says no more than that it is an object: it is that of every kind.
        for level in (one for one in KNOWN_FIELDS[key] if "metadata" not in one.path):
            now = {name: kind for name, kind in level.fields.items() if name not in OF_OLDER_FLUX}
            assert now == fields(schema, level.path)


def test_the_metadata_is_known_of_every_kind_that_is_sent() -> None:
    for kind in (("", "Pod"), ("apps", "Deployment"), ("argoproj.io", "Application"), ("", "ConfigMap")):
        assert ("metadata",) in [one.path for one in KNOWN_FIELDS[kind]]
    assert ("spec", "template", "metadata") in [one.path for one in KNOWN_FIELDS["batch", "Job"]]
    assert not any("metadata" in one.path for one in KNOWN_FIELDS["kustomize.config.k8s.io", "Kustomization"])


def test_no_two_levels_of_a_kind_are_at_one_place() -> None:
    for levels in KNOWN_FIELDS.values():
        assert len({one.path for one in levels}) == len(levels)


def test_levels_are_called_what_people_call_them() -> None:
    titles = [one.title for one in KNOWN_FIELDS["apps", "Deployment"]]
    assert titles[:2] == ["a Deployment", "a Deployment's spec"]
    assert {"a toleration", "a volume", "an expression of a node affinity", "a strategy"} <= set(titles)


def test_every_level_has_a_name_for_people() -> None:
    assert [one for levels in KNOWN_FIELDS.values() for one in levels if not one.title] == []
