"""Fields that do not go together."""

import pytest

from tests.support.profiles import findings_on

INSTALL = "install:\n  chart: gpu-operator\n  version: v26.7.0\n  tolerations:\n"


@pytest.mark.parametrize(
    ("toleration", "message"),
    [
        ("{value: a}", "install.tolerations[0] has neither a key nor operator Exists"),
        (
            "{key: a, operator: Exists, value: b}",
            "install.tolerations[0]: operator Exists takes every value, and yet there is one",
        ),
        (
            "{key: a, effect: NoSchedule, tolerationSeconds: 5}",
            "install.tolerations[0]: tolerationSeconds goes with effect NoExecute only",
        ),
        ("{key: a, tolerationSeconds: 5}", "install.tolerations[0]: tolerationSeconds goes with effect NoExecute only"),
    ],
)
def test_a_toleration_that_kubernetes_refuses(toleration: str, message: str) -> None:
    assert findings_on(f"{INSTALL}  - {toleration}\n") == [("PRO015", "install.tolerations[0]", message)]


@pytest.mark.parametrize(
    "toleration",
    ["{operator: Exists}", "{key: a, operator: Exists}", "{key: a, value: b, effect: NoExecute, tolerationSeconds: 5}"],
)
def test_a_toleration_that_kubernetes_takes(toleration: str) -> None:
    assert findings_on(f"{INSTALL}  - {toleration}\n") == []


def test_bounds_of_a_node_group_the_wrong_way_round() -> None:
    pools = "pools: [{name: a, gpus: [{model: T4}], nodes: {count: {min: 3, max: 1}}}]\n"
    assert findings_on(pools) == [("PRO015", "pools[0].nodes.count", "pools[0].nodes.count: min 3 is more than max 1")]


def test_two_of_one_name() -> None:
    sections = "priorities: [{name: a, value: 1}, {name: a, value: 2}]\ntenants: [{namespace: b}, {namespace: b}]\n"
    assert findings_on(sections) == [
        ("PRO008", "priorities[1].name", "priorities[1]: name a is that of priorities[0] already"),
        ("PRO008", "tenants[1].namespace", "tenants[1]: namespace b is that of tenants[0] already"),
    ]


def test_two_global_defaults() -> None:
    sections = "priorities: [{name: a, value: 1, globalDefault: true}, {name: b, value: 2, globalDefault: true}]\n"
    assert findings_on(sections) == [
        ("PRO015", "priorities[1].globalDefault", "priorities[1].globalDefault: a is the global default already")
    ]


TAINTED = "pools:\n- name: desk\n  gpus: [{model: RTX 3090}]\n  taints:\n  - {key: gpu, value: a, effect: NoSchedule}\n"


def test_a_node_has_one_taint_of_a_key_and_an_effect() -> None:
    assert findings_on(f"{TAINTED}  - {{key: gpu, value: b, effect: NoSchedule}}\n") == [
        (
            "PRO008",
            "pools[0].taints[1]",
            "pools[0].taints[1]: pools[0].taints[0] has key gpu with effect NoSchedule already",
        )
    ]
    assert findings_on(f"{TAINTED}  - {{key: gpu, value: a, effect: NoExecute}}\n") == []
