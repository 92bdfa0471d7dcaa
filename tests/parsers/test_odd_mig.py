"""What mig-parted makes of odd files, as our facts say it, asked of mig-parted's own code."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.parsers.odd import Odd, Verdict
from tests.parsers.odd_mig import IN_FORCE, NODE, ODD, item
from tests.parsers.parsers import MigQuestion, MigRead, find, lost, read_mig
from tests.support.bundles import parsed

pytestmark = pytest.mark.tools
CUT = "mig-enabled: true, mig-devices: {1g.10gb: 7}"


@pytest.fixture(scope="module")
def reads(mig_parser: Path) -> Mapping[str, MigRead]:
    answers = read_mig(mig_parser, [MigQuestion(odd.text) for odd in ODD])
    return dict(zip((odd.name for odd in ODD), answers, strict=True))


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.name)
def test_mig_parted_makes_of_a_file_what_we_say(odd: Odd, reads: Mapping[str, MigRead]) -> None:
    read = reads[odd.name]
    if odd.verdict is Verdict.REJECTED:
        assert odd.said in read.error
        assert read.error
        return
    assert read.error == ""
    assert {place: find(read.config, place) for place, _ in odd.seen} == dict(odd.seen)
    assert list(lost(next(iter(parsed(odd.text)), {}), read.config)) == list(odd.lost)


@pytest.mark.parametrize("how", IN_FORCE)
def test_an_item_touches_the_gpus_that_it_names(how: str, mig_parser: Path) -> None:
    keys, touched = IN_FORCE[how]
    (read,) = read_mig(mig_parser, [MigQuestion(item(f"{keys}, {CUT}"), NODE)])
    assert (read.error, [list(gpu) for gpu in read.touched["cut"]]) == ("", touched)


def test_of_two_items_for_one_gpu_both_are_in_force(mig_parser: Path) -> None:
    text = f"version: v1\nmig-configs: {{cut: [{{devices: all, {CUT}}}, {{devices: [1], mig-enabled: false}}]}}"
    (read,) = read_mig(mig_parser, [MigQuestion(text, NODE)])
    assert (read.error, read.touched["cut"]) == ("", ((0,), (0, 1)))


def test_no_two_files_have_one_name() -> None:
    assert len({odd.name for odd in ODD}) == len(ODD)
