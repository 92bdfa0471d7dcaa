"""What the table has no room for: where counts come from, labels and how they are set, taints, quotas."""

from collections.abc import Iterable
from shlex import quote

from generator.model.plan import Binding, BindingKind, Plan, PoolPlan, Resource, TenantPlan
from generator.report.plain import printable
from generator.report.table import nodes_text

_LABEL = 12


def plan_details(plan: Plan) -> str:
    """Return a paragraph per pool, what all nodes advertise together, and the tenants' quotas."""
    blocks = [_pool_lines(pool) for pool in plan.pools]
    blocks.append(["all nodes together", *(f"  {amount} {name}" for amount, name in _totals(plan.pools))])
    blocks.extend(_tenant_lines(tenant) for tenant in plan.tenants if tenant.quota)
    return "\n".join("".join(f"{printable(line)}\n" for line in block) for block in blocks if len(block) > 1)


def label_command(binding: Binding) -> str:
    """Return the `kubectl` line that sets a pool's labels, "" where none is needed or something else does it."""
    if binding.kind is not BindingKind.COMMAND or not binding.labels:
        return ""
    by_name = [quote(name) for name in binding.node_names]
    nodes = by_name or ["-l", quote(_pairs(binding.node_selector))] if binding.node_selector or by_name else ["NODE"]
    labels = [quote(f"{key}={value}") for key, value in binding.labels]
    return " ".join(["kubectl label nodes", *nodes, *labels, "--overwrite"])


def _pool_lines(pool: PoolPlan) -> list[str]:
    cards = " + ".join(f"{entry.per_node} x {entry.gpu.id}" for entry in pool.gpus)
    lines = [f"pool {pool.name}", _entry("nodes", _nodes(pool)), _entry("cards", cards)]
    lines.extend(_entry("advertises", _origin(resource)) for resource in pool.resources)
    lines.extend(_entry("kept free", f"{e.reserved_mib} MiB of each {e.gpu.id}") for e in pool.gpus if e.reserved_mib)
    lines.append(_entry("reached by", pool.binding.kind.value))
    lines.extend(_entry("label", f"{key}={value}") for key, value in pool.binding.labels)
    command = label_command(pool.binding)
    lines.extend([_entry("command", command)] if command else [])
    lines.extend(_entry("node label", f"{key}={' or '.join(values)}") for key, values in pool.node_labels)
    lines.extend(_entry("taint", f"{taint.key}={taint.value}:{taint.effect}") for taint in pool.taints)
    return lines


def _origin(resource: Resource) -> str:
    devices = " + ".join(f"{part.devices} x {part.device}" for part in resource.parts)
    shares = f", {resource.replicas} shares of each" if resource.replicas > 1 else ""
    renamed = f", renamed from {resource.base_name}" if resource.name != resource.base_name else ""
    return f"{resource.units} {resource.name} = {devices}{shares}{renamed}"


def _totals(pools: Iterable[PoolPlan]) -> list[tuple[str, str]]:
    """Return each resource with its amount over all nodes, a range where pools grow, "?" where a pool is open."""
    amounts: dict[str, tuple[int, int, bool]] = {}
    for pool in pools:
        bounds = pool.node_count or (len(pool.node_names), len(pool.node_names))
        for resource in pool.resources:
            low, high, is_open = amounts.get(resource.name, (0, 0, False))
            is_open = is_open or bounds[1] == 0
            amounts[resource.name] = (low + bounds[0] * resource.units, high + bounds[1] * resource.units, is_open)
    return [(_amount(*amounts[name]), name) for name in sorted(amounts)]


def _amount(low: int, high: int, is_open: bool) -> str:
    if is_open:
        return f"{low} or more" if low else "as many as nodes bring"
    return str(low) if low == high else f"{low}-{high}"


def _tenant_lines(tenant: TenantPlan) -> list[str]:
    return [f"namespace {tenant.namespace}", *(_entry("at most", f"{most} {name}") for name, most in tenant.quota)]


def _nodes(pool: PoolPlan) -> str:
    chosen = ", ".join(pool.node_names) or _pairs(pool.node_selector)
    return f"{nodes_text(pool)}: {chosen}" if chosen else nodes_text(pool)


def _entry(label: str, value: str) -> str:
    return f"  {label:<{_LABEL}}{value}"


def _pairs(labels: Iterable[tuple[str, str]]) -> str:
    return ",".join(f"{key}={value}" for key, value in labels)
