"""What a profile's nodes advertise, counted device by device; on purpose nothing of this is taken from the resolver."""

import re
from collections import Counter
from collections.abc import Iterator

from generator.facts.gpus import find_gpu
from generator.facts.mig import mig_family
from generator.model.gpu import Gpu
from generator.model.tree import Tree

PLUGIN_OF_OPERATOR = {"v25.3.4": "v0.17.4", "v25.10.1": "v0.18.1", "v26.3.3": "v0.19.3", "v26.7.0": "v0.20.0"}
"""Source: NVIDIA/gpu-operator deployments/gpu-operator/values.yaml (devicePlugin.version) at these tags."""
CARD = "nvidia.com/gpu"

Counts = dict[str, int]


def recount(profile: dict[str, Tree]) -> dict[str, Counts]:
    """Return for each pool of a profile what one of its nodes advertises; the profile must be one that compiles."""
    pools = [mapping(pool) for pool in sequence(profile["pools"])]
    return {str(pool["name"]): units(pool, one_name_for_all(profile, pools), old_names(profile)) for pool in pools}


def base_counts(profile: dict[str, Tree], pool: dict[str, Tree], pools: list[dict[str, Tree]]) -> Counts:
    """Return a pool's devices by resource name before anything is shared."""
    return dict(Counter(devices(pool, one_name_for_all(profile, pools), old_names(profile))))


def one_name_for_all(profile: dict[str, Tree], pools: list[dict[str, Tree]]) -> bool:
    """Say whether MIG devices are advertised as whole GPUs are: under the strategy single."""
    stated = mapping(profile.get("mig", {})).get("strategy")
    beside_mps = mapping(profile["install"])["chart"] == "gpu-operator" and any("mps" in pool for pool in pools)
    return stated == "single" or (stated is None and beside_mps)


def old_names(profile: dict[str, Tree]) -> bool:
    """Say whether the plugin is older than v0.20.0 and so drops what follows the size of a MIG profile."""
    install = mapping(profile["install"])
    release = "v" + str(install["version"]).removeprefix("v")
    plugin = PLUGIN_OF_OPERATOR[release] if install["chart"] == "gpu-operator" else release
    return int(plugin.split(".")[1]) < 20


def units(pool: dict[str, Tree], single: bool, old: bool) -> Counts:
    found: Counter[str] = Counter()
    sharing = mapping(pool.get("timeSlicing", pool.get("mps", {})))
    for name in devices(pool, single, old):
        times = whole(sharing.get("replicas", mapping(sharing.get("resources", {})).get(name, 1)))
        found[name + ".shared" if times > 1 and sharing.get("renameByDefault") else name] += times
    return dict(found)


def devices(pool: dict[str, Tree], single: bool, old: bool) -> Iterator[str]:
    """Yield the resource name of every device of a node, card after card."""
    for index, gpu in enumerate(cards := cards_of(pool)):
        instances = cut(pool, index, gpu, several=len({card.id for card in cards}) > 1)
        if instances is None or single:
            yield from [CARD] * (1 if instances is None else len(instances))
            continue
        for instance in instances:
            short = re.sub(r"gb.*", "gb", instance) if old else instance.replace("+", ".")
            yield f"nvidia.com/mig-{short}"


def cards_of(pool: dict[str, Tree]) -> list[Gpu]:
    entries = [mapping(entry) for entry in sequence(pool["gpus"])]
    found = [(find_gpu(str(entry["model"])), whole(entry.get("count", 1))) for entry in entries]
    return [gpu for gpu, count in found if isinstance(gpu, Gpu) for _ in range(count)]


def cut(pool: dict[str, Tree], index: int, gpu: Gpu, *, several: bool) -> list[str] | None:
    """Return the MIG instances of one card, None where it stays whole."""
    mig = pool.get("mig")
    if mig is None or gpu.mig_family is None:
        return None
    if isinstance(mig, str):
        return uniform(gpu.mig_family, mig)
    for item in map(mapping, sequence(mig)):
        named = item.get("devices", "all")
        model = find_gpu(str(item["model"])) if several else gpu
        if model == gpu and (named == "all" or index in sequence(named)):
            return [name for name, count in mapping(item["migDevices"]).items() for _ in range(whole(count))]
    return None


def uniform(family_id: str, name: str) -> list[str]:
    family = mig_family(family_id)
    if name == "all-balanced":
        return list(family.balanced.flatten())
    found = [one for one in family.profiles if one.name.replace("+", ".") == name.removeprefix("all-")]
    return [one.name for one in found for _ in range(one.max_count)]


def mapping(tree: Tree) -> dict[str, Tree]:
    assert isinstance(tree, dict), tree
    return tree


def sequence(tree: Tree) -> list[Tree]:
    assert isinstance(tree, list), tree
    return tree


def whole(tree: Tree) -> int:
    assert isinstance(tree, int), tree
    return tree
