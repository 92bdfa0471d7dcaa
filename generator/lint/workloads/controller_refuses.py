"""An object for GPUs that its own controller refuses: its name, a role or a container is not called as it must be."""

import re
from collections.abc import Iterator

from generator.ecosystem.controllers import (
    CONTAINERS,
    LABEL_NAMED,
    LLM_CONTAINER,
    LLM_ROLES,
    LLM_SERVICES,
    LLM_SETTINGS,
    ROLES,
    RUNNERS_CHART,
    Roles,
)
from generator.lint.common.names import is_object_name
from generator.lint.common.objects import whole_objects
from generator.lint.common.references import listed
from generator.lint.common.resource_names import PREFIX
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_is_label = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?").fullmatch

_is_part_of_name = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?").fullmatch
_OF_VOLCANO = ("batch.volcano.sh", "Job")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for whole in whole_objects(manifests, in_part=False):
        group = (whole.text("apiVersion") or "").rpartition("/")[0]
        kind = (group, whole.text("kind") or "")
        if kind in LABEL_NAMED:
            yield from _name(whole, kind[1])
        if kind in ROLES:
            yield from _roles(whole, kind[1], ROLES[kind])
        if kind == _OF_VOLCANO:
            yield from _tasks(whole)
        for path, name in () if _is_of_many(whole) else CONTAINERS.get(kind, ()):
            pod = whole.get("spec", *path)
            if pod is not None:
                yield from _container(pod, name, f"the {kind[1]} makes no pod that works")
        # Settings of one's own may have containers of any name.
        if kind in LLM_SERVICES and not manifests.of_kind(LLM_SETTINGS):
            yield from _merged(whole)
    for values in manifests.others:
        pod = values.value.get("template", "spec")
        if pod is not None and values.chart == RUNNERS_CHART:
            yield from _container(pod, "runner", "no runner starts")


def _is_of_many(whole: Value) -> bool:
    """Say whether a serving runtime is one of ModelMesh, which asks for no name."""
    many = whole.get("spec", "multiModel")
    return many is not None and many.tree is True


def _name(whole: Value, kind: str) -> Iterator[ManifestFault]:
    name = whole.get("metadata", "name")
    text = None if name is None else name.tree
    # What can be no object's name at all is told by another rule.
    if name is None or not isinstance(text, str) or not is_object_name(text) or _is_label(text):
        return
    reason = "a dot in it" if "." in text else "a digit first"
    message = f"{text} has {reason}, and the name of this {kind} must do for a Service: it is refused"
    right = text.replace(".", "-")
    yield ManifestFault(name.place, message, f"Write {right if right[0].isalpha() else f'a letter before {right}'}.")


def _tasks(job: Value) -> Iterator[ManifestFault]:
    """Return tasks of Volcano whose names are no part of a pod's name."""
    for name in (one.get("name") for one in job.elements("spec", "tasks")):
        text = None if name is None else name.text()
        if name is None or not text or is_filled_in_later(text):
            continue
        if not _is_part_of_name(text):
            message = f"{text} cannot be a part of a pod's name, as a task's is: Volcano makes no pod of it"
            right = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
            yield ManifestFault(name.place, message, f"Write {right}." if right else None)


def _roles(whole: Value, kind: str, told: Roles) -> Iterator[ManifestFault]:
    around = whole.get("spec", told.key)
    known = {one.lower(): one for one in told.roles}
    found = set()
    for key, role in () if around is None else around.entries():
        found.add(key.lower())
        if known and key.lower() not in known and not is_filled_in_later(key):
            message = f"{key} is no role of {kind}, which has {listed(told.roles)}: its operator refuses it"
            yield ManifestFault(role.place, message, f"Write {told.roles[-1]}.", on_key=True)
            continue
        replicas = role.get("replicas")
        if replicas is not None and key in told.single and type(replicas.tree) is int and replicas.tree != 1:
            message = f"{replicas.tree} pods as {key}, and {kind} takes one: its operator refuses it"
            fix = "Write 1, and the others as Worker."
            yield ManifestFault(replicas.place, message, fix)
        pod = role.get("template", "spec")
        if told.container is not None and pod is not None:
            yield from _container(pod, told.container, f"the operator refuses the {kind}")
    if around is not None and told.wanted is not None and found and told.wanted.lower() not in found:
        message = f"no {told.wanted} in the {kind}: its operator refuses it"
        yield ManifestFault(around.place, message, f"Add `{told.wanted}:`, with a template of its own.", on_key=True)


