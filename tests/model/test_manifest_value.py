"""Texts that somebody fills in before anything reads them."""

import pytest

from generator.model.manifest_value import is_filled_in_later


@pytest.mark.parametrize(
    "text",
    [
        *("${NAME}", "a-${NAME}", "$(NAME)", "{{ .Values.name }}", "$NAME", "<name>", "@name@", "__name__"),
        *("stress-pod-__INDEX__", "FILLED_BY_OPERATOR", "YOUR_NAMESPACE", "CHANGE-NAME", "NODE_NAME_PLACEHOLDER"),
        *("MODEL_NAME", "PORT", "TARGET_NAMESPACE", "PATH_HERE"),
        *("${A:-${B}}", "$($(A))", "{{ {{ a }} }}", "{{a\n}}", "{{{a}}}"),
    ],
)
def test_what_is_filled_in_later(text: str) -> None:
    assert is_filled_in_later(text)


@pytest.mark.parametrize(
    "text",
    [
        "gpu",
        "GPU_POD",
        "TIME_SHARING",
        "DEVICE_SPLIT_COUNT",
        "NAME",
        "COUNT",
        "Port",
        "model_NAME",
        "_NAME",
        "MODEL_NAMES",
        "NAME_MODEL",
        "my__pod",
        "CHANGE",
        "Your-Pod",
        "__",
        "placeholder",
        "a < b",
        "__TODO__",
        "__FIXME__",
    ],
)
def test_what_stays_as_it_is(text: str) -> None:
    assert not is_filled_in_later(text)


@pytest.mark.parametrize("beginning", ["{", "{{ a", "${", "$(", "A_"])
def test_a_text_of_nothing_but_beginnings_is_read_once(beginning: str) -> None:
    assert not is_filled_in_later(beginning * 100_000 + " ")
