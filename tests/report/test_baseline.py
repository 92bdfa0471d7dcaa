import json

import pytest

from generator.model.finding import Finding, Position
from generator.report.baseline import Broken, Known, baseline_text, judge, read_baseline
from tests.report.samples import too_many

FILE = too_many().file
LINES = ("mig:", "- {migDevices: {3g.40gb: 3}}", "- {migDevices: {3g.40gb: 4}}")
SOURCES = {FILE: LINES}
OTHER = too_many()._replace(position=Position(3, 10), message="4 x 3g.40gb")


def known(*findings: Finding) -> tuple[Known, ...]:
    read = read_baseline(baseline_text(findings, SOURCES))
    assert not isinstance(read, Broken)
    return read


def test_a_line_for_findings_alike() -> None:
    text = baseline_text([OTHER, too_many(), too_many()], SOURCES)
    tree = json.loads(text)
    assert tree["version"] == 1
    assert sorted((entry["message"], entry["times"]) for entry in tree["findings"]) == [
        ("3 x 3g.40gb exceed H100-80GB: at most 2", 2),
        ("4 x 3g.40gb", 1),
    ]
    assert {(entry["code"], entry["file"]) for entry in tree["findings"]} == {("MIG003", FILE)}
    assert len(text.splitlines()) == 7
    assert text == baseline_text([too_many(), OTHER, too_many()], SOURCES)


def test_nothing_found_is_an_empty_list() -> None:
    assert baseline_text([], {}) == '{\n  "version": 1,\n  "findings": []\n}\n'
    assert known() == ()


def test_what_is_listed_is_taken_out() -> None:
    judged = judge([too_many(), OTHER], SOURCES, known(too_many()), [FILE])
    assert (judged.new, judged.known, judged.stale) == ((OTHER,), 1, ())


def test_lines_may_move() -> None:
    moved = too_many()._replace(position=Position(5, 10))
    judged = judge([moved], {FILE: ("# a", "# b", "# c", *LINES)}, known(too_many()), [FILE])
    assert (judged.new, judged.known) == ((), 1)


def test_two_listed_do_not_hide_a_third() -> None:
    third = too_many()._replace(position=Position(2, 20))
    judged = judge([too_many(), too_many(), third], SOURCES, known(too_many(), too_many()), [FILE])
    assert (judged.new, judged.known, judged.stale) == ((third,), 2, ())


def test_a_changed_line_is_new_and_its_entry_stale() -> None:
    changed = {FILE: ("mig:", "- {migDevices: {3g.40gb: 5}}")}
    judged = judge([too_many()], changed, known(too_many(), too_many()), [FILE])
    assert judged.new == (too_many(),)
    assert [(entry.code, entry.file, entry.times) for entry in judged.stale] == [("MIG003", FILE, 2)]


def test_one_of_two_gone_is_stale_once() -> None:
    judged = judge([too_many()], SOURCES, known(too_many(), too_many()), [f"./{FILE}"])
    assert [entry.times for entry in judged.stale] == [1]


def test_a_file_that_was_not_looked_at_is_not_stale() -> None:
    assert judge([], {}, known(too_many()), ["other.yaml"]).stale == ()


def test_entries_alike_add_up() -> None:
    judged = judge([too_many(), too_many()], SOURCES, known(too_many()) * 2, [FILE])
    assert (judged.new, judged.known) == ((), 2)


ENTRY = '{"fingerprint": "a", "times": 1, "code": "A", "file": "f", "message": "m"}'


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("", "line 1, column 1", "JSON"),
        ('{"version": 1,\n "findings": [,]}', "line 2, column 15", "JSON"),
        ("[" * 100000, "line 1, column 1", "JSON"),
        ("1" * 10000, "line 1, column 1", "JSON"),
        ("[]", "line 1, column 1", "object"),
        ("{}", "version", "only version 1"),
        ('{"version": 2, "findings": []}', "version", "only version 1"),
        ('{"version": 1}', "findings", "list"),
        ('{"version": 1, "findings": [1]}', "findings[0]", "object"),
        (f'{{"version": 1, "findings": [{ENTRY}, {{}}]}}', "findings[1].fingerprint", "text"),
        (f'{{"version": 1, "findings": [{ENTRY.replace("1", "true")}]}}', "findings[0].times", "whole number"),
        (f'{{"version": 1, "findings": [{ENTRY.replace("1", "0")}]}}', "findings[0].times", "from 1 on"),
        (f'{{"version": 1, "findings": [{ENTRY.replace(chr(34) + "f" + chr(34), "7")}]}}', "findings[0].file", "text"),
    ],
)
def test_a_broken_file_says_where_and_why(text: str, place: str, word: str) -> None:
    read = read_baseline(text)
    assert isinstance(read, Broken)
    assert read.place == place
    assert word in read.reason


def test_a_sound_file() -> None:
    assert read_baseline(f'{{"version": 1, "findings": [{ENTRY}]}}') == (Known("a", 1, "A", "f", "m"),)