def _container(pod: Value, wanted: str, effect: str) -> Iterator[ManifestFault]:
    """Find a pod in which no container has the name that its controller looks for."""
    names = [one.get("name") for one in pod.elements("containers")]
    texts = [None if one is None else one.tree for one in names]
    first = names[0] if names else None
    if first is None or any(not isinstance(one, str) or one == wanted or is_filled_in_later(one) for one in texts):
        return
    message = f"no container here is called {wanted}: {effect}"
    yield ManifestFault(first.place, message, f"Write `name: {wanted}`.")


def _merged(service: Value) -> Iterator[ManifestFault]:
    """Find containers beside the one that KServe brings, where they are meant for it."""
    if service.get("spec", "baseRefs") is not None:
        return
    for role in (one for path in LLM_ROLES if (one := service.get("spec", *path)) is not None):
        spread = any((role.whole_number("parallelism", key) or 0) > 0 for key in ("data", "dataLocal"))
        # With workers it brings pods for models that are served in whole by each alone.
        if role.get("worker") is None or spread:
            for key in ("template", "worker"):
                yield from _beside_main(role.get(key, "spec") or role.get(key))


def _beside_main(pod: Value | None) -> Iterator[ManifestFault]:
    """Find a container that is to be KServe's own; what is a level too deep is told by another rule."""
    containers = () if pod is None else tuple(pod.elements("containers"))
    texts = [one.text("name") for one in containers]
    if any(not one or is_filled_in_later(one) for one in texts):
        return
    for one in containers:
        name = one.text("name")
        bare = one.get("image") is None
        asks = any(key.startswith(PREFIX) for key, _ in one.entries("resources", "limits"))
        if name != LLM_CONTAINER and (bare or (asks and LLM_CONTAINER not in texts)):
            effect = "without image, so the pod is refused" if bare else "and the model server gets no card"
            message = f"KServe's own container is called {LLM_CONTAINER}: {name} is a second one {effect}"
            there = LLM_CONTAINER in texts
            fix = "Give it an image, or leave it out." if there else f"Write `name: {LLM_CONTAINER}`."
            severity = None if bare else Severity.WARNING
            yield ManifestFault(one.place.below("name"), message, fix, severity=severity)


RULE = ManifestRule(
    "WRK235",
    "Object for GPUs that its controller refuses for a name",
    Severity.ERROR,
    why="Such a kind gives its object's name to a Service, which takes letters, digits and hyphens alone, and finds "
    "the container that it is to fill by name: PyTorchJob the one called pytorch, a serving runtime kserve-container, "
    "an LLMInferenceService main. Otherwise the controller makes no pod.",
    fix="Write the name that the controller looks for.",
    source="kubeflow/training-operator pkg/webhooks; kserve/kserve pkg/apis/serving/v1beta1; ray-project/kuberay "
    "ray-operator/controllers/ray/utils/validation.go; generator/ecosystem/controllers.py says which of which",
    bad="""\
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: llama-3.1-8b  # <- here
spec:
  predictor:
    model:
      modelFormat: {name: huggingface}
      resources: {limits: {nvidia.com/gpu: 1}}
---
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: train}
spec:
  pytorchReplicaSpecs:
    Worker:
      replicas: 2
      template:
        spec:
          containers:
            - name: trainer  # <- here
              image: train
              resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: llama-3-1-8b
spec:
  predictor:
    model:
      modelFormat: {name: huggingface}
      resources: {limits: {nvidia.com/gpu: 1}}
---
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: train}
spec:
  pytorchReplicaSpecs:
    Worker:
      replicas: 2
      template:
        spec:
          containers:
            - name: pytorch
              image: train
              resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
