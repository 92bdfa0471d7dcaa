"""Each fault that stops a profile is told at its place, with what it is about; and every one of several is told."""

import pytest

from generator.facts.gpus import find_gpu
from generator.model.finding import Finding, Severity
from generator.model.gpu import Gpu
from generator.model.plan import MigItem
from generator.model.tree import Path
from generator.resolve import _problems as problem
from tests.support.plans import OPERATOR, compile_text, plan_of

A100 = "{model: A100-SXM4-80GB, count: 2}"
TWO_KINDS = "[{model: A30}, {model: A100-SXM4-80GB}]"


def found(body: str, install: str = OPERATOR) -> list[Finding]:
    """Return the errors in a profile."""
    return [one for one in compile_text(body, install=install).findings if one.severity is Severity.ERROR]


def one_pool(rest: str) -> str:
    """Return a profile of one pool."""
    return f"pools: [{{name: a, {rest}}}]"


def cut(*items: str, gpus: str = f"[{A100}]") -> str:
    """Return a profile of one pool, cut by a list of items."""
    return one_pool(f"gpus: {gpus}, mig: [{', '.join(items)}]")


FIRST: Path = ("pools", 0)
HALF = "migDevices: {3g.40gb: 1}"
CASES: dict[str, tuple[str, str, tuple[Path, ...], tuple[str, ...]]] = {
    "a name twice": (
        "pools: [{name: a, gpus: [{model: L4}]}, {name: b, gpus: [{model: T4}]}, {name: a, gpus: [{model: A10}]}]",
        "NOD001",
        (("pools", 2, "name"),),
        ("pools[0]", "called a"),
    ),
    "a name that is taken": (
        "pools: [{name: unshared, gpus: [{model: L4}]}, {name: all-disabled, gpus: [{model: T4}]}]",
        "NOD002",
        (("pools", 0, "name"), ("pools", 1, "name")),
        ('"unshared"',),
    ),
    "two unknown cards": (
        one_pool("gpus: [{model: RTX 30900}, {model: RTX 40900}]"),
        "GPU001",
        ((*FIRST, "gpus", 0, "model"), (*FIRST, "gpus", 1, "model")),
        ('"RTX 30900"', "Did you mean", "3090"),
    ),
    "a card like no other": (
        one_pool("gpus: [{model: Qqqqqqqq}]"),
        "GPU001",
        ((*FIRST, "gpus", 0, "model"),),
        ('"Qqqqqqqq"', problem.GPU_UNKNOWN.fix),
    ),
    "a name of several cards": (
        one_pool("gpus: [{model: A100}]"),
        "GPU002",
        ((*FIRST, "gpus", 0, "model"),),
        ("fits several GPUs: a100-pcie-40gb, a100-pcie-80gb", "Write one of: a100-pcie-40gb, "),
    ),
    "a card that is half described": (
        one_pool("gpus: [{model: RTX 30900, memory: 8GiB}, {model: RTX 40900, computeCapability: 8.9}]"),
        "GPU001",
        ((*FIRST, "gpus", 0, "model"), (*FIRST, "gpus", 1, "model")),
        ('unknown GPU "RTX 30900", described by half', "Write both memory and computeCapability"),
    ),
    "boards of one name with that memory": (
        one_pool("gpus: [{model: A100, memory: 81920MiB}]"),
        "GPU002",
        ((*FIRST, "gpus", 0, "model"),),
        ("fits several GPUs: a100-pcie-40gb, a100-pcie-80gb",),
    ),
    "a known card with another one's memory": (
        one_pool("gpus: [{model: T4, memory: 8GiB}]"),
        "GPU005",
        ((*FIRST, "gpus", 0, "memory"),),
        ("8192 MiB is no T4's: it has 15360 MiB", "Leave it out, or write the model that `nvidia-smi -L` names."),
    ),
    "a board with more memory than the card has": (
        one_pool("gpus: [{model: RTX 4090, memory: 49140 MiB}]"),
        "GPU005",
        ((*FIRST, "gpus", 0, "memory"),),
        (
            "it has 24564 MiB",
            'If the board was rebuilt with that much memory, write computeCapability: "8.9" beside it.',
        ),
    ),
    "a known card with the PCI id of another": (
        one_pool("gpus: [{model: RTX 3090, pciDeviceId: 2684}]"),
        "GPU005",
        ((*FIRST, "gpus", 0, "pciDeviceId"),),
        ("2684 (GeForce RTX 4090) is no GeForce RTX 3090's: it has 2204",),
    ),
    "a described card with the PCI id of another": (
        one_pool("gpus: [{model: Foo 1, memory: 8GiB, computeCapability: 8.9, pciDeviceId: 2684}]"),
        "GPU005",
        ((*FIRST, "gpus", 0, "pciDeviceId"),),
        ("2684 (GeForce RTX 4090) is no Foo 1's: it has others",),
    ),
    "boards of one name of which none has that memory": (
        one_pool("gpus: [{model: RTX 4060 Ti, memory: 12GiB, computeCapability: 8.9}]"),
        "GPU002",
        ((*FIRST, "gpus", 0, "model"),),
        ("which of them has 12288 MiB is not known", "without memory"),
    ),
    "boards of one name that publish no memory": (
        one_pool("gpus: [{model: RTX 5000}]"),
        "GPU002",
        ((*FIRST, "gpus", 0, "model"),),
        ("quadro-rtx-5000", "rtx-5000-ada", "rtx-pro-5000"),
    ),
    "boards of two sizes in one node": (
        one_pool(
            "gpus: [{model: Foo 1, memory: 8GiB, computeCapability: 8.9}, "
            "{model: Foo 1, memory: 16GiB, computeCapability: 8.9}]"
        ),
        "GPU003",
        ((*FIRST, "gpus", 1, "model"),),
        ("a pool each",),
    ),
    "a card whose PCI id is not said beside those that are cut": (
        one_pool("gpus: [{model: A30}, {model: Foo 1, memory: 8GiB, computeCapability: 8.6}], mig: all-1g.6gb"),
        "MIG009",
        ((*FIRST, "gpus", 1),),
        ("the PCI id of Foo 1 is not said", "Write the card's own `pciDeviceId`"),
    ),
    "a known card with another one's capability": (
        one_pool("gpus: [{model: T4, computeCapability: 8.6}]"),
        "GPU005",
        ((*FIRST, "gpus", 0, "computeCapability"),),
        ("8.6 is no T4's: it has 7.5",),
    ),
    "MIG on a described card": (
        one_pool("gpus: [{model: RTX 30900, memory: 8GiB, computeCapability: 9.0}], mig: all-1g.10gb"),
        "MIG002",
        ((*FIRST, "mig"),),
        ("which MIG layouts RTX 30900 has is not known here",),
    ),
    "MIG on a described card beside one that has it": (
        one_pool(
            "gpus: [{model: A30}, {model: RTX 30900, memory: 8GiB, computeCapability: 8.6}], "
            "mig: [{model: RTX 30900, migDevices: {1g.6gb: 4}}]"
        ),
        "MIG002",
        ((*FIRST, "mig", 0, "model"),),
        ("which MIG layouts RTX 30900 has is not known here",),
    ),
    "a model three times": (
        one_pool("gpus: [{model: L4}, {model: l4}, {model: L4}]"),
        "GPU003",
        ((*FIRST, "gpus", 1, "model"), (*FIRST, "gpus", 2, "model")),
        ("L4 is listed twice",),
    ),
    "cards without MIG": (
        one_pool("gpus: [{model: L4}, {model: T4}], mig: all-1g.10gb"),
        "MIG002",
        ((*FIRST, "mig"),),
        ("L4 and T4 cannot",),
    ),
    "a layout that neither card has": (
        one_pool(f"gpus: {TWO_KINDS}, mig: all-1g.9gb"),
        "MIG001",
        ((*FIRST, "mig"), (*FIRST, "mig")),
        ("A100 SXM4 80GB has no layout", "Write all-1g.20gb or all-1g.10gb or "),
    ),
    "a card of which no layouts are known": (
        one_pool("gpus: [{model: RTX PRO 5000}], mig: all-1g.12gb"),
        "MIG001",
        ((*FIRST, "mig"),),
        (problem.MIG_PROFILE_UNKNOWN.fix,),
    ),
    "profiles that the card lacks": (
        cut("{devices: [0], migDevices: {1g.99gb: 1, 2g.98gb: 1}}", "{devices: [1], migDevices: {9g.97gb: 1}}"),
        "MIG001",
        (
            (*FIRST, "mig", 0, "migDevices", "1g.99gb"),
            (*FIRST, "mig", 0, "migDevices", "2g.98gb"),
            (*FIRST, "mig", 1, "migDevices", "9g.97gb"),
        ),
        ('no MIG profile "1g.99gb"', "Write 1g.20gb or 1g.10gb."),
    ),
    "a listed layout where none are known": (
        cut("{migDevices: {1g.12gb: 1}}", gpus="[{model: RTX PRO 5000}]"),
        "MIG003",
        ((*FIRST, "mig", 0, "migDevices"),),
        ("is not published",),
    ),
    "a layout that does not fit": (
        cut("{migDevices: {3g.40gb: 2, 1g.10gb: 1}}"),
        "MIG003",
        ((*FIRST, "mig", 0, "migDevices"),),
        ("What fits: {3g.40gb: 2} or {3g.40gb: 1, 2g.20gb: 1, 1g.10gb: 2} or {4g.40gb: 1, 3g.40gb: 1}.",),
    ),
    "items that do not say which model": (
        cut(f"{{devices: [0], {HALF}}}", f"{{devices: [1], {HALF}}}", gpus=TWO_KINDS),
        "MIG005",
        ((*FIRST, "mig", 0), (*FIRST, "mig", 1)),
        ("a30, a100-sxm4-80gb",),
    ),
    "an item for a model of another pool": (
        cut(f"{{model: H100 PCIe, {HALF}}}"),
        "MIG005",
        ((*FIRST, "mig", 0, "model"),),
        ('no "H100 PCIe"', "Write one of: a100-sxm4-80gb."),
    ),
    "an item for a card without MIG": (
        cut(f"{{model: L4, {HALF}}}", gpus="[{model: L4}, {model: A100-SXM4-80GB}]"),
        "MIG002",
        ((*FIRST, "mig", 0, "model"),),
        ("L4 cannot do MIG",),
    ),
    "devices that the node lacks": (
        cut(f"{{devices: [1, 2, 5], {HALF}}}"),
        "MIG004",
        ((*FIRST, "mig", 0, "devices"),),
        ("device 2, 5: the node has 2, numbered 0 to 1",),
    ),
    "devices of two items": (
        cut(f"{{devices: [0, 1], {HALF}}}", f"{{devices: [1, 0], {HALF}}}"),
        "MIG004",
        ((*FIRST, "mig", 1, "devices"),),
        ("devices 0, 1 of this item belong to item 0",),
    ),
    "all devices after some": (
        cut(f"{{devices: [0], {HALF}}}", f"{{{HALF}}}"),
        "MIG004",
        ((*FIRST, "mig", 1, "devices"),),
        ("all devices of this item",),
    ),
    "some devices after all": (
        cut(f"{{{HALF}}}", f"{{devices: [0], {HALF}}}"),
        "MIG004",
        ((*FIRST, "mig", 1, "devices"),),
        ("the devices of this item",),
    ),
    "all devices after those of a model": (
        cut(f"{{model: A100-SXM4-80GB, {HALF}}}", f"{{{HALF}}}"),
        "MIG004",
        ((*FIRST, "mig", 1, "devices"),),
        ("all devices of this item",),
    ),
    "those of a model after all devices": (
        cut(f"{{{HALF}}}", f"{{model: A100-SXM4-80GB, {HALF}}}"),
        "MIG004",
        ((*FIRST, "mig", 1, "devices"),),
        ("all devices of this item",),
    ),
    "MPS and time-slicing": (
        one_pool("gpus: [{model: L4}], mps: {replicas: 2}, timeSlicing: {replicas: 2}"),
        "MOD001",
        ((*FIRST, "mps"),),
        ("mps and timeSlicing",),
    ),
    "MPS and MIG": (
        one_pool(f"gpus: [{A100}], mps: {{replicas: 2}}, mig: all-1g.10gb"),
        "MOD001",
        ((*FIRST, "mps"),),
        ("mps and mig",),
    ),
    "time-slicing of what is not there": (
        one_pool("gpus: [{model: L4}], timeSlicing: {resources: {nvidia.com/mig-1g.5gb: 2}}"),
        "MOD002",
        ((*FIRST, "timeSlicing", "resources", "nvidia.com/mig-1g.5gb"),),
        ("It advertises nvidia.com/gpu.",),
    ),
    "MPS of what is not there": (
        one_pool("gpus: [{model: L4}], mps: {resources: {nvidia.com/mig-1g.5gb: 2}}"),
        "MOD002",
        ((*FIRST, "mps", "resources", "nvidia.com/mig-1g.5gb"),),
        ("does not advertise nvidia.com/mig-1g.5gb",),
    ),
    "unlike devices under single": (
        f"mig: {{strategy: single}}\npools: [{{name: a, gpus: [{A100}], mig: all-balanced}}]",
        "MIG007",
        ((*FIRST, "mig"),),
        ("1g.10gb, 2g.20gb, 3g.40gb",),
    ),
}


