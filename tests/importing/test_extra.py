"""Keys of values that no chart is meant to read."""

import pytest

from tests.importing.given import imported, profile, told

TOLERATIONS = "[{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}, {key: foo, operator: Exists}]"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f"x-common: &t {TOLERATIONS}\ndaemonsets: {{tolerations: *t}}\n", []),
        (f"common: &t {TOLERATIONS}\ndaemonsets: {{tolerations: *t}}\n", []),
        ("x-off: {driver: &off {enabled: false}}\ndriver: *off\n", []),
        ("off: {driver: &off {enabled: false}}\ndriver: *off\n", []),
        ("x-note: for people\ndriver: {enabled: false}\n", []),
        ("note: for people\ndriver: {enabled: false}\n", ["IMP008"]),
        (f"common: {TOLERATIONS}\ndriver: {{enabled: false}}\n", ["IMP008"]),
    ],
)
def test_an_anchors_holder_is_nobodys_value(text: str, codes: list[str]) -> None:
    result = imported(text, "L4", chart="gpu-operator@v26.7.0")
    assert [code for code, _, _ in told(result)] == codes
    assert "extraValues" not in profile(result)
