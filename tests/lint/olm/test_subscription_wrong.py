import pytest

from tests.lint.chart_values import weighed
from tests.lint.examples import told

CODE = "OLM201"
RIGHT = {
    "channel": "v25.10",
    "name": "gpu-operator-certified",
    "source": "certified-operators",
    "sourceNamespace": "openshift-marketplace",
    "startingCSV": "gpu-operator-certified.v25.10.1",
}


def subscription(version: str = "operators.coreos.com/v1alpha1", **other: str | None) -> str:
    fields = {**RIGHT, **other}
    lines = "".join(f"  {name}: {text}\n" for name, text in fields.items() if text is not None)
    metadata = "{name: gpu-operator-certified, namespace: nvidia-gpu-operator}"
    return f"apiVersion: {version}\nkind: Subscription\nmetadata: {metadata}\nspec:\n{lines}"


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (subscription(channel="'25.10'"), 5, "no channel 25.10"),
        (subscription(channel="25.10"), 5, "takes text"),
        (subscription(channel="v25.10.1"), 5, "no channel v25.10.1"),
        (subscription(channel="v25.4", startingCSV=None), 5, "no channel v25.4"),
        (subscription(channel="alpha"), 5, "no channel alpha"),
        (subscription(channel="stabel"), 5, "no channel stabel"),
        (subscription(name="gpu-operator"), 6, "no package gpu-operator"),
        (subscription(name="nvidia-gpu-operator"), 6, "no package nvidia-gpu-operator"),
        (subscription(source="redhat-operators"), 7, "redhat-operators does not offer"),
        (subscription(source="community-operators"), 7, "community-operators does not offer"),
        (subscription(sourceNamespace="openshift-operators"), 8, "is in openshift-marketplace"),
        (subscription(startingCSV="gpu-operator.v25.10.1"), 9, "is called gpu-operator.v25.10.1"),
        (subscription(startingCSV="gpu-operator-certified.25.10.1"), 9, "is called"),
        (subscription(channel="v25.3"), 9, "is not in the channel v25.3"),
        (subscription(installPlanApproval="manual"), 10, "counts as Automatic"),
        (subscription(startingCSV=None, startingCsv="gpu-operator-certified.v25.10.1"), 9, "startingCsv is no field"),
        (subscription(version="operators.coreos.com/v1"), 1, "has no Subscription"),
    ],
)
def test_what_olm_does_not_find(text: str, line: int, part: str) -> None:
    ((at, message),) = told(text, CODE)
    assert (at, part in message) == (line, True), message


@pytest.mark.parametrize(
    "text",
    [
        subscription(),
        subscription(channel="stable"),
        subscription(channel="v27.1", startingCSV=None),
        subscription(channel="patch-me-see-overlays", startingCSV="patch-me-see-overlays"),
        subscription(channel="${CHANNEL}", startingCSV="'{{ .csv }}'"),
        subscription(channel=None, startingCSV=None),
        subscription(source="mirror-index", name="gpu-operator-certified", sourceNamespace="olm"),
        subscription(source="my-index", name="gpu-operator", channel="alpha"),
        subscription(source="redhat-marketplace", name="gpu-operator-certified-rhmp"),
        subscription(source="redhat-operators", name="nfd", channel="stable", startingCSV=None),
        subscription(version="messaging.knative.dev/v1", channel="{name: gpu}"),
        subscription(channel="v25.10", startingCSV="gpu-operator-certified.v25.3.4"),
        subscription(config="{env: [{name: A, value: b}]}", installPlanApproval="Manual"),
    ],
)
def test_what_it_finds_or_is_not_known(text: str) -> None:
    assert weighed(text, CODE) == []


def test_endless_numbers() -> None:
    many = "9" * 5000
    assert weighed(subscription(channel=f"v{many}.1", startingCSV=f"gpu-operator-certified.v{many}.1.1"), CODE)
