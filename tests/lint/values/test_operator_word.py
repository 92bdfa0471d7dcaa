import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.policies import policy
from tests.lint.versions.test_operator_image import driver_object

CODE = "VAL218"


@pytest.mark.parametrize(
    ("text", "severity", "part"),
    [
        (release("operator: {imagePullPolicy: always}"), "error", "refuses"),
        (release("driver: {imagePullPolicy: Allways}"), "warning", "takes IfNotPresent instead"),
        (release("driver: {manager: {imagePullPolicy: if-not-present}}"), "warning", "driver.manager.imagePullPolicy"),
        (policy("toolkit: {imagePullPolicy: never}"), "warning", "toolkit.imagePullPolicy"),
        (driver_object("image: driver@sha256:a\nimagePullPolicy: always"), "error", "imagePullPolicy takes"),
        (release("daemonsets: {rollingUpdate: {maxUnavailable: one}}"), "error", "a number or a percentage, not one"),
        (policy("daemonsets: {rollingUpdate: {maxUnavailable: half}}"), "error", "not half"),
    ],
)
def test_words_that_the_operator_does_not_know(text: str, severity: str, part: str) -> None:
    ((weight, message),) = weighed(text, CODE)
    assert (weight, part in message) == (severity, True), message


@pytest.mark.parametrize(
    "text",
    [
        release("driver: {imagePullPolicy: Always}\noperator: {imagePullPolicy: Never}"),
        release("driver: {imagePullPolicy: ''}"),
        release("driver: {imagePullPolicy: '${POLICY}'}"),
        release("daemonsets: {rollingUpdate: {maxUnavailable: '25%'}}"),
        release("daemonsets: {rollingUpdate: {maxUnavailable: 1}}"),
        release("daemonsets: {updateStrategy: OnDelete, rollingUpdate: {maxUnavailable: one}}"),
        policy("daemonsets: {rollingUpdate: {maxUnavailable: '2'}}"),
    ],
)
def test_words_that_it_knows(text: str) -> None:
    assert weighed(text, CODE) == []
