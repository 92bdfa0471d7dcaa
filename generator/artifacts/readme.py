"""The bundle's README: what this cluster gets, and every command to apply, verify, change, undo and remove it."""

from shlex import quote
from typing import NamedTuple

from generator.artifacts._concern import Manifest
from generator.artifacts._nodes import any_gpu, hand_labels, node_arguments, registrable, rule_group
from generator.artifacts._operator_values import DEFAULT_RUNTIME_CLASS
from generator.artifacts._prose import render
from generator.artifacts._workload_text import workload_texts
from generator.budget.text import arithmetic
from generator.facts.charts import GPU_OPERATOR
from generator.facts.config_manager import mps_pools_that_miss_their_label
from generator.facts.daemon_sets import daemon_sets
from generator.facts.distributions import find_distribution
from generator.ledger.allocation import allocation
from generator.ledger.ends import ends
from generator.ledger.words import SLOTS, asked_text, free_text, ledger, place_text
from generator.model.bundle import OutFile
from generator.model.plan import (
    ALL_DISABLED,
    CONFIG_LABEL,
    MIG_LABEL,
    UNSHARED_ENTRY,
    BindingKind,
    Mode,
    Plan,
    PoolPlan,
    Promise,
    Resource,
)
from generator.model.profile import NfdSource, NodeCount

_PROMISES = {
    Promise.NONE: "none: all units of a device see the same memory",
    Promise.PER_PROCESS: "per process: the MPS daemon limits each client",
    Promise.HARDWARE: "hardware: the unit is a device of its own",
}


class PoolText(NamedTuple):
    """A pool in words; `commands` are what a person must type for it."""

    plan: PoolPlan
    nodes: str
    gpus: str
    rows: tuple[tuple[str, str, str, str], ...]
    reached: str
    commands: tuple[str, ...]
    choices: tuple[tuple[str, tuple[str, ...]], ...]


def emit(plan: Plan, source: str, parts: tuple[Manifest, ...]) -> tuple[OutFile, ...]:
    """Return README.md."""
    distribution = find_distribution(plan.distribution)
    names = sorted({one.name for pool in plan.pools for one in pool.resources})
    text = render(
        "README.md.j2",
        plan=plan,
        source=source,
        again=f"gpuslice render {quote(source if source[:1] != '-' else f'./{source}')}",
        pools=[_pool_text(plan, pool) for pool in plan.pools],
        columns=_columns(names),
        concerns=[part.concern for part in parts],
        crds=_crds(plan, parts),
        daemonsets=_daemonsets(plan),
        distribution=distribution,
        ships_class=_ships_class(plan),
        registration=_registration(plan),
        tainted=any(pool.taints for pool in plan.pools if pool.binding.kind is BindingKind.COMMAND),
        operator=plan.release.chart == GPU_OPERATOR,
        sharing=any(one.replicas > 1 for pool in plan.pools for one in pool.resources),
        mps=any(pool.mode is Mode.MPS for pool in plan.pools),
        missed=[pool.name for pool in mps_pools_that_miss_their_label(plan)],
        waits=[tenant.namespace for tenant in plan.tenants if not tenant.create],
        alerts=any(part.concern.name == "alerts" for part in parts),
        back=_back(plan),
        cleared=_cleared(plan),
        refused=_refused(plan),
        edits=_edits(plan),
        by_rule=any(part.concern.name == "node-rules" for part in parts),
        forgotten=[pool.name for pool in plan.pools if _is_forgotten(pool)],
        by_hand=any(pool.binding.kind is BindingKind.COMMAND for pool in plan.pools),
        bundled_nfd=plan.stack.node_feature_discovery is NfdSource.BUNDLED,
        layouts=_layouts(plan),
        rule_group=rule_group(plan),
        leftovers=_leftovers(plan),
        workloads=workload_texts(plan),
        promises={one.promise.value for pool in plan.pools for one in pool.resources},
        who=ledger(plan),
        **_allocated(plan),
    )
    return (OutFile("README.md", text),)


def _allocated(plan: Plan) -> dict[str, object]:
    """Return the table of the workloads, and what may meet on each kind of device at worst."""
    found = allocation(plan)
    return {
        "rows": [(one, place_text(one), asked_text(one)) for one in found.rows],
        "free": [(one, free_text(one)) for one in found.free],
        "slots": f"{SLOTS[0].upper()}{SLOTS[1:]}" if found.has_slots else "",
        "ends": ends(plan),
        "uncounted": any(one.unaccounted for one in plan.workloads),
        "worst": [(f"pool {one.pool}, {one.resource}", arithmetic(one)) for one in found.budgets],
    }


def _pool_text(plan: Plan, pool: PoolPlan) -> PoolText:
    return PoolText(
        plan=pool,
        nodes=_nodes(pool.node_count, pool.node_names),
        gpus=", ".join(f"{one.per_node} x {one.gpu.marketing}" for one in pool.gpus),
        rows=tuple(_row(one) for one in pool.resources),
        reached=_reached(plan, pool),
        commands=_commands(plan, pool),
        choices=tuple((key, values) for key, values in pool.node_labels if len(values) > 1),
    )


