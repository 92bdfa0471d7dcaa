"""From the MIG layouts that people write to items of mig-parted, each proven to fit."""

from difflib import get_close_matches
from typing import NamedTuple

from generator.facts.gpus import find_gpu, gpu_slug
from generator.facts.mig import family_with, mig_family, uniform_layout
from generator.facts.placement import place, what_fits
from generator.model.finding import Finding
from generator.model.gpu import Gpu, GpuUnknown
from generator.model.mig import Basis, MigFamily, MigLayout, MigNameRefusal, RefusalKind
from generator.model.plan import MigItem, PoolGpu
from generator.model.profile import MigEntry, Pool
from generator.model.tree import Path
from generator.resolve import _problems as problem


class MigCut(NamedTuple):
    """`devices` cards of a model, all cut into `layout`."""

    gpu: Gpu
    devices: int
    layout: MigLayout


class MigResolved(NamedTuple):
    """A pool's items for mig-parted, and the same per model for counting."""

    items: tuple[MigItem, ...]
    cuts: tuple[MigCut, ...]


def pool_mig(pool: Pool, gpus: tuple[PoolGpu, ...], origin: Path, faults: problem.Faults) -> MigResolved | None:
    """Return what the pool's `mig` means for its cards, or None where it cannot work."""
    at = (*origin, "mig")
    capable = tuple(entry for entry in gpus if entry.gpu.mig_family is not None)
    if not capable:
        faults.append(_unsupported(gpus, at))
        return None
    if isinstance(pool.mig, str):
        resolved = _uniform(pool.mig, gpus, at, faults)
    else:
        resolved = _listed(pool.mig or (), gpus, at, faults)
    mixed_up = _mixed_up(gpus)
    if resolved is not None and mixed_up is not None:
        faults.append(problem.MIG_FILTER.at((*origin, "gpus", gpus.index(mixed_up)), _why_mixed_up(mixed_up, gpus)))
        return None
    return resolved


def _mixed_up(gpus: tuple[PoolGpu, ...]) -> PoolGpu | None:
    """Return a model that no filter keeps apart from the others of its node."""
    for number, entry in enumerate(gpus):
        ids = set(entry.gpu.pci_device_ids)
        if len(gpus) > 1 and (not ids or any(ids & set(other.gpu.pci_device_ids) for other in gpus[:number])):
            return entry
    return None


def _why_mixed_up(mixed_up: PoolGpu, gpus: tuple[PoolGpu, ...]) -> str:
    if not mixed_up.gpu.pci_device_ids:
        return f"the PCI id of {mixed_up.gpu.marketing} is not said, and its node has other GPUs with MIG"
    ids = set(mixed_up.gpu.pci_device_ids)
    other = next(one.gpu.marketing for one in gpus if one != mixed_up and ids & set(one.gpu.pci_device_ids))
    return f"{mixed_up.gpu.marketing} has the PCI id of {other}, which is on the same node"


def _uniform(name: str, gpus: tuple[PoolGpu, ...], at: Path, faults: problem.Faults) -> MigResolved | None:
    before = len(faults)
    items: list[MigItem] = []
    cuts: list[MigCut] = []
    for entry in gpus:
        if entry.gpu.mig_family is None:
            items.append(MigItem(None, None, _filter(entry, gpus)))
            continue
        layout = uniform_layout(mig_family(entry.gpu.mig_family), name)
        if isinstance(layout, MigNameRefusal):
            fix = f"Write {' or '.join(layout.nearest)}." if layout.nearest else None
            message = f"{entry.gpu.marketing}: {layout.reason}"
            if layout.kind is RefusalKind.UNKNOWN:
                message = f'{entry.gpu.marketing} has no layout "{name}"'
            elif layout.kind is RefusalKind.OTHER_LEVEL:
                fix = "Leave `mig` out to have whole cards, or write one of the card's layouts, such as all-balanced."
            faults.append(problem.MIG_PROFILE_UNKNOWN.at(at, message, fix))
            continue
        items.append(MigItem(None, layout, _filter(entry, gpus)))
        cuts.append(MigCut(entry.gpu, entry.per_node, layout))
    return MigResolved(tuple(items), tuple(cuts)) if len(faults) == before else None


def _filter(entry: PoolGpu, gpus: tuple[PoolGpu, ...]) -> tuple[int, ...]:
    """Return the PCI ids that keep an item to one model, nothing where the node has no other."""
    return entry.gpu.pci_device_ids if len(gpus) > 1 else ()


def _listed(
    entries: tuple[MigEntry, ...], gpus: tuple[PoolGpu, ...], at: Path, faults: problem.Faults
) -> MigResolved | None:
    before = len(faults)
    _check_indices(entries, gpus, at, faults)
    items: list[MigItem] = []
    cuts: list[MigCut] = []
    for index, entry in enumerate(entries):
        target = _target(entry, gpus, (*at, index), faults)
        if target is None:
            continue
        layout = _layout(entry, target.gpu, (*at, index, "migDevices"), faults)
        if layout is None:
            continue
        number = target.per_node if entry.devices is None else len(entry.devices)
        items.append(MigItem(entry.devices, layout, _filter(target, gpus)))
        cuts.append(MigCut(target.gpu, number, layout))
    if len(faults) > before:
        return None
    return MigResolved((*items, *_left_whole(tuple(items), gpus)), tuple(cuts))


