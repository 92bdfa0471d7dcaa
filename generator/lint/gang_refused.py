"""Jobs of Volcano that ask for more pods at once than they have."""

from collections.abc import Iterator

from generator.lint._objects import group_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_GROUP = "batch.volcano.sh"
_KIND = "Job"
_AT_ONCE = "minAvailable"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    jobs = {
        one.whole.place: one.whole
        for one in manifests.workloads
        if one.kind == _KIND and one.whole is not None and group_of(one) == _GROUP
    }
    for job in jobs.values():
        tasks = tuple(job.elements("spec", "tasks"))
        yield from _of_tasks(tasks)
        counts = [one.whole_number("replicas") for one in tasks]
        wanted, at = job.whole_number("spec", _AT_ONCE), job.get("spec", _AT_ONCE)
        total = sum(one for one in counts if one is not None)
        if wanted is not None and at is not None and counts and None not in counts and wanted > total:
            message = f"{_AT_ONCE} is {wanted}, and the tasks have {total} pods: Volcano refuses the job"
            yield ManifestFault(at.place, message, f"Write {total}, or give the tasks more replicas.")


def _of_tasks(tasks: tuple[Value, ...]) -> Iterator[ManifestFault]:
    seen: set[str] = set()
    for task in tasks:
        name, named = task.text("name"), task.get("name")
        if name and named is not None and name in seen and not is_filled_in_later(name):
            message = f"another task is called {name} already: Volcano refuses the job"
            yield ManifestFault(named.place, message, "Give each task a name of its own.")
        seen.add(name or "")
        count, least, at = task.whole_number("replicas"), task.whole_number(_AT_ONCE), task.get(_AT_ONCE)
        if count is not None and least is not None and at is not None and least > count:
            message = f"{_AT_ONCE} of the task is {least}, and it has {count} pods: Volcano refuses the job"
            yield ManifestFault(at.place, message, f"Write {count}.")


RULE = ManifestRule(
    "WRK237",
    "Job of Volcano that asks for more pods at once than it has",
    Severity.ERROR,
    why="Volcano starts a job once so many of its pods as `minAvailable` says can run together. Its webhook refuses a "
    "job that has fewer, and two tasks of one name, by which it tells their pods apart.",
    fix="Write no more than the replicas of the tasks together.",
    source="volcano-sh/volcano pkg/webhooks/admission/jobs/validate/admit_job.go (validateJobCreate)",
    bad="""\
apiVersion: batch.volcano.sh/v1alpha1
kind: Job
metadata: {name: train}
spec:
  minAvailable: 4  # <- here
  schedulerName: volcano
  tasks:
    - name: worker
      replicas: 2
      template:
        spec:
          restartPolicy: Never
          containers: [{name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}]
""",
    good="""\
apiVersion: batch.volcano.sh/v1alpha1
kind: Job
metadata: {name: train}
spec:
  minAvailable: 2
  schedulerName: volcano
  tasks:
    - name: worker
      replicas: 2
      template:
        spec:
          restartPolicy: Never
          containers: [{name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}]
""",
    check=_check,
)
