"""What the API server refuses in the objects that make pods: strategies, Jobs, schedules.

Source: kubernetes/kubernetes pkg/apis/apps/validation/validation.go (ValidateDeploymentStrategy,
ValidateRollingUpdateDeployment) and pkg/apis/batch/validation/validation.go (validateJobSpec, validateScheduleFormat);
robfig/cron parser.go (ParseStandard).
"""

import re
from collections.abc import Iterator

from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value, is_filled_in_later

_NONE = (0, "0%", "0")
_FIELDS = 5
_DESCRIPTORS = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")


def of_sets(workload: Workload) -> Iterator[ManifestFault]:
    """Return what is refused in the object around a pod's template."""
    whole = workload.whole
    if whole is None:
        return
    if workload.kind == "Deployment":
        yield from _strategy(whole)
    elif workload.kind == "Job":
        yield from _job(whole.get("spec"))
    elif workload.kind == "CronJob":
        yield from _schedule(whole)
        yield from _job(whole.get("spec", "jobTemplate", "spec"))


def _strategy(whole: Value) -> Iterator[ManifestFault]:
    kind, rolling = whole.text("spec", "strategy", "type"), whole.get("spec", "strategy", "rollingUpdate")
    if rolling is None:
        return
    if kind == "Recreate":
        message = "a Deployment with strategy Recreate has no rollingUpdate: the API server refuses it"
        yield ManifestFault(rolling.place, message, "Leave rollingUpdate out.", on_key=True)
        return
    surge, unavailable = rolling.get("maxSurge"), rolling.get("maxUnavailable")
    if surge is not None and unavailable is not None and surge.tree in _NONE and unavailable.tree in _NONE:
        message = "maxSurge and maxUnavailable are both 0, so that no pod could be replaced: the API server refuses it"
        fix = "Write `maxUnavailable: 1`: the old pod then ends first, and its GPU is free for the new one."
        yield ManifestFault(unavailable.place, message, fix)


def _job(spec: Value | None) -> Iterator[ManifestFault]:
    if spec is None:
        return
    mode, completions = spec.get("completionMode"), spec.get("completions")
    if mode is not None and mode.tree == "Indexed" and completions is None:
        message = "a Job with completionMode Indexed says its completions: the API server refuses it"
        yield ManifestFault(mode.place, message, "Write `completions:` beside it, the number of indexes.")


def _schedule(whole: Value) -> Iterator[ManifestFault]:
    schedule = whole.get("spec", "schedule")
    text = None if schedule is None else schedule.text()
    if schedule is None or text is None or is_filled_in_later(text):
        return
    words = text.split()
    if text.startswith("@"):
        wrong = text not in _DESCRIPTORS and not re.fullmatch(r"@every [0-9a-zµ.]+", text)
    else:
        timed = words[:1] and words[0].startswith(("TZ=", "CRON_TZ="))
        wrong = len(words) != _FIELDS and not timed
    if wrong:
        message = f"{text!r} is no schedule of five fields: the API server refuses the CronJob"
        fix = "Write minute, hour, day of the month, month and day of the week, such as `0 3 * * *`."
        yield ManifestFault(schedule.place, message, fix)
