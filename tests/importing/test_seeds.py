"""What the five documents show that the project began with, cut down to what they configure."""

from typing import NamedTuple

import pytest

from tests.importing.given import imported, plan, profile, told
from tests.support.plans import advertised

OPERATOR = "gpu-operator@v26.7.0"


def config_map(entry: str, sharing: str, name: str = "time-slicing-config") -> str:
    """A ConfigMap of the device plugin with one entry."""
    head = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: nvidia}}\ndata:\n"
    return f"{head}  {entry}: |\n    version: v1\n    sharing:\n      {sharing}\n"


def sliced(replicas: int, more: str = "") -> str:
    return f"timeSlicing: {{{more}resources: [{{name: nvidia.com/gpu, replicas: {replicas}}}]}}"


POLICY = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  devicePlugin: {enabled: true, config: {name: time-slicing-config, default: default}}
"""
VALUES = "devicePlugin:\n  config: {name: time-slicing-config, default: any}\n"
ENTRY = """\
version: v1
sharing:
  timeSlicing:
    renameByDefault: true
    failRequestsGreaterThanOne: false
    resources: [{name: nvidia.com/gpu, replicas: 8}]
"""


class Snippet(NamedTuple):
    """A snippet, what is known beside it, and what a node of its one pool advertises."""

    files: dict[str, str]
    gpu: str
    chart: str
    units: dict[str, int]
    refuses_two: bool = False


SNIPPETS = {
    "four 3090 with two shares": Snippet(
        {"policy.yaml": POLICY, "config.yaml": config_map("default", sliced(2))},
        "RTX 3090:4",
        OPERATOR,
        {"nvidia.com/gpu": 8},
    ),
    "one 3080 Ti renamed": Snippet(
        {"config.yaml": ENTRY}, "RTX 3080 Ti", "nvidia-device-plugin@v0.20.0", {"nvidia.com/gpu.shared": 8}
    ),
    "A100 with three shares": Snippet(
        {"config.yaml": config_map("config.yaml", sliced(3))}, "A100-SXM4-80GB:8", OPERATOR, {"nvidia.com/gpu": 24}
    ),
    "a GTX 1070 with four shares": Snippet(
        {
            "values.yaml": VALUES + "driver: {enabled: false}\n",
            "config.yaml": config_map("any", sliced(4, "renameByDefault: false, ")),
        },
        "GTX 1070",
        OPERATOR,
        {"nvidia.com/gpu": 4},
    ),
    "a 3090 by MPS": Snippet(
        {"config.yaml": config_map("any", "mps: {resources: [{name: nvidia.com/gpu, replicas: 8}]}")},
        "RTX 3090",
        OPERATOR,
        {"nvidia.com/gpu": 8},
        refuses_two=True,
    ),
}


@pytest.mark.parametrize("snippet", SNIPPETS.values(), ids=SNIPPETS)
def test_a_snippet_comes_back(snippet: Snippet) -> None:
    result = imported(snippet.files, snippet.gpu, chart=snippet.chart)
    assert told(result) == []
    found = plan(result)
    assert [advertised(pool) for pool in found.pools] == [snippet.units]
    assert found.pools[0].fail_requests_greater_than_one is snippet.refuses_two
    assert found.plugin_config is not None
    assert found.plugin_config.default == found.pools[0].name


def test_priority_classes_and_a_quota_that_half_works() -> None:
    classes = "---\n".join(
        f"apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {{name: {name}}}\nvalue: {value}\n"
        for name, value in (("production-inference", 1000), ("training", 500), ("research", 100))
    )
    quota = (
        "---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: gpu-quota, namespace: production}\nspec:\n"
        '  hard:\n    requests.nvidia.com/gpu: "10"\n    limits.nvidia.com/gpu: "10"\n'
    )
    files = {"config.yaml": config_map("any", sliced(3)), "more.yaml": classes + quota}
    result = imported(files, "A100-SXM4-80GB:8", chart=OPERATOR)
    found = plan(result)
    assert [(one.name, one.value) for one in found.priorities] == [
        ("production-inference", 1000),
        ("training", 500),
        ("research", 100),
    ]
    assert [(one.namespace, one.quota) for one in found.tenants] == [("production", (("nvidia.com/gpu", 10),))]
    # The second key counts nothing (Kubernetes' pod evaluator), so it is named and left out.
    assert told(result) == [("IMP008", 22, "left out: spec.hard[limits.nvidia.com/gpu] of the ResourceQuota gpu-quota")]


def test_a_map_of_nvidias_own_layouts_is_nvidias_own() -> None:
    layouts = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: mig-config, namespace: gpu-operator}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-1g.5gb: [{devices: all, mig-enabled: true, mig-devices: {1g.5gb: 7}}]
      all-3g.20gb: [{devices: all, mig-enabled: true, mig-devices: {3g.20gb: 2}}]
"""
    result = imported(layouts, "A100-SXM4-40GB", chart=OPERATOR)
    assert told(result) == []
    assert "all-1g.5gb, all-3g.20gb are in no pool" in result.text
    assert plan(result).mig_config is None
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {nvidia.com/mig.config: all-3g.20gb}}\n"
    labelled = imported({"map.yaml": layouts, "node.yaml": node}, "A100-SXM4-40GB:2", chart=OPERATOR)
    assert advertised(plan(labelled).pools[0]) == {"nvidia.com/mig-3g.20gb": 4}
    assert profile(labelled)["pools"] == [
        {
            "name": "all-3g-20gb",
            "nodes": {"names": ["a"]},
            "gpus": [{"model": "A100 SXM4 40GB", "count": 2}],
            "mig": "all-3g.20gb",
        }
    ]
