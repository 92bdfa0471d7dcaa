"""Kubernetes' own kinds and all that they hold, level by level.

The table beside this module has the fields of each type, and those that must be there; it is made from the published
schemas of every release from 1.25 to 1.37 (tests/ecosystem/kubernetes_types.py), so that nothing is called unknown
that some release has. What the schemas do not say stands here: what people call a type, and the words that a field
takes; source: kubernetes/kubernetes pkg/apis/core/validation/validation.go, pkg/apis/apps/validation/validation.go,
pkg/apis/batch/validation/validation.go.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypedDict

from generator.ecosystem.field_levels import EACH, FieldType, Level

TABLE = Path(__file__).with_name("kubernetes_types.json")
_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "Affinity": "an affinity",
        "Container": "a container",
        "ContainerPort": "a container's port",
        "DaemonSetUpdateStrategy": "an updateStrategy",
        "DeploymentStrategy": "a strategy",
        "EmptyDirVolumeSource": "an emptyDir",
        "EnvVar": "a variable",
        "HostPathVolumeSource": "a hostPath",
        "JobTemplateSpec": "a Job's template",
        "LabelSelector": "a selector",
        "LimitRangeItem": "an item of a LimitRange",
        "NodeAffinity": "a nodeAffinity",
        "NodeSelector": "a required node affinity",
        "NodeSelectorRequirement": "an expression of a node affinity",
        "NodeSelectorTerm": "a term of a node affinity",
        "PersistentVolumeClaimVolumeSource": "a volume's claim",
        "PodAffinity": "a podAffinity",
        "PodAffinityTerm": "a term of a pod's affinity",
        "PodAntiAffinity": "a podAntiAffinity",
        "PodSecurityContext": "a pod's securityContext",
        "PodSpec": "a pod's spec",
        "PodTemplateSpec": "a pod's template",
        "PreferredSchedulingTerm": "a preferred node affinity",
        "ResourceRequirements": "a container's resources",
        "RollingUpdateDaemonSet": "a rolling update",
        "RollingUpdateDeployment": "a rolling update",
        "RollingUpdateStatefulSetStrategy": "a rolling update",
        "Scheduling": "a RuntimeClass's scheduling",
        "ScopeSelector": "a scopeSelector",
        "ScopedResourceSelectorRequirement": "an expression of a scopeSelector",
        "SecurityContext": "a container's securityContext",
        "StatefulSetUpdateStrategy": "an updateStrategy",
        "Taint": "a taint of a Node",
        "Toleration": "a toleration",
        "TopologySpreadConstraint": "a spread constraint",
        "Volume": "a volume",
        "VolumeMount": "a mount",
        "VolumeResourceRequirements": "a claim's resources",
        "WeightedPodAffinityTerm": "a preferred term of a pod's affinity",
    }
)
"""What people call a type; others go by the key at which they stand."""
_PLAIN: Mapping[str, FieldType] = MappingProxyType(
    {
        "text": FieldType.TEXT,
        "bool": FieldType.BOOL,
        "int": FieldType.INT,
        "int or text": FieldType.INT_OR_TEXT,
        "amount": FieldType.AMOUNT,
        "list": FieldType.LIST,
        "map": FieldType.MAP,
    }
)
_SELECTING = "In NotIn Exists DoesNotExist"
_DIRECTIONS = "RollingUpdate OnDelete"
_WORDS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("AppArmorProfile", "type"): "Unconfined RuntimeDefault Localhost",
        ("Container", "imagePullPolicy"): "Always IfNotPresent Never",
        ("Container", "terminationMessagePolicy"): "File FallbackToLogsOnError",
        ("ContainerPort", "protocol"): "TCP UDP SCTP",
        ("CronJobSpec", "concurrencyPolicy"): "Allow Forbid Replace",
        ("DaemonSetUpdateStrategy", "type"): _DIRECTIONS,
        ("DeploymentStrategy", "type"): "Recreate RollingUpdate",
        ("HTTPGetAction", "scheme"): "HTTP HTTPS",
        # An empty one is the last of them.
        ("HostPathVolumeSource", "type"): (
            "Directory DirectoryOrCreate File FileOrCreate Socket CharDevice BlockDevice "
        ),
        ("JobSpec", "completionMode"): "NonIndexed Indexed",
        ("JobSpec", "podReplacementPolicy"): "TerminatingOrFailed Failed",
        ("LabelSelectorRequirement", "operator"): _SELECTING,
        ("NodeSelectorRequirement", "operator"): f"{_SELECTING} Gt Lt",
        ("PersistentVolumeClaimSpec", "accessModes"): "ReadWriteOnce ReadOnlyMany ReadWriteMany ReadWriteOncePod",
        ("PodSecurityContext", "fsGroupChangePolicy"): "OnRootMismatch Always",
        ("PodSecurityContext", "supplementalGroupsPolicy"): "Merge Strict",
        ("PodSpec", "dnsPolicy"): "ClusterFirst ClusterFirstWithHostNet Default None",
        ("PodSpec", "preemptionPolicy"): "PreemptLowerPriority Never",
        ("ScopedResourceSelectorRequirement", "operator"): _SELECTING,
        ("ScopedResourceSelectorRequirement", "scopeName"): (
            "Terminating NotTerminating BestEffort NotBestEffort PriorityClass CrossNamespacePodAffinity "
            "VolumeAttributesClass"
        ),
        ("SeccompProfile", "type"): "Unconfined RuntimeDefault Localhost",
        ("SecurityContext", "procMount"): "Default Unmasked",
        ("StatefulSetSpec", "podManagementPolicy"): "OrderedReady Parallel",
        ("StatefulSetUpdateStrategy", "type"): _DIRECTIONS,
        ("TopologySpreadConstraint", "nodeAffinityPolicy"): "Honor Ignore",
        ("TopologySpreadConstraint", "nodeTaintsPolicy"): "Honor Ignore",
        ("TopologySpreadConstraint", "whenUnsatisfiable"): "DoNotSchedule ScheduleAnyway",
        ("VolumeMount", "mountPropagation"): "None HostToContainer Bidirectional",
        ("VolumeMount", "recursiveReadOnly"): "Disabled IfPossible Enabled",
    }
)
"""The texts that a field takes, where these are all; those of policies, tolerations and taints have their own rules."""
_ONE_OF: Mapping[str, str] = MappingProxyType(
    {
        "EnvFromSource": "configMapRef secretRef",
        "EnvVarSource": "configMapKeyRef fieldRef fileKeyRef resourceFieldRef secretKeyRef",
        "LifecycleHandler": "exec httpGet sleep tcpSocket",
        "Probe": "exec grpc httpGet tcpSocket",
    }
)
"""Types that have to say one of several fields."""
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "ConfigMapEnvSource": "name",
        "ConfigMapKeySelector": "name",
        "PersistentVolumeClaimSpec": "storageClassName",
        "PodResourceClaim": "resourceClaimName resourceClaimTemplateName",
        "PodSpec": "nodeName priorityClassName runtimeClassName serviceAccountName",
        "SecretEnvSource": "name",
        "SecretKeySelector": "name",
    }
)
"""Fields that take the name of an object, which the API server checks though the object need not be there."""
_MAY_BE_EMPTY = frozenset(
    {
        *(("HTTPHeader", "value"), ("Sysctl", "value")),
        *(("LimitRangeSpec", "limits"), ("PreferredSchedulingTerm", "preference")),
    }
)
"""Fields that the schemas want and the API server does not."""
_BY_OTHERS = frozenset(
    {
        *(("Container", "name"), ("NodeSelector", "nodeSelectorTerms"), ("RuntimeClass", "handler")),
        *(("PreferredSchedulingTerm", "weight"), ("WeightedPodAffinityTerm", "weight")),
        *((f"{kind}Spec", "selector") for kind in ("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet")),
    }
)
"""Fields of which rules of their own tell whether they are there."""
_AMOUNTS_BY_OTHERS = frozenset(
    {("ResourceQuotaSpec", "hard"), ("ResourceRequirements", "limits"), ("ResourceRequirements", "requests")}
)
"""Mappings of which rules of their own tell what amounts they hold."""


class _Table(TypedDict):
    """The kinds by group and name, each with its type; fields by type, each with what it takes; those that must be.

    A field takes a plain word or a type, in brackets a list of such, in braces a mapping to such.
    """

    kinds: dict[str, str]
    fields: dict[str, dict[str, str]]
    needs: dict[str, list[str]]


class _Type(NamedTuple):
    """What a level is made of, wherever it stands; `below` leads to further types by the steps to them."""

    fields: Mapping[str, FieldType]
    holds: Mapping[str, FieldType]
    words: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...]
    one_of: tuple[str, ...]
    names: tuple[str, ...]
    below: tuple[tuple[tuple[str, ...], str], ...]


def type_levels(name: str, path: tuple[str, ...] = (), title: str | None = None) -> Iterator[Level]:
    """Yield the level of a type that stands at a path, and all that it leads to.

    Raises KeyError for a type that the table lacks.
    """
    found = _type(name)
    called = title or _TITLES.get(name) or f"a {name}"
    yield Level(
        path,
        called,
        found.fields,
        found.holds,
        found.words,
        needs=found.needs,
        one_of=found.one_of,
        names=found.names,
    )
    for steps, kind in found.below:
        yield from type_levels(kind, (*path, *steps), _titled(kind, steps, called))


def own_levels(group: str, kind: str) -> tuple[Level, ...]:
    """Return the levels of one of Kubernetes' own kinds, by its API group; none of any other."""
    name = _table()["kinds"].get(f"{group}/{kind}")
    return () if name is None else tuple(type_levels(name))


