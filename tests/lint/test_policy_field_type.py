import pytest

from tests.lint.examples import told
from tests.lint.policies import policy, whole


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("mig: {strategy: all}", "spec.mig.strategy takes none or single or mixed, not all"),
        ("driver: {enabled: 'false'}", 'spec.driver.enabled takes true or false, this is the text "false"'),
        ("driver: {env: [{name: A, value: 1}]}", "spec.driver.env[0].value takes text, this is the number 1"),
        ("driver: {env: [{value: a}]}", "spec.driver.env[0] lacks name"),
        ("driver: {version: 580}", "spec.driver.version takes text, this is the number 580"),
        ("toolkit: true", "spec.toolkit takes a mapping, this is true"),
        ("daemonsets: {labels: {a: true}}", "spec.daemonsets.labels.a takes text, this is true"),
        ("dcgm: {args: [1]}", "spec.dcgm.args[0] takes text, this is the number 1"),
        (
            "migManager: {config: {default: all-1g.5gb}}",
            'spec.migManager.config.default takes all-disabled or "", not all',
        ),
        ("driver: []", "spec.driver takes a mapping, this is a list"),
    ],
)
def test_what_the_api_server_refuses(spec: str, message: str) -> None:
    [(line, found)] = told(policy(spec), "POL202")
    assert (line, found[: len(message)]) == (5, message)


def test_a_whole_object_without_a_required_field() -> None:
    assert told(policy(whole("daemonsets")), "POL202") == [
        (4, "spec lacks daemonsets: the API server refuses the object")
    ]
    assert told(policy(whole()), "POL202") == []


def test_a_patch_says_a_part_only() -> None:
    assert told(policy("devicePlugin: {config: {name: a, default: b}}\ngfd: {enabled: true}"), "POL202") == []
    assert told({"patch-policy.yaml": policy(whole("daemonsets"))}, "POL202") == []


@pytest.mark.parametrize(
    "spec", ["operator: {}", "driver: {upgradePolicy: {maxUnavailable: 1}}", "mig: {strategy: mixed}", "toolkit: null"]
)
def test_what_it_takes(spec: str) -> None:
    assert told(policy(spec), "POL202") == []
