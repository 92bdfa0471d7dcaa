"""Manifests of any form to what they say of GPUs: pure, no disk.

A module per form; `read` finds the form of a document, `joins` puts together what several files say.
"""

from generator.manifests.read import Read, SourceFile, read_manifests

__all__ = ["Read", "SourceFile", "read_manifests"]
