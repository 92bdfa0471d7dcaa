"""A permission that older plugins do not grant under MPS."""

from collections.abc import Iterator

from generator.facts.plugin_versions import MPS_GIVES_SEVERAL
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._common import mps_pools, plugin_older_than, sharing_path


def _check(plan: Plan) -> Iterator[Fault]:
    if not plugin_older_than(plan, MPS_GIVES_SEVERAL):
        return
    for pool in mps_pools(plan):
        if not pool.fail_requests_greater_than_one:
            yield Fault(
                (*sharing_path(pool), "failRequestsGreaterThanOne"),
                f"under MPS device plugin {plan.release.plugin_version} refuses every request for more than one share, "
                "whatever failRequestsGreaterThanOne says",
            )


RULE = Rule(
    "MPS106",
    "More than one share under MPS is refused all the same",
    Severity.WARNING,
    why="Before v0.20.0 the device plugin did not read the setting under MPS. A pod that asks for two shares is "
    "scheduled and then fails on the node with UnexpectedAdmissionError.",
    fix="Leave failRequestsGreaterThanOne out, or take a chart whose device plugin is v0.20.0 or newer.",
    source="NVIDIA/k8s-device-plugin internal/rm/rm.go and api/config/v1/config.go at v0.17.4, v0.19.3 and v0.20.0",
    bad="""\
install: {chart: gpu-operator, version: v26.3.3, driver: {from: operator}}
pools:
  - name: shared
    gpus: [{model: L4}]
    mps:
      replicas: 4
      failRequestsGreaterThanOne: false  # <- here
""",
    good="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    mps: {replicas: 4, failRequestsGreaterThanOne: false}
""",
    check=_check,
    needs=("install.chart", "install.version", "install.components.devicePlugin.version"),
)
