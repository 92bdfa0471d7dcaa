"""Pools, decoded."""

import pytest

from generator.model.profile import GpuEntry, MigEntry, NodeCount, Nodes, Pool, Sharing
from generator.model.taints import Taint
from tests.support.profiles import decoded, laid_over


def pool_of(text: str) -> Pool:
    return decoded(laid_over(f"pools: [{{name: a, gpus: [{{model: T4}}]{text}}}]\n")).pools[0]


def test_a_pool_that_says_no_more_than_its_cards() -> None:
    assert pool_of("") == Pool("a", (GpuEntry("T4", 1, 0),), Nodes())


@pytest.mark.parametrize(
    ("size", "mib"),
    [("512MiB", 512), ("1GiB", 1024), ("1.5GiB", 1536), ("0.5GiB", 512), ("0MiB", 0), ("0.1GiB", 103), ("1.001MiB", 2)],
)
def test_reserved_memory_is_rounded_up_to_mib(size: str, mib: int) -> None:
    profile = decoded(laid_over(f"pools: [{{name: a, gpus: [{{model: T4, count: 2, reservedMemory: {size}}}]}}]\n"))
    assert profile.pools[0].gpus == (GpuEntry("T4", 2, mib),)


@pytest.mark.parametrize(
    ("written", "count"), [("4", NodeCount(4, 4)), ("{min: 0, max: 8}", NodeCount(0, 8)), ("4.0", NodeCount(4, 4))]
)
def test_a_number_of_nodes_is_a_pair_of_bounds(written: str, count: NodeCount) -> None:
    assert pool_of(f", nodes: {{count: {written}}}").nodes == Nodes(how_many=count)


def test_sharing_by_one_number_and_by_resource() -> None:
    pool = pool_of(
        ", timeSlicing: {replicas: 4}, mps: {resources: {nvidia.com/gpu: 2}, failRequestsGreaterThanOne: false}"
    )
    assert pool.time_slicing == Sharing(4, (), rename_by_default=False, fail_requests_greater_than_one=True)
    assert pool.mps == Sharing(None, (("nvidia.com/gpu", 2),), fail_requests_greater_than_one=False)


def test_mig_by_name_and_by_device() -> None:
    assert pool_of(", mig: all-1g.10gb").mig == "all-1g.10gb"
    pool = pool_of(
        ", mig: [{devices: [0, 2], migDevices: {3g.40gb: 1, 2g.20gb: 2}}, {migDevices: {1g.10gb: 7}, model: T4}]"
    )
    assert pool.mig == (
        MigEntry((0, 2), (("3g.40gb", 1), ("2g.20gb", 2))),
        MigEntry(None, (("1g.10gb", 7),), "T4"),
    )
    assert pool_of(", mig: [{devices: all, migDevices: {1g.10gb: 7}}]").mig == (MigEntry(None, (("1g.10gb", 7),)),)


def test_labels_and_taints() -> None:
    pool = pool_of(", nodeLabels: {a: x, b: [y, z]}, taints: [{key: gpu, effect: NoSchedule}]")
    assert pool.node_labels == (("a", ("x",)), ("b", ("y", "z")))
    assert pool.taints == (Taint("gpu", "", "NoSchedule"),)


def test_a_description_is_one_line() -> None:
    text = "pools:\n- name: a\n  gpus: [{model: T4}]\n  description: |\n    First.\n\n    # Second.\n"
    assert decoded(laid_over(text)).pools[0].description == "First. # Second."
