"""Layouts of boards that were never sold."""

from collections.abc import Iterator

from generator.facts.mig import family_with, mig_family
from generator.model.doubt import POOL_RESOURCES
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.mig import MigLayout
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._common import listed


def _check(plan: Plan) -> Iterator[Fault]:
    for pool in plan.pools:
        found = [(one.gpu, item.layout) for one in pool.gpus for item in pool.mig_items if item.layout is not None]
        former = next((fault for gpu, layout in found if (fault := _former(gpu, layout)) is not None), None)
        if former is not None:
            yield Fault((*pool.origin, "mig"), former, on_key=True)


def _former(gpu: Gpu, layout: MigLayout) -> str | None:
    """Return what is told of a layout that only boards from before production can have; None for others."""
    family = family_with(gpu, layout.names)
    if family is None or family.replaced_by is None:
        return None
    sold = mig_family(family.replaced_by).profile_names
    strange = [name for name in layout.names if name not in sold]
    return f"only {gpu.marketing} boards from before production have {listed(strange)}; those sold have {listed(sold)}"


RULE = Rule(
    "MIG105",
    "MIG layout of boards from before production",
    Severity.WARNING,
    why="NVIDIA's default MIG configuration was first written for boards with a little more memory, after which the "
    "profiles are named. It still has their layouts, which fail on the boards that are sold: the node ends in "
    "mig.config.state failed.",
    fix="Take the profiles that `nvidia-smi mig -lgip` prints on the node.",
    source="NVIDIA/mig-parted commit ebab1f77; NVIDIA/gpu-operator pull request 1590",
    bad="""\
pools:
  - name: cut
    gpus: [{model: GB200}]
    mig:  # <- here
      - migDevices: {3g.95gb: 1, 2g.47gb: 1, 1g.24gb: 2}
""",
    good="""\
pools:
  - name: cut
    gpus: [{model: GB200}]
    mig:
      - migDevices: {3g.93gb: 1, 2g.47gb: 1, 1g.23gb: 2}
""",
    check=_check,
    needs=POOL_RESOURCES,
)
