import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cel.device import read_selector
from generator.cel.parser import MOST_LETTERS
from generator.cel.selector import Use
from generator.cel.types import Kind
from tests.support.device_expressions import REFUSED, TAKEN

GPU = "gpu.nvidia.com"


@pytest.mark.parametrize("text", TAKEN)
def test_what_the_api_server_takes(text: str) -> None:
    assert read_selector(text).faults == ()


@pytest.mark.parametrize("text", REFUSED)
def test_what_it_refuses(text: str) -> None:
    (fault, *_) = read_selector(text).faults
    assert 0 <= fault.at <= len(text)


@pytest.mark.parametrize(
    ("text", "reason", "at"),
    [
        (
            "device.capacity['a.b'].memory >= quantity('1Gi')",
            "a quantity has no >=, use isGreaterThan, isLessThan or compareTo",
            30,
        ),
        (
            "device.attributes['a.b/c'] == 'd'",
            "a map is not compared with a string, it holds the values of a domain by name",
            27,
        ),
        ("device.attributes == 'd'", "a map is not compared with a string, it holds maps by domain", 18),
        ("device.model == 'd'", "a device has no model, but driver, attributes, capacity", 7),
        ("true\n&& gpu.type == 'd'", "gpu is no variable: a selector has `device` alone", 8),
        ("device.driver = 'a'", "a single =, where == is meant", 14),
        ("device.driver == 'a", "the quote ' has no end", 17),
        ("device.driver == 'a' || 1", "|| takes bools, and this is an int", 21),
        ("device.driver", "it gives a string and must give a bool", 0),
        ("(true", "nothing where ) is missing", 5),
        ("true false", "false where the expression should end", 5),
        ("device.", "nothing where a name must follow the dot", 7),
        ("var == 4", "var is a word that no variable may have", 0),
        ("device.attributes['a.b'].c.startswith('d')", "nothing has a startswith(), but startsWith()", 27),
        ("device.driver # a", "# has no meaning", 14),
    ],
)
def test_reasons(text: str, reason: str, at: int) -> None:
    assert read_selector(text).faults == ((reason, at),)


def test_every_fault_of_an_expression_is_told() -> None:
    text = "device.model == 'a' && device.capacity['a.b'].memory > 4 && gpu"
    assert [fault.at for fault in read_selector(text).faults] == [7, 53, 60]


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        (
            f"device.attributes['{GPU}'].type == 'gpu'",
            [
                Use("attributes", GPU, "type", 36),
                Use("attributes", GPU, "type", 36, against=Kind.STRING, sign="==", text="gpu"),
            ],
        ),
        (f"device.capacity['{GPU}']['memory'].isInteger()", [Use("capacity", GPU, "memory", 33)]),
        (f"has(device.attributes['{GPU}'].profile)", [Use("attributes", GPU, "profile", 40, asked=True)]),
        (f"cel.bind(gpu, device.attributes['{GPU}'], gpu.shared)", [Use("attributes", GPU, "shared", 55)]),
        (f"'type' in device.attributes['{GPU}']", [Use("attributes", GPU, "type", 7, asked=True)]),
        (f"device.attributes['{GPU}'].?type.orValue('') == 'gpu'", []),
        ("device.attributes[device.driver].type", [Use("attributes", None, "type", 33)]),
    ],
)
def test_what_is_looked_at(text: str, uses: list[Use]) -> None:
    found = read_selector(text)
    assert (found.faults, sorted(set(found.uses), key=found.uses.index)) == ((), uses)


@pytest.mark.parametrize(
    "text",
    [
        "!" * 300 + "true",
        ("!" * 99 + "(") * 5 + "true" + ")" * 5,
        "(" * 300 + "true" + ")" * 300,
        " && ".join(["true"] * 2_000),
        "device" + ".a" * 3_000,
        "[" * 500,
        "true" + " " * MOST_LETTERS,
        '"""' * 3_000,
        "a" * 5_000,
    ],
)
def test_undue_sizes_are_read_or_let_be(text: str) -> None:
    for fault in read_selector(text).faults:
        assert fault.reason


@given(st.text(alphabet="device.atribus[]()'\"&|!=<>?:,+-*/%{}\\`#01 \n", max_size=60))
def test_any_text_is_read(text: str) -> None:
    read_selector(text)
