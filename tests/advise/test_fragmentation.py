"""Against cases worked out by hand."""

import pytest

from generator.advise.fragmentation import FreeCard, Task, fragmentation

SMALL, LARGE = Task(10, 1), Task(40, 1)


@pytest.mark.parametrize(
    ("cards", "mix", "expected"),
    [
        # Nothing is free, or everything is usable.
        ([], [SMALL], 0),
        ([(FreeCard(0, (40, 40)), 1)], [SMALL, LARGE], 0),
        # What lies in no device is of use to nobody.
        ([(FreeCard(8, (40,)), 1)], [SMALL, LARGE], 8),
        # Three devices of 20 are usable by the small task and not by the large one: half of 60.
        ([(FreeCard(0, (20, 20, 20)), 1)], [SMALL, LARGE], 30),
        # The small task comes three times as often: a quarter of 60.
        ([(FreeCard(0, (20, 20, 20)), 1)], [SMALL._replace(weight=3), LARGE], 15),
        # Two such cards lose twice as much; a card of 5 is too small for either.
        ([(FreeCard(0, (20, 20, 20)), 2), (FreeCard(0, (5,)), 1)], [SMALL, LARGE], 65),
        # Memory does not add up over devices.
        ([(FreeCard(0, (20, 20)), 1)], [LARGE], 40),
        ([(FreeCard(8, (20,)), 1)], [], 0),
    ],
)
def test_what_the_typical_task_cannot_use(cards: list[tuple[FreeCard, int]], mix: list[Task], expected: float) -> None:
    assert fragmentation(cards, mix) == expected


def test_free_memory_is_all_of_it() -> None:
    assert FreeCard(8, (20, 10)).free_mib == 38
