import pytest

from generator.advise.highs import solve
from generator.advise.programme import INFINITE, Goal, Level, Programme, Row

# Two columns to 10, together at least 7: the first goal is few of them, the second few of the first one.
PROGRAMME = Programme((10, 10), (Row(7, INFINITE, ((0, 1), (1, 1))),))
FEW, FEW_OF_FIRST = Goal("few", ((0, 1), (1, 1))), Goal("first", ((0, 1),))
START = (10, 10)


def test_goals_are_met_one_after_the_other() -> None:
    found = solve(PROGRAMME, (FEW, FEW_OF_FIRST), 60.0, START)
    assert found.values == (0, 7)
    assert found.levels == (Level("few", 7, 7), Level("first", 0, 0))
    assert all(level.proven for level in found.levels)


def test_without_time_the_start_is_kept_and_the_bound_is_true() -> None:
    found = solve(PROGRAMME, (FEW,), 0.0, START)
    (level,) = found.levels
    assert level.bound <= 7 <= level.value <= 20
    assert level.proven == (level.value == level.bound)


@pytest.mark.parametrize("loose", [frozenset[int](), frozenset({1})])
def test_answers_are_whole(loose: frozenset[int]) -> None:
    # Twice the first and the second make 9: no solution has the second at 0.
    programme = Programme((10, 10), (Row(9, 9, ((0, 2), (1, 1))),), loose)
    assert solve(programme, (Goal("second", ((1, 1),)),), 60.0, (0, 9)).values == (4, 1)


def test_a_goal_that_the_start_meets_takes_no_solver() -> None:
    found = solve(Programme((3,), ()), (Goal("none", ((0, 1),)),), 0.0, (0,))
    assert found.levels == (Level("none", 0, 0),)
