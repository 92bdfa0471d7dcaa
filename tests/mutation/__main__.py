"""`make mutants`: plants faults one at a time, runs the tests that reach them, and names those that no test notices."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import pytest

from tests.mutation import planting, record
from tests.mutation.planting import Mutant
from tests.mutation.record import Ending, Figures
from tests.mutation.trials import KILLED, NOT_REACHED, OPTIONS, SURVIVED, TIMED_OUT, Trials

SUITE = tuple(
    f"tests/{name}"
    for name in (
        *(
            "resolve",
            "rules",
            "facts",
            "artifacts",
            "budget",
            "ledger",
            "by_hand",
            "golden",
            "traps",
            "catalogue",
            "model",
            "starter",
            "docgen",
        ),
        "test_compile.py",
        "mutation/test_noticed.py",
        "lint/sharing/test_claim_sharing.py",
        "lint/values/test_dra_driver_values.py",
    )
)
"""The tests that may notice a fault: those that mirror the four parts, those that look at whole bundles, and those of
rules on manifests that alone read some table of facts. They need no tool and try nothing by chance, so that the same
fault always ends in the same way. Of the tests of mutation those alone that were written for a fault."""
MOST = 150
"""How many faults CI plants at most: with what comes before them two minutes or three on two cores, of the fifteen that
CI may take. Of 150 faults that tests notice nine times in ten, 135 give or take 7 are noticed."""
DEMANDED = 0.9


class Run:
    """The endings of all mutants, told as they come."""

    def __init__(self, mutants: Sequence[Mutant], finished: Callable[[str, list[Ending]], None]) -> None:
        self.mutants = mutants
        self._finished = finished
        self._left = Counter(one.module for one in mutants)
        self.reasons = record.reasons()
        self.endings: dict[str, list[Ending]] = {one.module: [] for one in mutants}
        self.complaints: list[str] = []
        self.unexplained: list[str] = []

    def judge(self, trials: Trials) -> None:
        """Try all mutants."""
        self.complaints = [f"fails with no fault planted: {name}" for name in trials.measure()]
        trials.run_all(self.mutants, self.tell)

    def tell(self, mutant: Mutant, how: str, seconds: float) -> None:
        """Keep how a mutant ended, and print it where no test noticed it."""
        self.endings[mutant.module].append(Ending(mutant.name(), how, seconds))
        self._left[mutant.module] -= 1
        if not self._left[mutant.module]:
            self._finished(mutant.module, self.endings[mutant.module])
        if how in (KILLED, TIMED_OUT):
            return
        reason = self.reasons.get((mutant.module, mutant.name()), "")
        print(f"{mutant.module}:{mutant.lines[0]}: {how}: {mutant.name()}{reason and f'  ({reason})'}", flush=True)
        if not reason or how not in (SURVIVED, NOT_REACHED):
            self.unexplained.append(f"{mutant.module}: {mutant.name()} {how}, and no reason is known")


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants ARGS=...", description=__doc__)
    parser.add_argument("modules", nargs="*", help="such as generator/rules/x.py; by default all")
    parser.add_argument(
        "--changed", action="store_true", help="only modules changed since the record or never tried, and a sample"
    )
    parser.add_argument("--again", action="store_true", help="only what survived last time, in modules not changed")
    parser.add_argument("--record", action="store_true", help="remember the figures, and write docs/mutation.md")
    parser.add_argument("--workers", type=int, default=2, help="how many mutants are tried at once")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Plant, print, and remember where asked to; 1 where a survivor has no reason or too many survive."""
    options = _options(arguments)
    known = record.read()
    changed = record.changed(known)
    modules: list[str] = options.modules or (changed if options.changed else record.modules())
    if options.again:
        modules = [one for one in modules if one in known and one not in changed and known[one].survivors]
    if not modules:
        print("nothing to try: no module changed since it was tried last")
        return 0
    chosen = found = list(planting.mutants(planting.installed(print), modules))
    if options.changed:
        chosen = record.sample(found, MOST)
    if options.again:
        chosen = [one for one in found if one.name() in known[one.module].survivors]
    print(f"{len(chosen)} of {len(found)} faults in {len(modules)} modules", flush=True)
    rows: dict[str, Figures] = {}

    def keep(module: str, endings: list[Ending]) -> None:
        now = record.figures(module, endings, datetime.now(UTC).date().isoformat())
        rows[module] = record.again(known[module], now) if options.again else now
        if options.record and not options.changed:
            record.write({**record.read(), module: rows[module]})

    for module in sorted({*modules} - {one.module for one in chosen}):
        keep(module, [])
    run = Run(chosen, keep)
    status = pytest.main([*OPTIONS, *SUITE], plugins=[Trials(modules, options.workers, run.judge)])
    if status != pytest.ExitCode.OK or len(rows) < len(modules):
        print("\n".join([*run.complaints, *run.unexplained] or ["the tests could not be run"]))
        return 1
    return _verdict(run, rows, sampled=options.changed)


def _verdict(run: Run, rows: Mapping[str, Figures], *, sampled: bool) -> int:
    """Return 1 where something is to be done; a module whose record is still to be made needs no reasons yet."""
    noticed = record.share(rows.values())
    complaints = list(run.complaints)
    if not sampled:
        complaints += run.unexplained
        gone = [key for key in run.reasons if key[0] in rows and key[1] not in rows[key[0]].survivors]
        complaints += [f"{module}: {name} is noticed now, or gone: so can its reason" for module, name in gone]
    complaints += [f"fewer than {DEMANDED:.0%} were noticed"] * (noticed < DEMANDED)
    print("\n".join(complaints))
    print(f"{noticed:.1%} of {sum(one.mutants for one in rows.values())} faults were noticed")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
