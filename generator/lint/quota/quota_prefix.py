"""A quota key for GPUs that counts nothing."""

import re
from collections.abc import Iterator

from generator.facts.gpu_words import is_about_gpus
from generator.lint.common.near import slip
from generator.lint.common.resource_names import PREFIX
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount, Quota
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import is_filled_in_later

_COUNTS = "requests."
_LIMITS = "limits."
_STARTS = (_COUNTS.rstrip("."), _LIMITS.rstrip("."))
_OBJECTS = "count/"
"""Before the kind of the objects that a quota counts."""
_OLD = "nvidia-gpu"
_OF_HAMI = re.compile(r"nvidia\.com/gpu(mem|cores)")
_RIGHT = f"{_COUNTS}{PREFIX}gpu"
_MEANS_GPUS = re.compile(r"(?i)(requests?|limits?)?[._-]?(nvidia)?[._-]?(com)?[._-]?gpus?")
_OF_VCLUSTER = ("policies", "resourceQuota")
_MADE_INTO_QUOTAS = frozenset(
    {
        ("", "ResourceQuota"),
        ("quota.openshift.io", "ClusterResourceQuota"),
        ("kubeflow.org", "Profile"),
        ("capsule.clastix.io", "Tenant"),
    }
)
"""Kinds whose keys the API server checks, or those of the ResourceQuota that a controller copies them into."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for quota in (*manifests.quotas, *manifests.quotas_in_part, *_of_charts(manifests)):
        keys = {amount.resource for amount in quota.hard}
        refused = {key for key in keys if "/" not in key or _is_odd(key)} if _is_checked(quota) else set()
        for amount in quota.hard:
            if amount.resource in refused and not is_filled_in_later(amount.resource):
                yield _refused(quota, amount, keys)
        # HAMi counts quotas itself, and wants its keys with limits. (Project-HAMi/HAMi docs, resource quota).
        if any(_OF_HAMI.search(key) for key in keys):
            continue
        for amount in quota.hard:
            right = _right_key(amount.resource)
            if right is None or amount.resource in refused:
                continue
            message = f"{amount.resource} in a ResourceQuota limits nothing"
            # Beside the right key it does no harm, but whoever reads it believes in it.
            beside = f"Remove it: {right} is there too." if right in keys else f"Write {right}."
            yield ManifestFault(amount.quantity.place, message, beside, on_key=True)


def _of_charts(manifests: Manifests) -> Iterator[Quota]:
    """Return the quotas that vcluster's chart makes of its values, key by key.

    Source: loft-sh/vcluster chart/templates/resourcequota.yaml.
    """
    for values in manifests.others:
        said = values.value.get(*_OF_VCLUSTER) if values.chart == "vcluster" else None
        hard = None if said is None else said.get("quota")
        switch = None if said is None else said.get("enabled")
        if hard is not None and (switch is None or switch.tree not in (False, "false")):
            amounts = (Amount(key, amount) for key, amount in hard.entries())
            yield Quota("vcluster", None, tuple(one for one in amounts if is_about_gpus(one.resource)), hard)


def _is_checked(quota: Quota) -> bool:
    group = (quota.value.text("apiVersion") or "").rpartition("/")[0]
    return (group, quota.value.text("kind") or "") in _MADE_INTO_QUOTAS


def _is_odd(key: str) -> bool:
    """Say whether the API server takes a key for no name: it has one slash, and small letters before it."""
    domain = key.rpartition("/")[0]
    return "/" in domain or domain != domain.lower()


def _refused(quota: Quota, amount: Amount, keys: set[str]) -> ManifestFault:
    """Return what is to be said of a key without a domain; no standard resource has GPUs in its name."""
    key = amount.resource
    whose = "the quota" if (quota.value.text("kind") or "").endswith("Quota") else "the ResourceQuota made of this"
    message = f"{key} is neither a standard resource nor a name with a domain: the API server refuses {whose}"
    if "/" in key:
        what = "more than one slash" if key.count("/") > 1 else "capitals before its slash"
        domain, _, name = key.removeprefix(_OBJECTS).rpartition("/")
        right = _right_key(f"{domain.lower()}/{name}") or f"{domain.lower()}/{name}"
        # What stands behind two slashes within NVIDIA's own names may mean several.
        fix = f"Remove it: {right} is there too." if right in keys else f"Write {right}."
        fix = f"Write the whole name that the nodes advertise, such as {_RIGHT}." if right.count("/") > 1 else fix
        message = f"{key} is no name, since it has {what}: the API server refuses {whose}"
    elif not _MEANS_GPUS.fullmatch(key):
        fix = f"Write {_COUNTS} and the whole name that the nodes advertise, such as {_RIGHT}."
    else:
        fix = f"Remove it: {_RIGHT} is there too." if _RIGHT in keys else f"Write {_RIGHT}."
    return ManifestFault(amount.quantity.place, message, fix, on_key=True)


def _right_key(key: str) -> str | None:
    """Return the key that was meant; None where the key counts, or has no domain of devices."""
    if key.startswith(_COUNTS):
        name = key.removeprefix(_COUNTS)
        return _RIGHT if name.endswith(_OLD) else None
    name = key.removeprefix(_LIMITS)
    if name.endswith(_OLD):
        return _RIGHT
    for start in (PREFIX, f"request/{PREFIX}", f"requests/{PREFIX}"):
        if name.startswith(start):
            return f"{_COUNTS}{PREFIX}{name.removeprefix(start)}"
    before, found, device = name.partition(f".{PREFIX}")
    if found and slip(before, _STARTS):
        return f"{_COUNTS}{PREFIX}{device}"
    domain, _, device = name.partition("/")
    return f"{_COUNTS}{name}" if key.startswith(_LIMITS) and device and _is_domain(domain) else None


def _is_domain(text: str) -> bool:
    """Say whether names of this domain are extended resources, as all are but Kubernetes' own."""
    return "." in text and not text.endswith("kubernetes.io") and not is_filled_in_later(text)


RULE = ManifestRule(
    "QUO201",
    "Quota that counts nothing",
    Severity.ERROR,
    why="Of extended resources the quota controller counts requests alone, under keys that begin with requests. The "
    "API server takes any other key with a domain, and it is never compared with anything; a quota with a key that has "
    "no domain and is no standard resource is refused as a whole.",
    fix="Write the key with requests. in front.",
    source="kubernetes/kubernetes pkg/quota/v1/evaluator/core/pods.go, isExtendedResourceNameForQuota; "
    "pkg/apis/core/validation/validation.go, ValidateResourceQuotaResourceName; kubernetes/apimachinery "
    "pkg/util/validation/validation.go, IsQualifiedName",
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
