"""`python -m tests.advise.comparison`: cards that the best split and simpler ways take for random mixes, as a table.

It writes the table into docs/advise.md; with `--print` it only prints it.
"""

import random
import sys
from pathlib import Path

from generator.advise.baselines import BALANCED, BEST_FIT, FIRST_FIT, all_baselines
from generator.advise.cuts import USED, Task
from generator.advise.devices import mig_devices
from generator.advise.request import Fleet
from generator.advise.split import best_split, needs_of
from generator.facts.mig import all_mig_families
from generator.model.mig import Basis, MigFamily
from tests.advise.sample import gpu_of_family, isolated

PAGE = Path(__file__).parents[2] / "docs" / "advise.md"
BEGIN, END = "<!-- made by python -m tests.advise.comparison -->\n", "<!-- end of what is made -->\n"
MIXES, PODS = 20, 200
WAYS = (FIRST_FIT, BEST_FIT, BALANCED)


def cards(family: MigFamily, seed: int) -> tuple[int, dict[str, int]]:
    """Return the cards that the best split takes for a random mix, and those of the simpler ways."""
    chance = random.Random(f"{family.id} {seed}")  # noqa: S311 - the same mixes each time are the point
    devices = mig_devices(family)
    fleet = Fleet(gpu_of_family(family)._replace(mig_family=family.id), 8, 1000)
    weights = [chance.random() for _ in devices]
    drawn = chance.choices(devices, weights, k=PODS)
    wanted = [isolated(f"w{n}", 1, device.memory_mib, device.compute_slices) for n, device in enumerate(drawn)]
    needs, places = needs_of((fleet,), wanted)
    found = best_split(Task((fleet,), needs), wanted, places, 60.0)
    if not all(level.proven for level in found.levels):
        raise RuntimeError(f"{family.id}: no proof for mix {seed}")
    return found.value(USED), all_baselines(family, needs)


def row(family: MigFamily) -> str:
    """Return the table's row of a family: sums over the mixes, and how many mixes took more cards than the best."""
    mixes = [cards(family, seed) for seed in range(MIXES)]
    best = sum(one for one, _ in mixes)
    cells = [family.id, f"{best:,}"]
    for way in WAYS:
        total = sum(others[way] for _, others in mixes)
        worse = sum(others[way] > one for one, others in mixes)
        cells.append(f"{total:,} (+{(total - best) / best:.1%}; more in {worse} of {MIXES})")
    return f"| {' | '.join(cells)} |"


def table() -> str:
    """Return the whole table."""
    head = f"| MIG family | best split | {' | '.join(WAYS)} |\n|---|---|{'---|' * len(WAYS)}\n"
    known = (family for family in all_mig_families() if family.basis is not Basis.UNKNOWN)
    return head + "".join(f"{row(family)}\n" for family in known)


def main() -> None:
    """Write the table, or print it."""
    made = table()
    if "--print" in sys.argv:
        print(made)
        return
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n{made}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
