"""A quota key for GPUs that counts nothing."""

import re
from collections.abc import Iterator

from generator.lint._resource_names import PREFIX
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_COUNTS = "requests."
_OLD = "nvidia-gpu"
_OF_HAMI = re.compile(r"nvidia\.com/gpu(mem|cores)")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for quota in manifests.quotas:
        keys = {amount.resource for amount in quota.hard}
        # HAMi counts quotas itself, and wants its keys with limits. (Project-HAMi/HAMi docs, resource quota).
        if any(_OF_HAMI.search(key) for key in keys):
            continue
        for amount in quota.hard:
            right = _right_key(amount.resource)
            if right is None:
                continue
            message = f"{amount.resource} in a ResourceQuota limits nothing"
            # Beside the right key it does no harm, but whoever reads it believes in it.
            beside = f"Remove it: {right} is there too." if right in keys else f"Write {right}."
            yield ManifestFault(amount.quantity.place, message, beside, on_key=True)


def _right_key(key: str) -> str | None:
    """Return the key that was meant; None where the key counts, or is not one of NVIDIA's GPUs."""
    if key.startswith(_COUNTS):
        name = key.removeprefix(_COUNTS)
        return f"{_COUNTS}{PREFIX}gpu" if name.endswith(_OLD) else None
    name = key.rpartition("limits.")[2] if key.startswith("limits.") else key
    if name.endswith(_OLD):
        return f"{_COUNTS}{PREFIX}gpu"
    for start in (PREFIX, f"request.{PREFIX}", f"request/{PREFIX}", f"requests/{PREFIX}"):
        if name.startswith(start):
            return f"{_COUNTS}{PREFIX}{name.removeprefix(start)}"
    return None


RULE = ManifestRule(
    "QUO201",
    "Quota that counts nothing",
    Severity.ERROR,
    why="Of extended resources the quota controller counts requests alone, under keys that begin with requests. The "
    "API server takes any other key, and it is never compared with anything.",
    fix="Write the key with requests. in front.",
    source="kubernetes/kubernetes pkg/quota/v1/evaluator/core/pods.go, isExtendedResourceNameForQuota",
    bad="""\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: research}
spec:
  hard:
    limits.nvidia.com/gpu: 4  # <- here
""",
    good="""\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: research}
spec:
  hard:
    requests.nvidia.com/gpu: 4
""",
    check=_check,
)
