import pytest

from tests.lint.examples import told
from tests.lint.pods import RENAMED, SHARED, sharing


def quota(resource: str, amount: str = "4") -> str:
    hard = f"    requests.{resource}: {amount}\n"
    return f"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q}}\nspec:\n  hard:\n{hard}"


def test_a_name_that_nobody_can_advertise() -> None:
    message = "no device plugin of NVIDIA advertises nvidia.com/mig-9g.99gb, so this quota limits nothing"
    assert told(quota("nvidia.com/mig-9g.99gb"), "QUO202") == [(6, message)]


@pytest.mark.parametrize(("config", "resource"), [(RENAMED, "nvidia.com/gpu"), (SHARED, "nvidia.com/gpu.shared")])
def test_a_name_that_the_configuration_takes_away(config: str, resource: str) -> None:
    message = f"the configuration makes no node advertise {resource}, so this quota limits nothing"
    assert told({"a.yaml": sharing(config), "b.yaml": quota(resource)}, "QUO202") == [(6, message)]


def test_a_ban_may_name_anything() -> None:
    assert told({"a.yaml": sharing(RENAMED), "b.yaml": quota("nvidia.com/gpu", "0")}, "QUO202") == []


@pytest.mark.parametrize("resource", ["nvidia.com/gpu", "nvidia.com/mig-1g.10gb", "amd.com/gpu"])
def test_without_a_configuration_any_real_name_may_be_right(resource: str) -> None:
    assert told(quota(resource), "QUO202") == []
