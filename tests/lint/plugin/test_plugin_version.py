import pytest

from tests.lint.texts import lines_told, plugin

CODE = "PLG211"


@pytest.mark.parametrize("version", ["v2", "V1", "1", "v1beta1", "v0.17.4", "true", "[v1]"])
def test_versions_that_are_refused(version: str) -> None:
    assert lines_told(plugin(f"version: {version}\nsharing: {{}}"), CODE) == [1]


@pytest.mark.parametrize("version", ["v1", "'v1'", "''", "null", ""])
def test_versions_that_are_taken(version: str) -> None:
    assert lines_told(plugin(f"version: {version}\nsharing: {{}}"), CODE) == []


def test_no_version_is_v1() -> None:
    assert lines_told(plugin("sharing: {}"), CODE) == []
