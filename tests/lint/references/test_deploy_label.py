import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.policies import policy, whole

CODE = "REF223"
DEPLOY, WORKLOAD = "nvidia.com/gpu.deploy.", "nvidia.com/gpu.workload.config"


def node(key: str, value: str) -> str:
    return f"apiVersion: v1\nkind: Node\nmetadata:\n  name: a\n  labels:\n    {key}: '{value}'\n"


@pytest.mark.parametrize(
    ("key", "value", "part"),
    [
        (f"{DEPLOY}toolkit", "false", "no part toolkit"),
        (f"{DEPLOY}gfd", "false", "no part gfd"),
        (f"{DEPLOY}operand", "false", "no part operand"),
        (f"{DEPLOY}driverr", "false", "no part driverr"),
        ("nvidia.com/deploy.driver", "false", "nobody reads"),
        ("nvidia.com/gpu-deploy.device-plugin", "false", "nobody reads"),
        (f"{DEPLOY}operands", "False", "switches nothing off"),
        (f"{DEPLOY}operands", "no", "switches nothing off"),
        (f"{DEPLOY}driver", "True", "keeps the part off"),
        (f"{DEPLOY}driver", "enabled", "keeps the part off"),
        (WORKLOAD, "passthrough", "has no value passthrough"),
        (WORKLOAD, "vgpu", "has no value vgpu"),
    ],
)
def test_labels_that_are_not_heeded(key: str, value: str, part: str) -> None:
    ((severity, message),) = weighed(node(key, value), CODE)
    assert (severity, part in message) == ("error", True), message


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (f"{DEPLOY}operands", "false"),
        (f"{DEPLOY}operands", "true"),
        (f"{DEPLOY}driver", "false"),
        (f"{DEPLOY}driver", "paused-for-driver-upgrade"),
        (f"{DEPLOY}container-toolkit", "${TOOLKIT}"),
        (f"{DEPLOY}mig-manager", "true"),
        (WORKLOAD, "vm-vgpu"),
        (WORKLOAD, "container"),
        (WORKLOAD, "${KIND}"),
        ("example.com/gpu.deploy.toolkit", "false"),
        ("nvidia.com/gpu.present", "true"),
    ],
)
def test_labels_that_are(key: str, value: str) -> None:
    assert weighed(node(key, value), CODE) == []


@pytest.mark.parametrize(
    ("other", "number"),
    [
        (release("nfd: {enabled: true}"), 1),
        (release("sandboxWorkloads: {enabled: false}"), 1),
        (policy(whole()), 1),
        (release("sandboxWorkloads: {enabled: true}"), 0),
        (policy("gfd: {}"), 0),
        (release("sandboxWorkloads: {enabled: '${SANDBOX}'}"), 0),
    ],
)
def test_virtual_machines_are_asked_for_where_they_are_off(other: str, number: int) -> None:
    assert len(weighed(f"{other}---\n{node(WORKLOAD, 'vm-passthrough')}", CODE)) == number
    assert weighed(f"{other}---\n{node(WORKLOAD, 'container')}", CODE) == []
