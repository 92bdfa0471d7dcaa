from hypothesis import given
from hypothesis import strategies as st

from generator.advise.pools import Laid, laid_on_nodes, room_left
from generator.advise.request import Fleet
from generator.model.mig import MigLayout
from tests.advise.sample import gpu

SEVENTHS, HALVES, QUARTERS = (MigLayout.of(one) for one in ({"1g.10gb": 7}, {"3g.40gb": 2}, {"1g.20gb": 4}))
FLEET = Fleet(gpu("A100-SXM4-80GB"), 8, 4)


def test_full_nodes_of_one_layout_first_then_what_is_left() -> None:
    assert laid_on_nodes(FLEET, [(HALVES, 5), (SEVENTHS, 18)]) == (
        Laid(2, ((SEVENTHS, 8),)),
        Laid(1, ((SEVENTHS, 2), (HALVES, 5))),
    )


@given(cards=st.tuples(*[st.integers(0, 10)] * 3), per_node=st.integers(1, 8))
def test_every_card_is_laid_once_and_only_the_last_node_has_room(cards: tuple[int, int, int], per_node: int) -> None:
    cuts = [(layout, number) for layout, number in zip((SEVENTHS, HALVES, QUARTERS), cards, strict=True) if number]
    laid = laid_on_nodes(FLEET._replace(per_node=per_node), cuts)
    for layout, number in cuts:
        assert sum(dict(one.cuts).get(layout, 0) * one.nodes for one in laid) == number
    assert sum(one.nodes for one in laid) == -(-sum(cards) // per_node)
    assert all(one.cards == per_node for one in laid[:-1])


def test_what_is_left_beside_cut_and_whole_cards() -> None:
    laid = laid_on_nodes(FLEET, [(HALVES, 5)])
    assert room_left(0, FLEET, laid, 0)[1:] == (3, 3)
    # Whole cards take what is left of the cut node, which then shares nothing.
    assert room_left(0, FLEET, laid, 3)[1:] == (3, 0)
    assert room_left(0, FLEET, laid, 4)[1:] == (2, 0)
    assert room_left(0, FLEET, (), 9)[1:] == (2, 0)
