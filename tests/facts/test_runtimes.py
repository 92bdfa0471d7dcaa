"""What a process takes besides weights and cache, against what was seen."""

import pytest

from generator.facts.gpus import all_gpus
from generator.facts.runtimes import cuda_context, kept_by_driver


@pytest.mark.parametrize(
    ("architecture", "seen_mib"),
    [
        ("Volta", 320),  # Titan V: https://github.com/pytorch/pytorch/issues/28394
        ("Ampere", 256),  # RTX 3090: https://github.com/invoke-ai/InvokeAI/issues/9413
        ("Ada Lovelace", 107),  # RTX 4060 Ti: https://github.com/ggml-org/llama.cpp/pull/23604
        ("Blackwell", 555),  # RTX PRO 6000, same place
    ],
)
def test_a_context_is_never_counted_smaller_than_one_that_was_seen(architecture: str, seen_mib: int) -> None:
    assert architecture in {gpu.architecture for gpu in all_gpus()}
    assert cuda_context(architecture).memory_mib >= seen_mib


def test_every_architecture_has_a_context_with_a_source() -> None:
    for gpu in all_gpus():
        context = cuda_context(gpu.architecture)
        assert 200 <= context.memory_mib <= 600
        assert context.source
    assert cuda_context("Hopper").assumed


@pytest.mark.parametrize(
    ("total_mib", "left_mib"),
    [
        (24576, 23.56 * 1024),  # RTX 3090: https://github.com/wtdcode/vllm-backport/issues/34
        (24576, 23.58 * 1024),  # RTX 3090: https://github.com/vllm-project/vllm/pull/14447
        (97887, 97247),  # RTX PRO 6000: https://github.com/ggml-org/llama.cpp/pull/23604
    ],
)
def test_the_driver_keeps_no_more_than_is_counted(total_mib: int, left_mib: float) -> None:
    assert total_mib - kept_by_driver(total_mib).memory_mib <= left_mib


def test_an_architecture_that_nobody_measured_takes_what_ollama_keeps_free() -> None:
    # 479199232 bytes are 457 MiB: https://github.com/ollama/ollama/issues/10588.
    assert cuda_context("Hopper").memory_mib == cuda_context("Rubin").memory_mib == 479199232 // 2**20


def test_what_the_driver_keeps_is_assumed_and_rounded_up() -> None:
    # Two per cent of 24576 are 491.52, of 10000 just 200.
    assert [kept_by_driver(total).memory_mib for total in (24576, 10000)] == [492, 200]
    assert isinstance(kept_by_driver(24576).memory_mib, int)
    assert kept_by_driver(24576).assumed is True
    assert "https://" in kept_by_driver(24576).source


def test_an_instance_keeps_the_same_whatever_its_size() -> None:
    # 13 of 19968 MiB were used on an instance that nobody used.
    assert [kept_by_driver(total, is_instance=True).memory_mib for total in (19968, 40192)] == [13, 13]
    assert "https://" in kept_by_driver(19968, is_instance=True).source
