"""Which extended resources a pool's nodes advertise, and how many. Names are made here and nowhere else.

Sources: NVIDIA/k8s-device-plugin internal/rm/device_map.go, internal/rm/rm.go, api/config/v1/replicas.go and
api/config/v1/resources.go (v0.17.4 to v0.20.0).
"""

from collections.abc import Iterable

from generator.facts.charts import release_numbers
from generator.facts.mig import family_with
from generator.facts.plugin_versions import MIG_VARIANTS_NAMED
from generator.model.mig import mig_resource_name, parse_mig_name
from generator.model.plan import GPU_RESOURCE, SHARED_SUFFIX, Part, PoolGpu, Promise, Resource
from generator.model.profile import MigStrategy, Sharing
from generator.resolve.mig import MigCut


def mig_base_name(profile: str, plugin_version: str) -> str:
    """Return the resource of a MIG profile under `mixed` as that plugin names it.

    Before v0.20.0 patterns were not anchored, so ``1g.24gb+me`` was advertised as ``nvidia.com/mig-1g.24gb``. A version
    that cannot be read is taken to be new.
    """
    parts = parse_mig_name(profile)
    if release_numbers(plugin_version) >= MIG_VARIANTS_NAMED or parts is None:
        return mig_resource_name(profile)
    return mig_resource_name(f"{parts.compute_slices}g.{parts.memory_gb}gb")


def base_resources(
    gpus: tuple[PoolGpu, ...], cuts: tuple[MigCut, ...], strategy: MigStrategy, plugin_version: str
) -> tuple[Resource, ...]:
    """Return what the nodes advertise before anything is shared: MIG devices and the cards left whole."""
    parts: dict[str, list[Part]] = {}
    for entry in gpus:
        whole = entry.per_node - sum(cut.devices for cut in cuts if cut.gpu.id == entry.gpu.id)
        if whole:
            parts.setdefault(GPU_RESOURCE, []).append(Part(entry.gpu.marketing, whole, _usable(entry)))
    for cut in cuts:
        family = family_with(cut.gpu, cut.layout.names)
        for name, count in cut.layout.counts:
            resource = GPU_RESOURCE if strategy is MigStrategy.SINGLE else mig_base_name(name, plugin_version)
            profile = None if family is None else family.profile(name)
            memory = None if profile is None else profile.memory_mib
            _add(parts.setdefault(resource, []), Part(name, count * cut.devices, memory))
    return tuple(Resource(name, name, 1, Promise.HARDWARE, tuple(found)) for name, found in parts.items())


def _add(parts: list[Part], part: Part) -> None:
    for index, other in enumerate(parts):
        if (other.device, other.memory_mib) == (part.device, part.memory_mib):
            parts[index] = part._replace(devices=part.devices + other.devices)
            return
    parts.append(part)


def _usable(entry: PoolGpu) -> int | None:
    memory = entry.gpu.memory_mib
    return None if memory is None else memory - entry.reserved_mib


def replicas_of(sharing: Sharing, base_name: str) -> int:
    """Return how often a resource is shared; 1 where the sharing does not name it."""
    if sharing.replicas is not None:
        return sharing.replicas
    return dict(sharing.resources).get(base_name, 1)


def time_sliced(resources: Iterable[Resource], sharing: Sharing) -> tuple[Resource, ...]:
    """Return the resources with time-slicing on: more units, the same memory for all of them."""
    return tuple(
        resource
        if (replicas := replicas_of(sharing, resource.base_name)) == 1
        else resource._replace(name=_shared_name(resource.base_name, sharing), replicas=replicas, promise=Promise.NONE)
        for resource in resources
    )


def mps_shared(resources: Iterable[Resource], sharing: Sharing, gpus: tuple[PoolGpu, ...]) -> tuple[Resource, ...]:
    """Return the resources with MPS on.

    The daemon limits each client to floor(total / replicas) MiB of the card's whole memory (source:
    NVIDIA/k8s-device-plugin cmd/mps-control-daemon/mps/daemon.go); before Volta the limit isolates nothing, and where
    NVML tells no memory there is none.
    """
    limited = all(entry.gpu.limits_mps_clients for entry in gpus)
    totals = {entry.gpu.marketing: entry.gpu.memory_mib for entry in gpus}
    shared: list[Resource] = []
    for resource in resources:
        replicas = replicas_of(sharing, resource.base_name)
        if replicas == 1:
            shared.append(resource)
            continue
        parts = resource.parts
        if limited:
            parts = tuple(part._replace(memory_mib=_share(totals[part.device], replicas)) for part in parts)
        shared.append(
            Resource(
                _shared_name(resource.base_name, sharing),
                resource.base_name,
                replicas,
                Promise.PER_PROCESS if limited else Promise.NONE,
                parts,
            )
        )
    return tuple(shared)


def _share(total_mib: int | None, replicas: int) -> int | None:
    return None if total_mib is None else total_mib // replicas


def _shared_name(base_name: str, sharing: Sharing) -> str:
    return base_name + SHARED_SUFFIX if sharing.rename_by_default else base_name
