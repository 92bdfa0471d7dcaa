"""What a running model needs on a GPU: weights, cache, work space, CUDA context, each with formula and source."""

from functools import cache
from math import ceil
from typing import NamedTuple

from generator.facts.models import find_model
from generator.facts.quantisations import BLOCK, NARROW_ENDS, CacheType, Quantisation
from generator.facts.runtimes import GRAPHS_MIB, MICRO_BATCH, SAMPLER_COPIES, SEQUENCES, WINDOW_PAD, cuda_context
from generator.model.ai_model import LanguageModel

_MIB_BITS = 8 * 1024 * 1024
_USUAL_VOCAB = 152064
_USUAL_HIDDEN = 8192


class Usage(NamedTuple):
    """How a model is run: `context` tokens for each of `batch` sequences."""

    model: LanguageModel
    quantisation: Quantisation
    cache_type: CacheType
    context: int
    batch: int


class Portion(NamedTuple):
    """A part of the memory in MiB, rounded up; `formula` as people would write it, `assumed` if not measured."""

    name: str
    memory_mib: int
    formula: str
    source: str
    assumed: bool = False


class Need(NamedTuple):
    """All that one process of a model takes."""

    portions: tuple[Portion, ...]

    @property
    def memory_mib(self) -> int:
        """The sum in MiB."""
        return sum(portion.memory_mib for portion in self.portions)


def need(usage: Usage, architecture: str) -> Need:
    """Return the memory of one process on a GPU of that architecture."""
    return Need((weights(usage.model, usage.quantisation), kv_cache(usage), work_space(usage), _context(architecture)))


def weights(model: LanguageModel, quantisation: Quantisation) -> Portion:
    """Return the memory of the weights, all of them; llama.cpp leaves an input embedding of its own on the host."""
    bits = _weight_bits(model, quantisation)
    average = bits / model.parameters
    formula = f"{model.parameters / 1e9:.2f} billion parameters x {average:.2f} bits"
    return Portion("weights", _mib(bits), formula, quantisation.source)


def kv_cache(usage: Usage) -> Portion:
    """Return the memory of keys and values; sliding-window layers keep their window and one micro-batch."""
    model, bits = usage.model, usage.cache_type.bits
    per_layer = 2 * model.kv_heads * model.head_dim * bits * usage.batch
    full = model.layers - model.window_layers
    tokens = f"{full} layers x {usage.context} tokens"
    total = full * usage.context * per_layer
    if model.window is not None and model.window_layers:
        kept = min(usage.context, window_tokens(model.window))
        tokens = f"({tokens} + {model.window_layers} layers x {kept} tokens)"
        total += model.window_layers * kept * per_layer
    formula = f"2 x {tokens} x {model.kv_heads} KV heads x {model.head_dim} x {bits:g} bits"
    formula += f" x {usage.batch} sequences" if usage.batch > 1 else ""
    return Portion("KV cache", _mib(total), formula, f"{usage.cache_type.name}: {usage.cache_type.source}")


def window_tokens(window: int) -> int:
    """Return how many tokens llama.cpp keeps for a layer that looks back over a window."""
    return ceil((window + MICRO_BATCH) / WINDOW_PAD) * WINDOW_PAD


def work_space(usage: Usage) -> Portion:
    """Return what computing takes: llama.cpp's compute buffer with flash attention, or vLLM's sampler and graphs."""
    model = usage.model
    vocab, hidden = model.vocab_size or _USUAL_VOCAB, model.hidden_size or _USUAL_HIDDEN
    unknown = model.vocab_size is None
    if usage.quantisation.gguf:
        return Portion(
            "work space",
            _mib(32 * MICRO_BATCH * (vocab + hidden)),
            f"{MICRO_BATCH} tokens x ({vocab} vocabulary + {hidden} hidden) x 32 bits",
            "llama.cpp's compute buffer with flash attention, as logged: "
            "https://github.com/JamePeng/llama-cpp-python/pull/1",
            unknown,
        )
    return Portion(
        "work space",
        _mib(32 * SAMPLER_COPIES * SEQUENCES * vocab) + GRAPHS_MIB,
        f"{SAMPLER_COPIES} x {SEQUENCES} sequences x {vocab} vocabulary x 32 bits + {GRAPHS_MIB} MiB of CUDA graphs",
        "vLLM, fitted to https://github.com/vllm-project/vllm/pull/10511",
        assumed=True,
    )


def _context(architecture: str) -> Portion:
    overhead = cuda_context(architecture)
    return Portion("CUDA context", overhead.memory_mib, architecture, overhead.source, overhead.assumed)


def _weight_bits(model: LanguageModel, quantisation: Quantisation) -> float:
    if not model.embedding_parameters:
        return model.parameters * _whole_bits(quantisation)
    output = model.embedding_parameters
    embedding = 0 if model.tied_embeddings else output
    layers = model.parameters - embedding - output - model.expert_parameters
    per_layer = _layer_bits(quantisation)
    if quantisation.narrow_bits is not None and (model.hidden_size or BLOCK) % BLOCK:
        return (
            layers * quantisation.narrow_bits + (embedding + output) * NARROW_ENDS + model.expert_parameters * per_layer
        )
    return (
        layers * per_layer
        + model.expert_parameters * (quantisation.expert_bits or per_layer)
        + embedding * quantisation.embedding_bits
        + output * quantisation.output_bits
    )


@cache
def _layer_bits(quantisation: Quantisation) -> float:
    """Return the bits of a weight in a layer: what was published, less embedding and output of the reference model."""
    if quantisation.layer_bits is not None:
        return quantisation.layer_bits
    reference = _reference(quantisation)
    ends = reference.embedding_parameters * (quantisation.embedding_bits + quantisation.output_bits)
    whole = reference.parameters * (quantisation.whole_bits or 0.0)
    return (whole - ends) / (reference.parameters - 2 * reference.embedding_parameters)


def _whole_bits(quantisation: Quantisation) -> float:
    """Return the bits of a weight on average over the reference model, for a model of which no more is known."""
    if quantisation.whole_bits is not None:
        return quantisation.whole_bits
    reference = _reference(quantisation)
    return _weight_bits(reference, quantisation) / reference.parameters


def _reference(quantisation: Quantisation) -> LanguageModel:
    found = find_model(quantisation.reference)
    if not isinstance(found, LanguageModel):
        raise TypeError(f"{quantisation.reference} is no language model")
    return found


def _mib(bits: float) -> int:
    return ceil(bits / _MIB_BITS)
