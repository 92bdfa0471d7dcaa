"""A model that somebody describes by options instead of naming one of the catalogue."""

import re
from typing import NamedTuple

from generator.model.ai_model import LanguageModel

_COUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([bmk]?)", re.IGNORECASE)
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9}
_MOST = 10**14
_NOTE = (
    "Bits of a weight are those of the reference model as a whole, since nothing is known of this one's embedding; "
    "small models take more. Its vocabulary is assumed."
)


class Shape(NamedTuple):
    """The options, as typed; None where one is left out."""

    parameters: str | None = None
    layers: int | None = None
    kv_heads: int | None = None
    head_dim: int | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The options that are left out, as they are typed."""
        return tuple(f"--{name.replace('_', '-')}" for name, value in self._asdict().items() if value is None)


def described_model(shape: Shape) -> LanguageModel | None:
    """Return the model that a complete shape describes, None where it is incomplete or its parameters are no number."""
    count = parameter_count(shape.parameters or "")
    if count is None or shape.layers is None or shape.kv_heads is None or shape.head_dim is None:
        return None
    return LanguageModel(
        id="described",
        name=f"A model of {count / 1e9:g} billion parameters",
        aliases=(),
        parameters=count,
        embedding_parameters=0,
        tied_embeddings=False,
        expert_parameters=0,
        heads=None,
        layers=shape.layers,
        kv_heads=shape.kv_heads,
        head_dim=shape.head_dim,
        window=None,
        window_layers=0,
        hidden_size=None,
        vocab_size=None,
        max_context=None,
        quantisation=None,
        sources=(),
        notes=(_NOTE,),
    )


def parameter_count(text: str) -> int | None:
    """Return how many parameters ``8B``, ``0.5b`` or ``335M`` are, None where it is no such number or out of bounds."""
    found = _COUNT.fullmatch(text.strip()[:30])
    if found is None:
        return None
    count = round(float(found[1]) * _UNITS[found[2].lower()])
    return count if 1 <= count <= _MOST else None
