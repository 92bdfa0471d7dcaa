import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.examples import judged, told
from tests.lint.policies import policy

SET = "env: [{name: CONTAINERD_SET_AS_DEFAULT, value: 'true'}]"
ALONE = "only the container toolkit reads this"


@pytest.mark.parametrize(
    ("values", "where"),
    [
        (f"driver: {{{SET}}}", "driver.env"),
        (f"driver: {{manager: {{{SET}}}}}", "driver.manager.env"),
        (f"devicePlugin: {{{SET}}}", "devicePlugin.env"),
        (f"validator: {{{SET}}}", "validator.env"),
        (f"validator: {{toolkit: {{{SET}}}}}", "validator.toolkit.env"),
        (f"operator: {{{SET}}}", "operator.env"),
        (f"driver: {{enabled: false, {SET}}}", "driver.env"),
    ],
)
def test_a_variable_of_the_toolkit_elsewhere(values: str, where: str) -> None:
    message = f"CONTAINERD_SET_AS_DEFAULT in {where}: {ALONE}, so it does nothing here"
    assert weighed(release(values), "VAL216") == [("warning", message)]
    assert weighed(policy(values), "VAL216") == [("warning", message)]


@pytest.mark.parametrize("name", ["CRIO_CONFIG", "DOCKER_SOCKET", "RUNTIME_CONFIG", "RUNTIME_SOCKET"])
def test_other_runtimes(name: str) -> None:
    assert len(weighed(release(f"driver: {{env: [{{name: {name}, value: /a}}]}}"), "VAL216")) == 1


def test_one_finding_for_one_list() -> None:
    lines = (
        "driver:\n  env:\n  - name: CONTAINERD_RUNTIME_CLASS\n    value: a\n  - name: CONTAINERD_CONFIG\n    value: /a"
    )
    ((line, _),) = told(release(lines), "VAL216")
    (finding,) = (one for one in judged(release(lines)).findings if one.code == "VAL216")
    assert (line, finding.fix) == (9, "Move them to toolkit.env.")
    assert finding.message.startswith("CONTAINERD_RUNTIME_CLASS and CONTAINERD_CONFIG in driver.env: ")


def test_the_toolkit_is_off() -> None:
    ((severity, message),) = weighed(release(f"driver: {{{SET}}}\ntoolkit: {{enabled: false}}"), "VAL216")
    assert severity == "warning"
    assert message.endswith("and the operator's is switched off")


def test_a_copy_does_no_harm() -> None:
    ((severity, _),) = weighed(release(f"driver: {{{SET}}}\ntoolkit: {{{SET}}}"), "VAL216")
    assert severity == "info"


@pytest.mark.parametrize(
    "values",
    [
        f"toolkit: {{{SET}}}",
        f"toolkit: {{enabled: false, {SET}}}",
        "driver: {env: [{name: HTTPS_PROXY, value: 'http://a'}]}",
        "driver: {env: [{name: NVIDIA_VISIBLE_DEVICES, value: void}]}",
        "devicePlugin: {env: [{name: FAIL_ON_INIT_ERROR, value: 'true'}]}",
        "validator: {plugin: {env: [{name: WITH_WORKLOAD, value: 'false'}]}}",
        "driver: {env: []}",
        f"kataManager: {{{SET}}}",
    ],
)
def test_variables_where_they_are_read(values: str) -> None:
    assert weighed(release(values), "VAL216") == []
    assert weighed(policy(values), "VAL216") == []
