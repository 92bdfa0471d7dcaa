"""Laws that hold for whatever `gpuslice lint` is given: it never fails, and what it tells stands inside the files.

`GPUSLICE_EXAMPLES=20000 pytest tests/test_any_manifest.py` tries more, different ones each time.
"""

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from generator.judge import Judged, judge
from generator.lint.registry import RULES
from generator.manifests import Load, SourceFile
from generator.model.finding import Finding, Position
from generator.model.manifest import Context
from generator.model.manifest_rule import ManifestRule
from generator.model.tree import Tree
from generator.yamltext.reader import read_documents
from generator.yamltext.writer import write_documents
from tests.support.damage import KINDS, damaged_bytes, damaged_tree, each_replaced, hostile_texts
from tests.support.judging import faults_of, judged

ROOT = Path(__file__).parents[1]
SEEN = ROOT / "tests" / "corpus" / "seen"
SUFFIXES = (".yaml", ".yml", ".json")
EXAMPLES = int(os.environ.get("GPUSLICE_EXAMPLES", "0"))
BROKEN = b"apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nspec: [\n"


class Sample(NamedTuple):
    """Files that are judged together, and options of the command line."""

    name: str
    files: Mapping[str, bytes]
    options: Sequence[str] = ()


def below(folder: Path) -> dict[str, bytes]:
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES and path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@cache
def samples() -> tuple[Sample, ...]:
    rules = [
        Sample(f"{rule.code} {kind}", {"given.yaml": text.encode()}, rule.options)
        for rule in RULES
        for kind, text in (("bad", rule.bad), ("good", rule.good))
    ]
    seen = [Sample(folder.name, below(folder)) for folder in sorted(SEEN.iterdir()) if folder.is_dir()]
    shipped = [Sample(folder.name, below(folder)) for folder in sorted((ROOT / "out").iterdir()) if folder.is_dir()]
    return (*rules, *seen, *shipped)


@cache
def trees() -> tuple[Tree, ...]:
    """Every document of every sample, as parts for others."""
    files = [file for sample in samples() for file in sample.files.items()]
    read = [read_documents(data, name, lenient=True)[0] for name, data in files]
    return tuple(document.data for documents in read for document in documents)


