import pytest

from tests.lint.texts import cut, lines_told, mig

CODE = "MIG217"
ONE = cut("devices: all, mig-enabled: false")


@pytest.mark.parametrize(
    ("text", "lines"), [(ONE, []), (f"---\n{ONE}", []), (f"{ONE}---\n{ONE}", [7]), (f"{ONE}---\n# end", [])]
)
def test_documents(text: str, lines: list[int]) -> None:
    assert lines_told(mig(text), CODE) == lines
