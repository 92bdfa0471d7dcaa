"""Workloads of a request that reach the GPUs past the device plugin: they ask for no device, and yet take memory."""

from collections.abc import Iterator, Sequence

from generator.advise.devices import usable_mib
from generator.advise.request import Fleet, Workload
from generator.decode.codes import CONTRADICTION, MISSING_KEY
from generator.decode.read import Mapping, as_text, mappings, switch
from generator.facts.described_gpu import named_gpu
from generator.model.finding import Finding
from generator.model.gpu import Gpu
from generator.model.tree import Path


def is_past(entry: Mapping) -> bool:
    """Say whether a workload asks for no device."""
    return switch(entry, "unaccounted", default=False)


def past_findings(tree: Mapping) -> Iterator[Finding]:
    """Yield what does not go together in a workload that asks for no device, or is missing in one that does."""
    ids = gpu_ids(tree)
    for index, entry in enumerate(mappings(tree, "workloads")):
        path: Path = ("workloads", index)
        if not is_past(entry):
            yield from _accounted(entry, path)
            continue
        if "computeSlices" in entry:
            message = f"workloads[{index}].computeSlices: an unaccounted workload asks for no device"
            yield CONTRADICTION.at((*path, "computeSlices"), message, "Remove `computeSlices`, or `unaccounted`.")
        if "model" not in entry and len(ids) > 1:
            message = f"workloads[{index}]: model is missing, and gpus has several"
            yield MISSING_KEY.at(path, message, "Add `model`: the GPUs that it uses without asking for them.")
        if "model" in entry and _gpu_id(entry) not in ids:
            message = f"workloads[{index}].model: there is no {as_text(entry['model'])} in gpus"
            yield CONTRADICTION.at((*path, "model"), message, "Write one of the models in gpus, as it stands there.")


def _accounted(entry: Mapping, path: Path) -> Iterator[Finding]:
    if "isolation" not in entry:
        yield isolation_missing(path)
    if "model" in entry:
        message = f"workloads[{path[1]}].model: which GPUs a workload gets is for the answer to say"
        yield CONTRADICTION.at((*path, "model"), message, "Remove `model`, or add `unaccounted: true`.")


def isolation_missing(path: Path) -> Finding:
    """Return the finding on a workload at a place like ("workloads", 0)."""
    fix = "Add `isolation: trusted`, untrusted or latency-bound: whether it may share a GPU."
    return MISSING_KEY.at(path, f"workloads[{path[1]}]: isolation is missing", fix)


def gpu_ids(tree: Mapping) -> list[str]:
    """Return the ids of the GPUs in a request, "" for unknown ones."""
    return [_gpu_id(entry) for entry in mappings(tree, "gpus")]


def _gpu_id(entry: Mapping) -> str:
    gpu = named_gpu(as_text(entry["model"]))
    return gpu.id if isinstance(gpu, Gpu) else ""


def fleet_past(entry: Mapping, ids: Sequence[str]) -> int | None:
    """Return the fleet whose cards a workload reaches past the plugin, None if it asks for a device."""
    if not is_past(entry):
        return None
    return ids.index(_gpu_id(entry)) if "model" in entry else 0


def with_past(fleets: Sequence[Fleet], workloads: Sequence[Workload]) -> tuple[Fleet, ...]:
    """Return the fleets, knowing what is taken of each of their cards; which cards it is on nobody says."""
    taken = [0] * len(fleets)
    for one in workloads:
        if one.past is not None:
            taken[one.past] += one.pods * one.memory_mib
    return tuple(fleet._replace(past_mib=mib) for fleet, mib in zip(fleets, taken, strict=True))


def room_findings(fleets: Sequence[Fleet], workloads: Sequence[Workload]) -> Iterator[Finding]:
    """Yield the workloads past the plugin that together leave nothing of a card."""
    for index, one in enumerate(workloads):
        if one.past is not None and usable_mib(fleets[one.past]) <= 0:
            fleet = fleets[one.past]
            message = f"{fleet.past_mib} MiB past the plugin leave nothing of a {fleet.gpu.marketing}"
            yield CONTRADICTION.at(
                ("workloads", index, "memory"), message, "Lower it, or name the model that it is on."
            )
