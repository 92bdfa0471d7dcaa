"""Settings of NVIDIA's programs, by flag and by variable."""

import pytest

from generator.facts.program_settings import PROGRAMS


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
