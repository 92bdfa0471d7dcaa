"""`make docs`: writes the pages under docs/ that are made from code; `--check` compares and writes nothing."""

import difflib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.docgen.profile_reference import profile_reference
from generator.docgen.rules_reference import rules_page
from tests.support.lint_page import lint_page


class Page(NamedTuple):
    """A generated page: its path from the project's folder, and what makes its text."""

    path: str
    make: Callable[[], str]


PAGES: tuple[Page, ...] = (
    Page("docs/profile.md", profile_reference),
    Page("docs/rules.md", rules_page),
    Page("docs/lint.md", lint_page),
)


def drift(pages: Sequence[Page], root: Path) -> str:
    """Return a unified diff from what lies in the files to what the code makes; empty where they agree."""
    return "".join(_page_drift(page, root / page.path) for page in pages)


def _page_drift(page: Page, path: Path) -> str:
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = difflib.unified_diff(
        old.splitlines(keepends=True),
        page.make().splitlines(keepends=True),
        f"{page.path} (now)",
        f"{page.path} (made)",
    )
    return "".join(lines)


def write(pages: Sequence[Page], root: Path) -> None:
    """Write every page."""
    for page in pages:
        path = root / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.make(), encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with `--check` print the drift; 1 where there is any."""
    root = Path(__file__).resolve().parents[2]
    if "--check" not in arguments:
        write(PAGES, root)
        return 0
    found = drift(PAGES, root)
    if found:
        print(f"{found}\ngenerated pages are out of date: run `make docs`", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
