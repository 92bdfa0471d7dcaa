"""Labels for a namespace that the bundle does not own."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule

_POD_SECURITY = "pod-security.kubernetes.io/"


def _check(plan: Plan) -> Iterator[Fault]:
    for index, tenant in enumerate(plan.tenants):
        if tenant.create or not tenant.labels:
            continue
        key = "podSecurity" if all(name.startswith(_POD_SECURITY) for name, _ in tenant.labels) else "labels"
        labels = " ".join(f"{name}={value}" for name, value in tenant.labels)
        yield Fault(
            ("tenants", index, key),
            f"namespace {tenant.namespace} is not created here, so its {key} would reach nobody",
            f"Write `create: true`, or run `kubectl label namespace {tenant.namespace} {labels} --overwrite` and leave "
            "them out.",
            on_key=True,
        )


RULE = Rule(
    "TEN101",
    "Labels on a namespace that is not created here",
    Severity.ERROR,
    why="Labels belong to the Namespace object. The bundle holds that object only with `create: true`, so that it "
    "never takes over, or deletes, a namespace that somebody else owns.",
    fix="Write `create: true`, or leave the labels out and set them with kubectl.",
    source="the bundle's own rule: namespaces of tenants are taken to exist",
    bad="""\
tenants:
  - namespace: research
    podSecurity: {enforce: baseline}  # <- here
    quota: {nvidia.com/gpu: 1}
""",
    good="""\
tenants:
  - namespace: research
    create: true
    podSecurity: {enforce: baseline}
    quota: {nvidia.com/gpu: 1}
""",
    check=_check,
    needs=("tenants[].namespace", "tenants[].create", "tenants[].labels", "tenants[].podSecurity"),
)
