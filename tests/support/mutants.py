"""`make mutants MODULE=generator/rules/x.py`: plants one fault at a time and names those that no test notices."""

import argparse
import ast
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.support.go_build import ROOT

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}


class Mutant(NamedTuple):
    """A module with one fault planted: the line it is on, the code there before and after, and the whole text."""

    line: int
    before: str
    after: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a module, in no particular order."""
    for index, original in enumerate(ast.walk(ast.parse(source))):
        tree = ast.parse(source)
        node = next(node for place, node in enumerate(ast.walk(tree)) if place == index)
        if isinstance(node, ast.expr | ast.stmt) and plant(node):
            yield Mutant(
                node.lineno, ast.unparse(original), ast.unparse(node), ast.unparse(ast.fix_missing_locations(tree))
            )


def plant(node: ast.AST) -> bool:
    """Change a node in place into its nearest wrong neighbour; tell whether it has one."""
    match node:
        case ast.Compare(ops=[operator, *rest]) if type(operator) in COMPARISONS:
            node.ops = [COMPARISONS[type(operator)](), *rest]
        case ast.BoolOp():
            node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            node.operand = ast.UnaryOp(ast.Not(), operand)
        case ast.BinOp(op=operator) if type(operator) in ARITHMETIC:
            node.op = ARITHMETIC[type(operator)]()
        case ast.Constant(value=bool() as value):
            node.value = not value
        case ast.Constant(value=int() as value):
            node.value = value + 1
        case _:
            return False
    return True


def is_noticed(mutant: Mutant, module: Path, tests: str, copy: Path) -> bool:
    """Run the tests against a mutant in a copy of the project; tell whether one failed."""
    (copy / module).write_text(mutant.source, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", tests]
    return subprocess.run(command, cwd=copy, capture_output=True, check=False).returncode != 0


def mirrored(module: Path) -> str:
    """Return where a module's tests are: `generator/a/b.py` is tested by `tests/a/test_b.py`, else by `tests/a`."""
    folder = Path("tests", *module.parent.parts[1:])
    file = folder / f"test_{module.stem.lstrip('_')}.py"
    return str(file if (ROOT / file).exists() else folder)


def main() -> int:
    """Print each survivor and a count; 1 where there is one."""
    parser = argparse.ArgumentParser(description="Plant faults in a module and name those that no test notices.")
    parser.add_argument("module", type=Path, help="such as generator/rules/x.py")
    parser.add_argument("tests", nargs="?", help="what to run; by default the tests that mirror the module")
    options = parser.parse_args()
    tests = options.tests or mirrored(options.module)
    source = (ROOT / options.module).read_text(encoding="utf-8")
    planted = sorted(mutants(source), key=lambda mutant: mutant.line)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", ".tools", "dist", "out"))
        if is_noticed(Mutant(0, "", "", source), options.module, tests, copy):
            sys.exit(f"{tests} fails without any fault planted")
        survivors = [mutant for mutant in planted if not is_noticed(mutant, options.module, tests, copy)]
    for mutant in survivors:
        print(f"{options.module}:{mutant.line}: not noticed by {tests}: `{mutant.before}` -> `{mutant.after}`")
    print(f"{len(planted) - len(survivors)} of {len(planted)} planted faults were noticed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
