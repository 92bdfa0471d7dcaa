"""Objects of a cluster as people wrote them, as far as they speak of GPUs."""

import re
from enum import Enum
from typing import NamedTuple

from generator.model.manifest_value import Labels, Place, Value

_GPU_WITHOUT_DOMAIN = re.compile(r"(?i)[^/]*gpu[^/]*|nvidia[^/]*|mig-?\d[^/]*")


class Labelled(NamedTuple):
    """Labels that something gives to nodes: a Node, a NodeFeatureRule, a Talos, K3s or kubelet configuration.

    `node` is the node's name where it is one node's. `by_rule` is true for a NodeFeatureRule, of which `rule` is the
    rule itself.
    """

    what: str
    node: str | None
    labels: Labels
    by_rule: bool
    place: Place
    rule: Value | None = None


class Tainted(NamedTuple):
    """Taints that a node's configuration gives it: each a text such as gpu=true:NoSchedule, or a mapping."""

    what: str
    taints: tuple[Value, ...]


class Amount(NamedTuple):
    """A resource and how much of it, as written."""

    resource: str
    quantity: Value

    @property
    def is_gpu_without_domain(self) -> bool:
        """Whether this is plainly meant to be a GPU and has no domain, as in ``gpu``: there is no such resource."""
        return _GPU_WITHOUT_DOMAIN.fullmatch(self.resource) is not None


class NodeObject(NamedTuple):
    """A Node: its labels, taints and what it advertises (`allocatable`, else `capacity`)."""

    name: str
    labels: Labels
    taints: Value | None
    advertised: tuple[Amount, ...]
    value: Value


class Container(NamedTuple):
    """A container that has to do with GPUs, or stands beside one that has.

    `value` is its mapping. `init` is true for init containers.
    """

    name: str
    value: Value
    requests: tuple[Amount, ...]
    limits: tuple[Amount, ...]
    env: tuple[tuple[str, Value], ...]
    init: bool

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """What it asks for, limits first: a resource that has both is there twice."""
        return (*self.limits, *self.requests)


class Workload(NamedTuple):
    """A pod template that has to do with GPUs.

    `pod` is the pod's spec, `labels` its own labels. `replicas` is how many pods the template makes; None where that
    is not said or not known for the kind. `loose` is true for values of other charts, of which only the
    resources are understood: there `pod` is the mapping around them. `whole` is the object that it stands in.
    `in_part` says that kustomizations may add to it, or that it is a patch; `gets_labels` that they put labels into
    the template or the selector.
    """

    kind: str
    name: str
    namespace: str | None
    pod: Value
    labels: Labels
    replicas: int | None
    containers: tuple[Container, ...]
    loose: bool
    place: Place
    whole: Value | None = None
    in_part: bool = False
    gets_labels: bool = False

    @property
    def is_pod(self) -> bool:
        """Whether `pod` is a pod's spec itself, and not what a controller makes one of, with parts from elsewhere."""
        return not self.loose and self.pod.get("containers") is not None


def may_be_one(namespace: str | None, other: str | None) -> bool:
    """Say whether two namespaces may be one: None is whichever somebody else says."""
    return namespace is None or other is None or namespace == other


class Quota(NamedTuple):
    """A ResourceQuota that names GPU resources; `hard` holds those alone, keys as written."""

    name: str
    namespace: str | None
    hard: tuple[Amount, ...]
    value: Value


class KubeObject(NamedTuple):
    """An object of a kind that rules read as a whole: LimitRange, PriorityClass, RuntimeClass, NVIDIADriver ..."""

    kind: str
    name: str
    namespace: str | None
    value: Value


class OtherValues(NamedTuple):
    """Values for a chart of another maker than NVIDIA; `chart` is its name, None where that is not said.

    `is_own` says that the chart stands beside and has no dependencies: its templates may read them in any form.
    """

    chart: str | None
    value: Value
    is_own: bool = False


class Program(Enum):
    """Programs of other projects whose files are read."""

    DISCOVERY = "Node Feature Discovery"
    KUEUE = "Kueue"
    RAY_SERVE = "Ray Serve"
    VOLCANO = "Volcano"


class ProgramConfig(NamedTuple):
    """What a program of another project is told by a file; `content` is what that holds.

    `stated` is the program's release as written beside it, None where nothing is said. `holder` is the object of the
    program's own that holds the file as a text.
    """

    program: Program
    content: Value
    stated: str | None = None
    holder: Value | None = None
