"""Free capacity of MIG pools that a typical pod cannot use, against sums done by hand."""

import pytest

from generator.advise.stranded import Stranded, stranded, stranded_text
from tests.support.plans import plan_of

# 80384 MiB in 7g.80gb, which is all that any layout hands out;
# devices of 40192, 19968 and 9856 MiB, of each of which the driver keeps 13.
CARD = "gpus: [{model: A100-SXM4-80GB, count: 2}]"
MIXED = f"nodes: {{names: [n-1, n-2]}}, {CARD}, mig: [{{migDevices: {{3g.40gb: 1, 2g.20gb: 2}}}}]"
LARGE = "{name: large, namespace: n, pool: a, resource: nvidia.com/mig-3g.40gb, memory: 30GiB, replicas: 3}"
SMALL = "{name: small, namespace: n, pool: a, resource: nvidia.com/mig-2g.20gb, memory: 9GiB, replicas: 1}"


def of(pool: str, *workloads: str) -> tuple[Stranded, ...]:
    return stranded(plan_of(f"pools: [{{name: a, {pool}}}]\nworkloads: [{', '.join(workloads)}]\n")).pools


def test_small_devices_are_of_no_use_to_large_pods() -> None:
    # 4 cards: 1 of 4 large and 7 of 8 middle-sized devices are free, 4 x (80384 - 40192 - 2 x 19968) in none.
    loose = 4 * 256
    free = 1 * 40179 + 7 * 19955 + loose
    # Three of four pods are large, and cannot use the seven.
    assert of(MIXED, LARGE, SMALL) == (Stranded("a", free, loose, round(loose + 3 / 4 * 7 * 19955)),)


def test_where_every_free_device_is_large_enough_only_what_lies_in_none_is_lost() -> None:
    assert of(MIXED, SMALL) == (Stranded("a", 4 * 40179 + 7 * 19955 + 4 * 256, 4 * 256, 4 * 256),)


def test_a_slice_that_the_layout_leaves_out_lies_in_no_device() -> None:
    sevenths = f"nodes: {{names: [n-1]}}, {CARD}, mig: all-1g.10gb"
    loose = 2 * (80384 - 7 * 9856)
    (one,) = of(sevenths, "{name: w, namespace: n, pool: a, memory: 1GiB, replicas: 14}")
    assert one == Stranded("a", loose, loose, loose)


def test_more_pods_than_devices_leave_none_and_no_less() -> None:
    (one,) = of(MIXED, LARGE.replace("replicas: 3", "replicas: 9"))
    assert one.free_mib == 8 * 19955 + 4 * 256
    assert one.unusable_mib == one.free_mib


def test_cards_left_whole_are_free_too() -> None:
    half = f"nodes: {{names: [n-1]}}, {CARD}, mig: [{{devices: [0], migDevices: {{3g.40gb: 2}}}}]"
    whole = 81920 - 1639
    assert of(half, LARGE) == (Stranded("a", whole, 0, 0),)


@pytest.mark.parametrize(
    "pool",
    [
        f"{CARD}, nodes: {{names: [n-1]}}",
        f"{CARD}, nodes: {{names: [n-1]}}, mig: all-1g.10gb, timeSlicing: {{replicas: 2}}",
        # As many nodes as there happen to be.
        f"{CARD}, nodes: {{nodeSelector: {{a: b}}}}, mig: all-1g.10gb",
    ],
)
def test_there_is_no_figure_without_devices_of_their_own_that_can_be_counted(pool: str) -> None:
    assert of(pool, "{name: w, namespace: n, pool: a, memory: 1GiB}") == ()


def test_without_workloads_on_mig_nothing_is_typical() -> None:
    assert stranded_text(plan_of(f"pools: [{{name: a, {MIXED}}}]\n")) == ""


def test_the_figure_is_said_with_its_meaning() -> None:
    text = stranded_text(plan_of(f"pools: [{{name: a, {MIXED}}}]\nworkloads: [{LARGE}, {SMALL}]\n"))
    assert text == (
        "free on MIG\n"
        "  pool a: 180888 MiB, of which a typical pod cannot use 105788 MiB (58 %); 1024 MiB lie in no device\n"
        "  a typical pod is one of those declared on MIG, each as likely as the others (n/large x 3, n/small x 1); of\n"
        "  no use to it are free devices with too little memory, and memory that lies in no device\n"
    )
