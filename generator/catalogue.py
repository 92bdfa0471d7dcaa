"""Every code that a finding can have, with what `gpuslice explain`, the docs and SARIF tell of it."""

from generator.decode.codes import SHAPE_CODES
from generator.model.code_text import CodeText
from generator.model.finding import Severity
from generator.resolve._problems import PROBLEMS
from generator.rules import RULES


def code_texts() -> tuple[CodeText, ...]:
    """Return what is known of each code, in the order of the codes; a further tuple of rules is a line here."""
    texts = (
        *(CodeText(r.code, r.title, r.severity, r.why, r.fix, r.source, r.bad, r.good) for r in RULES),
        *(CodeText(s.code, s.title, Severity.ERROR, s.why, s.fix, "", s.bad, s.good) for s in SHAPE_CODES),
        *(CodeText(p.code, p.title, Severity.ERROR, p.why, p.fix) for p in PROBLEMS),
    )
    return tuple(sorted(texts, key=lambda text: text.code))
