"""What docs/architecture.md names is there: files, folders, and the tuples that a line goes to."""

import re
from pathlib import Path

from tests.test_layers import MAY_IMPORT

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_path_exists() -> None:
    paths = re.findall(r"`((?:generator|tests|schemas|profiles|docs)/[a-z_./-]*)[`A-Z]", PAGE)
    assert len(paths) > 20
    placeholders = ("generator/a/b.py", "tests/a/test_b.py")
    assert [path for path in paths if not (ROOT / path).exists() and path not in placeholders] == []


def test_every_tuple_stands_where_the_page_says() -> None:
    rows = re.findall(r"`([A-Z_]+)` in `(generator/[a-z_/.]+)`", PAGE)
    assert len(rows) == 9
    missing = [(name, path) for name, path in rows if f"\n{name}" not in (ROOT / path).read_text(encoding="utf-8")]
    assert missing == []


def test_imports_go_down_the_table() -> None:
    """The table's order is one that all allowed imports between its rows keep."""
    table = PAGE.partition("| folder | what it does |\n|---|---|\n")[2].partition("\n\n")[0].splitlines()
    rows = [[name.removesuffix(".py") for name in re.findall(r"`([a-z.]+)/?`", line.split("|")[1])] for line in table]
    place = {name: number for number, names in enumerate(rows) for name in names}
    assert len(place) > 15
    pairs = [(part, other) for part in place for other in MAY_IMPORT[part] if other in place]
    assert [(part, other) for part, other in pairs if place[other] <= place[part]] == []


def test_every_layer_is_in_the_table() -> None:
    layers = {path.stem for path in (ROOT / "generator").iterdir() if path.is_dir() and not path.name.startswith("__")}
    named = set(re.findall(r"`([a-z]+)/`", PAGE))
    assert layers - named == set()
