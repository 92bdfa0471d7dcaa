"""YAML text to data with positions, and data to YAML text: pure, no disk."""

from generator.yamltext.document import Document, locate
from generator.yamltext.inner import read_inner, read_inner_documents
from generator.yamltext.reader import read_document, read_documents
from generator.yamltext.writer import canonical_json, write_documents, write_yaml

__all__ = [
    "Document",
    "canonical_json",
    "locate",
    "read_document",
    "read_documents",
    "read_inner",
    "read_inner_documents",
    "write_documents",
    "write_yaml",
]
