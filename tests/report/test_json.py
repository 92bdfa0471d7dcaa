import json

from generator.model.finding import Excepted, Finding, Severity
from generator.report.json import findings_json
from tests.report.samples import too_many


def test_document() -> None:
    bare = Finding("X001", Severity.INFO, "m", "", "")
    assert json.loads(findings_json([too_many(), bare])) == {
        "version": 1,
        "summary": {"error": 1, "warning": 0, "info": 1},
        "findings": [
            {
                "code": "MIG003",
                "severity": "error",
                "file": "profiles/dgx-a.yaml",
                "line": 2,
                "column": 10,
                "path": "pools[0].mig",
                "message": "3 x 3g.40gb exceed H100-80GB: at most 2",
                "why": "mig-parted cannot apply the layout; the node ends `failed`.",
                "fix": "Lower the count, or pick a smaller MIG profile.",
            },
            {
                "code": "X001",
                "severity": "info",
                "file": "",
                "line": None,
                "column": None,
                "path": "",
                "message": "m",
                "why": "",
                "fix": "",
            },
        ],
        "switchedOff": [],
    }


def test_no_findings() -> None:
    assert findings_json([]).splitlines() == [
        "{",
        '  "version": 1,',
        '  "summary": {',
        '    "error": 0,',
        '    "warning": 0,',
        '    "info": 0',
        "  },",
        '  "findings": [],',
        '  "switchedOff": []',
        "}",
    ]


def test_any_text_is_kept_and_is_ascii() -> None:
    hostile = "\x1b[2J\u202e\udcff\n\x00é"
    text = findings_json([too_many()._replace(message=hostile, file=hostile)])
    assert text.isascii()
    assert "\x1b" not in text
    assert json.loads(text)["findings"][0]["message"] == hostile


def test_what_is_switched_off_is_apart_and_not_counted() -> None:
    document = json.loads(findings_json([], [Excepted(too_many(), "it must be")]))
    assert document["summary"] == {"error": 0, "warning": 0, "info": 0}
    [one] = document["switchedOff"]
    assert (one["code"], one["line"], one["reason"]) == ("MIG003", 2, "it must be")
