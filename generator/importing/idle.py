"""Values of a part that is off: they do nothing now, and would be gone where it is switched on."""

from generator.importing.codes import NO_EFFECT
from generator.importing.draft import Draft
from generator.importing.source import Source
from generator.model.finding import Severity
from generator.model.tree import path_text

_CURE = "Nothing is to be done, unless it is to be switched on: then write this in the profile as well."


def leave_idle(source: Source, draft: Draft, why: str, *paths: tuple[str, ...]) -> None:
    """Take values without putting them into the profile, and name those that somebody wrote.

    A ClusterPolicy has them from the chart, be they in force or not.
    """
    for path in paths:
        source.said.take(*path)
        for found, value in source.said.below(*path):
            words = tuple(str(part) for part in found)
            if source.policy is None and source.said.changed(*words) is not None:
                draft.dropped.add(found)
                message = f"{path_text(found)}: {why}"
                draft.tell(NO_EFFECT, message, value.place, _CURE, Severity.INFO)
