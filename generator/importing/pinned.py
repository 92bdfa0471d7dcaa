"""Which release a profile pins for what the files say: a release, a range, a variable, or nothing."""

from generator.facts.charts import chart_versions, release_numbers
from generator.facts.releases import Numbers, exact_numbers, releases_within
from generator.importing.codes import VERSION_UNKNOWN, VERSION_UNSAID
from generator.importing.draft import Draft
from generator.importing.filled_in import by_defaults
from generator.model.finding import Severity
from generator.model.manifest_value import Place


def pinned_release(chart: str, stated: str | None, place: Place | None, draft: Draft) -> str:
    """Return the release that the profile pins, and tell where it is not the one that is stated."""
    default = by_defaults(stated or "")
    if default is not None:
        draft.remark(("install", "version"), f"Taken from the default in {stated}: no file fills the variable in.")
        stated = default
    numbers = exact_numbers(stated or "")
    if numbers is not None:
        return _nearest(chart, numbers, stated or "", place, draft)
    within = releases_within(chart, stated) if stated else None
    if stated and within is not None:
        return _of_range(chart, within, stated, place, draft)
    newest = chart_versions(chart)[-1]
    message = f"no file says which release of {chart} this is; the profile pins the newest, {newest}"
    if stated:
        message = f"{chart} {stated} is no single release; the profile pins {newest}"
    draft.tell(VERSION_UNSAID, message, place, _by_option(chart))
    return newest


def _nearest(chart: str, numbers: Numbers, stated: str, place: Place | None, draft: Draft) -> str:
    """Return the release itself, one of the same minor, or the nearest older one."""
    known = chart_versions(chart)
    exact = next((one for one in known if exact_numbers(one) == numbers), None)
    if exact is not None:
        return exact
    same_minor = (one for one in known if release_numbers(one)[:2] == numbers[:2])
    older = (one for one in reversed(known) if release_numbers(one) <= numbers)
    nearest = next(same_minor, None) or next(older, known[0])
    draft.tell(
        VERSION_UNKNOWN,
        f"{chart} {stated} is not known; the profile pins {nearest}",
        place,
        f"Known: {', '.join(known)}. Read the release notes in between before you render.",
        Severity.INFO if release_numbers(nearest)[:2] == numbers[:2] else None,
    )
    return nearest


def _of_range(chart: str, within: tuple[str, ...], stated: str, place: Place | None, draft: Draft) -> str:
    """Return the newest release within a range, which is what Helm would take; else the newest of all."""
    if not within:
        newest = chart_versions(chart)[-1]
        message = f"no release of {chart} that is known is within {stated}; the profile pins {newest}, which is not"
        draft.tell(VERSION_UNKNOWN, message, place, _by_option(chart))
        return newest
    message = f"{chart} {stated} is no single release; the profile pins {within[-1]}, the newest known one within"
    draft.tell(VERSION_UNSAID, message, place, _by_option(chart))
    return within[-1]


def _by_option(chart: str) -> str:
    return f"Say it by --chart {chart}@VERSION. Known: {', '.join(chart_versions(chart))}."
