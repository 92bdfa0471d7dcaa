"""Imports go one way, down the table in docs/architecture.md."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator"

BOTTOM = {"model", "version"}
FACTS = {"cel", "facts", "yamltext", *BOTTOM}
MANIFESTS = {"ecosystem", *FACTS}
MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "version": set(),
    "yamltext": BOTTOM,
    "cel": set(),
    "facts": {"cel", "yamltext", *BOTTOM},
    "ecosystem": BOTTOM,
    "decode": FACTS,
    "resolve": {"budget", *FACTS},
    "ledger": {"budget", *FACTS},
    "budget": FACTS,
    "rules": {"budget", "ledger", *FACTS},
    "artifacts": {"budget", "ledger", *FACTS},
    "manifests": MANIFESTS,
    "lint": {"resolve", *MANIFESTS},
    "judge": {"manifests", "lint", *FACTS},
    "importing": {"compile", "manifests", "lint", "resolve", *FACTS},
    "factsheet": FACTS,
    "fit": {"budget", "resolve", *FACTS},
    "compile": {"decode", "resolve", "rules", "artifacts", *FACTS},
    "files": {"yamltext", *BOTTOM},
    "report": {"budget", "ledger", *BOTTOM},
    "starter": FACTS,
    "advise": {"budget", "decode", "ledger", "starter", *FACTS},
    "catalogue": {"advise", "decode", "importing", "resolve", "rules", "lint", *FACTS},
    "docgen": {"catalogue", "decode", "resolve", "rules", *FACTS},
    "cli": {
        *("report", "files", "compile", "judge", "importing", "catalogue", "starter", "fit", "advise"),
        *("decode", "resolve", "rules", "artifacts", "manifests", "ledger", "budget", *FACTS),
    },
    "__main__": {"cli"},
    "": BOTTOM,
}
"""What a part may import beside itself; the empty name is the package's own `__init__`."""

APART = {"rules", "artifacts", "lint"}
LISTS = {"__init__", "registry"}
COMMON = "common"
"""In the parts whose modules stand apart, only the lists know all siblings. What several modules share starts with an
underscore; of `lint`, whose rules stand in a folder for each family, what several families share is in `common`."""


def imported(source: str) -> Iterator[tuple[str, ...]]:
    """Yield what a module imports from the package, as paths below it: `from generator.facts import gpus`
    gives ("facts", "gpus"), since the text alone does not tell a module from a name in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = tuple(name.split("."))
            if parts[0] in ("generator", ""):
                yield parts[1:] if parts[0] else (".",)


def faults(module: tuple[str, ...], source: str) -> list[str]:
    """Return a line for each import that the layers forbid; `module` is a path such as ("rules", "mig_fits")."""
    found = (fault(module, target) for target in imported(source))
    return [f"{'.'.join(module)}: {line}" for line in found if line]


def fault(module: tuple[str, ...], target: tuple[str, ...]) -> str:
    """Return what is wrong with one import; empty where it is allowed."""
    part = module[0] if module else ""
    if part not in MAY_IMPORT:
        return f"{part} is no known part: name its layer in tests/test_layers.py"
    if target == (".",):
        return "relative import"
    other = target[0] if target else ""
    if other not in MAY_IMPORT[part] | {part}:
        return f"{part} must not import {other or 'the package itself'}"
    if part != other or part not in APART or module[1] in LISTS:
        return ""
    return "" if is_allowed(module, target) else f"must not know its sibling {'.'.join(target[1:]) or '__init__'}"


def is_allowed(module: tuple[str, ...], target: tuple[str, ...]) -> bool:
    """Say whether a module may know another one of its part, where they stand apart."""
    sibling = target[1] if len(target) > 1 else "__init__"
    if module[0] == "lint" and sibling != "__init__":
        helper = target[2] if len(target) > 2 else "__init__"
        return sibling == COMMON or (sibling == module[1] and helper.startswith("_") and helper != "__init__")
    return sibling == module[1] or (sibling.startswith("_") and sibling != "__init__")


def module_of(path: Path) -> tuple[str, ...]:
    """Return a file's module path below the package; a package's own file keeps the name `__init__`."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return () if parts == ("__init__",) else parts


def test_every_module_imports_only_what_its_layer_may() -> None:
    files = sorted(PACKAGE.rglob("*.py"))
    assert len(files) > 10
    assert [line for path in files for line in faults(module_of(path), path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("model.plan", "import generator.facts"),
        ("model.plan", "from generator.facts.gpus import find"),
        ("facts.gpus", "from generator.resolve import resolve"),
        ("yamltext.reader", "from generator import facts"),
        ("report.text", "from generator.yamltext import writer"),
        ("files.disk", "from generator.facts import gpus"),
        ("rules.mig_fits", "from generator.artifacts._names import name"),
        ("rules.mig_fits", "from generator.rules.small_share import RULE"),
        ("rules.mig_fits", "from generator.rules import small_share"),
        ("rules.mig_fits", "import generator.rules"),
        ("artifacts.quota", "def emit():\n    from generator.artifacts import labels"),
        ("artifacts.quota", "from .labels import emit"),
        ("decode.pools", "if TYPE_CHECKING:\n    from generator.compile import Compiled"),
        ("compile", "from generator.cli.main import run"),
        ("resolve.mig", "import generator"),
        ("cli.lint", "from generator.lint.registry import RULES"),
        ("manifests.read", "from generator.lint.common.config_text import text"),
        ("lint.value_type", "from generator.manifests.read import read_manifests"),
        ("lint.value_type", "from generator.lint.values.value_dead import RULE"),
        ("judge", "from generator.files import manifest_files"),
        ("newpart.thing", "import generator.model"),
    ],
)
def test_a_planted_import_is_found(module: str, source: str) -> None:
    assert len(faults(tuple(module.split(".")), source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("model.plan", "from generator.model.gpu import Gpu\nimport json"),
        ("files.disk", "from generator.yamltext.reader import read_document"),
        ("rules.mig_fits", "from generator.rules._shared import pools\nfrom generator.facts.mig import fits"),
        ("rules.registry", "from generator.rules import mig_fits, small_share"),
        ("artifacts.monitoring.alerts", "from generator.artifacts.monitoring.names import job"),
        ("cli.render", "from generator.compile import compile_profile\nfrom generator.report import text"),
        ("judge", "from generator.lint import Told\nfrom generator.manifests import SourceFile"),
        ("lint.values.value_type", "from generator.lint.values._forms import form"),
        ("lint.values.value_type", "from generator.lint.common.nodes import nodes"),
        ("lint.values._forms", "from generator.lint.common import nodes"),
        ("lint.registry", "from generator.lint.values import value_dead"),
        ("cli.lint", "from generator.judge import judge"),
        ("resolve.mig", "import generators.other\nfrom generatorx import y"),
    ],
)
def test_an_allowed_import_is_left_alone(module: str, source: str) -> None:
    assert faults(tuple(module.split(".")), source) == []
