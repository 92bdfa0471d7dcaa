"""Kueue's kinds, held against the published definitions, and as KUB201 and KUB202 judge them."""

import json
from pathlib import Path

import pytest

from generator.ecosystem.field_levels import EACH, FieldType, Level
from generator.ecosystem.kueue_fields import KUEUE_FIELDS
from generator.model.tree import Tree
from tests.ecosystem.schemas import mapping
from tests.ecosystem.test_known_fields import type_of
from tests.lint.examples import told
from tests.support.kubernetes import UPSTREAM

SCHEMAS = sorted(UPSTREAM.glob("kueue.x-k8s.io/*.json"))
OF_CANDIDATES = {"minPreferredFlavorName"}
BY_RULES = {"effect", "operator"}
"""Fields whose words are in rules of the definitions, not in their lists of words."""


def _at(schema: Tree, path: tuple[str, ...]) -> dict[str, Tree]:
    found = mapping(schema)
    for part in path:
        found = mapping(found["items"] if part == EACH else mapping(found["properties"])[part])
    return found


def _kind(path: Path) -> tuple[tuple[str, str], tuple[Level, ...]] | None:
    name, _, version = path.stem.partition("_")
    group = f"kueue.x-k8s.io/{version}"
    return next((one for one in KUEUE_FIELDS.items() if (one[0][0], one[0][1].lower()) == (group, name)), None)


def _bare(kind: FieldType) -> FieldType:
    return FieldType.ANY if kind is FieldType.AMOUNT else kind


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_they_are_those_of_the_published_definitions(path: Path) -> None:
    schema, found = json.loads(path.read_text(encoding="utf-8")), _kind(path)
    if found is None:
        assert path.stem.startswith("admissioncheck_")
        return
    for level in found[1]:
        here = _at(schema, level.path)
        now = {name: _bare(kind) for name, kind in level.fields.items() if name not in OF_CANDIDATES}
        assert now == {name: type_of(mapping(one)) for name, one in mapping(here["properties"]).items()}
        assert set(level.needs) == set(map(str, _list(here.get("required"))))
        for name, one in mapping(here["properties"]).items():
            words = _list(mapping(one).get("enum"))
            assert name in BY_RULES or sorted(level.words.get(name, ())) == sorted(map(str, words))


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_no_level_is_left_out(path: Path) -> None:
    found = _kind(path)
    if found is not None:
        schema = mapping(json.loads(path.read_text(encoding="utf-8")))
        known = {level.path for level in found[1]}
        assert set(_paths(schema, ())) <= known


def _paths(schema: dict[str, Tree], path: tuple[str, ...]) -> list[tuple[str, ...]]:
    below = [(name, mapping(one)) for name, one in mapping(schema.get("properties", {})).items()]
    found = [path] if below else []
    for name, one in below:
        if (path, name) not in (((), "metadata"), ((), "status")):
            found += _paths(one, (*path, name))
    return found + (_paths(mapping(schema["items"]), (*path, EACH)) if "items" in schema else [])


def _list(tree: Tree) -> list[Tree]:
    return tree if isinstance(tree, list) else []


QUEUE = """\
apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: {name: gpus}
spec:
  cohort: all
  queueingStrategy: BestEffortFIFO
  namespaceSelector: {matchExpressions: [{key: team, operator: In, values: [a]}]}
  flavorFungibility: {whenCanBorrow: Borrow, whenCanPreempt: TryNextFlavor}
  preemption: {reclaimWithinCohort: Any, borrowWithinCohort: {policy: LowerPriority, maxPriorityThreshold: 1}}
  fairSharing: {weight: "2"}
  admissionChecks: [check]
  stopPolicy: Hold
  resourceGroups:
    - coveredResources: [memory, nvidia.com/gpu]
      flavors:
        - name: a100
          resources:
            - {name: memory, nominalQuota: 64Gi}
            - {name: nvidia.com/gpu, nominalQuota: 4, borrowingLimit: 4, lendingLimit: "2"}
"""
FLAVOR = """\
apiVersion: kueue.x-k8s.io/v1beta2
kind: ResourceFlavor
metadata: {name: gpu}
spec:
  nodeLabels: {nvidia.com/gpu.present: "true"}
  nodeTaints: [{key: nvidia.com/gpu, value: "true", effect: NoSchedule}]
  tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]
  topologyName: racks
"""
COHORT = """\
apiVersion: kueue.x-k8s.io/v1alpha1
kind: Cohort
metadata: {name: gpus}
spec:
  parent: all
  resourceGroups:
    - {coveredResources: [nvidia.com/gpu], flavors: [{name: a, resources: [{name: nvidia.com/gpu, nominalQuota: 1}]}]}
"""
TOPOLOGY = """\
apiVersion: kueue.x-k8s.io/v1beta1
kind: Topology
metadata: {name: gpu-racks}
spec:
  levels: [{nodeLabel: cloud.provider.com/rack}, {nodeLabel: kubernetes.io/hostname}]
"""
PRIORITY = """\
apiVersion: kueue.x-k8s.io/v1beta1
kind: WorkloadPriorityClass
metadata: {name: gpu-jobs}
value: 1000
description: a
"""
LOCAL = """\
apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: gpu, namespace: a}
spec: {clusterQueue: gpus, stopPolicy: None, fairSharing: {weight: 1}}
"""
ALL = (QUEUE, FLAVOR, COHORT, TOPOLOGY, PRIORITY, LOCAL)


