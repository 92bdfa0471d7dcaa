from pathlib import Path

import pytest

from generator.decode.codes import SHAPE_CODES
from generator.decode.schema import fields, profile_schema
from generator.model.doubt import Doubts
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.resolve._problems import PROBLEMS, Problem
from generator.rules import RULES, check_plan
from generator.rules import registry as registry_module
from tests.rules.plans import a_plan, a_pool

NOT_RULES = {"__init__", "registry"}


def test_codes_are_sorted_and_used_once() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))


def test_no_code_is_that_of_another_layer() -> None:
    taken = {one.code for one in PROBLEMS} | {one.code for one in SHAPE_CODES}
    assert {rule.code for rule in RULES} & taken == set()


def test_every_module_of_a_rule_is_listed() -> None:
    folder = Path(registry_module.__file__).parent
    modules = {path.stem for path in folder.glob("[a-z]*.py")} - NOT_RULES
    assert {rule.check.__module__.rpartition(".")[2] for rule in RULES} == modules
    assert len(RULES) == len(modules)


def test_texts_are_sentences_and_examples_are_marked_once() -> None:
    for rule in RULES:
        assert rule.why.endswith("."), rule.code
        assert rule.fix.endswith("."), rule.code
        assert not rule.title.endswith("."), rule.code
        assert rule.source, rule.code
        assert rule.bad.count("# <- here") == 1, rule.code
        assert "# <- here" not in rule.good, rule.code


def test_a_rule_about_all_pools_is_silent_while_one_is_missing() -> None:
    plan = _with_quota_on("nvidia.com/mig-1g.10gb")
    assert [one.code for one in check_plan(plan, complete=True)] == ["QUO101"]
    assert check_plan(plan, complete=False) == ()


def test_a_rule_about_one_pool_speaks_even_then() -> None:
    pools = (a_pool("one")._replace(node_names=("gpu-1",)), a_pool("two", 1)._replace(node_names=("gpu-1",)))
    findings = check_plan(a_plan(*pools), complete=False)
    assert [(one.code, one.at) for one in findings] == [("NOD101", ("pools", 1, "nodes", "names", 0))]


@pytest.mark.parametrize("one", [*RULES, *PROBLEMS], ids=lambda one: one.code)
def test_what_a_finding_rests_on_are_places_of_the_profile(one: Rule | Problem) -> None:
    """A rule that does not say so would be silent beside any fault of the profile's shape."""
    schema = profile_schema()
    known = {place for place, _ in fields(schema, schema)} | {"pools[]", "workloads[]"}
    assert {need.replace("[*]", "[]") for need in one.needs} <= known


def test_a_rule_is_silent_where_what_it_rests_on_is_doubtful() -> None:
    plan = _with_quota_on("nvidia.com/mig-1g.10gb")
    doubts: Doubts = frozenset([("pools", 0, "timeSlicing")])
    assert check_plan(plan, complete=True, doubts=doubts) == ()
    assert [one.code for one in check_plan(plan, complete=True, doubts=frozenset([("policy",)]))] == ["QUO101"]


def test_a_fault_without_a_cure_of_its_own_takes_the_rules() -> None:
    rule = RULES[0]._replace(check=lambda plan: [Fault(("cluster",), plan.cluster)])
    found = registry_module._finding(rule, Fault(("cluster",), "wrong"))
    assert (found.message, found.fix, found.why, found.severity) == ("wrong", rule.fix, rule.why, rule.severity)


def test_a_fault_with_a_cure_of_its_own_keeps_it() -> None:
    assert registry_module._finding(RULES[0], Fault((), "wrong", "Do this.")).fix == "Do this."


def _with_quota_on(name: str) -> Plan:
    from generator.model.plan import TenantPlan

    return a_plan()._replace(tenants=(TenantPlan("research", False, (), ((name, 2),)),))
