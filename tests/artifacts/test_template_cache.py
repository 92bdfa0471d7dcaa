"""Compiled templates are kept where they can be, and nobody notices where they cannot."""

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from generator.artifacts import _prose
from generator.artifacts import _template_cache as cached


def environment(text: str) -> Environment:
    return Environment(loader=DictLoader({"a": text}), bytecode_cache=cached.TemplateCache(), autoescape=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cached, "_FOLDER", tmp_path / "kept")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "kept"


def test_a_template_is_compiled_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment("{{ 1 + 1 }}").get_template("a").render() == "2"
    (kept,) = folder.iterdir()
    before = (kept.stat().st_ino, kept.stat().st_mtime_ns)
    monkeypatch.setattr(Environment, "compile", lambda *_: pytest.fail("compiled again"))
    assert environment("{{ 1 + 1 }}").get_template("a").render() == "2"
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == before  # not the whole: reading moves the time of access


def test_a_changed_template_is_compiled_anew(folder: Path) -> None:
    assert environment("one").get_template("a").render() == "one"
    assert environment("two").get_template("a").render() == "two"


def test_templates_are_kept_beside_each_other(folder: Path) -> None:
    for text in ("one", "two"):
        loaders = Environment(loader=DictLoader({text: text}), bytecode_cache=cached.TemplateCache(), autoescape=True)
        assert loaders.get_template(text).render() == text
    assert len(list(folder.iterdir())) == 2


def test_a_folder_that_cannot_be_written_is_done_without(folder: Path) -> None:
    folder.write_text("in the way", encoding="utf-8")
    assert environment("one").get_template("a").render() == "one"
    assert folder.read_text(encoding="utf-8") == "in the way"


def test_nothing_is_kept_where_python_keeps_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert environment("one").get_template("a").render() == "one"
    assert not folder.exists()


def test_templates_of_bundles_are_kept_and_are_no_web_pages() -> None:
    environment = _prose._environment()
    assert isinstance(environment.bytecode_cache, cached.TemplateCache)
    assert environment.from_string("{{ text }}").render(text="<a> & b") == "<a> & b"
