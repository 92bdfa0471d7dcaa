"""AI models by the names that people, Ollama and Hugging Face give them."""

import re
from functools import cache

from generator.facts.datafile import Fields, read_fields
from generator.model.ai_model import LanguageModel, Measured, MeasuredModel, ModelUnknown

MODEL_IDS = (
    "deepseek-coder-6.7b",
    "deepseek-r1-distill-llama-70b",
    "deepseek-r1-distill-llama-8b",
    "deepseek-r1-distill-qwen-1.5b",
    "deepseek-r1-distill-qwen-14b",
    "deepseek-r1-distill-qwen-32b",
    "deepseek-r1-distill-qwen-7b",
    "flux.1-dev",
    "gemma-2-27b",
    "gemma-2-2b",
    "gemma-2-9b",
    "gemma-2b",
    "gemma-3-12b",
    "gemma-3-1b",
    "gemma-3-27b",
    "gemma-3-4b",
    "gemma-7b",
    "gpt-oss-120b",
    "gpt-oss-20b",
    "llama-3-8b",
    "llama-3.1-405b",
    "llama-3.1-70b",
    "llama-3.1-8b",
    "llama-3.2-1b",
    "llama-3.2-3b",
    "llama-3.3-70b",
    "mistral-7b",
    "mistral-small-24b",
    "mixtral-8x7b",
    "phi-3-mini",
    "phi-4",
    "phi-4-mini",
    "qwen2.5-0.5b",
    "qwen2.5-1.5b",
    "qwen2.5-14b",
    "qwen2.5-32b",
    "qwen2.5-3b",
    "qwen2.5-72b",
    "qwen2.5-7b",
    "qwen3-0.6b",
    "qwen3-1.7b",
    "qwen3-14b",
    "qwen3-235b-a22b",
    "qwen3-30b-a3b",
    "qwen3-32b",
    "qwen3-4b",
    "qwen3-8b",
    "sdxl-base-1.0",
    "whisper-large-v3",
)
"""Every model that has a file in `models`, sorted."""

_MOST_TEXT = 100
_SHOWN = 3
_VARIANT = re.compile(r"(-(instruct|it|chat|hf|base|latest))+$")
_QUANTISED = re.compile(r"(-(awq|gptq|int4|int8|fp8|bf16|4bit|8bit|w4a16|w8a8|bnb|dynamic|quantized))+$")
_WORD = re.compile(r"[a-z0-9]+")


@cache
def find_model(name: str) -> LanguageModel | MeasuredModel | ModelUnknown:
    """Return the model of that id, name, Ollama tag or Hugging Face repository, else the ids that come nearest.

    An owner before a slash and endings such as ``-instruct`` say nothing about memory and are passed over.
    """
    wanted = _squash(name[:_MOST_TEXT])
    known = _spellings()
    if wanted in known:
        return _load(known[wanted])
    import difflib

    longer = (spelling for spelling in known if wanted and spelling.startswith(wanted))
    close = difflib.get_close_matches(wanted, tuple(known), n=4 * _SHOWN)
    return ModelUnknown(name, tuple(dict.fromkeys(known[spelling] for spelling in (*longer, *close)))[:_SHOWN])


@cache
def heads_of(name: str) -> tuple[int, int] | None:
    """Return the attention heads of a language model and those of its keys and values; None for one that is not known.

    Variants that were trained further or quantised have the heads of what they were made from.
    """
    squashed = _squash(_QUANTISED.sub("", name[:_MOST_TEXT].lower()))
    found = _load(_spellings()[squashed]) if squashed in _spellings() else None
    if not isinstance(found, LanguageModel) or found.heads is None:
        return None
    return found.heads, found.kv_heads


@cache
def all_models() -> tuple[LanguageModel | MeasuredModel, ...]:
    """Return every model of the catalogue, sorted by id."""
    return tuple(_load(model_id) for model_id in MODEL_IDS)


@cache
def _spellings() -> dict[str, str]:
    return {
        _squash(spelling): model.id for model in all_models() for spelling in (model.id, model.name, *model.aliases)
    }


def _squash(text: str) -> str:
    plain = "-".join(_WORD.findall(text.lower().rpartition("/")[2]))
    return _VARIANT.sub("", plain).replace("-", "")


@cache
def _load(model_id: str) -> LanguageModel | MeasuredModel:
    fields = read_fields("models", model_id)
    measured = tuple(_measured(child) for child in fields.children("measured"))
    if measured:
        return MeasuredModel(model_id, fields.text("name"), fields.texts("aliases"), measured, fields.texts("notes"))
    return _language_model(model_id, fields)


def _measured(fields: Fields) -> Measured:
    return Measured(fields.text("what"), fields.integer("memory_mib"), fields.text("source"))


def _language_model(model_id: str, fields: Fields) -> LanguageModel:
    hidden, layers, head_dim = fields.integer("hidden_size"), fields.integer("layers"), fields.integer("head_dim")
    heads, kv_heads = fields.integer("heads"), fields.integer("kv_heads")
    experts = fields.integer_or_none("experts") or 1
    embedding = fields.integer("vocab_size") * hidden
    tied = fields.boolean("tied_embeddings")
    feed_forward = layers * experts * 3 * hidden * fields.integer("intermediate_size")
    attention = layers * 2 * hidden * head_dim * (heads + kv_heads)
    return LanguageModel(
        id=model_id,
        name=fields.text("name"),
        aliases=fields.texts("aliases"),
        parameters=embedding * (1 if tied else 2) + attention + feed_forward,
        embedding_parameters=embedding,
        tied_embeddings=tied,
        expert_parameters=feed_forward if experts > 1 else 0,
        layers=layers,
        heads=heads,
        kv_heads=kv_heads,
        head_dim=head_dim,
        window=fields.integer_or_none("window"),
        window_layers=fields.integer_or_none("window_layers") or 0,
        hidden_size=hidden,
        vocab_size=fields.integer("vocab_size"),
        max_context=fields.integer("max_context"),
        quantisation=fields.text_or_none("quantisation"),
        sources=fields.text_pairs("sources"),
        notes=fields.texts("notes"),
    )
