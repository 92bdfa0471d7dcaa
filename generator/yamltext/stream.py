"""Drives the YAML parser over a text and puts its complaints into our words."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml
from yaml.events import DocumentEndEvent, DocumentStartEvent, Event

from generator.model.finding import Finding, Position
from generator.yamltext.builder import Builder
from generator.yamltext.document import Document
from generator.yamltext.expansion import Expansion
from generator.yamltext.index import position_of
from generator.yamltext.problems import CONFLICT, MAX_FINDINGS, RECOVERABLE, SYNTAX, UNKNOWN_SYNTAX
from generator.yamltext.source import Source

_IS_CONFLICT = re.compile(r"(?:<{7}|\|{7}|={7}|>{7})(?: |$)").match
_STARTS_WITH_TAB = re.compile(r"\t\s*\S")


class Read(NamedTuple):
    """One document of a stream; `document` is None where it could not be understood whole."""

    document: Document | None
    start: Position
    is_unwritten: bool


def read_stream(source: Source, budget: int, most: int | None) -> tuple[list[Read], list[Finding]]:
    """Return the documents of `source` and their findings; reading ends where document number `most` starts.

    `budget` limits what aliases may expand to in the whole stream, in characters and values; so does its length.
    """
    reads: list[Read] = []
    findings: list[Finding] = []
    expansion = Expansion(budget)
    start, builder = Position(1, 1), Builder(source, expansion)
    try:
        for event in _events(source.text):
            if isinstance(event, DocumentStartEvent):
                start, builder = position_of(event), Builder(source, expansion)
                if len(reads) + 1 == most:
                    reads.append(Read(None, start, False))
                    break
            elif isinstance(event, DocumentEndEvent):
                reads.append(_finished(builder, start, source))
                findings += builder.findings
                expansion.end_document(len(builder.events))
            else:
                builder.take(event)
            if builder.stopped or len(findings) >= MAX_FINDINGS:
                findings += builder.findings
                break
    except yaml.YAMLError as error:
        findings += [*builder.findings, *_syntax(error, source)]
    return reads, findings


def _events(text: str) -> Iterator[Event]:
    if not yaml.__with_libyaml__:
        yield from yaml.parse(text, Loader=yaml.SafeLoader)
        return
    # `yaml.parse` asks the parser twice for each event.
    parser = yaml.CSafeLoader(text)
    event = parser.get_event()
    while event is not None:
        yield event
        event = parser.get_event()


def _finished(builder: Builder, start: Position, source: Source) -> Read:
    if any(found.code not in RECOVERABLE for found in builder.findings):
        return Read(None, start, False)
    return Read(Document(builder.data, source, builder.events), start, builder.is_unwritten)


def _syntax(error: yaml.YAMLError, source: Source) -> list[Finding]:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return [source.finding("YAML007", None, what=UNKNOWN_SYNTAX.message, fix=UNKNOWN_SYNTAX.fix)]
    lines = source.lines
    tab = _blocking_tab(lines, error.problem_mark)
    if tab:
        further = (n for n in range(tab.line + 1, len(lines) + 1) if _STARTS_WITH_TAB.match(lines[n - 1]))
        places = [tab, *(Position(number, 1) for number in further)][:MAX_FINDINGS]
        return [source.finding("YAML005", place) for place in places]
    known = SYNTAX.get(error.problem or "", UNKNOWN_SYNTAX)
    mark = error.context_mark if known.opening else None
    position = _position(mark or error.problem_mark, lines)
    if _IS_CONFLICT(lines[position.line - 1]):
        known = CONFLICT
    return [source.finding("YAML007", position, what=known.message, fix=known.fix)]


def _position(mark: yaml.Mark, lines: list[str]) -> Position:
    """Return the place of a mark, or the end of what is written where only blank lines follow."""
    written = len(lines)
    while written > 1 and not lines[written - 1].strip():
        written -= 1
    if mark.line < written:
        return Position(mark.line + 1, mark.column + 1)
    return Position(written, len(lines[written - 1]) + 1)


def _blocking_tab(lines: list[str], mark: yaml.Mark) -> Position | None:
    """Return the tab in the indentation of the marked line, or right at the mark."""
    if mark.line >= len(lines):
        return None
    line = lines[mark.line]
    indentation = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" in indentation:
        return Position(mark.line + 1, indentation.index("\t") + 1)
    return Position(mark.line + 1, mark.column + 1) if line[mark.column : mark.column + 1] == "\t" else None
