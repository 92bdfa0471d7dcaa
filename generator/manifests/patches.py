"""Patches that stand within other objects: which there are, and what each is for.

Sources: kubernetes-sigs/kustomize api/types/kustomization.go (patches, patchesStrategicMerge, patchesJson6902) and
plugin/builtin/patchtransformer; fluxcd/helm-controller api/v2 (postRenderers), fluxcd/kustomize-controller api/v1;
argoproj/argo-cd pkg/apis/application/v1alpha1/types.go (ApplicationSourceKustomize); helmfile/helmfile
pkg/state/state.go (ReleaseSpec: strategicMergePatches, jsonPatches).
"""

from collections.abc import Iterator
from typing import NamedTuple

from generator.ecosystem.argo_cd import sources_of
from generator.ecosystem.kustomize import FLUX_GROUP
from generator.facts.custom_resources import GROUP
from generator.facts.gpu_words import is_about_gpus
from generator.manifests.collector import Collector, WantedFile, folder_of, path_in
from generator.manifests.config_maps import collect_config_map
from generator.manifests.inner import opened
from generator.manifests.named import group_of, kind_of
from generator.manifests.operators_own import collect_operators_own
from generator.manifests.partial import operated, part_of
from generator.manifests.plain import collect_quota
from generator.manifests.workloads import collect_workload
from generator.model.manifest import ClusterPolicy, Configuration
from generator.model.manifest_objects import Quota, Workload
from generator.model.manifest_value import Value
from generator.model.tree import words

_TRANSFORMER, _POLICY = "PatchTransformer", "ClusterPolicy"


def collect_patches(value: Value, out: Collector) -> None:
    """Take the patches that an object holds; those of a kustomization only where they speak of GPUs themselves."""
    kind = kind_of(value)
    # A patch may leave its apiVersion out; kustomize's own kind has no spec.
    if kind == "Kustomization" and (group_of(value) == FLUX_GROUP or value.get("spec") is not None):
        _take(value.get("spec"), out, alone=True)
    elif kind in ("", "Kustomization", "Component"):
        _take(value, out, alone=True)
    elif kind == _TRANSFORMER:
        _take_entry(value, out, alone=True)
    else:
        found = list(_of_installers(value, kind))
        if found and any(map(is_about_gpus, words(value.tree))):
            for one in found:
                _take(one, out, alone=False)


def collect_release_patches(release: Value, out: Collector) -> None:
    """Take the patches of a helmfile's release."""
    for one in release.elements("strategicMergePatches"):
        _take_content(one, None, out, alone=True)
    for one in release.elements("jsonPatches"):
        _take_entry(one, out, alone=True)


def all_patches(out: Collector) -> list[tuple[Value, Value | None]]:
    """Return patches with their targets, lists of operations in files of their own among them."""
    found = list(out.patched)
    for file, target in out.patched_by_lists:
        aimed = any(map(is_about_gpus, words(target.tree)))
        found += [(one, target) for one in _lists(file, out) if aimed or any(map(is_about_gpus, words(one.tree)))]
    return found


def _lists(file: str, out: Collector) -> list[Value]:
    """Return the lists of operations in a file, which was passed over where it has no word of GPUs."""
    if file not in out.lists:
        found = out.find_file(WantedFile(".", file))
        return [] if found is None else [one for one in found[1] if isinstance(one.tree, list)]
    return out.lists[file]


class Parts(NamedTuple):
    """What patches say of objects, as objects of which the most is missing, and what stands in these."""

    objects: tuple[Value, ...]
    pods: tuple[Workload, ...]
    plugin_configs: tuple[Configuration, ...]
    mig_configs: tuple[Configuration, ...]
    policies: tuple[ClusterPolicy, ...]
    quotas: tuple[Quota, ...]


def parts(out: Collector) -> Parts:
    """Return what patches say of objects."""
    known = frozenset(policy.name for policy in out.policies)
    found = [(content, _of_operator(target, known)) for content, target in all_patches(out)]
    whole = [part for content, target in found for part in _parts(content, target)]
    apart = Collector(out.context, out.load)
    for content, _ in found:
        # A patch for a HelmRelease may add patches in turn.
        if isinstance(content.tree, dict):
            collect_patches(content, apart)
    whole += [part for content, target in apart.patched for part in _parts(content, target)]
    for one in whole:
        collect_workload(one, apart)
        collect_operators_own(one, apart)
        match kind_of(one):
            case "ConfigMap":
                collect_config_map(one, apart)
            case "ResourceQuota":
                collect_quota(one, apart)
    pods = tuple(one._replace(in_part=True) for one in apart.workloads)
    configs = tuple(apart.plugin_configs), tuple(apart.mig_configs)
    return Parts(tuple(whole), pods, *configs, tuple(apart.policies), tuple(apart.quotas))


def _of_operator(target: Value | None, policies: frozenset[str]) -> Value | None:
    """Return a target with the group of the operator's, where it names a ClusterPolicy that is among the files.

    Other makers have a kind of that name, too.
    """
    if target is None or target.text("kind") != _POLICY or target.get("group") or target.text("name") not in policies:
        return target
    said = target.tree if isinstance(target.tree, dict) else {}
    return Value({**said, "group": GROUP, "version": "v1"}, target.place)


def _parts(content: Value, target: Value | None) -> Iterator[Value]:
    if isinstance(content.tree, dict):
        one = part_of(content, target)
        yield from () if one is None else (one,)
    elif target is not None:
        for operation in content.elements():
            one = operated(operation, target)
            yield from () if one is None else (one,)


def _of_installers(value: Value, kind: str) -> Iterator[Value | None]:
    """Return where a release of Flux, or an application of Argo CD, has patches."""
    if kind == "HelmRelease":
        for renderer in value.elements("spec", "postRenderers"):
            yield renderer.get("kustomize")
    for source in sources_of(value):
        yield source.get("kustomize")


def _take(holder: Value | None, out: Collector, *, alone: bool) -> None:
    if holder is None:
        return
    for entry in (*holder.elements("patches"), *holder.elements("patchesJson6902")):
        _take_entry(entry, out, alone=alone)
    for entry in holder.elements("patchesStrategicMerge"):
        _take_content(entry, None, out, alone=alone)


def _take_entry(entry: Value, out: Collector, *, alone: bool) -> None:
    target, content, path = entry.get("target"), entry.get("patch"), entry.text("path")
    if content is not None:
        _take_content(content, target, out, alone=alone)
    elif path and target is not None:
        file = path_in(folder_of(entry), path)
        out.patched_by_lists.append((file, target))


def _take_content(content: Value, target: Value | None, out: Collector, *, alone: bool) -> None:
    """Take a patch, be it text or a tree; `alone` says that nothing around it says what it is about."""
    said = (*words(content.tree), *(() if target is None else words(target.tree)))
    if (alone and not any(map(is_about_gpus, said))) or any("{{" in one for one in said):
        return
    tree = opened(content) if isinstance(content.tree, str) else content
    if tree is not None and isinstance(tree.tree, dict | list):
        out.patched.append((tree, target))
