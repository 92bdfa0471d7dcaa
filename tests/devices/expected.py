"""What a Plan means by its pools in words of GPU Feature Discovery: the labels of their nodes.

Source of the rules: NVIDIA/k8s-device-plugin internal/lm/resource.go and internal/lm/mig-strategy.go.
"""

from collections.abc import Iterator, Mapping

from generator.model.plan import Mode, PoolPlan
from generator.model.profile import MigStrategy
from generator.resolve.resources import mig_base_name
from tests.devices.cards import Card, cards_of, kinds_of
from tests.support.tool_table import DEVICE_PLUGIN

GPU = "nvidia.com/gpu"
SHARING = {Mode.MPS: "mps", Mode.TIME_SLICING: "time-slicing", Mode.MIG_TIME_SLICING: "time-slicing"}


def units_of(pool: PoolPlan) -> dict[str, int]:
    """Return what the Plan says that a node registers, by the names of the plugin that runs here.

    It knows no names of its own for variants of MIG profiles, which later releases have.
    """
    found: dict[str, int] = {}
    for one in pool.resources:
        for part in one.parts:
            name, replicas = one.name, one.replicas
            if one.base_name != GPU and (known := mig_base_name(part.device, DEVICE_PLUGIN.pinned)) != one.base_name:
                name, replicas = known, 1
            found[name] = found.get(name, 0) + part.devices * replicas
    return found


def labels_of(pool: PoolPlan) -> dict[str, str]:
    """Return the labels by which people and rules tell such nodes apart, for a pool of one model or without MIG."""
    cards = cards_of(pool)
    found = {
        "nvidia.com/mig.capable": _word(any(card.gpu.mig_family for card in cards)),
        "nvidia.com/mps.capable": _word(pool.mode is Mode.MPS),
    }
    if pool.mig_strategy is not MigStrategy.NONE:
        found["nvidia.com/mig.strategy"] = pool.mig_strategy.value
    if pool.mig_strategy is MigStrategy.SINGLE and pool.mig_items:
        return {**found, **_devices(pool, GPU)}
    found |= _whole(pool, cards)
    for name in _profiles(cards):
        found |= _devices(pool, f"nvidia.com/mig-{name.replace('+', '.')}", name)
    return found


def _word(truth: bool) -> str:
    return "true" if truth else "false"


def _whole(pool: PoolPlan, cards: tuple[Card, ...]) -> Mapping[str, str]:
    """Labels of cards: where all of them are cut, they are counted all the same, in 0 replicas."""
    card = next((one for one in cards if one.instances is None), cards[-1])
    replicas = _replicas(pool, GPU) if card.instances is None else 0
    alike = [one for one in cards if one.gpu.label == card.gpu.label]
    return {
        **_base(pool, GPU, card.gpu.label, replicas, len(alike)),
        f"{GPU}.memory": str(card.memory_mib),
        f"{GPU}.family": card.gpu.gfd_family,
        f"{GPU}.compute.major": str(card.gpu.compute_capability[0]),
        f"{GPU}.compute.minor": str(card.gpu.compute_capability[1]),
    }


def _devices(pool: PoolPlan, key: str, profile: str | None = None) -> Mapping[str, str]:
    """Labels of MIG devices of one profile, by default of the one that there is."""
    cards = cards_of(pool)
    name = profile or next(_profiles(cards))
    count = sum(one.profile == name for card in cards for one in card.instances or ())
    card = next(one for one in cards if any(device.profile == name for device in one.instances or ()))
    return {
        **_base(pool, key, f"{card.gpu.label}-MIG-{name.replace('+', '.')}", _replicas(pool, key), count),
        f"{key}.memory": str(kinds_of(card)[name].memory_mib),
    }


def _base(pool: PoolPlan, key: str, product: str, replicas: int, count: int) -> Mapping[str, str]:
    shared = "-SHARED" if replicas > 1 and not pool.renamed else ""
    return {
        f"{key}.product": product + shared,
        f"{key}.count": str(count),
        f"{key}.replicas": str(replicas),
        f"{key}.sharing-strategy": SHARING[pool.mode] if replicas > 1 else "none",
    }


def _replicas(pool: PoolPlan, base_name: str) -> int:
    """Return how often a resource is shared; GFD asks by its own name of it, also where the plugin has another."""
    return next((one.replicas for one in pool.resources if one.base_name == base_name), 1)


def _profiles(cards: tuple[Card, ...]) -> Iterator[str]:
    """Yield each profile that there is a device of, once."""
    yield from dict.fromkeys(one.profile for card in cards for one in card.instances or ())
