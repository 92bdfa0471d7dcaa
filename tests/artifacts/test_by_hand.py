"""What a component leaves to a person, and nothing else."""

import pytest
import yaml

from generator.artifacts._ask import asks
from generator.artifacts._by_hand import ByHand, by_hand, replaced_lists, wrapped
from tests.support.plans import plan_of

POOLS = """\
pools:
- name: a
  nodes: {names: [n-1]}
  gpus: [{model: RTX 3090}]
  timeSlicing: {replicas: 4}
  taints: [{key: gpu, value: "true", effect: NoSchedule}, {key: gpu, value: "true", effect: NoExecute}]
- {name: b, nodes: {names: [n-2]}, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 4}}
- {name: c, nodes: {names: [n-3]}, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 4, renameByDefault: true}}
"""


def left(says: str) -> ByHand:
    plan = plan_of(f"{POOLS}workloads: [{{name: w, namespace: n, memory: 4GiB, {says}}}]\n")
    return by_hand(asks(plan)[0])


def edits(found: ByHand) -> list[tuple[str, str]]:
    return [(one.where, one.short) for one in (*found.limits, *found.placing)]


@pytest.mark.parametrize(
    ("says", "shorts"),
    [
        ("pool: c", []),
        ("pool: b", [("affinity", "nodes of b")]),
        ("pool: b, target: {affinity: false}", []),
        ("pool: a", [("tolerations", "nvidia.com/gpu, gpu=true"), ("affinity", "nodes of a")]),
        ("pool: a, target: {tolerations: []}", [("affinity", "nodes of a")]),
        ("pool: b, fallback: [a], target: {tolerations: [], affinity: false}", []),
        ("pool: c, framework: vllm", [("args", "--gpu-memory-utilization=0.132")]),
        ("pool: c, framework: vllm, target: {args: []}", []),
        ("pool: c, framework: ollama", []),
        ("pool: c, framework: jax", []),
        (
            "pool: c, framework: pytorch",
            [
                ("env", "PYTORCH_CUDA_ALLOC_CONF=per_process_memory_fraction:0.152"),
                ("code", "torch.cuda.set_per_process_memory_fraction(0.152)"),
            ],
        ),
    ],
)
def test_what_is_left_is_what_a_patch_would_replace(says: str, shorts: list[tuple[str, str]]) -> None:
    assert edits(left(says)) == shorts


@pytest.mark.parametrize(
    ("says", "lists"),
    [
        ("pool: b", ()),
        ("pool: b, target: {args: [], affinity: true}", ()),
        ("pool: b, framework: vllm, target: {args: []}", ("`args`",)),
        ("pool: c, target: {tolerations: []}", ("`tolerations`",)),
        ("pool: b, target: {affinity: false}", ("the node terms of `affinity`",)),
    ],
)
def test_lists_that_the_profile_repeats_are_replaced(says: str, lists: tuple[str, ...]) -> None:
    plan = plan_of(f"{POOLS}workloads: [{{name: w, namespace: n, memory: 4GiB, {says}}}]\n")
    assert replaced_lists(asks(plan)[0]) == lists


def test_an_affinity_that_nothing_asks_for_is_not_replaced() -> None:
    pools = "pools: [{name: one, gpus: [{model: RTX 3090}]}]\n"
    plan = plan_of(f"{pools}workloads: [{{name: w, namespace: n, memory: 4GiB, target: {{affinity: false}}}}]\n")
    assert replaced_lists(asks(plan)[0]) == ()


def test_lines_are_what_goes_into_the_object() -> None:
    found = left("pool: a, framework: vllm")
    (args,) = found.limits
    tolerations, affinity = found.placing
    assert yaml.safe_load("\n".join(args.lines)) == {"args": ["--gpu-memory-utilization=0.132"]}
    assert "4096 MiB per process declared" in args.why
    assert yaml.safe_load("\n".join(tolerations.lines)) == {
        "tolerations": [
            {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"},
            {"key": "gpu", "operator": "Equal", "value": "true", "effect": "NoSchedule"},
            {"key": "gpu", "operator": "Equal", "value": "true", "effect": "NoExecute"},
        ]
    }
    assert set(yaml.safe_load("\n".join(affinity.lines))["affinity"]) == {"nodeAffinity"}


def test_a_pool_that_is_to_come_first_needs_an_affinity_though_nobody_else_has_the_resource() -> None:
    pools = POOLS.replace("replicas: 4, renameByDefault: true", "replicas: 4").replace("name: c", "name: d")
    plan = plan_of(f"{pools}workloads: [{{name: w, namespace: n, memory: 4GiB, pool: b, fallback: [a, d]}}]\n")
    assert asks(plan)[0].placement.alone
    assert ("affinity", "nodes of b, a, d") in edits(by_hand(asks(plan)[0]))


def test_comments_are_broken_between_words_only() -> None:
    word = "x" * 200
    assert wrapped(f"a-b {word} c") == ["a-b", word, "c"]
    assert wrapped("") == []
    lines = wrapped("--model-repository " * 20)
    assert all(len(line) <= 110 and not line.endswith("--") for line in lines)
