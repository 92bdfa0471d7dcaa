"""How many bits a weight or a cached value takes in each format, with the source of each figure.

Formats of GGUF files are mixtures of block formats, so their figure is the one published for a whole model; what the
layers alone take follows from it (`generator/fit/weights.py`).
"""

import re
from functools import cache
from typing import NamedTuple

_README = "ggml-org/llama.cpp tools/quantize/README.md @ 311c2c9, table of Llama-3.1-8B"
_Q4_0 = "https://github.com/ollama/ollama/pull/6279: Llama 3.1 70B, 37.22 GiB for 70.55 billion parameters"
_Q3_K_M = "https://github.com/ollama/ollama/issues/10553: Llama 3.1 70B, 31.91 GiB for 70.55 billion parameters"
_NARROW = ((6.5, 8.5), (5.5, 6.0), (4.5, 5.5), (0.0, 4.5))
"""What Q6_K, Q5_K, Q4_K and narrower blocks of 256 weights are replaced by (Q8_0, Q5_1, Q5_0, IQ4_NL) in rows that
they do not divide (ggml-org/llama.cpp src/llama-quant.cpp)."""
NARROW_ENDS = 8.5
"""Bits of embedding and output there."""
BLOCK = 256
"""Weights in a block of the k-quants."""
_OUTPUT = "output in Q6_K: ggml-org/llama.cpp src/llama-quant.cpp"


class Quantisation(NamedTuple):
    """A format of weights.

    `whole_bits` is what a weight takes on average over `reference`, a model of the catalogue, None where `layer_bits`
    is known by itself. `embedding_bits` holds for an input embedding, `output_bits` for the output layer and for an
    embedding that is both. `gguf` says that llama.cpp or Ollama runs it, else vLLM or the like. `narrow_bits`
    is what layers take instead where blocks do not divide the hidden size.
    """

    name: str
    gguf: bool
    layer_bits: float | None
    whole_bits: float | None
    embedding_bits: float
    output_bits: float
    source: str
    reference: str = "llama-3.1-8b"
    narrow_bits: float | None = None
    expert_bits: float | None = None
    aliases: tuple[str, ...] = ()


class CacheType(NamedTuple):
    """A format of cached keys and values."""

    name: str
    bits: float
    source: str
    aliases: tuple[str, ...] = ()


def _k_quant(name: str, whole_bits: float, embedding_bits: float, source: str = _README) -> Quantisation:
    narrow = next(bits for least, bits in _NARROW if embedding_bits >= least)
    return Quantisation(
        name, True, None, whole_bits, embedding_bits, 6.5625, f"{source}; {_OUTPUT}", narrow_bits=narrow
    )


QUANTISATIONS = (
    Quantisation("fp16", False, 16.0, None, 16.0, 16.0, "two bytes a weight", aliases=("bf16", "f16", "float16")),
    Quantisation("fp8", False, 8.0, None, 16.0, 16.0, "one byte a weight of a layer; embedding and output stay in 16"),
    Quantisation(
        "int8",
        False,
        8.0,
        None,
        16.0,
        16.0,
        "https://huggingface.co/RedHatAI/DeepSeek-R1-Distill-Qwen-14B-quantized.w8a8: 8 bits, lm_head ignored",
        aliases=("w8a8", "gptq-int8"),
    ),
    Quantisation(
        "awq",
        False,
        4 + 20 / 128,
        None,
        16.0,
        16.0,
        "https://huggingface.co/neody/r1-14b-awq/blob/main/config.json: 4 bits, a scale (16) and a zero (4) per 128",
        aliases=("gptq", "int4", "w4a16", "awq-int4", "gptq-int4"),
    ),
    Quantisation(
        "mxfp4",
        False,
        16.0,
        None,
        16.0,
        16.0,
        "openai/gpt-oss README.md @ 0492bd3: MXFP4 in the experts (4 bits, a scale of 8 per 32), the rest in bf16",
        expert_bits=4.25,
    ),
    Quantisation(
        "MXFP4_MOE",
        True,
        8.5,
        None,
        8.5,
        8.5,
        "ggml-org/llama.cpp src/llama-quant.cpp: experts in MXFP4, the rest in Q8_0",
        expert_bits=4.25,
    ),
    Quantisation("GGUF-F16", True, 16.0, None, 16.0, 16.0, _README, aliases=("gguf-bf16",)),
    Quantisation("Q8_0", True, 8.5, None, 8.5, 8.5, _README, aliases=("q8",)),
    _k_quant("Q6_K", 6.5633, 6.5625),
    _k_quant("Q5_K_M", 5.7036, 5.5),
    _k_quant("Q5_K_S", 5.5704, 5.5),
    _k_quant("Q4_K_M", 4.8944, 4.5),
    _k_quant("Q4_K_S", 4.6672, 4.5),
    _k_quant("Q4_0", 4.53, 4.5, _Q4_0)._replace(reference="llama-3.1-70b", aliases=("q4",), narrow_bits=None),
    _k_quant("IQ4_XS", 4.4597, 4.25),
    _k_quant("Q3_K_L", 4.2979, 3.4375),
    _k_quant("Q3_K_M", 3.88, 3.4375, _Q3_K_M)._replace(reference="llama-3.1-70b"),
    _k_quant("Q3_K_S", 3.6429, 3.4375),
    _k_quant("Q2_K", 3.1593, 2.625),
)
"""From the widest to the narrowest, those for vLLM first."""

_LLAMA_CPP_CACHE = "ggml-org/llama.cpp: blocks of 32 values with a scale of 16 bits"
CACHE_TYPES = (
    CacheType("fp16", 16.0, "the default of vLLM, llama.cpp and Ollama", ("bf16", "f16", "auto")),
    CacheType("fp8", 8.0, "one byte a value", ("fp8_e4m3", "fp8_e5m2", "int8")),
    CacheType("q8", 8.5, _LLAMA_CPP_CACHE, ("q8_0",)),
    CacheType("q4", 4.5, _LLAMA_CPP_CACHE, ("q4_0",)),
)
"""What `--kv-dtype` knows."""

_WORD = re.compile(r"[a-z0-9]+")


@cache
def find_quantisation(name: str) -> Quantisation | tuple[str, ...]:
    """Return a format by name in any case and punctuation, else the names spelled most alike."""
    known = {_squash(word): one for one in QUANTISATIONS for word in (one.name, *one.aliases)}
    return known.get(_squash(name)) or _alike(name, {word: one.name for word, one in known.items()})


@cache
def find_cache_type(name: str) -> CacheType | tuple[str, ...]:
    """Return a format of cached values by name, else the names spelled most alike."""
    known = {_squash(word): one for one in CACHE_TYPES for word in (one.name, *one.aliases)}
    return known.get(_squash(name)) or _alike(name, {word: one.name for word, one in known.items()})


def _squash(text: str) -> str:
    return "".join(_WORD.findall(text[:100].lower()))


def _alike(name: str, known: dict[str, str]) -> tuple[str, ...]:
    import difflib

    close = difflib.get_close_matches(_squash(name), tuple(known), n=6, cutoff=0.5)
    return tuple(dict.fromkeys(known[word] for word in close))[:3]
