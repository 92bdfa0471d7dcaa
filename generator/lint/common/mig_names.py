"""Names of MIG profiles as mig-parted reads them.

Source: NVIDIA/mig-parted pkg/types/mig_profile.go and go-nvlib pkg/nvlib/device/mig_profile.go.
"""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from generator.facts.mig import all_mig_families
from generator.model.mig import mig_config_name

_NAME = re.compile(r"(?:(?P<c>\d{1,9})c\.)?(?P<g>\d{1,9})g\.(?P<gb>\d{1,9})gb(?P<attributes>[+-].*)?")
_ATTRIBUTE = re.compile(r"[A-Za-z]([A-Za-z0-9.]*[A-Za-z0-9])?")
_PART = re.compile(r"(\d+c\.)?(\d+)g\.(\d+)(gb?)?([+.-](.+))?")


def is_profile_name(name: str) -> bool:
    """Say whether mig-parted takes this for a profile's name, be there such a profile or not."""
    found = _NAME.fullmatch(name)
    if found is None:
        return False
    attributes = found["attributes"]
    if attributes is None:
        return True
    parts = attributes[1:].split(",")
    return len(set(parts)) == len(parts) and all(_ATTRIBUTE.fullmatch(part) for part in parts)


def instance_of(name: str) -> tuple[str, int | None]:
    """Return the profile of the GPU instance, and its compute slices where the name is a compute instance's.

    ``1c.3g.20gb`` is ("3g.20gb", 1), ``3g.20gb`` is ("3g.20gb", None).
    """
    found = _NAME.fullmatch(name)
    if found is None or found["c"] is None:
        return name, None
    return name.partition("c.")[2], int(found["c"])


def meant(name: str) -> str | None:
    """Return the name that was most likely meant by one that mig-parted refuses, None if nothing comes near."""
    plain = name.strip().lower().removeprefix("nvidia.com/").removeprefix("mig-").removeprefix("all-")
    plain = re.sub(r"g[_-](?=\d)", "g.", plain)
    found = _PART.fullmatch(plain)
    if found is None:
        return None
    sign = "-" if found[5] and found[5].startswith("-") else "+"
    guess = f"{found[1] or ''}{found[2]}g.{found[3]}gb" + (f"{sign}{found[6]}" if found[6] else "")
    return guess if guess != name and is_profile_name(guess) else None


@cache
def profiles_by_layout() -> Mapping[str, str]:
    """Return the profile of each layout that NVIDIA's own configuration has for cards full of one."""
    names = (name for family in all_mig_families() for name in family.profile_names)
    return MappingProxyType({mig_config_name(name): name for name in names})
