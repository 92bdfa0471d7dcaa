import math

import pytest

from generator.yamltext.reader import read_document


def value_of(text: str) -> object:
    document, findings = read_document(b"- " + text.encode(), "p.yaml")
    assert findings == ()
    assert document is not None
    assert isinstance(document.data, list)
    return document.data[0]


# By hand from YAML 1.2.2, section 10.3.2; the texts are what YAML 1.1 reads as something else.
@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[(text, None) for text in ("", "~", "null", "Null", "NULL", "!!null ~", "!!null")],
        *[(text, True) for text in ("true", "True", "TRUE", "!!bool true", "!!bool 'TRUE'")],
        *[(text, False) for text in ("false", "False", "FALSE")],
        *[(text, text) for text in ("on", "On", "off", "yes", "no", "y", "n", "Y", "NO", "tRUE", "nULL")],
        *[
            (text, text)
            for text in ("1:30", "190:20:30", "1_000", "0b11", "2026-01-02", "=", "<<", "0o8", "0xg", "+0x1")
        ],
        *[(text, text) for text in (".", "+", "-x", "1e", "e3", "1.2.3", "1.5Gi", "-.nan", "inf", "nan", ".infx", "٣")],
        *[("0", 0), ("-0", 0), ("+7", 7), ("010", 10), ("08", 8), ("-12", -12), ("03190301", 3190301)],
        *[("0o10", 8), ("0x1F", 31), ("0xff", 255), ("9" * 100, 10**100 - 1), ("!!int 0o17", 15), ("!!int '5'", 5)],
        *[("1.30", 1.3), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("-1.5E-2", -0.015), ("+.5e+1", 5.0)],
        *[("!!float 1", 1.0), ("!!float 2.5", 2.5), ("!!float .inf", math.inf)],
        *[(text, math.inf) for text in (".inf", ".Inf", ".INF", "+.inf")],
        *[(text, -math.inf) for text in ("-.inf", "-.Inf", "-.INF")],
        *[(text, text.strip("'\"")) for text in ("'true'", '"1"', "'~'", "''", '"null"', "'.inf'")],
        *[("!!str 1", "1"), ("! 1", "1"), ("!!str true", "true"), ("!!str ''", ""), ("!!str", "")],
        *[("|\n  1\n", "1\n"), (">-\n  true\n", "true")],
    ],
)
def test_a_scalar_means_what_yaml_1_2_says(text: str, value: object) -> None:
    read = value_of(text)
    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN", "!!float .nan"])
def test_not_a_number_is_a_float(text: str) -> None:
    read = value_of(text)
    assert isinstance(read, float)
    assert math.isnan(read)


@pytest.mark.parametrize("text", ["!!int 1.5", "!!int", "!!float x", "!!bool on", "!!null x", "!!null '~'", "!!seq x"])
def test_a_core_tag_must_fit(text: str) -> None:
    _, findings = read_document(b"- " + text.encode(), "p.yaml")
    assert [found.code for found in findings] == ["YAML012"]


@pytest.mark.parametrize("text", ["1e309", "-1e309", "1" * 101, "0o" + "7" * 99, "0." + "1" * 99, "!!int " + "1" * 101])
def test_numbers_that_programs_disagree_on_are_refused(text: str) -> None:
    _, findings = read_document(b"- " + text.encode(), "p.yaml")
    assert [found.code for found in findings] == ["YAML016"]
