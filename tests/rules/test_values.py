from generator.model.plan import Plan
from generator.model.tree import Tree
from generator.rules import value_dead, value_derived, value_type, value_unknown
from tests.rules.plans import PLUGIN, a_plan, faults


def extra(values: Tree) -> Plan:
    return a_plan()._replace(extra_values=values)


def test_nothing_given_is_nothing_wrong() -> None:
    for rule in (value_dead.RULE, value_derived.RULE, value_type.RULE, value_unknown.RULE):
        assert faults(rule, extra(None)) == []
        assert faults(rule, extra({})) == []


def test_an_unknown_value_of_another_chart_is_found() -> None:
    (fault,) = faults(value_unknown.RULE, extra({"migStrategy": "mixed"}))
    assert (fault.at, fault.on_key) == (("extraValues", "migStrategy"), True)


def test_a_choice_is_shown_as_written() -> None:
    (fault,) = faults(value_type.RULE, extra({"sandboxWorkloads": {"mode": "vm"}}))
    assert fault.message == "sandboxWorkloads.mode of gpu-operator v26.7.0 takes kubevirt or kata, not vm"


def test_types_are_put_into_words() -> None:
    (fault,) = faults(value_type.RULE, extra({"operator": {"labels": ["x"]}}))
    assert fault.message == "operator.labels of gpu-operator v26.7.0 takes a mapping, not a list"


def test_what_lies_below_a_derived_value_is_derived() -> None:
    (fault,) = faults(value_derived.RULE, extra({"devicePlugin": {"config": {"name": "mine"}}}))
    assert fault.at == ("extraValues", "devicePlugin", "config", "name")
    assert fault.fix == "Say it in pools instead."


def test_a_null_that_removes_derived_values_is_a_fault_too() -> None:
    assert len(faults(value_derived.RULE, extra({"devicePlugin": None}))) == 1


def test_a_mig_default_that_leaves_nodes_alone_is_said_by_no_field() -> None:
    def found(value: Tree) -> int:
        return len(faults(value_derived.RULE, extra({"migManager": {"config": {"default": value}}})))

    assert [found(value) for value in ("", "all-disabled", None, "all-1g.10gb")] == [0, 1, 1, 1]


def test_neighbours_of_derived_values_are_free() -> None:
    free: Tree = {"dcgmExporter": {"serviceMonitor": {"honorLabels": True}}, "driver": {"rdma": {"enabled": True}}}
    assert faults(value_derived.RULE, extra(free)) == []


def test_each_chart_has_its_own_derived_values() -> None:
    tree: Tree = {"migStrategy": "single"}
    assert faults(value_derived.RULE, extra(tree)) == []
    assert len(faults(value_derived.RULE, extra(tree)._replace(release=PLUGIN))) == 1


def test_dots_in_a_key_are_told_from_nested_keys() -> None:
    (fault,) = faults(value_unknown.RULE, extra({"driver.rdma.enabled": True}))
    assert fault.message == 'gpu-operator v26.7.0 has no value "driver.rdma.enabled"'
    assert fault.fix == "A dot in a key opens no mapping; write `driver: {rdma: {enabled: ...}}`."


def test_an_empty_key_is_seen() -> None:
    (fault,) = faults(value_unknown.RULE, extra({"": True}))
    assert fault.message == 'gpu-operator v26.7.0 has no value ""'


def test_a_null_that_takes_a_section_away_keeps_the_chart_from_rendering() -> None:
    values: Tree = {"psa": None, "driver": {"rdma": None, "certConfig": None}, "cdi": {}, "dcgm": {"env": None}}
    found = faults(value_type.RULE, extra(values))
    assert [one.at for one in found] == [("extraValues", "driver", "rdma"), ("extraValues", "psa")]
    assert "the chart does not render" in found[0].message
    assert faults(value_type.RULE, extra({"cdi": None})._replace(release=PLUGIN)) != []
