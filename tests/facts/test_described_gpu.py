"""What a profile or a node's labels say of a GPU is taken as far as it can be true of that board."""

import pytest

from generator.facts.described_gpu import GpuContradiction, SaidGpu, labelled_gpu, named_gpu, said_gpu, why_none
from generator.facts.discovery_labels import FAMILY, WORDS
from generator.facts.gpus import all_gpus, find_gpu
from generator.model.gpu import Capability, Gpu, GpuUnknown, MpsClass, OpenModules


def described(name: str = "NVIDIA GeForce RTX 3099", memory: int = 8192, capability: Capability = (8, 6)) -> Gpu:
    found = said_gpu(SaidGpu(name, memory, capability))
    assert isinstance(found, Gpu)
    return found


@pytest.mark.parametrize("gpu", all_gpus(), ids=lambda gpu: gpu.id)
def test_what_follows_from_the_compute_capability_is_what_the_files_say(gpu: Gpu) -> None:
    other = described(capability=gpu.compute_capability)
    assert (other.architecture, other.gfd_family) == (gpu.architecture, gpu.gfd_family)
    assert (other.mps, other.mps_max_clients) == (gpu.mps, gpu.mps_max_clients)
    assert other.last_driver_branch == gpu.last_driver_branch
    if not gpu.id.startswith("gh200"):  # Grace is seen in the name alone.
        assert other.open_modules is gpu.open_modules


def test_a_described_gpu_has_the_label_that_feature_discovery_gives_it() -> None:
    gpu = described("NVIDIA  GeForce RTX 3099 (Laptop) GPU/A")
    assert gpu.label == "NVIDIA-GeForce-RTX-3099-Laptop-GPUA"
    assert gpu.id == "rtx-3099-laptop-gpua"
    assert gpu.marketing == "NVIDIA  GeForce RTX 3099 (Laptop) GPU/A"
    assert (gpu.memory_mib, gpu.memory_gib_marketing, gpu.pci_device_ids, gpu.mig_family) == (8192, 8, (), None)
    assert gpu.described


@pytest.mark.parametrize(
    ("capability", "family", "mps", "modules", "branch"),
    [
        ((5, 2), "maxwell", MpsClass.LEGACY, OpenModules.IMPOSSIBLE, 580),
        ((6, 1), "pascal", MpsClass.LEGACY, OpenModules.IMPOSSIBLE, 580),
        ((7, 2), "volta", MpsClass.VOLTA, OpenModules.IMPOSSIBLE, 580),
        ((7, 5), "turing", MpsClass.FULL, OpenModules.POSSIBLE, None),
        ((8, 7), "ampere", MpsClass.FULL, OpenModules.POSSIBLE, None),
        ((8, 9), "ada-lovelace", MpsClass.FULL, OpenModules.POSSIBLE, None),
        ((12, 1), "blackwell", MpsClass.FULL, OpenModules.REQUIRED, None),
    ],
)
def test_each_generation_shares_as_it_can(
    capability: Capability, family: str, mps: MpsClass, modules: OpenModules, branch: int | None
) -> None:
    gpu = described(capability=capability)
    assert (gpu.gfd_family, gpu.mps, gpu.open_modules, gpu.last_driver_branch) == (family, mps, modules, branch)
    assert gpu.gfd_family in WORDS[FAMILY]


@pytest.mark.parametrize("said", [SaidGpu("RTX 3099"), SaidGpu("RTX 3099", 8192), SaidGpu("RTX 3099", None, (8, 6))])
def test_half_a_description_is_none(said: SaidGpu) -> None:
    assert said_gpu(said) == find_gpu("RTX 3099")
    assert isinstance(said_gpu(said), GpuUnknown)


def test_what_is_said_of_a_known_gpu_takes_the_place_of_its_file() -> None:
    known = find_gpu("T4")
    assert isinstance(known, Gpu)
    assert said_gpu(SaidGpu("T4")) == known
    assert said_gpu(SaidGpu("T4", 15360, (7, 5), 0x1EB8)) == known
    assert said_gpu(SaidGpu("T4", 16384)) == known._replace(memory_mib=16384)  # ECC switched off
    assert said_gpu(SaidGpu("T4", None, None, 0x1EB9)) == known._replace(pci_device_ids=(0x1EB8, 0x1EB9))


@pytest.mark.parametrize(
    ("said", "key", "texts"),
    [
        (SaidGpu("T4", 8192), "memory", ("8192 MiB", "15360 MiB")),
        (SaidGpu("T4", 24576), "memory", ("24576 MiB", "15360 MiB")),
        (SaidGpu("T4", 15360, (8, 6)), "computeCapability", ("8.6", "7.5")),
    ],
)
def test_what_cannot_be_true_of_a_known_gpu_contradicts(said: SaidGpu, key: str, texts: tuple[str, str]) -> None:
    known = find_gpu("T4")
    assert isinstance(known, Gpu)
    assert said_gpu(said) == GpuContradiction(known, key, *texts)