@pytest.mark.parametrize(("body", "code", "places", "words"), CASES.values(), ids=CASES)
def test_a_fault_is_told_at_its_place(body: str, code: str, places: tuple[Path, ...], words: tuple[str, ...]) -> None:
    told = [one for one in found(body) if one.code == code]
    assert tuple(one.at for one in told) == places
    for word in words:
        assert word in f"{told[0].message} {told[0].fix}"


ON_KEY = {"profiles that the card lacks", "time-slicing of what is not there", "MPS of what is not there"}


@pytest.mark.parametrize("name", CASES)
def test_a_name_that_is_wrong_is_marked_itself(name: str) -> None:
    body, code, _, _ = CASES[name]
    assert {one.on_key for one in found(body) if one.code == code} == {name in ON_KEY}


@pytest.mark.parametrize(("left_mib", "codes"), [(1, []), (0, ["GPU004"]), (-1, ["GPU004"])])
def test_some_of_a_cards_memory_must_be_left(left_mib: int, codes: list[str]) -> None:
    # 23034 MiB, of which the driver keeps 2 %: 461 MiB.
    told = found(one_pool(f"gpus: [{{model: L4, reservedMemory: {23034 - 461 - left_mib}MiB}}]"))
    assert [one.code for one in told] == codes
    assert {one.at for one in told} <= {(*FIRST, "gpus", 0, "reservedMemory")}


