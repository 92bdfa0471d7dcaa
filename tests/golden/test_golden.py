"""Whole bundles, read by a person before they were committed; `make golden` is the one thing that rewrites them.

Each case is a folder with `profile.yaml`, `expected/` (the bundle) and `findings.txt` (what the person is told). The
shipped profiles are not here: their bundles stand under out/ and are held by `render --check`.
"""

import shutil
from difflib import unified_diff
from pathlib import Path

import pytest

from generator.compile import compile_profile
from generator.facts.charts import CHART_RELEASES
from generator.facts.distributions import DISTRIBUTION_IDS
from generator.model.compiled import Compiled
from generator.model.finding import Finding
from generator.model.plan import BindingKind, Mode, Plan

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/profile.yaml"))
FINDINGS = "findings.txt"


def compiled(case: Path) -> Compiled:
    return compile_profile((case / "profile.yaml").read_bytes(), "profile.yaml")


def found(case: Path) -> dict[str, str]:
    """Return what a case gives, by path inside its folder."""
    result = compiled(case)
    files = {f"expected/{file.path}": file.text for file in result.files}
    return files | {FINDINGS: "".join(f"{line(one)}\n" for one in result.findings)}


def line(finding: Finding) -> str:
    where = finding.position
    place = "" if where is None else f"{where.line}:{where.column}: "
    return f"{place}{finding.severity.value}[{finding.code}] {finding.message}"


def expected(case: Path) -> dict[str, str]:
    paths = [case / FINDINGS, *(case / "expected").rglob("*")]
    return {path.relative_to(case).as_posix(): path.read_bytes().decode() for path in paths if path.is_file()}


def differences(want: dict[str, str], got: dict[str, str]) -> str:
    """Return which files there are too few and too many, then how the others differ; empty where all is the same."""
    lines = [f"missing: {path}\n" for path in sorted(want.keys() - got.keys())]
    lines += [f"not expected: {path}\n" for path in sorted(got.keys() - want.keys())]
    for path in sorted(want.keys() & got.keys()):
        old, new = want[path].splitlines(keepends=True), got[path].splitlines(keepends=True)
        lines += unified_diff(old, new, f"expected {path}", f"found {path}")
    return "".join(lines)


def rewrite(case: Path, files: dict[str, str]) -> None:
    shutil.rmtree(case / "expected", ignore_errors=True)
    for name, text in files.items():
        path = case / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_bundle_is_what_was_read_and_approved(case: Path, update_golden: bool) -> None:
    got = found(case)
    if update_golden:
        rewrite(case, got)
    difference = differences(expected(case), got)
    if difference:
        pytest.fail(
            f"{case.name}:\n{difference}\nRead the difference; if it is meant, run `make golden`.", pytrace=False
        )


def test_every_case_is_a_folder_with_a_profile() -> None:
    folders = {path for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert folders == set(CASES)


def plans() -> dict[str, Plan]:
    plans = {case.name: compiled(case).plan for case in CASES}
    assert None not in plans.values()
    return {name: plan for name, plan in plans.items() if plan is not None}


def test_the_cases_reach_every_chart_version_mode_binding_and_distribution() -> None:
    all_plans = tuple(plans().values())
    pools = [pool for plan in all_plans for pool in plan.pools]
    assert {(plan.release.chart, plan.release.version) for plan in all_plans} == set(CHART_RELEASES)
    assert {pool.mode for pool in pools} == set(Mode)
    assert {pool.binding.kind for pool in pools} == set(BindingKind)
    assert {plan.distribution for plan in all_plans} == set(DISTRIBUTION_IDS)


def test_a_difference_names_files_and_shows_lines() -> None:
    want = {"gone.yaml": "a\n", "same.yaml": "a\n", "changed.yaml": "a\nb\n"}
    got = {"new.yaml": "a\n", "same.yaml": "a\n", "changed.yaml": "a\nc\n"}
    assert differences(want, got).splitlines() == [
        "missing: gone.yaml",
        "not expected: new.yaml",
        "--- expected changed.yaml",
        "+++ found changed.yaml",
        "@@ -1,2 +1,2 @@",
        " a",
        "-b",
        "+c",
    ]


def test_a_file_that_differs_only_in_its_last_line_break_differs() -> None:
    assert differences({"a": "x\n"}, {"a": "x"}) != ""


def test_rewriting_takes_away_what_is_no_longer_made(tmp_path: Path) -> None:
    rewrite(tmp_path, {"expected/old.yaml": "old\n", FINDINGS: ""})
    rewrite(tmp_path, {"expected/a/new.yaml": "new\n", FINDINGS: "none\n"})
    assert expected(tmp_path) == {"expected/a/new.yaml": "new\n", FINDINGS: "none\n"}
