"""An admission policy that the cluster cannot run."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    if plan.policy.one_share_per_container and (plan.kubernetes.major, plan.kubernetes.minor) < (1, 30):
        yield Fault(
            ("policy", "oneSharePerContainer"),
            f"oneSharePerContainer needs Kubernetes 1.30 or newer, this is {plan.kubernetes}",
        )


RULE = Rule(
    "POL101",
    "Admission policy on an older Kubernetes",
    Severity.ERROR,
    why="It is a ValidatingAdmissionPolicy, which is v1 since Kubernetes 1.30; an older API server refuses the object.",
    fix="Leave it out: `failRequestsGreaterThanOne: true` makes such pods fail on the node.",
    source="https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/",
    bad="""\
cluster: {name: example, kubernetes: "1.29", distribution: kubeadm}
policy:
  oneSharePerContainer: true  # <- here
""",
    good="""\
policy: {oneSharePerContainer: true}
""",
    check=_check,
    needs=("cluster.kubernetes",),
)
