"""Which pods lie in which pool, and what they ask for there."""

from typing import NamedTuple

from generator.advise.advise import Advice
from generator.advise.devices import WHOLE
from generator.advise.pools import AdvisedPool, devices_of_pool, devices_to_itself
from generator.advise.request import Workload
from generator.model.mig import mig_resource_name
from generator.model.plan import GPU_RESOURCE, SHARED_SUFFIX, Mode

_LONGEST_NAME = 63


class Home(NamedTuple):
    """`pods` of a workload in a pool; `name` is that of the workload, with a number where it has several homes."""

    name: str
    workload: Workload
    pods: int
    pool: AdvisedPool
    resource: str


def homes(advice: Advice) -> tuple[Home, ...]:
    """Return who lies where, in the order of the request; a pool of another kind of device is another home.

    A device that one pod has to itself may be one of any pool of its fleet: those of the first pools are taken first.
    """
    found = [*_alone(advice), *_sharing(advice), *_past(advice)]
    places = {workload.name: place for place, workload in enumerate(advice.request.workloads)}
    pools = {pool.name: place for place, pool in enumerate(advice.pools)}
    found.sort(key=lambda home: (places[home.workload.name], pools[home.pool.name]))
    return tuple(_named(found, set(places)))


def share_name(advice: Advice, pool: AdvisedPool) -> str:
    """Return the resource that the members of a pool ask for."""
    base = mig_resource_name(pool.cuts[0][0].names[0]) if pool.sliced else GPU_RESOURCE
    return base + SHARED_SUFFIX if pool.replicas > 1 and renamed(advice) else base


def renamed(advice: Advice) -> bool:
    """With one pool alone no whole card can be taken for a share."""
    return len(advice.pools) > 1 or bool(advice.pools and advice.pools[0].mode is Mode.MIG)


def resources_of(advice: Advice, pool: AdvisedPool) -> tuple[str, ...]:
    """Return the resources that a pool advertises."""
    names = devices_of_pool(advice.request.fleets[pool.fleet], pool)
    return tuple(GPU_RESOURCE if name == WHOLE else mig_resource_name(name) for name, count in names.items() if count)


def _alone(advice: Advice) -> list[Home]:
    found: list[Home] = []
    free = [devices_to_itself(advice.request.fleets[pool.fleet], pool) for pool in advice.pools]
    for given in advice.split.given:
        resource = GPU_RESOURCE if given.device == WHOLE else mig_resource_name(given.device)
        wanted = given.pods
        for pool, own in zip(advice.pools, free, strict=True):
            taken = min(wanted, own.get(given.device, 0)) if pool.fleet == given.fleet else 0
            if taken:
                found.append(Home(given.workload.name, given.workload, taken, pool, resource))
                own[given.device] -= taken
                wanted -= taken
    return found


def _sharing(advice: Advice) -> list[Home]:
    return [
        Home(member.workload.name, member.workload, member.pods, pool, share_name(advice, pool))
        for pool in advice.pools
        for member in pool.members
    ]


def _past(advice: Advice) -> list[Home]:
    """What reaches the cards of a fleet past the plugin may be on any of them, and asks for nothing."""
    return [
        Home(one.name, one, one.pods, pool, "")
        for one in advice.request.workloads
        for pool in advice.pools
        if pool.fleet == one.past
    ]


def _named(found: list[Home], taken: set[str]) -> list[Home]:
    """Return the homes with names that differ; the first of each workload keeps its name."""
    seen: dict[str, int] = {}
    named: list[Home] = []
    for home in found:
        name = home.workload.name
        seen[name] = seen.get(name, 0) + 1
        own = name
        while seen[name] > 1 and own in taken:
            own = _numbered(name, seen[name])
            seen[name] += own in taken
        taken.add(own)
        named.append(home._replace(name=own))
    return named


def _numbered(name: str, number: int) -> str:
    suffix = f"-{number}"
    return name[: _LONGEST_NAME - len(suffix)] + suffix
