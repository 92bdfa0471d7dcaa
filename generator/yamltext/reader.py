"""YAML text to plain data: the one place where YAML is read.

YAML 1.2 meanings, keys are always text, duplicate keys are refused, every fault has a line and a column.
Whatever the bytes hold, the answer is a value: findings, never an exception.

`lenient` is for manifests that others wrote: merge keys (`<<`) are merged as in YAML 1.1, and a value with
a tag that means nothing here is kept, a scalar as its text.
"""

from generator.model.finding import Finding
from generator.yamltext.document import Document, file_order
from generator.yamltext.problems import MAX_FINDINGS, RECOVERABLE, finding
from generator.yamltext.source import Source, decode

MAX_BYTES = 1 << 20
"""Default size limit of a file, in bytes: etcd takes no object beyond 1.5 MiB, and a profile has a few KiB.

More than this no file's aliases may expand to, in characters and values, however large the file may be.
"""


def read_document(
    text: bytes, file: str, max_bytes: int = MAX_BYTES, *, lenient: bool = False
) -> tuple[Document | None, tuple[Finding, ...]]:
    """Return the only document of a file of at most `max_bytes` bytes, and every fault found, in file order.

    There is a document without findings, or findings and no document. Duplicate keys alone give both:
    the first of each counts, so that the remaining checks can run; such a document must not be used further.
    """
    source, findings = decode(text, file, max_bytes, lenient)
    if findings:
        return None, _shown(findings, file)
    return only_document(source, max_bytes)


def read_documents(
    text: bytes, file: str, max_bytes: int = MAX_BYTES, *, lenient: bool = False
) -> tuple[tuple[Document, ...], tuple[Finding, ...]]:
    """Return the documents of a stream of at most `max_bytes` bytes that could be read, and every fault found.

    An empty file has no documents and no fault; nothing between two `---` lines is a document whose data is None.
    Of duplicate keys the first counts.
    """
    source, findings = decode(text, file, max_bytes, lenient)
    if findings:
        return (), _shown(findings, file)
    return all_documents(source, max_bytes)


def only_document(source: Source, budget: int) -> tuple[Document | None, tuple[Finding, ...]]:
    """Return the only document of a text that may be parsed; its aliases may expand to `budget`, or `MAX_BYTES`."""
    # Importing the YAML library costs more than reading a profile.
    from generator.yamltext.stream import read_stream

    reads, found = read_stream(source, min(budget, MAX_BYTES), most=2)
    if len(reads) > 1:
        return None, _shown((*found, source.finding("YAML006", reads[1].start)), source.file)
    if not found and (not reads or reads[0].is_unwritten):
        return None, (source.finding("YAML001", None),)
    whole = reads and all(fault.code in RECOVERABLE for fault in found)
    return reads[0].document if whole else None, _shown(found, source.file)


def all_documents(source: Source, budget: int) -> tuple[tuple[Document, ...], tuple[Finding, ...]]:
    """Return the documents of a text that may be parsed; their aliases may expand to `budget`, or `MAX_BYTES`."""
    from generator.yamltext.stream import read_stream

    reads, found = read_stream(source, min(budget, MAX_BYTES), most=None)
    return tuple(read.document for read in reads if read.document), _shown(found, source.file)


def _shown(findings: "tuple[Finding, ...] | list[Finding]", file: str) -> tuple[Finding, ...]:
    ordered = sorted(findings, key=file_order)
    if len(ordered) < MAX_FINDINGS:
        return tuple(ordered)
    kept = ordered[:MAX_FINDINGS]
    return (*kept, finding("YAML017", file, kept[-1].position, limit=MAX_FINDINGS))
