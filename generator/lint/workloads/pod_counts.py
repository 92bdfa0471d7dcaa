"""Counts of pods of a GPU job or service that its controller refuses, or never gets together."""

import re
from collections.abc import Iterator

from generator.ecosystem.controllers import ROLES, Roles
from generator.ecosystem.field_levels import EACH
from generator.ecosystem.ray import CLUSTERS, GROUP
from generator.lint.common.known_levels import reached
from generator.lint.common.objects import whole_objects
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value
from generator.model.tree import words

_LEAST, _MOST = "minReplicas", "maxReplicas"
_COMPONENTS = ("predictor", "transformer", "explainer")
_AVAILABLE = "minAvailable"
_POLICY = ("runPolicy", "schedulingPolicy", _AVAILABLE)
_command = re.compile(r"\bmpirun\b([^|;&]{0,2000})").search
_of_number = re.compile(r"--?(?:np|n)(?:=([0-9]{1,6}))?").fullmatch
_is_number = re.compile(r"[0-9]{1,6}").fullmatch
_FLAGS = ("allow-run-as-root", "tag-output", "report-bindings", "display-map", "display-allocation", "timestamp-output")
_VERBOSE = ("-v", "-q", "--verbose", "--quiet")
_TAKES_TWO = ("mca", "gmca")
_TAKES_ONE = ("x", "bind-to", "wdir", "wd", "prefix", "path", "output-filename", "rank-by", "timeout")
"""Options of mpirun by how many words follow them: what comes behind another word may be the program's own."""
_PLACED = ("oversubscribe", "-H ", "-N ", "npernode", "ppr", "-host", "machinefile", "--map-by", "rankfile")
"""What lets mpirun start more processes than there are slots, or tells it other hosts."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for whole in whole_objects(manifests, in_part=False):
        group, kind = (whole.text("apiVersion") or "").rpartition("/")[0], whole.text("kind") or ""
        if (group, kind) == ("batch.volcano.sh", "Job"):
            yield from _volcano(whole)
        elif group == GROUP and kind in CLUSTERS:
            for one in reached(whole, (*CLUSTERS[kind], "workerGroupSpecs", EACH)):
                yield from _between(one, "KubeRay refuses the cluster")
        elif (group, kind) == ("serving.kserve.io", "InferenceService"):
            for component in _COMPONENTS:
                for one in reached(whole, ("spec", component)):
                    yield from _between(one, "KServe refuses the service")
        elif (group, kind) in ROLES:
            yield from _gang(whole, ROLES[group, kind])
            if kind == "MPIJob":
                yield from _slots(whole)


def _between(around: Value, effect: str) -> Iterator[ManifestFault]:
    least, most = around.whole_number(_LEAST), around.whole_number(_MOST)
    at = around.get(_LEAST)
    if at is not None and least is not None and most is not None and least > most > 0:
        message = f"{_LEAST} is {least}, and {_MOST} {most}: {effect}"
        yield ManifestFault(at.place, message, f"Write at most {most}, or raise {_MOST}.")


def _volcano(whole: Value) -> Iterator[ManifestFault]:
    names: set[str] = set()
    counts: list[int | None] = []
    for task in whole.elements("spec", "tasks"):
        count, least, at = task.whole_number("replicas"), task.whole_number(_AVAILABLE), task.get(_AVAILABLE)
        counts.append(count)
        if at is not None and least is not None and count is not None and least > count:
            message = f"{_AVAILABLE} is {least}, and the task has {count} replicas: Volcano refuses the job"
            yield ManifestFault(at.place, message, f"Write at most {count}.")
        name, named = task.text("name"), task.get("name")
        if name is not None and named is not None:
            if name in names:
                message = f"two tasks are called {name}: Volcano refuses the job"
                yield ManifestFault(named.place, message, "Give each task a name of its own.")
            names.add(name)
    yield from _too_many(whole.get("spec", _AVAILABLE), counts, "Volcano refuses the job")


def _gang(whole: Value, roles: Roles) -> Iterator[ManifestFault]:
    """Find a gang of more pods than the job makes, for which the scheduler waits."""
    counts = [
        1 if role.get("replicas") is None else role.whole_number("replicas")
        for _, role in whole.entries("spec", roles.key)
    ]
    yield from _too_many(whole.get("spec", *_POLICY), counts, "the scheduler waits for ever")


def _too_many(at: Value | None, counts: list[int | None], effect: str) -> Iterator[ManifestFault]:
    known = [one for one in counts if one is not None]
    total = sum(known)
    if at is not None and type(at.tree) is int and len(known) == len(counts) and at.tree > total > 0:
        message = f"{_AVAILABLE} is {at.tree}, and all roles together make {total} pods: {effect}"
        yield ManifestFault(at.place, message, f"Write at most {total}.")


def _slots(whole: Value) -> Iterator[ManifestFault]:
    """Find an mpirun that is to start more processes than Open MPI has slots for."""
    job = whole.get("spec")
    worker = whole.get("spec", "mpiReplicaSpecs", "Worker")
    if job is None or worker is None or job.text("mpiImplementation") not in (None, "OpenMPI"):
        return
    workers, slots = _count(worker, "replicas"), _count(job, "slotsPerWorker")
    as_worker = job.get("runLauncherAsWorker")
    for container in reached(whole, ("spec", "mpiReplicaSpecs", "Launcher", "template", "spec", "containers", EACH)):
        texts = [one for key in ("command", "args") for one in container.elements(key)]
        text = " ".join(str(one.tree) for one in texts)
        # Variables of Open MPI's may say the same.
        around = " ".join((text, *words(container.tree)))
        number = _processes(text)
        if number is None or workers is None or slots is None or any(one in around for one in _PLACED):
            continue
        available = (workers + (as_worker is not None and as_worker.tree is True)) * slots
        if int(number) > available:
            per = "is" if job.has("slotsPerWorker") else "is not said, which means"
            message = (
                f"mpirun is to start {number} processes, and {available} have a slot: slotsPerWorker {per} {slots}"
            )
            yield ManifestFault(
                _at(texts, number).place, message, "Write the number of a worker's GPUs as slotsPerWorker."
            )


def _processes(text: str) -> str | None:
    """Return how many processes mpirun is to start, as written; None where it does not say, or not for sure."""
    found = _command(text)
    rest = iter(found[1].replace("\\\n", " ").split() if found is not None else ())
    for word in rest:
        name, said = word.lstrip("-"), _of_number(word)
        if said is not None:
            number = said[1] or next(rest, "")
            return number if _is_number(number) else None
        if not word.startswith("-") or not (name in (*_FLAGS, *_TAKES_ONE, *_TAKES_TWO) or word in _VERBOSE):
            return None
        for _ in range(2 if name in _TAKES_TWO else name in _TAKES_ONE):
            next(rest, None)
    return None


def _count(around: Value, key: str) -> int | None:
    """Return a number; 1 where none is said, and None where it is filled in later."""
    return around.whole_number(key) if around.has(key) else 1


def _at(texts: list[Value], number: str) -> Value:
    """Return the word with the number of processes in it: one of its own, or the text with the whole command."""
    whole = [one for one in texts if str(one.tree) == number]
    return (whole or [one for one in texts if "mpirun" in str(one.tree)])[0]


RULE = ManifestRule(
    "WRK237",
    "Counts of pods or processes that do not go together",
    Severity.ERROR,
    why="Who asks for at least more than there will be is refused by the controller, or waits without end: a gang "
    "starts when all its members are there. Open MPI starts one process for each slot, and ends where there are fewer.",
    fix="Write counts that the replicas can meet.",
    source="volcano-sh/volcano pkg/webhooks/admission/jobs/validate/admit_job.go; ray-project/kuberay "
    "ray-operator/controllers/ray/utils/validation.go (ValidateRayClusterSpec); kserve/kserve "
    "pkg/apis/serving/v1beta1/component.go (validateReplicas); kubeflow/mpi-operator README (slotsPerWorker) and "
    "open-mpi/ompi docs on slots",
    bad="""\
