"""Formats answer to the names of llama.cpp, Ollama and vLLM."""

import pytest

from generator.facts.models import find_model
from generator.facts.quantisations import (
    CACHE_TYPES,
    QUANTISATIONS,
    CacheType,
    Quantisation,
    _k_quant,
    find_cache_type,
    find_quantisation,
)
from generator.model.ai_model import LanguageModel


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Q4_K_M", "Q4_K_M"),
        ("q4_k_m", "Q4_K_M"),
        ("q4km", "Q4_K_M"),
        ("q8_0", "Q8_0"),
        ("q8", "Q8_0"),
        ("fp16", "fp16"),
        ("BF16", "fp16"),
        ("int8", "int8"),
        ("W8A8", "int8"),
        ("gptq", "awq"),
        ("AWQ-INT4", "awq"),
        ("MXFP4", "mxfp4"),
        ("mxfp4_moe", "MXFP4_MOE"),
    ],
)
def test_a_usual_spelling_finds_its_format(name: str, known: str) -> None:
    found = find_quantisation(name)
    assert isinstance(found, Quantisation), found
    assert found.name == known


def test_another_gets_the_nearest() -> None:
    assert "Q5_K_M" in find_quantisation("q5_k")
    assert find_quantisation("\x00" * 1000) == ()
    assert find_cache_type("zzz") == ()


def test_no_name_means_two_formats() -> None:
    for one in QUANTISATIONS:
        assert [find_quantisation(name) for name in (one.name, *one.aliases)] == [one] * (1 + len(one.aliases))
    for kept in CACHE_TYPES:
        assert [find_cache_type(name) for name in (kept.name, *kept.aliases)] == [kept] * (1 + len(kept.aliases))


@pytest.mark.parametrize("one", QUANTISATIONS, ids=lambda one: one.name)
def test_figures_are_of_one_kind_and_sourced(one: Quantisation) -> None:
    assert (one.layer_bits is None) != (one.whole_bits is None)
    assert one.source
    assert isinstance(find_model(one.reference), LanguageModel)
    assert one.narrow_bits is None or one.narrow_bits >= one.embedding_bits


def test_a_block_of_32_values_carries_a_scale_of_16_bits() -> None:
    q8, q4 = find_cache_type("q8_0"), find_cache_type("q4_0")
    assert isinstance(q8, CacheType)
    assert isinstance(q4, CacheType)
    assert (q8.bits, q4.bits) == (8 + 16 / 32, 4 + 16 / 32)


@pytest.mark.parametrize(("bits", "narrow"), [(6.5625, 8.5), (5.5, 6.0), (4.5, 5.5), (4.25, 4.5), (2.625, 4.5)])
def test_rows_that_blocks_do_not_divide_take_the_next_format_of_small_blocks(bits: float, narrow: float) -> None:
    """Q8_0 has 8.5 bits a weight, Q5_1 6, Q5_0 5.5 and IQ4_NL 4.5, of which 0.5 or 1 are scales of 32 weights."""
    found = _k_quant("Q", bits + 0.25, bits, "source")
    assert (found.name, found.gguf, found.layer_bits, found.whole_bits) == ("Q", True, None, bits + 0.25)
    assert (found.embedding_bits, found.output_bits, found.narrow_bits) == (bits, 6.5625, narrow)
    assert found.source.startswith("source; ")


def test_a_format_that_is_unknown_is_answered_by_three_at_most() -> None:
    found = find_quantisation("Q4_K_X")
    assert isinstance(found, tuple)
    assert len(found) == 3
