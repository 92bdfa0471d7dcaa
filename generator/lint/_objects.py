"""Whole objects that rules look at: those that ask for GPUs, and those that install one of NVIDIA's charts."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.facts.field_levels import EACH, Level
from generator.facts.known_fields import KNOWN_FIELDS
from generator.facts.pod_fields import pod_levels
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject, Workload
from generator.model.manifest_value import Value
from generator.model.tree import words

OWN_VERSIONS = ("v1", "apps/v1", "batch/v1", "batch/v1beta1")
"""Where the API server itself checks the pod's spec in an object: what others make of theirs is not known."""
_WHOLE = frozenset(
    {
        "Application",
        "ApplicationSet",
        "ClusterProfile",
        "ConfigMap",
        "HelmChart",
        "HelmChartConfig",
        "HelmChartProxy",
        "HelmRelease",
        "HelmRepository",
        "LimitRange",
        "OCIRepository",
        "PriorityClass",
        "Profile",
        "RuntimeClass",
    }
)
EMBEDDING = frozenset(
    {
        *("kubeflow.org", "ray.io", "jobset.x-k8s.io", "leaderworkerset.x-k8s.io", "batch.volcano.sh"),
        *("serving.kserve.io", "serving.knative.dev", "keda.sh", "apps.kruise.io"),
    }
)
"""Groups whose kinds hold Kubernetes' own pod templates; sources: their CRDs, which repeat PodTemplateSpec."""
_WITH_MORE = ("serving.kserve.io",)
"""Groups whose kinds have fields of their own beside those of a pod's spec."""
_SOURCES = ("HelmRepository", "OCIRepository")
"""Objects that are there for charts of any maker."""
_KUSTOMIZATION = ("kustomize.config.k8s.io", "Kustomization")
"""What a file of that name is taken for, be it without apiVersion and kind; the API server never sees it."""
_names_gpus = re.compile(r"\bnvidia\.com/").search
_says_gpu = re.compile(r"(?i)nvidia|gpu").search


_POD = pod_levels()


class Found(NamedTuple):
    """A mapping in an object whose fields are known, and the levels of that object."""

    value: Value
    level: Level
    levels: Sequence[Level]


def objects(manifests: Manifests) -> Iterator[Value]:
    """Return each object once that has to do with GPUs or installs one of NVIDIA's charts."""
    found = [one.whole for one in manifests.workloads if one.whole is not None and not one.loose]
    found += [one.value for one in (*manifests.quotas, *manifests.nodes)]
    found += [one.value for one in manifests.of_kind("ResourceQuota") if any(map(_names_gpus, words(one.value.tree)))]
    found += [one.value for one in manifests.objects if one.kind in _WHOLE and _is_about_gpus(one)]
    yield from {one.place: one for one in found}.values()


def _is_about_gpus(one: KubeObject) -> bool:
    return one.kind not in _SOURCES or any(map(_says_gpu, words(one.value.tree)))


def known_levels(manifests: Manifests) -> Iterator[Found]:
    """Return every mapping of these objects whose fields are known."""
    kustomizations = (one.value for one in manifests.of_kind("Kustomization"))
    for whole in (*objects(manifests), *kustomizations):
        version, kind = whole.text("apiVersion") or "", whole.text("kind")
        of_group = KNOWN_FIELDS.get((version.rpartition("/")[0], kind) if kind else _KUSTOMIZATION, ())
        levels = KNOWN_FIELDS.get((version, kind or ""), of_group)
        for level in levels:
            yield from (Found(value, level, levels) for value in _at(whole, level.path))
    yield from _embedded(manifests)


def group_of(workload: Workload) -> str:
    """Return the API group of the object that a pod's template stands in."""
    version = "" if workload.whole is None else workload.whole.text("apiVersion") or ""
    return version.rpartition("/")[0]


def _embedded(manifests: Manifests) -> Iterator[Found]:
    """Return the mappings of the pods that other groups' objects hold."""
    for workload in manifests.workloads:
        group = group_of(workload)
        if workload.loose or group not in EMBEDDING:
            continue
        for level in _POD if group not in _WITH_MORE else _POD[1:]:
            yield from (Found(value, level, _POD) for value in _at(workload.pod, level.path))


def _at(value: Value, path: Sequence[str]) -> Iterator[Value]:
    if not path:
        yield value
    elif path[0] == EACH:
        for one in value.elements():
            yield from _at(one, path[1:])
    else:
        below = value.get(path[0])
        if below is not None:
            yield from _at(below, path[1:])
