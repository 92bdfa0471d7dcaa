"""What is left of a profile without its faulty parts, and what is doubtful then."""

import copy

import pytest

from generator.decode import decode_profile
from generator.decode.faults import find_faults
from generator.decode.prune import Pruned, prune
from generator.decode.rawtext import with_raw_text
from generator.decode.schema import profile_schema
from generator.model.tree import Path, Tree
from tests.support.profiles import document, laid_over


def pruned(sections: str) -> Pruned:
    tree = with_raw_text(document(laid_over(sections)))
    before = copy.deepcopy(tree)
    left = prune(tree, find_faults(tree, profile_schema()))
    assert tree == before
    assert left is not None
    return left


def part(tree: Tree, key: str) -> Tree:
    assert isinstance(tree, dict)
    return tree.get(key)


@pytest.mark.parametrize(
    ("sections", "key", "left"),
    [
        ("descriptoin: x\n", "descriptoin", None),
        ("description: 4\n", "description", None),
        ("mig: {strategy: both}\n", "mig", {}),
        ("tenants:\n- {namespace: A}\n- {namespace: b}\n", "tenants", [{"namespace": "b"}]),
        ("tenants:\n- web\n", "tenants", []),
        ("priorities:\n- {name: a}\n- {name: b, value: 1, zzz: 2}\n", "priorities", [{"name": "b", "value": 1}]),
        (
            "tenants:\n- {namespace: b, quota: {limits.nvidia.com/gpu: 1, nvidia.com/gpu: 2, example.com/a: x}}\n",
            "tenants",
            [{"namespace": "b", "quota": {"nvidia.com/gpu": 2}}],
        ),
        ("pools: []\n", "pools", []),
        (
            "pools:\n- name: a\n  gpus: [{model: L4}]\n  mig: [{devices: [0]}]\n",
            "pools",
            [{"name": "a", "gpus": [{"model": "L4"}]}],
        ),
        ("pools: {name: a}\n", "pools", []),
        ("pools:\n- name: a\n  gpus: [{model: 4}]\n", "pools", []),
        (
            "pools:\n- name: a\n  gpus: [{model: 4}, {model: L4}]\n",
            "pools",
            [{"name": "a", "gpus": [{"model": "L4"}]}],
        ),
        (
            "pools:\n- name: a\n  gpus: [{model: L4}]\n  nodes: {names: [a, a, B, c, a], count: {min: 1}}\n",
            "pools",
            [{"name": "a", "gpus": [{"model": "L4"}], "nodes": {"names": ["a", "c"]}}],
        ),
        (
            "pools:\n- {name: a, gpus: [{model: L4}], mps: 4, taints: [{key: a}, {key: b, value: 4, effect: X}]}\n",
            "pools",
            [{"name": "a", "gpus": [{"model": "L4"}], "taints": []}],
        ),
    ],
)
def test_the_smallest_part_goes_that_the_schema_can_do_without(sections: str, key: str, left: Tree) -> None:
    assert part(pruned(sections).tree, key) == left


@pytest.mark.parametrize(
    ("sections", "doubt"),
    [
        ("cluster: 4\n", ("cluster",)),
        ("cluster: {name: A, kubernetes: '1.35', distribution: k3s}\n", ("cluster", "name")),
        ("cluster: {name: a, kubernetes: 1.3, distribution: k3s}\n", ("cluster", "kubernetes")),
        ("cluster: {name: a, kubernetes: '1.35'}\n", ("cluster", "distribution")),
        ("install: gpu-operator\n", ("install",)),
        ("install: {version: v26.7.0}\n", ("install", "chart")),
        ("install: {chart: gpu-operator, version: latest}\n", ("install", "version")),
        ("pools:\n- {gpus: [{model: L4}]}\n", ("pools", 0, "name")),
    ],
)
def test_what_nothing_works_without_is_stood_in_for(sections: str, doubt: Path) -> None:
    left = pruned(sections)
    assert doubt in left.doubts
    assert left.left_out == frozenset()


@pytest.mark.parametrize("text", ["version: v2\n", "[]\n", "a text\n", "version: 4\n"])
def test_a_file_of_another_format_is_not_looked_into(text: str) -> None:
    found = decode_profile(document(laid_over(text) if text.startswith("version") else text))
    assert found.profile is None
    assert found.findings


def test_a_file_with_hundreds_of_faults_is_not_looked_into() -> None:
    few, many = (decode_profile(document(laid_over("".join(f"x{n}: 1\n" for n in range(size))))) for size in (200, 201))
    assert (few.profile is None, len(few.findings)) == (False, 200)
    assert (many.profile is None, len(many.findings)) == (True, 201)
