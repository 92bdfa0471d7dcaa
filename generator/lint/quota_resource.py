"""A quota on a resource that no node can advertise, or advertises under another name."""

from collections.abc import Iterator

from generator.lint._advertised import advertised_or_meant
from generator.lint._resource_names import PREFIX
from generator.lint._workloads import may_be_advertised, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_COUNTS = f"requests.{PREFIX}"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    known = advertised_or_meant(manifests)
    for quota in manifests.quotas:
        for amount in quota.hard:
            if not amount.resource.startswith(_COUNTS) or thousandths(amount.quantity) == 0:
                continue
            name = amount.resource.removeprefix("requests.")
            if not may_be_advertised(name):
                message = f"no device plugin of NVIDIA advertises {name}, so this quota limits nothing"
                yield ManifestFault(amount.quantity.place, message, on_key=True)
            elif known is not None and not known.may_have(name):
                message = f"the configuration makes no node advertise {name}, so this quota limits nothing"
                yield ManifestFault(amount.quantity.place, message, on_key=True, severity=known.severity)


RULE = ManifestRule(
    "QUO202",
    "Quota on a resource that nobody advertises",
    Severity.ERROR,
    why="A quota counts what pods request. Pods that run request what the nodes advertise, and the namespace stays "
    "without limit for that.",
    fix="Name the resource that the nodes advertise.",
    source="kubernetes/kubernetes pkg/quota/v1/evaluator/core/pods.go; NVIDIA/k8s-device-plugin api/config/v1 (names)",
    bad="""\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: research}
spec:
  hard:
    requests.nvidia.com/mig-9g.99gb: 4  # <- here
""",
    good="""\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: research}
spec:
  hard:
    requests.nvidia.com/mig-1g.10gb: 4
""",
    check=_check,
)