def test_a_pool_with_an_unknown_card_is_not_judged_by_its_other_cards() -> None:
    told = found(one_pool("gpus: [{model: rtx-9999}, {model: L4}], mig: all-1g.10gb"))
    assert [one.code for one in told] == ["GPU001"]


def test_what_a_pool_advertises_is_not_judged_where_one_card_lacks_the_layout() -> None:
    shared = "timeSlicing: {resources: {nvidia.com/mig-1g.6gb: 2}}"
    told = found(one_pool(f"gpus: {TWO_KINDS}, mig: all-1g.10gb, {shared}"))
    assert [(one.code, "A30" in one.message) for one in told] == [("MIG001", True)]


def test_items_for_two_models_have_no_devices_in_common() -> None:
    body = cut("{model: A30, migDevices: {2g.12gb: 2}}", f"{{model: A100-SXM4-80GB, {HALF}}}", gpus=TWO_KINDS)
    assert found(body) == []


def test_a_card_without_mig_beside_one_that_is_cut_is_left_whole_by_an_item_of_its_own() -> None:
    one, other = find_gpu("L4"), find_gpu("A100-SXM4-80GB")
    assert isinstance(one, Gpu)
    assert isinstance(other, Gpu)
    items = plan_of(one_pool("gpus: [{model: L4}, {model: A100-SXM4-80GB}], mig: all-3g.40gb")).pools[0].mig_items
    assert [(item.devices, item.device_filter) for item in items] == [
        (None, one.pci_device_ids),
        (None, other.pci_device_ids),
    ]
    assert [item.layout and item.layout.text() for item in items] == [None, "{3g.40gb: 2}"]
    assert items[0] == MigItem(None, None, one.pci_device_ids)


