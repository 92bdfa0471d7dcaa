"""Sharing asked of a device plugin that is somebody else's."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.plan import Mode, Plan
from generator.model.rule import Fault, Rule
from generator.rules._common import sharing_path


def _check(plan: Plan) -> Iterator[Fault]:
    if not plan.stack.plugin_external:
        return
    for pool in plan.pools:
        if pool.mode in (Mode.MPS, Mode.TIME_SLICING, Mode.MIG_TIME_SLICING):
            path = sharing_path(pool)
            yield Fault(
                path,
                f"pool {pool.name} asks for {path[-1]}, but devicePlugin is external: nothing here configures it",
                on_key=True,
            )


RULE = Rule(
    "SHR103",
    "Sharing by an external device plugin",
    Severity.ERROR,
    why="Time-slicing and MPS are done by the device plugin alone. With `devicePlugin: external` it reads somebody "
    "else's configuration, and the pool would stay unshared.",
    fix="Leave `devicePlugin: external` out, or leave the sharing out and configure it where the plugin is run.",
    source="NVIDIA/gpu-operator deployments/gpu-operator/values.yaml (devicePlugin.enabled)",
    bad="""\
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: operator}
  devicePlugin: external
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}  # <- here
""",
    good="""\
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: operator}
  devicePlugin: external
pools:
  - name: whole
    gpus: [{model: L4}]
""",
    check=_check,
    needs=("install.devicePlugin", "pools[].name", "pools[].timeSlicing", "pools[].mps"),
)
