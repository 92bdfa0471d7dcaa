import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told


def made(name: str, fields: str) -> str:
    return f"apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {{name: {name}}}\n{fields}\n"


@pytest.mark.parametrize(
    ("fields", "line", "message"),
    [
        (
            "value: 1000000001",
            4,
            "1000000001 is out of range for PriorityClass gpu: 1000000000 is the most, and the API server refuses it",
        ),
        (
            'value: "10"',
            4,
            'the value of PriorityClass gpu is the text "10", where a whole number must be: the API server refuses it',
        ),
        (
            "value: 1.5",
            4,
            "the value of PriorityClass gpu is the number 1.5, where a whole number must be: the API server refuses it",
        ),
        ("description: none", 3, "PriorityClass gpu has no value, which counts as 0"),
        (
            "value: 1\npreemptionPolicy: never",
            5,
            "preemptionPolicy never of PriorityClass gpu is none: the API server refuses it",
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


@pytest.mark.parametrize(
    ("fields", "fix"),
    [
        ('value: "10"', "Write `value: 10`, without quotes."),
        ("value: high", "Write a whole number without quotes."),
        ("value: 1000000001", "Write 1000000000, or what is nearer."),
        ("value: -2147483649", "Write -2147483648, or what is nearer."),
        ("description: none", "Write a value, or `value: 0` if that is meant."),
        ("value: 1\npreemptionPolicy: never", "Write Never."),
        ("value: 1\npreemptionPolicy: Sometimes", "Write PreemptLowerPriority or Never."),
    ],
)
def test_the_fix_says_what_to_write(fields: str, fix: str) -> None:
    assert [one.fix for one in judged(made("gpu", fields)).findings] == [fix]


def test_the_fix_names_the_class_that_is_the_default_already() -> None:
    files = {name: made(name, "value: 1\nglobalDefault: true") for name in ("a", "b")}
    assert [one.fix for one in judged(files).findings] == ["Leave globalDefault out here, or in a (a)."]


def test_a_value_below_the_least_is_told_the_least() -> None:
    message = (
        "-3000000000 is out of range for PriorityClass gpu: -2147483648 is the least, and the API server refuses it"
    )
    assert told(made("gpu", "value: -3000000000"), "PRI201") == [(4, message)]


@pytest.mark.parametrize("value", ["1e+06", "1000000.0", "1.0e+3"])
def test_numbers_as_helm_writes_them(value: str) -> None:
    assert told(made("gpu", f"value: {value}"), "PRI201") == []
