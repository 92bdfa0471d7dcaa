"""The logs hold to the schema that OASIS published."""

import copy
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from generator.catalogue import code_texts
from generator.cli.main import run
from generator.model.finding import Excepted, Finding, Severity
from generator.report.sarif import findings_sarif
from tests.support.go_build import BuildError
from tests.support.go_module import GOSEC, SARIF_SCHEMA, module_folder
from tests.support.tools import FOLDER

Problems = Callable[[object], list[str]]

BAD_PROFILE = """\
version: v1alpha1
cluster: {name: example, kubernetes: "1.35", distribution: kubeadm}
install: {chart: gpu-operator, version: v26.7.0, driver: {from: operator}}
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 1, replica: é}
"""


@pytest.fixture(scope="module")
def problems() -> Problems:
    try:
        schema = json.loads((module_folder(GOSEC, FOLDER, print) / SARIF_SCHEMA).read_text(encoding="utf-8"))
    except BuildError as error:
        pytest.skip(f"the schema of SARIF cannot be had: {error}")
    assert schema["$schema"] == "http://json-schema.org/draft-04/schema#"
    assert "2.1.0" in schema["title"]
    validator = jsonschema.Draft4Validator(schema)
    return lambda log: [error.message for error in validator.iter_errors(log)]


def _every_code() -> str:
    texts = {text.code: text for text in code_texts()}
    findings = [Finding(text.code, text.severity, "m", text.why, text.fix, file="a b.yaml") for text in texts.values()]
    return findings_sarif(
        [*findings, Finding("T001", Severity.INFO, "", "", "")], {}, texts, [Excepted(findings[0], "a reason")]
    )


def test_every_code_makes_a_valid_log(problems: Problems) -> None:
    log = json.loads(_every_code())
    assert len(log["runs"][0]["results"]) > 75
    assert problems(log) == []
    assert problems(json.loads(findings_sarif([], {}, {}))) == []


def test_standard_input_is_valid(problems: Problems) -> None:
    findings = [Finding("X001", Severity.INFO, "m", "w", "f", file=file) for file in ("-", "a.yaml")]
    assert problems(json.loads(findings_sarif(findings, {}, {}))) == []


def test_what_the_command_prints_is_valid(
    problems: Problems, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "a b.yaml"
    profile.write_text(BAD_PROFILE, encoding="utf-8")
    assert run(["check", "--format", "sarif", str(profile), str(tmp_path / "none.yaml")]) == 2
    log = json.loads(capsys.readouterr().out)
    assert {result["ruleId"] for result in log["runs"][0]["results"]} == {"PRO001", "PRO011", "FILE001"}
    assert problems(log) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), "2.2"),
        (("runs", 0, "tool", "driver", "name"), None),
        (("runs", 0, "results", 0, "level"), "info"),
        (("runs", 0, "results", 0, "ruleIndex"), -2),
        (("runs", 0, "results", 0, "message"), {}),
        (("runs", 0, "results", 0, "unknown"), 1),
        (("runs", 0, "tool", "driver", "rules", 0, "defaultConfiguration"), {"level": "warn"}),
    ],
)
def test_a_fault_in_the_log_is_noticed(problems: Problems, path: tuple[str | int, ...], value: object) -> None:
    log = copy.deepcopy(json.loads(_every_code()))
    place = log
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    assert len(problems(log)) >= 1
