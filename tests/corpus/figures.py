"""How well lint does on manifests of others: what it finds at the defect, and what it holds against sound ones.

Each folder of a set holds manifests and a `case.yaml`: where they come from, what they are, `verdict` (sound or
defective) and the defects by file and line. Found means an error or a warning at that line, or at one of those that
the case names beside it; a note is neither a find nor a false alarm. Defects that are not `certain` depend on what the
files do not say, and are counted apart.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from generator.cli.formats import FailOn, Format
from generator.cli.lint import LintOptions, context_of
from generator.facts.gpus import find_gpu
from generator.judge import judge
from generator.manifests import SourceFile
from generator.model.finding import Finding, Severity
from generator.model.gpu import Gpu
from generator.model.manifest_value import Place, Value

HERE = Path(__file__).parent


class Defect(NamedTuple):
    """A place that is wrong; `also` are lines of the same fault that a reviewer might have chosen as well."""

    file: str
    line: int
    what: str
    certain: bool
    also: frozenset[tuple[str, int]] = frozenset()

    @property
    def places(self) -> frozenset[tuple[str, int]]:
        """File and line wherever it may be told."""
        return self.also | {(self.file, self.line)}


class Case(NamedTuple):
    """Manifests of one source, what lint is told beside them, and what is wrong with them."""

    name: str
    sound: bool
    defects: tuple[Defect, ...]
    options: LintOptions
    files: tuple[SourceFile, ...]


class Outcome(NamedTuple):
    """What lint said of a case: defects found and missed, and what it held against it elsewhere."""

    case: Case
    found: tuple[Defect, ...]
    missed: tuple[Defect, ...]
    alarms: tuple[Finding, ...]


def cases(name: str) -> tuple[Case, ...]:
    """Return the cases of a set, by name; none of a set that is not there."""
    return (
        ()
        if not (HERE / name).is_dir()
        else tuple(_case(folder) for folder in sorted((HERE / name).iterdir()) if (folder / "case.yaml").is_file())
    )


def outcome(case: Case) -> Outcome:
    """Lint a case."""
    data = {file.name: file.data for file in case.files}
    findings = judge(case.files, context_of(case.options), data.get).findings
    heavy = [one for one in findings if one.severity is not Severity.INFO]
    places = {(one.file, one.position.line if one.position else 0) for one in heavy}
    wrong = {place for one in case.defects for place in one.places}
    return Outcome(
        case,
        tuple(one for one in case.defects if one.places & places),
        tuple(one for one in case.defects if not one.places & places),
        tuple(one for one in heavy if (one.file, one.position.line if one.position else 0) not in wrong),
    )


class Counted(NamedTuple):
    """The figures of a set: defects by whether the files alone show them, and sound cases, each with those found."""

    found: int
    certain: int
    found_unsure: int
    unsure: int
    flagged: int
    sound: int


def counted(outcomes: Iterable[Outcome]) -> Counted:
    """Return the figures of a set."""
    every = tuple(outcomes)
    found = [one.certain for outcome in every for one in outcome.found]
    missed = [one.certain for outcome in every for one in outcome.missed]
    sound = [one for one in every if one.case.sound]
    return Counted(
        found.count(True),
        (found + missed).count(True),
        found.count(False),
        (found + missed).count(False),
        sum(bool(one.alarms) for one in sound),
        len(sound),
    )


def figures(outcomes: Iterable[Outcome]) -> str:
    """Return the figures of a set in three lines."""
    now = counted(outcomes)
    return (
        f"sound cases with an error or a warning: {share(now.flagged, now.sound)}\n"
        f"defects found at their line, certain: {share(now.found, now.certain)}\n"
        f"defects found at their line, depending on more than the files: {share(now.found_unsure, now.unsure)}\n"
    )


def details(outcomes: Iterable[Outcome]) -> str:
    """Return every miss and every false alarm."""
    lines: list[str] = []
    for one in outcomes:
        lines += [
            f"missed {one.case.name}/{at.file}:{at.line} {'' if at.certain else '(unsure) '}{at.what}"
            for at in one.missed
        ]
        lines += [
            f"{'ALARM ' if one.case.sound else 'beside'} {one.case.name}/{told.file}:"
            f"{told.position.line if told.position else 0} {told.code} {told.message}"
            for told in one.alarms
        ]
    return "".join(f"{line}\n" for line in lines)


def share(part: int, whole: int) -> str:
    """Return a part of a whole in words, with its percentage."""
    return f"{part} of {whole}" + (f" ({100 * part / whole:.0f} %)" if part else "")


def _case(folder: Path) -> Case:
    said = Value(yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8")), Place(folder.name, 0))
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "case.yaml")
    return Case(
        name=folder.name,
        sound=said.text("verdict") == "sound",
        defects=tuple(
            Defect(
                one.text("file") or "",
                one.whole_number("line") or 0,
                one.text("what") or "",
                (certain := one.get("certain")) is None or certain.tree is True,
                frozenset(_also(one)),
            )
            for one in said.elements("defects")
        ),
        options=LintOptions(
            paths=(),
            gpus=tuple(name for one in said.elements("gpus") if isinstance(find_gpu(name := str(one.tree)), Gpu)),
            chart=said.text("chart"),
            kubernetes=said.text("kubernetes"),
            namespace=None,
            form=Format.TEXT,
            fail_on=FailOn.ERROR,
        ),
        files=tuple(SourceFile(str(path.relative_to(folder)), path.read_bytes()) for path in paths),
    )


def _also(defect: Value) -> Iterator[tuple[str, int]]:
    for line in defect.elements("also"):
        yield defect.text("file") or "", int(str(line.tree))
    for file, lines in defect.entries("also_files"):
        for line in lines.elements():
            yield file, int(str(line.tree))


def main() -> int:
    """Print the figures of the sets named on the command line, and with `-v` every miss and false alarm."""
    all_sets = [path.name for path in sorted(HERE.iterdir()) if path.is_dir() and path.name[0] not in "._"]
    for name in [name for name in sys.argv[1:] if name != "-v"] or all_sets:
        outcomes = [outcome(case) for case in cases(name)]
        if outcomes:
            print(f"{name}: {len(outcomes)} cases\n{figures(outcomes)}{details(outcomes) if '-v' in sys.argv else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
