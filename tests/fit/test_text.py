"""What people read: the whole ledger of one place, and tables."""

import re

import pytest

from generator.artifacts._memory_limits import memory_limits
from generator.budget import budgets
from generator.facts.models import all_models, find_model
from generator.facts.quantisations import CacheType, Quantisation, find_cache_type, find_quantisation
from generator.facts.runtimes import cuda_context
from generator.fit.need import Need, Portion, Usage
from generator.fit.place import Place, Spot, place_on, places_of
from generator.fit.text import measured_text, models_table, places_table, verdict_text, vllm_fraction
from generator.fit.verdict import Verdict, judge
from generator.model.ai_model import LanguageModel, MeasuredModel
from generator.resolve import resolve
from tests.support.plans import STANDALONE, plan_of
from tests.support.profiles import decoded, laid_over

HALF_A_3090 = """\
Llama 3.1 8B in Q4_K_M, 1 sequence of 8192 tokens,
on one of 2 time-slicing shares of GeForce RTX 3090

  weights          4686 MiB  8.03 billion parameters x 4.89 bits
  KV cache         1024 MiB  2 x 32 layers x 8192 tokens x 8 KV heads x 128 x 16 bits
  work space        259 MiB  512 tokens x (128256 vocabulary + 4096 hidden) x 32 bits
  CUDA context      338 MiB  Ampere (assumed)
  one process      6307 MiB
  device          24576 MiB  less 492 MiB for the driver (assumed)
  2 of them       12614 MiB  of 24084 MiB usable

fits: each of the 2 units may take 12042 MiB, 5735 MiB more than needed. The most that would fit: 54016 tokens
of context, or 6 sequences of 8192.

Shares multiply slots, not memory: all 2 have the same 24084 MiB, nothing keeps one from taking more, and
whoever asks last is told out of memory. The verdict is for all of them running this at once.

sources
"""


def _flat(text: str) -> str:
    return " ".join(text.split())


def verdict(name: str, spot: Spot, quant: str = "Q4_K_M", context: int = 8192) -> Verdict:
    model, quantisation, cache, place = (
        find_model(name),
        find_quantisation(quant),
        find_cache_type("fp16"),
        place_on(spot),
    )
    assert isinstance(model, LanguageModel)
    assert isinstance(quantisation, Quantisation)
    assert isinstance(cache, CacheType)
    assert isinstance(place, Place)
    return judge(Usage(model, quantisation, cache, context, 1), place)


def test_the_ledger_shows_the_sum_the_verdict_and_every_source() -> None:
    text = verdict_text(verdict("llama-3.1-8b", Spot("RTX 3090", share=2)))
    assert text.startswith(HALF_A_3090)
    sources = text.removeprefix(HALF_A_3090)
    for part in ("model  ", "weights  ", "KV cache  ", "work space  ", "CUDA context ", "driver  "):
        assert f"\n  {part}" in f"\n{sources}"
    assert "Meta-Llama-3.1-8B/blob/main/config.json; read in" in sources


def test_what_does_not_fit_is_said_with_what_would() -> None:
    text = verdict_text(verdict("qwen2.5-7b", Spot("RTX 3090", share=4), context=32768))
    assert "does not fit: each of the 4 units may take 6021 MiB, 865 MiB less than needed." in text
    assert "3 of 4 units could run it if the others stay idle. Up to 16896 tokens of context would fit." in _flat(text)
    assert "No format known here is narrow enough." in verdict_text(verdict("llama-3.3-70b", Spot("RTX 3090")))
    text = _flat(verdict_text(verdict("qwen2.5-32b", Spot("H200", share=24), context=32768)))
    assert "of 24 units could run it if the others stay idle. No format known here is narrow enough for all 24" in text


def test_a_client_of_mps_is_told_its_limit() -> None:
    text = verdict_text(verdict("llama-3.2-3b", Spot("L40S", share=10, mode="mps")))
    assert "floor(46068 / 10) = 4606 MiB; a pod with two processes has that twice" in text
    assert "Shares multiply" not in text


def test_vllm_is_told_how_much_it_may_take() -> None:
    """15316 + 1024 + 1765 MiB, less 512 MiB of CUDA graphs, are 0.7158 of 24576: 338 MiB of context come on top."""
    text = verdict_text(verdict("llama-3.1-8b", Spot("RTX 3090"), "fp16"))
    assert "`--gpu-memory-utilization 0.715 --max-model-len 8192`" in text.replace("\n", " ")
    assert "vLLM takes 90 % of the device unless told otherwise, newer releases 92 %, whoever" in _flat(text)
    assert "vLLM takes" not in verdict_text(verdict("llama-3.1-8b", Spot("RTX 3090"), "Q8_0"))
    assert "--gpu-memory-utilization" not in verdict_text(verdict("llama-3.3-70b", Spot("RTX 3090"), "fp16"))


@pytest.mark.parametrize(
    ("card", "architecture"), [("GTX 1070", "Pascal"), ("P100 SXM2", "Pascal"), ("M60", "Maxwell")]
)
def test_a_card_that_is_too_old_for_vllm_is_said(card: str, architecture: str) -> None:
    text = verdict_text(verdict("qwen2.5-0.5b", Spot(card), "fp16"))
    assert "vLLM asks for compute capability 7.0 or newer" in text
    assert f"which {architecture} has not" in _flat(text)
    assert "--gpu-memory-utilization" not in text
    assert "compute capability" not in verdict_text(verdict("qwen2.5-0.5b", Spot("GTX 1070")))


