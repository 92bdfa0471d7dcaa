"""Kernel modules that cannot drive a pool's GPU."""

from collections.abc import Iterator

from generator.model.doubt import NOTHING_ELSE
from generator.model.finding import Severity
from generator.model.gpu import OpenModules
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule

_WRONG = {
    ("proprietary", OpenModules.REQUIRED): "needs the open ones",
    ("open", OpenModules.IMPOSSIBLE): "works with the proprietary ones alone",
}


def _check(plan: Plan) -> Iterator[Fault]:
    kind = plan.stack.driver.kernel_module_type
    if kind is None:
        return
    for gpu in dict.fromkeys(entry.gpu for pool in plan.pools for entry in pool.gpus):
        need = _WRONG.get((kind, gpu.open_modules))
        if need is not None:
            yield Fault(
                ("install", "driver", "kernelModuleType"),
                f"{kind} kernel modules on a {gpu.marketing} ({gpu.architecture}), which {need}",
            )


RULE = Rule(
    "DRV102",
    "Kernel modules that do not support the GPU",
    Severity.ERROR,
    why="NVIDIA's open kernel modules drive Turing and newer; Grace Hopper and Blackwell know no others. With the "
    "wrong kind the driver does not see the card.",
    fix="Write `kernelModuleType: auto` or leave it out: the driver container then chooses per node.",
    source="NVIDIA/open-gpu-kernel-modules README.md",
    bad="""\
install:
  chart: gpu-operator
  version: v26.7.0
  driver:
    from: operator
    kernelModuleType: proprietary  # <- here
pools:
  - name: shared
    gpus: [{model: B200}]
""",
    good="""\
install:
  chart: gpu-operator
  version: v26.7.0
  driver: {from: operator, kernelModuleType: auto}
pools:
  - name: shared
    gpus: [{model: B200}]
""",
    check=_check,
    needs=NOTHING_ELSE,
)
