import pytest

from tests.lint.examples import judged
from tests.lint.texts import lines_told, messages_told, mig, plugin

CODE = "LNT003"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefg", "bcdefgh", strict=True)
)
SHARING = "sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 1}]}}\n"
LAYOUTS = "mig-configs: {all-disabled: []}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "the aliases expand to more than"),
        (f"deep: {'[' * 150}{']' * 150}\n", "values are nested more than"),
        ("? [a]\n: 1\n", "a key must be text"),
        (f"number: 1{'0' * 5000}\n", "the number"),
        ("tag: !!int x\n", "the tag !!int does not fit"),
    ],
)
def test_what_is_not_read_is_said(text: str, said: str) -> None:
    for config in (plugin(SHARING + text), mig(LAYOUTS + text)):
        (message,) = messages_told(config, CODE)
        assert said in message.partition(" was not looked at: ")[2]
        assert [one.severity.value for one in judged(config).findings if one.code == CODE] == ["warning"]


def test_where_it_is_said() -> None:
    assert lines_told(plugin(f"{SHARING}tag: !!int x\n"), CODE) == [2]


@pytest.mark.parametrize(
    "text", [SHARING, f"{SHARING}list: [", f"{SHARING}---\na: 1\n", "", f"{SHARING}{SHARING}", "{{ if }}\n? [a]\n: 1\n"]
)
def test_what_is_read_or_told_otherwise(text: str) -> None:
    assert lines_told(plugin(text), CODE) == []


def test_a_few_aliases_are_read() -> None:
    assert lines_told(plugin(f"x-a: &a {{name: gpu, replicas: 2}}\nb: [*a, *a]\n{SHARING}"), CODE) == []
