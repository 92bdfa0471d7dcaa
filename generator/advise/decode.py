"""From a request's document to a typed request, or to everything that is wrong with it."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from generator.advise import codes
from generator.advise.cuts import devices_of
from generator.advise.devices import family_of, mig_devices, usable_mib
from generator.advise.past import fleet_past, gpu_ids, isolation_missing, past_findings, room_findings, with_past
from generator.advise.request import Fleet, Install, Request, Standing, Workload
from generator.decode.codes import UNKNOWN_KEY, WRONG_TYPE
from generator.decode.conform import surely_valid
from generator.decode.rawtext import ProfileDocument, with_raw_text
from generator.decode.read import (
    Mapping,
    as_mapping,
    as_text,
    as_whole,
    mappings,
    mib,
    numbers,
    section,
    text,
    texts,
    whole,
)
from generator.decode.schema import Schema
from generator.decode.wording import shown
from generator.facts.data import data_dir
from generator.facts.described_gpu import DESCRIBE, GpuContradiction, named_gpu, why_none
from generator.facts.placement import place
from generator.model.finding import Finding
from generator.model.gpu import Gpu, GpuUnknown
from generator.model.mig import MigLayout
from generator.model.tree import Path, Tree
from generator.model.workload import Isolation

if TYPE_CHECKING:
    from generator.decode.faults import Fault

SCHEMA_FILE = "advise-request.schema.json"
_OF_A_PROFILE = {"replicas": "count", "namespace": "tenant"}
"""Keys of a profile's workloads, and what a request calls them."""


class DecodedRequest(NamedTuple):
    """A request, or None with what is wrong with it; findings name places in the tree."""

    request: Request | None
    findings: tuple[Finding, ...] = ()


@cache
def request_schema() -> Schema:
    """Return the schema, read once; an OSError or a ValueError is a broken installation."""
    import json

    content: Schema = json.loads((data_dir("schemas") / SCHEMA_FILE).read_text(encoding="utf-8"))
    return content


def decode_request(document: ProfileDocument) -> DecodedRequest:
    """Return the request, or every fault of it at once."""
    tree, schema = with_raw_text(document), request_schema()
    if not surely_valid(tree, schema, schema) and (found := _shape_findings(tree, document)):
        return DecodedRequest(None, found)
    mapping = as_mapping(tree)
    findings = (
        *_node_findings(mapping),
        *_gpu_findings(mapping),
        *past_findings(mapping),
        *_memory_findings(mapping),
    )
    if findings:
        return DecodedRequest(None, (*findings, *_name_findings(mapping)))
    ids = gpu_ids(mapping)
    workloads = tuple(_workload(entry, fleet_past(entry, ids)) for entry in mappings(mapping, "workloads"))
    alone = tuple(_fleet(entry) for entry in mappings(mapping, "gpus"))
    fleets = with_past(alone, workloads)
    reserved = tuple(_reserve_findings(alone)) or tuple(room_findings(fleets, workloads))
    findings = (
        *_name_findings(mapping),
        *(reserved or _demand_findings(fleets, workloads)),
        *_standing_findings(fleets, mapping),
    )
    if findings:
        return DecodedRequest(None, findings)
    return DecodedRequest(Request(_install(mapping), fleets, workloads, _standing(fleets, mapping)))


def _shape_findings(tree: Tree, document: ProfileDocument) -> tuple[Finding, ...]:
    if not isinstance(tree, dict):
        message = f"the request is {shown(tree)}, but a mapping is wanted"
        return (WRONG_TYPE.at((), message, "Write keys and values: version, cluster, gpus and workloads."),)
    from generator.decode.explain import explain
    from generator.decode.faults import find_faults

    schema = request_schema()
    faults = find_faults(tree, schema, root=schema)
    found = (_in_own_words(one) for one in explain(faults, document))
    return (*found, *_isolation_findings(tree, faults))


def _in_own_words(found: Finding) -> Finding:
    """Say what a profile's key is called in a request, and that this is none."""
    if not found.at:
        return found._replace(message=found.message.replace("the profile", "the request", 1))
    match found.at:
        case ("workloads", int(), str(key)) if found.code == UNKNOWN_KEY.code and key in _OF_A_PROFILE:
            return found._replace(fix=f"Here it is `{_OF_A_PROFILE[key]}`.")
    return found