apiVersion: batch.volcano.sh/v1alpha1
kind: Job
metadata: {name: train}
spec:
  minAvailable: 4  # <- here
  tasks:
    - name: worker
      replicas: 2
      template:
        spec:
          containers: [{name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}]
---
apiVersion: kubeflow.org/v2beta1
kind: MPIJob
metadata: {name: nccl}
spec:
  mpiReplicaSpecs:
    Launcher:
      replicas: 1
      template:
        spec:
          containers:
            - name: launcher
              image: nccl-tests
              command:
                - mpirun
                - -np
                - "16"  # <- here
                - all_reduce_perf
    Worker:
      replicas: 2
      template:
        spec:
          containers: [{name: worker, image: nccl-tests, resources: {limits: {nvidia.com/gpu: 8}}}]
""",
    good="""\
apiVersion: batch.volcano.sh/v1alpha1
kind: Job
metadata: {name: train}
spec:
  minAvailable: 2
  tasks:
    - name: worker
      replicas: 2
      template:
        spec:
          containers: [{name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}]
---
apiVersion: kubeflow.org/v2beta1
kind: MPIJob
metadata: {name: nccl}
spec:
  slotsPerWorker: 8
  mpiReplicaSpecs:
    Launcher:
      replicas: 1
      template:
        spec:
          containers:
            - name: launcher
              image: nccl-tests
              command: [mpirun, -np, "16", all_reduce_perf]
    Worker:
      replicas: 2
      template:
        spec:
          containers: [{name: worker, image: nccl-tests, resources: {limits: {nvidia.com/gpu: 8}}}]
""",
    check=_check,
)
