"""A plan as a short table: what each node will advertise, what a unit of it is worth, how nodes are reached."""

from collections.abc import Sequence

from generator.model.plan import Part, Plan, PoolPlan, Promise, Resource
from generator.report.grid import Cells, laid_out, wrapped
from generator.report.plain import printable

_WIDTH = 120

_TITLES = ("POOL", "NODES x GPUS", "MODE", "EACH NODE ADVERTISES", "MEMORY PER UNIT", "REACHED BY")
_POOL, _GPUS, _MODE, _RESOURCES, _MEMORY, _REACHED = range(len(_TITLES))
_LAYOUTS = (
    (16, 40, 18, 40, 40, 40),
    (16, 22, 12, 36, 24, 18),
    (16, 14, 12, 36, 24, 14),
    (16, 14, 12, 32, 16, 12),
)
"""Where cells wrap at a space, column by column; a longer word widens its column. The first that fits is taken."""


def plan_table(plan: Plan) -> str:
    """Return the table with a line about the cluster above it; memory in GiB, rounded down to a tenth."""
    lines: list[str] = []
    for widths in _LAYOUTS:
        lines = laid_out((tuple((title,) for title in _TITLES), *(_pool_cells(pool, widths) for pool in plan.pools)))
        if max(len(line) for line in lines) <= _WIDTH:
            break
    return "".join(f"{line}\n" for line in (headline(plan), "", *lines))


def headline(plan: Plan) -> str:
    """Return cluster, Kubernetes and chart in a line."""
    release = plan.release
    kubernetes = f"Kubernetes {plan.kubernetes} ({plan.distribution})"
    return printable(f"{plan.cluster}: {kubernetes}, {release.chart} {release.version} in {release.namespace}")


def nodes_text(pool: PoolPlan) -> str:
    """Return how many nodes a pool has: ``4``, ``2-8``, or ``any`` where the profile does not say."""
    if pool.node_count is not None:
        low, high = pool.node_count
        return str(low) if low == high else f"{low}-{high}"
    return str(len(pool.node_names)) if pool.node_names else "any"


def memory_text(resource: Resource) -> str:
    """Return what a unit may use and which kind of promise that is: ``3 GiB (per process)``."""
    return f"{_size_text(resource)} ({resource.promise.value})"


def gib_text(mib: int) -> str:
    """Return MiB as GiB, rounded down to a tenth so that it never promises more: ``39.2 GiB``."""
    whole, tenth = divmod(mib * 10 // 1024, 10)
    return f"{whole}.{tenth} GiB" if tenth else f"{whole} GiB"


def _size_text(resource: Resource) -> str:
    shown = " or ".join(dict.fromkeys(_part_memory(part) for part in resource.parts)) or "unknown"
    return f"{resource.replicas} share {shown}" if resource.promise is Promise.NONE else shown


def _part_memory(part: Part) -> str:
    return "unknown" if part.memory_mib is None else gib_text(part.memory_mib)


def _pool_cells(pool: PoolPlan, widths: Sequence[int]) -> Cells:
    advertised: list[str] = []
    memory: list[str] = []
    for resource in pool.resources:
        name = wrapped(f"{resource.units} {resource.name}", widths[_RESOURCES])
        worth = _memory_lines(resource, widths[_MEMORY])
        height = max(len(name), len(worth))
        advertised.extend((*name, *[""] * (height - len(name))))
        memory.extend((*worth, *[""] * (height - len(worth))))
    return (
        wrapped(pool.name, widths[_POOL]),
        _gpu_lines(pool, widths[_GPUS]),
        wrapped(pool.mode.value, widths[_MODE]),
        tuple(advertised) or ("nothing",),
        tuple(memory) or ("-",),
        wrapped(pool.binding.kind.value, widths[_REACHED]),
    )


def _memory_lines(resource: Resource, width: int) -> tuple[str, ...]:
    whole = memory_text(resource)
    return (whole,) if len(whole) <= width else (*wrapped(_size_text(resource), width), f"({resource.promise.value})")


def _gpu_lines(pool: PoolPlan, width: int) -> tuple[str, ...]:
    nodes = nodes_text(pool)
    heads = [f"{nodes} x ", *[" " * (len(nodes) + 1) + "+ "] * (len(pool.gpus) - 1)]
    entries = (f"{head}{entry.per_node} {entry.gpu.id}" for head, entry in zip(heads, pool.gpus, strict=True))
    return tuple(line for entry in entries for line in wrapped(entry, width))
