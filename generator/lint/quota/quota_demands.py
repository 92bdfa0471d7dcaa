"""A GPU pod without the cpu or memory that its namespace's quota wants to be stated."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.lint.common.clusters import are_apart
from generator.lint.common.references import listed
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_WANTED = {
    "cpu": "requests.cpu",
    "memory": "requests.memory",
    **{name: name for name in ("requests.cpu", "requests.memory", "limits.cpu", "limits.memory")},
}
"""Keys of a quota that every container must state; source: kubernetes/kubernetes pkg/quota/v1/evaluator/core/pods.go,
validationSet."""
_OF_KUBEFLOW, _PROFILES = "kubeflow.org/", "kf-resource-quota"
"""The namespace of a Profile has its name, and the quota in it this one; source: kubeflow/kubeflow components/
profile-controller/controllers/profile_controller.go, KFQUOTA."""
_LIMIT_DEFAULTS = ("default", "max")
_REQUEST_DEFAULTS = ("defaultRequest", "default", "max", "min")


class _Quota(NamedTuple):
    """A quota by its name, the namespace that it is for, and its spec."""

    name: str
    namespace: str
    spec: Value


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    given = _given(manifests)
    judged: dict[str | None, list[Workload]] = {}
    for workload in filter(_is_judged, manifests.workloads):
        judged.setdefault(workload.namespace, []).append(workload)
    demands: dict[tuple[str, frozenset[str]], list[_Quota]] = {}
    # By name, so that the order in which files are given decides nothing.
    for quota in sorted(_quotas(manifests), key=lambda one: one.name):
        if quota.spec.get("scopes") or quota.spec.get("scopeSelector"):
            continue
        wanted = {_WANTED[key] for key, _ in quota.spec.entries("hard") if key in _WANTED}
        # A LimitRange that names no namespace may be for this one.
        wanted -= given.get(quota.namespace, set()) | given.get(None, set())
        demands.setdefault((quota.namespace, frozenset(wanted)), []).append(quota)
    for (namespace, wanted_of_all), quotas in demands.items():
        for workload in judged.get(namespace, ()) if wanted_of_all else ():
            for container in workload.containers:
                yield from _of_container(container, wanted_of_all, quotas)


def _quotas(manifests: Manifests) -> Iterator[_Quota]:
    for one in manifests.of_kind("ResourceQuota"):
        spec = one.value.get("spec")
        if one.namespace and spec is not None:
            yield _Quota(one.name, one.namespace, spec)
    for one in manifests.of_kind("Profile", _OF_KUBEFLOW):
        spec = one.value.get("spec", "resourceQuotaSpec")
        if spec is not None:
            yield _Quota(_PROFILES, one.name, spec)


def _given(manifests: Manifests) -> dict[str | None, set[str]]:
    """Return what the LimitRanges of each namespace fill in."""
    found: dict[str | None, set[str]] = {}
    for one in manifests.of_kind("LimitRange"):
        filled = found.setdefault(one.namespace, set())
        for item in one.value.elements("spec", "limits"):
            if item.text("type") == "Container":
                filled |= {f"limits.{name}" for block in _LIMIT_DEFAULTS for name, _ in item.entries(block)}
                filled |= {f"requests.{name}" for block in _REQUEST_DEFAULTS for name, _ in item.entries(block)}
    return found


def _is_judged(workload: Workload) -> bool:
    """Say whether the containers have to state what they take: not where the pod as a whole does."""
    return workload.is_pod and workload.pod.get("resources") is None


def _of_container(container: Container, wanted: frozenset[str], quotas: list[_Quota]) -> Iterator[ManifestFault]:
    """Tell what a container does not state by the first of the quotas that all want the same of it."""
    limits = {f"limits.{one.resource}" for one in container.limits}
    requests = {f"requests.{one.resource}" for one in container.amounts}
    missing = wanted - limits - requests
    if not missing or _is_filled_in(container.value.get("resources")):
        return
    quota = next((one for one in quotas if not are_apart(one.spec.place, container.value.place)), None)
    if quota is not None:
        at = container.value.get("resources") or container.value
        message = (
            f"container {container.name} states no {listed(missing)}, which quota {quota.name} of namespace "
            f"{quota.namespace} wants of every container: the pod is refused"
        )
        yield ManifestFault(at.place, message, on_key=True)


def _is_filled_in(resources: Value | None) -> bool:
    """Say whether resources are something else than the mapping that can be read here."""
    return resources is not None and not isinstance(resources.tree, dict)


RULE = ManifestRule(
    "QUO206",
    "Pod without what its quota wants stated",
    Severity.WARNING,
    why="A quota on cpu or memory makes the API server refuse every pod of the namespace with a container that does "
    "not state them, unless a LimitRange of the namespace fills them in.",
    fix="State them, or give the namespace a LimitRange with `default` and `defaultRequest` for cpu and memory.",
    source="kubernetes/kubernetes pkg/quota/v1/evaluator/core/pods.go, Constraints; pkg/apis/core/v1/defaults.go, "
    "SetDefaults_LimitRangeItem; both were run on an API server",
    bad="""\
apiVersion: v1
kind: ResourceQuota
metadata: {name: research, namespace: team}
spec: {hard: {requests.cpu: 20, requests.memory: 80Gi}}
---
apiVersion: v1
kind: Pod
metadata: {name: main, namespace: team}
spec:
  containers:
    - name: main
      image: cuda
      resources:  # <- here
        limits:
          nvidia.com/gpu: 1
""",
    good="""\
apiVersion: v1
kind: ResourceQuota
metadata: {name: research, namespace: team}
spec: {hard: {requests.cpu: 20, requests.memory: 80Gi}}
---
apiVersion: v1
kind: Pod
metadata: {name: main, namespace: team}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 1
          cpu: 4
          memory: 16Gi
""",
    check=_check,
)