def own_kinds() -> Iterator[tuple[str, str]]:
    """Yield the kinds that are known, each with its API group before it."""
    for name in _table()["kinds"]:
        group, _, kind = name.partition("/")
        yield group, kind


def _titled(kind: str, steps: tuple[str, ...], around: str) -> str:
    match kind:
        case "LabelSelector" if steps != ("selector",):
            return f"a {steps[-1]}"
        case "ObjectMeta":
            return f"the metadata of {around}"
        case "Probe":
            return f"a {steps[0]}"
        case "ResourceRequirements" if around == _TITLES["PodSpec"]:
            return "a pod's resources"
    if kind in _TITLES:
        return _TITLES[kind]
    if kind.endswith("Spec"):
        return f"a {kind.removesuffix('Spec')}'s spec"
    return f"an entry of {steps[0]}" if steps[-1] == EACH else steps[0]


@cache
def _table() -> _Table:
    found: _Table = json.loads(TABLE.read_bytes())
    return found


@cache
def _type(name: str) -> _Type:
    table = _table()
    fields: dict[str, FieldType] = {}
    holds: dict[str, FieldType] = {}
    below: list[tuple[tuple[str, ...], str]] = []
    for key, kind in table["fields"][name].items():
        held = kind.strip("[]{}")
        if held == kind:
            fields[key] = _PLAIN.get(kind, FieldType.MAP)
        else:
            fields[key] = FieldType.LIST if kind.startswith("[") else FieldType.MAP
            if (name, key) not in _AMOUNTS_BY_OTHERS:
                holds[key] = _PLAIN.get(held, FieldType.MAP)
        if held not in _PLAIN and not kind.startswith("{"):
            below.append(((key,) if held == kind else (key, EACH), held))
    texts = {key: tuple(words.split(" ")) for (of, key), words in _WORDS.items() if of == name}
    needs = tuple(one for one in table["needs"].get(name, ()) if (name, one) not in _BY_OTHERS | _MAY_BE_EMPTY)
    one_of, names = (tuple(table.get(name, "").split()) for table in (_ONE_OF, _NAMES))
    return _Type(fields, holds, texts, needs, one_of, names, tuple(below))
