"""Flags of Ray about GPUs that the API server or Ray refuses, or that count other cards than there are."""

import re
from collections.abc import Iterator

from generator.ecosystem.ray import GROUP
from generator.lint.common.objects import group_of
from generator.lint.common.plugin_files import sharing_blocks
from generator.lint.common.resource_names import GPU, PREFIX
from generator.lint.common.texts import is_no_text, shown
from generator.lint.common.workloads import thousandths
from generator.lint.workloads._ray import is_without_cuda, ray_groups, ray_objects, words_in
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_PARAMS = "rayStartParams"
_GPUS = "num-gpus"
_OF_DRIVER = ("entrypointNumCpus", "entrypointNumGpus")
_COUNT = re.compile(r"\d{1,9}")
_POSITIVE = re.compile(r"0{0,8}[1-9]\d{0,8}")
_OWN_NAME = re.compile(r"""['"\\](CPU|GPU|memory|object_store_memory)\\?['"]\s{0,9}:""")
_FLAG_OF = {"CPU": "num-cpus", "GPU": _GPUS, "memory": "memory", "object_store_memory": "object-store-memory"}


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    shares = any(sharing_blocks(manifests))
    for workload in manifests.workloads:
        group = workload.pod if workload.loose else _group_around(workload) if group_of(workload) == GROUP else None
        if group is None or group.get(_PARAMS) is None:
            continue
        if workload.loose:
            yield from _of_params(group, is_text=True)
        yield from _unlike_limit(workload, group, counts_cards=not shares)
    for whole in ray_objects(manifests):
        in_part = manifests.may_change(whole)
        yield from _of_driver(whole)
        for group in ray_groups(whole):
            yield from _of_params(group, is_text=False)
            if not in_part:
                yield from _without_card(group)


def _group_around(workload: Workload) -> Value | None:
    """Return the group whose pods a template makes."""
    whole = workload.whole
    if whole is None:
        return None
    way = workload.pod.place.way_from(whole.place)
    return whole.get(*way[:-2])


def _of_params(group: Value, *, is_text: bool) -> Iterator[ManifestFault]:
    for key, value in group.entries(_PARAMS):
        text = value.tree
        if is_no_text(text) and not is_text:
            message = f"{_PARAMS} {key} is {shown(text)} without quotes: the API server takes text alone there"
            yield ManifestFault(value.place, message, f'Write `"{shown(text)}"`.', bare=True)
        elif key == _GPUS and not is_filled_in_later(str(text)) and _COUNT.fullmatch(str(text)) is None:
            message = f"{_GPUS} is {str(text)!r}: `ray start` takes a whole number, and the pod ends"
            fix = "Write the number of the container's GPUs; parts of one are asked for by tasks and actors."
            yield ManifestFault(value.place, message, fix)
        elif key == "resources" and isinstance(text, str):
            own = _OWN_NAME.search(text)
            if own is not None:
                message = f"{own[1]} among Ray's own resources: `ray start` refuses it, and the pod ends"
                yield ManifestFault(value.place, message, f"Write `{_FLAG_OF[own[1]]}` beside `resources`.")


def _of_driver(whole: Value) -> Iterator[ManifestFault]:
    """Return what a RayJob's driver is to have, where it stands as text: the fields of Ray's flags are texts alone."""
    for key in _OF_DRIVER if whole.text("kind") == "RayJob" else ():
        said = whole.get("spec", key)
        if said is not None and isinstance(said.tree, str) and not is_filled_in_later(said.tree):
            message = f"{key} is {said.tree} in quotes, where a number must be: the API server refuses it"
            yield ManifestFault(said.place, message, f"Write `{key}: {said.tree}`.", quoted=True)


