import pytest

from generator.model.finding import Severity
from tests.lint.clusters import release
from tests.lint.examples import judged, told
from tests.lint.texts import mig, policy

CODE = "MIG219"


def node(layout: str, product: str = "", name: str = "gpu-1") -> str:
    label = f"    nvidia.com/gpu.product: {product}\n" if product else ""
    head = f"---\napiVersion: v1\nkind: Node\nmetadata:\n  name: {name}\n  labels:\n"
    return f"{head}{label}    nvidia.com/mig.config: {layout}\n"


@pytest.mark.parametrize(
    ("product", "layout", "wrong"),
    [
        ("NVIDIA-A100-80GB-PCIe", "all-1g.5gb", True),
        ("NVIDIA-A100-80GB-PCIe", "all-1g.10gb", False),
        ("NVIDIA-A100-SXM4-40GB", "all-1g.10gb", False),
        ("NVIDIA-A100-SXM4-40GB", "all-3g.40gb", True),
        ("NVIDIA-H100-80GB-HBM3", "all-1g.10gb.me", False),
        ("NVIDIA-H100-80GB-HBM3", "all-1g.5gb.me", True),
        ("NVIDIA-A30", "all-2g.12gb", False),
        ("NVIDIA-A30", "all-2g.10gb", True),
        ("NVIDIA-A100-80GB-PCIe-SHARED", "all-1g.5gb", True),
        ("NVIDIA-A100-80GB-PCIe-MIG-1g.10gb", "all-1g.5gb", True),
        ("NVIDIA-A100-80GB-PCIe-MIG-INVALID", "all-1g.5gb", True),
        ("NVIDIA-A100-80GB-PCIe", "all-disabled", False),
        ("NVIDIA-A100-80GB-PCIe", "all-enabled", False),
        ("NVIDIA-A100-80GB-PCIe", "all-balanced", False),
        ("NVIDIA-Of-Tomorrow", "all-1g.5gb", False),
        ("Tesla-T4", "all-1g.5gb", True),
        ("Tesla-T4", "all-disabled", False),
    ],
)
def test_layouts_of_nvidias_own(product: str, layout: str, wrong: bool) -> None:
    assert bool(told(node(layout, product), CODE)) is wrong


def test_what_is_said() -> None:
    (found,) = (one for one in judged(node("all-1g.5gb", "NVIDIA-A100-80GB-PCIe")).findings if one.code == CODE)
    assert found.message == (
        "layout all-1g.5gb wants 1g.5gb, which the A100 PCIe 80GB does not have: no MIG device comes up"
    )
    assert (found.fix or "").startswith("The profiles of this card: 1g.10gb, ")
    (found,) = (one for one in judged(node("all-1g.5gb", "Tesla-T4")).findings if one.code == CODE)
    assert found.message == "the T4 cannot be divided by MIG"


def test_what_the_caller_says_of_a_node_without_product() -> None:
    text = node("all-1g.5gb")
    assert told(text, CODE) == []
    assert len(told(text, CODE, ("--gpu", "A100 80GB PCIe"))) == 1
    assert told(text, CODE, ("--gpu", "A100 80GB PCIe", "--gpu", "A100 SXM4 40GB")) == []
    assert len(told(text, CODE, ("--gpu", "gpu-1=A100 80GB PCIe", "--gpu", "gpu-2=A100 SXM4 40GB"))) == 1


def test_the_product_of_the_node_counts_more() -> None:
    text = node("all-1g.5gb", "NVIDIA-A100-SXM4-40GB")
    assert told(text, CODE, ("--gpu", "A100 80GB PCIe")) == []


def own(item: str) -> str:
    names = policy("{migManager: {config: {name: nvidia-mig}}}")
    off = "all-disabled: [{devices: all, mig-enabled: false}]"
    return mig(f"version: v1\nmig-configs:\n  {off}\n  small: [{{{item}}}]") + names


@pytest.mark.parametrize(
    ("item", "wrong"),
    [
        ("devices: all, mig-enabled: true, mig-devices: {1g.5gb: 7}", True),
        ("devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}", False),
        ("devices: all, mig-enabled: true, mig-devices: {1g.10gb: 1, 2g.10gb: 2}", True),
        ("devices: all, mig-enabled: false", False),
        ("device-filter: '0x20B010DE', devices: all, mig-enabled: true, mig-devices: {1g.5gb: 7}", False),
        ("devices: all, mig-enabled: true, mig-devices: {9g.1gb: 7}", False),
    ],
)
def test_layouts_of_ones_own(item: str, wrong: bool) -> None:
    text = own(item) + node("small", "NVIDIA-A100-80GB-PCIe")
    assert bool(told(text, CODE)) is wrong


def test_layouts_that_are_elsewhere_may_be_anything() -> None:
    values = release("{migManager: {config: {name: layouts}}}")
    assert told(values + node("all-1g.5gb", "NVIDIA-A100-80GB-PCIe"), CODE) == []
    values = release("{migManager: {config: {name: default-mig-parted-config}}}")
    assert len(told(values + node("all-1g.5gb", "NVIDIA-A100-80GB-PCIe"), CODE)) == 1


