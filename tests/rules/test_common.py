"""How names are listed and value paths written in messages."""

import pytest

from generator.rules._common import listed
from generator.rules._example import example_profile
from generator.rules._extra_values import value_text


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_names_are_listed_as_in_a_sentence(names: list[str], text: str) -> None:
    assert listed(names) == text
    assert listed(tuple(names)) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("driver", "version"), "driver.version"),
        (("env", 0, "name"), "env[0].name"),
        (("MAX",), "MAX"),
        (("a.b",), '"a.b"'),
        (("größe x",), '"größe x"'),
        (("a[0]",), '"a[0]"'),
        (('a"b',), '"a\\"b"'),
        (("",), '""'),
        (("a\u200bb",), '"a\\u200bb"'),
    ],
)
def test_a_key_that_would_read_as_several_stands_in_quotes(path: tuple[str | int, ...], text: str) -> None:
    assert value_text(path) == text


def test_an_example_has_each_section_once() -> None:
    """Items and comments at the margin are no sections, however they begin."""
    text = example_profile("# cluster: of the example\npools:\n- name: cluster\n  gpus: []\n\n")
    assert text.count("\npools:") == 1
    assert [line.partition(":")[0] for line in text.splitlines()[5:]] == ["version", "cluster", "install"]
