"""Figures worked out by hand."""

from generator.advise.figures import Free, fleet_figures
from generator.advise.told import advice_text
from tests.advise.requests import advised

USABLE = 24576 - 492
"""A card of 24 GiB without the 2 % that the driver may keep, in MiB; of a MIG device it keeps 13."""


def test_a_cut_card_beside_shares() -> None:
    # An A30 cut into {2g.12gb: 1, 1g.6gb: 2} or {2g.12gb: 2}, one card shared by two pods.
    advice = advised(
        "gpus: [{model: A30, count: 2, nodes: 1}]\nworkloads:\n"
        "- {name: a, memory: 11GiB, isolation: untrusted}\n- {name: b, count: 2, memory: 5GiB, isolation: untrusted}\n"
        "- {name: c, count: 2, memory: 11GiB, isolation: trusted}\n"
    )
    (found,) = fleet_figures(advice)
    assert (found.cards, found.used_cards, found.memory_mib) == (2, 2, 2 * USABLE)
    assert found.wanted_mib == (11 + 2 * 5 + 2 * 11) * 1024
    assert found.free == ()
    # {2g.12gb: 1, 1g.6gb: 2} is 11672 + 2 x 5836 of 24576 MiB.
    assert found.loose_mib == 24576 - 11672 - 2 * 5836
    assert found.free_mib == found.fragmented_mib == found.loose_mib


def test_free_devices_and_cards() -> None:
    advice = advised(
        "gpus: [{model: A30, count: 1, nodes: 2}]\n"
        "workloads: [{name: a, count: 3, memory: 5GiB, isolation: untrusted}]\n"
    )
    (found,) = fleet_figures(advice)
    assert (found.cards, found.used_cards) == (2, 1)
    assert set(found.free) == {Free("1g.6gb", 1), Free("whole card", 1)}
    loose = 24576 - 4 * 5836
    assert (found.loose_mib, found.free_mib) == (loose, loose + 5836 - 13 + USABLE)
    # All workloads want 5 GiB: what lies in no device is all that they cannot use.
    assert found.fragmented_mib == loose


def test_free_shares() -> None:
    advice = advised(
        "gpus: [{model: RTX 3090, count: 2, nodes: 1}]\n"
        "workloads: [{name: a, count: 3, memory: 10GiB, isolation: trusted}]\n"
    )
    (found,) = fleet_figures(advice)
    assert (found.used_cards, found.free) == (2, (Free("share", 1),))
    assert round(found.utilisation, 3) == round(30 * 1024 / (2 * USABLE), 3)
    assert "2 shares: the largest 2 together want 20 GiB of 23.5 GiB" in advice_text(advice)


def test_every_card_counts() -> None:
    advice = advised(
        "gpus: [{model: A30, count: 2, nodes: 1}]\n"
        "workloads: [{name: a, count: 8, memory: 5GiB, isolation: untrusted}]\n"
    )
    (found,) = fleet_figures(advice)
    assert (found.used_cards, found.free, found.loose_mib) == (2, (), 2 * (24576 - 4 * 5836))
