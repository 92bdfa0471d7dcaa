import pytest

from tests.lint.examples import told
from tests.lint.texts import lines_told, plugin

CODE = "PLG214"
ONE = "sharing: {timeSlicing: {resources: [{name: gpu, replicas: 2}]}}"


def test_a_second_document_is_told_at_its_first_line() -> None:
    assert lines_told(plugin(f"{ONE}\n---\nversion: v1\n{ONE}"), CODE) == [3]


@pytest.mark.parametrize("text", [ONE, f"---\n{ONE}", f"{ONE}\n---", f"{ONE}\n---\n# end", f"{ONE}\n..."])
def test_one_document(text: str) -> None:
    assert lines_told(plugin(text), CODE) == []


@pytest.mark.parametrize(("text", "lines"), [(f"{ONE}\n---\n{ONE}\n", [3]), (f"---\n{ONE}\n", []), (ONE, [])])
def test_a_file_that_a_kustomization_makes_the_entry_of(text: str, lines: list[int]) -> None:
    made = "configMapGenerator: [{name: sharing, files: [any=any.yaml]}]\n"
    found = told({"kustomization.yaml": made, "any.yaml": text.replace("name: gpu", "name: nvidia.com/gpu")}, CODE)
    assert found == [(line, "any holds a second document, of which nothing is read") for line in lines]
