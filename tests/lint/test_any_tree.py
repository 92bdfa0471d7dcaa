"""No configuration, however odd, makes a rule fail."""

import pytest

from generator.model.tree import Tree
from tests.lint.examples import judged
from tests.lint.texts import daemon_set, mig, operator, plugin, policy, standalone
from tests.parsers.broken import as_yaml

ODD: tuple[Tree, ...] = (float("inf"), float("nan"), 10**30, -0.0, "é" * 70, [[]], [None], {"a": {"b": [1]}}, ["a", 3])
NODE = """\
---
apiVersion: v1
kind: Node
metadata:
  name: a
  labels: {nvidia.com/mig.config: cut, nvidia.com/gpu.count: "2", nvidia.com/device-plugin.config: any}
"""
NAMED = policy("{mig: {strategy: single}, migManager: {config: {name: nvidia-mig}}, devicePlugin: {config: {name: a}}}")
AROUND = operator("") + standalone("") + NAMED + daemon_set("args: [--config-file=/any]") + NODE


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize("block", ["timeSlicing", "mps"])
def test_plugin(value: Tree, block: str) -> None:
    entry: Tree = {"name": "gpu", "replicas": 2}
    trees: list[Tree] = [
        {"sharing": {block: {"resources": [{"name": "gpu", "replicas": value}]}}},
        {"sharing": {block: {"resources": [{"name": value, "replicas": 2, "devices": value, "rename": value}]}}},
        {"sharing": {block: {"resources": value}}},
        {"sharing": {block: value}, "version": value, "flags": value, "imex": value, "resources": value},
        {"sharing": {block: {"resources": [entry]}}, "imex": {"channelIDs": [value]}, "resources": {"gpus": [value]}},
        {"sharing": {}, "flags": {"migStrategy": value, "plugin": {"deviceListStrategy": [value]}, "gfd": value}},
    ]
    for tree in trees:
        assert judged(plugin(as_yaml(tree)) + AROUND, ("--gpu", "A30")).files == 1


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_mig(value: Tree) -> None:
    item: dict[str, Tree] = {"devices": [0], "mig-enabled": True, "mig-devices": {"1g.10gb": 1}}
    items: list[Tree] = [
        {**item, "mig-devices": {"1g.10gb": value}},
        {**item, "devices": value},
        {**item, "devices": [value]},
        {**item, "mig-devices": value},
        {**item, "mig-enabled": value},
        {**item, "device-filter": value},
        value,
    ]
    for one in items:
        tree: Tree = {"version": "v1", "mig-configs": {"all-disabled": value, "cut": [one, item]}}
        assert judged(mig(as_yaml(tree)) + AROUND, ("--gpu", "A30")).files == 1