def test_one_fault_is_told_once() -> None:
    text = own("devices: all, mig-enabled: true, mig-devices: {1g.5gb: 7}") + node("small")
    codes = [one.code for one in judged(text, ("--gpu", "A100 80GB PCIe")).findings]
    assert codes == ["MIG207"]


def test_layouts_in_a_patch_for_another_config_map_are_not_those_that_are_read() -> None:
    """A cluster beside may have a layout of the same name."""
    text = own("devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}") + node("small", "NVIDIA-A100-80GB-PCIe")
    patch = (
        "patches:\n- target: {kind: ConfigMap, name: mig-of-another}\n  patch: |-\n    - op: add\n"
        "      path: /data\n      value:\n        config.yaml: |\n          version: v1\n          mig-configs:\n"
        "            small: [{devices: all, mig-enabled: true, mig-devices: {1g.5gb: 7}}]\n"
    )
    assert told({"a.yaml": text, "kustomization.yaml": patch}, CODE) == []


def test_a_layout_of_ones_own_that_leaves_mig_off_is_for_any_card() -> None:
    off, on = own("devices: all, mig-enabled: false"), own("devices: all, mig-enabled: true, mig-devices: {1g.5gb: 7}")
    assert told(off + node("small", "Tesla-T4"), CODE) == []
    assert len(told(on + node("small", "Tesla-T4"), CODE)) == 1


def test_a_node_whose_machine_says_its_card() -> None:
    text = node("all-1g.5gb").replace("  labels:\n", "  labels:\n    node.kubernetes.io/instance-type: {}\n")
    assert told(text.format("g5.xlarge"), CODE) == [(8, "the A10G (AWS) cannot be divided by MIG")]
    assert len(told(text.format("p4de.24xlarge"), CODE)) == 1
    assert told(text.format("p4d.24xlarge"), CODE) == []
    assert told(text.format("m5.large"), CODE) == []


POOL = """\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {{name: gpu}}
spec:
  template:
    metadata:
      labels:
        nvidia.com/mig.config: {layout}
    spec:
      nodeClassRef: {{name: gpu, kind: EC2NodeClass, group: karpenter.k8s.aws}}
      requirements: [{requirement}]
"""
GROUPS = """\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {{name: ml, region: eu-west-1}}
managedNodeGroups:
  - name: gpu
    {machines}
    labels: {{nvidia.com/mig.config: {layout}}}
"""


def wanting(*values: str, key: str = "karpenter.k8s.aws/instance-family", operator: str = "In") -> str:
    return f"{{key: {key}, operator: {operator}, values: [{', '.join(values)}]}}"


def pool(requirement: str, layout: str = "all-1g.5gb") -> str:
    return POOL.format(requirement=requirement, layout=layout)


@pytest.mark.parametrize(
    "text",
    [
        pool(wanting("g5", "p3")),
        pool(wanting("g6e.xlarge", "g4dn.xlarge", key="node.kubernetes.io/instance-type")),
        pool(wanting("l4", key="karpenter.k8s.aws/instance-gpu-name"), "all-balanced"),
        pool(f"{wanting('amd64', key='kubernetes.io/arch')}, {wanting('g5')}"),
        GROUPS.format(machines="instanceType: g5.xlarge", layout="all-1g.5gb"),
        GROUPS.format(machines="instanceTypes: [g5.xlarge, g4dn.xlarge]", layout="all-1g.5gb"),
    ],
)
def test_pools_of_machines_without_mig(text: str) -> None:
    (found,) = (one for one in judged(text).findings if one.code == CODE)
    line = 8 if "NodePool" in text else 7
    assert (found.position and found.position.line, found.severity) == (line, Severity.WARNING)


@pytest.mark.parametrize(
    "text",
    [
        pool(wanting("g5", "p4d")),
        pool(wanting("g5", "g99")),
        pool(wanting("g5", operator="NotIn")),
        pool(wanting("g"), "all-1g.5gb"),
        pool(wanting("g5"), "all-disabled"),
        pool(wanting("g5"), "of-mine"),
        pool(wanting("g5"), "${LAYOUT}"),
        GROUPS.format(machines="instanceType: p4d.24xlarge", layout="all-1g.5gb"),
        GROUPS.format(machines="instanceTypes: [g5.xlarge, p4d.24xlarge]", layout="all-1g.5gb"),
        GROUPS.format(machines="volumeSize: 200", layout="all-1g.5gb"),
    ],
)
def test_pools_that_may_have_mig(text: str) -> None:
    assert told(text, CODE) == []


def test_pools_and_layouts_of_ones_own() -> None:
    off, on = own("devices: all, mig-enabled: false"), own("devices: all, mig-enabled: true, mig-devices: {1g.5gb: 7}")
    assert len(told({"a.yaml": on, "b.yaml": pool(wanting("g5"), "small")}, CODE)) == 1
    assert told({"a.yaml": off, "b.yaml": pool(wanting("g5"), "small")}, CODE) == []
    elsewhere = policy("{migManager: {config: {name: nvidia-mig}}}")
    assert told({"a.yaml": elsewhere, "b.yaml": pool(wanting("g5"))}, CODE) == []
