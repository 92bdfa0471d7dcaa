import pytest

from tests.lint.texts import lines_told, mig

CODE = "MIG202"
REST = "mig-configs: {all-disabled: [{devices: all, mig-enabled: false}]}"


@pytest.mark.parametrize("version", ["v2", "V1", "1", "v1beta1", "null", "''", "[v1]"])
def test_versions_that_are_refused(version: str) -> None:
    assert lines_told(mig(f"version: {version}\n{REST}"), CODE) == [1]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"version: v1\n{REST}", []),
        (f'version: "v1"\n{REST}', []),
        (f"# no version\n{REST}", [2]),
        (f"Version: v1\n{REST}", []),
        ("version: v1\nmig-configs:", []),
    ],
)
def test_with_and_without(text: str, lines: list[int]) -> None:
    assert lines_told(mig(text), CODE) == lines
