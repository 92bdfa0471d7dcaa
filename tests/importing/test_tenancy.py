"""Quotas, their namespaces, and priority classes."""

import pytest

from generator.compile import compile_profile
from generator.model.tree import Tree
from tests.importing.given import imported, plan, profile, told

VALUES = "driver: {enabled: false}\ntoolkit: {enabled: false}\n---\n"
OPERATOR = "gpu-operator@v26.7.0"


def quota(hard: str, namespace: str = "team", more: str = "") -> str:
    head = f"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q, namespace: {namespace}}}\n"
    return f"{head}spec: {{hard: {{{hard}}}{more}}}\n---\n"


def tenants(text: str) -> Tree:
    result = imported(VALUES + text, "L4:4", chart=OPERATOR)
    plan(result)
    assert told(result) == []
    return profile(result).get("tenants")


def test_quotas_come_back_by_the_name_that_nodes_advertise() -> None:
    assert tenants(quota('requests.nvidia.com/gpu: "10"') + quota("requests.nvidia.com/gpu: 0", "other")) == [
        {"namespace": "team", "quota": {"nvidia.com/gpu": 10}},
        {"namespace": "other", "quota": {"nvidia.com/gpu": 0}},
    ]


@pytest.mark.parametrize(
    ("written", "number"),
    [("4.0", 4), ('"4.0"', 4), ('"2000m"', 2), ("4e0", 4), ("+4", 4), ("1Ki", 1024), ('"0.5k"', 500), ('"2500m"', 2)],
)
def test_amounts_count_in_every_form_that_kubernetes_takes(written: str, number: int) -> None:
    assert tenants(quota(f"requests.nvidia.com/gpu: {written}")) == [
        {"namespace": "team", "quota": {"nvidia.com/gpu": number}}
    ]


def test_of_two_quotas_the_smaller_counts_as_in_kubernetes() -> None:
    both = quota("requests.nvidia.com/gpu: 4") + quota("requests.nvidia.com/gpu: 2")
    assert tenants(both) == [{"namespace": "team", "quota": {"nvidia.com/gpu": 2}}]


def test_a_namespace_that_is_among_the_files_stays_among_them() -> None:
    namespace = """\
apiVersion: v1
kind: Namespace
metadata:
  name: team
  labels: {owner: ml, pod-security.kubernetes.io/enforce: baseline, kubernetes.io/metadata.name: team}
"""
    assert tenants(quota("requests.nvidia.com/gpu: 4") + namespace) == [
        {
            "namespace": "team",
            "create": True,
            "labels": {"owner": "ml"},
            "podSecurity": {"enforce": "baseline"},
            "quota": {"nvidia.com/gpu": 4},
        }
    ]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (quota("limits.nvidia.com/gpu: 4"), "IMP008", 7),
        (quota("nvidia.com/gpu: 4"), "IMP008", 7),
        (quota("requests.nvidia.com/gpu: many"), "IMP008", 7),
        (quota("requests.nvidia.com/gpu: -1"), "IMP008", 7),
        (quota("requests.nvidia.com/gpu: 4", more=", scopes: [BestEffort]"), "IMP001", 7),
        (quota("requests.nvidia.com/mig-1g.5gb: 4"), "IMP001", 7),
        (quota("requests.nvidia.com/gpu: 4", namespace="''"), "IMP003", 4),
    ],
)
def test_what_counts_nothing_or_cannot_be_said_is_named(text: str, code: str, line: int) -> None:
    result = imported(VALUES + text, "L4:4", chart=OPERATOR)
    assert [(one, at) for one, at, _ in told(result)] == [(code, line)]


def test_quotas_of_some_pods_are_no_quota_of_all() -> None:
    selector = ", scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [%s]}]}"
    text = "".join(
        quota(f"requests.nvidia.com/gpu: {number}", more=selector % name) for number, name in ((2, "high"), (8, "low"))
    )
    result = imported(VALUES + text + quota("requests.nvidia.com/gpu: 3"), "L4:4", chart=OPERATOR)
    assert [(code, line) for code, line, _ in told(result)] == [("IMP001", 7), ("IMP001", 12)]
    assert profile(result)["tenants"] == [{"namespace": "team", "quota": {"nvidia.com/gpu": 3}}]


def test_a_quota_in_the_releases_own_namespace_needs_no_second_namespace() -> None:
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: gpu-operator\n  labels:\n"
    labels = "    pod-security.kubernetes.io/enforce: privileged\n    owner: ml\n"
    text = VALUES + quota("requests.nvidia.com/gpu: 4", "gpu-operator") + namespace + labels
    result = imported(text, "L4:4", chart=OPERATOR)
    plan(result)
    assert [(one.code, one.position and one.position.line) for one in result.findings] == [("IMP001", 15)]
    assert profile(result)["tenants"] == [{"namespace": "gpu-operator", "quota": {"nvidia.com/gpu": 4}}]