def _unlike_limit(workload: Workload, group: Value, *, counts_cards: bool) -> Iterator[ManifestFault]:
    """Return a count of GPUs that is not that of the container; `counts_cards` says that each of these is a card.

    What the group itself has as `resources` beats the flags. None is a choice: others in the pod use the cards.
    """
    said = group.get(_PARAMS, _GPUS)
    in_group = not workload.loose and group.get("resources") is not None
    if said is None or _COUNT.fullmatch(str(said.tree)) is None or not workload.containers or in_group:
        return
    amounts = [one for one in workload.containers[0].limits if one.resource.startswith(PREFIX)]
    found = [thousandths(one.quantity) for one in amounts]
    cards, number = sum(one for one in found if one is not None) // 1000, int(str(said.tree))
    if not amounts or None in found or not 0 < number != cards or cards == 0:
        return
    if number > cards:
        message = f"{_GPUS} is {said.tree}, and the container gets {cards}: what Ray gives the others to finds no GPU"
    elif counts_cards and not workload.in_part and [one.resource for one in amounts] == [GPU]:
        idle = "the other stands idle" if cards - number == 1 else "the others stand idle"
        message = f"{_GPUS} is {said.tree}, and the container gets {cards}: Ray gives out {number}, and {idle}"
    else:
        return
    fix = f'Write "{cards}", or leave it out: it follows from the limit.'
    yield ManifestFault(said.place, message, fix, severity=Severity.WARNING)


def _without_card(group: Value) -> Iterator[ManifestFault]:
    """Return a count of GPUs in a group whose Ray container gets none in any of the ways to get one.

    Who shares a card by hand asks for none; an image with CUDA is then given all cards where nvidia is the default
    runtime.
    """
    said = group.get(_PARAMS, _GPUS)
    pod = group.get("template", "spec")
    container = None if pod is None else next(iter(pod.elements("containers")), None)
    if said is None or pod is None or container is None or not _POSITIVE.fullmatch(str(said.tree)):
        return
    if not is_without_cuda(container):
        return
    resources = container.get("resources")
    asks = any("/" in word or is_filled_in_later(word) for word in words_in(resources))
    shows = any("NVIDIA" in word for word in words_in(container.get("env")))
    if asks or shows or pod.get("resourceClaims") or pod.get("runtimeClassName") or resources is None:
        return
    message = f"{_GPUS} is {said.tree}, and the container asks for no GPU: Ray hands out a card that is not there"
    fix = f"Write `nvidia.com/gpu: {said.tree}` below the container's limits, or leave {_GPUS} out."
    yield ManifestFault(said.place, message, fix, severity=Severity.WARNING)


RULE = ManifestRule(
    "WRK227",
    "Flag of Ray about GPUs that does not work",
    Severity.ERROR,
    why="What stands in rayStartParams becomes flags of `ray start`, each of them a text. Ray counts whole GPUs there, "
    "believes what it is told, be it more or less than there is, and numbers them for its tasks by "
    "CUDA_VISIBLE_DEVICES.",
    fix="Leave num-gpus out, as KubeRay takes it from the limit, or write a whole number in quotes.",
    source="ray-project/kuberay ray-operator/apis/ray/v1/raycluster_types.go (RayStartParams) and "
    "controllers/ray/common/pod.go (addWellKnownAcceleratorResources: what is said there stands), "
    "config/crd/bases/ray.io_rayjobs.yaml (entrypointNumGpus: number); ray-project/ray "
    "python/ray/_private/parameter.py, _check_usage, and python/ray/scripts/scripts.py (start)",
    bad="""\
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: ray}
spec:
  headGroupSpec:
    rayStartParams:
      num-gpus: 0  # <- here
    template:
      spec:
        containers: [{name: head, image: ray}]
  workerGroupSpecs:
    - groupName: gpu
      rayStartParams:
        num-gpus: "0.5"  # <- here
      template:
        spec:
          containers:
            - name: worker
              image: ray
              resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: ray}
spec:
  headGroupSpec:
    rayStartParams:
      num-gpus: "0"
    template:
      spec:
        containers: [{name: head, image: ray}]
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
