from generator.model.plan import Plan, TenantPlan
from generator.model.profile import Labels
from generator.rules import tenant_labels, tenant_release_namespace, tenant_reserved
from tests.rules.plans import OPERATOR, a_plan, faults


def having(namespace: str, create: bool, labels: Labels = ()) -> Plan:
    return a_plan()._replace(tenants=(TenantPlan(namespace, create, labels, ()),))


def test_labels_need_a_namespace_that_is_created() -> None:
    team = (("team", "web"), ("pod-security.kubernetes.io/enforce", "baseline"))
    assert faults(tenant_labels.RULE, having("web", True, team)) == []
    (fault,) = faults(tenant_labels.RULE, having("web", False, team))
    assert fault.at == ("tenants", 0, "labels")
    assert fault.fix is not None
    assert "kubectl label namespace web team=web pod-security.kubernetes.io/enforce=baseline --overwrite" in fault.fix


def test_without_labels_nothing_is_lost() -> None:
    assert faults(tenant_labels.RULE, having("web", False)) == []


def test_only_two_namespace_objects_of_one_name_collide() -> None:
    assert len(faults(tenant_release_namespace.RULE, having("gpu-operator", True))) == 1
    assert faults(tenant_release_namespace.RULE, having("gpu-operator", False)) == []
    given = having("gpu-operator", True)._replace(release=OPERATOR._replace(create_namespace=False))
    assert faults(tenant_release_namespace.RULE, given) == []


def test_quotas_in_system_namespaces_are_fine_creating_them_is_not() -> None:
    assert faults(tenant_reserved.RULE, having("kube-system", False)) == []
    assert len(faults(tenant_reserved.RULE, having("kube-tools", True))) == 1
    assert faults(tenant_reserved.RULE, having("kubeflow", True)) == []
