"""GPUs answer to every spelling that people and nodes use, and to no other GPU's."""

from pathlib import Path

import pytest
import yaml

import generator.facts
from generator.facts.described_gpu import SaidGpu, said_gpu
from generator.facts.gpus import GPU_IDS, _spellings, all_gpus, find_gpu, gpu_spellings
from generator.facts.mig import MIG_FAMILY_IDS, mig_family
from generator.model.gpu import Gpu, GpuUnknown, MpsClass, OpenModules

FILES = Path(generator.facts.__file__).parent / "gpus"


@pytest.mark.parametrize(
    ("name", "gpu_id"),
    [
        ("rtx-3090", "rtx-3090"),
        ("NVIDIA-GeForce-RTX-3090", "rtx-3090"),
        ("NVIDIA-GeForce-RTX-3090-SHARED", "rtx-3090"),
        ("GeForce RTX 3090", "rtx-3090"),
        ("NVIDIA GeForce RTX 3090", "rtx-3090"),
        ("RTX 3090", "rtx-3090"),
        ("rtx3090", "rtx-3090"),
        ("3090", "rtx-3090"),
        ("RTX 3090 24GB", "rtx-3090"),
        ("GeForce-GTX-1070", "gtx-1070"),
        ("RTX4070TiSuper", "rtx-4070-ti-super"),
        ("4070 Ti SUPER", "rtx-4070-ti-super"),
        ("A100-SXM4-80GB", "a100-sxm4-80gb"),
        ("NVIDIA-A100-SXM4-80GB-MIG-1g.10gb-SHARED", "a100-sxm4-80gb"),
        ("NVIDIA-A100-SXM4-80GB-MIG-INVALID", "a100-sxm4-80gb"),
        ("NVIDIA A100 80GB PCIe", "a100-pcie-80gb"),
        ("A100 PCIe 80GB", "a100-pcie-80gb"),
        ("Tesla A100 40GB PCIe", "a100-pcie-40gb"),
        ("H100 SXM5 80GB", "h100-sxm5-80gb"),
        ("H100 SXM", "h100-sxm5-80gb"),
        ("NVIDIA-H100-80GB-HBM3", "h100-sxm5-80gb"),
        ("H100 NVL", "h100-nvl"),
        ("H200", "h200-sxm"),
        ("NVIDIA-GH200-120GB", "gh200-480gb"),
        ("RTX PRO 6000 Server", "rtx-pro-6000-server"),
        ("NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition", "rtx-pro-6000-maxq"),
        ("RTX 6000 Ada", "rtx-6000-ada"),
        ("A6000", "rtx-a6000"),
        ("Tesla T4", "t4"),
        ("GPU NVIDIA Tesla T4 16GB", "t4"),
        ("P2000", "quadro-p2000"),
        ("L40", "l40"),
        ("L40S", "l40s"),
        ("A10", "a10"),
        ("A10G", "a10g"),
        ("V100-SXM2-32GB", "v100-sxm2-32gb"),
        ("RTX 3070", "rtx-3070"),
        ("3070", "rtx-3070"),
        ("RTX3070", "rtx-3070"),
        ("GeForce-RTX-3070", "rtx-3070"),
        ("RTX 3070 Ti", "rtx-3070-ti"),
        ("3070Ti", "rtx-3070-ti"),
        ("RTX 3080 10GB", "rtx-3080-10gb"),
        ("RTX 3080 12 GB", "rtx-3080-12gb"),
        ("3080 12G", "rtx-3080-12gb"),
        ("RTX 3080 Ti", "rtx-3080-ti"),
        ("RTX 3060 Ti", "rtx-3060-ti"),
        ("RTX3060Ti", "rtx-3060-ti"),
        ("RTX 3060", "rtx-3060"),
        ("NVIDIA-GeForce-RTX-3060-SHARED", "rtx-3060"),
        ("RTX 3060 8GB", "rtx-3060-8gb"),
        ("RTX 3060 12GB", "rtx-3060"),
        ("RTX 3050 6GB", "rtx-3050-6gb"),
        ("RTX 2060 12GB", "rtx-2060-12gb"),
        ("2060 6GB", "rtx-2060"),
        ("RTX 3090 Ti", "rtx-3090-ti"),
        ("3090Ti", "rtx-3090-ti"),
        ("RTX 3050", "rtx-3050"),
        ("RTX 3050 8GB", "rtx-3050"),
        ("RTX 4060", "rtx-4060"),
        ("4060", "rtx-4060"),
        ("RTX 4060 8GB", "rtx-4060"),
        ("RTX 4060 Ti 8GB", "rtx-4060-ti-8gb"),
        ("RTX 4060 Ti 16 GB", "rtx-4060-ti-16gb"),
        ("RTX 4060Ti 16GB", "rtx-4060-ti-16gb"),
        ("RTX4060Ti-16GB", "rtx-4060-ti-16gb"),
        ("RTX 4070", "rtx-4070"),
        ("NVIDIA-GeForce-RTX-4070-SHARED", "rtx-4070"),
        ("RTX 4070 SUPER", "rtx-4070-super"),
        ("RTX 4070Super 12GB", "rtx-4070-super"),
        ("RTX 4070 Ti", "rtx-4070-ti"),
        ("RTX 4080", "rtx-4080"),
        ("4080 Super", "rtx-4080-super"),
        ("RTX 4090", "rtx-4090"),
        ("RTX 4090 D", "rtx-4090-d"),
        ("RTX 4090D", "rtx-4090-d"),
        ("4090D", "rtx-4090-d"),
        ("RTX 5050", "rtx-5050"),
        ("RTX 5060", "rtx-5060"),
        ("RTX 5060 Ti 8GB", "rtx-5060-ti-8gb"),
        ("5060 Ti 16GB", "rtx-5060-ti-16gb"),
        ("RTX 5070", "rtx-5070"),
        ("5070 Ti", "rtx-5070-ti"),
        ("RTX5070Ti", "rtx-5070-ti"),
        ("RTX 5090", "rtx-5090"),
        ("RTX 5090D", "rtx-5090-d"),
        ("5090D", "rtx-5090-d"),
        ("RTX 2060", "rtx-2060"),
        ("RTX 2060 SUPER", "rtx-2060-super"),
        ("2070", "rtx-2070"),
        ("RTX 2070 Super", "rtx-2070-super"),
        ("RTX 2080", "rtx-2080"),
        ("2080 SUPER", "rtx-2080-super"),
        ("RTX 2080 Ti", "rtx-2080-ti"),
        ("GTX 1650", "gtx-1650"),
        ("GTX 1650 SUPER", "gtx-1650-super"),
        ("GTX 1660", "gtx-1660"),
        ("GTX 1660 Super", "gtx-1660-super"),
        ("GTX1660Ti", "gtx-1660-ti"),
        ("GTX 1050 Ti", "gtx-1050-ti"),
        ("GTX 1060 3GB", "gtx-1060-3gb"),
        ("GTX1060 6GB", "gtx-1060-6gb"),
        ("1060 6G", "gtx-1060-6gb"),
        ("GTX 1070", "gtx-1070"),
        ("1070 Ti", "gtx-1070-ti"),
        ("GTX 1080", "gtx-1080"),
        ("1080Ti", "gtx-1080-ti"),
        ("Titan X Pascal", "titan-x-pascal"),
        ("NVIDIA TITAN X (Pascal)", "titan-x-pascal"),
        ("Titan Xp", "titan-xp"),
        ("TITAN V", "titan-v"),
        ("NVIDIA TITAN V 12GB", "titan-v"),
        ("TITAN RTX", "titan-rtx"),
        ("RTX Titan", "titan-rtx"),
        ("V100S", "v100s-pcie-32gb"),
        ("P40", "p40"),
        ("Tesla P40 24GB", "p40"),
        ("P4", "p4"),
        ("P100 SXM2", "p100-sxm2-16gb"),
        ("P100-PCIE-16GB", "p100-pcie-16gb"),
        ("P100 12GB", "p100-pcie-12gb"),
        ("RTX A2000", "rtx-a2000"),
        ("A2000 6GB", "rtx-a2000"),
        ("A2000 12GB", "rtx-a2000-12gb"),
        ("A4000", "rtx-a4000"),
        ("RTXA4500", "rtx-a4500"),
        ("NVIDIA-RTX-A5000-SHARED", "rtx-a5000"),
        ("A5500", "rtx-a5500"),
        ("RTX 2000 Ada", "rtx-2000-ada"),
        ("4000 Ada", "rtx-4000-ada"),
        ("RTX 4000 SFF Ada", "rtx-4000-sff-ada"),
        ("RTX 4500 Ada 24GB", "rtx-4500-ada"),
        ("RTX5000Ada", "rtx-5000-ada"),
        ("NVIDIA RTX 5880 Ada Generation", "rtx-5880-ada"),
        ("RTX PRO 2000", "rtx-pro-2000"),
        ("RTX PRO 4000 Blackwell", "rtx-pro-4000"),
        ("Quadro P400", "quadro-p400"),
        ("P600", "quadro-p600"),
        ("P620", "quadro-p620"),
        ("P1000", "quadro-p1000"),
        ("P2200", "quadro-p2200"),
        ("P4000", "quadro-p4000"),
        ("NVIDIA Quadro P5000", "quadro-p5000"),
        ("P6000 24GB", "quadro-p6000"),
        ("GV100", "quadro-gv100"),
        ("Quadro RTX 4000", "quadro-rtx-4000"),
        ("Quadro RTX5000", "quadro-rtx-5000"),
        ("Quadro RTX 6000 24GB", "quadro-rtx-6000"),
        ("RTX 8000", "quadro-rtx-8000"),
        ("T400", "t400"),
        ("T400 2GB", "t400"),
        ("T400 4GB", "t400-4gb"),
        ("T600", "t600"),
        ("T1000", "t1000"),
        ("NVIDIA-T1000-8GB", "t1000-8gb"),
        ("T4G", "t4g"),
        ("L2", "l2"),
        ("L20", "l20"),
        ("Tesla M60", "m60"),
        ("Tesla M40", "m40-12gb"),
        ("M40 24GB", "m40-24gb"),
        ("M4", "m4"),
    ],
)
def test_a_usual_spelling_finds_its_gpu(name: str, gpu_id: str) -> None:
    found = find_gpu(name)
    assert isinstance(found, Gpu), found
    assert found.id == gpu_id


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("A100", ("a100-pcie-40gb", "a100-pcie-80gb", "a100-sxm4-40gb", "a100-sxm4-80gb")),
        ("A100 80GB", ("a100-pcie-80gb", "a100-sxm4-80gb")),
        ("A100-80g", ("a100-pcie-80gb", "a100-sxm4-80gb")),
        ("H100", ("h100-nvl", "h100-pcie-80gb", "h100-sxm5-80gb")),
        ("V100 32GB", ("v100-pcie-32gb", "v100-sxm2-32gb")),
        ("GH200", ("gh200-144gb", "gh200-480gb")),
        ("RTX PRO 6000", ("rtx-pro-6000-maxq", "rtx-pro-6000-server", "rtx-pro-6000-ws")),
        ("RTX 3080", ("rtx-3080-10gb", "rtx-3080-12gb")),
        ("3080", ("rtx-3080-10gb", "rtx-3080-12gb")),
        ("RTX 4060 Ti", ("rtx-4060-ti-16gb", "rtx-4060-ti-8gb")),
        ("4060Ti", ("rtx-4060-ti-16gb", "rtx-4060-ti-8gb")),
        ("RTX 5060 Ti", ("rtx-5060-ti-16gb", "rtx-5060-ti-8gb")),
        ("GTX 1060", ("gtx-1060-3gb", "gtx-1060-6gb")),
        ("RTX 2000", ("rtx-2000-ada", "rtx-pro-2000")),
        ("RTX 4000", ("quadro-rtx-4000", "rtx-4000-ada", "rtx-pro-4000")),
        ("RTX 4500", ("rtx-4500-ada", "rtx-pro-4500")),
        ("rtx5000", ("quadro-rtx-5000", "rtx-5000-ada", "rtx-pro-5000")),
        (
            "NVIDIA RTX 6000",
            ("quadro-rtx-6000", "rtx-6000-ada", "rtx-pro-6000-maxq", "rtx-pro-6000-server", "rtx-pro-6000-ws"),
        ),
        ("A2000", ("rtx-a2000", "rtx-a2000-12gb")),
        ("P100", ("p100-pcie-12gb", "p100-pcie-16gb", "p100-sxm2-16gb")),
        ("P100 16GB", ("p100-pcie-16gb", "p100-sxm2-16gb")),
        ("M40", ("m40-12gb", "m40-24gb")),
    ],
)
def test_a_name_of_several_boards_lists_them(name: str, candidates: tuple[str, ...]) -> None:
    assert find_gpu(name) == GpuUnknown(name, candidates, ambiguous=True)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("GTX 1050", "gtx-1050-ti"),
        ("RTX 3050 4GB", "rtx-3050-6gb"),
        ("RTX 5090 D v2", "rtx-5090-d"),
        ("TITAN X", "titan-x-pascal"),
        ("GTX 3090", "rtx-3090"),
        ("A100-SXM4-80", "a100-sxm4-80gb"),
        ("nvidia-geforce-rtx-309O", "rtx-3090"),
        ("RTX 5880", "rtx-5880-ada"),
        ("RTX 6000 24GB", "quadro-rtx-6000"),
        ("RTX 6000 48GB", "rtx-6000-ada"),
        ("Quadro 6000", "quadro-rtx-6000"),
        ("Quadro T1000", "quadro-p1000"),
        ("RTX 4000 SFF", "rtx-4000-sff-ada"),
        ("RTX PRO 4000 Blackwell SFF Edition", "rtx-pro-6000-server"),
    ],
)
def test_another_model_is_never_taken_for_one_that_is_known(name: str, nearest: str) -> None:
    found = find_gpu(name)
    assert isinstance(found, GpuUnknown)
    assert not found.ambiguous
    assert found.nearest[0] == nearest
    assert len(found.nearest) <= 3


