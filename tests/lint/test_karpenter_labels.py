import pytest

from tests.lint.examples import judged, told

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector: {LABEL}
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
"""
POOL = """\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template:
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}
      requirements:
        - REQUIREMENT
"""
AWS = "karpenter.k8s.aws/instance-gpu-"


def _pod(label: str) -> list[tuple[int, str]]:
    return told(POD.replace("LABEL", label), "WRK225")


@pytest.mark.parametrize(
    ("label", "said"),
    [
        (f"{AWS}name: A10G", "no machine has karpenter.k8s.aws/instance-gpu-name=A10G: the pod stays pending"),
        (f"{AWS}name: nvidia-tesla-t4", "instance-gpu-name=nvidia-tesla-t4"),
        (f"{AWS}manufacturer: NVIDIA", "instance-gpu-manufacturer=NVIDIA"),
        (f"{AWS}memory: 24Gi", "instance-gpu-memory=24Gi"),
        (f'{AWS}memory: "24"', "instance-gpu-memory=24:"),
        (f"{AWS}count: one", "instance-gpu-count=one"),
        (f"{AWS}names: t4", "no label karpenter.k8s.aws/instance-gpu-names"),
        ("eks.amazonaws.com/instance-gpu-name: L4", "no machine has eks.amazonaws.com/instance-gpu-name=L4"),
    ],
)
def test_a_pod_selects_what_machines_have(label: str, said: str) -> None:
    (found,) = _pod(label)
    assert found[0] == 5
    assert said in found[1]


@pytest.mark.parametrize(
    "label",
    [
        *(f"{AWS}name: t4", f"{AWS}name: rtx-pro-server-6000", f"{AWS}manufacturer: nvidia", f'{AWS}memory: "22888"'),
        *(f'{AWS}count: "4"', f"{AWS}name: ${{GPU}}", "karpenter.k8s.aws/instance-family: G5", "my.io/gpu-name: T4"),
        *("karpenter.k8s.aws/instance-accelerator-name: inferentia", "karpenter.sh/capacity-type: spot"),
    ],
)
def test_what_they_have_is_not_told(label: str) -> None:
    assert _pod(label) == []


def _pool(key: str, operator: str, values: str) -> list[tuple[str, str]]:
    text = POOL.replace("REQUIREMENT", f"{{key: {key}, operator: {operator}, values: {values}}}")
    return [(one.severity.value, one.message) for one in judged(text).findings if one.code == "WRK225"]


def test_a_pool_asks_for_what_machines_have() -> None:
    assert [one for one, _ in _pool(f"{AWS}name", "In", "[T4, L4]")] == ["error", "error"]
    assert _pool(f"{AWS}name", "In", "[T4, l4]") == []
    assert [one for one, _ in _pool(f"{AWS}memory", "Gt", '["16"]')] == ["warning"]
    assert [one for one, _ in _pool(f"{AWS}memory", "Lt", '["48"]')] == ["error"]
    assert [one for one, _ in _pool(f"{AWS}nam", "In", "[t4]")] == ["error"]
    for operator, values in (("Gt", '["16384"]'), ("Gt", '["0"]'), ("Lt", '["24576"]'), ("Exists", "[]")):
        assert _pool(f"{AWS}memory", operator, values) == []
    assert _pool(f"{AWS}count", "Gt", '["0"]') == []


def test_a_label_that_a_node_shows_is_known() -> None:
    node = f"---\napiVersion: v1\nkind: Node\nmetadata: {{name: a, labels: {{{AWS}name: A10G}}}}\n"
    assert told(POD.replace("LABEL", f"{AWS}name: A10G") + node, "WRK225") == []
