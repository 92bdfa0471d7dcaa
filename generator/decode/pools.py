"""Decodes pools: nodes, GPUs and how they are shared."""

from generator.decode.read import (
    Mapping,
    as_mapping,
    as_text,
    as_whole,
    entries,
    labels,
    mappings,
    mib,
    numbers,
    paragraph,
    section,
    switch,
    text,
    texts,
    whole,
)
from generator.model.gpu import read_capability
from generator.model.profile import BindBy, GpuEntry, MigEntry, NodeCount, Nodes, Pool, Sharing
from generator.model.taints import Taint
from generator.model.tree import Tree


def decode_pool(tree: Mapping) -> Pool:
    """Return a pool."""
    return Pool(
        name=as_text(tree["name"]),
        gpus=tuple(_gpu(entry) for entry in mappings(tree, "gpus")),
        nodes=_nodes(section(tree, "nodes")),
        description=paragraph(tree, "description"),
        time_slicing=_sharing(tree, "timeSlicing"),
        mps=_sharing(tree, "mps"),
        mig=_mig(tree),
        allocation_policy=text(tree, "allocationPolicy"),
        taints=tuple(
            Taint(as_text(taint["key"]), text(taint, "value") or "", as_text(taint["effect"]))
            for taint in mappings(tree, "taints")
        ),
        node_labels=tuple((key, _one_or_more(value)) for key, value in section(tree, "nodeLabels").items()),
    )


def _nodes(tree: Mapping) -> Nodes:
    bind = text(tree, "bind")
    return Nodes(
        names=texts(tree, "names"),
        node_selector=labels(tree, "nodeSelector"),
        how_many=_node_count(tree["count"]) if "count" in tree else None,
        bind=None if bind is None else BindBy(bind),
    )


def _node_count(value: Tree) -> NodeCount:
    if isinstance(value, dict):
        return NodeCount(as_whole(value["min"]), as_whole(value["max"]))
    return NodeCount(as_whole(value), as_whole(value))


def _gpu(tree: Mapping) -> GpuEntry:
    per_node = whole(tree, "count")
    reserved, price, memory = text(tree, "reservedMemory"), text(tree, "pricePerHour"), text(tree, "memory")
    capability, device = text(tree, "computeCapability"), text(tree, "pciDeviceId")
    return GpuEntry(
        as_text(tree["model"]),
        1 if per_node is None else per_node,
        0 if reserved is None else mib(reserved),
        None if price is None else _micros(price),
        None if memory is None else mib(memory),
        None if capability is None else read_capability(capability),
        None if device is None else int(device, 16),
    )


def _micros(price: str) -> int:
    whole_part, _, decimals = price.partition(".")
    return int(whole_part) * 1_000_000 + int(f"{decimals:0<6}")


def _sharing(pool: Mapping, mode: str) -> Sharing | None:
    if mode not in pool:
        return None
    tree = section(pool, mode)
    return Sharing(
        replicas=whole(tree, "replicas"),
        resources=numbers(tree, "resources"),
        rename_by_default=switch(tree, "renameByDefault", default=False),
        fail_requests_greater_than_one=switch(tree, "failRequestsGreaterThanOne", default=True),
    )


def _mig(pool: Mapping) -> str | tuple[MigEntry, ...] | None:
    if not isinstance(pool.get("mig"), list):
        return text(pool, "mig")
    return tuple(_mig_entry(as_mapping(entry)) for entry in entries(pool, "mig"))


def _mig_entry(tree: Mapping) -> MigEntry:
    devices = tree.get("devices", "all")
    return MigEntry(
        devices=tuple(as_whole(device) for device in devices) if isinstance(devices, list) else None,
        mig_devices=numbers(tree, "migDevices"),
        model=text(tree, "model"),
    )


def _one_or_more(value: Tree) -> tuple[str, ...]:
    return tuple(as_text(one) for one in value) if isinstance(value, list) else (as_text(value),)