def _isolation_findings(tree: Mapping, faults: "Sequence[Fault]") -> Iterator[Finding]:
    """Yield what the schema cannot demand: which workloads need an isolation depends on another key."""
    from generator.decode.explain_keys import suggested_key

    meant = {(one.path, suggested_key(one)) for one in faults if one.keyword == "additionalProperties"}
    workloads = tree.get("workloads")
    for index, entry in enumerate(workloads if isinstance(workloads, list) else ()):
        path: Path = ("workloads", index)
        if not isinstance(entry, dict) or "isolation" in entry or entry.get("unaccounted", False) is not False:
            continue
        if meant.isdisjoint({(path, "isolation"), (path, "unaccounted")}):
            yield isolation_missing(path)


def _memory_findings(tree: Mapping) -> Iterator[Finding]:
    for index, entry in enumerate(mappings(tree, "workloads")):
        if mib(as_text(entry["memory"])) == 0:
            message = f"workloads[{index}].memory is {entry['memory']}, and nothing runs in that"
            yield codes.MEMORY_ODD.at(("workloads", index, "memory"), message)


def _node_findings(tree: Mapping) -> Iterator[Finding]:
    for index, entry in enumerate(mappings(tree, "gpus")):
        nodes = entry["nodes"]
        if isinstance(nodes, dict) and len(nodes) > 1:
            message = f"gpus[{index}].nodes has both names and max"
            yield codes.NODES_ODD.at(("gpus", index, "nodes"), message)


def _gpu_findings(tree: Mapping) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for index, entry in enumerate(mappings(tree, "gpus")):
        path: Path = ("gpus", index, "model")
        gpu = named_gpu(as_text(entry["model"]))
        if not isinstance(gpu, Gpu):
            yield _unknown(gpu, path)
        elif seen.setdefault(gpu.id, index) != index:
            yield codes.SAME_TWICE.at(path, f"gpus[{index}]: {gpu.marketing} is that of gpus[{seen[gpu.id]}] already")
    for index, entry in enumerate(mappings(tree, "current")):
        gpu = named_gpu(as_text(entry["model"]))
        if not isinstance(gpu, Gpu):
            yield _unknown(gpu, ("current", index, "model"))
        elif gpu.id not in seen:
            message = f"current[{index}]: there is no {gpu.marketing} in gpus"
            yield codes.PRESENT_STATE.at(("current", index, "model"), message, "Write one of the models in gpus.")


def _unknown(unknown: GpuUnknown | GpuContradiction, at: Path) -> Finding:
    if isinstance(unknown, GpuContradiction):
        return codes.GPU_UNKNOWN.at(at, why_none(unknown), "Write the model alone.")
    names = ", ".join(unknown.nearest)
    if unknown.ambiguous:
        return codes.GPU_UNKNOWN.at(at, f'"{unknown.name}" fits several GPUs: {names}', f"Write one of: {names}.")
    near = f"Did you mean {' or '.join(unknown.nearest)}? " if unknown.nearest else ""
    fix = f"{near}A card that is not known here is the line that {DESCRIBE} prints: NVIDIA X 9, 8192 MiB, 8.6."
    return codes.GPU_UNKNOWN.at(at, f'unknown GPU "{unknown.name}"', fix)


def _name_findings(tree: Mapping) -> Iterator[Finding]:
    names = [as_text(entry["name"]) for entry in mappings(tree, "workloads")]
    first: dict[str, int] = {}
    for index, name in enumerate(names):
        if first.setdefault(name, index) != index:
            message = f"workloads[{index}]: {name} is the name of workloads[{first[name]}] already"
            yield codes.SAME_TWICE.at(("workloads", index, "name"), message)


def _reserve_findings(fleets: tuple[Fleet, ...]) -> Iterator[Finding]:
    for index, fleet in enumerate(fleets):
        if usable_mib(fleet) <= 0:
            message = f"{fleet.reserved_mib} MiB reserved leave nothing of a {fleet.gpu.marketing}"
            yield codes.MEMORY_ODD.at(("gpus", index, "reservedMemory"), message, "Write less than the card has.")


def _demand_findings(fleets: tuple[Fleet, ...], workloads: tuple[Workload, ...]) -> Iterator[Finding]:
    """A whole card has all compute slices, and the most memory of what can be shared."""
    for index, workload in enumerate(workloads):
        most = max(fleets, key=lambda fleet: _most_mib(fleet, workload))
        if workload.past is not None:
            continue
        if workload.memory_mib > _most_mib(most, workload):
            message = (
                f"{workload.name} wants {workload.memory_mib} MiB; the most that a card here has for it is "
                f"{_most_mib(most, workload)} MiB ({most.gpu.marketing})"
            )
            yield codes.NO_CARD_HOLDS.at(("workloads", index, "memory"), message)
        elif workload.compute_slices > _most_slices(fleets):
            message = f"{workload.name} wants {workload.compute_slices} compute slices; a card here has fewer"
            yield codes.NO_CARD_HOLDS.at(("workloads", index, "computeSlices"), message)


