"""What is fuzzed: functions that take bytes, and raise where a law does not hold."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from generator.compile import compile_profile
from generator.importing.request import Card, Request
from generator.importing.result import import_manifests
from generator.lint.registry import RULES as MANIFEST_RULES
from generator.manifests import SourceFile, read_manifests
from generator.model.finding import Finding, Severity
from generator.model.tree import Path as TreePath
from generator.model.tree import Tree
from generator.rules import RULES
from generator.yamltext.document import Document
from generator.yamltext.inner import read_inner_documents
from generator.yamltext.reader import read_document, read_documents
from generator.yamltext.source import split_lines
from generator.yamltext.writer import write_documents
from tests.support.judging import context, faults_of

ROOT = Path(__file__).parents[2]
FILE = "given.yaml"
BETWEEN_FILES = b"\n#=====\n"
CONTEXTS: tuple[tuple[str, ...], ...] = (
    (),
    ("--gpu", "T4", "--kubernetes", "1.29"),
    ("--gpu", "A100-SXM4-80GB", "--chart", "gpu-operator@v26.7.0", "--namespace", "gpu-operator"),
    ("--gpu", "RTX 3090", "--chart", "nvidia-device-plugin@v0.17.4"),
)
"""What `lint` is told beside its input; a first line ``#? 2`` picks one by its number."""


class Target(NamedTuple):
    """One law over bytes; `seeds` are where the search begins."""

    name: str
    about: str
    check: Callable[[bytes], None]
    seeds: Callable[[], Mapping[str, bytes]]


def read_anything(data: bytes) -> None:
    """Hold that the reader answers with findings inside the text, and that what it read can be written and read."""
    for lenient in (False, True):
        documents, findings = read_documents(data, FILE, lenient=lenient)
        assert_inside(findings, data)
        document, alone = read_document(data, FILE, lenient=lenient)
        assert (document is None) <= bool(alone)
        assert_inside(alone, data)
        for one in documents:
            _hold_places(one, data)
        trees = [one.data for one in documents]
        if trees:
            again, faults = read_documents(write_documents(trees).encode(), FILE)
            assert not faults, faults
            assert _same([one.data for one in again], trees), "what was written reads otherwise"


def compile_anything(data: bytes) -> None:
    """Hold that a profile compiles or is refused with reasons, and that both come out the same again."""
    compiled = compile_profile(data, FILE)
    assert_inside(compiled.findings, data)
    errors = [one for one in compiled.findings if one.severity is Severity.ERROR]
    assert bool(compiled.files) != bool(errors)
    assert compiled == compile_profile(data, FILE)


def judge_anything(data: bytes) -> None:
    """Hold what every run of `judge` owes; the input may be several files, and may pick options."""
    faults = faults_of(*_given(data))
    assert not faults, faults


def import_anything(data: bytes) -> None:
    """Hold that an import gives a profile that the compiler can read, or says what is missing, and the same again."""
    files, options = _given(data)
    read = read_manifests((SourceFile(*item) for item in files.items()), context(options), files.get).manifests
    cards = tuple(Card("", gpu) for gpu in read.context.gpus)
    request = Request(cards, "fuzzed", "k3s")
    result = import_manifests(read, request, files.get)
    for one in result.findings:
        assert one.message, one
        if one.file in files:
            assert_inside((one._replace(why=one.why or "-", fix=one.fix or "-"),), files[one.file])
    assert result == import_manifests(read, request, files.get)
    if result.text:
        document, faults = read_document(result.text.encode(), FILE)
        assert document is not None, (faults, result.text)
        compile_profile(result.text.encode(), FILE)


def _given(data: bytes) -> tuple[dict[str, bytes], tuple[str, ...]]:
    options: tuple[str, ...] = ()
    if data[:2] == b"#?" and data[3:4].isdigit():
        options = CONTEXTS[int(data[3:4]) % len(CONTEXTS)]
    parts = data.split(BETWEEN_FILES)[:4]
    return {f"{number}.yaml": part for number, part in enumerate(parts)}, options


def assert_inside(findings: tuple[Finding, ...], data: bytes) -> None:
    """Hold that findings say something, and stand inside the text."""
    lines = split_lines(data.decode("utf-8-sig", "replace"))
    for one in findings:
        assert one.message, one
        assert one.why, one
        assert one.fix, one
        if one.position is not None:
            line, column = one.position
            assert 1 <= line <= len(lines), one
            assert 1 <= column <= len(lines[line - 1]) + 1, one


def _hold_places(document: Document, data: bytes) -> None:
    lines = split_lines(data.decode("utf-8-sig", "replace"))
    texts: list[TreePath] = []
    for path, tree in _nodes(document.data):
        for on_key in (False, True):
            place = document.position(path, on_key)
            assert place is None or 1 <= place.line <= len(lines), (path, place)
        if isinstance(tree, str) and "\n" in tree:
            texts.append(path)
    for path in texts[:4]:
        _, findings = read_inner_documents(document, path)
        assert_inside(findings, data)


def _nodes(tree: Tree) -> list[tuple[TreePath, Tree]]:
    found: list[tuple[TreePath, Tree]] = [((), tree)]
    for path, node in found:
        if len(found) > 300:
            break
        if isinstance(node, dict):
            found += [((*path, key), value) for key, value in node.items()]
        elif isinstance(node, list):
            found += [((*path, index), value) for index, value in enumerate(node)]
    return found


def _same(one: Tree, other: Tree) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    return type(one) is type(other) and one == other


def _profiles() -> dict[str, bytes]:
    shipped = {path.name: path.read_bytes() for path in sorted((ROOT / "profiles").glob("*.yaml"))}
    golden = {f"{path.parent.name}.yaml": path.read_bytes() for path in (ROOT / "tests/golden").glob("*/profile.yaml")}
    rules = {
        f"{rule.code}-{kind}.yaml": text.encode()
        for rule in RULES
        for kind, text in (("bad", rule.bad), ("good", rule.good))
    }
    return {**shipped, **golden, **rules}


def _manifests() -> dict[str, bytes]:
    return {
        f"{rule.code}-{kind}.yaml": text.encode()
        for rule in MANIFEST_RULES
        for kind, text in (("bad", rule.bad), ("good", rule.good))
    }


def _texts() -> dict[str, bytes]:
    return {**_profiles(), **_manifests()}


TARGETS = {
    target.name: target
    for target in (
        Target("reader", "YAML reader and writer, with places", read_anything, _texts),
        Target(
            "profile",
            "the pipeline of profiles: schema, decode, resolve, rules, artifacts",
            compile_anything,
            _profiles,
        ),
        Target("lint", "the pipeline of manifests", judge_anything, _manifests),
        Target("import", "from manifests to the profile that means the same", import_anything, _manifests),
    )
}
