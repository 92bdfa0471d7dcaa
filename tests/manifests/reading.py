"""Reads manifests that stand in texts, by file name."""

from collections.abc import Mapping

from generator.manifests import Read, SourceFile, read_manifests
from generator.model.manifest import Context, Manifests


def read(files: "str | Mapping[str, str]", context: Context | None = None) -> Read:
    """Read one text, or several."""
    texts = {"given.yaml": files} if isinstance(files, str) else files
    data = {name: text.encode() for name, text in texts.items()}
    return read_manifests((SourceFile(*item) for item in data.items()), context or Context(), data.get)


def manifests(files: "str | Mapping[str, str]", context: Context | None = None) -> Manifests:
    """Return what they say; nothing may be unreadable."""
    found = read(files, context)
    assert (found.findings, found.templates) == ((), ())
    return found.manifests
