"""Models that people run on shared GPUs: what their memory follows from, or what was measured."""

from typing import NamedTuple


class LanguageModel(NamedTuple):
    """A decoder-only transformer, reduced to what its memory follows from.

    Parameters count all experts, since all of them are kept in memory. A model that somebody describes by options has
    no `hidden_size`, `vocab_size` and `max_context`, and no parameters apart.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    parameters: int
    embedding_parameters: int
    """Parameters of the token embedding; an output layer of its own has as many again."""
    tied_embeddings: bool
    """True where the output layer is the embedding."""
    expert_parameters: int
    """Those in the experts of a mixture; 0 in a dense model."""
    layers: int
    heads: int | None
    """Attention heads, None for a model that somebody describes by options."""
    kv_heads: int
    head_dim: int
    window: int | None
    """Tokens that a sliding-window layer looks back, None where every layer sees all."""
    window_layers: int
    hidden_size: int | None
    vocab_size: int | None
    max_context: int | None
    quantisation: str | None
    """The quantisation that it is published in, None for 16 bits."""
    sources: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


class Measured(NamedTuple):
    """Memory that somebody published, in MiB, and under which conditions."""

    what: str
    memory_mib: int
    source: str


class MeasuredModel(NamedTuple):
    """A model whose memory no short formula gives: only what was measured is known."""

    id: str
    name: str
    aliases: tuple[str, ...]
    measured: tuple[Measured, ...]
    notes: tuple[str, ...]


class ModelUnknown(NamedTuple):
    """A spelling that names no model of the catalogue, and the ids spelled most alike."""

    name: str
    nearest: tuple[str, ...]
