"""Every code's own examples: the bad one yields it and nothing else, the good one nothing."""

import pytest

from generator.decode.codes import SHAPE_CODES, ShapeCode
from generator.model.finding import Severity
from tests.support.profiles import laid_over, located_findings

MARK = "# <- here"
IDS = [entry.code for entry in SHAPE_CODES]


def test_codes_are_numbered_in_order_and_each_is_there_once() -> None:
    assert [entry.code for entry in SHAPE_CODES] == [f"PRO{number:03}" for number in range(1, len(SHAPE_CODES) + 1)]


@pytest.mark.parametrize("entry", SHAPE_CODES, ids=IDS)
def test_the_bad_example_yields_the_code_on_the_marked_line(entry: ShapeCode) -> None:
    text = laid_over(entry.bad)
    marked = [number for number, line in enumerate(text.splitlines(), 1) if line.endswith(MARK)]
    (finding,) = located_findings(text)
    assert finding.code == entry.code
    assert finding.severity is Severity.ERROR
    assert finding.position is not None
    assert [finding.position.line] == marked
    assert finding.file == "profile.yaml"


@pytest.mark.parametrize("entry", SHAPE_CODES, ids=IDS)
def test_the_good_example_yields_nothing(entry: ShapeCode) -> None:
    assert located_findings(laid_over(entry.good)) == ()


@pytest.mark.parametrize("entry", SHAPE_CODES, ids=IDS)
def test_an_entry_says_what_why_and_how_to_mend(entry: ShapeCode) -> None:
    assert not entry.title.endswith(".")
    assert entry.why.endswith(".")
    assert entry.fix.endswith(".")
