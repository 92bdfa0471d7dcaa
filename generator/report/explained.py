"""What is known of a code, for a person at a terminal."""

from collections.abc import Sequence
from shlex import join

from generator.model.code_text import CodeText
from generator.report.plain import paragraph
from generator.report.text import WIDTH


def explained(text: CodeText) -> str:
    """Return title, severity, reason, cure, source and both examples of a code, as far as it has them."""
    lines = [f"{text.code} ({text.severity.value}): {text.title}"]
    for label, told in (("why: ", text.why), ("fix: ", text.fix), ("source: ", text.source)):
        lines.extend(paragraph(f"  {label}", told, WIDTH) if told else [])
    options = f" with {join(text.options)}" if text.options else ""
    for label, example in (("found in", text.bad), ("not in", text.good)):
        lines.extend((f"  {label}{options}:", *_indented(example)) if example else ())
    return "".join(f"{line}\n" for line in lines)


def code_list(texts: Sequence[CodeText]) -> str:
    """Return a line for each code: code, severity and title."""
    width = max((len(text.code) for text in texts), default=0)
    return "".join(f"{text.code:<{width}}  {text.severity.value:<7}  {text.title}\n" for text in texts)


def _indented(example: str) -> list[str]:
    return [f"    {line}".rstrip() for line in example.splitlines()]
