"""Which of several ConfigMaps of one name a HelmRelease means: repositories have a `values` in many folders."""

from functools import lru_cache
from pathlib import PurePosixPath

from generator.manifests.collector import OpenUse
from generator.model.manifest_value import Value, is_filled_in_later


def nearest(found: list[Value], name: str, by: OpenUse) -> list[Value]:
    """Return what stands in the file nearest to the release; nothing where two are as near.

    A name that is filled in later means one thing in each folder: then only what is above or below counts.
    """
    here = _folder(by.use.place.file)
    if is_filled_in_later(name):
        found = [one for one in found if _shared(_folder(one.place.file), here) == min(_depth(one), len(here))]
    best = max((_shared(_folder(one.place.file), here) for one in found), default=0)
    near = [one for one in found if _shared(_folder(one.place.file), here) == best]
    return near if len({(one.place.file, one.place.document) for one in near}) == 1 else []


@lru_cache(maxsize=4096)
def _folder(file: str) -> tuple[str, ...]:
    return PurePosixPath(file).parent.parts


def _depth(value: Value) -> int:
    return len(_folder(value.place.file))


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((count for count, (a, b) in pairs if a != b), min(len(one), len(other)))
