"""Runs manifests that stand in a text through `judge`, as `gpuslice lint` would."""

from collections.abc import Mapping, Sequence

from generator.cli.formats import FailOn, Format
from generator.cli.lint import LintOptions, context_of
from generator.judge import Judged, judge
from generator.manifests import SourceFile
from generator.model.finding import Finding

HERE = "# <- here"
NEXT = "# the next line"


def judged(files: "str | Mapping[str, str]", options: Sequence[str] = ()) -> Judged:
    """Judge one text, or several by file name, with the options of the command line."""
    texts = {"given.yaml": files} if isinstance(files, str) else files
    data = {name: text.encode() for name, text in texts.items()}
    return judge((SourceFile(name, found) for name, found in data.items()), context_of(_parsed(options)), data.get)


def told(files: "str | Mapping[str, str]", code: str, options: Sequence[str] = ()) -> list[tuple[int, str]]:
    """Return line and message of every finding of one code."""
    return [(line_of(one), one.message) for one in judged(files, options).findings if one.code == code]


def line_of(finding: Finding) -> int:
    """Return a finding's line; 0 where it has none."""
    return finding.position.line if finding.position else 0


def marked_lines(text: str) -> list[int]:
    """Return the numbers of the lines that an example marks as faulty."""
    lines = text.splitlines()
    here = [number for number, line in enumerate(lines, 1) if line.endswith(HERE)]
    return sorted(here + [number + 1 for number, line in enumerate(lines, 1) if line.strip() == NEXT])


def _parsed(options: Sequence[str]) -> LintOptions:
    pairs = list(zip(options[::2], options[1::2], strict=True))
    of = dict(pairs)
    return LintOptions(
        paths=(),
        gpus=tuple(value for name, value in pairs if name == "--gpu"),
        chart=of.get("--chart"),
        kubernetes=of.get("--kubernetes"),
        namespace=of.get("--namespace"),
        form=Format.TEXT,
        fail_on=FailOn.ERROR,
    )
