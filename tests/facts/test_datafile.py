"""A data file's field has its type, or the error names file and field."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

import generator.facts
from generator.facts.datafile import Fields, read_fields
from generator.model.distribution import Distribution
from generator.model.gpu import Gpu
from generator.model.mig import MigFamily, MigProfile

FACTS = Path(generator.facts.__file__).parent
FILES = [path for folder in ("distributions", "gpus", "mig") for path in sorted((FACTS / folder).iterdir())]


def test_a_field_of_the_wrong_kind_names_its_place() -> None:
    fields = Fields({"engines": {"ofa": True}, "starts": ["0"], "name": 7}, "mig/x.yaml")
    with pytest.raises(TypeError, match=r"mig/x\.yaml: name: wanted is a text, not 7"):
        fields.text("name")
    with pytest.raises(TypeError, match=r"mig/x\.yaml: starts: wanted is whole numbers"):
        fields.integers("starts")
    with pytest.raises(TypeError, match=r"mig/x\.yaml: engines: ofa: wanted is a whole number, not True"):
        fields.integer_pairs("engines")
    with pytest.raises(TypeError, match=r"mig/x\.yaml: missing: wanted is a text, not None"):
        fields.text("missing")


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (lambda fields: fields.boolean("n"), "n: wanted is true or false, not 1"),
        (lambda fields: fields.texts("n"), "n: wanted is a list, not 1"),
        (lambda fields: fields.texts("ns"), r"ns: wanted is texts, not \[1, 'a'\]"),
        (lambda fields: fields.integers("ns"), r"ns: wanted is whole numbers, not \[1, 'a'\]"),
        (lambda fields: fields.integer("t"), "t: wanted is a whole number, not 'a'"),
        (lambda fields: fields.child("n"), "n: a mapping is wanted"),
        (lambda fields: fields.children("ns"), r"ns\[0\]: a mapping is wanted"),
        (lambda fields: fields.children("maps")[1].text("t"), r"maps\[1\]: t: wanted is a text, not None"),
    ],
)
def test_every_getter_says_what_was_wanted_and_where(read: Callable[[Fields], object], words: str) -> None:
    fields = Fields({"n": 1, "t": "a", "ns": [1, "a"], "maps": [{"t": "a"}, {}]}, "mig/x.yaml")
    with pytest.raises(TypeError, match=rf"^mig/x\.yaml: {words}$"):
        read(fields)


def test_a_file_is_named_in_errors_and_its_fields_are_known() -> None:
    fields = read_fields("gpus", "l4")
    assert {"label", "memory_mib"} <= fields.keys()
    with pytest.raises(TypeError, match=r"^gpus/l4\.yaml: no_such_field: wanted is a text"):
        fields.text("no_such_field")
    with pytest.raises(TypeError, match=r"^mig/x\.yaml: a mapping is wanted$"):
        Fields(["a"], "mig/x.yaml")


def test_absent_fields_are_empty_or_none_where_that_is_allowed() -> None:
    fields = Fields({"memory_mib": None}, "x.yaml")
    assert fields.integer_or_none("memory_mib") is None
    assert fields.text_or_none("mig_family") is None
    assert fields.texts("notes") == ()
    assert fields.integer_pairs("engines") == ()
    assert fields.child_or_none("risk") is None


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_data_file_says_a_thing_twice(path: Path) -> None:
    assert path.suffix == ".yaml"
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    assert isinstance(node, yaml.MappingNode)
    todo: list[yaml.Node] = [node]
    while todo:
        here = todo.pop()
        if isinstance(here, yaml.MappingNode):
            keys = [key.value for key, _ in here.value]
            assert len(keys) == len(set(keys)), f"{path.name}:{here.start_mark.line + 1}: a key stands twice"
            todo.extend(value for _, value in here.value)
        elif isinstance(here, yaml.SequenceNode):
            todo.extend(here.value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_data_file_has_a_field_that_nobody_reads(path: Path) -> None:
    known = {"distributions": Distribution._fields, "gpus": Gpu._fields, "mig": MigFamily._fields}[path.parent.name]
    tree = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    assert set(tree) <= set(known)
    for profile in tree.get("profiles", ()):
        assert set(profile) <= {*MigProfile._fields, "starts"}


def test_every_statement_on_a_distribution_is_text_and_source() -> None:
    statements = 0
    for path in FILES:
        if path.parent.name != "distributions":
            continue
        tree = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        parts = [tree["driver"], tree["toolkit"], tree["runtime_class"], tree["node_labelling"]]
        parts += tree.get("toolkit_env", [])
        risks = [part[key] for part in parts for key in ("risk", "config_risk") if key in part]
        facts = [*risks, *(part["basis"] for part in parts if "basis" in part), *tree.get("notes", [])]
        for fact in facts:
            assert {"text", "source"} <= set(fact) <= {"text", "source", "inferred"}, (path.name, fact)
            # What is risky stands behind a colon, the others by themselves.
            assert fact["text"].endswith(".") is (fact not in risks), (path.name, fact)
        statements += len(facts)
    assert statements >= 9 * 4
