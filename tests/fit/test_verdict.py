"""Verdicts agree with plain sums, and what is offered instead really fits while the next step does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.facts.models import all_models, find_model
from generator.facts.quantisations import (
    CACHE_TYPES,
    QUANTISATIONS,
    CacheType,
    Quantisation,
    find_cache_type,
    find_quantisation,
)
from generator.fit.need import Usage, need
from generator.fit.place import Place, Spot, place_on
from generator.fit.verdict import judge
from generator.model.ai_model import LanguageModel

MODELS = [model for model in all_models() if isinstance(model, LanguageModel)]
SPOTS = (
    Spot("RTX 3090"),
    Spot("RTX 3090", share=2),
    Spot("RTX 3090", share=4),
    Spot("T4", share=3, mode="mps"),
    Spot("A100-SXM4-80GB", mig="1g.10gb"),
    Spot("H200"),
)


def place(spot: Spot) -> Place:
    found = place_on(spot)
    assert isinstance(found, Place)
    return found


def usage(name: str, quant: str = "Q4_K_M", context: int = 8192, batch: int = 1) -> Usage:
    model, quantisation, cache = find_model(name), find_quantisation(quant), find_cache_type("fp16")
    assert isinstance(model, LanguageModel)
    assert isinstance(quantisation, Quantisation)
    assert isinstance(cache, CacheType)
    return Usage(model, quantisation, cache, context, batch)


SEED = (
    ("llama-3.3-70b", 40, 43707, False, False),
    ("llama-3.1-8b", 5, 6307, True, False),
    ("qwen2.5-7b", 5, 5542, True, True),
    ("mistral-7b", 5, 5604, True, True),
    ("phi-3-mini", 3, 5682, True, True),
    ("gemma-2b", 2, 2530, True, True),
)
"""The table of the workstation with four RTX 3090: model, the GB it gives, then what is needed with 8192 tokens in MiB,
and whether 2 and 4 pods have room on one card."""


@pytest.mark.parametrize(("name", "said_gb", "one_mib", "two", "four"), SEED)
def test_the_table_of_the_workstation(name: str, said_gb: float, one_mib: int, two: bool, four: bool) -> None:
    """Its verdicts for two pods hold. Its figures are those of the weights alone: what runs takes more, most of all
    Phi-3, whose 32 KV heads make a cache larger than its weights."""
    asked = usage(name)
    assert need(asked, "Ampere").memory_mib == one_mib
    assert one_mib * 2**20 > said_gb * 1e9
    weights_gb = need(asked, "Ampere").portions[0].memory_mib * 2**20 / 1e9
    assert weights_gb == pytest.approx(said_gb, abs=max(0.8, 0.07 * said_gb))
    assert judge(asked, place(Spot("RTX 3090", share=2))).fits is two
    assert judge(asked, place(Spot("RTX 3090", share=4))).fits is four


def test_what_that_table_gets_wrong() -> None:
    """It offers `replicas: 1` for the 70B model, but no whole card holds it; and 8B would not run in its 4 shares."""
    whole = judge(usage("llama-3.3-70b"), place(Spot("RTX 3090")))
    assert not whole.fits
    assert whole.other_quantisation is None
    two_cards = 2 * place(Spot("RTX 3090")).usable_mib
    assert need(usage("llama-3.3-70b"), "Ampere").memory_mib < two_cards
    cache, weights = (need(usage("phi-3-mini"), "Ampere").portions[index].memory_mib for index in (1, 0))
    assert cache > weights


def test_fewer_units_may_run_it_than_there_are() -> None:
    verdict = judge(usage("qwen2.5-32b"), place(Spot("RTX 3090", share=2)))
    assert (verdict.fits, verdict.units_that_fit) == (False, 1)
    assert verdict.spare_mib == 12042 - 21571


def test_a_client_cannot_have_more_than_its_limit_though_the_card_is_idle() -> None:
    verdict = judge(usage("llama-3.1-8b"), place(Spot("RTX 3090", share=4, mode="mps")))
    assert (verdict.fits, verdict.units_that_fit) == (False, 0)


def test_another_format_is_offered_of_the_same_runtime() -> None:
    verdict = judge(usage("llama-3.1-8b", "fp16"), place(Spot("RTX 3080 Ti")))
    assert verdict.other_quantisation is not None
    assert verdict.other_quantisation.name == "fp8"  # 8660 + 1024 + 1765 + 338 MiB of 12042
    verdict = judge(usage("llama-3.1-8b", "Q8_0", 16384), place(Spot("A100-SXM4-80GB", mig="1g.10gb")))
    assert verdict.other_quantisation is not None
    assert verdict.other_quantisation.name == "Q6_K"


@settings(max_examples=60)
@given(
    st.sampled_from(MODELS),
    st.sampled_from(QUANTISATIONS),
    st.sampled_from(CACHE_TYPES),
    st.integers(1, 300_000),
    st.integers(1, 64),
    st.sampled_from(SPOTS),
)
def test_every_offer_fits_and_the_next_step_does_not(
    model: LanguageModel, quantisation: Quantisation, cache: CacheType, context: int, batch: int, spot: Spot
) -> None:
    asked, where = Usage(model, quantisation, cache, context, batch), place(spot)
    verdict = judge(asked, where)

    def taken(context: int = context, batch: int = batch) -> int:
        return need(asked._replace(context=context, batch=batch), where.architecture).memory_mib

    assert (
        verdict.fits
        == (taken() <= where.each_mib)
        == (where.replicas * taken() <= where.usable_mib and taken() <= where.alone_mib)
    )
    if verdict.largest_context:
        assert taken(context=verdict.largest_context) <= where.each_mib
    if model.max_context is not None and verdict.largest_context + 256 <= model.max_context:
        assert taken(context=verdict.largest_context + 256) > where.each_mib
    if verdict.largest_batch:
        assert taken(batch=verdict.largest_batch) <= where.each_mib
    if verdict.largest_batch < 4096:
        assert taken(batch=verdict.largest_batch + 1) > where.each_mib
    if verdict.units_that_fit:
        assert verdict.units_that_fit * taken() <= where.usable_mib
    if verdict.other_quantisation is not None:
        assert not verdict.fits
        offered = asked._replace(quantisation=verdict.other_quantisation)
        assert need(offered, where.architecture).memory_mib <= where.each_mib
