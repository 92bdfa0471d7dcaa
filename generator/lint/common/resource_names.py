"""Names of resources as the device plugin reads and advertises them."""

import re
from functools import cache

from generator.facts.mig import all_mig_families
from generator.model.mig import RESOURCE_DOMAIN, mig_resource_name, parse_mig_name

PREFIX = f"{RESOURCE_DOMAIN}/"
GPU = f"{PREFIX}gpu"
MIG_PREFIX = f"{PREFIX}mig-"
MOST = 63
"""Longest name with its domain; source: NVIDIA/k8s-device-plugin api/config/v1/consts.go."""
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
"""A subdomain of RFC 1123, as Kubernetes checks it."""


def full_name(name: str) -> str:
    """Return a name with its domain, which the plugin adds where it is missing: ``gpu`` is nvidia.com/gpu."""
    return name if name.startswith(PREFIX) else PREFIX + name


def is_accepted(name: str) -> bool:
    """Say whether the plugin takes this name of a resource, be there such a resource or not."""
    full = full_name(name)
    return len(full) <= MOST and _NAME.fullmatch(full.removeprefix(PREFIX)) is not None


@cache
def mig_resources() -> dict[str, str]:
    """Return the resources of MIG devices with the profile of each.

    Up to plugin v0.19 a variant is advertised under the name without its attributes, which may be a profile of no
    family by itself.
    """
    names = [profile.name for family in all_mig_families() for profile in family.profiles]
    plain = [f"{parts.compute_slices}g.{parts.memory_gb}gb" for name in names if (parts := parse_mig_name(name))]
    return {mig_resource_name(name): name for name in (*plain, *names)}
