import pytest

from tests.lint.texts import cut, lines_told, mig

CODE = "MIG209"


@pytest.mark.parametrize(
    ("name", "lines"), [("1c.3g.40gb", [5]), ("2c.7g.80gb", [5]), ("3g.40gb", []), ("1c.xg.40gb", []), ("c.3g", [])]
)
def test_names(name: str, lines: list[int]) -> None:
    assert lines_told(mig(cut(f"devices: all, mig-enabled: true, mig-devices: {{{name}: 1}}")), CODE) == lines