def _left_whole(items: tuple[MigItem, ...], gpus: tuple[PoolGpu, ...]) -> tuple[MigItem, ...]:
    """Return the items that switch MIG off on all cards that no item names.

    mig-parted checks every GPU of the node: with one that no item touches a layout never counts as applied, and the
    MIG manager stops the GPU clients at each of its restarts. An item that switches MIG off passes over cards without
    it. Source: NVIDIA/mig-parted cmd/nvidia-mig-parted/assert and apply.
    """
    found: list[MigItem] = []
    cards = sum(entry.per_node for entry in gpus)
    for entry in gpus:
        own_filter = _filter(entry, gpus)
        own = [item.devices for item in items if item.device_filter == own_filter]
        if not own:
            found.append(MigItem(None, None, own_filter))
        elif None not in own:
            named = {index for devices in own for index in devices or ()}
            rest = tuple(index for index in range(cards) if index not in named)
            found += [MigItem(rest, None, own_filter)] if rest else []
    return tuple(found)


def _check_indices(entries: tuple[MigEntry, ...], gpus: tuple[PoolGpu, ...], at: Path, faults: problem.Faults) -> None:
    cards = sum(entry.per_node for entry in gpus)
    for item, entry in enumerate(entries):
        here = (*at, item, "devices")
        beyond = [index for index in entry.devices or () if index >= cards]
        if beyond:
            numbers = ", ".join(map(str, beyond))
            faults.append(
                problem.MIG_DEVICES.at(here, f"device {numbers}: the node has {cards}, numbered 0 to {cards - 1}")
            )
        for earlier, other in enumerate(entries[:item]):
            if common := _common(entry, other):
                faults.append(problem.MIG_DEVICES.at(here, f"{common} of this item belong to item {earlier} already"))


def _common(one: MigEntry, other: MigEntry) -> str:
    """Name the devices that two items share; nothing where they share none."""
    if one.devices is not None and other.devices is not None:
        shared = sorted(set(one.devices) & set(other.devices))
        return f"devices {', '.join(map(str, shared))}" if shared else ""
    apart = one.model is not None and other.model is not None and one.model != other.model
    return "" if apart else "all devices" if one.devices is None else "the devices"


def _target(entry: MigEntry, gpus: tuple[PoolGpu, ...], at: Path, faults: problem.Faults) -> PoolGpu | None:
    names = ", ".join(candidate.gpu.id for candidate in gpus)
    if entry.model is None:
        if len(gpus) == 1:
            return gpus[0]
        faults.append(problem.MIG_MODEL.at(at, f"this pool has several models: {names}"))
        return None
    wanted = find_gpu(entry.model)
    wanted_id = wanted.id if isinstance(wanted, Gpu) else gpu_slug(entry.model)
    for candidate in gpus:
        if candidate.gpu.id == wanted_id or candidate.gpu.id in _nearest(wanted):
            if candidate.gpu.mig_family is not None:
                return candidate
            faults.append(_unsupported((candidate,), (*at, "model")))
            return None
    faults.append(problem.MIG_MODEL.at((*at, "model"), f'this pool has no "{entry.model}"', f"Write one of: {names}."))
    return None


def _nearest(wanted: Gpu | GpuUnknown) -> tuple[str, ...]:
    """Return the boards that have a name together; the pool's entry says which of them it has."""
    return wanted.nearest if isinstance(wanted, GpuUnknown) and wanted.ambiguous else ()


def _unsupported(gpus: tuple[PoolGpu, ...], at: Path) -> Finding:
    names = " and ".join(entry.gpu.marketing for entry in gpus)
    if any(entry.gpu.described for entry in gpus):
        return problem.MIG_UNSUPPORTED.at(at, f"which MIG layouts {names} has is not known here")
    return problem.MIG_UNSUPPORTED.at(at, f"{names} cannot do MIG")


def _layout(entry: MigEntry, gpu: Gpu, at: Path, faults: problem.Faults) -> MigLayout | None:
    layout = MigLayout.of(dict(entry.mig_devices))
    family = family_with(gpu, layout.names) or mig_family(gpu.mig_family or "")
    if family.basis is Basis.UNKNOWN:
        faults.append(problem.MIG_DOES_NOT_FIT.at(at, f"which layouts a {gpu.marketing} can hold is not published"))
        return None
    unknown = [name for name in layout.names if family.profile(name) is None]
    for name in unknown:
        nearest = get_close_matches(name, family.profile_names, 2, 0.5) or family.profile_names
        faults.append(
            problem.MIG_PROFILE_UNKNOWN.at(
                (*at, name),
                f'{gpu.marketing} has no MIG profile "{name}"',
                f"Write {' or '.join(nearest)}.",
                on_key=True,
            )
        )
    if unknown:
        return None
    if place(family, layout) is None:
        faults.append(_does_not_fit(family, gpu, layout, at))
        return None
    return layout


def _does_not_fit(family: MigFamily, gpu: Gpu, layout: MigLayout, at: Path) -> Finding:
    fitting = " or ".join(fit.text() for fit in what_fits(family, layout))
    return problem.MIG_DOES_NOT_FIT.at(
        at, f"{layout.text()} does not fit on one {gpu.marketing}", f"What fits: {fitting}."
    )
