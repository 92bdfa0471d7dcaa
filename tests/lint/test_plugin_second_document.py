import pytest

from tests.lint.texts import lines_told, plugin

CODE = "PLG214"
ONE = "sharing: {timeSlicing: {resources: [{name: gpu, replicas: 2}]}}"


def test_a_second_document_is_told_at_its_first_line() -> None:
    assert lines_told(plugin(f"{ONE}\n---\nversion: v1\n{ONE}"), CODE) == [3]


@pytest.mark.parametrize("text", [ONE, f"---\n{ONE}", f"{ONE}\n---", f"{ONE}\n---\n# end", f"{ONE}\n..."])
def test_one_document(text: str) -> None:
    assert lines_told(plugin(text), CODE) == []
