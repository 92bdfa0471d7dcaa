"""`make mutants`: plants faults one at a time, runs the tests that reach them, and names those that no test notices."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from tests.mutation import planting, record
from tests.mutation.planting import Mutant
from tests.mutation.record import Ending, Figures
from tests.mutation.trials import KILLED, NOT_REACHED, OPTIONS, SURVIVED, TIMED_OUT, Trials

SUITE = tuple(
    f"tests/{name}"
    for name in (
        *("resolve", "rules", "facts", "artifacts", "golden", "traps", "catalogue", "model", "starter", "docgen"),
        "test_compile.py",
    )
)
"""The tests that may notice a fault: those that mirror the four parts, and those that look at whole bundles. They need
no tool and try nothing by chance, so that the same fault always ends in the same way."""
MOST = 150
"""How many faults CI plants at most: with what comes before them two minutes or three on two cores, of the fifteen that
CI may take; and 150 faults of which none survives show with 95 % certainty that fewer than 2 % would."""
DEMANDED = 0.9


class Run:
    """The endings of all mutants, told as they come."""

    def __init__(self, mutants: Sequence[Mutant]) -> None:
        self.mutants = mutants
        self.reasons = record.reasons()
        self.endings: dict[str, list[Ending]] = {one.module: [] for one in mutants}
        self.complaints: list[str] = []

    def judge(self, trials: Trials) -> None:
        """Try all mutants."""
        self.complaints = [f"fails with no fault planted: {name}" for name in trials.measure()]
        trials.run_all(self.mutants, self.tell)

    def tell(self, mutant: Mutant, how: str, seconds: float) -> None:
        """Keep how a mutant ended, and print it where no test noticed it."""
        self.endings[mutant.module].append(Ending(mutant.name(), how, seconds))
        if how in (KILLED, TIMED_OUT):
            return
        reason = self.reasons.get((mutant.module, mutant.name()), "")
        print(f"{mutant.module}:{mutant.lines[0]}: {how}: {mutant.name()}{reason and f'  ({reason})'}", flush=True)
        if not reason or how not in (SURVIVED, NOT_REACHED):
            self.complaints.append(f"{mutant.module}: {mutant.name()} {how}, and no reason is known")


def main(arguments: Sequence[str]) -> int:
    """Plant, print, and remember where asked to; 1 where a survivor has no reason or too many survive."""
    parser = argparse.ArgumentParser(prog="make mutants ARGS=...", description=__doc__)
    parser.add_argument("modules", nargs="*", help="such as generator/rules/x.py; by default all")
    parser.add_argument("--changed", action="store_true", help="only modules changed since the record, and a sample")
    parser.add_argument("--again", action="store_true", help="only what survived last time, in modules not changed")
    parser.add_argument(
        "--record", action="store_true", help="remember the figures, in tests/mutation and docs/mutation.md"
    )
    parser.add_argument("--workers", type=int, default=2, help="how many mutants are tried at once")
    options = parser.parse_args(arguments)
    known = record.read()
    changed = record.changed(known)
    modules = options.modules or (changed if options.changed else record.modules())
    if options.again:
        modules = [one for one in modules if one not in changed and known[one].survivors]
    if not modules:
        print("nothing to try: no module changed since it was tried last")
        return 0
    found = list(planting.mutants(planting.installed(print), modules))
    chosen = record.sample(found, MOST) if options.changed else found
    if options.again:
        chosen = [one for one in found if one.name() in known[one.module].survivors]
    print(f"{len(chosen)} of {len(found)} faults in {len(modules)} modules", flush=True)
    run = Run(chosen)
    status = pytest.main([*OPTIONS, *SUITE], plugins=[Trials(modules, options.workers, run.judge)])
    if status != pytest.ExitCode.OK or sum(map(len, run.endings.values())) < len(chosen):
        print("\n".join(run.complaints or ["the tests could not be run"]))
        return 1
    rows = {one: _figures(one, run, known if options.again else {}) for one in modules}
    if options.record and not options.changed:
        record.write({**known, **rows})
    return _verdict(run, rows, sampled=options.changed)


def _figures(module: str, run: Run, before: Mapping[str, Figures]) -> Figures:
    date = datetime.now(UTC).date().isoformat()
    endings = run.endings.get(module, [])
    return record.again(before[module], endings, date) if before else record.figures(module, endings, date)


def _verdict(run: Run, rows: Mapping[str, Figures], *, sampled: bool) -> int:
    noticed = record.share(rows.values())
    complaints = list(run.complaints)
    if not sampled:
        gone = [key for key in run.reasons if key[0] in rows and key[1] not in rows[key[0]].survivors]
        complaints += [f"{module}: {name} is noticed now, or gone: so can its reason" for module, name in gone]
        complaints += [f"fewer than {DEMANDED:.0%} were noticed"] * (noticed < DEMANDED)
    print("\n".join(complaints))
    print(f"{noticed:.1%} of {sum(one.mutants for one in rows.values())} faults were noticed")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