def filters(items: tuple[MigItem, ...]) -> list[tuple[tuple[int, ...] | None, tuple[int, ...], bool]]:
    """Return each item's devices, its filter, and whether it cuts them."""
    return [(item.devices, item.device_filter, item.layout is not None) for item in items]


def test_every_card_that_no_item_names_is_switched_off() -> None:
    """mig-parted takes a layout as applied only when each card of the node is as an item says."""
    cards = [find_gpu(name) for name in ("A30", "A100-SXM4-80GB", "H100-PCIe-80GB")]
    a30, a100, h100 = (one.pci_device_ids for one in cards if isinstance(one, Gpu))
    gpus = f"[{{model: A30}}, {A100}, {{model: H100-PCIe-80GB}}]"
    plan = plan_of(cut(f"{{model: A100-SXM4-80GB, devices: [1], {HALF}}}", gpus=gpus))
    assert filters(plan.pools[0].mig_items) == [
        ((1,), a100, True),
        (None, a30, False),
        ((0, 2, 3), a100, False),
        (None, h100, False),
    ]


def test_nothing_is_switched_off_where_items_name_every_card() -> None:
    plan = plan_of(cut(f"{{devices: [0], {HALF}}}", f"{{devices: [1], {HALF}}}"))
    assert filters(plan.pools[0].mig_items) == [((0,), (), True), ((1,), (), True)]
