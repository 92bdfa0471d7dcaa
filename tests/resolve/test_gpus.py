"""What is said of a pool's cards beside their model."""

import pytest

from generator.facts.gpus import find_gpu
from generator.model.plan import BindingKind, Promise
from tests.support.plans import compile_text, pool_of

OTHER = "{model: NVIDIA GeForce RTX 3099, memory: 8192MiB, computeCapability: 8.6"


def test_number_reserved_memory_and_price_of_each_model_are_kept() -> None:
    said = "{model: L4, count: 8, reservedMemory: 1.5GiB, pricePerHour: 0.80}, {model: RTX 3090}"
    cards = pool_of(f"pools: [{{name: a, gpus: [{said}]}}]").gpus
    assert [(one.gpu.id, one.per_node, one.reserved_mib, one.price_micros) for one in cards] == [
        ("l4", 8, 1536, 800_000),
        ("rtx-3090", 1, 0, None),
    ]


@pytest.mark.parametrize("device", ["24dd", "0x24DD", '"24DD"'])
def test_a_card_that_is_described_is_shared_as_any_other(device: str) -> None:
    pool = pool_of(
        f"pools: [{{name: a, nodes: {{names: [n]}}, gpus: [{OTHER}, pciDeviceId: {device}}}], mps: {{replicas: 4}}}}]"
    )
    gpu = pool.gpus[0].gpu
    assert (gpu.marketing, gpu.label) == ("NVIDIA GeForce RTX 3099", "NVIDIA-GeForce-RTX-3099")
    assert gpu.pci_device_ids == (0x24DD,)
    assert [(one.name, one.units, [part.memory_mib for part in one.parts]) for one in pool.resources] == [
        ("nvidia.com/gpu", 4, [2048])
    ]


def test_the_memory_that_is_written_beside_a_known_model_counts() -> None:
    pool = pool_of("pools: [{name: a, gpus: [{model: T4, memory: 16GiB}], mps: {replicas: 4}}]")
    assert pool.gpus[0].gpu._replace(memory_mib=15360) == find_gpu("T4")
    assert [part.memory_mib for part in pool.resources[0].parts] == [4096]


def test_a_board_that_was_rebuilt_with_more_memory_is_another_size_of_the_same_card() -> None:
    gpu = pool_of("pools: [{name: a, gpus: [{model: RTX 4090, memory: 49140MiB, computeCapability: 8.9}]}]").gpus[0].gpu
    assert (gpu.id, gpu.memory_mib, gpu.memory_gib_marketing, gpu.described) == ("rtx-4090", 49140, 48, True)
    cut = "pools: [{name: a, gpus: [{model: A30, memory: 49140MiB, computeCapability: 8.0}]}]"
    assert [one.code for one in compile_text(cut).findings] == ["GPU005"]  # nobody rebuilds cards with MIG


def test_a_pci_id_of_its_own_takes_a_known_card_out_of_its_twins_subsystem_ids() -> None:
    gpu = pool_of("pools: [{name: a, gpus: [{model: A2, pciDeviceId: 17fe}]}]").gpus[0].gpu
    assert (gpu.pci_device_ids, gpu.pci_subsystem_ids) == ((0x17FE,), ())


@pytest.mark.parametrize(
    "said", ["memory: 8192 mib, computeCapability: 8.6", "memory: 8192MiB, computeCapability: sm_86"]
)
def test_half_of_a_description_that_cannot_be_read_is_not_told_to_be_missing(said: str) -> None:
    findings = compile_text(f"pools: [{{name: a, gpus: [{{model: Foo 1, {said}}}]}}]").findings
    assert [one.code for one in findings] == ["PRO005"]


@pytest.mark.parametrize("memory", ["8192 MiB", "8192MiB", "8 GiB"])
def test_memory_is_written_as_nvidia_smi_prints_it(memory: str) -> None:
    text = f"pools: [{{name: a, gpus: [{{model: Foo 1, memory: {memory}, computeCapability: 8.6}}]}}]"
    assert pool_of(text).gpus[0].gpu.memory_mib == 8192


@pytest.mark.parametrize("name", ["Foo 1-SHARED", "Foo-1-MIG-1g.5gb", "Foo-1-MIG-1g.5gb-SHARED"])
def test_a_label_says_the_card_without_what_sharing_appends(name: str) -> None:
    text = f"pools: [{{name: a, gpus: [{{model: {name}, memory: 8GiB, computeCapability: 8.6}}]}}]"
    assert pool_of(text).gpus[0].gpu.label == "Foo-1"


NAMESAKES = """
pools:
- name: p
  gpus: [{model: Foo 1, memory: 8GiB, computeCapability: 8.6%s}]
  timeSlicing: {replicas: 2}
- name: q
  gpus: [{model: Foo 1, memory: 16GiB, computeCapability: 8.6%s}]
  nodes: {names: [n]}
  timeSlicing: {replicas: 3}
"""


def test_boards_of_one_name_are_told_apart_by_the_pci_ids_of_both() -> None:
    for ids in (("", ""), (", pciDeviceId: 2b01", "")):
        (told,) = [one for one in compile_text(NAMESAKES % ids).findings if one.code == "NOD003"]
        assert "in every pool that has it" in (told.fix or "")
    assert compile_text(NAMESAKES % (", pciDeviceId: 2b01", ", pciDeviceId: 2b02")).plan is not None


@pytest.mark.parametrize("mig", ["all-1g.6gb", "[{model: A30, migDevices: {1g.6gb: 4}}]"])
def test_a_card_beside_those_that_are_cut_keeps_out_of_the_layout_by_its_pci_id(mig: str) -> None:
    text = "pools: [{name: a, gpus: [{model: A30}, %s}], nodes: {names: [n]}, mig: %s}]"
    assert [one.code for one in compile_text(text % (OTHER, mig)).findings] == ["MIG009"]
    said = pool_of(text % (f"{OTHER}, pciDeviceId: 24dd", mig)).mig_items
    assert [(one.layout is None, one.device_filter) for one in said] == [(False, (0x20B7,)), (True, (0x24DD,))]


TWO_POOLS = """
pools:
- name: a
  gpus: [{model: NVIDIA GeForce RTX 3099, memory: 8192MiB, computeCapability: 8.6, %s}]
  timeSlicing: {replicas: 2}
- name: b
  gpus: [{model: T4}]
  timeSlicing: {replicas: 4}
"""


def test_nodes_are_told_by_a_described_card_with_its_pci_id() -> None:
    pool = pool_of(TWO_POOLS % "pciDeviceId: 24dd")
    assert (pool.binding.kind, pool.binding.gpu) == (BindingKind.GPU_RULE, pool.gpus[0].gpu)


def test_nodes_are_not_told_by_a_described_card_without_its_pci_id() -> None:
    compiled = compile_text(TWO_POOLS % "count: 1")
    assert [one.code for one in compiled.findings] == ["NOD003"]
    assert "the PCI id of NVIDIA GeForce RTX 3099 is not said" in compiled.findings[0].message
    assert "pciDeviceId" in compiled.findings[0].fix


def test_mps_promises_no_memory_where_nvml_tells_none() -> None:
    (resource,) = pool_of("pools: [{name: spark, gpus: [{model: DGX Spark}], mps: {replicas: 4}}]").resources
    assert (resource.units, resource.promise) == (4, Promise.NONE)
    assert [part.memory_mib for part in resource.parts] == [None]
