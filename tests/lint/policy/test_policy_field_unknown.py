import pytest

from tests.lint.examples import judged, line_of, told
from tests.lint.policies import policy


@pytest.mark.parametrize(
    ("spec", "name", "fix"),
    [
        (
            "driver: {use_ocp_driver_toolkit: true}",
            "spec.driver.use_ocp_driver_toolkit",
            "Did you mean spec.operator.use_",
        ),
        ("nodeSelector: {a: b}", "spec.nodeSelector", "The operator's components go to every node"),
        ("validator: {enabled: true}", "spec.validator.enabled", "Compare with the CRD"),
        ("imagePullSecrets: [a]", "spec.imagePullSecrets", "Compare with the CRD"),
        ("nfd: {enabled: true}", "spec.nfd", "It is a value of the chart gpu-operator"),
        ("devicePlugin: {config: {create: true}}", "spec.devicePlugin.config.create", "It is a value of the chart"),
        ("toolkit: {tolerations: []}", "spec.toolkit.tolerations", "Did you mean spec.daemonsets.tolerations?"),
        ("migManager: {enable: true}", "spec.migManager.enable", "Did you mean spec.migManager.enabled?"),
        ("driver.enabled: true", "spec.driver.enabled", "A dot in a key opens no mapping"),
    ],
)
def test_fields_that_no_release_has(spec: str, name: str, fix: str) -> None:
    [found] = [one for one in judged(policy(spec)).findings if one.code == "POL201"]
    assert (found.severity.value, found.message) == ("error", f"ClusterPolicy has no field {name}")
    assert line_of(found) == 5
    assert found.fix.startswith(fix)


def test_a_field_of_another_release_names_it() -> None:
    text = policy("cdi: {nriPluginEnabled: true}")
    assert told(text, "POL201") == []
    assert told(text, "POL201", ("--chart", "gpu-operator@v25.3.4")) == [
        (5, "ClusterPolicy has no field spec.cdi.nriPluginEnabled in gpu-operator v25.3.4: v26.7.0 has it")
    ]


def test_a_field_that_went_is_a_warning() -> None:
    text = policy("toolkit: {env: [{name: A, valueFrom: {}}]}")
    assert [(one.severity.value, one.message) for one in judged(text).findings if one.code == "POL201"] == [
        ("warning", "ClusterPolicy has no field spec.toolkit.env[0].valueFrom any more")
    ]


@pytest.mark.parametrize(
    "spec",
    [
        "devicePlugin: {mps: {root: /srv/mps}}",
        "daemonsets: {labels: {a.b/c: d}, tolerations: [{key: a, operator: Exists}]}",
        "driver: {resources: {limits: {nvidia.com/gpu: 1}}}",
        "toolkit: null",
        "operator: {initContainer: {image: cuda}}",
        "psp: {enabled: true}",
    ],
)
def test_fields_that_there_are(spec: str) -> None:
    assert told(policy(spec), "POL201") == []


def test_other_kinds_of_the_operator_and_of_others() -> None:
    text = "apiVersion: nvidia.com/v1alpha1\nkind: NVIDIADriver\nmetadata: {name: a}\nspec: {versions: '580'}\n"
    assert [line for line, _ in told(text, "POL201")] == [4]
    assert told(text.replace("nvidia.com/v1alpha1", "kyverno.io/v1"), "POL201") == []
    assert told("apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nspec: {rules: [nvidia.com/gpu]}\n", "POL201") == []


def test_where_nothing_is_alike_the_fields_that_there_are_are_told() -> None:
    (found,) = [one for one in judged(policy("mig:\n  sharing: {}")).findings if one.code == "POL201"]
    assert found.fix == "Leave it out; spec.mig has strategy."
