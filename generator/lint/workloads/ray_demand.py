"""Replicas, drivers and actors of Ray that ask for more GPUs than any Ray node of their cluster has."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.ecosystem.ray import CLUSTERS, GROUP
from generator.lint.common.objects import group_of
from generator.lint.common.resource_names import PREFIX
from generator.lint.common.workloads import thousandths
from generator.lint.workloads._ray import is_without_cuda, words_in
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Program
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_COUNT = re.compile(r"\d{1,9}")
_counts_as_gpu = re.compile(r".*gpu|nvidia\.com/mig-\d+g\.\d+gb").fullmatch
"""What KubeRay hands to Ray as its GPUs; source: ray-operator/controllers/ray/utils/resources.go."""
_GPU = "GPU"


class _Most(NamedTuple):
    """How many GPUs a Ray node has for Ray; `sure` where it cannot have been given others without asking."""

    gpus: int
    sure: bool


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for whole, asked in _asking(manifests):
        most = None if manifests.may_change(whole) else _most(whole.get(*CLUSTERS[whole.text("kind") or ""]))
        if most is None:
            continue
        for one in asked:
            if _number(one) > most.gpus:
                have = f"gives Ray more than {most.gpus}" if most.gpus else "has one"
                message = (
                    f"{one.tree} GPU{'s' * (one.tree != 1)} at once, and none of the cluster's pods {have}: Ray waits "
                    "for such a node without an end"
                )
                yield ManifestFault(one.place, message, severity=None if most.sure else Severity.WARNING)


def _asking(manifests: Manifests) -> Iterator[tuple[Value, list[Value]]]:
    """Return Ray's objects that say what is to run in a cluster of their own, with the GPUs that it is to have."""
    for one in manifests.program_configs:
        if one.program is Program.RAY_SERVE and one.holder is not None and one.holder.text("kind") in CLUSTERS:
            yield one.holder, list(_of_replicas(one.content))
    found = [one.whole for one in manifests.workloads if not one.loose and group_of(one) == GROUP]
    found += [one.value for one in manifests.objects]
    for job in {one.place: one for one in found if one is not None and one.text("kind") == "RayJob"}.values():
        driver = job.get("spec", "entrypointNumGpus")
        if driver is not None:
            yield job, [driver]


def _most(cluster: Value | None) -> _Most | None:
    """Return what the best node of a Ray cluster has for Ray; None where that is not known."""
    if cluster is None:
        return None
    groups = [one for one in (cluster.get("headGroupSpec"), *cluster.elements("workerGroupSpecs")) if one is not None]
    each = [_of_group(one) for one in groups]
    known = [one for one in each if one is not None]
    if not known or len(known) < len(each):
        return None
    return _Most(max(one.gpus for one in known), all(one.sure for one in known))


def _of_group(group: Value) -> _Most | None:
    """Return the GPUs of a group's nodes; what is said as a flag goes before the container's limits."""
    said, pod = group.get("rayStartParams", "num-gpus"), group.get("template", "spec")
    if group.get("resources") is not None or pod is None:
        return None
    if said is not None:
        return _Most(int(str(said.tree)), sure=True) if _COUNT.fullmatch(str(said.tree)) else None
    container = next(iter(pod.elements("containers")), None)
    if container is None or _sees_by_hand(pod, container):
        return None
    given = dict(container.entries("resources", "limits"))
    counted = [value for name, value in given.items() if _counts_as_gpu(name)]
    amounts = [amount for one in counted if (amount := thousandths(one)) is not None]
    # Of cards by another name Ray counts those that it sees.
    if len(amounts) < len(counted) or any(name.startswith(PREFIX) and not _counts_as_gpu(name) for name in given):
        return None
    # An image with CUDA that asks for none is given all cards where nvidia is the default runtime.
    return _Most(max(amounts, default=0) // 1000, bool(amounts) or is_without_cuda(container))


def _sees_by_hand(pod: Value, container: Value) -> bool:
    """Say whether a container may be given cards without asking for them, or what it asks for is filled in later."""
    every = [one for value in (container.get("env"), container.get("resources")) for one in words_in(value)]
    by_hand = any("NVIDIA" in one or is_filled_in_later(one) for one in every)
    claims = pod.get("resourceClaims") is not None or container.get("envFrom") is not None
    privileged = container.get("securityContext", "privileged") is not None
    return by_hand or claims or privileged or pod.get("runtimeClassName") is not None


def _of_replicas(served: Value) -> Iterator[Value]:
    """Return what replicas of Ray Serve ask for, each on one node: an actor, or a bundle of a placement group."""
    for one in (each for app in served.elements("applications") for each in app.elements("deployments")):
        asked = one.get("ray_actor_options", "num_gpus")
        bundles = [found for each in one.elements("placement_group_bundles") if (found := each.get(_GPU)) is not None]
        yield from bundles if asked is None or bundles else [asked]


def _number(value: Value) -> float:
    tree = value.tree
    return float(tree) if isinstance(tree, int | float) and not isinstance(tree, bool) else 0.0


RULE = ManifestRule(
    "WRK245",
    "More GPUs at once than any Ray node has",
    Severity.ERROR,
    why="Ray starts an actor, a bundle of a placement group or a job's driver on one node, which is one pod, and takes "
    "its GPUs from there alone. What no group's pods have is never scheduled: the service stays at DEPLOYING, the job "
    "at PENDING.",
    fix="Ask for as many GPUs as one pod of a group has, or give the pods more.",
    source="ray-project/kuberay ray-operator/controllers/ray/common/pod.go (addWellKnownAcceleratorResources) and "
    "apis/ray/v1/rayjob_types.go (entrypointNumGpus); ray-project/ray python/ray/serve/schema.py "
    "(RayActorOptionsSchema, placement_group_bundles)",
    bad="""\
apiVersion: ray.io/v1
kind: RayService
metadata: {name: llm}
spec:
  serveConfigV2: |
    applications:
      - name: llm
        import_path: serve:app
        deployments:
          - name: Model
            ray_actor_options:
              num_gpus: 2  # <- here
  rayClusterConfig:
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
                image: ray
                resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: ray.io/v1
kind: RayService
metadata: {name: llm}
spec:
  serveConfigV2: |
    applications:
      - name: llm
        import_path: serve:app
        deployments:
          - name: Model
            ray_actor_options:
              num_gpus: 0.5
  rayClusterConfig:
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
                image: ray
                resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
