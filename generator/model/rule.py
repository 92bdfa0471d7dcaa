"""A rule as data: what is wrong with a Plan, why it matters, and an example of each kind."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from generator.model.doubt import WHOLE_PROFILE, Needs
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.tree import Path


class Fault(NamedTuple):
    """One place where a rule is broken; `fix` is given where the place allows a better one than the rule's own."""

    at: Path
    message: str
    fix: str | None = None
    on_key: bool = False


class Rule(NamedTuple):
    """What all findings of one code share, and the check that finds them.

    `bad` and `good` are top-level sections of a profile, laid over a small one; in `bad` the faulty line ends
    in ``# <- here``. `source` is what makes the rule true. A rule that concludes from all pools together is
    `whole_plan`: it says nothing while a pool is missing from the Plan because it could not be resolved.
    `needs` are the places of the profile that a finding rests on, beside its own: where one of them is faulty the
    finding is left out, since it might be a mere consequence.
    """

    code: str
    title: str
    severity: Severity
    why: str
    fix: str
    source: str
    bad: str
    good: str
    check: Callable[[Plan], Iterable[Fault]]
    whole_plan: bool = False
    needs: Needs = WHOLE_PROFILE
