"""Prometheus alerts that compare what nodes advertise with the Plan, and watch what sharing puts at risk.

Metric names: kube-state-metrics (resource names with `_` for what is no letter or digit) and dcgm-exporter's
default set. Under time-slicing dcgm-exporter cannot say which container uses a card (source:
NVIDIA/cloud-native-docs gpu-sharing.rst), so alerts speak of cards and nodes.
"""

import re

from generator.artifacts._concern import Concern, Objects, metadata
from generator.facts.charts import GPU_OPERATOR
from generator.model.plan import Plan, Promise
from generator.model.tree import Tree


def _objects(plan: Plan) -> Objects:
    alerts = plan.monitoring.alerts
    if alerts is None or not alerts.enabled:
        return ()
    rules: list[Tree] = [_missing(name, units) for name, units in _expected(plan)]
    if _has_exporter(plan):
        rules.append(_errors())
        if _memory_is_shared(plan):
            rules.append(_memory())
    if not rules:
        return ()
    monitor = plan.monitoring.service_monitor
    # A Prometheus that selects ServiceMonitors by a label usually selects rules by the same.
    labels = alerts.labels or (() if monitor is None else monitor.labels)
    return (
        {
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "PrometheusRule",
            "metadata": metadata(plan, "gpuslice", plan.release.namespace, labels=dict(labels)),
            "spec": {"groups": [{"name": "gpuslice", "rules": rules}]},
        },
    )


def _has_exporter(plan: Plan) -> bool:
    own = next((one.enabled for one in plan.stack.components if one.name == "dcgmExporter"), None)
    return plan.release.chart == GPU_OPERATOR and own is not False


def _memory_is_shared(plan: Plan) -> bool:
    """Where every unit has memory of its own, a full card is nobody's concern but its pod's."""
    return any(one.promise is Promise.NONE for pool in plan.pools for one in pool.resources)


def _expected(plan: Plan) -> tuple[tuple[str, int], ...]:
    """Return what the whole cluster must advertise at least, for resources whose every pool has a known size."""
    totals: dict[str, int | None] = {}
    for pool in plan.pools:
        for resource in pool.resources:
            before = totals.get(resource.name, 0)
            known = None if pool.node_count is None else resource.units * pool.node_count.low
            totals[resource.name] = None if known is None or before is None else before + known
    return tuple((name, units) for name, units in totals.items() if units)


def _missing(name: str, units: int) -> Tree:
    metric = f'kube_node_status_allocatable{{resource="{re.sub(r"[^a-zA-Z0-9]", "_", name)}"}}'
    return {
        "alert": "GpuUnitsMissing",
        "expr": f"(sum({metric}) or vector(0)) < {units}",
        "for": "15m",
        "labels": {"severity": "warning", "gpu_resource": name},
        "annotations": {
            "summary": f"Nodes advertise {{{{ $value }}}} of {units} {name}",
            "description": "A node is away, its device plugin failed or reads another configuration entry.",
        },
    }


def _errors() -> Tree:
    """Return the alert on a card whose last Xid is another one than 10 minutes ago.

    The metric is a gauge with the number of the last Xid, which stays until there is another. Its label err_code has
    that number too, so that no series ever changes: `changes` would see nothing. A counter is not in the exporter's
    own list (sources: NVIDIA/dcgm-exporter internal/pkg/collector/gpu_collector.go, etc/default-counters.csv and issue
    190, NVIDIA/DCGM issue 277). Which Xids are an application's: NVIDIA's Xid catalog.
    """
    last = "max by (Hostname, gpu) (DCGM_FI_DEV_XID_ERRORS{})"
    return {
        "alert": "GpuXidError",
        "expr": f"{last.format('')} > 0 unless {last.format('')} == {last.format(' offset 10m')}",
        "labels": {"severity": "warning"},
        "annotations": {
            "summary": "GPU {{ $labels.gpu }} on {{ $labels.Hostname }} reported XID {{ $value }}",
            "description": "13, 31, 43 and 45 mostly come from one program and end that one, under MPS also those "
            "beside it; most others hit every pod on the card, under MIG often those of one instance. Only the last "
            "XID is known: the same one again raises no alert, nor do those before it between two scrapes. The "
            "kernel's log on the node has them all (NVRM: Xid).",
        },
    }


def _memory() -> Tree:
    used = "DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE)"
    return {
        "alert": "GpuMemoryNearlyFull",
        "expr": f"{used} > 0.95",
        "for": "10m",
        "labels": {"severity": "warning"},
        "annotations": {
            "summary": "GPU {{ $labels.gpu }} on {{ $labels.Hostname }} has {{ $value | humanizePercentage }} in use",
            "description": "Pods that share a card by time-slicing share its memory; the next allocation may fail.",
        },
    }


CONCERN = Concern("alerts", "Alerts on what nodes advertise and on shared cards.", _objects, component=True)