@pytest.mark.parametrize(
    "name",
    [
        "NVIDIA-GeForce-RTX-3070-Laptop-GPU",
        "RTX 3080 Ti 12GB Laptop",
        "GeForce GTX 1060 with Max-Q Design",
        "GTX 1060 5GB",
        "GTX 1650 Ti",
        "RTX 2060 8GB",
        "RTX 3050 Ti",
        "RTX 3050 OEM",
        "RTX 4060 Ti 12GB",
        "RTX 4080 Ti",
        "GTX 2080",
        "GeForce GTX TITAN X",
        "TITAN V CEO Edition",
        "TITAN",
    ],
)
def test_a_sibling_of_known_cards_is_none_of_them(name: str) -> None:
    found = find_gpu(name)
    assert isinstance(found, GpuUnknown)
    assert not found.ambiguous


@pytest.mark.parametrize("name", ["", "   ", "-", "x" * 100_000, "../gpus/a10", "\x00", "Radeon Pro W7900"])
def test_hostile_or_foreign_names_are_just_unknown(name: str) -> None:
    found = find_gpu(name)
    assert isinstance(found, GpuUnknown)
    assert found.name == name


@pytest.mark.parametrize(
    "name", ["a100-sxm4-80gb", "A100-SXM4-80GB", "NVIDIA-A100-SXM4-80GB-SHARED", "RTX 3090", "Tesla-T4"]
)
def test_a_name_that_spells_an_id_reads_no_other_file(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> tuple[Gpu, ...]:
        raise AssertionError("every file is read")

    monkeypatch.setattr("generator.facts.gpus.all_gpus", refuse)
    find_gpu.cache_clear()
    _spellings.cache_clear()
    assert isinstance(find_gpu(name), Gpu)


def test_ids_and_files_are_the_same() -> None:
    assert sorted(path.stem for path in FILES.iterdir()) == list(GPU_IDS)


def test_ids_are_sorted_and_written_once() -> None:
    assert list(GPU_IDS) == sorted(set(GPU_IDS))


def test_names_of_several_boards_are_these() -> None:
    shared = {
        spelling for gpu in all_gpus() for spelling in gpu_spellings(gpu) if isinstance(find_gpu(spelling), GpuUnknown)
    }
    assert shared == {
        *("NVIDIA-GeForce-RTX-3080", "GeForce-RTX-3080"),
        *("NVIDIA-GeForce-RTX-4060-Ti", "NVIDIA-GeForce-RTX-5060-Ti"),
    }


@pytest.mark.parametrize("gpu", all_gpus(), ids=lambda gpu: gpu.id)
def test_every_name_in_a_file_finds_that_gpu(gpu: Gpu) -> None:
    for spelling in gpu_spellings(gpu):
        for written in (spelling, spelling.lower(), spelling.replace(" ", "-"), f"{spelling}-SHARED"):
            found = find_gpu(written)
            if isinstance(found, GpuUnknown):  # Boards that differ in memory have one label.
                assert found.ambiguous
                assert gpu.id in found.nearest
                assert said_gpu(SaidGpu(written.removesuffix("-SHARED"), gpu.memory_mib)) == gpu
            elif found.label == gpu.label != gpu.id and found.id != gpu.id:  # The plain name is the usual board's.
                assert said_gpu(SaidGpu(written.removesuffix("-SHARED"), gpu.memory_mib)) == gpu
            else:
                assert found == gpu, written


@pytest.mark.parametrize("gpu_id", GPU_IDS)
def test_a_gpu_is_read_as_it_stands_in_its_file(gpu_id: str) -> None:
    gpu = find_gpu(gpu_id)
    assert isinstance(gpu, Gpu)
    raw = yaml.load((FILES / f"{gpu_id}.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    lists = ("label_aliases", "aliases", "mig_family_variants", "notes")
    numbers = ("pci_device_ids", "pci_subsystem_ids")
    expected = dict.fromkeys(("memory_mib", "mig_family", "last_driver_branch")) | dict.fromkeys(lists, ()) | raw
    expected |= {name: tuple(expected[name]) for name in lists}
    expected |= {name: tuple(int(number, 16) for number in raw.get(name, ())) for name in numbers}
    expected["compute_capability"] = tuple(map(int, raw["compute_capability"].split(".")))
    expected.setdefault("memory_readable", True)
    expected |= {"id": gpu_id, "described": False, "sources": tuple(raw["sources"].items())}
    expected |= {"mps": MpsClass(raw["mps"]), "open_modules": OpenModules(raw["open_modules"])}
    assert gpu._asdict() == expected


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("V10", "v100-pcie-16gb"),
        ("V1", None),
        ("gb2", "gb200"),
        ("RTX PRO", "rtx-pro-2000"),
        ("Quadro P200", "quadro-p2000"),
    ],
)
def test_the_beginning_of_a_name_finds_those_that_go_on(name: str, nearest: str | None) -> None:
    found = find_gpu(name)
    assert isinstance(found, GpuUnknown)
    assert (found.nearest[0] if found.nearest else None) == nearest
    assert len(found.nearest) == len(set(found.nearest)) <= 3


def test_a_spelling_that_fits_no_gpu_says_nothing_of_several() -> None:
    assert find_gpu("Radeon Pro W7900") == GpuUnknown("Radeon Pro W7900", (), ambiguous=False)


def test_no_two_gpus_share_a_name_but_for_the_label_of_boards_that_differ_in_memory() -> None:
    owners: dict[str, Gpu] = {}
    for gpu in all_gpus():
        for spelling in gpu_spellings(gpu):
            owner = owners.setdefault("".join(letter for letter in spelling.lower() if letter.isalnum()), gpu)
            if owner.id != gpu.id:
                assert spelling == owner.label == gpu.label
                assert owner.memory_mib != gpu.memory_mib
                assert gpu.id.endswith(f"-{gpu.memory_gib_marketing}gb")


def test_gpus_of_one_pci_id_have_subsystems_that_tell_them_apart_or_one_label() -> None:
    gpus = all_gpus()
    shared = set()
    for one in gpus:
        assert one.pci_device_ids
        for other in gpus:
            if one.id < other.id and set(one.pci_device_ids) & set(other.pci_device_ids):
                shared.add((one.id, other.id))
                if one.label == other.label:
                    continue
                assert one.pci_subsystem_ids or other.pci_subsystem_ids
                assert not set(one.pci_subsystem_ids) & set(other.pci_subsystem_ids)
    assert shared == {
        ("a16", "a2"),
        ("m40-12gb", "m40-24gb"),
        ("quadro-rtx-6000", "quadro-rtx-8000"),
        ("rtx-5060-ti-16gb", "rtx-5060-ti-8gb"),
    }


@pytest.mark.parametrize("gpu", all_gpus(), ids=lambda gpu: gpu.id)
def test_numbers_of_a_gpu_agree_with_each_other(gpu: Gpu) -> None:
    assert all(0x1000 <= number <= 0xFFFF for number in (*gpu.pci_device_ids, *gpu.pci_subsystem_ids))
    if gpu.memory_mib is not None:
        assert 0.88 <= gpu.memory_mib / 1024 / gpu.memory_gib_marketing <= 1.03
    families = {"Maxwell": 5, "Pascal": 6, "Volta": 7, "Turing": 7, "Ampere": 8, "Ada Lovelace": 8, "Hopper": 9}
    assert gpu.compute_capability[0] == families.get(gpu.architecture, gpu.compute_capability[0])
    assert (gpu.architecture == "Blackwell") == (gpu.compute_capability[0] >= 10)
    assert gpu.gfd_family == gpu.architecture.lower().replace(" ", "-")
    assert len(f"{gpu.label}-SHARED") <= 63


@pytest.mark.parametrize("gpu", all_gpus(), ids=lambda gpu: gpu.id)
def test_sharing_and_drivers_follow_the_compute_capability(gpu: Gpu) -> None:
    """The device plugin's cap is 48 from 7.5 on, else 16; R580 is the last branch before Turing."""
    expected = MpsClass.FULL if gpu.compute_capability >= (7, 5) else MpsClass.VOLTA
    assert gpu.mps is (MpsClass.LEGACY if gpu.compute_capability < (7, 0) else expected)
    assert gpu.mps_max_clients == (48 if gpu.compute_capability >= (7, 5) else 16)
    before_turing = gpu.compute_capability < (7, 5)
    assert gpu.last_driver_branch == (580 if before_turing else None)
    assert (gpu.open_modules is OpenModules.IMPOSSIBLE) == before_turing
    needed = gpu.architecture == "Blackwell" or gpu.id.startswith("gh200")
    assert (gpu.open_modules is OpenModules.REQUIRED) == needed


@pytest.mark.parametrize("gpu", all_gpus(), ids=lambda gpu: gpu.id)
def test_every_number_has_a_source(gpu: Gpu) -> None:
    memory = {"memory_mib"} if gpu.memory_readable else {"memory_readable", "memory_gib_marketing"}
    facts = memory | {"pci_device_ids", "label", "compute_capability", "mps_max_clients", "open_modules"}
    facts |= {"board_power_w"} | ({"last_driver_branch"} if gpu.last_driver_branch is not None else set())
    assert {fact for fact, _ in gpu.sources} == facts
    assert all(source for _, source in gpu.sources)


@pytest.mark.parametrize("gpu", all_gpus(), ids=lambda gpu: gpu.id)
def test_a_mig_family_lists_its_gpus(gpu: Gpu) -> None:
    for family_id in (*filter(None, [gpu.mig_family]), *gpu.mig_family_variants):
        family = mig_family(family_id)
        assert gpu.label in family.products
        assert set(gpu.pci_device_ids) <= set(family.pci_device_ids)
        if gpu.memory_mib is not None and family.total_memory_mib is not None:
            assert gpu.memory_mib == family.total_memory_mib


def test_every_mig_family_belongs_to_a_gpu() -> None:
    used = {family for gpu in all_gpus() for family in (gpu.mig_family, *gpu.mig_family_variants) if family is not None}
    assert used == set(MIG_FAMILY_IDS)


@pytest.mark.parametrize("name", ["GeForce RTX 5090 Laptop GPU", "RTX A5000 Laptop GPU", "Quadro RTX 5000 Mobile"])
def test_chips_of_laptops_are_not_taken_for_the_cards_of_their_name(name: str) -> None:
    assert find_gpu(name) == GpuUnknown(name, (), ambiguous=False)