@pytest.mark.parametrize(
    ("name", "memory", "gpu_id"),
    [
        ("V100-PCIE", 16384, "v100-pcie-16gb"),
        ("V100 SXM2", 32768, "v100-sxm2-32gb"),
        ("H100", 81559, None),  # two of the three boards have it
        ("H100", 95830, "h100-nvl"),
        ("V100-PCIE", 4096, None),
        ("RTX 3060", 8192, "rtx-3060-8gb"),
        ("RTX 3060", 12288, "rtx-3060"),
        ("NVIDIA-GeForce-RTX-3050", 6144, "rtx-3050-6gb"),
        ("NVIDIA GeForce RTX 4060 Ti", 16380, "rtx-4060-ti-16gb"),
        ("NVIDIA-GeForce-RTX-4060-Ti", 8188, "rtx-4060-ti-8gb"),
        ("V100-PCIE", None, None),
    ],
)
def test_memory_tells_boards_of_one_name_apart(name: str, memory: int | None, gpu_id: str | None) -> None:
    found = said_gpu(SaidGpu(name, memory))
    assert (found.id if isinstance(found, Gpu) else None) == gpu_id
    if gpu_id is None:
        assert found == find_gpu(name)


def labels(product: str, memory: str = "8192", major: str = "8", minor: str = "6") -> dict[str, str]:
    return {
        "nvidia.com/gpu.product": product,
        "nvidia.com/gpu.memory": memory,
        "nvidia.com/gpu.compute.major": major,
        "nvidia.com/gpu.compute.minor": minor,
    }


@pytest.mark.parametrize("end", ["", "-SHARED"])
def test_a_node_describes_its_gpu(end: str) -> None:
    gpu = labelled_gpu(labels(f"NVIDIA-GeForce-RTX-3099{end}"))
    assert gpu == described("NVIDIA-GeForce-RTX-3099")


@pytest.mark.parametrize(
    ("said", "memory"),
    [
        (labels("Tesla-T4", "15360", "7", "5"), 15360),
        (labels("Tesla-T4-SHARED", "16384", "7", "5"), 16384),
        (labels("Tesla-T4", "4096", "7", "5"), 15360),
        (labels("NVIDIA-GeForce-RTX-4090", "1", "8", "9"), 24564),  # written by hand: no T4 has it
        (labels("Tesla-T4", "", "", ""), 15360),
        (labels("Tesla-T4", "15109", "7", "5"), 15360),  # another driver's release
        ({"nvidia.com/gpu.product": "Tesla-T4"}, 15360),
        (labels("NVIDIA-A100-SXM4-40GB-MIG-1g.5gb", "4864", "8", "0"), 40960),
        (labels("NVIDIA-A100-SXM4-40GB-MIG-1g.5gb-SHARED", "39936", "8", "0"), 40960),
    ],
)
def test_a_node_says_the_memory_of_a_known_gpu(said: dict[str, str], memory: int) -> None:
    gpu = labelled_gpu(said)
    assert gpu is not None
    assert (gpu.memory_mib, gpu.described) == (memory, False)


@pytest.mark.parametrize(
    "said",
    [
        {},
        labels(""),
        labels("NVIDIA-GeForce-RTX-3099", memory="8 GiB"),
        labels("NVIDIA-GeForce-RTX-3099", memory="0"),
        labels("NVIDIA-GeForce-RTX-3099", memory="9" * 5000),
        labels("NVIDIA-GeForce-RTX-3099", major="1" * 5000),
        labels("NVIDIA-GeForce-RTX-3099", major="3", minor="5"),
        labels("NVIDIA-Thor", major="11", minor="0"),
        labels("NVIDIA-X99", major="13", minor="0"),
        labels("NVIDIA-GeForce-RTX-3099", minor="x"),
        labels("NVIDIA-X99-MIG-1g.10gb"),
    ],
)
def test_labels_that_do_not_describe_a_gpu_say_nothing(said: dict[str, str]) -> None:
    assert labelled_gpu(said) is None


@pytest.mark.parametrize("text", ["NVIDIA X 9, 8192 MiB, 8.6", " NVIDIA X 9,8192MiB,8.6 "])
def test_a_line_of_nvidia_smi_describes_a_gpu(text: str) -> None:
    assert named_gpu(text) == described("NVIDIA X 9")


@pytest.mark.parametrize("text", ["RTX 3090", "NVIDIA GeForce RTX 3090, 24576 MiB, 8.6"])
def test_what_is_known_is_known_by_its_name_and_by_its_line(text: str) -> None:
    assert named_gpu(text) == find_gpu("RTX 3090")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("RTX 3090, 8192 MiB, 8.6", "8192 MiB is no GeForce RTX 3090's: it has 24576 MiB"),
        ("RTX 5000", "'RTX 5000' is the name of several GPUs: quadro-rtx-5000, rtx-5000-ada, rtx-pro-5000"),
        ("Foo, 8192 MiB, 3.5", "there is no GPU 'Foo, 8192 MiB, 3.5'. A card that is not known here is described by"),
    ],
)
def test_what_is_no_gpu_says_why(text: str, why: str) -> None:
    found = named_gpu(text)
    assert not isinstance(found, Gpu)
    assert why in why_none(found)
