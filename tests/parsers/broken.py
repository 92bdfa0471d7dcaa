"""Files broken in every place and in many ways, so that a claim about one kind of fault meets all its neighbours."""

from collections.abc import Iterator

import yaml

from generator.model.tree import Path, Tree

VALUES: tuple[Tree, ...] = (
    "text",
    "",
    "all",
    "yes",
    0,
    1,
    -1,
    2.5,
    8,
    True,
    False,
    None,
    [],
    ["text"],
    [1],
    {},
    {"a": 1},
)
"""What stands in the place of a value, one at a time."""


def broken(tree: Tree, path: Path = ()) -> Iterator[Tree]:
    """Yield a tree with one value replaced, one key misspelt, left out or too many."""
    yield from (value for value in VALUES if value != tree)
    if isinstance(tree, dict):
        yield from _mapping(tree, path)
    elif isinstance(tree, list):
        for index, element in enumerate(tree):
            for other in broken(element, (*path, index)):
                yield [*tree[:index], other, *tree[index + 1 :]]
        yield [*tree, *tree]


def _mapping(tree: dict[str, Tree], path: Path) -> Iterator[Tree]:
    yield {**tree, "unknownKey": "text"}
    for key, value in tree.items():
        rest = {name: other for name, other in tree.items() if name != key}
        yield rest
        yield {**rest, key.upper(): value}
        yield {**rest, key.replace("-", ""): value}
        for other in broken(value, (*path, key)):
            yield {**tree, key: other}


def as_yaml(tree: Tree) -> str:
    """Return a tree as YAML, texts in quotes where YAML 1.1 reads something else."""
    return str(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True))
