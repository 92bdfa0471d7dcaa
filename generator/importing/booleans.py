"""Texts that a chart takes for true or false: words without quotes as Helm reads them, others by what they become.

Sources: sigs.k8s.io/yaml goyaml.v2/resolve.go, by which Helm 3 and 4 read values; generator/facts/value_types.py.
"""

from generator.facts.value_types import Outcome, outcome_of
from generator.importing.lines import Lines
from generator.importing.source import Source
from generator.model.chart import ValueFact
from generator.model.manifest_value import Value, is_filled_in_later
from generator.yamltext.old_words import old_bool

_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})


def with_booleans(source: Source, lines: Lines) -> Source:
    """Return the source with what its chart takes texts for."""

    def read(fact: ValueFact, value: Value) -> bool | None:
        text = value.tree
        if not isinstance(text, str) or is_filled_in_later(text):
            return None
        word = old_bool(text)
        if word is not None and lines.is_bare(value.place):
            return word
        # The field of an object is what it is: no template reads it.
        outcome = None if source.policy is not None else outcome_of(source.chart, source.release, fact)
        if outcome is Outcome.TRUTHY:
            return bool(text)
        if outcome is Outcome.PRINTED:
            return True if text in _TRUE else False if text in _FALSE else word
        return None

    return source._replace(said=source.said.with_booleans(read))
