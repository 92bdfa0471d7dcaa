"""The MIG layouts that gpu-operator ships in its own configuration, release by release."""

from collections.abc import Mapping
from types import MappingProxyType

from generator.facts.releases import Numbers

_SINCE: Mapping[Numbers, str] = MappingProxyType(
    {
        (
            1,
            7,
            0,
        ): "balanced disabled 1g.5gb 1g.6gb 1g.10gb 2g.10gb 2g.12gb 2g.20gb 3g.20gb 3g.40gb 4g.24gb 7g.40gb 7g.80gb",
        (1, 8, 2): "1g.12gb 2g.24gb 3g.48gb 7g.96gb",
        (23, 3, 0): "1g.5gb.me 1g.6gb.me 1g.10gb.me 1g.20gb 2g.12gb.me 4g.20gb 4g.40gb",
        (23, 6, 0): "1g.12gb.me 1g.24gb 3g.47gb 4g.47gb 4g.48gb 7g.94gb",
        (24, 3, 0): "enabled",
        (24, 6, 0): "1g.18gb 1g.18gb.me 1g.35gb 2g.35gb 3g.71gb 4g.71gb 7g.141gb",
        (24, 9, 0): "1g.36gb 2g.36gb 3g.72gb 4g.72gb 7g.144gb",
        (
            25,
            3,
            0,
        ): "1g.23gb 1g.23gb.me 1g.24gb.me 1g.45gb 1g.47gb 2g.45gb 2g.47gb 3g.90gb 3g.95gb 4g.90gb 4g.95gb 7g.180gb "
        "7g.189gb",
        (
            25,
            3,
            3,
        ): "1g.24gb-me 1g.24gb.gfx 1g.24gb.me.all 2g.48gb 2g.48gb-me 2g.48gb.gfx 2g.48gb.me.all 3g.93gb 4g.93gb "
        "4g.96gb 4g.96gb.gfx 7g.186gb",
        (
            25,
            10,
            0,
        ): "1g.34gb 1g.34gb.me 1g.35gb.me 1g.67gb 1g.70gb 2g.67gb 2g.70gb 3g.135gb 3g.139gb 4g.135gb 4g.139gb "
        "7g.269gb 7g.278gb",
    }
)
"""By release what came with it, without the ``all-`` that every name begins with; none was ever taken away.

Source: NVIDIA/gpu-operator assets/state-mig-manager/0400_configmap.yaml at every release tag from v1.7.0 to v26.7.0.
"""
_GENERATED_SINCE: Numbers = (26, 3, 0)
"""From here on the MIG manager makes its configuration on each node, of what the GPU says that it has; source:
controllers/object_controls.go (TransformMIGManager, DEFAULT_CONFIG_FILE)."""


def default_layouts(release: Numbers) -> frozenset[str] | None:
    """Return the layouts of a release's own configuration; None where it has none that is the same on every node."""
    if not min(_SINCE) <= release < _GENERATED_SINCE:
        return None
    return frozenset(f"all-{name}" for since, names in _SINCE.items() if since <= release for name in names.split())


def layout_since(layout: str) -> str | None:
    """Return the first release whose own configuration has a layout, as in ``v25.3.3``; None where none has."""
    found = (since for since, names in _SINCE.items() if layout in {f"all-{name}" for name in names.split()})
    first = next(found, None)
    return None if first is None else "v" + ".".join(map(str, first))