def _nodes(count: NodeCount | None, names: tuple[str, ...]) -> str:
    if names:
        return ", ".join(names)
    if count is None:
        return "any number"
    return str(count.low) if count.low == count.high else f"{count.low} to {count.high}"


def _row(resource: Resource) -> tuple[str, str, str, str]:
    devices = ", ".join(f"{part.devices} x {part.device}" for part in resource.parts)
    times = f" x {resource.replicas}" if resource.replicas > 1 else ""
    memory = " / ".join(
        sorted({"not published" if one.memory_mib is None else f"{one.memory_mib} MiB" for one in resource.parts})
    )
    return resource.name, f"{resource.units} ({devices}{times})", memory, _PROMISES[resource.promise]


def _reached(plan: Plan, pool: PoolPlan) -> str:
    binding = pool.binding
    if plan.stack.plugin_external and not binding.labels:
        return "no label: somebody else configures the device plugin"
    if plan.plugin_config is None and not binding.labels:
        return "no label: there is nothing to configure"
    if binding.kind in (BindingKind.DEFAULT, BindingKind.REST):
        return "no label: the default configuration is theirs"
    labels = ", ".join(f"`{key}={value}`" for key, value in binding.labels)
    if binding.kind is BindingKind.NAME_RULE:
        return f"NodeFeatureRule `gpuslice-{pool.name}` on the names {', '.join(binding.node_names)} sets {labels}"
    if binding.gpu is not None:
        ids = ", ".join(f"10de:{one:04x}" for one in binding.gpu.pci_device_ids)
        return f"NodeFeatureRule `gpuslice-{pool.name}` on PCI id {ids} ({binding.gpu.marketing}) sets {labels}"
    return f"labels set by hand: {labels}" if binding.by_hand else f"labels by which they are found: {labels}"


def _commands(plan: Plan, pool: PoolPlan) -> tuple[str, ...]:
    target = node_arguments(plan, pool)
    labels = " ".join(f"{key}={value}" for key, value in hand_labels(pool))
    found = [f"kubectl label node {target} {labels} --overwrite"] if labels else []
    found += [
        f"kubectl taint node {target} {taint.key}={taint.value}:{taint.effect} --overwrite" for taint in pool.taints
    ]
    if found and not pool.node_names and not pool.node_selector:
        # kubectl finds no node before that, and says so without failing.
        found.insert(0, f"# once this lists them: kubectl get nodes {target}")
    return tuple(found)


