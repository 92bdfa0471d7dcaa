"""The second pipeline: manifests' bytes in, findings out; no disk, no clock.

Positions are worked out in the end, from files that are read once more: most files have nothing to show, and so
nothing of them has to be kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.lint import Told, check_manifests
from generator.manifests import Load, SourceFile, read_manifests
from generator.manifests.inner import MAX_BYTES
from generator.model.finding import Finding, Position, Severity
from generator.model.manifest import Context, Manifests
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import InnerDocument, Place, is_filled_in_later
from generator.model.tree import Path
from generator.yamltext.document import Document, file_order
from generator.yamltext.inner import place_in_text, read_inner, read_inner_documents
from generator.yamltext.reader import read_documents
from generator.yamltext.source import split_lines

_Opened = dict[tuple[int, tuple[Path, ...]], Document | None]
"""Texts that have been read as documents, by document and way."""


class Judged(NamedTuple):
    """What manifests say and what is wrong with them: findings in file order, and the lines of the files they name."""

    manifests: Manifests
    findings: tuple[Finding, ...]
    source_lines: Mapping[str, tuple[str, ...]]
    files: int


def judge(files: Iterable[SourceFile], context: Context, load: Load) -> Judged:
    """Read manifests and say what is wrong with them."""
    read = read_manifests(files, context, load)
    by_file: dict[str, list[Told]] = {}
    for told in check_manifests(read.manifests):
        by_file.setdefault(told.fault.place.file, []).append(told)
    findings = [*read.findings, *(_template(name) for name in read.templates)]
    lines: dict[str, tuple[str, ...]] = {}
    for name in dict.fromkeys((*(one.file for one in findings), *by_file)):
        data = load(name) or b""
        lines[name] = tuple(split_lines(data.decode("utf-8-sig", "replace")))
        findings.extend(_located(by_file.get(name, ()), data, name))
    # Two aliases of one text lead to one place.
    return Judged(read.manifests, tuple(dict.fromkeys(sorted(findings, key=file_order))), lines, read.files)


def _located(tolds: Iterable[Told], data: bytes, name: str) -> Iterator[Finding]:
    documents, _ = read_documents(data, name, MAX_BYTES, lenient=True)
    opened: _Opened = {}
    for told in tolds:
        place = told.fault.place
        outer = documents[place.document] if place.document < len(documents) else None
        if outer is None:
            yield told.finding()._replace(file=name)
            continue
        document, path = _innermost(outer, place, opened)
        if (told.fault.bare or told.fault.quoted) and document.is_quoted(path) is told.fault.bare:
            continue
        if told.fault.on_key or not is_filled_in_later(_written(document, path, told.fault)):
            yield told.finding()._replace(file=name, position=_position(document, path, told.fault))


def _innermost(document: Document, place: Place, opened: _Opened) -> tuple[Document, Path]:
    """Return the document that a place lies in, be it a text within another one, and the way there."""
    *texts, last = place.steps
    for depth, path in enumerate(texts, start=1):
        key = (place.document, place.steps[:depth])
        if key not in opened:
            opened[key] = _inner(document, path)
        inner = opened[key]
        if inner is None:
            return document, path
        document = inner
    return document, last


def _inner(document: Document, path: Path) -> Document | None:
    """Return the document in the text at `path`: the only one, or the one whose number stands behind the path."""
    number = path[-1] if path else None
    if not isinstance(number, InnerDocument):
        return read_inner(document, path, MAX_BYTES)[0]
    found, _ = read_inner_documents(document, path[:-1], MAX_BYTES)
    return found[number] if number < len(found) else None


def _written(document: Document, path: Path, fault: ManifestFault) -> str | None:
    """Return what a fault is about, as written: a scalar, or where it stands at a line of a text that line alone."""
    text = document.scalar_text(path)
    if text is None or fault.at is None:
        return text
    lines = split_lines(text)
    return lines[fault.at.line - 1] if fault.at.line <= len(lines) else text


def _position(document: Document, path: Path, fault: ManifestFault) -> Position | None:
    found = None if fault.at is None else place_in_text(document, path, fault.at)
    name = fault.place.written.nearest.name if fault.on_key and fault.place.written is not None else path
    return found or document.position(name, fault.on_key and name == path)


def _template(name: str) -> Finding:
    return Finding(
        "LNT001",
        Severity.INFO,
        "a template, which is no YAML before it is rendered: not looked at",
        "Helm templates have actions in braces.",
        "Render it first: `helm template CHART | gpuslice lint -`.",
        file=name,
    )
