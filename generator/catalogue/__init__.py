"""Every code that a finding can have, with what `gpuslice explain`, docs/rules.md and SARIF tell of it."""

from collections.abc import Iterable
from typing import NamedTuple

from generator.advise.codes import ADVICE_CODES
from generator.catalogue._files import FILE_TEXTS
from generator.catalogue._yaml import yaml_texts
from generator.decode.codes import SHAPE_CODES
from generator.importing.codes import IMPORT_TEXTS
from generator.lint.registry import RULES as MANIFEST_RULES
from generator.model.code_text import CodeText
from generator.model.finding import Severity
from generator.resolve._problems import PROBLEMS
from generator.rules import RULES
from generator.rules._exceptions import EXCEPTION_TEXTS


class CodeGroup(NamedTuple):
    """Codes of one kind, in the order of the codes; `about` says what they have in common."""

    title: str
    about: str
    texts: tuple[CodeText, ...]


def code_groups() -> tuple[CodeGroup, ...]:
    """Return all codes by kind; a further kind is a group here."""
    return (
        CodeGroup(
            "Rules on profiles",
            "A rule looks at what a profile comes to: the nodes, the resources they advertise, and who may use them. "
            "An **error** stops the bundle from being written, a **warning** and an **info** do not.",
            _sorted(
                (
                    *(CodeText(r.code, r.title, r.severity, r.why, r.fix, r.source, r.bad, r.good) for r in RULES),
                    *EXCEPTION_TEXTS,
                )
            ),
        ),
        CodeGroup(
            "Rules on manifests",
            "`gpuslice lint` holds these against manifests, chart values and configurations that people wrote. Where a "
            "faulty line takes no comment, `# the next line` stands above it.",
            _sorted(
                CodeText(r.code, r.title, r.severity, r.why, r.fix, r.source, r.bad, r.good, r.options)
                for r in MANIFEST_RULES
            ),
        ),
        CodeGroup(
            "Faults of the profile itself",
            "These are all errors. Whatever does not rest on the faulty part is looked at all the same.",
            _sorted(
                (
                    *(CodeText(s.code, s.title, Severity.ERROR, s.why, s.fix, "", s.bad, s.good) for s in SHAPE_CODES),
                    *(CodeText(p.code, p.title, Severity.ERROR, p.why, p.fix) for p in PROBLEMS),
                )
            ),
        ),
        CodeGroup(
            "What an import tells",
            "`gpuslice import` says by these what the profile cannot hold, what the files do not tell, and what would "
            "change. What is wrong with the files themselves is told by the rules on manifests.",
            _sorted(IMPORT_TEXTS),
        ),
        CodeGroup(
            "Requests for advice",
            "What is wrong with a request to `gpuslice advise`, and what it has to say beside its answer. The shape "
            "of a request is told by the codes of a profile's.",
            _sorted(CodeText(a.code, a.title, a.severity, a.why, a.fix) for a in ADVICE_CODES),
        ),
        CodeGroup(
            "Faults of files",
            "What keeps a file from being read or written.",
            _sorted((*FILE_TEXTS, *yaml_texts())),
        ),
    )


def code_texts() -> tuple[CodeText, ...]:
    """Return what is known of each code, in the order of the codes."""
    return _sorted(text for group in code_groups() for text in group.texts)


def _sorted(texts: Iterable[CodeText]) -> tuple[CodeText, ...]:
    return tuple(sorted(texts, key=lambda text: text.code))
