"""Keys of labels that are like those of NVIDIA and of Node Feature Discovery, and are not."""

import re
from functools import cache

from generator.facts.gpu_labels import (
    NAMES,
    NFD,
    NFD_NAMES,
    NVIDIA,
    SLIPS_OF_VENDOR,
    VENDOR,
    find_family,
    find_pci,
)
from generator.lint.common.near import slip
from generator.lint.common.resource_names import GPU, mig_resources
from generator.model.plan import SHARED_SUFFIX

_OWN = frozenset({"gpu.model", "gpu.node", "gpu.nodes", "gpu.name", "gpu.type"})
"""Words of their own that people label nodes by, though they are near one of NVIDIA's."""
_NFD_OTHERWISE = ("feature.node.k8s.io", "node.feature.kubernetes.io")
NVIDIA_OTHERWISE = ("nvidia", "nvidia.io", "nvidia.org", "nvidia.net", "www.nvidia.com")
"""Domains that are taken for NVIDIA's."""
_separators = re.compile(r"[-_./]")


@cache
def meant_label(key: str) -> str | None:
    """Return the label that a key is a slip of; None where it is one, or is like none."""
    domain, slash, name = key.partition("/")
    if not slash or key == GPU or is_resource(key):
        return None
    if domain == NVIDIA:
        return None if name in NAMES or name in _OWN or find_family(name) else _full(NVIDIA, _name_meant(name))
    if domain == NFD:
        return _full(NFD, _device_meant(name))
    if domain in _NFD_OTHERWISE or slip(domain, (NFD,)):
        return f"{NFD}/{_device_meant(name) or name}"
    if slip(domain, (NVIDIA,)) or (domain in NVIDIA_OTHERWISE and (name in NAMES or _name_meant(name))):
        meant = name if name in NAMES else _name_meant(name) or name
        return f"{NVIDIA}/{'gpu.present' if is_resource(f'{NVIDIA}/{meant}') else meant}"
    return None


def _full(domain: str, name: str | None) -> str | None:
    return f"{domain}/{name}" if name else None


def _name_meant(name: str) -> str | None:
    plain = _bare(name)
    return next((one for one in sorted(NAMES) if _bare(one) == plain), None) or slip(name, sorted(NAMES))


def _device_meant(name: str) -> str | None:
    """Return the label of NVIDIA's devices that a name is a slip of; other makers' numbers are theirs."""
    found = find_pci(name)
    if found is not None:
        return f"{found['before']}{VENDOR}{found['after']}" if found["vendor"] in SLIPS_OF_VENDOR else None
    if f"{name}.present" in NFD_NAMES:
        return f"{name}.present"
    plain = _bare(name)
    return next((one for one in NFD_NAMES if _bare(one) == plain), None) or slip(name, NFD_NAMES)


def _bare(name: str) -> str:
    return _separators.sub("", name.lower())


def is_resource(key: str) -> bool:
    """Say whether a label's key is the name of a resource."""
    plain = key.removesuffix(SHARED_SUFFIX)
    return plain == GPU or plain in mig_resources()
