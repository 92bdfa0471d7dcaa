"""Texts with variables that Flux or envsubst fills in later: what they are by the variables' own defaults.

Source: fluxcd/pkg envsubst, which reads ``${VAR:=text}`` and ``${VAR:-text}`` as a shell does.
"""

import re

from generator.model.manifest_value import is_filled_in_later

_WITH_DEFAULT = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*:?[=-]([^${}]*)\}")


def by_defaults(text: str) -> str | None:
    """Return a text with the default of each variable in its place; None where none has one, or not all have."""
    found, number = _WITH_DEFAULT.subn(r"\1", text)
    return found if number and not is_filled_in_later(found) else None
