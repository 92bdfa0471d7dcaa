"""Names in a ResourceQuota or a LimitRange on devices with which the API server refuses the whole object."""

import pytest

from tests.lint.examples import told

QUOTA = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: a}}\nspec:\n  hard:\n    {}: 4\n    {}: {}\n"
RANGE = (
    "apiVersion: v1\nkind: LimitRange\nmetadata: {{name: a}}\nspec:\n  limits:\n  - type: {}\n    {}:\n      {}: 2\n"
)
GPUS = "requests.nvidia.com/gpu"


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("jobs", "Write count/jobs.batch."),
        ("jobs.batch", "Write count/jobs.batch."),
        ("deployments.apps", "Write count/deployments.apps."),
        ("limits.pods", ""),
        ("pod", "Did you mean pods?"),
    ],
)
def test_a_name_that_no_quota_counts_takes_the_devices_with_it(name: str, fix: str) -> None:
    ((line, message),) = told(QUOTA.format(GPUS, name, 5), "QUO208")
    assert (line, message.split(":")[0]) == (7, f"a quota cannot count {name}")
    assert fix or "pods" in message


@pytest.mark.parametrize("name", ["pods", "limits.memory", "count/pods", "hugepages-2Mi", "requests.a.io/b", "gpu"])
def test_names_that_a_quota_counts_or_that_another_rule_tells(name: str) -> None:
    assert told(QUOTA.format(GPUS, name, 5), "QUO208") == []


def test_a_quota_without_devices_is_nobodys_business_here() -> None:
    assert told(QUOTA.format("pods", "jobs", 5), "QUO208") == []


@pytest.mark.parametrize(("amount", "lines"), [("500m", [7]), ("0", []), ("1", []), ("1500m", [])])
def test_less_than_one_lets_nobody_in(amount: str, lines: list[int]) -> None:
    assert [line for line, _ in told(QUOTA.format("pods", GPUS, amount), "QUO208")] == lines


@pytest.mark.parametrize(
    ("kind", "block", "name", "line", "message"),
    [
        ("Container", "max", GPUS, 8, f"{GPUS} is a name of ResourceQuotas"),
        ("Container", "max", "limits.memory", 8, "limits.memory is a name of ResourceQuotas"),
        ("Pod", "default", "nvidia.com/gpu", 7, "an item of type Pod has no default"),
    ],
)
def test_a_limit_range_is_refused(kind: str, block: str, name: str, line: int, message: str) -> None:
    ((found, text),) = told(RANGE.format(kind, block, name), "QUO203")
    assert found == line
    assert message in text
