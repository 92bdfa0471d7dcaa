import pytest

from tests.lint.examples import told

CODE = "DCG208"


def rule(*lines: str) -> str:
    """The expression begins in line 10."""
    text = "".join(f"            {line}\n" for line in lines)
    return f"""\
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {{name: gpus}}
spec:
  groups:
    - name: gpus
      rules:
        - alert: Gpu
          expr: |
{text}"""


@pytest.mark.parametrize(
    ("lines", "line", "says"),
    [
        (["avg(DCGM_FI_DEV_GPU_UTIL by (gpu) > 80"], 10, "( is never closed"),
        (["avg(DCGM_FI_DEV_GPU_UTIL)) > 80"], 10, "no ) is due here"),
        (["avg(", "  DCGM_FI_DEV_GPU_UTIL{gpu='0')", "> 80"], 11, "{ is still open before this )"),
        (["up == 1 and", "avg_over_time(DCGM_FI_DEV_GPU_UTIL[5m) > 80"], 11, "[ is still open before this )"),
        (["DCGM_FI_DEV_GPU_UTIL{gpu='0'} > 80)"], 10, "no ) is due here"),
        (["avg(DCGM_FI_DEV_GPU_UTIL{pod=~'a\\'b'}"], 10, "( is never closed"),
    ],
)
def test_brackets_that_do_not_match(lines: list[str], line: int, says: str) -> None:
    [(number, message)] = told(rule(*lines), CODE)
    assert (number, says in message) == (line, True)


@pytest.mark.parametrize(
    "lines",
    [
        ["avg(DCGM_FI_DEV_GPU_UTIL) by (gpu) > 80"],
        ["avg_over_time(DCGM_FI_DEV_GPU_UTIL{pod=~'a(b|c)[0-9]'}[5m]) > 80"],
        ["DCGM_FI_DEV_GPU_UTIL{pod='a)'} > 80  # a comment (of mine"],
        ['DCGM_FI_DEV_GPU_UTIL{pod="a\\")"} > 80'],
        ["DCGM_FI_DEV_GPU_UTIL{pod=`a(`} > 80"],
        ["avg(DCGM_FI_DEV_GPU_UTIL > ${MOST}"],
        ["avg(up > 80"],
    ],
)
def test_brackets_that_match_or_are_not_known(lines: list[str]) -> None:
    assert told(rule(*lines), CODE) == []


def test_rules_of_others_are_let_be() -> None:
    text = rule("avg(DCGM_FI_DEV_GPU_UTIL > 80").replace("monitoring.coreos.com", "example.com")
    assert told(text, CODE) == []