def _most_mib(fleet: Fleet, workload: Workload) -> int:
    """What the driver keeps of a card is an upper estimate: the largest MIG device may have more that is certain."""
    if workload.isolation is Isolation.TRUSTED:
        return usable_mib(fleet)
    return max(device.memory_mib for device in devices_of(fleet))


def _most_slices(fleets: tuple[Fleet, ...]) -> int:
    return max(7 if family is None else family.compute_slices for family in map(family_of, fleets))


def _standing_findings(fleets: tuple[Fleet, ...], tree: Mapping) -> Iterator[Finding]:
    listed = [0] * len(fleets)
    for index, entry in enumerate(mappings(tree, "current")):
        number, fleet = _fleet_of(fleets, entry)
        listed[number] += as_whole(entry["count"])
        path: Path = ("current", index)
        layout, family = MigLayout.of(dict(numbers(entry, "migDevices"))), family_of(fleet)
        if fleet.budget:
            yield codes.PRESENT_STATE.at(path, f"current[{index}]: what may be bought has no present state")
        if fleet.past_mib:
            message = f"current[{index}]: cards that something reaches past the plugin are not cut (rule MEM107)"
            yield codes.PRESENT_STATE.at(path, message, "Leave it out, or let that workload ask for a device.")
            continue
        if family is None or place(family, layout) is None:
            known = "" if family is None else ", ".join(device.name for device in mig_devices(family))
            message = f"current[{index}]: {layout.text()} does not fit on one {fleet.gpu.marketing}"
            fix = f"Write a layout of {known}." if known else "Leave it out: this card has no layouts that are known."
            yield codes.PRESENT_STATE.at((*path, "migDevices"), message, fix)
        if listed[number] > fleet.cards:
            message = f"current[{index}]: {listed[number]} of the {fleet.cards} {fleet.gpu.marketing} have a layout"
            yield codes.PRESENT_STATE.at((*path, "count"), message, f"List {fleet.cards} at most.")


def _fleet_of(fleets: tuple[Fleet, ...], entry: Mapping) -> tuple[int, Fleet]:
    gpu = named_gpu(as_text(entry["model"]))
    return next((number, fleet) for number, fleet in enumerate(fleets) if fleet.gpu == gpu)


def _fleet(entry: Mapping) -> Fleet:
    gpu = named_gpu(as_text(entry["model"]))
    if not isinstance(gpu, Gpu):
        raise TypeError("only known models get here")
    nodes, reserved = entry["nodes"], text(entry, "reservedMemory")
    names = texts(nodes, "names") if isinstance(nodes, dict) else ()
    most = whole(nodes, "max") if isinstance(nodes, dict) else as_whole(nodes)
    return Fleet(
        gpu=gpu,
        per_node=whole(entry, "count") or 1,
        nodes=len(names) or most or 1,
        node_names=names,
        budget=isinstance(nodes, dict) and not names,
        reserved_mib=mib(reserved or "0MiB"),
    )


def _workload(entry: Mapping, past: int | None) -> Workload:
    return Workload(
        name=as_text(entry["name"]),
        pods=whole(entry, "count") or 1,
        memory_mib=mib(as_text(entry["memory"])),
        isolation=Isolation(text(entry, "isolation") or Isolation.TRUSTED.value),
        tenant=text(entry, "tenant") or "",
        compute_slices=whole(entry, "computeSlices") or 1,
        past=past,
    )


def _standing(fleets: tuple[Fleet, ...], tree: Mapping) -> tuple[Standing, ...]:
    """Return the present state of every card; equal layouts of one fleet together, cards without MIG last."""
    if "current" not in tree:
        return ()
    cards: dict[tuple[int, MigLayout], int] = {}
    for entry in mappings(tree, "current"):
        key = (_fleet_of(fleets, entry)[0], MigLayout.of(dict(numbers(entry, "migDevices"))))
        cards[key] = cards.get(key, 0) + as_whole(entry["count"])
    for number, fleet in enumerate(fleets):
        cut = sum(count for (one, _), count in cards.items() if one == number)
        if fleet.cards > cut:
            cards[number, MigLayout(())] = fleet.cards - cut
    return tuple(Standing(number, layout, count) for (number, layout), count in cards.items())


def _install(tree: Mapping) -> Install:
    cluster, install = section(tree, "cluster"), section(tree, "install")
    return Install(
        cluster=as_text(cluster["name"]),
        kubernetes=as_text(cluster["kubernetes"]),
        distribution=as_text(cluster["distribution"]),
        chart=text(install, "chart") or "",
        version=text(install, "version") or "",
        driver=text(install, "driver") or "",
    )
