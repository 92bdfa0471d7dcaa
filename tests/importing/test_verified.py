"""What the compiler refuses is taken out of the profile and told, and the rest stays."""

import pytest

from tests.importing.given import imported, plan, profile, told

HEAD = "driver: {enabled: false}\ntoolkit: {enabled: false}\n"
OPERATOR = "gpu-operator@v26.7.0"


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ("dcgm: {repository: 'no such place'}", "install.components.dcgm.repository"),
        ("dcgm: {enabled: true, resources: {limits: {cpu: much}}}", "install.components.dcgm.resources.limits.cpu"),
        ("daemonsets: {priorityClassName: Not_A_Name}", "install.priorityClassName"),
        ("daemonsets: {tolerations: [{key: a, operator: Sometimes}]}", "install.tolerations"),
        ("hostPaths: {driverInstallDir: here}", "install.driver.installDir"),
    ],
)
def test_a_value_that_no_field_takes_is_left_out_and_named(values: str, path: str) -> None:
    result = imported(HEAD + values + "\n", "L4", chart=OPERATOR)
    plan(result)
    assert len(told(result)) == 1
    code, line, message = told(result)[0]
    assert (code in ("IMP001", "IMP008"), line) == (True, 3)
    assert message.partition(": ")[2].startswith((path, values.partition(":")[0]))


def test_of_several_tenants_the_faulty_one_goes() -> None:
    quota = (
        "---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q, namespace: %s}\nspec: {hard: {requests.%s: 2}}\n"
    )
    text = (
        HEAD
        + quota % ("a", "nvidia.com/gpu")
        + quota % ("b", "nvidia.com/gpu.shared")
        + quota % ("c", "nvidia.com/gpu")
    )
    result = imported(text, "L4", chart=OPERATOR)
    assert [(code, line) for code, line, _ in told(result)] == [("IMP001", 12)]
    assert [one.namespace for one in plan(result).tenants] == ["a", "c"]
    assert "# given.yaml:17" in result.text
    assert "# given.yaml:12" not in result.text


def test_what_check_will_say_of_a_pool_stands_where_the_pool_comes_from() -> None:
    text = (
        HEAD
        + "devicePlugin:\n  config:\n    name: c\n    default: any\n    data:\n"
        + "      any: |\n        version: v1\n        sharing:\n"
    )
    text += "          mps:\n            resources: [{name: nvidia.com/gpu, replicas: 49}]\n"
    result = imported(text, "RTX 3090", chart=OPERATOR)
    assert [(code, line) for code, line, _ in told(result)] == [("MPS101", 12)]
    assert profile(result)["pools"] == [
        {"name": "any", "gpus": [{"model": "GeForce RTX 3090"}], "mps": {"replicas": 49}}
    ]


def test_a_distribution_that_sets_what_was_not_set_is_told() -> None:
    result = imported(
        "driver: {enabled: false}\ntoolkit: {enabled: false}\n", "L4", chart=OPERATOR, distribution="talos"
    )
    message = 'hostPaths.driverInstallDir is "/run/nvidia/driver" now and would be "/usr/local"'
    assert told(result) == [("IMP010", 1, message)]


def test_one_resource_that_nobody_advertises_leaves_the_rest_of_the_quota() -> None:
    quota = (
        "---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q, namespace: %s}\nspec:\n  hard:\n"
        "    requests.nvidia.com/mig-1g.5gb: 2\n"
    )
    text = HEAD + quota % "a" + quota % "b" + "    requests.nvidia.com/gpu: 4\n"
    result = imported(text, "T4", chart=OPERATOR)
    assert [(code, line) for code, line, _ in told(result)] == [("IMP001", 9), ("IMP001", 16)]
    assert profile(result)["tenants"] == [{"namespace": "b", "quota": {"nvidia.com/gpu": 4}}]


def test_of_twelve_tenants_those_go_that_are_faulty() -> None:
    quota = (
        "---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q, namespace: %s}\nspec: {hard: {requests.%s: 2}}\n"
    )
    names = [f"n{number}" for number in range(12)]
    dead = {"n2", "n9", "n10"}
    text = HEAD + "".join(quota % (name, "nvidia.com/gpu" + ".shared" * (name in dead)) for name in names)
    result = imported(text, "L4", chart=OPERATOR)
    assert [one.namespace for one in plan(result).tenants] == [name for name in names if name not in dead]
