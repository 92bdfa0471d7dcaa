"""A distribution of which nothing is known."""

from collections.abc import Iterator

from generator.facts.distributions import find_distribution
from generator.model.doubt import NOTHING_ELSE
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    distribution = find_distribution(plan.distribution)
    if distribution is not None and not distribution.modelled:
        yield Fault(
            ("cluster", "distribution"),
            f"distribution {plan.distribution} is not modelled: paths of containerd and node labels are not checked, "
            "and the toolkit is taken to come from the host",
        )


RULE = Rule(
    "DST103",
    "Distribution not modelled",
    Severity.INFO,
    why="Where containerd keeps its configuration and how nodes get labels differs between distributions.",
    fix="Check install.toolkit and the commands in the README against your distribution's documentation.",
    source="generator/facts/distributions/",
    bad="""\
cluster:
  name: example
  kubernetes: "1.35"
  distribution: other  # <- here
install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}}
""",
    good="""\
cluster: {name: example, kubernetes: "1.35", distribution: kubeadm}
""",
    check=_check,
    needs=NOTHING_ELSE,
)
