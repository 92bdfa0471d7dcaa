"""Levels around pods, held against the schemas that there are."""

import json

from generator.ecosystem.field_levels import EACH
from generator.ecosystem.wrapper_kinds import AROUND
from generator.ecosystem.wrapper_levels import ANY
from generator.model.tree import Tree
from tests.support.kubernetes import UPSTREAM

RAY = sorted(kind for kind in AROUND if kind[0].startswith("ray.io/"))


def _below(schema: Tree, path: tuple[str, ...]) -> Tree:
    for part in path:
        if not isinstance(schema, dict):
            return None
        if part in (EACH, ANY):
            schema = schema.get("items" if part == EACH else "additionalProperties")
        else:
            properties = schema.get("properties")
            schema = properties.get(part) if isinstance(properties, dict) else None
    return schema


def test_levels_have_all_that_the_schema_has() -> None:
    for version, kind in RAY:
        path = UPSTREAM / "ray.io" / f"{kind.lower()}_{version.rpartition('/')[2]}.json"
        # The schemas stand beside the project, where there are any; of RayCronJob there is none.
        for level in AROUND[version, kind] if path.is_file() else ():
            found = _below(json.loads(path.read_text()), level.path)
            assert isinstance(found, dict), level.path
            properties = found.get("properties")
            assert isinstance(properties, dict)
            assert properties.keys() <= level.fields, level.path
