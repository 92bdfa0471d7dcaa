"""The fields that objects have, held against the API's own schemas."""

import json

import pytest

from generator.ecosystem.field_levels import EACH, FieldType, Level
from generator.ecosystem.known_fields import known_kinds, levels_of
from generator.model.tree import Tree
from tests.ecosystem.schemas import definitions, mapping
from tests.lint.examples import judged
from tests.support.kubernetes import UPSTREAM

OF_UPSTREAM = {
    ("argoproj.io", "Application"): "application_v1alpha1.json",
    ("helm.toolkit.fluxcd.io/v2", "HelmRelease"): "helmrelease_v2.json",
    ("monitoring.coreos.com", "PrometheusRule"): "prometheusrule_v1.json",
    ("resource.nvidia.com", "ComputeDomain"): "computedomain_v1beta1.json",
}
OF_OLDER_FLUX = {"valuesFile"}


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


def levels(key: tuple[str, str]) -> tuple[Level, ...]:
    """Return the levels of a kind of the list, whose first part may be an apiVersion or a group."""
    group, kind = key
    return levels_of(group if "/" in group or not group else f"{group}/v1", kind)


@pytest.mark.parametrize("key", OF_UPSTREAM)
def test_they_are_those_of_the_published_custom_resources(key: tuple[str, str]) -> None:
    for path in UPSTREAM.glob(f"{key[0].partition('/')[0]}/{OF_UPSTREAM[key]}"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        # Of the metadata such a schema says no more than that it is an object: it is that of every kind.
        for level in (one for one in levels(key) if "metadata" not in one.path):
            now = {name: kind for name, kind in level.fields.items() if name not in OF_OLDER_FLUX}
            # The schemas give no type where a number or a text may be.
            free = {name: FieldType.ANY for name, kind in now.items() if kind is FieldType.INT_OR_TEXT}
            assert {**now, **free} == fields(schema, level.path)


def test_the_metadata_is_known_of_every_kind_that_is_sent() -> None:
    for kind in (("", "Pod"), ("apps", "Deployment"), ("argoproj.io", "Application"), ("", "ConfigMap")):
        assert ("metadata",) in [one.path for one in levels(kind)]
    assert ("spec", "template", "metadata") in [one.path for one in levels(("batch", "Job"))]
    assert not any("metadata" in one.path for one in levels(("kustomize.config.k8s.io", "Kustomization")))


def test_no_two_levels_of_a_kind_are_at_one_place() -> None:
    for key in known_kinds():
        assert len({one.path for one in levels(key)}) == len(levels(key))


def test_every_level_has_a_name_for_people() -> None:
    assert [one for key in known_kinds() for one in levels(key) if not one.title] == []


@pytest.mark.parametrize(("kind", "version"), [("ClusterPolicy", "v1"), ("NVIDIADriver", "v1alpha1")])
def test_what_stands_beside_the_spec_of_the_operators_own_kinds(kind: str, version: str) -> None:
    head = f"apiVersion: nvidia.com/{version}\nkind: {kind}\nmetadata: {{name: a}}\n"
    text = f"{head}migManager: {{enabled: true}}\nspec: {{}}\n"
    (found,) = [one for one in judged(text).findings if one.code == "KUB201"]
    assert found.fix == "Write it below `spec:`, where the operator looks for it."
    assert "KUB201" not in [one.code for one in judged(text.replace("migManager:", "status:")).findings]