def tries(number: int, start: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Try a law so often: always on the same examples, which `start` tells from others, unless more were asked for."""
    often = settings(max_examples=EXAMPLES or number, database=None, suppress_health_check=list(HealthCheck))
    return often if EXAMPLES else lambda law: seed(start)(often(law))


def with_damaged_tree(sample: Sample, chance: random.Random, times: int) -> Sample:
    name = chance.choice(list(sample.files))
    documents, _ = read_documents(sample.files[name], name, lenient=True)
    changed = [document.data for document in documents] or [None]
    for _ in range(times):
        spot = chance.randrange(len(changed))
        changed[spot] = damaged_tree(chance, changed[spot], trees())
    return sample._replace(files={**sample.files, name: write_documents(changed).encode()})


def with_damaged_bytes(sample: Sample, chance: random.Random, times: int) -> Sample:
    name = chance.choice(list(sample.files))
    data = sample.files[name]
    for _ in range(times):
        data = damaged_bytes(chance, data)
    return sample._replace(files={**sample.files, name: data})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_value_may_be_of_any_kind(rule: ManifestRule) -> None:
    """At each place of both examples stand kinds of values in turn, inside texts too; all of them if more are asked."""
    many, start = (len(KINDS), 0) if EXAMPLES else (2, 5 * RULES.index(rule))
    for text in (rule.bad, rule.good):
        documents, _ = read_documents(text.encode(), "", lenient=True)
        trees = [document.data for document in documents]
        for number, tree in enumerate(trees):
            for damaged in each_replaced(tree, KINDS, many, start):
                made = write_documents([*trees[:number], damaged, *trees[number + 1 :]])
                judged({"given.yaml": made.encode()}, rule.options)


CHOICES = (st.integers(0, 10**6), st.integers(0, 2**32 - 1), st.integers(1, 4))


@tries(300, 1)
@given(*CHOICES)
def test_any_tree_is_judged(which: int, start: int, times: int) -> None:
    sample = with_damaged_tree(samples()[which % len(samples())], random.Random(start), times)  # noqa: S311
    assert faults_of(sample.files, sample.options) == []


@tries(300, 2)
@given(*CHOICES)
def test_any_bytes_are_judged(which: int, start: int, times: int) -> None:
    sample = with_damaged_bytes(samples()[which % len(samples())], random.Random(start), times)  # noqa: S311
    assert faults_of(sample.files, sample.options) == []


@tries(100, 3)
@given(*CHOICES)
def test_any_two_samples_are_judged_together(which: int, start: int, times: int) -> None:
    one, other = (samples()[(which + number) % len(samples())] for number in (0, start))
    files = {**one.files, **{f"other/{name}": data for name, data in other.files.items()}}
    assert faults_of(files, one.options) == []


@pytest.mark.parametrize("name", hostile_texts())
def test_hostile_texts_are_judged(name: str) -> None:
    data = hostile_texts()[name]
    assert len(data) < 8 << 20
    assert faults_of({"given.yaml": data}) == []


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_a_broken_file_changes_nothing_of_the_others(sample: Sample) -> None:
    alone = judged(sample.files, sample.options)
    for data in (BROKEN, b"\xff\x00nvidia", hostile_texts()["deep lists"]):
        both = judged({"0.yaml": data, **sample.files, "~.yaml": data}, sample.options)
        rest = [one for one in both.findings if one.file not in ("0.yaml", "~.yaml")]
        assert rest == list(alone.findings)
        assert len(both.findings) > len(rest)


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_samples_are_judged(sample: Sample) -> None:
    assert faults_of(sample.files, sample.options) == []


def test_the_answer_does_not_hang_on_the_order_of_sets() -> None:
    script = (
        "from tests.test_any_manifest import samples\nfrom tests.support.judging import judged\n"
        "for sample in samples(): print(sample.name, judged(sample.files, sample.options).findings)"
    )
    told = set()
    for hash_seed in ("0", "1", "2"):
        env = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, check=True, cwd=ROOT)
        told.add(done.stdout)
    assert len(told) == 1
    assert len(told.pop().splitlines()) >= len(samples())


def wrong_answers() -> dict[str, Callable[[Finding], Finding]]:
    return {
        "outside of the file": lambda one: one._replace(position=Position(999, 1)),
        "has no place": lambda one: one._replace(position=None),
        "names no file": lambda one: one._replace(file="other.yaml"),
        "lacks its message": lambda one: one._replace(fix=""),
    }


@pytest.mark.parametrize("fault", wrong_answers())
def test_a_wrong_answer_breaks_a_law(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"given.yaml": RULES[0].bad.encode()}
    assert faults_of(files, RULES[0].options) == []
    real = judge

    def wrong(given: Iterable[SourceFile], context: Context, load: Load) -> Judged:
        found = real(given, context, load)
        return found._replace(findings=tuple(map(wrong_answers()[fault], found.findings)))

    monkeypatch.setattr("tests.support.judging.judge", wrong)
    assert any(fault in told for told in faults_of(files, RULES[0].options))


def test_an_answer_that_hangs_on_order_or_time_breaks_a_law(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"a.yaml": RULES[0].bad.encode(), "b.yaml": RULES[1].bad.encode()}
    real, calls = judge, iter(range(100))

    def first_file_alone(given: Iterable[SourceFile], context: Context, load: Load) -> Judged:
        return real(list(given)[:1], context, load)

    def twice(given: Iterable[SourceFile], context: Context, load: Load) -> Judged:
        found = real(given, context, load)
        return found._replace(findings=found.findings * 2)

    def another_each_time(given: Iterable[SourceFile], context: Context, load: Load) -> Judged:
        found = real(given, context, load)
        number = str(next(calls))
        return found._replace(findings=tuple(one._replace(why=number) for one in found.findings))

    for wrong, told in (
        (first_file_alone, "another order of files"),
        (twice, "told twice"),
        (another_each_time, "the second time"),
    ):
        monkeypatch.setattr("tests.support.judging.judge", wrong)
        assert any(told in fault for fault in faults_of(files, RULES[0].options)), told
