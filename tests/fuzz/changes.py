"""How an input becomes the next one: a change to its tree, to its text, or what the fuzzer itself thinks of."""

import random
from collections.abc import Callable, Sequence
from functools import cache

from generator.model.tree import Tree
from generator.yamltext.reader import read_documents
from generator.yamltext.writer import write_documents
from tests.fuzz.targets import BETWEEN_FILES, CONTEXTS, TARGETS
from tests.support.damage import damaged_bytes, damaged_tree

Mutate = Callable[[bytes, int], bytes]


def next_input(name: str, data: bytes, chance: random.Random, own: Mutate, most: int) -> bytes:
    """Return an input of at most `most` bytes made of another one; `own` is the fuzzer's way, which knows coverage."""
    which = chance.random()
    if which < 0.25:
        return own(data, most)
    if which < 0.4:
        return damaged_bytes(chance, data)[:most]
    if name in ("lint", "import") and which < 0.5:
        return _several(name, data, chance)[:most]
    try:
        made = _with_damaged_tree(name, data, chance)
    except (ValueError, RecursionError):  # half a surrogate pair, or nested too deep: neither can be written
        made = b""
    return made if 0 < len(made) <= most else own(data, most)


def _with_damaged_tree(name: str, data: bytes, chance: random.Random) -> bytes:
    parts = data.split(BETWEEN_FILES)
    spot = chance.randrange(len(parts))
    documents, _ = read_documents(parts[spot], "", lenient=True)
    trees = [document.data for document in documents]
    if not trees:
        return b""
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(trees))
        trees[at] = damaged_tree(chance, trees[at], _donors(name))
    head = parts[spot][:5] if parts[spot].startswith(b"#? ") else b""
    parts[spot] = head + write_documents(trees).encode()
    return BETWEEN_FILES.join(parts)


def _several(name: str, data: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.3:
        return b"#? %d\n" % chance.randrange(len(CONTEXTS)) + data
    other = chance.choice(list(TARGETS[name].seeds().values()))
    return BETWEEN_FILES.join((data, other))


@cache
def _donors(name: str) -> Sequence[Tree]:
    read = (read_documents(data, file, lenient=True)[0] for file, data in TARGETS[name].seeds().items())
    return tuple(document.data for documents in read for document in documents)
