"""Decodes who may use how much, what is watched, and which rules are switched off."""

from generator.decode.read import Mapping, as_text, as_whole, flag, labels, numbers, paragraph, section, switch, text
from generator.model.profile import Alerts, Monitoring, Priority, RuleException, ServiceMonitor, Tenant


def decode_priority(tree: Mapping) -> Priority:
    """Return a priority class."""
    return Priority(
        name=as_text(tree["name"]),
        value=as_whole(tree["value"]),
        description=paragraph(tree, "description"),
        global_default=switch(tree, "globalDefault", default=False),
        preemption_policy=text(tree, "preemptionPolicy"),
    )


def decode_tenant(tree: Mapping) -> Tenant:
    """Return a tenant."""
    return Tenant(
        namespace=as_text(tree["namespace"]),
        create=flag(tree, "create") is True,
        labels=labels(tree, "labels"),
        pod_security=labels(tree, "podSecurity"),
        quota=numbers(tree, "quota"),
        pool_quota=numbers(tree, "poolQuota"),
    )


def decode_exception(tree: Mapping) -> RuleException:
    """Return a rule that is switched off."""
    return RuleException(as_text(tree["rule"]), paragraph(tree, "reason"))


def decode_monitoring(tree: Mapping) -> Monitoring:
    """Return what is watched; a section that was not written is None."""
    monitor, alerts = section(tree, "serviceMonitor"), section(tree, "alerts")
    return Monitoring(
        service_monitor=ServiceMonitor(
            switch(monitor, "enabled", default=True), text(monitor, "interval"), labels(monitor, "labels")
        )
        if "serviceMonitor" in tree
        else None,
        alerts=Alerts(switch(alerts, "enabled", default=True), labels(alerts, "labels")) if "alerts" in tree else None,
    )
