"""An annotation for Kueue's scheduling by topology that stands where it is not read."""

from collections.abc import Iterator

from generator.lint.common.objects import group_of
from generator.lint.quota._kueue import GROUP
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_READ = frozenset(
    f"{GROUP}podset-{one}"
    for one in (
        *("required-topology", "preferred-topology", "unconstrained-topology", "group-name"),
        *("slice-required-topology", "slice-size", "slice-required-topology-constraints"),
    )
)
_BY_TEMPLATE = frozenset({"apps", "batch", "jobset.x-k8s.io", "kubeflow.org", "leaderworkerset.x-k8s.io", "ray.io"})
"""Groups of which Kueue reads the pods' templates alone."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    objects = {
        one.place: one.whole
        for one in manifests.workloads
        if one.whole is not None and not one.loose and not one.in_part and group_of(one) in _BY_TEMPLATE
    }
    for whole in objects.values():
        yield from _of(whole)


def _of(whole: Value) -> Iterator[ManifestFault]:
    found = [(around, key, value) for around in whole.mappings() for key, value in _annotations(around)]
    right = {key for around, key, _ in found if _is_template(around)}
    for around, key, value in found:
        if key not in right and not _is_template(around):
            message = f"Kueue reads {key} of the pods' template alone: here it has no effect"
            yield ManifestFault(value.place, message, on_key=True)


def _annotations(around: Value) -> Iterator[tuple[str, Value]]:
    for key, value in around.entries("metadata", "annotations"):
        if key in _READ and value.tree is not None:
            yield key, value


def _is_template(around: Value) -> bool:
    return around.get("spec", "containers") is not None


RULE = ManifestRule(
    "QUO213",
    "Annotation for Kueue that it does not read there",
    Severity.WARNING,
    why="Where the pods of a workload go together is said for each template by annotations of the template's own "
    "metadata. On the Job around it they are kept and not read: the pods are put anywhere.",
    fix="Move it into `metadata.annotations` of the pods' template.",
    source="kubernetes-sigs/kueue pkg/controller/jobframework/tas.go (NewPodSetTopologyRequest), given the template's "
    "metadata by PodSets in pkg/controller/jobs of every kind",
    bad="""\
apiVersion: batch/v1
kind: Job
metadata:
  name: train
  labels: {kueue.x-k8s.io/queue-name: team}
  annotations:
    kueue.x-k8s.io/podset-required-topology: cloud.provider.com/topology-rack  # <- here
spec:
  suspend: true
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: main
          image: cuda
          resources: {limits: {nvidia.com/gpu: 8}}
""",
    good="""\
apiVersion: batch/v1
kind: Job
metadata:
  name: train
  labels: {kueue.x-k8s.io/queue-name: team}
spec:
  suspend: true
  template:
    metadata:
      annotations:
        kueue.x-k8s.io/podset-required-topology: cloud.provider.com/topology-rack
    spec:
      restartPolicy: Never
      containers:
        - name: main
          image: cuda
          resources: {limits: {nvidia.com/gpu: 8}}
""",
    check=_check,
)
