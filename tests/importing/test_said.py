"""Layers of chart values in one, against the chart's defaults."""

import pytest

from generator.facts.charts import load_chart
from generator.importing.said import Said
from generator.model.manifest_value import Place, Value
from generator.model.tree import Path, Tree

SHEET = load_chart("gpu-operator", "v26.7.0")


def said(*layers: Tree) -> Said:
    return Said(SHEET, [Value(tree, Place("values.yaml", number)) for number, tree in enumerate(layers)])


def left(found: Said) -> dict[Path, Tree]:
    return {path: value.tree for path, value in found.left_over()}


@pytest.mark.parametrize(
    ("layers", "rest"),
    [
        (({"driver": {"rdma": {"enabled": False}}},), {}),
        (({"driver": {"rdma": {"enabled": True}}},), {("driver", "rdma", "enabled"): True}),
        (({"driver": {"rdma": {"enabled": True}}}, {"driver": {"rdma": {"enabled": False}}}), {}),
        (({"driver": {"rdma": {"enabled": True}}}, {"driver": {"env": []}}), {("driver", "rdma", "enabled"): True}),
        (({"driver": {"rdma": {"enabled": True}}}, {"driver": {}}), {("driver", "rdma", "enabled"): True}),
        (({"driver": {"rdma": {"enabled": True}}}, {"driver": None}), {("driver",): None}),
        (({"daemonsets": {"rollingUpdate": {"maxUnavailable": 1}}},), {}),
        (({"toolkit": {"env": None}, "driver": {"resources": None, "args": None}},), {}),
        (({"daemonsets": {"labels": None, "tolerations": None}},), {("daemonsets", "tolerations"): None}),
        (({"daemonsets": {"tolerations": []}},), {("daemonsets", "tolerations"): []}),
        (({"operator": {"nodeSelector": {"kubernetes.io/os": "linux"}}},), {}),
        (({"operator": {"nodeSelector": {"a": ""}}},), {("operator", "nodeSelector", "a"): ""}),
        (({"daemonsets": {"annotations": {"a": ""}}},), {("daemonsets", "annotations", "a"): ""}),
        (({"daemonsets": {"annotations": {}}, "driver": {"version": "", "env": []}},), {("driver", "version"): ""}),
        (
            ({"node-feature-discovery": {"worker": {"nodeSelector": {"a": ""}}}},),
            {("node-feature-discovery", "worker", "nodeSelector", "a"): ""},
        ),
        (({"cdi": {"enabled": "true"}},), {("cdi", "enabled"): "true"}),
        (({"new": {"key": 1}}, "no mapping", [1]), {("new", "key"): 1}),
    ],
)
def test_layers_merge_as_helm_does_and_defaults_fall_out(layers: tuple[Tree, ...], rest: dict[Path, Tree]) -> None:
    assert left(said(*layers)) == rest


def test_what_is_taken_is_not_left_over_unless_it_is_given_back() -> None:
    found = said({"dcgm": {"enabled": True, "hostPort": 1}, "mig": {"strategy": "mixed"}})
    value = found.changed("dcgm", "enabled")
    found.take("mig")
    assert value is not None
    assert value.place.steps == (("dcgm", "enabled"),)
    assert left(found) == {("dcgm", "hostPort"): 1}
    found.give_back("mig")
    assert left(found) == {("dcgm", "hostPort"): 1, ("mig", "strategy"): "mixed"}


def test_a_number_is_read_as_text_and_a_list_is_not() -> None:
    found = said({"driver": {"version": 580, "image": ["a"]}})
    version = found.text("driver", "version")
    assert version is not None
    assert version.tree == "580"
    assert found.text("driver", "image") is None
    assert left(found) == {("driver", "image"): ["a"]}


def test_a_policys_field_has_the_charts_name() -> None:
    policy = Value({"driver": {"upgradePolicy": {"podDeletion": {"force": True}}}}, Place("policy.yaml", 0))
    found = Said(SHEET, [], [policy])
    assert left(found) == {("driver", "upgradePolicy", "gpuPodDeletion", "force"): True}


def test_the_effective_value_is_what_is_said_else_the_default() -> None:
    found = said({"mig": {"strategy": "mixed"}, "driver": {"enabled": None}})
    assert found.effective("mig", "strategy") == "mixed"
    assert found.effective("toolkit", "enabled") is True
    assert found.effective("driver", "enabled") is None
