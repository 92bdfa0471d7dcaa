"""The published schemas of Kubernetes' own types, release by release."""

import json
from functools import cache
from importlib import resources

from generator.model.tree import Tree


@cache
def definitions(version: str) -> dict[str, Tree]:
    """Return the schema of each type of a release such as `1.36`, by its full name."""
    packaged = resources.files("kubernetes_validate") / "kubernetes-json-schema" / f"v{version}.0-local"
    found: dict[str, Tree] = json.loads((packaged / "_definitions.json").read_text(encoding="utf-8"))["$defs"]
    return found


def mapping(tree: Tree) -> dict[str, Tree]:
    """Return a tree that has to be a mapping."""
    assert isinstance(tree, dict)
    return tree
