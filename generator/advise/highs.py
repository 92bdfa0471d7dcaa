"""Solves a programme with HiGHS, goal after goal; the one module that knows the solver.

HiGHS is an optional part of the installation. Source of the interface: https://ergo-code.github.io/HiGHS/
"""

import time
from collections.abc import Sequence
from importlib.util import find_spec
from math import ceil
from typing import TYPE_CHECKING, Final

from generator.advise.programme import INFINITE, Goal, Level, Programme, Row, Solution
from generator.advise.silence import silent_output

if TYPE_CHECKING:
    from highspy import Highs

_OPTIONS: Final = (
    ("output_flag", False),
    # One thread and one seed: the same programme has the same answer.
    ("threads", 1),
    ("parallel", "off"),
    ("random_seed", 0),
    ("mip_rel_gap", 0.0),
    # All goals are whole numbers, so less than one apart is proven.
    ("mip_abs_gap", 0.999),
)
_ROUNDING: Final = 1e-4
"""How far a whole number may be off; HiGHS takes what lies within 1e-6 for whole."""
_WHOLE_SECONDS: Final = 60.0
"""Handing out devices takes milliseconds; this only keeps a fault from becoming an endless run."""


def solver_is_there() -> bool:
    """Say whether HiGHS can be imported."""
    return find_spec("highspy") is not None


@silent_output()  # HiGHS 1.16 writes its name there, whatever its options say
def solve(programme: Programme, goals: Sequence[Goal], seconds: float, start: tuple[int, ...]) -> Solution:
    """Return the best solution by the first goal, among those by the second, and so on.

    `seconds` is for all goals together; a goal that runs out of time keeps the best found and its bound. `start` is a
    solution to begin with, so that there is one whatever happens.
    """
    highs: Highs | None = None
    deadline = time.monotonic() + seconds
    best: Sequence[float] = start
    levels, held = list[Level](), list[Row]()
    for goal in goals:
        bound = float(goal.least(programme))
        if goal.value(best) > bound:
            highs = highs or _loaded(programme, held)
            _aim(highs, goal, len(programme.upper))
            _begin_with(highs, best)
            bound = max(bound, _run(highs, max(0.0, deadline - time.monotonic())))
            best = _values(highs) or best
        value = goal.value(best)
        levels.append(Level(goal.name, value, min(value, ceil(bound - _ROUNDING))))
        held.append(goal.at_most(value))
        if highs is not None:
            _add(highs, held[-1])
    if highs is not None and any(abs(best[column] - round(best[column])) > _ROUNDING for column in programme.loose):
        best = _made_whole(highs, programme, best)
    return Solution(tuple(round(value) for value in best), tuple(levels))


def _made_whole(highs: "Highs", programme: Programme, best: Sequence[float]) -> Sequence[float]:
    """Return the solution with whole numbers in the loose columns too; the others stay as they are."""
    import highspy

    for column, value in enumerate(best):
        if column in programme.loose:
            highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        else:
            highs.changeColBounds(column, round(value), round(value))
    _run(highs, _WHOLE_SECONDS)
    found = _values(highs)
    if found is None:
        raise AssertionError("devices that are there can be handed out")
    return found


def _loaded(programme: Programme, held: Sequence[Row]) -> "Highs":
    import highspy

    highs: Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in _OPTIONS:
        highs.setOptionValue(name, value)
    columns = len(programme.upper)
    highs.addVars(columns, [0.0] * columns, [float(most) for most in programme.upper])
    for column in set(range(columns)) - programme.loose:
        highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    for row in (*programme.rows, *held):
        _add(highs, row)
    return highs


def _add(highs: "Highs", row: Row) -> None:
    indices, values = [column for column, _ in row.terms], [float(factor) for _, factor in row.terms]
    highs.addRow(row.low, row.high, len(indices), indices, values)


def _aim(highs: "Highs", goal: Goal, columns: int) -> None:
    costs = [0.0] * columns
    for column, factor in goal.terms:
        costs[column] += float(factor)
    highs.changeColsCost(columns, list(range(columns)), costs)


def _begin_with(highs: "Highs", values: Sequence[float]) -> None:
    import highspy

    solution = highspy.HighsSolution()
    solution.col_value = [float(value) for value in values]
    highs.setSolution(solution)


def _run(highs: "Highs", seconds: float) -> float:
    """Run, and return the least that the goal can be."""
    import highspy

    # HiGHS counts the time of all runs of one object together.
    highs.setOptionValue("time_limit", highs.getRunTime() + seconds)
    highs.run()
    if highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
        return float(highs.getInfo().mip_dual_bound)
    return float(highs.getInfo().mip_dual_bound) if highs.getModelStatus() == _timed_out() else -INFINITE


def _timed_out() -> object:
    import highspy

    return highspy.HighsModelStatus.kTimeLimit


def _values(highs: "Highs") -> Sequence[float] | None:
    import highspy

    if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return [float(value) for value in highs.getSolution().col_value]
