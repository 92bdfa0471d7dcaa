"""An OperatorGroup, or none, with which gpu-operator is not installed."""

import re
from collections.abc import Iterator

from generator.facts.olm import FOR_ALL, PACKAGE
from generator.lint.common.olm import operator_groups, subscriptions
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place

_TOOK_ALL = re.compile(r"(?:.*\.)?v1\.(?:\d|10)(?:\.|$)")
"""Channels and versions that may have supported all namespaces: before v1.11."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    groups = [one for one in operator_groups(manifests) if not one.value.place.is_called_patch]
    for one in subscriptions(manifests):
        if one.value.text("spec", "name") != PACKAGE or one.namespace is None or _is_old(one):
            continue
        here = [group for group in groups if group.namespace in (one.namespace, None)]
        if one.namespace == FOR_ALL and not here:
            yield _fault_for_all(one)
        for group in here[:1]:
            yield from _modes(group)
        for group in here[1:]:
            if _together(here[0], group) and here[0].name != group.name:
                message = (
                    f"{one.namespace} has two OperatorGroups, {here[0].name} and {group.name}: nothing is installed"
                )
                yield ManifestFault(group.value.place.below("metadata"), message, "Keep one of them.", on_key=True)
        if not here:
            yield from _elsewhere(one, one.namespace, groups)


def _is_old(one: KubeObject) -> bool:
    return any(_TOOK_ALL.match(one.value.text("spec", field) or "") for field in ("channel", "startingCSV"))


def _fault_for_all(one: KubeObject) -> ManifestFault:
    return ManifestFault(
        one.value.place.below("metadata", "namespace"),
        f"the OperatorGroup of {FOR_ALL} is for all namespaces, and gpu-operator does not support that",
        "Install it in a namespace of its own, nvidia-gpu-operator, with an OperatorGroup for that.",
    )


def _modes(group: KubeObject) -> Iterator[ManifestFault]:
    targets = list(group.value.elements("spec", "targetNamespaces"))
    at, spec = group.value.get("spec", "targetNamespaces"), group.value.get("spec")
    if spec is not None and spec.get("selector") is not None:
        return
    if len(targets) > 1 and at is not None:
        message = f"targetNamespaces has {len(targets)} namespaces, and gpu-operator supports one"
        yield ManifestFault(at.place, message, "Name the operator's own namespace alone.", on_key=True)
    elif not targets:
        message = f"without targetNamespaces {group.name} is for all namespaces, and gpu-operator does not support that"
        place: Place = group.value.place.below("metadata") if spec is None else spec.place
        fix = f"Write `targetNamespaces: [{group.namespace or 'nvidia-gpu-operator'}]` below spec."
        yield ManifestFault(place, message, fix, on_key=True)


def _elsewhere(one: KubeObject, namespace: str, groups: list[KubeObject]) -> Iterator[ManifestFault]:
    """Find a group that is meant for the Subscription and stands in another namespace."""
    for group in groups:
        targets = [target.tree for target in group.value.elements("spec", "targetNamespaces")]
        if namespace in targets and group.namespace is not None:
            yield ManifestFault(
                group.value.place.below("metadata", "namespace"),
                f"the OperatorGroup is in {group.namespace}, and the Subscription {one.name} in {namespace}: it counts "
                "for Subscriptions of its own namespace alone",
                f"Write `namespace: {namespace}`.",
            )


def _together(one: KubeObject, other: KubeObject) -> bool:
    """Say whether two objects stand in one folder: elsewhere they may be another cluster's."""
    folder, others = (found.value.place.file.rpartition("/")[0] for found in (one, other))
    return folder == others


RULE = ManifestRule(
    "OLM202",
    "OperatorGroup in which gpu-operator is not installed",
    Severity.ERROR,
    why="The one OperatorGroup of the Subscription's namespace says which namespaces the operator watches. "
    "gpu-operator supports one namespace; with all, with several, or with two groups in a namespace its version ends "
    "as Failed with `InstallModeType not supported`, or is not even tried.",
    fix="Have one OperatorGroup in the operator's namespace, with that one in targetNamespaces.",
    source="NVIDIA/gpu-operator bundle/manifests/gpu-operator-certified.clusterserviceversion.yaml (installModes, "
    "v1.11.1 to v26.7.0); operator-framework/operator-lifecycle-manager pkg/controller/operators/olm/operatorgroup.go",
    bad="""\
apiVersion: operators.coreos.com/v1
kind: OperatorGroup
metadata: {name: gpus, namespace: nvidia-gpu-operator}
spec: {}  # <- here
---
apiVersion: operators.coreos.com/v1alpha1
kind: Subscription
metadata: {name: gpu-operator-certified, namespace: nvidia-gpu-operator}
spec:
  channel: v25.10
  name: gpu-operator-certified
  source: certified-operators
  sourceNamespace: openshift-marketplace
""",
    good="""\
apiVersion: operators.coreos.com/v1
kind: OperatorGroup
metadata: {name: gpus, namespace: nvidia-gpu-operator}
spec:
  targetNamespaces: [nvidia-gpu-operator]
---
apiVersion: operators.coreos.com/v1alpha1
kind: Subscription
metadata: {name: gpu-operator-certified, namespace: nvidia-gpu-operator}
spec:
  channel: v25.10
  name: gpu-operator-certified
  source: certified-operators
  sourceNamespace: openshift-marketplace
""",
    check=_check,
)
