from pathlib import Path

from tests.support.docs import Page, drift, write

PAGES = (Page("docs/one.md", lambda: "first\nsecond\n"),)


def test_written_pages_do_not_drift(tmp_path: Path) -> None:
    write(PAGES, tmp_path)
    assert (tmp_path / "docs" / "one.md").read_text() == "first\nsecond\n"
    assert drift(PAGES, tmp_path) == ""


def test_an_edited_or_missing_page_is_shown_as_a_diff(tmp_path: Path) -> None:
    assert "+second" in drift(PAGES, tmp_path)
    write(PAGES, tmp_path)
    (tmp_path / "docs" / "one.md").write_text("first\nother\n")
    assert "-other\n+second\n" in drift(PAGES, tmp_path)
