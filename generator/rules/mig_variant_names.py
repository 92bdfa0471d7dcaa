"""Variants of MIG profiles that older plugins cannot tell from their base."""

from collections.abc import Iterator

from generator.facts.plugin_versions import MIG_VARIANTS_NAMED
from generator.model.doubt import POOL_RESOURCES
from generator.model.finding import Severity
from generator.model.mig import parse_mig_name
from generator.model.plan import Plan, PoolPlan
from generator.model.profile import MigStrategy
from generator.model.rule import Fault, Rule
from generator.rules._common import listed, plugin_older_than


def _check(plan: Plan) -> Iterator[Fault]:
    if not plugin_older_than(plan, MIG_VARIANTS_NAMED):
        return
    for pool in plan.pools:
        if pool.mig_strategy is not MigStrategy.MIXED:
            continue
        for resource in pool.resources:
            variants = _variants([part.device for part in resource.parts])
            if variants:
                yield Fault(
                    (*pool.origin, "mig"),
                    f"device plugin {plan.release.plugin_version} advertises {listed(variants)} as {resource.base_name}"
                    f"{_beside(pool, resource.base_name, variants)}",
                    on_key=True,
                )


def _variants(devices: list[str]) -> list[str]:
    parsed = ((name, parse_mig_name(name)) for name in devices)
    return [name for name, parts in parsed if parts is not None and parts.attributes]


def _beside(pool: PoolPlan, base_name: str, variants: list[str]) -> str:
    others = [
        part.device
        for resource in pool.resources
        if resource.base_name == base_name
        for part in resource.parts
        if part.device not in variants
    ]
    return f", together with {listed(others)}" if others else ""


RULE = Rule(
    "MIG102",
    "Variants of a MIG profile hidden behind its base name",
    Severity.WARNING,
    why="Before v0.20.0 the plugin matched profile names by their beginning. A pod cannot ask for the variant with its "
    "media engines, and after an upgrade the resource has another name.",
    fix="Take a chart whose device plugin is v0.20.0 or newer, or use profiles without a suffix.",
    source="NVIDIA/k8s-device-plugin api/config/v1/resources.go at v0.19.3 and v0.20.0",
    bad="""\
install: {chart: gpu-operator, version: v26.3.3, driver: {from: operator}}
pools:
  - name: cut
    gpus: [{model: A100-SXM4-80GB}]
    mig:  # <- here
      - migDevices: {1g.10gb+me: 1, 1g.10gb: 6}
""",
    good="""\
pools:
  - name: cut
    gpus: [{model: A100-SXM4-80GB}]
    mig:
      - migDevices: {1g.10gb+me: 1, 1g.10gb: 6}
""",
    check=_check,
    needs=POOL_RESOURCES,
)
