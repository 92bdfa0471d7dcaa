"""The Plan as a file: stable and versioned, so that diff, verify and report need no profile."""

import json

from generator.artifacts._concern import Manifest
from generator.model.bundle import OutFile
from generator.model.plan import MigItem, Plan, PoolPlan, Resource
from generator.model.tree import Tree

FORMAT = "gpuslice.plan/v1alpha1"


def emit(plan: Plan, source: str, parts: tuple[Manifest, ...]) -> tuple[OutFile, ...]:  # noqa: ARG001
    """Return plan.json."""
    return (OutFile("plan.json", json.dumps(plan_tree(plan, source), indent=2, ensure_ascii=False) + "\n"),)


def plan_tree(plan: Plan, source: str) -> dict[str, Tree]:
    """Return the Plan as JSON data. Memory is in MiB; counts of resources are per node."""
    release, stack = plan.release, plan.stack
    return {
        "format": FORMAT,
        "source": source,
        "cluster": plan.cluster,
        "description": plan.description,
        "kubernetes": str(plan.kubernetes),
        "distribution": plan.distribution,
        "release": {
            "chart": release.chart,
            "version": release.version,
            "pluginVersion": release.plugin_version,
            "name": release.name,
            "namespace": release.namespace,
        },
        "stack": {
            "driver": None if stack.driver.owner is None else stack.driver.owner.value,
            "toolkit": None if stack.toolkit.owner is None else stack.toolkit.owner.value,
            "nodeFeatureDiscovery": stack.node_feature_discovery.value,
            "devicePlugin": "external" if stack.plugin_external else "chart",
            "gpuFeatureDiscovery": stack.gpu_feature_discovery,
            "runtimeClass": stack.runtime_class,
            "migStrategy": stack.mig_strategy.value,
        },
        "pluginConfig": None
        if plan.plugin_config is None
        else {
            "configMap": plan.plugin_config.name,
            "default": plan.plugin_config.default,
            "entries": dict(plan.plugin_config.entries),
        },
        "migConfig": None
        if plan.mig_config is None
        else {"configMap": plan.mig_config.name, "content": plan.mig_config.content},
        "pools": [_pool(pool) for pool in plan.pools],
        "priorities": [{"name": one.name, "value": one.value} for one in plan.priorities],
        "tenants": [{"namespace": one.namespace, "quota": dict(one.quota)} for one in plan.tenants],
        **_workloads(plan),
        **_exceptions(plan),
    }


def _exceptions(plan: Plan) -> dict[str, Tree]:
    """Return the rules that are switched off; no key where there is none, as before there were exceptions."""
    rules: list[Tree] = [{"rule": one.rule, "reason": one.reason} for one in plan.exceptions]
    return {"exceptions": rules} if rules else {}


def _workloads(plan: Plan) -> dict[str, Tree]:
    """Return the workloads, memory in MiB; no key where there is none, as before there were workloads."""
    found: list[Tree] = [
        {
            "name": one.name,
            "namespace": one.namespace,
            "pool": one.pool,
            "resource": one.resource,
            "units": one.units,
            "replicas": one.replicas,
            "processes": one.processes,
            "memoryMiB": one.memory_mib,
            "contextIncluded": one.context_included,
            "fallback": list(one.fallback),
            "unaccounted": one.unaccounted,
        }
        for one in plan.workloads
    ]
    return {"workloads": found} if found else {}


def _pool(pool: PoolPlan) -> Tree:
    nodes: dict[str, Tree] = {"names": list(pool.node_names), "nodeSelector": dict(pool.node_selector)}
    if pool.node_count is not None:
        nodes["count"] = {"min": pool.node_count.low, "max": pool.node_count.high}
    gpus: list[Tree] = [
        {"model": one.gpu.id, "count": one.per_node, "memoryMiB": one.gpu.memory_mib, "reservedMiB": one.reserved_mib}
        for one in pool.gpus
    ]
    return {
        "name": pool.name,
        "mode": pool.mode.value,
        "nodes": nodes,
        "gpus": gpus,
        "resources": [_resource(one) for one in pool.resources],
        "configEntry": pool.config_key,
        "migStrategy": pool.mig_strategy.value,
        "migItems": [_mig_item(one) for one in pool.mig_items],
        "failRequestsGreaterThanOne": pool.fail_requests_greater_than_one,
        "binding": {"kind": pool.binding.kind.value, "labels": dict(pool.binding.labels)},
        "nodeLabels": {key: list(values) for key, values in pool.node_labels},
        "taints": [{"key": one.key, "value": one.value, "effect": one.effect} for one in pool.taints],
    }


def _resource(resource: Resource) -> Tree:
    return {
        "name": resource.name,
        "units": resource.units,
        "devices": resource.devices,
        "replicas": resource.replicas,
        "promise": resource.promise.value,
        "parts": [
            {"device": one.device, "devices": one.devices, "memoryMiB": one.memory_mib} for one in resource.parts
        ],
    }


def _mig_item(item: MigItem) -> Tree:
    return {
        "devices": "all" if item.devices is None else list(item.devices),
        "migDevices": None if item.layout is None else dict(item.layout.counts),
        "deviceFilter": [f"{one:04x}" for one in item.device_filter],
    }
