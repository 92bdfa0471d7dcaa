"""What is meant for a pod, written where a kind of somebody's has no such field."""

from collections.abc import Iterator

from generator.ecosystem.pod_words import ASKING, LACKING, PLACING, TAKEN, WITH_TEMPLATES
from generator.lint.common.known_levels import reached
from generator.lint.common.objects import whole_objects
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value
from generator.model.tree import words

_IN_POD = "Write it below `spec:` of the pod's template."
_IN_CONTAINER = "Write it below `resources:` of the container."


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for whole in {one.place: one for one in (*whole_objects(manifests), *manifests.parts)}.values():
        group = (whole.text("apiVersion") or "").rpartition("/")[0]
        if group in WITH_TEMPLATES:
            yield from _around_templates(whole, group)
        for lacking in LACKING.get((group, whole.text("kind") or ""), ()):
            for level in reached(whole, lacking.path):
                for key, value in level.entries():
                    if key in lacking.words and _matters(key, value):
                        yield _fault(key, value, lacking.title, lacking.fix)


def _around_templates(whole: Value, group: str) -> Iterator[ManifestFault]:
    """Return words of a pod in the mappings that stand around one, from the object's spec inwards."""
    spec = whole.get("spec")
    stack: list[tuple[Value, tuple[Value, ...]]] = [] if spec is None else [(spec, (spec,))]
    around: dict[object, Value] = {}
    while stack:
        found, way = stack.pop()
        containers = found.get("containers")
        if containers is not None and isinstance(containers.tree, list):
            around.update({one.place: one for one in way[:-1] if isinstance(one.tree, dict)})
            continue
        below = [one for _, one in found.entries()] or list(found.elements())
        stack.extend((one, (*way, one)) for one in reversed(below) if isinstance(one.tree, dict | list))
    for level in around.values():
        for key, value in level.entries():
            if key in (*PLACING, *ASKING) and (group, key) not in TAKEN and _matters(key, value):
                fix = _IN_CONTAINER if key in ASKING else _IN_POD
                yield _fault(key, value, "what stands around a pod's spec here", fix)


def _matters(key: str, value: Value) -> bool:
    """Say whether anything is said, and of resources whether it is of GPUs: some of these levels have others."""
    return value.tree is not None and (key not in ASKING or any("nvidia.com/" in word for word in words(value.tree)))


def _fault(key: str, value: Value, title: str, fix: str) -> ManifestFault:
    message = f"{key} is no field of {title}: the API server refuses it, or drops it"
    return ManifestFault(value.place, message, fix, on_key=True)


RULE = ManifestRule(
    "KUB205",
    "Word of a pod outside of the pod",
    Severity.ERROR,
    why="Kinds that make pods of a template take what concerns the pod in the template alone, or have fields of their "
    "own for it. kubectl refuses a field that the kind has not; where checks are switched off it is dropped, and the "
    "pod comes without GPU, toleration or runtime.",
    fix="Write it where the kind takes it.",
    source="the CRD of each kind, as generator/ecosystem/pod_words.py says",
    bad="""\
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: train}
spec:
  pytorchReplicaSpecs:
    Worker:
      tolerations:  # <- here
        - {key: nvidia.com/gpu, operator: Exists}
      template:
        spec:
          containers:
            - name: pytorch
              image: cuda
              resources: {limits: {nvidia.com/gpu: 1}}
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: train}
spec:
  templates:
    - name: main
      runtimeClassName: nvidia  # <- here
      container:
        image: cuda
        resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: train}
spec:
  pytorchReplicaSpecs:
    Worker:
      template:
        spec:
          tolerations:
            - {key: nvidia.com/gpu, operator: Exists}
          containers:
            - name: pytorch
              image: cuda
              resources: {limits: {nvidia.com/gpu: 1}}
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: train}
spec:
  templates:
    - name: main
      podSpecPatch: '{runtimeClassName: nvidia}'
      container:
        image: cuda
        resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
