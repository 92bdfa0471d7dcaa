"""A profile's file name, as the README says it: in a command that may be run, and in a sentence."""

import pytest

from generator.artifacts._prose import markdown_code, markdown_paragraph
from generator.compile import compile_profile
from tests.support.go_build import ROOT


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("gpuslice render a.yaml", "`gpuslice render a.yaml`"),
        ("a`b", "`` a`b ``"),
        ("``", "``` `` ```"),
    ],
)
def test_code_may_have_backticks(text: str, written: str) -> None:
    assert markdown_code(text) == written


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("my cluster; touch x.yaml", "`gpuslice render 'my cluster; touch x.yaml'`"),
        ("a`$(id)`.yaml", "`` gpuslice render 'a`$(id)`.yaml' ``"),
        ("-x.yaml", "`gpuslice render ./-x.yaml`"),
        ("homelab.yaml", "`gpuslice render homelab.yaml`"),
    ],
)
def test_the_command_of_a_name(name: str, command: str) -> None:
    result = compile_profile((ROOT / "profiles" / "homelab.yaml").read_bytes(), name)
    (readme,) = (one.text for one in result.files if one.path == "README.md")
    assert f"Edit the profile, then {command}, read the diff" in readme


def test_a_name_is_no_markup() -> None:
    assert markdown_paragraph("<img src=x>.yaml") == "\\<img src=x>.yaml"
