"""Pods that say nothing of GPUs and select nodes."""

import pytest

from tests.manifests.reading import manifests

TAINTED = "apiVersion: v1\nkind: Node\nmetadata: {name: gpu-1}\nspec: {taints: [{key: gpu, effect: NoSchedule}]}\n"
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: cache}
spec:
  nodeSelector: {pool: training}
  containers: [{name: main, image: cache}]
"""


def names(text: str) -> list[str]:
    return [one.name for one in manifests(text).bound]


def test_they_are_taken_where_a_node_with_a_taint_is_there() -> None:
    assert names(f"{TAINTED}---\n{POD}") == ["cache"]
    assert manifests(f"{TAINTED}---\n{POD}").workloads == ()


@pytest.mark.parametrize(
    "text",
    [
        POD,
        f"{TAINTED.replace('taints', 'others')}---\n{POD}",
        f"{TAINTED}---\n{POD.replace('nodeSelector', 'nodeSelectors')}",
        f"{TAINTED}---\n{POD.replace('kind: Pod', 'kind: Recipe')}",
        f"{TAINTED}---\n{POD.replace('training', 'nvidia')}",
    ],
)
def test_others_are_not(text: str) -> None:
    assert names(text) == []


def test_files_without_a_word_of_gpus_are_read_for_them() -> None:
    both = manifests(
        {"node.yaml": TAINTED, "pod.yaml": POD, "more.yaml": f"kind: PodList\nitems: [{{kind: Pod}}]\n---\n{POD}"}
    )
    assert [one.place.file for one in both.bound] == ["pod.yaml", "more.yaml"]
    assert manifests({"pod.yaml": POD}).bound == ()


def test_the_admission_plugin_is_seen_in_any_file() -> None:
    assert manifests({"a.yaml": "a: [enable-admission-plugins=ExtendedResourceToleration]\n"}).names_admission
    assert not manifests(POD).names_admission
