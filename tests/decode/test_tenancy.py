"""Priorities, tenants, monitoring and exceptions, decoded."""

from generator.model.profile import Alerts, Monitoring, Priority, RuleException, ServiceMonitor, Tenant
from tests.support.profiles import decoded, laid_over


def test_a_priority_and_its_defaults() -> None:
    profile = decoded(laid_over("priorities: [{name: a, value: -5}]\n"))
    assert profile.priorities == (Priority("a", -5, "", False, None),)


def test_a_tenant_and_its_quotas() -> None:
    quotas = "quota: {nvidia.com/gpu: 0}, poolQuota: {desk: 4}"
    text = f"tenants: [{{namespace: a, {quotas}, podSecurity: {{enforce: baseline}}}}]\n"
    assert decoded(laid_over(text)).tenants == (
        Tenant(
            "a",
            pod_security=(("enforce", "baseline"),),
            quota=(("nvidia.com/gpu", 0),),
            pool_quota=(("desk", 4),),
        ),
    )


def test_monitoring_that_is_not_written_is_not_wanted() -> None:
    assert decoded(laid_over("")).monitoring == Monitoring(None, None)
    assert decoded(laid_over("monitoring: {alerts: {}}\n")).monitoring == Monitoring(None, Alerts(True, ()))
    text = "monitoring: {serviceMonitor: {enabled: false, interval: 30s}}\n"
    assert decoded(laid_over(text)).monitoring == Monitoring(ServiceMonitor(False, "30s", ()), None)


def test_an_exception_and_its_reason_in_one_line() -> None:
    text = "exceptions:\n- rule: MPS104\n  reason: |\n    Nodes never\n    change.\n"
    assert decoded(laid_over(text)).exceptions == (RuleException("MPS104", "Nodes never change."),)
    assert decoded(laid_over("")).exceptions == ()
