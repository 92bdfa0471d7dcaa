"""What the fields around pods take, held against the schemas that there are."""

import json
from collections.abc import Mapping

import pytest

from generator.ecosystem.field_levels import EACH, FieldType, Level
from generator.ecosystem.wrapper_kinds import AROUND
from generator.ecosystem.wrapper_levels import ANY
from generator.ecosystem.wrapper_types import holds_pods, typed_levels
from generator.model.tree import Tree
from tests.support.kubernetes import UPSTREAM

SHEETS: Mapping[str, FieldType] = {
    "string": FieldType.TEXT,
    "boolean": FieldType.BOOL,
    "integer": FieldType.INT,
    "object": FieldType.MAP,
    "array": FieldType.LIST,
}
RAY = sorted(kind for kind in AROUND if kind[0].startswith("ray.io/") and kind[1] != "RayCronJob")


def _properties(schema: Tree, level: Level) -> Mapping[str, Tree]:
    """Return the fields at a level; none where Kubernetes has a field that this schema's release does not know yet."""
    for part in level.path:
        if part in (EACH, ANY):
            schema = _below(schema, "items" if part == EACH else "additionalProperties")
        else:
            schema = _below(schema, "properties", part)
    found = _below(schema, "properties")
    return found if isinstance(found, dict) else {}


def _below(schema: Tree, *keys: str) -> Tree:
    for key in keys:
        schema = schema.get(key) if isinstance(schema, dict) else None
    return schema


@pytest.mark.parametrize(("version", "kind"), RAY)
def test_types_are_those_of_the_schema(version: str, kind: str) -> None:
    path = UPSTREAM / "ray.io" / f"{kind.lower()}_{version.rpartition('/')[2]}.json"
    # The schemas stand beside the project, where there are any.
    schema: Tree = json.loads(path.read_text()) if path.is_file() else {}
    for level in typed_levels(version, kind) if path.is_file() else ():
        for name, found in _properties(schema, level).items():
            said = found.get("type") if isinstance(found, dict) else None
            if level.fields.get(name, FieldType.ANY) in SHEETS.values() and isinstance(said, str):
                assert level.fields[name] is SHEETS[said], (level.path, name)


def test_levels_lead_from_the_root_to_the_end_of_pods() -> None:
    paths = {one.path: one for one in typed_levels("ray.io/v1", "RayCluster")}
    assert paths[()].title == "a RayCluster"
    container = ("spec", "workerGroupSpecs", EACH, "template", "spec", "containers", EACH)
    assert paths[*container, "env", EACH].needs == ("name",)
    inline = {one.path: one for one in typed_levels("serving.kserve.io/v1beta1", "InferenceService")}
    assert inline[()].title == "an InferenceService"
    assert inline["spec", "predictor"].fields["tolerations"] is FieldType.LIST
    assert inline["spec", "predictor", "tolerations", EACH].fields["key"] is FieldType.TEXT


def test_kinds_with_pods_in_forms_of_their_own_are_left() -> None:
    assert typed_levels("argoproj.io/v1alpha1", "Workflow") == ()
    assert not holds_pods("argoproj.io", "Workflow")
    assert holds_pods("argoproj.io", "Rollout")
