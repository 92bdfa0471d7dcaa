"""Bundles in memory: a profile compiled, and its files read back as PyYAML reads them."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

import yaml

from generator.model.compiled import Compiled
from generator.model.plan import Plan
from generator.model.tree import Tree
from tests.support.plans import OPERATOR, compile_text

Object: TypeAlias = dict[str, Tree]


class Bundle(NamedTuple):
    """A Plan and the text of each of its files by path."""

    plan: Plan
    files: Mapping[str, str]

    def tree(self, path: str) -> Object:
        """Return a file of one YAML document."""
        (found,) = parsed(self.files[path])
        return found

    @property
    def values(self) -> Object:
        """The values of the upstream chart."""
        return self.tree(f"values/{self.plan.release.chart}.yaml")

    @property
    def manifests(self) -> dict[str, str]:
        """The manifests by path: what lies in base/ and components/ but for the kustomizations."""
        return {
            path: text
            for path, text in self.files.items()
            if path.startswith(("base/", "components/")) and not path.endswith("/kustomization.yaml")
        }

    @property
    def objects(self) -> tuple[Object, ...]:
        """Every object of the manifests."""
        return tuple(found for text in self.manifests.values() for found in parsed(text))

    def of_kind(self, kind: str) -> list[Object]:
        """Return the objects of a kind."""
        return [found for found in self.objects if found["kind"] == kind]

    def plugin_entries(self) -> dict[str, Tree]:
        """Return the device plugin's configuration as the plugin reads it: entry name to tree."""
        return {key: first(text) for key, text in self._data("base/plugin-config.yaml").items()}

    def mig_layouts(self) -> dict[str, Tree]:
        """Return mig-parted's configuration as it reads it: layout name to items."""
        content = first(self._data("base/mig-config.yaml")["config.yaml"])
        layouts = at(content, "mig-configs")
        assert isinstance(layouts, dict)
        return layouts

    def _data(self, path: str) -> dict[str, str]:
        data = at(self.tree(path), "data")
        assert isinstance(data, dict)
        return {key: str(value) for key, value in data.items()}


def bundle_of(body: str, *, install: str = OPERATOR, distribution: str = "kubeadm", kubernetes: str = "1.35") -> Bundle:
    """Return the bundle of a profile whose cluster and install blocks are given short; it must have no error."""
    return as_bundle(compile_text(body, install=install, distribution=distribution, kubernetes=kubernetes))


def as_bundle(compiled: Compiled) -> Bundle:
    """Return what a profile was compiled into, which must have no error."""
    assert compiled.plan is not None, [(one.code, one.message) for one in compiled.findings]
    return Bundle(compiled.plan, {file.path: file.text for file in compiled.files})


def parsed(text: str) -> list[Object]:
    """Return the mappings of a YAML stream, as YAML 1.1 reads them."""
    found: list[Tree] = list(yaml.load_all(text, Loader=yaml.CSafeLoader))
    return [one for one in found if isinstance(one, dict)]


def first(text: str) -> Tree:
    """Return a text of one YAML document."""
    found: Tree = yaml.load(text, Loader=yaml.CSafeLoader)
    return found


def at(tree: Tree, *path: str | int) -> Tree:
    """Return what lies at a path, None where nothing does."""
    for key in path:
        if isinstance(tree, dict) and isinstance(key, str):
            tree = tree.get(key)
        elif isinstance(tree, list) and isinstance(key, int) and key < len(tree):
            tree = tree[key]
        else:
            return None
    return tree


def items(tree: Tree) -> list[Tree]:
    """Return a list, which it must be."""
    assert isinstance(tree, list), tree
    return tree


def name_of(found: Object) -> str:
    """Return an object's name."""
    return str(at(found, "metadata", "name"))


def scalars(tree: Tree) -> Iterator[Tree]:
    """Yield every scalar of a tree, keys included."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            yield from scalars(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from scalars(value)
    else:
        yield tree
