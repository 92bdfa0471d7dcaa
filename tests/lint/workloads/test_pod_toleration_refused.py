import pytest

from tests.lint.clusters import release
from tests.lint.examples import told
from tests.lint.pods import pod

ASKS = "{limits: {nvidia.com/gpu: 1}}"
ENDING = ": the API server refuses the pod"


def tolerating(one: str) -> str:
    return pod(ASKS, f"tolerations: [{one}]")


@pytest.mark.parametrize(
    ("toleration", "message"),
    [
        ("{key: a, operator: Exists, value: b}", "a toleration with operator Exists must have no value"),
        ("{key: a, operator: Exists, value: true}", "a toleration with operator Exists must have no value"),
        ("{key: a, operator: exists}", "exists is no operator of a toleration"),
        ("{key: a, operator: In, value: b}", "In is no operator of a toleration"),
        ("{key: a, operator: Exists, effect: Noschedule}", "Noschedule is no effect of a taint"),
        ("{key: a, operator: Exists, effect: NoScheduleNoExecute}", "NoScheduleNoExecute is no effect of a taint"),
        ("{effect: NoSchedule}", "a toleration without a key must have operator Exists"),
        ("{operator: Equal, value: b}", "a toleration without a key must have operator Exists"),
        (
            "{key: a, operator: Exists, effect: NoSchedule, tolerationSeconds: 60}",
            "a toleration with tolerationSeconds must have effect NoExecute",
        ),
        (
            "{key: a, operator: Exists, tolerationSeconds: 60}",
            "a toleration with tolerationSeconds must have effect NoExecute",
        ),
    ],
)
def test_what_is_refused(toleration: str, message: str) -> None:
    assert told(tolerating(toleration), "WRK210") == [(5, f"{message}{ENDING}")]


def test_one_fault_is_told_of_each_toleration() -> None:
    both = "{key: a, operator: Is, effect: Never, value: b}, {key: b, operator: Exists, value: c}"
    assert len(told(tolerating(both), "WRK210")) == 2


@pytest.mark.parametrize(
    "text",
    [
        tolerating("{key: a, operator: Exists}"),
        tolerating("{key: a, operator: Exists, value: ''}"),
        tolerating("{key: a, operator: Exists, value: null}"),
        tolerating("{operator: Exists}"),
        tolerating("{operator: Exists, effect: NoSchedule}"),
        tolerating("{key: a, operator: Equal, value: b, effect: NoSchedule}"),
        tolerating("{key: a, value: b, effect: PreferNoSchedule}"),
        tolerating("{key: a}"),
        tolerating("{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 60}"),
        tolerating("{key: a, operator: Exists, effect: '${EFFECT}'}"),
        tolerating("{key: a, operator: Gt, value: '4', effect: NoSchedule}"),
        tolerating("{}"),
        tolerating("nvidia.com/gpu"),
        pod(ASKS, "tolerations: all"),
        pod("{limits: {cpu: 1}}", "tolerations: [{key: a, operator: Exists, value: b}]"),
    ],
)
def test_what_is_taken_or_has_nothing_to_do_with_gpus(text: str) -> None:
    assert told(text, "WRK210") == []


def test_tolerations_of_a_chart_are_another_rules() -> None:
    text = release("{daemonsets: {tolerations: [{key: a, operator: Exists, value: b}]}}")
    assert told(text, "WRK210") == []
    assert len(told(text, "VAL208")) == 1


def test_tolerations_in_values_of_a_chart() -> None:
    values = "image: {repository: cuda}\nresources: {limits: {nvidia.com/gpu: 1}}\n"
    wrong = f"{values}tolerations:\n  - key: nvidia.com/gpu\n    operator: Exist\n"
    assert [line for line, _ in told({"values.yaml": wrong}, "WRK210")] == [5]
    assert told({"values.yaml": wrong.replace("Exist", "Exists")}, "WRK210") == []
    assert told({"values.yaml": wrong, "Chart.yaml": "name: own\nversion: 1.0.0\n"}, "WRK210") == []
