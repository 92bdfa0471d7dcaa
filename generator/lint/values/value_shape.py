"""Values of a chart of any maker for a GPU pod, in a form that Kubernetes refuses or the chart does not read."""

import re
from collections.abc import Iterator

from generator.ecosystem.chart_levels import of_library
from generator.lint.common.kinds import kind_of_tree
from generator.lint.common.resource_shape import of_resources, outside_of_resources, speaks_of_gpus
from generator.lint.values._chart_forms import lists_of
from generator.lint.values._ollama_forms import OllamaReleases, of_ollama
from generator.lint.values._vllm_forms import of_vllm
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import OtherValues
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_TOLERATION = frozenset({"key", "operator", "value", "effect", "tolerationSeconds"})
_BESIDE = frozenset(
    (
        *("affinity", "env", "extraEnv", "image", "nodeSelector", "podSecurityContext", "replicaCount"),
        *("runtimeClassName", "securityContext", "service", "serviceAccount", "tolerations"),
    )
)
"""What stands beside a container's resources in values."""
_is_name = re.compile(r"(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*)?").fullmatch
_no_name = re.compile(r"[^a-z0-9.-]+")
_REFUSED = "the API server refuses what the chart makes of it"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    releases = OllamaReleases(manifests)
    for values in manifests.others:
        if speaks_of_gpus(values.value):
            if not values.is_own:
                yield from _of_chart(values, releases)
            for around, is_library in _mappings(values.value):
                for fault in _of_mapping(around, is_library):
                    is_open = values.is_own and not is_library
                    yield fault._replace(severity=Severity.INFO) if is_open else fault


def _mappings(values: Value) -> Iterator[tuple[Value, bool]]:
    """Return all mappings, each with whether it is part of what the library of bjw-s reads."""
    stack = [(values, False)]
    while stack:
        found, inner = stack.pop()
        if isinstance(found.tree, dict):
            inner = inner or (found.has("controllers") and of_library(found))
            yield found, inner
        below = [one for _, one in found.entries()] or list(found.elements())
        stack.extend((one, inner) for one in reversed(below) if isinstance(one.tree, dict | list))


def _of_mapping(around: Value, is_library: bool) -> Iterator[ManifestFault]:
    block = around.get("resources")
    if block is not None and isinstance(block.tree, dict):
        if is_library or _is_containers(block) or any(key in _BESIDE for key, _ in around.entries()):
            yield from of_resources(block, is_certain=is_library)
        for fault in outside_of_resources(around, "resources"):
            # A chart may have such a word; in those of the library it is told by level.
            if not is_library:
                yield fault._replace(severity=Severity.WARNING)
    yield from _placed(around)


def _is_containers(block: Value) -> bool:
    """Say whether a block of resources is a container's: quotas and pools of nodes have blocks of that name too."""
    return block.has("limits") or block.has("requests")


def _placed(around: Value) -> Iterator[ManifestFault]:
    tolerations, selector, runtime = (around.get(key) for key in ("tolerations", "nodeSelector", "runtimeClassName"))
    if tolerations is not None and tolerations.tree and _is_toleration(tolerations):
        message = f"tolerations is a mapping, where a list must be: {_REFUSED}"
        yield ManifestFault(tolerations.place, message, "Write a hyphen before the first of its lines.")
    if selector is not None and _is_list_of_labels(selector):
        message = f"nodeSelector is a list, where a mapping must be: {_REFUSED}"
        yield ManifestFault(selector.place, message, "Write `label: value`, without hyphens.")
    if runtime is not None:
        yield from _runtime(runtime)


def _is_toleration(value: Value) -> bool:
    return isinstance(value.tree, dict) and _TOLERATION.issuperset(value.tree)


def _is_list_of_labels(selector: Value) -> bool:
    """Say whether this is a list of what a mapping of labels would hold, and not one of a chart's own form."""
    elements = list(selector.elements())
    return bool(elements) and all(
        (isinstance(one.tree, str) and not is_filled_in_later(one.tree) and ("/" in one.tree or "=" in one.tree))
        or (isinstance(one.tree, dict) and len(one.tree) == 1 and any("/" in key for key in one.tree))
        for one in elements
    )


def _runtime(value: Value) -> Iterator[ManifestFault]:
    tree = value.tree
    if isinstance(tree, str):
        if not is_filled_in_later(tree) and _is_name(tree) is None:
            right = _no_name.sub("-", tree.strip().lower()).strip("-.")
            message = f"{tree!r} cannot be a RuntimeClass's name, which has small letters, digits, dots and hyphens"
            yield ManifestFault(value.place, f"{message}: {_REFUSED}", f"Write {right}." if right else None)
    elif isinstance(tree, bool | list) and tree:  # A template passes over what is false or empty.
        message = f"runtimeClassName is {kind_of_tree(tree)}, where text must be: {_REFUSED}"
        yield ManifestFault(value.place, message, "Write `runtimeClassName: nvidia`.")


def _beside_workload(values: Value) -> Iterator[ManifestFault]:
    """Return a podSpec that stands beside the workload that it is for, in charts of TrueCharts' library.

    Source: https://truecharts.org/general/common/workload/ (workload.$name.podSpec).
    """
    around = values.get("workload")
    spec = None if around is None else around.get("podSpec")
    empty = [] if around is None else [name for name, value in around.entries() if value.tree is None]
    if spec is not None and isinstance(spec.tree, dict) and empty:
        message = f"podSpec stands beside workload.{empty[0]}, which is empty: no pod has what it says"
        yield ManifestFault(spec.place, message, f"Indent it, so that it is below {empty[0]}.", on_key=True)


def _of_chart(values: OtherValues, releases: OllamaReleases) -> Iterator[ManifestFault]:
    for name, value in lists_of(values.chart, values.value):
        if isinstance(value.tree, dict) and value.tree:
            message = f"{name} is a mapping, which the chart adds to a list: Helm or the API server refuses it"
            yield ManifestFault(value.place, message, "Write a list of `- name: ...` and `value: ...`.")
    yield from _beside_workload(values.value)
    yield from of_ollama(values, releases)
    yield from of_vllm(values)


RULE = ManifestRule(
    "VAL227",
    "Value in a form that gives the pod no GPU",
    Severity.ERROR,
    why="Charts hand resources, tolerations and the like to the pod as they are, so that they have the form that "
    "Kubernetes takes: the API server refuses another one, or drops it, and the pod runs without a GPU. A chart's own "
    "words are read as its templates spell them.",
    fix="Write it in the form that a pod has.",
    source="kubernetes/api core/v1/types.go; kubernetes/kubernetes pkg/apis/core/validation/validation.go "
    "(ValidateRuntimeClassName); generator/lint/values/_chart_forms.py",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: jellyfin, namespace: media}
spec:
  chart: {spec: {chart: jellyfin, sourceRef: {kind: HelmRepository, name: jellyfin}}}
  values:
    runtimeClassName: "nvidia "  # <- here
    tolerations:  # <- here
      key: nvidia.com/gpu
      operator: Exists
    resources:
      requests: {cpu: 1}
      nvidia.com/gpu: 1  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: jellyfin, namespace: media}
spec:
  chart: {spec: {chart: jellyfin, sourceRef: {kind: HelmRepository, name: jellyfin}}}
  values:
    runtimeClassName: nvidia
    tolerations:
      - key: nvidia.com/gpu
        operator: Exists
    resources:
      requests: {cpu: 1}
      limits: {nvidia.com/gpu: 1}
""",
    check=_check,
)
