"""One application on a GTX 1070, GTX 1660, RTX 3060, RTX 3090 and A100: replicas and a memory limit for each model.

The account gives limits that nothing enforces, `memoryGB` for MPS, and MPS settings for pods.
"""

import pytest

from generator.model.plan import Plan, Promise
from tests.by_hand.ledger import GIB, of, only_budget
from tests.support.plans import compile_text, errors, plan_of

LIMIT_MIB = 5 * GIB // 2
"""Its "per-pod memory limit: ~2.5GB"."""


def watcher(model: str, mode: str, memory_mib: int, *, replicas: int, reserved: str = "") -> Plan:
    card = f"model: {model}, reservedMemory: {reserved}" if reserved else f"model: {model}"
    return plan_of(f"""\
pools: [{{name: a, nodes: {{names: [n-1]}}, gpus: [{{{card}}}], {mode}: {{replicas: {replicas}}}}}]
workloads: [{{name: cat-watcher, namespace: cats, replicas: {replicas}, memory: {memory_mib}MiB}}]
""")


@pytest.mark.parametrize(
    ("model", "replicas", "said_mib", "over_mib"),
    [
        # 8192 - 1024 reserved - 164 of the driver = 7004 MiB for two of 3584.
        ("GTX 1070", 2, 7 * GIB // 2, 164),
        # 6144 - 1024 - 123 = 4997 MiB for two of 2560.
        ("GTX 1660", 2, LIMIT_MIB, 123),
        # 12288 - 1024 - 246 = 11018 MiB for four of 2560.
        ("RTX 3060", 4, LIMIT_MIB, -778),
    ],
)
def test_wrong_two_limits_are_just_too_high(model: str, replicas: int, said_mib: int, over_mib: int) -> None:
    """ "~3.5GB" with "~1GB for system" is the card to its last byte, and the driver keeps some; a 3060 has room."""
    budget = only_budget(watcher(model, "timeSlicing", said_mib, replicas=replicas, reserved="1GiB"))
    assert budget.over_mib == over_mib


@pytest.mark.parametrize(("model", "daemon_mib"), [("RTX 3090", 24576 // 8), ("RTX 4090", 24564 // 8)])
def test_wrong_the_limit_under_mps_is_the_daemons(model: str, daemon_mib: int) -> None:
    """ "Per-pod memory limit: ~2.5GB" is not what is set: the daemon parts the card's memory by its replicas, 3 GB."""
    plan = watcher(model, "mps", LIMIT_MIB, replicas=8)
    (clients,) = plan.pools[0].resources
    assert (clients.promise, clients.parts[0].memory_mib) == (Promise.PER_PROCESS, daemon_mib)
    assert only_budget(plan).client_limit_mib == daemon_mib
    assert only_budget(plan).over_mib < 0


def test_wrong_eight_clients_at_their_limit_are_more_than_the_card_has() -> None:
    """The limits add up to all that nvidia-smi shows, of which the driver keeps some."""
    assert only_budget(watcher("RTX 3090", "mps", 3072, replicas=8)).over_mib == 492


def test_a_share_of_an_mps_card_is_said_with_what_the_daemon_sets() -> None:
    (row,) = of(watcher("RTX 3090", "mps", LIMIT_MIB, replicas=8)).rows
    assert row.worth == "8 of 8 slots, 100 %, each process at most 12 % of the card's SMs"


def test_wrong_memory_gb_is_no_setting_of_mps() -> None:
    """ "memoryGB: 2" is an unknown key that the plugin drops without a word; here it is told."""
    told = errors(compile_text("pools: [{name: a, gpus: [{model: RTX 3090}], mps: {replicas: 4, memoryGB: 2}}]\n"))
    assert [(code[:3], "memoryGB" in message) for code, _, message in told] == [("PRO", True)]


def test_wrong_before_volta_mps_limits_nothing() -> None:
    """ "Time-Slicing and MPS are the best options" for a GTX 1070: on Pascal MPS limits no process's memory."""
    compiled = compile_text("pools: [{name: a, nodes: {count: 1}, gpus: [{model: GTX 1070}], mps: {replicas: 2}}]\n")
    assert "MPS102" in {one.code for one in compiled.findings}
    assert compiled.plan is not None
    (shares,) = compiled.plan.pools[0].resources
    assert (shares.promise, shares.parts[0].memory_mib) == (Promise.NONE, 8192)


def test_seven_devices_of_an_a100_have_memory_of_their_own() -> None:
    plan = plan_of("""\
pools: [{name: a, nodes: {count: 1}, gpus: [{model: A100-SXM4-40GB}], mig: all-1g.5gb}]
workloads: [{name: cat-watcher, namespace: cats, replicas: 7, memory: 2560MiB}]
""")
    (row,), (free,) = of(plan).rows, of(plan).free
    assert (row.worth, free.free) == ("7 x 1/7 compute and 1/8 memory slices of a card", 0)
    budget = only_budget(plan)
    # One pod on each device, whatever the others do; 4864 MiB and not 5 GB.
    assert (budget.need_mib, budget.device.memory.total_mib) == (2560, 4864)


def test_wrong_a_share_of_four_is_no_quarter_of_the_time() -> None:
    """ "nvidia.com/gpu: 1  # Gets 1/4 of GPU time": alone it has all of it, and beside others what they leave."""
    (row,) = of(watcher("RTX 3060", "timeSlicing", 1024, replicas=4)).rows
    assert row.worth == "4 of 4 slots, 100 %"
    (shares,) = watcher("RTX 3060", "timeSlicing", 1024, replicas=4).pools[0].resources
    assert shares.promise is Promise.NONE
