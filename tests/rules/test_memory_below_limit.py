"""Where a framework's limit cannot be written, on an L4: 23034 MiB, a context of 457, and 512 of vLLM's graphs."""

import pytest

from tests.rules.test_workloads import CUT, WHOLE, told


@pytest.mark.parametrize(
    ("says", "key"),
    [
        ("memory: 992MiB, framework: vllm", "memory"),
        ("memory: 993MiB, framework: vllm", None),
        ("allocates: 535MiB, framework: vllm", "allocates"),
        ("allocates: 536MiB, framework: vllm", None),
        ("memory: 457MiB, framework: tensorflow", "memory"),
        ("memory: 1MiB, framework: ollama", None),
        ("memory: 1MiB", None),
        # Nothing is known of the device that it ends up on, so no limit is written for any amount.
        ("memory: 1MiB, framework: vllm, pool: p0, unaccounted: true", None),
    ],
)
def test_it_is_found_where_the_memory_stands(says: str, key: str | None) -> None:
    found = told([WHOLE], [says], "MEM110")
    assert [one.at for one in found] == ([("workloads", 0, key)] if key else [])


def test_a_workload_past_the_plugin_hides_none_of_which_a_limit_cannot_be_written() -> None:
    past = "pool: p0, memory: 500MiB, framework: vllm, unaccounted: true"
    found = told([WHOLE], [past, "pool: p0, memory: 500MiB, framework: vllm"], "MEM110")
    assert [one.at for one in found] == [("workloads", 1, "memory")]


def test_the_largest_card_that_a_pod_may_meet_counts() -> None:
    """A thousandth of the H200's 143771 MiB is reached with 144, and its context takes 457: 1113 with the graphs."""
    large = "gpus: [{model: H200 SXM 141GB}]"
    (found,) = told([WHOLE, large], ["memory: 1112MiB, framework: vllm, pool: p0, fallback: [p1]"], "MEM110")
    assert found.fix == "Declare what a process takes at its peak; a limit can be written from 1113 MiB on."
    assert told([WHOLE, large], ["memory: 1112MiB, framework: vllm, pool: p0"], "MEM110") == []
    assert told([CUT], ["memory: 1112MiB, framework: vllm"], "MEM110") == []
