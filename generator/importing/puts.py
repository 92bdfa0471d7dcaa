"""From a value of the chart to a field of the profile that means the same."""

from generator.importing.draft import Draft
from generator.importing.source import Source
from generator.model.tree import Path


def put_text(source: Source, draft: Draft, path: tuple[str, ...], field: Path) -> None:
    """Put a text that is no default into a field."""
    value = source.said.text(*path)
    if value is not None:
        # A folder is the same with a slash behind it, which the profile does not take.
        folder = field[-1] == "installDir" and str(value.tree).rstrip("/")
        draft.put(field, folder or value.tree, value.place)


def put_changed(source: Source, draft: Draft, path: tuple[str, ...], field: Path) -> None:
    """Put a value that is no default into a field."""
    value = source.said.changed(*path)
    if value is not None:
        draft.put(field, value.tree, value.place)
