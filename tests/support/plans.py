"""Profiles written as fragments, and the Plans they lead to."""

from textwrap import dedent

from generator.compile import compile_profile
from generator.model.compiled import Compiled
from generator.model.plan import Plan, PoolPlan, Resource

OPERATOR = """\
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: host}
  toolkit: host
"""
WAITING_FOR_LABELS = OPERATOR.replace("v26.7.0", "v25.10.1")
"""The newest release of the operator under which MPS works on nodes that are told apart by a label (rule MPS107)."""
STANDALONE = """\
install:
  chart: nvidia-device-plugin
  version: v0.20.0
"""


def compile_text(
    body: str, *, install: str = OPERATOR, distribution: str = "kubeadm", kubernetes: str = "1.35"
) -> Compiled:
    """Compile a profile whose cluster and install blocks are given short."""
    cluster = f'version: v1alpha1\ncluster: {{name: test, kubernetes: "{kubernetes}", distribution: {distribution}}}\n'
    return compile_profile((cluster + install + dedent(body)).encode(), "test.yaml")


def plan_of(body: str, *, install: str = OPERATOR, distribution: str = "kubeadm", kubernetes: str = "1.35") -> Plan:
    """Return the Plan of such a profile, which must have no error."""
    compiled = compile_text(body, install=install, distribution=distribution, kubernetes=kubernetes)
    assert compiled.plan is not None, [(one.code, one.message) for one in compiled.findings]
    return compiled.plan


def pool_of(body: str, *, install: str = OPERATOR) -> PoolPlan:
    """Return the first pool of such a profile."""
    return plan_of(body, install=install).pools[0]


def advertised(pool: PoolPlan) -> dict[str, int]:
    """Return what one node of a pool advertises."""
    return {one.name: one.units for one in pool.resources}


def resource(pool: PoolPlan, name: str) -> Resource:
    """Return the resource of that name."""
    return next(one for one in pool.resources if one.name == name)


def errors(compiled: Compiled) -> list[tuple[str, int, str]]:
    """Return code, line and message of every error."""
    return [
        (one.code, one.position.line if one.position else 0, one.message)
        for one in compiled.findings
        if one.severity.value == "error"
    ]
