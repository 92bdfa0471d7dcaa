import pytest

from tests.lint.examples import judged, told
from tests.lint.references import release
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
