"""What the API server refuses in a pod's spec, one function for each part of it.

Source: kubernetes/kubernetes pkg/apis/core/validation/validation.go (validateContainers, ValidateVolumeMounts,
ValidateEnv, ValidateContainerResourceRequirements), pkg/apis/apps/validation and pkg/apis/batch/validation.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from generator.lint.common.kinds import kind_of_tree
from generator.lint.common.near import nearest, slip
from generator.lint.common.numbers import is_variable
from generator.lint.common.workloads import is_device, thousandths
from generator.model.manifest_objects import Amount, Container, Workload
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import Tree

_MANY = 100
_ALWAYS_RUNNING = ("DaemonSet", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")
_ENDING = ("CronJob", "Job")
_SELECTING = ("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet")
_POLICIES = ("Always", "OnFailure", "Never")


def is_whole(workload: Workload) -> bool:
    """Say whether a pod's spec is all there is of it.

    A patch names the containers that it changes and no image; where kustomizations patch or label, any object may lack
    what they add.
    """
    return bool(workload.containers) and not is_patch(workload)


def is_patch(workload: Workload) -> bool:
    """Say whether something may be added to a pod: by a kustomization, or because a container has no image."""
    return workload.in_part or not all(one.value.text("image") for one in workload.containers)


def of_names(workload: Workload) -> Iterator[ManifestFault]:
    """Return containers without a name, and names given twice."""
    seen: set[str] = set()
    for one in workload.containers:
        name = one.value.get("name")
        if name is None or name.tree in (None, ""):
            fix = "Write `name:` in it; any name of small letters, digits and hyphens."
            yield ManifestFault(one.value.place, "a container has no name: the API server refuses the pod", fix)
        elif one.name in seen and not is_filled_in_later(one.name):
            yield ManifestFault(name.place, f"two containers are called {one.name}: the API server refuses the pod")
        seen.add(one.name)


def of_mounts(workload: Workload) -> Iterator[ManifestFault]:
    """Return mounts of volumes that the pod does not have, and two mounts at one place."""
    volumes = {one.text("name") or "" for one in workload.pod.elements("volumes")}
    claims = () if workload.whole is None else workload.whole.elements("spec", "volumeClaimTemplates")
    volumes |= {one.text("metadata", "name") or "" for one in claims}
    for container in workload.containers:
        paths: set[str] = set()
        for mount in container.value.elements("volumeMounts"):
            name, path = mount.text("name"), mount.text("mountPath")
            if name is not None and name not in volumes and not is_filled_in_later(name):
                near = slip(name, sorted(volumes)) if len(volumes) < _MANY else None
                message = f"the pod has no volume {name}: the API server refuses it"
                yield ManifestFault(mount.place.below("name"), message, f"Did you mean {near}?" if near else _VOLUME)
            if path in paths:
                at = mount.place.below("mountPath")
                yield ManifestFault(at, f"two volumes are mounted at {path}: the API server refuses the pod")
            paths.update(() if path is None else (path,))


_VOLUME = "Add it below `volumes:` of the pod's spec, or leave the mount out."


def of_variables(container: Container) -> Iterator[ManifestFault]:
    """Return variables with a value of two kinds, and those without a name."""
    for one in container.value.elements("env"):
        value, source = one.get("value"), one.get("valueFrom")
        if value is not None and value.tree not in (None, "") and source is not None and source.tree is not None:
            message = f"variable {one.text('name')} has a value and valueFrom: the API server refuses the pod"
            yield ManifestFault(source.place, message, "Leave out one of them.", on_key=True)


def of_amounts(amounts: Iterable[Amount], limits: Iterable[Amount]) -> Iterator[ManifestFault]:
    """Return amounts of cpu, memory and the like that are none, and requests above their limit."""
    most = {one.resource: one for one in limits}
    told: set[str] = set()
    for one in amounts:
        if _is_no_resource(one):
            # What has no amount either is a part of something else that has slipped in, and told once.
            name = one.resource if thousandths(one.quantity) is not None else ""
            if name not in told:
                told.add(name)
                yield _no_resource(one)
        elif not is_device(one.resource):
            yield from _of_amount(one, most.get(one.resource))


_LEAST_MEMORY = 1000 * 64 * 1024
"""Less than 64 KiB, in thousandths of a byte, nobody means."""
_MOST_CPUS = 1000 * 100_000
_STANDARD = ("cpu", "memory", "ephemeral-storage")
_MEANT = {"storage": "ephemeral-storage", "disk": "ephemeral-storage", "mem": "memory", "ram": "memory"}


def _is_no_resource(one: Amount) -> bool:
    """Say whether a container can have no such resource: names without a domain are the API server's own alone.

    Those that mean a GPU are told by a rule of their own; a null takes a resource away.
    """
    name = one.resource
    if "/" in name or name in _STANDARD or name.startswith("hugepages-") or is_filled_in_later(name):
        return False
    return one.quantity.tree is not None and not one.is_gpu_without_domain and not name.startswith("$")


def _no_resource(one: Amount) -> ManifestFault:
    name = one.resource
    meant = _MEANT.get(name.lower()) or nearest(name.lower(), _STANDARD)
    message = f"{name} is no resource of a container: the API server refuses the pod"
    fix = f"Write {meant}." if meant else f"A container has {', '.join(_STANDARD)}, and names with a domain."
    return ManifestFault(one.quantity.place, message, fix, on_key=True)


def _of_amount(one: Amount, limit: Amount | None) -> Iterator[ManifestFault]:
    tree = one.quantity.tree
    number = thousandths(one.quantity)
    if tree is None or is_filled_in_later(str(tree)) or is_variable(str(tree)) is not None:
        return
    if number is None:
        message = f"{kind_of_tree(tree)} is no amount of {one.resource}: the API server refuses the pod"
        yield ManifestFault(one.quantity.place, message, amount_fix(str(tree)))
        return
    if number < 0:
        message = f"{tree} of {one.resource} is less than nothing: the API server refuses the pod"
        yield ManifestFault(one.quantity.place, message, "Write 0 or more, or leave it out.")
        return
    if one.resource == "memory" and 0 < number < _LEAST_MEMORY:
        shown = "less than a byte" if number < 1000 else f"{number // 1000} bytes"
        message = f"{tree} of memory is {shown}: no container runs in that"
        fix = f"Write {tree}Gi, if GiB are meant." if str(tree).isdecimal() else "Write Mi or Gi."
        yield ManifestFault(one.quantity.place, message, fix)
        return
    if one.resource == "cpu" and number > _MOST_CPUS:
        message = f"{tree} of cpu are {number // 1000} cores: no node has as many"
        yield ManifestFault(one.quantity.place, message, "Write a number of cores, such as 4 or 500m.")
        return
    yield from above_limit(one, limit)


def above_limit(one: Amount, limit: Amount | None) -> Iterator[ManifestFault]:
    """Return a request that is more than its limit."""
    tree, number = one.quantity.tree, thousandths(one.quantity)
    most = None if limit is None or limit is one else thousandths(limit.quantity)
    if most is not None and limit is not None and number is not None and number > most:
        message = f"{tree} of {one.resource} are requested and the limit is {limit.quantity.tree}"
        fix = f"Request {limit.quantity.tree} at most, or raise the limit to {tree}."
        yield ManifestFault(one.quantity.place, f"{message}: the API server refuses the pod", fix)


_UNITS = {unit.lower(): unit for unit in ("k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti")}
_NUMBER_AND_UNIT = re.compile(r"(\d{1,18}(?:\.\d{1,9})?)\s*([a-zA-Z]{1,3})")


def amount_fix(text: str) -> str:
    """Return what to write for an amount with a unit of another spelling: 8GB, 8 Gi, 8gi."""
    found = _NUMBER_AND_UNIT.fullmatch(text.strip())
    if found is not None:
        number, unit = found.groups()
        right = "m" if unit == "m" else _UNITS.get(unit.lower().removesuffix("b"))
        if right is not None:
            return f"Write {number}{right}."
    return "Write a number and, without a space between, a unit such as m (thousandths), Mi or Gi."


def of_restarts(workload: Workload) -> Iterator[ManifestFault]:
    """Return a restartPolicy that the kind of object does not take."""
    given = workload.pod.get("restartPolicy")
    text = None if given is None else given.text()
    if given is not None and text is not None and is_filled_in_later(text):
        return
    at = workload.pod.place if given is None else given.place
    if text is not None and text not in _POLICIES:
        near = slip(text, _POLICIES)
        fix = f"Did you mean {near}?" if near else f"Write one of {', '.join(_POLICIES)}."
        yield ManifestFault(at, f"{text} is no restartPolicy: the API server refuses the pod", fix)
    elif workload.kind in _ALWAYS_RUNNING and text not in (None, "Always"):
        message = f"the pods of a {workload.kind} always restart: the API server refuses restartPolicy {text}"
        yield ManifestFault(at, message, "Leave it out, or make it a Job, which ends.")
    elif workload.kind in _ENDING and text in (None, "Always"):
        said = "say no restartPolicy" if text is None else "have restartPolicy Always"
        message = f"the pods of the {workload.kind} {said}: the API server refuses it"
        yield ManifestFault(at, message, "Write `restartPolicy: Never`, or OnFailure, in the pod's spec.")


def of_selector(workload: Workload) -> Iterator[ManifestFault]:
    """Return a selector that is missing, or that the template's own labels do not fulfil."""
    whole = workload.whole
    if (
        whole is None
        or workload.gets_labels
        or workload.kind not in _SELECTING
        or not (whole.text("apiVersion") or "").startswith("apps/")
    ):
        return
    selector = whole.get("spec", "selector")
    if selector is None or selector.tree in (None, {}):
        yield ManifestFault(
            whole.place.below("spec"),
            f"the {workload.kind} has no selector: the API server refuses it",
            "Write `selector: {matchLabels: ...}` with labels of the template.",
            on_key=True,
        )
        return
    labels = {key: value.tree for key, value in workload.labels}
    for key, value in selector.entries("matchLabels"):
        if not _is_said(key, value, labels):
            message = f"the selector wants {key}: {value.tree}, which the template has not: the API server refuses it"
            yield ManifestFault(value.place, message, "Write the same label in the selector and in the template.")


def _is_said(key: str, value: Value, labels: Mapping[str, Tree]) -> bool:
    given = labels.get(key)
    if not isinstance(value.tree, str) or (given is not None and not isinstance(given, str)):
        return True  # What is no text is told by itself.
    return given == value.tree or is_filled_in_later(str(value.tree)) or is_filled_in_later(str(given))
