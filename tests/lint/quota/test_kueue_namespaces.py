import pytest

from tests.lint.examples import told

QUEUE = """\
apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: {name: gpus}
spec:
  MORE
  resourceGroups:
    - coveredResources: [nvidia.com/gpu]
      flavors: [{name: a100, resources: [{name: nvidia.com/gpu, nominalQuota: 4}]}]
"""
LOCAL = """\
---
apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: team, namespace: ml}
spec: {clusterQueue: gpus}
"""
NONE = "queueingStrategy: StrictFIFO"


def _told(more: str, text: str = QUEUE) -> list[int]:
    return [line for line, _ in told(text.replace("MORE", more), "QUO211")]


@pytest.mark.parametrize("more", ["namespaceSelector: {}", "namespaceSelector: {matchLabels: {a: b}}"])
def test_a_queue_that_selects_is_let_be(more: str) -> None:
    assert _told(more) == []


@pytest.mark.parametrize(("more", "line"), [(NONE, 4), ("namespaceSelector:", 5), ("namespaceSelector: null", 5)])
def test_one_that_selects_none_is_told(more: str, line: int) -> None:
    assert _told(more) == [line]
    assert _told(more, QUEUE.replace("v1beta1", "v1beta2")) == [line]


@pytest.mark.parametrize("cohort", ["cohort: all", "cohortName: all"])
def test_one_that_only_lends_needs_no_namespace(cohort: str) -> None:
    assert _told(cohort) == []
    assert _told(cohort, QUEUE + LOCAL) == [4]


@pytest.mark.parametrize("more", ["namespaceSelector: ${SELECTOR}", "${SELECTOR}: {}"])
def test_what_is_filled_in_later_is_not_known(more: str) -> None:
    assert _told(more) == []


def test_other_queues_are_no_matter() -> None:
    assert _told(NONE, QUEUE.replace("kueue.x-k8s.io", "scheduling.volcano.sh")) == []
    assert _told(NONE, QUEUE.replace("nvidia.com/gpu", "cpu").replace("gpus", "all")) == []
    assert _told("", QUEUE.partition("spec:")[0] + LOCAL) == []


def test_a_patch_may_lack_it_and_a_kustomization_may_add_it() -> None:
    text = QUEUE.replace("MORE", NONE)
    assert told({"queue-patch.yaml": text}, "QUO211") == []
    head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [queue.yaml]\n"
    patch = "patches: [{patch: '[{op: add, path: /spec/namespaceSelector, value: {}}]', target: {kind: ClusterQueue}}]"
    assert told({"queue.yaml": text, "kustomization.yaml": head + patch}, "QUO211") == []
    assert len(told({"queue.yaml": text, "kustomization.yaml": head}, "QUO211")) == 1
