import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told


def made(name: str, fields: str) -> str:
    return f"apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {{name: {name}}}\n{fields}\n"


@pytest.mark.parametrize(
    ("fields", "line", "message"),
    [
        ("value: 1000000001", 4, "1000000001 is out of range for PriorityClass gpu: 1000000000 is the most"),
        ('value: "10"', 4, "the value of PriorityClass gpu must be a whole number"),
        ("value: 1.5", 4, "the value of PriorityClass gpu must be a whole number"),
        ("description: none", 3, "PriorityClass gpu has no value, which counts as 0"),
        (
            "value: 1\npreemptionPolicy: never",
            5,
            "preemptionPolicy never is none of PreemptLowerPriority and Never",
        ),
    ],
)
def test_classes_that_are_refused(fields: str, line: int, message: str) -> None:
    assert told(made("gpu", fields), "PRI201") == [(line, message)]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("gpu", "value: 1000000000"),
        ("gpu", "value: -2147483648\npreemptionPolicy: Never"),
        ("system-node-critical", "value: 2000001000"),
    ],
)
def test_classes_that_are_taken(name: str, fields: str) -> None:
    assert told(made(name, fields), "PRI201") == []


def test_a_default_in_another_folder_may_be_another_clusters() -> None:
    files = {f"{name}/p.yaml": made(name, "value: 1\nglobalDefault: true") for name in ("a", "b")}
    assert [one.severity for one in judged(files).findings] == [Severity.INFO]


def test_of_two_global_defaults_the_second_is_refused() -> None:
    files = {name: made(name, "value: 1\nglobalDefault: true") for name in ("a", "b")}
    assert told(files, "PRI201") == [(5, "a is the global default already: the API server refuses a second one")]
    assert told({"a": files["a"], "c": files["a"]}, "PRI201") == []


def test_names_of_the_system_are_reserved() -> None:
    message = "names that begin with system- are reserved: the API server refuses system-gpu"
    assert told(made("system-gpu", "value: 5"), "PRI201") == [(3, message)]
