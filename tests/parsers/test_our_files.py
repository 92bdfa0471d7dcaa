"""Every file that we emit for the device plugin and for mig-parted, read by their own parsers and by nothing else.

Nothing may be refused, warned about or dropped, and what the parser makes of it must be what the Plan means.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from generator.model.mig import parse_mig_name
from generator.model.plan import ALL_DISABLED, Mode, PoolPlan
from generator.model.tree import Tree
from tests.parsers.documents import MigDocument, PluginDocument, mig_documents, plugin_documents, sources
from tests.parsers.parsers import MigRead, PluginRead, find, lost, read_mig, read_plugin
from tests.support.bundles import first, items
from tests.support.tool_table import PLUGIN_PARSERS

pytestmark = pytest.mark.tools
SHARING = {Mode.MPS: "mps", Mode.TIME_SLICING: "time-slicing", Mode.MIG_TIME_SLICING: "time-slicing"}
BLOCK = {"mps": "sharing.mps", "time-slicing": "sharing.timeSlicing"}
POLICY = "flags.plugin.sharedDevicesAllocationPolicy"
MORE_THAN_ONE = "sharing.mps.failRequestsGreaterThanOne"


@pytest.fixture(scope="module")
def ours() -> tuple[Sequence[PluginDocument], Sequence[MigDocument]]:
    found = tuple(sources())
    plugin = [one for source in found for one in plugin_documents(source)]
    return plugin, [one for source in found for one in mig_documents(source)]


@pytest.mark.parametrize("version", [one.pinned for one in PLUGIN_PARSERS])
def test_the_plugin_runs_with_what_the_plan_means(
    version: str,
    ours: tuple[Sequence[PluginDocument], Sequence[MigDocument]],
    plugin_parsers: Mapping[str, Path],
) -> None:
    documents = ours[0]
    reads = read_plugin(plugin_parsers[version], [one.question for one in documents])
    wrong = [f"{one.name}: {what}" for one, read in zip(documents, reads, strict=True) for what in _plugin(one, read)]
    assert wrong == []


def _plugin(document: PluginDocument, read: PluginRead) -> Iterator[str]:
    if read.error or read.warnings:
        yield f"{read.error} {read.warnings}"
        return
    dropped = set(lost(first(document.question.text), read.config))
    if dropped != {place for pool in document.pools for place in _unknown_to_these_releases(pool)}:
        yield f"drops {sorted(dropped)}"
    if not document.pools and read.sharing != "none":
        yield f"an entry of no pool shares by {read.sharing}"
    for pool in document.pools:
        yield from _pool(pool, read)


def _unknown_to_these_releases(pool: PoolPlan) -> Iterator[str]:
    """Yield what v0.20.0 alone heeds: the allocation policy, and under MPS the leave to ask for several shares."""
    if pool.allocation_policy is not None:
        yield POLICY
    if pool.mode is Mode.MPS and not pool.fail_requests_greater_than_one:
        yield MORE_THAN_ONE


def _pool(pool: PoolPlan, read: PluginRead) -> Iterator[str]:
    if find(read.config, "flags.migStrategy") != pool.mig_strategy.value:
        yield f"runs with MIG strategy {find(read.config, 'flags.migStrategy')}"
    shared = {(one.base_name, one.name, one.replicas) for one in pool.resources if one.replicas > 1}
    if read.sharing != (SHARING[pool.mode] if shared else "none"):
        yield f"shares by {read.sharing}"
        return
    if not shared:
        return
    block = BLOCK[read.sharing]
    advertised = [_advertised(entry) for entry in items(find(read.config, f"{block}.resources"))]
    if len(advertised) != len(shared) or set(advertised) != shared:
        yield f"advertises {advertised}"
    if bool(find(read.config, f"{block}.renameByDefault")) != pool.renamed:
        yield "renames"
    fails = pool.mode is Mode.MPS or pool.fail_requests_greater_than_one
    if bool(find(read.config, f"{block}.failRequestsGreaterThanOne")) != fails:
        yield "allows or refuses more than one share"


def _advertised(entry: Tree) -> tuple[Tree, Tree, Tree]:
    assert find(entry, "devices") == "all"
    name = find(entry, "name")
    return name, find(entry, "rename") or name, find(entry, "replicas")


def test_mig_parted_cuts_each_node_as_the_plan_counts_it(
    ours: tuple[Sequence[PluginDocument], Sequence[MigDocument]], mig_parser: Path
) -> None:
    documents = ours[1]
    reads = read_mig(mig_parser, [one.question for one in documents])
    wrong = [f"{one.name}: {what}" for one, read in zip(documents, reads, strict=True) for what in _mig(one, read)]
    assert wrong == []


def _mig(document: MigDocument, read: MigRead) -> Iterator[str]:
    dropped = [] if read.error else list(lost(first(document.question.text), read.config))
    if read.error or dropped:
        yield f"{read.error} drops {dropped}"
        return
    off = [_in_force(read, ALL_DISABLED, gpu) for gpu in range(len(document.question.gpus))]
    if any(one != [{"devices": "all", "mig-enabled": False, "mig-devices": None}] for one in off):
        yield f"{ALL_DISABLED} gives {off}"
    layout = document.pool.name if document.pool.mig_items else ALL_DISABLED
    found: Counter[str] = Counter()
    for gpu in range(len(document.question.gpus)):
        in_force = _in_force(read, layout, gpu)
        if len(in_force) != 1:
            yield f"GPU {gpu} is touched by {in_force}"
            continue
        cut = find(in_force[0], "mig-devices")
        found.update({name: int(str(count)) for name, count in cut.items()} if isinstance(cut, dict) else {"": 1})
    if found != _counted(document.pool):
        yield f"gives {dict(found)}"


def _in_force(read: MigRead, layout: str, gpu: int) -> list[Tree]:
    layouts = find(read.config, "mig-configs")
    assert isinstance(layouts, dict)
    written = items(layouts[layout])
    return [written[number] for number in read.touched[layout][gpu]]


def _counted(pool: PoolPlan) -> Counter[str]:
    """Return a node's MIG devices by profile, whole cards under no name, as the Plan advertises them."""
    found: Counter[str] = Counter()
    for resource in pool.resources:
        for part in resource.parts:
            found["" if parse_mig_name(part.device) is None else part.device] += part.devices
    return found


def test_there_is_much_to_read(ours: tuple[Sequence[PluginDocument], Sequence[MigDocument]]) -> None:
    """The figures keep these tests from passing on nothing."""
    plugin, mig = ours
    modes = Counter(pool.mode for document in plugin for pool in document.pools)
    assert set(modes) == set(Mode)
    assert min(modes.values()) > 50
    assert len(plugin) > 500
    assert sum(bool(one.pool.mig_items) for one in mig) > 200
    assert any(item.device_filter for one in mig for item in one.pool.mig_items)
    assert any(item.devices for one in mig for item in one.pool.mig_items)
