"""NVIDIA's MPS control daemon: the limits that it sets, and how many clients it takes."""

import pytest

from generator.facts.gpus import all_gpus
from generator.model.plan import Mode, PoolPlan
from tests.devices.cards import Card, uuid_of
from tests.devices.measured import setup_of
from tests.devices.mistakes import L4, MPS_ROOT, SHARES, gpu, sharing
from tests.devices.standin import Programs, Setup
from tests.parsers.documents import sources
from tests.support.bundles import bundle_of
from tests.support.claims import Proved

pytestmark = [pytest.mark.e2e, pytest.mark.tools]
LIMIT = "set_default_device_pinned_mem_limit"
THREADS = "set_default_active_thread_percentage"


def limits_of(pool: PoolPlan) -> dict[int, int]:
    """Return what the Plan says of a client's memory, by card, in MiB."""
    (shared,) = pool.resources
    memory = {part.device: part.memory_mib for part in shared.parts}
    cards = [entry.gpu for entry in pool.gpus for _ in range(entry.per_node)]
    return {index: memory[card.marketing] or 0 for index, card in enumerate(cards)}


def test_each_client_gets_the_memory_that_the_plan_says(programs: Programs, proved: Proved) -> None:
    pools = [(one.bundle, pool) for one in sources() for pool in one.bundle.plan.pools if pool.mode is Mode.MPS]
    two = bundle_of("pools:\n- name: two\n  gpus: [{model: L4}, {model: RTX 3090}]\n  mps: {replicas: 7}\n")
    pools.append((two, two.plan.pools[0]))
    found = programs.serve([setup_of(bundle, pool) for bundle, pool in pools])
    for (_, pool), one in zip(pools, found, strict=True):
        (shared,) = pool.resources
        cards = range(sum(entry.per_node for entry in pool.gpus))
        limits = {f"{LIMIT} {index} {mib}M" for index, mib in limits_of(pool).items()}
        assert {line for line in one.asked if line.startswith(LIMIT)} == limits, pool
        assert [line for line in one.asked if line.startswith(THREADS)] == [f"{THREADS} {100 // shared.replicas}"]
        modes = {f"-i {uuid_of(index)} -c {mode}" for index in cards for mode in ("EXCLUSIVE_PROCESS", "DEFAULT")}
        assert {line for line in one.asked if line.startswith("-i ")} == modes
    proved(f"{len(pools)} pools by MPS: the real daemon limits clients to the Plans' memory and takes cards for itself")


def test_the_daemon_takes_as_many_clients_as_our_facts_say(programs: Programs, proved: Proved) -> None:
    tried = [(card, replicas) for card in all_gpus() for replicas in (card.mps_max_clients, card.mps_max_clients + 1)]
    setups = [
        Setup([Card(card)], sharing(f"resources: [{{name: gpu, replicas: {replicas}}}]", "mps"), MPS_ROOT)
        for card, replicas in tried
    ]
    for (card, replicas), one in zip(tried, programs.serve(setups), strict=True):
        refused = "maximum allowed replicas exceeded" in one.log
        assert refused is (replicas > card.mps_max_clients), (card.id, replicas, one.log)
        assert (one.code == 1) is refused, (card.id, replicas, one.log)
    # The plugin itself counts no clients: it waits for a daemon that never comes.
    (plugin,) = programs.register([setups[1]])
    assert plugin.code == 0
    counts = " or ".join(str(count) for count in sorted({card.mps_max_clients for card in all_gpus()}))
    proved(f"{len(tried) // 2} models: the real daemon takes {counts} clients of a card, and not one more")


def test_a_daemon_that_starts_with_an_entry_that_shares_nothing_serves_nobody(
    programs: Programs, proved: Proved
) -> None:
    """What it does on a labelled node whose init container did not wait for the label; see test_config_manager.py."""
    unshared, shared = programs.serve(
        [Setup([Card(L4)], "version: v1\n"), Setup([Card(L4)], sharing(SHARES, "mps"), MPS_ROOT)]
    )
    assert (unshared.code, unshared.asked) == (0, ())
    assert "No devices are configured for MPS sharing; Waiting indefinitely" in unshared.log
    assert shared.asked != ()
    proved("an MPS daemon that starts with the entry that shares nothing waits for ever and sets up no card")


def test_before_volta_the_daemon_starts_all_the_same(programs: Programs) -> None:
    (found,) = programs.serve([Setup([Card(gpu("GTX 1070"))], sharing(SHARES, "mps"), MPS_ROOT)])
    assert found.code == 0
    assert f"{LIMIT} 0 2048M" in found.asked
