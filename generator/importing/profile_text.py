"""The draft as a text that a person goes on with: each line says where it came from."""

import json
import re

from generator.importing.draft import Draft, has_gap
from generator.importing.lines import Lines
from generator.model.tree import Path, Tree
from generator.yamltext.text import scalar_text
from generator.yamltext.writer import write_yaml

_ORDER = ("cluster", "install", "mig", "pools", "priorities", "tenants", "monitoring")
_INSTALL = ("chart", "version", "releaseName", "namespace", "repository", "driver", "toolkit", "nodeFeatureDiscovery")
_WIDTH = 90
_ABOUT = "Imported from what was installed before; each line says where it came from. Read it, then: gpuslice check"
_needs_quotes_in_flow = re.compile(r"[,\[\]{}&*!|>'\"%@`#?]|: ").search
_surrogates = re.compile("[\ud800-\udfff]")
_MODELINE = "# yaml-language-server: $schema="


def profile_text(draft: Draft, lines: Lines, schema: str, about: str = _ABOUT) -> str:
    """Return the profile; `schema` is where the schema lies, seen from the profile, or empty."""
    head = [f"{_MODELINE}{schema}"] if schema else []
    head += [
        f"# {about}",
        "version: v1alpha1",
    ]
    writer = _Writer(draft, lines)
    for key in _ORDER:
        if key in draft.tree:
            tree = draft.tree[key]
            ordered = _sorted(tree) if key == "install" else tree
            head += writer.entry(key, ordered, (key,), "")
    text = "\n".join(head) + "\n"
    extra = draft.tree.get("extraValues")
    return text + _extra(extra, draft, lines) if extra else text


def _sorted(tree: Tree) -> Tree:
    if not isinstance(tree, dict):
        return tree
    first = {key: tree[key] for key in _INSTALL if key in tree}
    return {**first, **tree}


def _extra(extra: Tree, draft: Draft, lines: Lines) -> str:
    tree = {"extraValues": clean(extra)}
    comments = {
        path: _plain(". ".join((lines.text(place), *draft.remarks.get(path, ()))))
        for path, place in draft.origins.items()
        if path[0] == "extraValues" and _exists(tree, path)
    }
    return write_yaml(tree, comments=comments)


def _exists(tree: Tree, path: Path) -> bool:
    for part in path:
        if not isinstance(tree, dict) or part not in tree:
            return False
        tree = tree[str(part)]
    return True


class _Writer:
    """Lines of YAML with a comment behind those whose origin is known."""

    def __init__(self, draft: Draft, lines: Lines) -> None:
        self._draft = draft
        self._lines = lines

    def entry(self, key: str, tree: Tree, path: Path, pad: str) -> list[str]:
        """Return a key with its value."""
        found = [f"{pad}# {_plain(text)}" for text in self._draft.remarks.get(path, ())]
        name = f"{pad}{_scalar(key)}:"
        if self._fits(tree, path, name):
            return [*found, f"{name} {_flow(tree)}{self._comment(path, tree, flow=True)}"]
        found.append(f"{name}{self._comment(path, tree)}")
        if isinstance(tree, dict):
            for below, value in tree.items():
                found += self.entry(below, value, (*path, below), f"{pad}  ")
        elif isinstance(tree, list):
            for index, value in enumerate(tree):
                found += self._item(value, (*path, index), f"{pad}  ")
        return found

    def _item(self, tree: Tree, path: Path, pad: str) -> list[str]:
        found = [f"{pad}# {_plain(text)}" for text in self._draft.remarks.get(path, ())]
        if not isinstance(tree, dict) or self._fits(tree, path, pad):
            return [*found, f"{pad}- {_flow(tree)}{self._comment(path, tree, flow=True)}"]
        inner: list[str] = []
        for key, value in tree.items():
            inner += self.entry(key, value, (*path, key), f"{pad}  ")
        first = next(index for index, line in enumerate(inner) if not line.lstrip().startswith("#"))
        inner[first] = f"{pad}- {inner[first][len(pad) + 2 :]}"
        return [*found, *inner[:first], *inner[first:]]

    def _fits(self, tree: Tree, path: Path, head: str) -> bool:
        if not isinstance(tree, dict | list) or not tree:
            return True
        below = (*self._draft.origins, *self._draft.remarks)
        if any(len(one) > len(path) and one[: len(path)] == path for one in below):
            return False
        return path[0] != "cluster" and len(path) > 1 and len(head) + len(_flow(tree)) < _WIDTH

    def _comment(self, path: Path, tree: Tree, *, flow: bool = False) -> str:
        place = self._draft.origins.get(path)
        if flow and has_gap(tree):
            return "    # SAY WHICH: no file tells"
        return "" if place is None else f"    # {_plain(self._lines.text(place))}"


def _flow(tree: Tree) -> str:
    if isinstance(tree, dict):
        return f"{{{', '.join(f'{_word(key)}: {_flow(value)}' for key, value in tree.items())}}}"
    if isinstance(tree, list):
        return f"[{', '.join(_flow(value) for value in tree)}]"
    return _word(tree) if isinstance(tree, str) else scalar_text(tree)


def _word(text: str) -> str:
    clean = _surrogates.sub("\N{REPLACEMENT CHARACTER}", text)
    return json.dumps(clean) if _needs_quotes_in_flow(clean) else scalar_text(clean)


def _scalar(text: str) -> str:
    return scalar_text(_surrogates.sub("\N{REPLACEMENT CHARACTER}", text))


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def clean(tree: Tree) -> Tree:
    """Return a tree without half characters, which no file can hold."""
    if isinstance(tree, dict):
        return {_surrogates.sub("\N{REPLACEMENT CHARACTER}", key): clean(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [clean(value) for value in tree]
    return _surrogates.sub("\N{REPLACEMENT CHARACTER}", tree) if isinstance(tree, str) else tree
