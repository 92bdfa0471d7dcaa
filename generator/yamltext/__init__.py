"""YAML text to data with positions, and data to YAML text: pure, no disk."""

from generator.yamltext.document import Document, locate
from generator.yamltext.reader import read_document, read_documents

__all__ = ["Document", "locate", "read_document", "read_documents"]
