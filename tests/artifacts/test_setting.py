"""Values in their tree, and tolerations as Kubernetes writes them."""

import pytest

from generator.artifacts._setting import Setting, more_tolerations, nest, tolerations
from generator.artifacts._values import tree_and_reasons
from generator.facts.charts import load_chart
from generator.model.taints import Toleration
from tests.rules.plans import STACK, a_plan

SHEET = load_chart("gpu-operator", "v26.7.0")


def test_a_toleration_has_what_was_said_and_no_value_beside_exists() -> None:
    given = (
        Toleration("spot", "Exists", "left over", "NoExecute", 300),
        Toleration("spot", "Equal", "yes", "NoSchedule"),
        Toleration("spot", None, "yes"),
        Toleration(operator="Exists"),
    )
    assert tolerations(given) == [
        {"key": "spot", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300},
        {"key": "spot", "operator": "Equal", "value": "yes", "effect": "NoSchedule"},
        {"key": "spot", "value": "yes"},
        {"operator": "Exists"},
    ]


@pytest.mark.parametrize("path", [("driver", "version"), ("no", "such", "value")])
def test_where_the_chart_has_no_list_ours_stands_alone(path: tuple[str, ...]) -> None:
    stack = STACK._replace(tolerations=(Toleration("spot", "Exists"),))
    ours = Setting(path, [{"key": "spot", "operator": "Exists"}], "why")
    assert list(more_tolerations(SHEET, path, stack, "why")) == [ours]
    assert list(more_tolerations(SHEET, path, STACK, "why")) == []


def test_a_toleration_of_the_chart_is_not_said_twice() -> None:
    charts = Toleration("nvidia.com/gpu", "Exists", None, "NoSchedule")
    stack = STACK._replace(tolerations=(charts, Toleration("spot", "Exists")))
    (found,) = more_tolerations(SHEET, ("daemonsets", "tolerations"), stack, "why")
    assert found.value == tolerations((charts, Toleration("spot", "Exists")))


def test_no_value_takes_anothers_place() -> None:
    one, other = Setting(("a", "b"), 1, ""), Setting(("a", "c"), 2, "")
    assert nest((one, other)) == {"a": {"b": 1, "c": 2}}
    with pytest.raises(ValueError, match="two values at"):
        nest((one, one))
    with pytest.raises(ValueError, match="a value and a block"):
        nest((one, Setting(("a", "b", "c"), 3, "")))
    with pytest.raises(TypeError, match="'driver', 'enabled', 'x'"):
        tree_and_reasons(a_plan()._replace(extra_values={"driver": {"enabled": {"x": 1}}}))
