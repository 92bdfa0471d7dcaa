"""Breaks YAML in the ways that people, programs and ill-willed strangers do: trees first, then bytes."""

import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import cast

from generator.model.tree import Path, Tree
from generator.yamltext.reader import read_documents
from generator.yamltext.writer import write_yaml

DEEPEST = 90
"""Levels of a nested value; the reader takes 100, and one that goes beyond is made of bytes."""

KINDS: Sequence[Tree] = (
    *(None, True, 0, -1, 2**70, 0.5, float("inf"), float("nan"), "", "x", "4", "a: 1\nb: [1]\n"),
    *("7" * 5000, "-0", "1e999", "9" * 400 + "Gi", "0x", "\u0663"),
    *cast("tuple[Tree, ...]", ([], ["x"], [{}], [[]], {}, {"x": "y"}, {"": None})),
)
"""A value of every kind, and those at the edges."""

_SCALARS: tuple[Tree, ...] = (
    *(None, True, False, 0, 1, -1, 2, 2**63, -(2**70), 0.5, 1e300, float("inf"), float("nan"), "", " ", "~", "null"),
    *(
        "true",
        "1",
        "1.5",
        "0x10",
        "1e9",
        "-1",
        "4x",
        "=",
        "<<",
        "*",
        "&a",
        "!",
        "|",
        "{}",
        "[]",
        "a: 1",
        "- 1",
        "{",
        "[",
    ),
    *("version: v1", "nvidia.com/gpu", "nvidia.com/mig-1g.5gb.shared", "v26.7.0", "99.0.0-rc.1", "é\u2028\U0001f600"),
    *("\x07", "\t", "\n", "a\n\n b\n", "x" * 300, "{{ .Values.x }}", "${VAR}", "../../etc/passwd", "%s{0}", "\u202e"),
)
_KEYS = (
    "",
    "name",
    "items",
    "kind",
    "data",
    "spec",
    "values",
    "metadata",
    "a.b",
    "a/b",
    "<<",
    "0",
    "[]",
    "é",
    "x" * 1100,
)
_BITS = (
    *(b"\t", b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\x85", b"\xe2\x80\xa8"),
    *(b"---\n", b"...\n", b"%YAML 1.1\n", b"&a ", b"*a", b"!!binary ", b"!x ", b"<<: *a\n", b"? ", b"- ", b": ", b"#"),
    *(b"'", b'"', b"{", b"}", b"[", b"]", b"|\n", b">-2\n", b"\\x", b'"\\ud800"', b"{{", b"0" * 5000, b"~"),
)


_TEXT = "\0"
"""Marks a mapping that stands for a text: its only value is what the text holds."""


def with_open_texts(tree: Tree) -> Tree:
    """Return a tree whose texts that hold YAML are that YAML, under a key that no YAML can have."""
    if isinstance(tree, dict):
        return {key: with_open_texts(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [with_open_texts(value) for value in tree]
    if isinstance(tree, str) and "\n" in tree:
        documents, findings = read_documents(tree.encode("utf-8", "replace"), "", lenient=True)
        if len(documents) == 1 and not findings and isinstance(documents[0].data, dict | list):
            return {_TEXT: with_open_texts(documents[0].data)}
    return tree


def with_closed_texts(tree: Tree) -> Tree:
    """Undo `with_open_texts`, whatever has become of the tree since."""
    if isinstance(tree, dict):
        if _TEXT in tree:
            return write_yaml(with_closed_texts(tree[_TEXT]))
        return {key: with_closed_texts(value) for key, value in tree.items()}
    return [with_closed_texts(value) for value in tree] if isinstance(tree, list) else tree


def each_replaced(tree: Tree, values: Sequence[Tree], many: int = 0, start: int = 0) -> Iterator[Tree]:
    """Yield a tree with each place replaced by `many` of the values in turn, 0 being all; texts are looked into.

    `start` says which value comes first.
    """
    opened, many = with_open_texts(tree), many or len(values)
    for number, path in enumerate(places(opened)):
        first = start + number * many
        for value in (values[index % len(values)] for index in range(first, first + many)):
            yield with_closed_texts(changed_at(opened, path, partial(_always, value)))


def _always(value: Tree, _: Tree) -> Tree:
    return value


def damaged_tree(chance: random.Random, tree: Tree, others: Sequence[Tree]) -> Tree:
    """Return a tree with one place changed; `others` are trees that a part may be taken from."""
    opened = with_open_texts(tree)
    change = chance.choice(_CHANGES)
    path = chance.choice(places(opened))
    return with_closed_texts(changed_at(opened, path, lambda part: change(part, chance, others)))


def damaged_bytes(chance: random.Random, data: bytes) -> bytes:
    """Return bytes with one thing changed."""
    return chance.choice(_BYTE_CHANGES)(chance, data)


def hostile_texts() -> dict[str, bytes]:
    """Return texts made to eat time, memory or the stack, each below 8 MiB."""
    bomb = b"a0: &a0 [nvidia, gpu]\n" + b"".join(
        b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 30)
    )
    inner = b"kind: ConfigMap\napiVersion: v1\nmetadata: {name: x}\ndata:\n  config.yaml: |\n"
    return {
        "alias bomb": bomb,
        "alias bomb in a text": inner + b"".join(b"    " + line for line in bomb.splitlines(keepends=True)),
        "merge bomb": b"nvidia: &a {x: 1}\n" + b"".join(b"k%d: {<<: [*a, *a]}\n" % n for n in range(2000)),
        "an alias to what holds it": b"nvidia: &a [*a]\n",
        "deep lists": b"nvidia: " + b"[" * 200_000,
        "deep lists that end": b"nvidia: " + b"[" * 50_000 + b"]" * 50_000,
        "deep mappings": b"nvidia:\n" + b"".join(b" " * n + b"a:\n" for n in range(1, 1500)),
        "deep sequences": b"nvidia:\n" + b"- " * 100_000,
        "deep texts": _texts_in_texts(40),
        "a long text": inner + b"    x: " + b"nvidia " * 150_000 + b"\n",
        "a long key": b'? "' + b"gpu" * 400_000 + b'"\n: 1\n',
        "a long number": b"nvidia: " + b"9" * 1_000_000 + b"\n",
        "a long line of escapes": b'nvidia: "' + rb"\u00e9" * 200_000 + b'"\n',
        "many documents": b"---\nkind: ResourceQuota\nspec: {hard: {requests.nvidia.com/gpu: 1}}\n" * 2000,
        "many empty documents": b"# nvidia\n" + b"---\n" * 30_000,
        "many keys": b"nvidia:\n" + b"".join(b"  k%d: 1\n" % n for n in range(30_000)),
        "many equal keys": b"nvidia: 1\n" * 50_000,
        "many faults": b"nvidia: !x\n" + b"a: 1\na: 2\n" * 10_000,
        "many anchors": b"nvidia:\n" + b"".join(b"- &a%d 1\n" % n for n in range(50_000)),
        "many tabs": b"nvidia:\n" + b"\t\n" * 100_000 + b"\tx: 1\n",
        "a comment without end": b"# nvidia " + b"x" * 4_000_000,
        "one byte over and over": b"nvidia" + b"\x80" * 100_000,
        "quotes without end": b'nvidia: "' + b"a\n" * 100_000,
        "a block without end": b"nvidia: |\n" + b"  " * 500_000,
    }


def _texts_in_texts(depth: int) -> bytes:
    """Values for Argo CD in values for Argo CD, as a text in a text, block in block."""
    text = "devicePlugin: {config: {name: x}}\n"
    for _ in range(depth):
        body = "".join(f"  {line}\n" for line in text.splitlines())
        text = f"nvidia: |\n{body}"
    return (
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: x}}\ndata:\n  config.yaml: |\n{_indented(text)}".encode()
    )


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