def _layouts(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return pool and command for layouts that no MIG manager applies, as beside the standalone chart."""
    if plan.mig_config is None or plan.release.chart == GPU_OPERATOR:
        return ()
    return tuple(
        (pool.name, f"sudo nvidia-mig-parted apply -f mig.yaml -c {pool.name}") for pool in plan.pools if pool.mig_items
    )


def _columns(names: list[str]) -> str:
    quoted = [f"{name.partition('/')[2]}:.status.allocatable.{name.replace('.', chr(92) + '.')}" for name in names]
    return ",".join(["NODE:.metadata.name", *quoted])


def _crds(plan: Plan, parts: tuple[Manifest, ...]) -> tuple[str, ...]:
    found = []
    if plan.release.chart == GPU_OPERATOR:
        found.append("clusterpolicies.nvidia.com")
    if any(part.concern.name == "node-rules" for part in parts):
        found.append(f"nodefeaturerules.{rule_group(plan)}")
    return tuple(found)


def _daemonsets(plan: Plan) -> tuple[str, ...]:
    """Return the DaemonSets that read the plugin's configuration, as the chart names them."""
    names = daemon_sets(plan.release.chart, plan.release.name)
    found = [] if plan.stack.plugin_external else [names.device_plugin]
    if plan.stack.gpu_feature_discovery:
        found.append(names.feature_discovery)
    if any(pool.mode is Mode.MPS for pool in plan.pools):
        found.append(names.mps)
    return tuple(found)


def _ships_class(plan: Plan) -> bool:
    """Say whether the RuntimeClass that pods need is the one that the distribution brings whatever its nodes have."""
    distribution = find_distribution(plan.distribution)
    return (
        distribution is not None
        and plan.stack.runtime_class == DEFAULT_RUNTIME_CLASS
        and distribution.runtime_class.ships_with(plan.kubernetes.major, plan.kubernetes.minor)
    )


def _registration(plan: Plan) -> tuple[tuple[str, str], ...]:
    distribution = find_distribution(plan.distribution)
    if distribution is None:
        return ()
    found: list[tuple[str, str]] = []
    for pool in plan.pools:
        labels = registrable((*pool.node_selector, *hand_labels(pool)))
        if pool.binding.kind is BindingKind.COMMAND and labels:
            found.append((pool.name, distribution.node_labelling.text(labels).strip()))
    return tuple(found)


def _refused(plan: Plan) -> tuple[str, ...]:
    """Return the names of which a container may have one only."""
    return tuple(
        sorted(
            {
                one.name
                for pool in plan.pools
                if pool.fail_requests_greater_than_one
                for one in pool.resources
                if one.replicas > 1
            }
        )
    )


def _back(plan: Plan) -> tuple[str, ...]:
    """Return the commands that take sharing and MIG off every pool's nodes at once.

    A node that a rule lets go of is one without a label, which may get an entry that shares: that one's command, which
    is for all nodes, comes last, when NFD has taken its labels away.
    """
    found: list[str] = []
    ruled: list[str] = []
    for pool in sorted(plan.pools, key=lambda one: one.binding.kind is BindingKind.REST):
        if pool.binding.kind in (BindingKind.NAME_RULE, BindingKind.GPU_RULE):
            found.append(f"kubectl delete nodefeaturerules.{rule_group(plan)} gpuslice-{pool.name}")
            ruled += [pool.name] if CONFIG_LABEL in dict(pool.binding.labels) else []
            continue
        labels = []
        if _has_own_entry(plan, pool):
            labels.append(f"{CONFIG_LABEL}={UNSHARED_ENTRY}")
        if any(key == MIG_LABEL for key, _ in pool.binding.labels):
            labels.append(f"{MIG_LABEL}={ALL_DISABLED}")
        if labels:
            target = _targets(plan, pool)
            if _is_forgotten(pool):
                found.append(
                    f"kubectl get nodes {target} -o name  # to be labelled again, to go back to pool {pool.name}"
                )
            if pool.binding.kind is BindingKind.REST and ruled:
                found.append(_until_gone(ruled))
            found.append(f"kubectl label node {target} {' '.join(labels)} --overwrite")
    return tuple(found)


def _cleared(plan: Plan) -> tuple[str, ...]:
    """Return the commands that take off what `_back` set and no command under "Apply" sets anew.

    Nodes of the default entry have no label. The command may take labels of other pools too; applying the bundle and
    its commands brings those back.
    """
    kinds = (BindingKind.DEFAULT, BindingKind.REST)
    return tuple(
        f"kubectl label node {_targets(plan, pool)} {CONFIG_LABEL}-"
        for pool in plan.pools
        if pool.binding.kind in kinds and _has_own_entry(plan, pool)
    )


def _has_own_entry(plan: Plan, pool: PoolPlan) -> bool:
    return plan.plugin_config is not None and pool.config_key == pool.name


def _targets(plan: Plan, pool: PoolPlan) -> str:
    """Return what names a pool's nodes to kubectl once they have a label, by whose absence some are found."""
    return f"-l {any_gpu(plan)}" if pool.binding.kind is BindingKind.REST else node_arguments(plan, pool)


def _is_forgotten(pool: PoolPlan) -> bool:
    """Say whether nothing tells a pool's nodes from others once the labels that share them have other values."""
    changed = {key for key, _ in pool.binding.labels}
    return (
        not pool.node_names
        and pool.binding.kind is BindingKind.COMMAND
        and not changed.isdisjoint(key for key, _ in pool.node_selector)
    )


def _until_gone(entries: list[str]) -> str:
    labelled = f"$(kubectl get nodes -l '{CONFIG_LABEL} in ({','.join(entries)})' -o name)"
    return f'until [ -z "{labelled}" ]; do sleep 1; done'


def _leftovers(plan: Plan) -> tuple[str, ...]:
    """Return the commands that delete what an earlier bundle had and this one has not; `kubectl apply` does not."""
    ours = f"-l app.kubernetes.io/managed-by=gpuslice,app.kubernetes.io/part-of={plan.cluster}"
    found: list[str] = []
    if plan.stack.node_feature_discovery is not NfdSource.NONE:
        kinds = (BindingKind.NAME_RULE, BindingKind.GPU_RULE)
        rules = [f"gpuslice-{pool.name}" for pool in plan.pools if pool.binding.kind in kinds]
        found.append(f"kubectl delete nodefeaturerules.{rule_group(plan)} {ours}{_but('name', rules)}")
    configs = [one.name for one in (plan.plugin_config, plan.mig_config) if one is not None]
    found.append(f"kubectl delete configmap -n {plan.release.namespace} {ours}{_but('name', configs)}")
    limited = [tenant.namespace for tenant in plan.tenants if tenant.quota]
    found.append(f"kubectl delete resourcequota --all-namespaces {ours}{_but('namespace', limited)}")
    classes = [one.name for one in plan.priorities]
    found.append(f"kubectl delete priorityclass {ours}{_but('name', classes)}")
    return tuple(found)


def _but(field: str, names: list[str]) -> str:
    if not names:
        return ""
    return " --field-selector " + ",".join(f"metadata.{field}!={name}" for name in names)


def _edits(plan: Plan) -> tuple[str, ...]:
    """Return what to take out of the profile to share nothing."""
    words = {
        Mode.MPS: "mps",
        Mode.TIME_SLICING: "timeSlicing",
        Mode.MIG_TIME_SLICING: "timeSlicing and mig",
        Mode.MIG: "mig",
    }
    return tuple(f"`{words[pool.mode]}` of pool {pool.name}" for pool in plan.pools if pool.mode in words)
