"""Values of a chart of any maker that stand a level too deep, in a block of Kubernetes that has no such field."""

import re
from collections.abc import Iterator

from generator.ecosystem.pod_fields import CONTAINERS_OWN, PODS_OWN
from generator.lint.common.kinds import kind_of_tree
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value
from generator.model.tree import words

_names_gpus = re.compile(r"(?i)nvidia").search
_OF_PODS = "podSecurityContext"
_OF_LIBRARY = "pod"
_POD_BLOCKS = ("defaultPodOptions", _OF_LIBRARY)
"""Mappings whose securityContext is the pod's; source: bjw-s-labs/helm-charts charts/library/common/values.yaml."""
_CONTROLLED = "controllers"
"""What stands around them in values of that library; other charts may have a mapping `pod` for what they like."""
_OF_BOTH = (_OF_PODS, "securityContext", "containerSecurityContext")
_AMOUNTS = ("limits", "requests")
_AROUND = ("nodeSelector", *_AMOUNTS)
"""Mappings that hold texts or amounts alone."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for values in manifests.others:
        said = set(words(values.value.tree))
        if any(map(_names_gpus, said)):
            yield from _within(values.value, is_library=_CONTROLLED in said)


def _within(values: Value, *, is_library: bool) -> Iterator[ManifestFault]:
    stack = [("", "", values)]
    while stack:
        around, name, found = stack.pop()
        yield from _of_block("" if around == _OF_LIBRARY and not is_library else around, name, found)
        inner = list(found.entries()) or [(name, one) for one in found.elements()]
        below = [(name, key, one) for key, one in inner if isinstance(one.tree, dict | list)]
        stack.extend(reversed(below))


def _of_block(around: str, name: str, block: Value) -> Iterator[ManifestFault]:
    if not isinstance(block.tree, dict):
        return
    for key, value in block.entries():
        if name in _OF_BOTH and key in PODS_OWN and value.tree is not None:
            yield _told(key, value, name, "one of a pod's spec: write it beside that block")
        elif _is_of_pod(around, name) and key in CONTAINERS_OWN and value.tree is not None:
            yield _told(key, value, f"a pod's {name}", "one of a container's securityContext: write it there")
        elif name == "resources" and key in PODS_OWN and block.get("limits") is not None and value.tree is not None:
            yield _told(key, value, name, "one of a pod's spec: write it beside that block")
        elif name in _AROUND and _is_nested(key, name) and isinstance(value.tree, dict | list) and value.tree:
            message = f"{key} stands within {name}, where it is {kind_of_tree(value.tree)} and text or a number must "
            yield ManifestFault(value.place, f"{message}be: the API server refuses it", _LEVEL, on_key=True)


_LEVEL = "Write it a level further out, beside that block."


def _is_of_pod(around: str, name: str) -> bool:
    return name == _OF_PODS or (name == "securityContext" and around in _POD_BLOCKS)


def _is_nested(key: str, name: str) -> bool:
    return key in PODS_OWN or (name in _AMOUNTS and key in _AMOUNTS)


def _told(key: str, value: Value, block: str, belongs: str) -> ManifestFault:
    message = f"{key} is no field of {block}: the API server refuses what the chart makes of it, or nobody reads it"
    return ManifestFault(value.place, message, f"It is {belongs}.", on_key=True)


RULE = ManifestRule(
    "VAL223",
    "Value that stands in a block which has no such field",
    Severity.ERROR,
    why="Charts hand a securityContext, resources and a nodeSelector to the pod as they are. What slipped in there by "
    "its indentation is a field that the API server does not know, and does not do what it should: a pod with a "
    "runtimeClassName there runs without the NVIDIA runtime, if it runs.",
    fix="Write it a level further out.",
    source="kubernetes/api core/v1/types.go (PodSpec, PodSecurityContext, SecurityContext, ResourceRequirements); "
    "helm/helm pkg/kube/client.go (Build, which validates); bjw-s-labs/helm-charts charts/library/common/templates/"
    "lib/pod/_spec.tpl and fields/_securityContext.tpl",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: jellyfin, namespace: media}
spec:
  chart: {spec: {chart: app-template, sourceRef: {kind: HelmRepository, name: bjw-s}}}
  values:
    defaultPodOptions:
      securityContext:
        runAsUser: 568
        runtimeClassName: nvidia  # <- here
    controllers:
      jellyfin:
        containers:
          app:
            resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: jellyfin, namespace: media}
spec:
  chart: {spec: {chart: app-template, sourceRef: {kind: HelmRepository, name: bjw-s}}}
  values:
    defaultPodOptions:
      runtimeClassName: nvidia
      securityContext:
        runAsUser: 568
    controllers:
      jellyfin:
        containers:
          app:
            resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