def _told(text: str) -> list[int]:
    return [line for line, _ in (*told(text, "KUB201"), *told(text, "KUB202"))]


@pytest.mark.parametrize("text", ALL)
def test_sound_ones_are_let_be(text: str) -> None:
    assert _told(text) == []


def test_the_later_version_is_known_too() -> None:
    later = (
        QUEUE.replace("v1beta1", "v1beta2")
        .replace("cohort: all", "cohortName: all")
        .replace(": Borrow", ": TryNextFlavor")
    )
    later = later.replace("admissionChecks: [check]", "admissionChecksStrategy: {admissionChecks: [{name: check}]}")
    assert _told(later) == []
    assert _told(later.replace("cohortName: all", "cohort: all")) == [5]
    assert _told(COHORT.replace("v1alpha1", "v1beta1")) == [5]


@pytest.mark.parametrize(
    ("text", "right", "wrong", "line"),
    [
        (QUEUE, "nominalQuota: 64Gi", "nominalQuota: ", 18),
        (QUEUE, "nominalQuota: 64Gi", "nominalQuota: 64GB", 18),
        (QUEUE, "nominalQuota: 64Gi", "quota: 64Gi", 18),
        (QUEUE, "BestEffortFIFO", "FIFO", 6),
        (QUEUE, "operator: In", "operator: Equals", 7),
        (QUEUE, "whenCanBorrow: Borrow", "whenCanBorrow: Preempt", 8),
        (QUEUE, "reclaimWithinCohort: Any", "reclaimWithinCohort: Always", 9),
        (QUEUE, "maxPriorityThreshold: 1", 'maxPriorityThreshold: "1"', 9),
        (QUEUE, "admissionChecks: [check]", "admissionChecks: [{name: check}]", 11),
        (QUEUE, "        - name: a100\n", "        - flavor: a100\n", 16),
        (QUEUE, "        - name: a100\n", "        - name: A100\n", 16),
        (QUEUE, "stopPolicy: Hold", "resourceGroup: []", 12),
        (FLAVOR, 'present: "true"', "present: true", 5),
        (FLAVOR, ", effect: NoSchedule}]\n  tol", "}]\n  tol", 6),
        (FLAVOR, "operator: Exists", "operator: In", 7),
        (FLAVOR, "nodeTaints:", "taints:", 6),
        (COHORT, "parent: all", "cohort: all", 5),
        (COHORT, ", nominalQuota: 1", "", 7),
        (TOPOLOGY, "{nodeLabel: kubernetes.io/hostname}", "kubernetes.io/hostname", 5),
        (TOPOLOGY, "levels: [", "levels: [{}, ", 5),
        (PRIORITY, "value: 1000", 'value: "1000"', 4),
        (LOCAL, "clusterQueue:", "queue:", 4),
    ],
)
def test_what_the_definitions_do_not_take_is_told(text: str, right: str, wrong: str, line: int) -> None:
    assert text != text.replace(right, wrong)
    assert _told(text.replace(right, wrong, 1)) == [line]


def test_a_quota_that_is_empty_is_told_as_missing() -> None:
    ((line, message),) = told(QUEUE.replace("nominalQuota: 4, borrowing", "nominalQuota: , borrowing"), "KUB202")
    assert (line, message) == (19, "a quota of a ClusterQueue has no nominalQuota: the API server refuses it")


@pytest.mark.parametrize("text", ALL)
def test_kinds_of_other_groups_and_what_is_not_about_gpus_are_passed_over(text: str) -> None:
    broken = text.replace("spec:", "nothing: 1\nspec:", 1) if "spec:" in text else f"{text}nothing: 1\n"
    assert _told(broken) != []
    assert _told(broken.replace("kueue.x-k8s.io", "topology.example.com")) == []
    assert _told(broken.replace("nvidia.com/gpu", "cpu").replace("gpu", "all")) == []


def test_a_patch_may_lack_what_is_needed() -> None:
    patch = QUEUE.replace(", nominalQuota: 4", "")
    assert told({"queue-patch.yaml": patch}, "KUB202") == []
