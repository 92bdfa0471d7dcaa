"""Files that are put into a ConfigMap in the wrong way."""

import pytest

from tests.lint.examples import judged, line_of

_PLUGIN = "version: v1\\nsharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}\\n"
_MIG = "version: v1\\nmig-configs:\\n  all-disabled: [{devices: all, mig-enabled: false}]\\n"


def _map(data: str) -> str:
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: shared, namespace: gpu-operator}}\ndata:\n{data}\n"


def _told(data: str) -> list[tuple[str, int, str]]:
    return [(one.code, line_of(one), (one.fix or "")[:29]) for one in judged({"map.yaml": _map(data)}).findings]


@pytest.mark.parametrize(("key", "text", "code"), [("any", _PLUGIN, "PLG212"), ("config.yaml", _MIG, "MIG215")])
def test_line_breaks_that_single_quotes_leave_as_they_are(key: str, text: str, code: str) -> None:
    assert _told(f"  {key}: '{text}'") == [(code, 5, "Write the text in lines of it")]
    assert _told(f'  {key}: "{text}"') == []


@pytest.mark.parametrize(("key", "text", "code"), [("any", _PLUGIN, "PLG202"), ("config.yaml", _MIG, "MIG201")])
def test_a_file_that_is_put_into_one_once_more(key: str, text: str, code: str) -> None:
    lines = text.replace("\\n", "\n").splitlines()
    inner = "\n".join(f"      {line}" for line in lines)
    assert _told(f"  {key}: |\n    {key}: |\n{inner}") == [(code, 6, "What stands at this key is th")]
    beside = f"  {key}: |\n    {key}: |\n{inner}\n    other: 1"
    assert _told(beside) == [], "with a second key it may be anybody's"