def test_what_a_quota_counts_beside_gpus_is_left_to_its_owner() -> None:
    result = imported(VALUES + quota("requests.nvidia.com/gpu: 4, requests.cpu: 8"), "L4:4", chart=OPERATOR)
    assert told(result) == []
    assert "# What q counts beside GPUs stays in your own manifest." in result.text


def test_remarks_stand_at_their_tenant_where_others_are_left_out() -> None:
    text = (
        quota("limits.nvidia.com/gpu: 4, pods: 3", "none")
        + quota("requests.nvidia.com/gpu: 4", "first")
        + quota("requests.nvidia.com/gpu: 1, pods: 3", "second")
    )
    result = imported(VALUES + text, "L4:4", chart=OPERATOR)
    lines = [line.strip() for line in result.text.partition("tenants:\n")[2].splitlines()]
    assert [line.partition("    #")[0] for line in lines if line.startswith(("#", "-"))] == [
        "- namespace: first",
        "# What q counts beside GPUs stays in your own manifest.",
        "- namespace: second",
    ]


def test_priority_classes_come_back_whole() -> None:
    text = """\
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: patient}
value: -5
globalDefault: true
preemptionPolicy: Never
description: "Waits: for everybody"
"""
    result = imported(VALUES + text, "L4", chart=OPERATOR)
    assert told(result) == []
    assert [one._asdict() for one in plan(result).priorities] == [
        {
            "name": "patient",
            "value": -5,
            "description": "Waits: for everybody",
            "global_default": True,
            "preemption_policy": "Never",
        }
    ]


def test_a_class_of_kubernetes_own_is_not_taken() -> None:
    text = "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: system-own}\nvalue: 5\n"
    result = imported(VALUES + text, "L4", chart=OPERATOR)
    assert [code for code, _, _ in told(result)] == ["IMP001"]
    assert "priorities" not in profile(result)


PRIORITY = "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high%s}\nvalue: %s\n---\n"


@pytest.mark.parametrize(
    ("text", "found", "value"),
    [
        (PRIORITY % ("", 1000) + PRIORITY % ("", 1000), [], 1000),
        (PRIORITY % ("", 1000) + PRIORITY % ("", 5), [("IMP004", 9)], 1000),
        (PRIORITY % ("", '"7"') + PRIORITY % ("", 5), [("IMP008", 7)], 5),
        (PRIORITY % (", labels: {a: b}, annotations: {c: d}", 1), [("IMP001", 6), ("IMP001", 6)], 1),
        (PRIORITY % ("", '1\ndescription: "one\\ntwo"'), [("IMP001", 8)], 1),
    ],
)
def test_what_a_priority_class_loses_is_told(text: str, found: list[tuple[str, int]], value: int) -> None:
    result = imported(VALUES + text, "L4", chart=OPERATOR)
    assert [(one.code, one.position.line if one.position else 0) for one in result.findings] == found
    assert [(one.name, one.value) for one in plan(result).priorities] == [("high", value)]


def test_what_a_namespace_loses_is_told() -> None:
    namespace = """\
apiVersion: v1
kind: Namespace
metadata:
  name: team
  labels: {app.kubernetes.io/name: ml}
  annotations: {owner: me, helm.sh/resource-policy: keep}
"""
    result = imported(VALUES + quota("requests.nvidia.com/gpu: 4") + namespace, "L4:4", chart=OPERATOR)
    assert [(one.message, one.position and one.position.line) for one in result.findings] == [
        ("not in the profile: metadata.annotations[owner] of the Namespace team", 14)
    ]
    assert plan(result).tenants[0].labels == (("app.kubernetes.io/name", "ml"),)


def test_what_a_limit_range_says_of_gpus_is_told() -> None:
    text = """\
apiVersion: v1
kind: LimitRange
metadata: {name: limits, namespace: ml}
spec:
  limits:
  - {type: Container, max: {cpu: 8}}
  - type: Container
    max: {nvidia.com/gpu: 2, memory: 8Gi}
    default: {nvidia.com/gpu: 1}
"""
    found = told(imported(VALUES + text, "L4", chart=OPERATOR))
    assert [one for one in found if one[0] == "IMP001"] == [
        ("IMP001", 11, "not in the profile: spec.limits[1].max[nvidia.com/gpu] of the LimitRange limits"),
        ("IMP001", 12, "not in the profile: spec.limits[1].default[nvidia.com/gpu] of the LimitRange limits"),
    ]
    assert told(imported(VALUES + text.split("  - type", maxsplit=1)[0], "L4", chart=OPERATOR)) == []


def test_a_quota_whose_namespace_nobody_says_leaves_a_gap() -> None:
    text = "driver: {enabled: false}\n---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\n"
    result = imported(text + 'spec: {hard: {requests.nvidia.com/gpu: "2"}}\n', "L4", chart="gpu-operator@v26.7.0")
    assert result.missing
    assert [(code, message) for code, _, message in told(result)] == [
        ("IMP003", "not known: in which namespace the ResourceQuota q is")
    ]
    assert profile(result)["tenants"] == [{"namespace": "?", "quota": {"nvidia.com/gpu": 2}}]
    assert compile_profile(result.text.encode(), "profile.yaml").plan is None
