import re

import pytest

from generator.cli.gpus import command as gpus
from generator.cli.gpus import complete_gpu
from generator.facts.gpus import GPU_IDS
from tests.cli.fakes import Call


def test_alone_it_lists_every_gpu(call: Call) -> None:
    outcome = call("gpus")
    assert (outcome.status, outcome.err) == (0, "")
    heading, *lines = outcome.out.splitlines()
    assert heading.split("  ")[0] == "MODEL"
    assert [line.split()[0] for line in lines] == list(GPU_IDS)
    rows = {line.split()[0]: re.split(r" {2,}", line) for line in lines}
    assert rows["a100-sxm4-40gb"] == ["a100-sxm4-40gb", "40960 MiB", "8.0", "48, limited", "up to 7"]
    assert rows["titan-v"][3:] == ["16, limited", "-"]
    assert rows["gb10"][1:] == ["about 119 GiB", "12.1", "48, not limited", "-"]


def test_a_card_is_told_with_its_mig_profiles_and_their_resources(call: Call) -> None:
    told = call("gpus", "NVIDIA-A30-SHARED").out
    assert told.startswith("a30: A30\n  label       NVIDIA-A30\n")
    assert re.search(r"1g\.6gb\+me +nvidia\.com/mig-1g\.6gb\.me +5836 MiB +1 +R470\n", told)
    assert "closed kernel modules" in told


def test_a_name_of_several_tells_each_once(call: Call) -> None:
    told = call("gpus", "GTX 1060", "gtx-1060-6gb").out
    assert re.findall(r"^(gtx\S+):", told, re.MULTILINE) == ["gtx-1060-3gb", "gtx-1060-6gb"]
    assert "R580 is the last that knows it; closed kernel modules only" in told
    assert "16 clients, without a limit that holds" in told


def test_a_card_that_is_described_is_told_as_far_as_that_goes(call: Call) -> None:
    told = call("gpus", "NVIDIA X 9, 8192 MiB, 8.6").out
    assert told.startswith("x-9: NVIDIA X 9\n")
    assert "MIG         none is known of this card" in told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("RTX 3091", "there is no GPU 'RTX 3091'. Did you mean rtx-3090"),
        ("\x1b[2J", "there is no GPU '\\x1b[2J'."),
        ("RTX 3090, 8192 MiB, 8.6", "8192 MiB is no GeForce RTX 3090's"),
    ],
)
def test_what_is_no_gpu_is_a_usage_error(name: str, told: str, call: Call) -> None:
    outcome = call("gpus", "a30", name)
    assert (outcome.status, outcome.out) == (2, "")
    assert told in outcome.err
    assert "`gpuslice gpus` lists those that are known." in outcome.err


def test_gpus_are_completed() -> None:
    found = complete_gpu(gpus.make_context("gpus", []), gpus.params[0], "A3")
    assert [item.value for item in found] == ["a30"]