Change = Callable[[Tree, random.Random, Sequence[Tree]], Tree]


def places(tree: Tree, path: Path = ()) -> list[Path]:
    """Return the path of every value of a tree, its own first."""
    found = [path]
    if isinstance(tree, dict):
        for key, value in tree.items():
            found += places(value, (*path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            found += places(value, (*path, index))
    return found


def changed_at(tree: Tree, path: Path, change: Callable[[Tree], Tree]) -> Tree:
    """Return a tree with another value at one place."""
    if not path:
        return change(tree)
    part, *rest = path
    if isinstance(tree, dict) and isinstance(part, str):
        return {**tree, part: changed_at(tree[part], tuple(rest), change)}
    if isinstance(tree, list) and isinstance(part, int):
        return [*tree[:part], changed_at(tree[part], tuple(rest), change), *tree[part + 1 :]]
    return tree


def _scalar(_: Tree, chance: random.Random, __: Sequence[Tree]) -> Tree:
    return chance.choice(_SCALARS)


def _part_of_another(_: Tree, chance: random.Random, others: Sequence[Tree]) -> Tree:
    other = chance.choice(others)
    for part in chance.choice(places(other)):
        if isinstance(other, dict) and isinstance(part, str):
            other = other[part]
        elif isinstance(other, list) and isinstance(part, int):
            other = other[part]
    return other


def _wrapped(tree: Tree, chance: random.Random, _: Sequence[Tree]) -> Tree:
    return chance.choice(([tree], {chance.choice(_KEYS): tree}, [tree, tree], {"a": tree, "b": tree}))


def _unwrapped(tree: Tree, chance: random.Random, _: Sequence[Tree]) -> Tree:
    inner = list(tree.values()) if isinstance(tree, dict) else tree if isinstance(tree, list) else []
    return chance.choice(inner) if inner else None


def _as_text(tree: Tree, _: random.Random, __: Sequence[Tree]) -> Tree:
    return write_yaml(with_closed_texts(tree))


def _one_less(tree: Tree, chance: random.Random, _: Sequence[Tree]) -> Tree:
    if isinstance(tree, dict) and tree:
        gone = chance.choice(list(tree))
        return {key: value for key, value in tree.items() if key != gone}
    return tree[1:] if isinstance(tree, list | str) else None


def _twice(tree: Tree, chance: random.Random, _: Sequence[Tree]) -> Tree:
    if isinstance(tree, dict) and tree:
        key = chance.choice(list(tree))
        return {**tree, chance.choice((f"{key}2", key.upper(), *_KEYS)): tree[key]}
    if isinstance(tree, list):
        return tree + tree
    return tree + tree if isinstance(tree, str) else tree


def _renamed(tree: Tree, chance: random.Random, _: Sequence[Tree]) -> Tree:
    if not isinstance(tree, dict) or not tree:
        return tree
    old = chance.choice(list(tree))
    new = chance.choice((old.upper(), old[:-1], f"{old}s", old.replace("-", "_"), *_KEYS))
    return {new if key == old else key: value for key, value in tree.items()}


def _shuffled(tree: Tree, chance: random.Random, _: Sequence[Tree]) -> Tree:
    if isinstance(tree, dict):
        keys = list(tree)
        chance.shuffle(keys)
        return {key: tree[key] for key in keys}
    return tree[::-1] if isinstance(tree, list | str) else tree


def _deep(tree: Tree, chance: random.Random, _: Sequence[Tree]) -> Tree:
    for _level in range(chance.randrange(1, DEEPEST)):
        tree = [tree] if chance.random() < 0.5 else {"a": tree}
    return tree


def _long(_: Tree, chance: random.Random, __: Sequence[Tree]) -> Tree:
    long: tuple[Tree, ...] = (
        "x" * 20_000,
        "nvidia.com/gpu " * 1500,
        "- a\n" * 3000,
        [1] * 2000,
        "9" * 400,
        "1." * 3000,
    )
    return chance.choice(long)


_CHANGES: tuple[Change, ...] = (
    *(_scalar, _scalar, _scalar, _part_of_another, _part_of_another, _wrapped, _unwrapped, _as_text),
    *(_one_less, _one_less, _twice, _renamed, _renamed, _shuffled, _deep, _long),
)


def _spot(chance: random.Random, data: bytes) -> int:
    return chance.randrange(len(data) + 1)


def _other_byte(chance: random.Random, data: bytes) -> bytes:
    spot = _spot(chance, data)
    return data[:spot] + bytes([chance.randrange(256)]) + data[spot + 1 :]


def _bit_added(chance: random.Random, data: bytes) -> bytes:
    spot = _spot(chance, data)
    return data[:spot] + chance.choice(_BITS) + data[spot:]


def _part_gone(chance: random.Random, data: bytes) -> bytes:
    spot = _spot(chance, data)
    return data[:spot] + data[spot + chance.randrange(1, 40) :]


def _cut_off(chance: random.Random, data: bytes) -> bytes:
    return data[: _spot(chance, data)]


def _part_again(chance: random.Random, data: bytes) -> bytes:
    first, last = sorted((_spot(chance, data), _spot(chance, data)))
    return data[:last] + data[first:last] * chance.choice((1, 2, 30)) + data[last:]


def _lines_moved(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    line = lines.pop(chance.randrange(len(lines)))
    lines.insert(chance.randrange(len(lines) + 1), line)
    return b"".join(lines)


def _indented_anew(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    spot = chance.randrange(len(lines))
    lines[spot] = (
        chance.choice((b" ", b"  ", b"\t")) + lines[spot] if chance.random() < 0.6 else lines[spot].lstrip(b" ")
    )
    return b"".join(lines)


def _other_breaks(chance: random.Random, data: bytes) -> bytes:
    return data.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", b"\xc2\x85", b" \n")))


_BYTE_CHANGES: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    *(_other_byte, _bit_added, _bit_added, _part_gone, _cut_off, _part_again, _lines_moved, _indented_anew),
    _other_breaks,
)
