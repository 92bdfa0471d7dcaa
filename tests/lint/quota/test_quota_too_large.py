import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told
from tests.lint.pods import SHARED, gpu_node, sharing


def quota(hard: str) -> str:
    return f"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q, namespace: team}}\nspec:\n  hard: {hard}\n"


TWO = gpu_node() + "---\n" + gpu_node(name="gpu-2", advertised='{nvidia.com/gpu: "2"}')


def test_more_than_all_nodes_have_together() -> None:
    files = {"a.yaml": TWO, "b.yaml": quota("{requests.nvidia.com/gpu: 7}")}
    message = "7 x nvidia.com/gpu, but the Nodes here have 6 together: this quota limits nothing"
    assert told(files, "QUO205") == [(5, message)]


def test_what_no_node_advertises() -> None:
    files = {"a.yaml": TWO, "b.yaml": quota("{requests.nvidia.com/mig-1g.10gb: 7}")}
    message = "7 x nvidia.com/mig-1g.10gb, but no Node here advertises it: this quota limits nothing"
    assert told(files, "QUO205") == [(5, message)]


def test_beside_a_configuration_the_nodes_may_be_older() -> None:
    files = {"a.yaml": TWO, "b.yaml": quota("{requests.nvidia.com/gpu: 7}"), "c.yaml": sharing(SHARED)}
    assert [one.severity for one in judged(files).findings if one.code == "QUO205"] == [Severity.INFO]


@pytest.mark.parametrize(
    ("nodes", "hard"),
    [
        (TWO, "{requests.nvidia.com/gpu: 6}"),
        (TWO, '{requests.nvidia.com/gpu: "0"}'),
        (TWO, "{requests.nvidia.com/mig-1g.10gb: 0}"),
        (TWO, "{requests.nvidia.com/gpu: many}"),
        (TWO, "{limits.nvidia.com/gpu: 9}"),
        (TWO, "{requests.nvidia.com/gpumem: 90000}"),
        (TWO, "{requests.nvidia.com/mig-9g.99gb: 9}"),
        (gpu_node(advertised="{cpu: 4}"), "{requests.nvidia.com/gpu: 9}"),
        ("", "{requests.nvidia.com/gpu: 9}"),
    ],
)
def test_what_limits_or_is_not_known(nodes: str, hard: str) -> None:
    assert told({"a.yaml": nodes, "b.yaml": quota(hard)}, "QUO205") == []
