"""Sharing that the files name and do not show."""

import pytest

from generator.model.plan import CONFIG_LABEL
from generator.model.tree import Tree
from tests.importing.given import imported, profile, told

OPERATOR = "gpu-operator@v26.7.0"
VALUES = "driver: {enabled: false}\ndevicePlugin: {config: {name: shares%s}}\n"
NODE = "---\napiVersion: v1\nkind: Node\nmetadata: {name: %s, labels: {nvidia.com/gpu.present: 'true'%s}}\n"
GAP: Tree = {"replicas": "?"}
MESSAGE = "ConfigMap shares of the device plugin was not given, so what its entries share is not known"


def pools(text: str, chart: str = OPERATOR) -> list[tuple[Tree, Tree]]:
    """Return each pool's name and what it says of time-slicing."""
    result = imported(text, "RTX 3090", chart=chart, namespace="gpu")
    assert result.missing
    assert [(code, message) for code, _, message in told(result)] == [("IMP009", MESSAGE)]
    assert "`kubectl get configmap shares -n gpu -o yaml`" in next(
        one.fix for one in result.findings if one.code == "IMP009"
    )
    assert "# The ConfigMap shares says it." in result.text
    found = profile(result)["pools"]
    assert isinstance(found, list)
    return [(pool["name"], pool.get("timeSlicing")) for pool in found if isinstance(pool, dict)]


def test_a_configmap_that_was_not_given_leaves_a_gap_in_the_pool() -> None:
    assert pools(VALUES % ", default: any") == [("any", GAP)]
    assert pools(VALUES % "") == [("gpu", GAP)]
    values = "runtimeClassName: nvidia\nconfig: {name: shares, default: any}\n"
    assert pools(values, "nvidia-device-plugin@v0.20.0") == [("any", GAP)]


def test_each_entry_that_nodes_name_is_a_pool_with_a_gap() -> None:
    nodes = NODE % ("a", f", {CONFIG_LABEL}: one") + NODE % ("b", f", {CONFIG_LABEL}: two")
    assert pools(VALUES % "" + nodes) == [("one", GAP), ("two", GAP)]
    assert pools(VALUES % "" + nodes + NODE % ("c", "")) == [("one", GAP), ("two", GAP), ("gpu", GAP)]


def test_a_plugin_that_the_chart_does_not_install_reads_no_configmap() -> None:
    text = "driver: {enabled: false}\ndevicePlugin: {enabled: false, config: {name: shares}}\n"
    result = imported(text, "RTX 3090", chart=OPERATOR)
    assert not result.missing
    assert told(result) == []


ENTRY = """\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: shares, namespace: x}
data:
  any: |
    version: v1
    sharing:
      %s:
        failRequestsGreaterThanOne: true
        resources:
        - {name: nvidia.com/gpu, replicas: "%s"}
"""


@pytest.mark.parametrize("mode", ["timeSlicing", "mps"])
def test_replicas_that_are_filled_in_later_are_a_gap(mode: str) -> None:
    result = imported(VALUES % ", default: any" + ENTRY % (mode, "${REPLICAS}"), "RTX 3090", chart=OPERATOR)
    assert result.missing
    assert told(result) == [
        ("IMP003", 14, "not known: how many replicas the entry any has: ${REPLICAS} is filled in later")
    ]
    assert f'{mode}: {{replicas: "?"}}    # SAY WHICH: no file tells' in result.text


@pytest.mark.parametrize("mode", ["timeSlicing", "mps"])
def test_replicas_with_a_default_are_that_number(mode: str) -> None:
    result = imported(VALUES % ", default: any" + ENTRY % (mode, "${REPLICAS:=4}"), "RTX 3090", chart=OPERATOR)
    assert told(result) == []
    assert f"{mode}: {{replicas: 4}}" in result.text
    assert "# Taken from the default in ${REPLICAS:=4}: no file fills the variable in." in result.text


@pytest.mark.parametrize("number", ["${REPLICAS:=1}", "4", "1"])
def test_a_text_that_is_no_number_of_shares_shares_nothing(number: str) -> None:
    result = imported(VALUES % ", default: any" + ENTRY % ("timeSlicing", number), "RTX 3090", chart=OPERATOR)
    assert [code for code, _, _ in told(result)] == ["IMP008"]
