import pytest

from tests.lint.examples import judged
from tests.lint.texts import lines_told, plugin

CODE = "PLG216"
TEXT = "sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 2}]}}"


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("any", []),
        ("config.yaml", []),
        ("a_b-c.9", []),
        ("x" * 63, []),
        ("x" * 64, ["warning"]),
        ("-any", ["warning"]),
        ("any.", ["warning"]),
        ("tesla t4", ["error"]),
        ("a/b", ["error"]),
        ("${NAME}", []),
    ],
)
def test_names(key: str, found: list[str]) -> None:
    config = plugin(TEXT, key)
    assert [one.severity.value for one in judged(config).findings if one.code == CODE] == found
    assert lines_told(config, CODE) == [0] * len(found)
