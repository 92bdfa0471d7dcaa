"""The namespace that a caller says counts for objects that name none."""

import pytest

from generator.model.manifest import Context
from tests.lint.examples import told
from tests.lint.pods import pod
from tests.manifests.reading import manifests

SAID = Context(namespace="team")
POD = "spec: {containers: [{name: main, resources: {limits: {nvidia.com/gpu: 1}}}]}"


@pytest.mark.parametrize(
    ("metadata", "namespace"),
    [
        ("{name: a}", "team"),
        ("{name: a, namespace: ''}", "team"),
        ("{name: a, namespace: null}", "team"),
        ("{name: a, namespace: other}", "other"),
        ("{name: a, namespace: '${NS}'}", None),
    ],
)
def test_a_pod_that_names_none_is_taken_to_be_there(metadata: str, namespace: str | None) -> None:
    (workload,) = manifests(f"apiVersion: v1\nkind: Pod\nmetadata: {metadata}\n{POD}\n", SAID).workloads
    assert (workload.name, workload.namespace) == ("a", namespace)


def test_every_kind_and_every_item_of_a_list() -> None:
    text = """\
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {any: "version: v1\\nflags: {migStrategy: none}"}}
  - {apiVersion: v1, kind: ResourceQuota, metadata: {name: a}, spec: {hard: {requests.nvidia.com/gpu: 1}}}
  - {apiVersion: v1, kind: LimitRange, metadata: {name: a}, spec: {limits: []}}
"""
    found = manifests(text, SAID)
    assert {one.namespace for one in found.config_maps} == {"team"}
    assert {one.namespace for one in found.plugin_configs} == {"team"}
    assert {one.namespace for one in found.quotas} == {"team"}
    assert [one.namespace for one in found.of_kind("LimitRange")] == ["team"]


def test_a_quota_of_the_cluster_stays_without() -> None:
    text = "apiVersion: quota.openshift.io/v1\nkind: ClusterResourceQuota\nmetadata: {name: a}\n"
    (quota,) = manifests(f"{text}spec: {{quota: {{hard: {{requests.nvidia.com/gpu: 1}}}}}}\n", SAID).quotas
    assert quota.namespace is None


@pytest.mark.parametrize("text", ["apiVersion: v1\nkind: Pod\nmetadata: [a]\n", "apiVersion: v1\nkind: Pod\n"])
def test_odd_metadata_are_left_as_they_are(text: str) -> None:
    (workload,) = manifests(f"{text}{POD}\n", SAID).workloads
    assert workload.namespace is None


def test_rules_compare_with_it() -> None:
    quota = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec: {hard: {requests.nvidia.com/gpu: 1}}\n"
    files = {"a.yaml": quota, "b.yaml": pod("{limits: {nvidia.com/gpu: 3}}")}
    assert told(files, "QUO204") == []
    assert len(told(files, "QUO204", ("--namespace", "team"))) == 1
    assert told(files, "QUO204", ("--namespace", "other")) == []
