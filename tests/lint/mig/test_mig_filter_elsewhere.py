import pytest

from tests.lint.examples import told
from tests.lint.mig.test_mig_label_product import node
from tests.lint.texts import mig, policy

CODE = "MIG220"
GH200, H100, A100 = "NVIDIA-GH200-480GB", "NVIDIA-H100-80GB-HBM3", "NVIDIA-A100-SXM4-80GB"
OFF = "all-disabled: [{devices: all, mig-enabled: false}]"


def item(ids: str, profile: str = "1g.12gb: 7", devices: str = "all") -> str:
    return f"{{device-filter: {ids}, devices: {devices}, mig-enabled: true, mig-devices: {{{profile}}}}}"


def layouts(**named: str) -> str:
    lines = "".join(f"  {name.replace('_', '-')}: [{items}]\n" for name, items in named.items())
    return mig(f"version: v1\nmig-configs:\n  {OFF}\n{lines}")


# The configuration starts on line 6: the first layout after all-disabled is on line 9.
FIRST, SECOND = 9, 10
OWN = item('["0x234210DE"]')
ELSEWHERE = item('["0x232110DE", "0x233010DE"]')


@pytest.mark.parametrize(
    ("product", "items", "found"),
    [
        (GH200, ELSEWHERE, True),
        (f"{GH200}-SHARED", ELSEWHERE, True),
        (GH200, item('"0x233010DE"', "1g.10gb: 7"), True),
        (GH200, OWN, False),
        (GH200, item('"0x234210DE"'), False),
        (GH200, item('["0x234210de", "0x233010DE"]'), False),
        (GH200, item("[]"), False),
        (GH200, item('""'), False),
        (GH200, "{devices: all, mig-enabled: true, mig-devices: {1g.12gb: 7}}", False),
        # What no known card has may be a board of this one.
        (GH200, item('["0x233D10DE"]'), False),
        (GH200, item('["0xABCD10DE"]'), False),
        (GH200, item('["0x233010DE", "0xABCD10DE"]'), False),
        # A card of the same memory has another id.
        (A100, item('["0x20B510DE"]', "1g.10gb: 7"), True),
        (A100, item('["0x20F310DE"]', "1g.10gb: 7"), True),
        ("NVIDIA-A100-SXM4-40GB", item('["0x20B110DE"]', "1g.5gb: 7"), False),
        (A100, item('["0x20B210DE:0x146310DE"]', "1g.10gb: 7"), False),
        # One item for these cards is enough, be it one that leaves MIG off.
        (GH200, f"{ELSEWHERE}, {OWN}", False),
        (GH200, f"{ELSEWHERE}, {{device-filter: '0x234210DE', devices: all, mig-enabled: false}}", False),
        # Told by the rules on filters and on profiles.
        (GH200, item('["GH200"]'), False),
        (GH200, item('["0x20B210DE"]', "1g.5gb: 7"), False),
        (GH200, item('["${ID}"]'), False),
        ("NVIDIA-Of-Tomorrow", ELSEWHERE, False),
        ("Tesla-T4", ELSEWHERE, False),
    ],
)
def test_a_node(product: str, items: str, found: bool) -> None:
    lines = [line for line, _ in told(layouts(small=items) + node("small", product), CODE)]
    assert lines == ([FIRST] if found else [])


def test_what_is_said() -> None:
    (found,) = told(layouts(small=ELSEWHERE) + node("small", GH200), CODE)
    assert found[1].startswith("layout small passes over the GH200")
    assert found[1].endswith("its filter names H100 NVL 94GB and H100 SXM5 80GB only: node gpu-1 gets no MIG device")


def test_the_label_where_another_layout_is_for_the_card() -> None:
    text = layouts(small=ELSEWHERE, large=OWN)
    assert [line for line, _ in told(text + node("small", GH200), CODE)] == [18]
    assert told(text + node("large", GH200), CODE) == []
    assert told(text + node("small", H100), CODE) == []


def test_the_label_where_another_node_has_the_layout() -> None:
    both = node("small", H100, "gpu-0") + node("small", GH200)
    assert [line for line, _ in told(layouts(small=item('["0x233010DE"]', "1g.10gb: 7")) + both, CODE)] == [25]


def test_two_nodes_are_one_finding() -> None:
    both = node("small", GH200, "gpu-0") + node("small", GH200)
    assert len(told(layouts(small=ELSEWHERE) + both, CODE)) == 1


def test_machines_of_clouds() -> None:
    text = node("small").replace("  labels:\n", "  labels:\n    node.kubernetes.io/instance-type: p4de.24xlarge\n")
    assert [line for line, _ in told(layouts(small=ELSEWHERE) + text, CODE)] == [FIRST]


@pytest.mark.parametrize(
    ("gpus", "found"),
    [
        (("GH200-480GB",), True),
        (("GH200-480GB", "T4"), True),
        (("GH200-480GB", "H100-SXM5-80GB"), False),
        (("T4",), False),
        (("gpu-1=GH200-480GB", "H100-SXM5-80GB"), False),
    ],
)
def test_all_layouts_of_a_file_and_the_cards_that_are_said(gpus: tuple[str, ...], found: bool) -> None:
    options = [word for gpu in gpus for word in ("--gpu", gpu)]
    text = layouts(small=ELSEWHERE, large=item('["0x232110DE", "0x233010DE"]', "7g.94gb: 1"))
    lines = [line for line, _ in told(layouts(small=ELSEWHERE), CODE, options)]
    assert lines == ([FIRST] if found else [])
    assert told(text, CODE, ()) == []


def test_a_file_with_layouts_for_other_cards_too() -> None:
    text = layouts(small=ELSEWHERE, large=OWN)
    assert told(text, CODE, ("--gpu", "GH200-480GB")) == []


def test_a_node_that_the_caller_knows() -> None:
    text = layouts(small=ELSEWHERE, large=OWN) + node("small")
    assert told(text, CODE) == []
    assert [line for line, _ in told(text, CODE, ("--gpu", "gpu-1=GH200-480GB"))] == [17]
    assert told(text, CODE, ("--gpu", "gpu-1=GH200-480GB", "--gpu", "gpu-2=H100-SXM5-80GB")) != []
    assert told(text, CODE, ("--gpu", "gpu-2=GH200-480GB")) == []


def test_the_default() -> None:
    use = policy("{migManager: {config: {name: nvidia-mig, default: small}}}")
    text = layouts(small=ELSEWHERE, large=OWN) + use
    assert [line for line, _ in told(text, CODE, ("--gpu", "GH200-480GB"))] == [15]
    assert told(text, CODE) == []
    assert told(text, CODE, ("--gpu", "H100-SXM5-80GB")) == []
    plain = f"---\napiVersion: v1\nkind: Node\nmetadata: {{name: a, labels: {{nvidia.com/gpu.product: {GH200}}}}}\n"
    assert [line for line, _ in told(text + plain, CODE)] == [15]


def test_a_configuration_that_nobody_reads() -> None:
    other = policy("{migManager: {config: {name: other}}}")
    assert told(layouts(small=ELSEWHERE) + other + node("small", GH200), CODE) == []
    read = policy("{migManager: {config: {name: nvidia-mig}}}")
    assert len(told(layouts(small=ELSEWHERE) + read + node("small", GH200), CODE)) == 1
