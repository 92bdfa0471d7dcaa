"""How far the aliases of one text may expand."""

from generator.model.tree import Tree

_VALUES_FOR_EACH = 10
_VALUES_FREE = 20_000
"""Real files repeat less than they write; some do so a few times over. Every rule walks every value that there is."""


class Expansion:
    """What the aliases of a text have expanded to, of `limit` characters and values, and of a multiple of the text."""

    def __init__(self, limit: int) -> None:
        """Start with nothing expanded."""
        self._limit = limit
        self._spent = 0
        self._values = 0
        self._written_before = 0

    def end_document(self, written: int) -> None:
        """Let a document's parts, which are `written` there, count for those that follow."""
        self._written_before += written

    def spend(self, value: Tree, written: int) -> str | None:
        """Take a value that is repeated after `written` parts of its document; return what that is too much for."""
        self._values += 1
        self._spent += 1 + (len(value) if isinstance(value, str) else 0)
        if self._spent > self._limit:
            return f"{self._limit} characters and values"
        most = _VALUES_FREE + _VALUES_FOR_EACH * (self._written_before + written)
        return f"{most} values" if self._values > most else None
