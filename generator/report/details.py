"""What the table has no room for: where counts come from, labels and how they are set, taints, quotas, costs."""

from collections.abc import Iterable, Mapping
from shlex import quote

from generator.ledger.room import rooms
from generator.ledger.words import BillRow, Ledger, RankRow, ledger, outcome
from generator.model.plan import Binding, Plan, PoolPlan, Resource, TenantPlan
from generator.report.plain import printable
from generator.report.table import nodes_text

_LABEL = 12


def plan_details(plan: Plan) -> str:
    """Return a paragraph per pool, what all nodes advertise together, priorities, and the tenants' quotas."""
    known = ledger(plan)
    bills = {row.namespace: row for row in known.bills}
    prices = _prices(known)
    blocks = [[*_pool_lines(pool), *prices.get(pool.name, ())] for pool in plan.pools]
    blocks.append(["all nodes together", *_totals(plan)])
    blocks.append(["when all is taken", *(_rank(row) for row in known.ranks)])
    blocks.extend(_tenant_lines(tenant, bills) for tenant in plan.tenants if tenant.quota)
    return "\n".join("".join(f"{printable(line)}\n" for line in block) for block in blocks if len(block) > 1)


def label_command(binding: Binding) -> str:
    """Return the `kubectl` line that sets a pool's labels, "" where none is needed or something else does it."""
    if not binding.by_hand:
        return ""
    by_name = [quote(name) for name in binding.node_names]
    nodes = by_name or ["-l", quote(_pairs(binding.node_selector))] if binding.node_selector or by_name else ["NODE"]
    labels = [quote(f"{key}={value}") for key, value in binding.by_hand]
    return " ".join(["kubectl label nodes", *nodes, *labels, "--overwrite"])


def _pool_lines(pool: PoolPlan) -> list[str]:
    cards = " + ".join(f"{entry.per_node} x {entry.gpu.id}" for entry in pool.gpus)
    lines = [f"pool {pool.name}", _entry("nodes", _nodes(pool)), _entry("cards", cards)]
    lines.extend(_entry("advertises", _origin(resource)) for resource in pool.resources)
    reserved = (one for one in pool.gpus if one.reserved_mib and pool.has_whole(one.gpu))
    lines.extend(_entry("kept free", f"{one.reserved_mib} MiB of each {one.gpu.id}") for one in reserved)
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


def _prices(known: Ledger) -> dict[str, list[str]]:
    """Return the lines about prices of each pool that has some."""
    lines: dict[str, list[str]] = {}
    for row in known.costs:
        unit = f"{row.resource} on {row.device}" if row.device else row.resource
        line = _entry("price", f"{row.price} an hour for a {unit}: {row.arithmetic}")
        lines.setdefault(row.pool, []).append(line)
    return lines


def _totals(plan: Plan) -> list[str]:
    """Return each resource with its amount over all nodes, and what follows from the quotas on it."""
    lines = []
    for room in sorted(rooms(plan), key=lambda one: one.capacity.name):
        quotas = f"; quotas: {outcome(room)}" if room.limits else ""
        lines.append(f"  {room.capacity.text()} {room.capacity.name}{quotas}")
    return lines


def _rank(row: RankRow) -> str:
    return f"  {row.names} ({row.value}) gets slots of {row.takes}"


def _tenant_lines(tenant: TenantPlan, bills: Mapping[str, BillRow]) -> list[str]:
    lines = [_entry("at most", f"{most} {name}") for name, most in tenant.quota]
    bill = bills.get(tenant.namespace)
    if bill is not None:
        whole = "the rest" if bill.missing else "all of it"
        whole += f" (counting the {bill.short} that there are)" if bill.short else ""
        lines.extend([_entry("price", bill.missing)] if bill.missing else [])
        lines.extend([_entry("price", f"{bill.price} an hour for {whole}")] if bill.price else [])
    return [f"namespace {tenant.namespace}", *lines]


def _nodes(pool: PoolPlan) -> str:
    chosen = ", ".join(pool.node_names) or _pairs(pool.node_selector)
    return f"{nodes_text(pool)}: {chosen}" if chosen else nodes_text(pool)


def _entry(label: str, value: str) -> str:
    return f"  {label:<{_LABEL}}{value}"


def _pairs(labels: Iterable[tuple[str, str]]) -> str:
    return ",".join(f"{key}={value}" for key, value in labels)
