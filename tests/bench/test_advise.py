"""What the benchmark of `gpuslice advise` asks for; nothing is timed here."""

import pytest

from tests.advise.requests import decoded
from tests.bench.advise import CASES, WORKLOADS, request


@pytest.mark.parametrize(("name", "nodes", "pods"), CASES)
def test_a_request_is_as_large_as_it_says(name: str, nodes: int, pods: int) -> None:
    found = decoded(request(nodes, pods)).request
    assert found is not None
    assert found.fleets[0].cards == nodes * 8
    assert len(found.workloads) == WORKLOADS
    # Every workload has a pod at least, so the small request has some more than it was asked for.
    assert pods <= sum(one.pods for one in found.workloads) <= pods + WORKLOADS
