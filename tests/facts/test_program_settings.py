"""Settings of NVIDIA's programs, by flag and by variable."""

import pytest

from generator.facts.program_settings import PROGRAMS, Form


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_setting_is_found_by_its_flag_and_by_each_variable(name: str) -> None:
    program = PROGRAMS[name]
    assert len({one.flag for one in program.settings}) == len(program.settings)
    for one in program.settings:
        assert program.of_flag(one.flag) == one
        for variable in one.variables:
            assert program.of_variable(variable) == one
    assert program.of_flag("no-such-flag") is None
    assert program.of_variable("NO_SUCH_VARIABLE") is None
    assert {program.of_flag(flag) is not None for flag in program.needed} <= {True}


@pytest.mark.parametrize(
    ("name", "flag", "form"),
    [
        ("nvidia-device-plugin", "mig-strategy", Form.WORD),
        ("nvidia-device-plugin", "pass-device-specs", Form.SWITCH),
    ],
)
def test_what_a_setting_takes(name: str, flag: str, form: Form) -> None:
    found = PROGRAMS[name].of_flag(flag)
    assert found is not None
    assert found.form is form


def test_every_setting_has_a_form() -> None:
    assert {type(one.form) for program in PROGRAMS.values() for one in program.settings} == {Form}


@pytest.mark.parametrize(
    ("name", "flag", "is_switch"),
    [
        ("nvidia-device-plugin", "pass-device-specs", True),
        ("nvidia-device-plugin", "mig-strategy", False),
        ("nvidia-device-plugin", "no-such-flag", False),
        ("dcgm-exporter", "n", True),
        ("dcgm-exporter", "f", False),
    ],
)
def test_the_word_behind_a_switch_is_not_its_value(name: str, flag: str, is_switch: bool) -> None:
    assert PROGRAMS[name].is_switch(flag) is is_switch


def test_a_short_flag_is_the_long_one() -> None:
    program = PROGRAMS["dcgm-exporter"]
    assert program.of_flag("f") == program.of_flag("collectors") is not None
