"""Imports manifests that stand in texts or in memory, and reads what comes of it."""

from collections.abc import Iterable, Mapping

from generator.compile import compile_profile
from generator.facts.gpus import find_gpu
from generator.importing.request import Card, ImportResult, Request
from generator.importing.result import import_manifests
from generator.manifests import SourceFile, read_manifests
from generator.manifests.context import ContextProblem, read_context
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.manifest import Manifests
from generator.model.plan import Plan
from generator.model.tree import Tree
from generator.yamltext.reader import read_document

Files = Mapping[str, bytes]


def read(files: Files, chart: str | None = None, kubernetes: str = "1.35", namespace: str | None = None) -> Manifests:
    """Return what files say."""
    context = read_context((), chart, kubernetes, namespace)
    assert not isinstance(context, ContextProblem)
    return read_manifests((SourceFile(name, data) for name, data in files.items()), context, files.get).manifests


def cards(texts: Iterable[str]) -> tuple[Card, ...]:
    """Return cards as `--gpu` takes them."""
    found = []
    for text in texts:
        owner, _, model = text.rpartition("=")
        model, _, number = model.partition(":")
        gpu = find_gpu(model)
        assert isinstance(gpu, Gpu), model
        found.append(Card(owner, gpu, int(number) if number else None))
    return tuple(found)


def imported(
    given: "str | Mapping[str, str] | Files",
    *gpus: str,
    chart: str | None = None,
    namespace: str | None = None,
    distribution: str | None = "kubeadm",
) -> ImportResult:
    """Import one text, or several by file name."""
    files = as_files(given)
    request = Request(cards(gpus), "test", distribution)
    return import_manifests(read(files, chart, namespace=namespace), request, files.get)


def as_files(given: "str | Mapping[str, str] | Files") -> dict[str, bytes]:
    """Return files by name; one text is called given.yaml."""
    texts: Mapping[str, str | bytes] = {"given.yaml": given} if isinstance(given, str) else given
    return {name: text.encode() if isinstance(text, str) else text for name, text in texts.items()}


def profile(result: ImportResult) -> dict[str, Tree]:
    """Return the profile as a tree."""
    document, findings = read_document(result.text.encode(), "profile.yaml")
    assert findings == ()
    assert document is not None
    assert isinstance(document.data, dict)
    return document.data


def plan(result: ImportResult) -> Plan:
    """Return the Plan of an imported profile, which must have no error."""
    compiled = compile_profile(result.text.encode(), "profile.yaml")
    assert compiled.plan is not None, [(one.code, one.message, one.position) for one in compiled.findings]
    return compiled.plan


def told(result: ImportResult) -> list[tuple[str, int, str]]:
    """Return code, line and message of every finding that is more than a note."""
    return [
        (one.code, one.position.line if one.position else 0, one.message)
        for one in result.findings
        if one.severity is not Severity.INFO
    ]


def values(result: ImportResult) -> dict[str, Tree]:
    """Return the values that the bundle of an imported profile gives the chart."""
    compiled = compile_profile(result.text.encode(), "profile.yaml")
    (text,) = [one.text for one in compiled.files if one.path.startswith("values/")]
    document, _ = read_document(text.encode(), "values.yaml")
    assert document is not None
    assert isinstance(document.data, dict)
    return document.data
