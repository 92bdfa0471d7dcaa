"""Where a model is to run: a whole card, a share of one, an MPS client or a MIG instance."""

from typing import NamedTuple

from generator.budget.device import device_of, owners_of
from generator.facts.described_gpu import named_gpu, why_none
from generator.facts.mig import instance_memory, mig_family
from generator.facts.runtimes import Overhead, cuda_context, kept_by_driver
from generator.model.gpu import Capability, Gpu
from generator.model.plan import Part, Plan, PoolGpu, PoolPlan, Promise, Resource
from generator.model.profile import Sharing
from generator.resolve.resources import mps_shared

_MODES = ("time-slicing", "mps")


class Place(NamedTuple):
    """A unit that pods ask for, with the device behind it; all amounts in MiB.

    `device_mib` is the memory that the `replicas` units of a device share, as nvidia-smi shows it; `client_limit_mib`
    is what MPS allows each process, None elsewhere. `estimated` where no figure for the device is published.
    `reserved_mib` of the device are not for pods.
    """

    name: str
    architecture: str
    compute_capability: Capability
    device_mib: int
    replicas: int = 1
    client_limit_mib: int | None = None
    estimated: bool = False
    reserved_mib: int = 0
    is_instance: bool = False

    @property
    def kept(self) -> Overhead:
        """What the driver keeps of the device."""
        return kept_by_driver(self.device_mib, is_instance=self.is_instance)

    @property
    def usable_mib(self) -> int:
        """What all units of the device have together, after what is reserved and what the driver keeps."""
        return self.device_mib - self.reserved_mib - self.kept.memory_mib

    @property
    def alone_mib(self) -> int:
        """What one process may have if the device's other units are idle."""
        return min(self.usable_mib, self.client_limit_mib or self.usable_mib)

    @property
    def each_mib(self) -> int:
        """What each unit may have if all of them run the same."""
        return min(self.usable_mib // self.replicas, self.alone_mib)


class Spot(NamedTuple):
    """A place as options describe it: a GPU's name, a MIG profile, units of a device and how they share it."""

    gpu: str
    mig: str | None = None
    share: int = 1
    mode: str = _MODES[0]


class PlaceProblem(NamedTuple):
    """Why an option makes no sense; `option` as it is typed."""

    option: str
    reason: str


def place_on(spot: Spot) -> Place | PlaceProblem:
    """Return the place that options describe, or what is wrong with them."""
    gpu = named_gpu(spot.gpu)
    if not isinstance(gpu, Gpu):
        reason = why_none(gpu)
        return PlaceProblem("--on", f"{reason[:1].upper()}{reason[1:]}.")
    if spot.mig is not None:
        return _instance(gpu, spot, spot.mig)
    total = gpu.total_mib
    card = Place(gpu.marketing, gpu.architecture, gpu.compute_capability, total, estimated=gpu.memory_mib is None)
    if spot.share == 1:
        return card
    if spot.mode == "mps":
        return _client(gpu, card, spot.share)
    return card._replace(name=f"one of {spot.share} time-slicing shares of {gpu.marketing}", replicas=spot.share)


def places_of(plan: Plan) -> tuple[Place, ...]:
    """Return every unit that a cluster's nodes advertise; those with no published memory are left out."""
    return tuple(
        place
        for pool in plan.pools
        for resource in pool.resources
        for part in resource.parts
        if (place := _planned(pool, resource, part)) is not None
    )


def _instance(gpu: Gpu, spot: Spot, name: str) -> Place | PlaceProblem:
    if gpu.mig_family is None:
        return PlaceProblem("--mig", f"{gpu.marketing} has no MIG.")
    if spot.share > 1 and spot.mode == "mps":
        return PlaceProblem("--mode", "The device plugin runs MPS on whole cards only, not on MIG instances.")
    family = mig_family(gpu.mig_family)
    profile = family.profile(name)
    if profile is None:
        names = ", ".join(one.name for one in family.profiles)
        return PlaceProblem("--mig", f"{gpu.marketing} has no MIG profile {name!a}. It has: {names or 'none known'}.")
    shown = f"MIG {name} of {gpu.marketing}"
    if spot.share > 1:
        shown = f"one of {spot.share} time-slicing shares of {shown}"
    estimated = profile.memory_mib is None
    memory = instance_memory(profile.memory_gb_name, profile.memory_mib).least_mib
    return Place(
        shown, gpu.architecture, gpu.compute_capability, memory, spot.share, estimated=estimated, is_instance=True
    )


def _client(gpu: Gpu, card: Place, clients: int) -> Place | PlaceProblem:
    """Return an MPS client; the limit is the resolver's, which computes it as the daemon does."""
    if clients > gpu.mps_max_clients:
        return PlaceProblem("--share", f"{gpu.marketing} takes at most {gpu.mps_max_clients} MPS clients.")
    whole = Resource(gpu.id, gpu.id, 1, Promise.HARDWARE, (Part(gpu.marketing, 1, card.device_mib),))
    known = gpu._replace(memory_mib=card.device_mib)
    shared = mps_shared((whole,), Sharing(replicas=clients), (PoolGpu(known, 1, 0),))[0]
    limit = shared.parts[0].memory_mib if gpu.limits_mps_clients else None
    name = f"one of {clients} MPS clients of {gpu.marketing}"
    return card._replace(name=name, replicas=clients, client_limit_mib=limit)


def _planned(pool: PoolPlan, resource: Resource, part: Part) -> Place | None:
    owners = owners_of(pool, part)
    if part.memory_mib is None or not owners:
        return None
    device = device_of(pool, part)
    name = f"{resource.name} in pool {pool.name} ({part.device}"
    name += f", {resource.replicas} units share it)" if resource.replicas > 1 else ")"
    return Place(
        name,
        max((entry.gpu.architecture for entry in owners), key=lambda one: cuda_context(one).memory_mib),
        min(entry.gpu.compute_capability for entry in owners),
        device.memory.total_mib,
        resource.replicas,
        part.memory_mib if resource.promise is Promise.PER_PROCESS else None,
        reserved_mib=device.memory.reserved_mib,
        is_instance=device.is_instance,
    )
