"""The faults that are planted: what mutmut's operators make of a module, less what shows nothing.

mutmut itself leaves decorated functions, properties and everything outside of functions alone, and cannot tell texts
for people from data; so its operators are asked for all they can do, and `trials.py` plants it. Left out are

- texts for people (`texts.py`);
- the second and third change of a literal (lower case, upper case): what notices the first notices them;
- what stands outside of functions: tables are data, and a fault in them needs the project imported anew, for seconds;
- arguments taken away: without a default mypy objects, and with one it is seldom another fault than None in its place;
- `strict=True` of a zip: it guards against a mistake of ours, which no input can make.
"""

import ast
import hashlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypedDict

from tests.mutation.texts import Meaning, is_text, meaning
from tests.support.go_build import ROOT, Say

LOCK = ROOT / ".locks" / "mutation.txt"
_OPERATORS = Path(__file__).with_name("operators.py")


class Change(TypedDict):
    """A line of what `operators.py` prints."""

    module: str
    operator: str
    span: Sequence[int]
    before: str
    after: str
    source: str


class Mutant(NamedTuple):
    """A module with one fault planted.

    `function` is the outermost function or method around it, empty for what runs at import; `lines` are the first and
    the last line of the statement; `was` and `now` are the lines that differ, and with `function` they tell a mutant
    from all others of its module.
    """

    module: str
    function: str
    lines: tuple[int, int]
    was: str
    now: str
    source: str

    def name(self) -> str:
        """Return what it is called in lists."""
        return f"{self.function or 'the module'}: `{self.was}` -> `{self.now}`"


def installed(say: Say) -> Path:
    """Return a Python that has mutmut, installed once per content of its lock; a failing pip ends the run."""
    folder = ROOT / ".tools" / f"mutmut-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    ready = folder / "ready"
    python = folder / "bin" / "python"
    if not ready.exists():
        say("installing mutmut (some 60 MB, once) ...")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        options = ["--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
        subprocess.run([str(python), "-m", "pip", "install", *options, "-r", str(LOCK)], check=True)
        ready.touch()
    return python


def mutants(python: Path, modules: Sequence[str], root: Path = ROOT) -> Iterator[Mutant]:
    """Yield the mutants of modules, paths below `root`, in the order of their text."""
    with subprocess.Popen(
        [str(python), str(_OPERATORS), *modules], cwd=root, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        changes: Iterable[Change] = map(json.loads, process.stdout)
        yield from chosen(changes, root)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, "operators.py")


def chosen(changes: Iterable[Change], root: Path) -> Iterator[Mutant]:
    """Yield a mutant for each change that can show something; a second of the same name has a number."""
    names: Counter[str] = Counter()
    for change in changes:
        original = _read(root / change["module"])
        function = original.function_at(change["span"][0])
        if not _shows_something(change, original, function):
            continue
        was, now = differing(original.source, change["source"])
        lines = original.statement_at(change["span"][0])
        mutant = Mutant(change["module"], function, lines, was, now, change["source"])
        names[mutant.module + mutant.name()] += 1
        count = names[mutant.module + mutant.name()]
        yield mutant if count == 1 else mutant._replace(now=f"{now} (number {count})")


class Original(NamedTuple):
    """A module as it is: its text, what it means, its functions and its statements, by their first and last lines."""

    source: str
    meaning: Meaning
    functions: tuple[tuple[int, int, str], ...]
    statements: tuple[tuple[int, int], ...]

    def is_strict(self, span: Sequence[int]) -> bool:
        """Tell whether a name is the value of `strict`."""
        return self.source.splitlines()[span[0] - 1][: span[1]].endswith("strict=")

    def function_at(self, line: int) -> str:
        """Return the outermost function whose body has that line; empty if there is none."""
        return next((name for first, last, name in self.functions if first <= line <= last), "")

    def statement_at(self, line: int) -> tuple[int, int]:
        """Return the lines of the smallest statement, or head of one, that has that line."""
        around = [(first, last) for first, last in self.statements if first <= line <= last]
        return min(around, key=lambda one: one[1] - one[0], default=(line, line))


@cache
def _read(path: Path) -> Original:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    statements = tuple(_extent(node) for node in ast.walk(tree) if isinstance(node, ast.stmt))
    return Original(source, meaning(source), tuple(_functions(tree.body, "")), statements)


def _functions(body: Sequence[ast.stmt], within: str) -> Iterator[tuple[int, int, str]]:
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield node.body[0].lineno, node.end_lineno or node.lineno, within + node.name
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{within}{node.name}.")


def _extent(node: ast.stmt) -> tuple[int, int]:
    last = node.end_lineno or node.lineno
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    if not body:
        return node.lineno, last
    inner = body[0].pattern if isinstance(body[0], ast.match_case) else body[0]
    return node.lineno, max(node.lineno, inner.lineno - 1)


def _shows_something(change: Change, original: Original, function: str) -> bool:
    operator = change["operator"]
    if not function:
        return False
    if operator == "string" and not change["after"].lstrip("rfb")[1:].startswith("XX"):
        return False
    if operator == "arg_removal":
        old, new = _arguments(change["before"]), _arguments(change["after"])
        if len(old) != len(new) or "strict=None" in new:
            return False
    if operator == "name" and original.is_strict(change["span"]):
        return False
    return not is_text(original.meaning, operator, change["span"], change["source"])


def _arguments(text: str) -> list[str]:
    """Return the arguments of a call as text; nothing where the text is no call."""
    node = ast.parse(f"({text})", mode="eval").body
    if not isinstance(node, ast.Call):
        return []
    return [*map(ast.unparse, node.args), *(f"{one.arg}={ast.unparse(one.value)}" for one in node.keywords)]


def differing(old: str, new: str) -> tuple[str, str]:
    """Return the lines of two texts that differ, on one line each."""
    one, other = old.splitlines(), new.splitlines()
    while one and other and one[0] == other[0]:
        del one[0], other[0]
    while one and other and one[-1] == other[-1]:
        del one[-1], other[-1]
    return " ".join(map(str.strip, one)), " ".join(map(str.strip, other))
