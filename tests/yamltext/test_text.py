"""Strings that some YAML reader takes for something else."""

from collections.abc import Callable
from io import StringIO

import pytest
import yaml
from ruamel.yaml import YAML

from generator.model.tree import Tree
from generator.yamltext.reader import read_document
from generator.yamltext.text import literal_lines, scalar_text, string_text
from generator.yamltext.writer import write_yaml

QUOTED = (
    *("", " ", " a", "a ", "a  ", "\ta", "a\t", "y", "Y", "n", "N", "yes", "Yes", "NO", "no", "on", "On", "OFF", "off"),
    *("true", "True", "TRUE", "tRuE", "false", "False", "null", "Null", "NULL", "~", "nan", "NaN", ".nan", ".NaN"),
    *(".inf", "-.inf", "+.Inf", "inf", "Infinity", "0", "-0", "+1", "12", "03190301", "010", "0o10", "0x1F", "0b1"),
    *("1_000", "0x_1", "1e3", "1E3", "12e03", "1e-3", "1.", ".5", "-.5", "1.30", "1.5.2", "6.02e+23", "685.230_15e+03"),
    *("1:30", "190:20:30", "-1:30", "1:30.5", "2026-01-02", "2026-01-02T03:04:05Z", "2026-01-02 03:04:05", "1d", "0f"),
    *(
        "=",
        "<<",
        "-",
        "--",
        "---",
        "--- x",
        "---x",
        "...",
        "... x",
        "?",
        "? x",
        ":",
        ": x",
        "- x",
        "-x",
        "+x",
        ".x",
        "_x",
    ),
    *(
        "a: b",
        "a:",
        "a: ",
        "a #b",
        "#a",
        "# a",
        "a\t#b",
        "@x",
        "`x",
        "%x",
        "!x",
        "!!str x",
        "&x",
        "*x",
        "*",
        "&",
        "|",
        ">",
    ),
    *(
        "[",
        "]",
        "{",
        "}",
        "[a]",
        "{a: b}",
        ",",
        "'",
        '"',
        "'a'",
        '"a"',
        "\\",
        "\\n",
        "C:\\dir",
        "a\nb",
        "\n",
        "a\n",
        "\r",
    ),
    *(
        "a\rb",
        "a\x85b",
        "a\u2028b",
        "a\u2029b",
        "a\ufeffb",
        "\ufeff",
        "a\x00b",
        "\x07",
        "\x1b[31m",
        "\x7f",
        "\x80",
        "\x9f",
    ),
    *(
        "a\u200bb",
        "a\u202eb",
        "a\u00a0b",
        "\u00e9t\u00e9",
        "\u4f60",
        "\U0001f600",
        "\ufffe",
        "\uffff",
        "\ufffd",
        "a\tb",
    ),
)
BARE = (
    *(
        "a",
        "abc",
        "dgx-a",
        "H100-80GB",
        "1g.10gb",
        "3g.40gb",
        "80Gi",
        "500m",
        "1h30m",
        "10GiB",
        "v26.3.3",
        "a1",
        "e3",
        "x1",
    ),
    *(
        "nvidia.com/gpu",
        "nvcr.io/nvidia/k8s:v1",
        "/run/nvidia",
        "a:b",
        "--flag=value",
        "--flag",
        "a b",
        "a - b",
        "it's",
        "a, b",
    ),
    *(
        "nvidia.com/gpu=present:NoSchedule",
        "http://x/y?z=1&w",
        "yes sir",
        "on it",
        "null and void",
        "truely",
        "a ?b",
        "x #"[:1],
    ),
)


def pyyaml(text: str) -> Tree:
    tree: Tree = yaml.safe_load(text)
    return tree


def ruamel(text: str) -> Tree:
    tree: Tree = YAML(typ="safe", pure=True).load(StringIO(text))
    return tree


def ours(text: str) -> Tree:
    document, findings = read_document(text.encode(), "p.yaml")
    assert findings == ()
    assert document is not None
    return document.data


READERS = (pyyaml, ruamel, ours)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("text", [*QUOTED, *BARE], ids=ascii)
def test_every_reader_reads_the_string_back(text: str, read: Callable[[str], Tree]) -> None:
    tree: Tree = {"value": text, "list": [text, [text]], text: text, "last": {text: [text]}}
    assert read(write_yaml(tree)) == tree
    assert read(write_yaml(text)) == text


@pytest.mark.parametrize("text", QUOTED, ids=ascii)
def test_a_string_that_some_reader_mistakes_is_quoted(text: str) -> None:
    written = string_text(text)
    assert written.startswith('"')
    assert written.endswith('"')
    assert "\n" not in written
    assert all(letter.isprintable() for letter in written)


@pytest.mark.parametrize("text", BARE)
def test_an_ordinary_string_stays_bare(text: str) -> None:
    assert string_text(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('say "hi" \\ now', '"say \\"hi\\" \\\\ now"'),
        ("tab\tbell\x07", '"tab\\tbell\\u0007"'),
        ("\u00e9 \u4f60 \U0001f600", '"\u00e9 \u4f60 \U0001f600"'),
        ("\x85\u2028\ufeff\x7f\u200b", '"\\u0085\\u2028\\ufeff\\u007f\\u200b"'),
    ],
)
def test_quotes_hold_what_is_seen_as_it_is_and_escape_the_rest(text: str, written: str) -> None:
    assert string_text(text) == written


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "a\n\udc80\n"])
def test_half_a_character_cannot_be_written(text: str) -> None:
    with pytest.raises(ValueError, match="lone surrogate"):
        write_yaml({"a": text})


@pytest.mark.parametrize(
    ("value", "written"),
    [
        *[(None, "null"), (True, "true"), (False, "false"), (0, "0"), (-7, "-7"), (10**30, "1" + "0" * 30)],
        *[(1.5, "1.5"), (1.0, "1.0"), (-0.0, "-0.0"), (1e16, "1.0e+16"), (1e-7, "1.0e-07"), (1.5e300, "1.5e+300")],
        *[(float("inf"), ".inf"), (float("-inf"), "-.inf"), (float("nan"), ".nan")],
    ],
)
def test_other_scalars_are_written_so_that_yaml_1_1_reads_them_too(value: float | bool | None, written: str) -> None:
    assert scalar_text(value) == written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", ("|-", ["a", "b"])),
        ("a\nb\n", ("|", ["a", "b"])),
        ("a\n", ("|", ["a"])),
        ("  a\nb\n", ("|2", ["  a", "b"])),
        ("\n\n a\nb", ("|2-", ["", "", " a", "b"])),
        ("\na\n\nb\n", ("|", ["", "a", "", "b"])),
        ("# a\n- b: c\n", ("|", ["# a", "- b: c"])),
        ("a\nb\n\n", None),
        ("\n", None),
        ("\n\n", None),
        ("a \nb", None),
        ("a\n \nb", None),
        ("a\nb ", None),
        ("a\n\tb", None),
        ("a\r\nb\n", None),
        ("a\n\x07", None),
        ("a\n\u2028", None),
        ("a\n\x85b", None),
    ],
    ids=ascii,
)
def test_a_literal_block_holds_what_it_can_hold(text: str, expected: tuple[str, list[str]] | None) -> None:
    assert literal_lines(text) == expected
