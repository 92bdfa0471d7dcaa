"""A GPU in a container of a Ray pod that KubeRay does not start Ray in."""

import re
from collections.abc import Iterator

from generator.lint.common.images import image_name
from generator.lint.common.resource_names import PREFIX
from generator.lint.common.workloads import thousandths
from generator.lint.workloads._ray import ray_groups, ray_objects
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_is_of_ray = re.compile(r"(?i)(?:^|[^a-z])ray(?:[^a-z]|$)").search


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for whole in ray_objects(manifests):
        for group in () if manifests.may_change(whole) else ray_groups(whole):
            containers = tuple(group.elements("template", "spec", "containers"))
            if containers and not _asks(containers[0]):
                yield from _of(containers[0], containers[1:])


def _of(first: Value, others: tuple[Value, ...]) -> Iterator[ManifestFault]:
    for one in others:
        amount = next((value for name, value in one.entries("resources", "limits") if name.startswith(PREFIX)), None)
        if amount is None or not thousandths(amount):
            continue
        names = first.text("name") or "the first one", one.text("name") or "this one"
        message = f"KubeRay starts Ray in the pod's first container, {names[0]}, and not in {names[1]}"
        if _is_rays(one) and not _is_rays(first):
            yield ManifestFault(amount.place, f"{message}: {names[0]} gets the command of Ray, which it does not have")
        else:
            yield ManifestFault(amount.place, f"{message}: Ray has none of its GPUs", severity=Severity.INFO)


def _is_rays(container: Value) -> bool:
    """Say whether a container is Ray's own by its image or its name."""
    words = (container.text("name") or "", image_name(container.text("image") or ""))
    return any(_is_of_ray(word) for word in words)


def _asks(container: Value) -> bool:
    """Say whether a container gets a card, or may get one by a claim."""
    amounts = (name for key in ("limits", "requests") for name, _ in container.entries("resources", key))
    return container.get("resources", "claims") is not None or any(name.startswith(PREFIX) for name in amounts)


RULE = ManifestRule(
    "WRK248",
    "GPU in a container that is not Ray's",
    Severity.WARNING,
    why="KubeRay takes the first container of a pod for Ray's: it puts `ray start` into that one's command, and counts "
    "the GPUs of that one's limits. What stands behind it runs beside Ray, and its GPUs are none of Ray's.",
    fix="Put Ray's container first.",
    source="ray-project/kuberay ray-operator/controllers/ray/common/pod.go (utils.RayContainerIndex, which is 0: "
    "generateRayStartCommand gets that container's resources, and its command is replaced)",
    bad="""\
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: ray}
spec:
  headGroupSpec:
    rayStartParams: {num-gpus: "0"}
    template:
      spec:
        containers: [{name: head, image: "rayproject/ray:2.52.0"}]
  workerGroupSpecs:
    - groupName: gpu
      rayStartParams: {}
      template:
        spec:
          containers:
            - name: logs
              image: fluent/fluent-bit:4.0
            - name: worker
              image: rayproject/ray:2.52.0-gpu
              resources:
                limits:
                  nvidia.com/gpu: 1  # <- here
""",
    good="""\
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: ray}
spec:
  headGroupSpec:
    rayStartParams: {num-gpus: "0"}
    template:
      spec:
        containers: [{name: head, image: "rayproject/ray:2.52.0"}]
  workerGroupSpecs:
    - groupName: gpu
      rayStartParams: {}
      template:
        spec:
          containers:
            - name: worker
              image: rayproject/ray:2.52.0-gpu
              resources:
                limits:
                  nvidia.com/gpu: 1
            - name: logs
              image: fluent/fluent-bit:4.0
""",
    check=_check,
)
