import pytest

from tests.lint.texts import lines_told, mig

CODE = "MIG205"


@pytest.mark.parametrize(
    ("layouts", "lines"),
    [
        ("mig-configs: {}", [2]),
        ("mig-configs:", [2]),
        ("mig-configs:\n  cut: []", [3]),
        ("mig-configs:\n  cut:", [3]),
        ("mig-configs:\n  a: []\n  b: []", [3, 4]),
        ("mig-configs:\n  cut: [{devices: all, mig-enabled: false}]", []),
        ("mig-configs: []", []),
        ("mig-configs:\n  cut: {}", []),
    ],
)
def test_layouts(layouts: str, lines: list[int]) -> None:
    assert lines_told(mig(f"version: v1\n{layouts}"), CODE) == lines
