"""Whole objects that rules look at: those that ask for GPUs, and those that install one of NVIDIA's charts."""

import re
from collections.abc import Iterator

from generator.ecosystem.claim_fields import CLAIM_NAMES, CONFIGURED, DEVICES
from generator.ecosystem.llmaz_fields import LLMAZ_FIELDS
from generator.ecosystem.pod_fields import MAKE_PODS
from generator.ecosystem.quota_kinds import KUEUE
from generator.ecosystem.served_versions import DEVICES_GROUP
from generator.ecosystem.wrapper_kinds import AROUND
from generator.ecosystem.wrapper_types import holds_pods
from generator.facts.gpu_words import speaks_of_gpus
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
        "Chart",
        "Cluster",
        "ClusterAutoscaler",
        "ClusterConfig",
        "ClusterProfile",
        "ConfigMap",
        "EC2NodeClass",
        "HelmChart",
        "HelmChartConfig",
        "HelmChartProxy",
        "HelmRelease",
        "HelmRepository",
        "HorizontalPodAutoscaler",
        "LimitRange",
        "NVIDIADriver",
        "NodeFeatureDiscovery",
        "NodePool",
        "OCIRepository",
        "PodMonitor",
        "PriorityClass",
        "Profile",
        "PrometheusRule",
        "RuntimeClass",
        "ScaledObject",
        "ServiceMonitor",
    }
)
_OF_KUEUE = frozenset({"ClusterQueue", "Cohort", "LocalQueue", "ResourceFlavor", "Topology", "WorkloadPriorityClass"})
"""Kinds of Kueue, each a name that other groups may have too."""
_OF_ANYTHING = frozenset(
    {
        *("HelmRepository", "OCIRepository", "EC2NodeClass", "Cluster", "ClusterConfig"),
        "ClusterAutoscaler",
        *("HorizontalPodAutoscaler", "PodMonitor", "PrometheusRule", "ScaledObject", "ServiceMonitor"),
    }
)
"""Objects that are there for charts, nodes and pods of any kind: what one says tells whether it is about GPUs."""
_SLICE = "ResourceSlice"
_PLAIN = ("Namespace", "Service")
"""Kinds that are collected for what stands in their metadata."""
_is_of_nvidia = re.compile(r"[a-z0-9-]+\.nvidia\.com").fullmatch
"""Device classes and drivers, such as gpu.nvidia.com."""
_names_gpus = re.compile(r"\bnvidia\.com/").search
_names_nvidia = re.compile(r"(?i)nvidia").search


def objects(manifests: Manifests) -> Iterator[Value]:
    """Return each object once that has to do with GPUs or installs one of NVIDIA's charts."""
    found = [one.whole for one in manifests.workloads if one.whole is not None and not one.loose]
    found += [one.value for one in (*manifests.quotas, *manifests.nodes)]
    found += [one.value for one in manifests.of_kind("ResourceQuota") if any(map(_names_gpus, words(one.value.tree)))]
    found += [one.value for one in manifests.objects if _is_judged_whole(one) and _is_about_gpus(one)]
    found += podless(manifests)
    found += [one.object for one in manifests.policies]
    found += _of_devices(manifests)
    found += [one.value for one in manifests.releases if _has_gpu_values(one.value)]
    yield from {one.place: one for one in found}.values()


def unfamiliar(manifests: Manifests) -> Iterator[Value]:
    """Return the objects that speak of GPUs of which no more is known than what every object has."""
    yield from (one.value for one in manifests.unfamiliar)
    yield from (one.value for kind in _PLAIN for one in manifests.of_kind(kind) if says_gpu(one.value))


def every_object(manifests: Manifests) -> Iterator[Value]:
    """Return each of these objects once, those of which more is known and those of which no more is."""
    yield from {one.place: one for one in (*objects(manifests), *unfamiliar(manifests))}.values()


def podless(manifests: Manifests) -> list[Value]:
    """Return Kubernetes' own makers of pods that speak of GPUs and have no pod where one must be."""
    return [one.value for one in manifests.objects if one.kind in MAKE_PODS]


def whole_objects(manifests: Manifests, *, in_part: bool = True) -> Iterator[Value]:
    """Return each object once, those around workloads and the others; `in_part` says whether patches count as well."""
    meant = (one for one in manifests.workloads if not one.loose and (in_part or not one.in_part))
    found = [one.whole for one in meant if one.whole is not None]
    yield from {one.place: one for one in (*found, *(one.value for one in manifests.objects))}.values()


def _of_devices(manifests: Manifests) -> Iterator[Value]:
    """Return claims for devices, and what else their group has, that speak of GPUs or that a pod with GPUs names.

    Slices are none of people's: drivers write them, and guides show parts of them.
    """
    named = {
        name for one in manifests.workloads for entry in one.pod.elements("resourceClaims") for name in _named(entry)
    }
    for one in manifests.objects:
        of_group = one.kind != _SLICE and (one.value.text("apiVersion") or "").startswith(f"{DEVICES_GROUP}/")
        if one.kind in DEVICES or of_group:
            asked = (one.kind in DEVICES and one.name in named) or says_gpu(one.value)
            if asked and all(map(_is_of_nvidia, _drivers(one.value))):
                yield one.value


def _named(entry: Value) -> Iterator[str]:
    """Return the claims and templates that an entry of a pod's resourceClaims names, also in the form before 1.31."""
    for around in (entry, entry.get("source")):
        if around is not None:
            yield from (name for key in CLAIM_NAMES if (name := around.text(key)) is not None)


def _drivers(whole: Value) -> Iterator[str]:
    """Return the drivers that are configured: those of other makers have parameters of their own."""
    for path in CONFIGURED.values():
        for one in whole.elements(*path, "config"):
            yield one.text("opaque", "driver") or ""


def _is_judged_whole(one: KubeObject) -> bool:
    version = one.value.text("apiVersion") or ""
    of_kueue = one.kind in _OF_KUEUE and version.startswith(f"{KUEUE}/")
    return one.kind in _WHOLE or of_kueue or (version, one.kind) in AROUND or (version, one.kind) in LLMAZ_FIELDS


def _is_about_gpus(one: KubeObject) -> bool:
    return one.kind not in _OF_ANYTHING | _OF_KUEUE or says_gpu(one.value)


def says_gpu(value: Value) -> bool:
    """Say whether a key or a text of an object speaks of GPUs."""
    return any(map(speaks_of_gpus, words(value.tree)))


def _has_gpu_values(release: Value) -> bool:
    """Say whether values of a chart of any maker speak of NVIDIA's cards."""
    values = release.get("spec", "values")
    return values is not None and any(map(_names_nvidia, words(values.tree)))


def embeds_pods(workload: Workload) -> bool:
    """Say whether a template of a kind of others is one of Kubernetes' own pods."""
    return holds_pods(group_of(workload), workload.kind)


def group_of(workload: Workload) -> str:
    """Return the API group of the object that a pod's template stands in."""
    version = "" if workload.whole is None else workload.whole.text("apiVersion") or ""
    return version.rpartition("/")[0]
