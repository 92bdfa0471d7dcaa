import json
from typing import NamedTuple

import pytest

from generator.model.code_text import CodeText
from generator.model.finding import Excepted, Finding, Position, Severity
from generator.report.sarif import findings_sarif
from generator.version import VERSION
from tests.report.samples import too_many

RULE = CodeText("MIG003", "Too many", Severity.ERROR, "Why so.", "Do this.", "a paper", "x: 1  # <- here\n", "x: 2\n")
BARE = Finding("A001", Severity.INFO, "m", "", "")
LINES = ("mig:", "- {migDevices: {3g.40gb: 3}}")
SOURCES = {too_many().file: LINES}


class Place(NamedTuple):
    file: str
    uri: str
    base: str | None


def test_log() -> None:
    log = json.loads(findings_sarif([too_many(), BARE], SOURCES, {"MIG003": RULE}))
    print_ = log["runs"][0]["results"][0].pop("partialFingerprints")
    log["runs"][0]["results"][1].pop("partialFingerprints")
    assert list(print_) == ["gpuslice/v1"]
    assert log == {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "gpuslice",
                        "version": VERSION,
                        "rules": [
                            {
                                "id": "A001",
                                "shortDescription": {"text": "m"},
                                "fullDescription": {"text": "A001"},
                                "help": {"text": "A001", "markdown": "A001"},
                                "defaultConfiguration": {"level": "note"},
                            },
                            {
                                "id": "MIG003",
                                "shortDescription": {"text": "Too many"},
                                "fullDescription": {"text": "Why so."},
                                "help": {
                                    "text": "Do this.",
                                    "markdown": "Why so.\n\n**Mend it:** Do this.\n\nSource: a paper.\n\n"
                                    "Found in:\n\n```yaml\nx: 1  # <- here\n```\n\nNot in:\n\n```yaml\nx: 2\n```",
                                },
                                "defaultConfiguration": {"level": "error"},
                            },
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    {
                        "ruleId": "MIG003",
                        "ruleIndex": 1,
                        "level": "error",
                        "message": {
                            "text": "3 x 3g.40gb exceed H100-80GB: at most 2\n"
                            "why: mig-parted cannot apply the layout; the node ends `failed`.\n"
                            "fix: Lower the count, or pick a smaller MIG profile."
                        },
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {"uri": "profiles/dgx-a.yaml", "uriBaseId": "%SRCROOT%"},
                                    "region": {"startLine": 2, "startColumn": 10},
                                },
                                "logicalLocations": [{"fullyQualifiedName": "pools[0].mig"}],
                            }
                        ],
                    },
                    {"ruleId": "A001", "ruleIndex": 0, "level": "note", "message": {"text": "m"}},
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    "place",
    [
        Place("a b/é#1.yaml", "a%20b/%C3%A9%231.yaml", "%SRCROOT%"),
        Place("./x/../a.yaml", "a.yaml", "%SRCROOT%"),
        Place("c:d.yaml", "c%3Ad.yaml", "%SRCROOT%"),
        Place("/etc/a b.yaml", "file:///etc/a%20b.yaml", None),
        Place("a\udcff.yaml", "a%FF.yaml", "%SRCROOT%"),
    ],
)
def test_a_path_becomes_a_uri(place: Place) -> None:
    log = json.loads(findings_sarif([too_many()._replace(file=place.file)], {}, {}))
    artifact = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (artifact["uri"], artifact.get("uriBaseId")) == (place.uri, place.base)


def test_standard_input_is_no_file_of_the_folder() -> None:
    findings = [BARE._replace(file=file) for file in ("-", "a.yaml")]
    run = json.loads(findings_sarif(findings, {}, {}))["runs"][0]
    place = {"artifactLocation": {"uri": "stdin", "uriBaseId": "STREAMS"}}
    assert run["results"][0]["locations"] == [{"physicalLocation": place}]
    assert list(run["originalUriBaseIds"]) == ["STREAMS"]
    assert list(run["originalUriBaseIds"]["STREAMS"]) == ["description"]


def test_where_nothing_came_through_a_pipe_there_is_no_base_for_it() -> None:
    run = json.loads(findings_sarif([BARE._replace(file="./-")], {}, {}))["runs"][0]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "-"
    assert "originalUriBaseIds" not in run


def test_a_file_without_a_line_has_no_region() -> None:
    log = json.loads(findings_sarif([BARE._replace(file="a.yaml")], {}, {}))
    assert log["runs"][0]["results"][0]["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "a.yaml", "uriBaseId": "%SRCROOT%"}}}
    ]


def test_equal_findings_are_told_apart_and_others_keep_their_mark() -> None:
    def marks(findings: list[Finding], lines: tuple[str, ...]) -> list[str]:
        log = json.loads(findings_sarif(findings, {too_many().file: lines}, {}))
        return [result["partialFingerprints"]["gpuslice/v1"] for result in log["runs"][0]["results"]]

    first, second = marks([too_many(), too_many()], LINES)
    assert (first[:32], first[32:], second[32:]) == (second[:32], ":1", ":2")
    shifted = too_many()._replace(position=Position(4, 10))
    assert marks([shifted], ("# new", "# new", *LINES)) == [first]


def test_a_level_of_its_own_does_not_change_the_rule() -> None:
    log = json.loads(findings_sarif([too_many()._replace(severity=Severity.WARNING)], {}, {"MIG003": RULE}))
    assert log["runs"][0]["results"][0]["level"] == "warning"
    assert log["runs"][0]["tool"]["driver"]["rules"][0]["defaultConfiguration"] == {"level": "error"}


def test_hostile_text_is_shown_not_obeyed() -> None:
    text = findings_sarif([too_many()._replace(message="\x1b[2J\u202e\udcff\x00", file="\x1b.yaml")], {}, {})
    assert text.isascii()
    assert json.loads(text)["runs"][0]["results"][0]["message"]["text"].startswith("\\x1b[2J\\u202e\\xff\\x00\nwhy")


def test_no_findings() -> None:
    run = json.loads(findings_sarif([], {}, {"MIG003": RULE}))["runs"][0]
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


def test_what_is_switched_off_is_a_suppressed_result() -> None:
    log = json.loads(findings_sarif([BARE], SOURCES, {}, [Excepted(too_many(), "it\x1b must be")]))
    told, off = log["runs"][0]["results"]
    assert "suppressions" not in told
    assert (off["ruleId"], off["ruleIndex"]) == ("MIG003", 1)
    assert off["suppressions"] == [{"kind": "inSource", "justification": "it\\x1b must be"}]
