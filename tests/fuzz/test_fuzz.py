"""What the fuzzer has found is tried by every run of the tests, without the fuzzer."""

from pathlib import Path
from random import Random

import pytest

from generator.model.finding import Position
from tests.fuzz.__main__ import KEPT, KEPT_BYTES, name_of
from tests.fuzz.changes import next_input
from tests.fuzz.reached import fewest, reached
from tests.fuzz.targets import BETWEEN_FILES, TARGETS, assert_inside
from tests.support.judging import judged

HERE = Path(__file__).parent
KEPT_INPUTS = sorted(path for kind in ("corpus", "crashes") for path in (HERE / kind).glob("*/*"))


@pytest.mark.parametrize("path", KEPT_INPUTS, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_kept_input_breaks_no_law(path: Path) -> None:
    TARGETS[path.parent.name].check(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_is_small_and_named_by_what_it_holds(name: str) -> None:
    inputs = sorted((HERE / "corpus" / name).iterdir())
    assert 0 < len(inputs) <= KEPT
    for path in inputs:
        assert path.name == name_of(path.read_bytes())
        assert path.stat().st_size <= KEPT_BYTES


@pytest.mark.parametrize("name", TARGETS)
def test_changed_inputs_are_other_ones_and_no_longer_than_asked(name: str) -> None:
    seeds = list(TARGETS[name].seeds().values())
    chance = Random(1)  # noqa: S311
    made = [next_input(name, seed, chance, lambda data, most: data[:most], 3000) for seed in seeds * 4]
    assert max(map(len, made)) <= 3000
    assert len(set(made)) > len(seeds)
    assert name != "lint" or any(BETWEEN_FILES in data for data in made)


def test_lines_that_run_are_reached_and_others_are_not() -> None:
    def check(data: bytes) -> None:
        judged({"a": data})

    nothing, something = reached(check, [b""]), reached(check, [b"kind: Node\napiVersion: v1\n# nvidia\n"])
    assert len(something - nothing) > 50
    assert all(file.endswith(".py") and line > 0 for file, line in nothing)


def test_the_fewest_inputs_reach_all() -> None:
    def check(data: bytes) -> None:
        judged({"a": data})

    inputs = {"twice": b"# nvidia\nkind: Node\n\n", "once": b"# nvidia\nkind: Node\n", "none": b"x"}
    kept, before, after = fewest(check, [b""], inputs)
    assert list(kept) == ["once"]
    assert after > before > 0


@pytest.mark.parametrize(
    ("name", "data"), [("reader", b"a: [1, b"), ("profile", b"version: 2\n"), ("lint", b"nvidia: [\n")]
)
def test_a_place_outside_of_the_text_is_noticed(name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    TARGETS[name].check(data)
    with pytest.raises(AssertionError):
        assert_inside(judged({"given.yaml": b"\n\n\nnvidia: [\n"}).findings, b"nvidia: [\n")
    monkeypatch.setattr("generator.yamltext.stream._position", lambda mark, lines: Position(len(lines) + 2, 1))
    with pytest.raises((AssertionError, IndexError)):
        TARGETS[name].check(data if name != "profile" else b"a: [")
