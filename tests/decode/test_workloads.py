"""Workloads, decoded: defaults, units, and which fields go together."""

import pytest

from generator.model.taints import Toleration
from generator.model.workload import Framework, Isolation, Target, Workload
from tests.support.profiles import decoded, findings_on, laid_over

CHAT = "name: chat, namespace: ai"


def workload(fields: str) -> Workload:
    """Return the one workload of a profile."""
    (found,) = decoded(laid_over(f"workloads: [{{{CHAT}, {fields}}}]\n")).workloads
    return found


def test_a_short_workload_and_its_defaults() -> None:
    assert workload("memory: 4GiB") == Workload("chat", "ai", 4096, context_included=True)
    assert workload("memory: 4GiB") == Workload(
        "chat", "ai", 4096, True, None, None, 1, None, 1, None, None, None, (), False, Target("Deployment")
    )


@pytest.mark.parametrize(
    ("written", "mib", "included"),
    [
        ("memory: 1.5GiB", 1536, True),
        ("memory: 0.001GiB", 2, True),
        ("allocates: 3600MiB", 3600, False),
        ("allocates: 0.5MiB", 1, False),
    ],
)
def test_memory_is_rounded_up_and_tells_whether_the_context_is_in_it(written: str, mib: int, included: bool) -> None:
    found = workload(written)
    assert (found.memory_mib, found.context_included) == (mib, included)


def test_everything_that_a_workload_can_say() -> None:
    found = workload(
        "memory: 1GiB, pool: desk, resource: nvidia.com/gpu, replicas: 4, units: 2, processes: 3, priority: high, "
        "isolation: latency-bound, framework: llama-cpp, fallback: [spare], target: {kind: Job, name: a, "
        "container: b, args: [], tolerations: [{key: c, operator: Exists}], affinity: false}"
    )
    assert (found.pool, found.resource, found.priority, found.fallback) == (
        "desk",
        "nvidia.com/gpu",
        "high",
        ("spare",),
    )
    assert (found.replicas, found.units, found.processes) == (4, 2, 3)
    assert (found.isolation, found.framework) == (Isolation.LATENCY_BOUND, Framework.LLAMA_CPP)
    assert found.target == Target("Job", "a", "b", (), (Toleration("c", "Exists"),), affinity=False)


@pytest.mark.parametrize(
    ("fields", "code", "at", "words"),
    [
        ("", "PRO016", "workloads[0]", "does not say how much memory a process uses"),
        ("memory: 1GiB, allocates: 1GiB", "PRO016", "workloads[0]", "has both memory and allocates"),
        ("memory: 4", "PRO012", "workloads[0].memory", "4"),
        ("memory: -4GiB", "PRO005", "workloads[0].memory", "-4GiB"),
        ("memory: 4GB", "PRO012", "workloads[0].memory", "4GB"),
        ("memory: 0MiB", "PRO006", "workloads[0].memory", "is nothing"),
        ("allocates: 0GiB", "PRO006", "workloads[0].allocates", "is nothing"),
        ("memory: 1GiB, framework: vvlm", "PRO004", "workloads[0].framework", "vvlm"),
        ("memory: 1GiB, replicas: 0", "PRO006", "workloads[0].replicas", "0"),
        ("memory: 1GiB, pool: a, fallback: [a]", "PRO015", "workloads[0].fallback", "own pool"),
        ("memory: 1GiB, pool: a, unaccounted: true, units: 1", "PRO015", "workloads[0].units", "for nothing"),
        (
            "memory: 1GiB, pool: a, unaccounted: true, resource: nvidia.com/gpu",
            "PRO015",
            "workloads[0].resource",
            "for nothing",
        ),
        ("memory: 1GiB, pool: a, unaccounted: true, fallback: [b]", "PRO015", "workloads[0].fallback", "for nothing"),
        (
            "memory: 1GiB, pool: a, unaccounted: true, target: {kind: Job}",
            "PRO015",
            "workloads[0].target",
            "no component",
        ),
        (
            "memory: 1GiB, pool: a, unaccounted: true, target: {args: []}",
            "PRO015",
            "workloads[0].target",
            "no component",
        ),
        (
            "memory: 1GiB, target: {tolerations: [{value: a}]}",
            "PRO015",
            "workloads[0].target.tolerations[0]",
            "neither a key nor operator Exists",
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_place(fields: str, code: str, at: str, words: str) -> None:
    ((found, place, message),) = findings_on(f"workloads: [{{{CHAT}, {fields}}}]\n")
    assert (found, place) == (code, at)
    assert words in message


def test_a_misspelt_memory_is_one_mistake() -> None:
    ((code, place, _),) = findings_on(f"workloads: [{{{CHAT}, memroy: 4GiB}}]\n")
    assert (code, place) == ("PRO001", "workloads[0].memroy")


def test_a_name_is_unique_in_its_namespace() -> None:
    one, other = "name: chat, memory: 1GiB", "name: talk, memory: 1GiB"
    assert (
        findings_on(f"workloads: [{{{one}, namespace: a}}, {{{one}, namespace: b}}, {{{other}, namespace: a}}]\n") == []
    )
    assert findings_on(f"workloads: [{{{one}, namespace: a}}, {{{one}, namespace: a}}]\n") == [
        ("PRO008", "workloads[1].name", "workloads[1]: a has a chat in workloads[0] already")
    ]
