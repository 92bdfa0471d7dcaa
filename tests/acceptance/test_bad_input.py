"""Bad input through the real command line: each slip has its code, its line and its cure, and nothing is written."""

import json
import os
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.cli.main import run
from generator.decode.schema import Schema, profile_schema, resolve, sub_schema
from generator.model.tree import Path as TreePath
from generator.model.tree import Tree
from generator.yamltext.writer import write_yaml
from tests.acceptance.slips import FILES, MENDED, SLIPS, FileCase, Mend, Slip
from tests.support.profiles import full_tree, laid_over

MARK = "# <- here"


class Error(NamedTuple):
    code: str
    line: int
    fix: str


class Told(NamedTuple):
    """What `check` found, and what `render` said and did."""

    errors: tuple[Error, ...]
    statuses: tuple[int, int]
    words: str
    wrote: bool

    @property
    def places(self) -> list[tuple[str, int]]:
        return [(one.code, one.line) for one in self.errors]

    @property
    def fixes(self) -> str:
        return "\n".join(one.fix for one in self.errors)


Text = str | bytes
Check = Callable[[Text], tuple[int, tuple[Error, ...]]]
Tell = Callable[[Text], Told]


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Give a profile to `check`, and return its status and what it calls errors."""

    def checked(content: Text) -> tuple[int, tuple[Error, ...]]:
        path = tmp_path / "profile.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        status = run(["check", str(path), "--format", "json"])
        found = json.loads(capsys.readouterr().out)["findings"]
        assert all(one["why"] and one["fix"] and one["message"].isprintable() for one in found)
        errors = (one for one in found if one["severity"] == "error")
        return status, tuple(Error(one["code"], one["line"] or 0, one["fix"]) for one in errors)

    return checked


@pytest.fixture
def tell(check: Check, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Give a profile to `check` and to `render`."""

    def told(content: Text) -> Told:
        status, errors = check(content)
        rendered = run(["render", str(tmp_path / "profile.yaml"), "--out", str(tmp_path / "out")])
        return Told(errors, (status, rendered), capsys.readouterr().err, (tmp_path / "out").exists())

    return told


def assert_refused(told: Told) -> None:
    """Both commands say the same, and neither stumbles or leaves anything behind."""
    assert (told.statuses, told.wrote) == ((1, 1), False)
    assert re.search(r"[0-9]+ errors?(?:, .*)?, nothing written\n$", told.words)
    assert all(f"error[{code}]" in told.words for code, _ in told.places)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_a_slip_is_found_in_its_line_and_cured(slip: Slip, tell: Tell) -> None:
    profile = laid_over(slip.text)
    told = tell(profile)
    marked = [number for number, line in enumerate(profile.splitlines(), 1) if line.endswith(MARK)]
    assert_refused(told)
    assert told.places == [(slip.code, line) for line in marked]
    assert slip.offers in told.fixes


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.name)
def test_a_file_that_holds_no_profile(case: FileCase, tell: Tell) -> None:
    told = tell(case.content)
    assert_refused(told)
    assert told.places[0] == (case.code, case.line)


@pytest.mark.parametrize("mend", MENDED, ids=lambda mend: mend.name)
def test_who_does_as_told_is_done(mend: Mend, tell: Tell) -> None:
    told = tell(laid_over(mend.text.replace("SLIP", mend.wrong)))
    assert_refused(told)
    assert told.fixes == f"Write {mend.right}."
    mended = tell(laid_over(mend.text.replace("SLIP", mend.right)))
    assert (mended.errors, mended.statuses, mended.wrote) == ((), (0, 0), True)


def _closed(value: Tree, schema: Schema, at: TreePath = ()) -> Iterator[tuple[TreePath, list[str]]]:
    """Yield every mapping of a tree that takes certain keys only, and these keys."""
    schema = resolve(schema, profile_schema())
    properties = sub_schema(schema, "properties")
    if isinstance(value, dict):
        if schema.get("additionalProperties") is False:
            yield at, list(properties)
        for key, child in value.items():
            yield from _closed(child, sub_schema(properties, key), (*at, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _closed(child, sub_schema(schema, "items"), (*at, index))


def _changed(tree: Tree, path: TreePath, new: Tree) -> Tree:
    """Return a tree with another value at a path."""
    if not path:
        return new
    head, rest = path[0], path[1:]
    if isinstance(tree, dict):
        return {key: _changed(child, rest, new) if key == head else child for key, child in tree.items()}
    if isinstance(tree, list):
        return [_changed(child, rest, new) if index == head else child for index, child in enumerate(tree)]
    raise AssertionError(path)


def _levels() -> list[tuple[TreePath, list[str]]]:
    """Every level of the schema with its keys, one component of each kind standing for all."""
    found = list(_closed(full_tree(), profile_schema()))
    same = {("install", "components", name) for name in ("operator", "gfd")}
    return [(at, keys) for at, keys in found if at[:2] != ("install", "components") or not at[2:] or at[:3] in same]


def test_unknown_keys_at_any_level_are_led_to_their_neighbours(check: Check) -> None:
    levels = _levels()
    assert len(levels) > 35
    for at, keys in levels:
        text = write_yaml(_changed(full_tree(), at, {key.upper(): "x" for key in keys}))
        lines = {line.strip("- ").partition(":")[0]: number for number, line in enumerate(text.splitlines(), 1)}
        status, errors = check(text)
        assert status == 1
        expected = {Error("PRO001", lines[key.upper()], f"Write {key}.") for key in keys}
        assert expected <= set(errors), (at, expected - set(errors))


def test_empty_values_at_any_level_are_named(check: Check) -> None:
    for at, keys in _levels():
        status, errors = check(write_yaml(_changed(full_tree(), at, dict.fromkeys(keys))))
        assert status == 1
        assert [one.code for one in errors].count("PRO003") == len(keys), at


PATHS = {"missing": "FILE001", "folder": "FILE003", "pipe": "FILE003", "socket": "FILE002", "loop": "FILE002"}


@pytest.mark.parametrize("command", ["render", "check", "show"])
def test_what_is_no_file(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        for name, code in PATHS.items():
            status = 2 if name == "missing" else 1
            assert run([command, str(tmp_path / name)]) == status
            assert f"error[{code}]" in "".join(capsys.readouterr())
        assert run([command, "/dev/zero"]) == 1
    assert "error[FILE003]" in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("out", "code"), [("file", "FILE010"), ("file/below", "FILE010"), ("loop", "FILE010"), ("x" * 300, "FILE010")]
)
def test_where_no_bundle_can_be_written(
    out: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine\n")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "p.yaml").write_text(laid_over(""))
    before = sorted(tmp_path.rglob("*"))
    assert run(["render", str(tmp_path / "p.yaml"), "--out", str(tmp_path / out)]) == 1
    assert f"error[{code}]" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("words", [["render"], ["render", "nobody"], ["render", ""], ["render", "p.yaml", "--out", ""]])
def test_a_command_line_that_makes_no_sense(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    assert "Error: " in capsys.readouterr().err


def test_two_profiles_of_one_cluster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for path in paths:
        path.write_text(laid_over(""))
    assert run(["render", *map(str, paths), "--out", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err.count("error[CLI001]") == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".", "Home", "a\nb", "-", "{{"])
def test_init_takes_no_name_that_is_a_path(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ["--gpu", "L4", "--distribution", "k3s", "--kubernetes", "1.35"]
    assert run(["init", "--name", name, *said, "--output", str(tmp_path / "p.yaml")]) == 1
    assert "error[PRO005]" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
