"""A Kubernetes release that NVIDIA did not validate for the chart."""

from collections.abc import Iterator

from generator.facts.validated_kubernetes import validated_kubernetes
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    known = validated_kubernetes(plan.release.chart, plan.release.version)
    if known is None:
        return
    (major, low), (_, high) = known
    if not (major, low) <= (plan.kubernetes.major, plan.kubernetes.minor) <= (major, high):
        yield Fault(
            ("cluster", "kubernetes"),
            f"Kubernetes {plan.kubernetes} is outside {major}.{low} to {major}.{high}, which NVIDIA validated for "
            f"{plan.release.chart} {plan.release.version}",
        )


RULE = Rule(
    "CHT101",
    "Kubernetes release not validated for the chart",
    Severity.WARNING,
    why="The chart installs on any release; what NVIDIA tested, and supports, is this range.",
    fix="Take a chart release whose range includes the cluster's, or test this one yourself.",
    source="NVIDIA/cloud-native-docs gpu-operator/platform-support.rst",
    bad="""\
cluster:
  name: example
  kubernetes: "1.29"  # <- here
  distribution: kubeadm
""",
    good="""\
cluster: {name: example, kubernetes: "1.36", distribution: kubeadm}
""",
    check=_check,
    needs=("install.chart", "install.version"),
)
