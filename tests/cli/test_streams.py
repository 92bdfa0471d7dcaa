from pathlib import Path

import pytest

from tests.cli.fakes import spawn


@pytest.mark.parametrize(("encoding", "shown"), [("ascii", "\\xe9\\u65e5.yaml"), ("utf-8", "é日.yaml")])
def test_encoding_that_lacks_a_character_escapes_it(encoding: str, shown: str, tmp_path: Path) -> None:
    outcome = spawn("check", "é日.yaml", cwd=tmp_path, env={"PYTHONIOENCODING": encoding})
    assert outcome.status == 2
    assert outcome.out.startswith(f"{shown}: error[FILE001] profile {shown} does not exist\n")
    assert outcome.err == ""


def test_no_colour_and_no_colour_codes_anywhere(tmp_path: Path) -> None:
    for env in ({}, {"NO_COLOR": "1"}, {"FORCE_COLOR": "1", "TERM": "xterm-256color"}):
        outcome = spawn("check", "none.yaml", cwd=tmp_path, env=env)
        assert "\x1b" not in outcome.out + outcome.err
