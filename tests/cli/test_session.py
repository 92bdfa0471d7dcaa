from pathlib import Path
from types import ModuleType

import pytest

from generator.cli.session import clashes, compile_source, read_source


def test_findings_name_the_path_that_was_typed(fake_compiler: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("cluster a\nwarning\n")
    compiled = compile_source(read_source(tmp_path / "a.yaml"))
    assert [finding.file for finding in compiled.findings] == [str(tmp_path / "a.yaml")]
    assert compiled.files[0].text == "from a.yaml\n"


def test_unreadable_profile_has_no_plan(fake_compiler: ModuleType, tmp_path: Path) -> None:
    compiled = compile_source(read_source(tmp_path / "none.yaml"))
    assert (compiled.cluster, compiled.plan, compiled.files) == ("", None, ())
    assert [finding.code for finding in compiled.findings] == ["FILE001"]


@pytest.mark.parametrize(
    ("clusters", "refused"),
    [
        ([], []),
        ([("a", "x"), ("b", "y"), ("c", "")], []),
        ([("a", ""), ("b", "")], []),
        ([("a", "x"), ("b", "y"), ("c", "x")], ["a", "c"]),
    ],
)
def test_clashes(clusters: list[tuple[str, str]], refused: list[str]) -> None:
    assert [finding.file for finding in clashes(clusters)] == refused


def test_clash_names_the_others() -> None:
    first = clashes([("a", "x"), ("b", "x"), ("c", "x")])[0]
    assert first.message == "the cluster x has another profile: b, c"
