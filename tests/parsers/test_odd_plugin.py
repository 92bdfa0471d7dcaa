"""What the device plugin makes of odd files, as our facts say it, asked of the plugin's own code."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.parsers.odd import Odd, Verdict
from tests.parsers.odd_plugin import ODD
from tests.parsers.parsers import PluginQuestion, PluginRead, find, lost, read_plugin
from tests.support.bundles import parsed
from tests.support.tool_table import PLUGIN_PARSERS

pytestmark = pytest.mark.tools
VERSIONS = [one.pinned for one in PLUGIN_PARSERS]


@pytest.fixture(scope="module")
def reads(plugin_parsers: Mapping[str, Path]) -> Mapping[str, Mapping[str, PluginRead]]:
    questions = [PluginQuestion(odd.text, odd.environment) for odd in ODD]
    return {
        version: dict(zip((odd.name for odd in ODD), read_plugin(parser, questions), strict=True))
        for version, parser in plugin_parsers.items()
    }


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.name)
def test_the_plugin_makes_of_a_file_what_we_say(
    odd: Odd, version: str, reads: Mapping[str, Mapping[str, PluginRead]]
) -> None:
    read = reads[version][odd.name]
    if odd.verdict is Verdict.REJECTED:
        assert odd.said in read.error
        assert read.error
        return
    assert read.error == ""
    assert len(read.warnings) == (odd.verdict is Verdict.WARNED), read.warnings
    assert all(odd.said in warning for warning in read.warnings)
    if odd.verdict is not Verdict.ACCEPTED:
        assert tuple(lost(parsed(odd.text)[0], read.config)) == odd.lost
    assert {place: find(read.config, place) for place, _ in odd.seen} == dict(odd.seen)


def test_no_two_files_have_one_name() -> None:
    assert len({odd.name for odd in ODD}) == len(ODD)
