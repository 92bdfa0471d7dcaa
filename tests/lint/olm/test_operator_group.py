import pytest

from tests.lint.chart_values import weighed
from tests.lint.examples import judged, told
from tests.lint.olm.test_subscription_wrong import subscription

CODE = "OLM202"


def group(spec: str, name: str = "gpus", namespace: str = "nvidia-gpu-operator") -> str:
    head = f"apiVersion: operators.coreos.com/v1\nkind: OperatorGroup\nmetadata:\n  name: {name}\n"
    return f"{head}  namespace: {namespace}\n{spec}\n"


OWN = "spec: {targetNamespaces: [nvidia-gpu-operator]}"


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (f"{group('spec: {}')}---\n{subscription()}", 6, "for all namespaces"),
        (f"{group('')}---\n{subscription()}", 3, "for all namespaces"),
        (f"{group('spec: {targetNamespaces: [nvidia-gpu-operator, ai]}')}---\n{subscription()}", 6, "supports one"),
        (f"{group(OWN)}---\n{group(OWN, 'second')}---\n{subscription()}", 10, "two OperatorGroups"),
        (f"{group(OWN, namespace='other')}---\n{subscription()}", 5, "is in other"),
        (subscription().replace("nvidia-gpu-operator", "openshift-operators"), 3, "openshift-operators"),
    ],
)
def test_groups_in_which_nothing_is_installed(text: str, line: int, part: str) -> None:
    ((at, message),) = told(text, CODE)
    assert (at, part in message) == (line, True), message


@pytest.mark.parametrize(
    "text",
    [
        subscription(),
        f"{group(OWN)}---\n{subscription()}",
        f"{group('spec: {targetNamespaces: [ai]}')}---\n{subscription()}",
        f"{group('spec: {selector: {matchLabels: {a: b}}}')}---\n{subscription()}",
        f"{group('spec: {}', namespace='openshift-nfd')}---\n{group(OWN)}---\n{subscription()}",
        group("spec: {}"),
        f"{group('spec: {}')}---\n{subscription(name='nfd', source='redhat-operators')}",
        f"{group('spec: {}')}---\n{subscription(channel='v1.7', startingCSV=None)}",
    ],
)
def test_groups_that_do_or_belong_to_others(text: str) -> None:
    assert weighed(text, CODE) == []


def test_a_patch_is_no_group() -> None:
    files = {"patch-group.yaml": group("spec: {}"), "subscription.yaml": subscription()}
    assert [one for one in judged(files).findings if one.code == CODE] == []


def test_the_configuration_is_looked_for_where_the_subscription_installs() -> None:
    policy = (
        "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: a}\nspec: {devicePlugin: {config: {name: b}}}"
    )
    other = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, namespace: gpu-operator}\ndata: {any: 'version: v1'}"
    ((severity, message),) = weighed(f"{subscription()}---\n{policy}\n---\n{other}", "REF203")
    assert (severity, "installed in nvidia-gpu-operator" in message) == ("error", True)


@pytest.mark.parametrize("channel", ["v1.7", "v1.9.0", "v1.10"])
def test_old_releases_took_all_namespaces(channel: str) -> None:
    text = f"{subscription(channel=channel, startingCSV=None)}---\n{group('spec: {}')}"
    assert weighed(text, CODE) == []
