"""A fault goes into what everybody has imported already; how a trial ended is told by its exit status."""

import functools
import os
import signal
import sys
from collections.abc import Callable
from types import ModuleType

import pytest

from tests.mutation.planting import Mutant
from tests.mutation.reach import Reach
from tests.mutation.trials import MOST_TESTS, Trials, dotted, ending, fork, swap

MODULE = "generator/part/_module.py"
SOURCE = """\
import functools

@functools.cache
def kept(count):
    return count + 1

def nested(counts):
    def inner(one):
        return one + 1
    return [inner(one) for one in counts]

class Pool:
    @property
    def units(self):
        return 2 + 1

    def fits(self):
        return 4 + 1
"""


def values(module: ModuleType) -> list[object]:
    """Return what each function of SOURCE gives."""
    scope = vars(module)
    return [scope["kept"](0), scope["nested"]([1])[0], scope["Pool"]().units, scope["Pool"]().fits()]


@pytest.mark.parametrize(
    ("function", "line", "after"),
    [
        ("kept", 5, [-1, 2, 3, 5]),
        ("nested", 9, [1, 0, 3, 5]),
        ("Pool.units", 15, [1, 2, 1, 5]),
        ("Pool.fits", 18, [1, 2, 3, 3]),
    ],
)
def test_a_fault_reaches_who_imported_the_function_before(
    function: str, line: int, after: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("sample.module")
    exec(SOURCE, vars(module))  # noqa: S102
    monkeypatch.setitem(sys.modules, "sample.module", module)
    assert values(module) == [1, 2, 3, 5]
    lines = SOURCE.splitlines()
    lines[line - 1] = lines[line - 1].replace(" + 1", " - 1")
    swap(Mutant("sample/module.py", function, (line, line), "", "", "\n".join(lines)))
    vars(module)["kept"].cache_clear()
    assert values(module) == after


def test_a_module_is_imported_by_its_dotted_name() -> None:
    assert dotted("generator/resolve/mig.py") == "generator.resolve.mig"
    assert dotted("generator/resolve/__init__.py") == "generator.resolve"


def _die() -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def _fail() -> int:
    raise ValueError


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (lambda: 0, "survived"),
        (lambda: 1, "killed"),
        (lambda: 2, "timed out"),
        (lambda: 3, "not reached"),
        (_fail, "ended with 4"),
        (_die, "ended with -9"),
    ],
)
def test_how_a_trial_ended(work: Callable[[], int], told: str) -> None:
    _, status = os.waitpid(fork(work), 0)
    assert ending(status) == told


def test_tests_that_see_different_lines_come_before_more_that_see_the_same() -> None:
    trials = Trials([], 1, functools.partial(print))
    trials.reach = {
        "tests/other/test_a.py::a": Reach(0.1, {MODULE: [1, 4]}, failed=False),
        "tests/part/test_b.py::b": Reach(0.1, {MODULE: [1, 4]}, failed=False),
        "tests/part/test_module.py::c": Reach(0.1, {MODULE: [1, 4]}, failed=False),
        "elsewhere": Reach(0.1, {MODULE: [1, 2, 3, 9]}, failed=False),
        "little": Reach(0.1, {MODULE: [4]}, failed=False),
        "much": Reach(9.0, {MODULE: [2, 3, 4]}, failed=False),
        "other module": Reach(0.1, {"generator/part/other.py": [4]}, failed=False),
    }
    mutant = Mutant(MODULE, "f", (4, 5), "", "", "")
    assert trials.reaching(mutant) == [
        "much",
        "tests/part/test_module.py::c",
        "little",
        "tests/part/test_b.py::b",
        "tests/other/test_a.py::a",
    ]
    trials.reach = {str(number): Reach(0.1, {MODULE: [4]}, failed=False) for number in range(2 * MOST_TESTS)}
    assert len(trials.reaching(mutant)) == MOST_TESTS