def test_more_context_than_the_model_has_is_said() -> None:
    assert "Llama 3 8B is made for 8192 tokens; 16384 were asked for." in (
        verdict_text(verdict("llama-3-8b", Spot("RTX 3090"), context=16384))
    )
    assert "8192 tokens of context (all that the model has)" in (
        verdict_text(verdict("llama-3-8b", Spot("RTX 3090"))).replace("\n", " ")
    )


def test_places_stand_in_a_table() -> None:
    text = places_table([verdict("llama-3.1-8b", spot) for spot in (Spot("RTX 3090"), Spot("RTX 3090", share=8))])
    subject, blank, *table = text.splitlines()
    assert (subject, blank) == ("Llama 3.1 8B in Q4_K_M, 1 sequence of 8192 tokens", "")
    assert [re.split("  +", line) for line in table] == [
        ["PLACE", "EACH MAY TAKE", "NEEDED", "VERDICT", "LARGEST CONTEXT"],
        ["GeForce RTX 3090", "24084 MiB", "6307 MiB", "fits", "131072"],
        [
            "one of 8 time-slicing shares of GeForce RTX 3090",
            "3010 MiB",
            "6307 MiB",
            "short by 3297 MiB, 3 of 8 would",
            "-",
        ],
    ]


def test_models_stand_in_a_table_and_the_measured_below() -> None:
    spot = Spot("RTX 3090", share=2)
    place = place_on(spot)
    assert isinstance(place, Place)
    measured = [model for model in all_models() if isinstance(model, MeasuredModel)]
    text = models_table(place, [verdict("gemma-2b", spot), verdict("gpt-oss-20b", spot, "mxfp4")], measured)
    table, _, below = text.partition("\n\nFLUX")
    cells = ["gemma-2b", "Q4_K_M", "1544 MiB", "144 MiB", "2530 MiB", "fits", "8192"]
    assert re.split("  +", table.splitlines()[3]) == cells
    assert "short by 4089 MiB, 1 of 2 would" in table.splitlines()[4]
    assert "23174 MiB, short by 11132 MiB: transformer in bf16" in below
    assert "3091 MiB, fits: faster-whisper, int8" in below


def test_what_was_only_measured_is_told_with_its_source() -> None:
    whisper, place = find_model("whisper"), place_on(Spot("T4", share=2))
    assert isinstance(whisper, MeasuredModel)
    assert isinstance(place, Place)
    text = measured_text(place, whisper)
    assert text.startswith(
        "on one of 2 time-slicing shares of T4: each unit may take 7526 MiB\n\nWhisper large-v3: measured only"
    )
    assert "11325 MiB, short by 3799 MiB: openai/whisper" in text
    assert "SYSTRAN/faster-whisper README.md" in text


@pytest.mark.parametrize(
    "spot", [Spot("RTX 3090", share=1000), Spot("GTX 1660"), Spot("A100-SXM4-80GB", mig="1g.10gb")]
)
def test_no_line_is_wide(spot: Spot) -> None:
    for model in all_models():
        if isinstance(model, LanguageModel):
            assert max(map(len, verdict_text(verdict(model.id, spot, "fp16")).splitlines())) <= 145, model.id


def test_reserved_memory_is_told() -> None:
    place = place_on(Spot("RTX 3090"))
    assert isinstance(place, Place)
    asked = verdict("llama-3.1-8b", Spot("RTX 3090")).usage
    text = verdict_text(judge(asked, place._replace(reserved_mib=2000)))
    assert "24576 MiB  less 2000 MiB reserved and 492 MiB for the driver (assumed)" in text


@pytest.mark.parametrize(
    "pool",
    [
        "gpus: [{model: RTX 4070 Ti SUPER}], timeSlicing: {replicas: 2}",
        "gpus: [{model: RTX 3090, reservedMemory: 2GiB}]",
        "gpus: [{model: L4}], mps: {replicas: 2}",
        "gpus: [{model: A100-SXM4-80GB}], mig: all-2g.20gb",
    ],
)
@pytest.mark.parametrize("name", ["qwen2.5-0.5b", "qwen2.5-3b", "llama-3.2-3b"])
def test_vllm_is_told_the_fraction_that_a_rendered_bundle_has(pool: str, name: str) -> None:
    pools = f"pools: [{{name: p, {pool}}}]\n"
    (where,) = places_of(plan_of(pools, install=STANDALONE))
    found = judge(verdict(name, Spot("H200"), "fp16").usage, where)
    declared = f"workloads: [{{name: w, namespace: n, memory: {found.need.memory_mib}MiB, framework: vllm}}]\n"
    plan = resolve(decoded(laid_over(pools + declared))).plan
    (limit,) = memory_limits(plan.workloads[0], budgets(plan))
    assert vllm_fraction(found) == limit.value
    # What vLLM takes by it, with all that comes on top, is what the verdict counted, but for what rounding leaves.
    taken = float(limit.value) * where.device_mib + 512 + cuda_context(where.architecture).memory_mib
    assert found.need.memory_mib - where.device_mib / 1000 - 1 <= taken <= found.need.memory_mib


def test_a_need_without_context_and_graphs_is_the_fraction() -> None:
    # (8215 - 457 - 512) / 16376 = 0.4425
    found = verdict("qwen2.5-3b", Spot("RTX 4070 Ti SUPER"), "fp16")
    need = Need((Portion("all", 8215, "", ""),))
    assert vllm_fraction(found._replace(need=need)) == "0.442"
