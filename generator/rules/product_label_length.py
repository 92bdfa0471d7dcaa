"""A product label that is too long to be set."""

from collections.abc import Iterator

from generator.facts.discovery_labels import SHARED
from generator.model.doubt import POOL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Plan, PoolPlan
from generator.model.rule import Fault, Rule

LONGEST = 63
"""Characters of a label value; source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/."""


def _check(plan: Plan) -> Iterator[Fault]:
    for pool in plan.pools:
        for label in _labels(pool):
            if len(label) > LONGEST:
                yield Fault(
                    pool.origin,
                    f"the product label {label} of pool {pool.name} has {len(label)} characters, {LONGEST} are "
                    f"allowed: it will be missing",
                )


def _labels(pool: PoolPlan) -> list[str]:
    """Return the product names that GPU feature discovery makes of cards and MIG devices."""
    names: list[str] = []
    profiles = {name for item in pool.mig_items if item.layout is not None for name in item.layout.names}
    shared = SHARED if any(resource.replicas > 1 for resource in pool.resources) and not pool.renamed else ""
    for entry in pool.gpus:
        names.append(f"{entry.gpu.label}{shared}")
        if entry.gpu.mig_family is not None:
            names.extend(f"{entry.gpu.label}-MIG-{name.replace('+', '.')}{shared}" for name in sorted(profiles))
    return names


RULE = Rule(
    "MIG103",
    "Product label too long",
    Severity.INFO,
    why="GPU feature discovery puts card, MIG profile and `-SHARED` into one label, and Node Feature Discovery drops a "
    "value of more than 63 characters. Whatever selects nodes by it finds none.",
    fix="Select these nodes by nvidia.com/gpu.family or by a label of your own, or set renameByDefault, which leaves "
    "`-SHARED` out.",
    source="NVIDIA/k8s-device-plugin internal/lm/resource.go; kubernetes-sigs/node-feature-discovery "
    "pkg/apis/nfd/validate/validate.go",
    bad="""\
pools:
  - name: cut  # <- here
    gpus: [{model: RTX-PRO-6000-Blackwell-Server-Edition}]
    mig: all-1g.24gb.me.all
    timeSlicing: {replicas: 2}
""",
    good="""\
pools:
  - name: cut
    gpus: [{model: RTX-PRO-6000-Blackwell-Server-Edition}]
    mig: all-1g.24gb
    timeSlicing: {replicas: 2}
""",
    check=_check,
    needs=POOL_RESOURCES,
)
