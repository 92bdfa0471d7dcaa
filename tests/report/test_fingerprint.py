import re

import pytest

from generator.model.finding import Finding, Position
from generator.report.fingerprint import fingerprint, fingerprints
from tests.report.samples import too_many

FILE = too_many().file
LINES = ("mig:", "- {migDevices: {3g.40gb: 3}}", "mig: {}")
BEFORE = fingerprint(too_many(), {FILE: LINES})


@pytest.mark.parametrize(
    ("finding", "lines"),
    [
        (too_many()._replace(position=Position(3, 10)), ("# a new line", *LINES)),
        (too_many()._replace(position=Position(2, 12)), ("mig:", "  -  {migDevices:\t{3g.40gb: 3}}  ")),
        (too_many()._replace(at=("pools", 7, "mig")), LINES),
        (too_many()._replace(message="4 x 3g.40gb exceed"), LINES),
        (too_many()._replace(why="", fix=""), LINES),
    ],
)
def test_what_does_not_matter(finding: Finding, lines: tuple[str, ...]) -> None:
    assert fingerprint(finding, {FILE: lines}) == BEFORE


def test_a_detour_in_the_path_does_not_matter() -> None:
    there = f"./x/../{FILE}"
    assert fingerprint(too_many()._replace(file=there), {there: LINES}) == BEFORE


@pytest.mark.parametrize(
    "finding",
    [
        too_many()._replace(code="MIG004"),
        too_many()._replace(file="other.yaml"),
        too_many()._replace(at=("pools", 0)),
        too_many()._replace(position=Position(3, 1)),
        too_many()._replace(position=None),
    ],
)
def test_what_matters(finding: Finding) -> None:
    assert fingerprint(finding, {FILE: LINES, "other.yaml": LINES}) != BEFORE


def test_a_line_that_is_not_there_is_none() -> None:
    assert fingerprint(too_many()._replace(position=Position(9, 1)), {FILE: LINES}) == fingerprint(
        too_many()._replace(position=None), {}
    )


def test_equal_ones_are_counted() -> None:
    other = too_many()._replace(code="X001")
    assert [number for _, number in fingerprints([too_many(), other, too_many()], {})] == [1, 1, 2]


def test_only_the_line_of_the_finding_matters() -> None:
    for number in (1, 2, 3):
        finding = too_many()._replace(position=Position(number, 1))
        before = fingerprint(finding, {FILE: LINES})
        for other in (1, 2, 3):
            changed = tuple("other: 1" if index == other else line for index, line in enumerate(LINES, 1))
            assert (fingerprint(finding, {FILE: changed}) == before) == (other != number)


def test_its_form() -> None:
    assert re.fullmatch("[0-9a-f]{32}", BEFORE)
