"""Manifests of any form to what they say of GPUs: pure, no disk.

A module per form; `read` finds the form of a document, `joins` puts together what several files say.
"""

from generator.manifests.read import Read, read_manifests
from generator.manifests.source import Instead, Load, SourceFile

__all__ = ["Instead", "Load", "Read", "SourceFile", "read_manifests"]
