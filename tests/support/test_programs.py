import os
from pathlib import Path

import pytest

from tests.support.programs import parse_version, programs_on_path, stated_version
from tests.support.tool_table import Version


def script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v5.8.1\n", (5, 8, 1)),
        ("{Version:kustomize/v4.5.7 GitCommit:abc BuildDate:2022-08-02T16:35:54Z}", (4, 5, 7)),
        ("v3.22.0+gabcdef1", (3, 22, 0)),
        ("v4.3", (4, 3, 0)),
        ("go version go1.26.3 linux/amd64", (1, 26, 3)),
        ("v10.20.30", (10, 20, 30)),
        ("(devel)", None),
        ("development", None),
        ("", None),
    ],
)
def test_the_first_version_in_a_text_counts(text: str, version: Version | None) -> None:
    assert parse_version(text) == version


def test_programs_come_by_name_then_in_the_order_of_path(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    helm_first = script(first / "helm", "")
    helm_second = script(second / "helm", "")
    helm3_second = script(second / "helm3", "")
    path = os.pathsep.join([str(first), "relative", "", str(second), str(tmp_path / "missing")])
    assert list(programs_on_path(("helm3", "helm"), path)) == [helm3_second, helm_first, helm_second]


def test_a_file_that_cannot_be_run_is_no_program(tmp_path: Path) -> None:
    script(tmp_path / "helm", "").chmod(0o644)
    (tmp_path / "helm3").mkdir()
    assert list(programs_on_path(("helm", "helm3"), str(tmp_path))) == []


def test_a_program_that_fails_states_no_version(tmp_path: Path) -> None:
    assert stated_version([str(script(tmp_path / "good", "echo v1.2.3"))]) == (1, 2, 3)
    assert stated_version([str(script(tmp_path / "bad", "echo v1.2.3; exit 1"))]) is None
    assert stated_version([str(tmp_path / "none")]) is None
