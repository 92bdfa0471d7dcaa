"""One RTX 3080 Ti under K3s for Plex, Ollama, TTS, Whisper and vLLM: its allocation tables, and its memory.

The account says: "vLLM: 2 shares (25% of GPU time)", 18 to 24 GB wanted of 12 GB, and that vLLM's "conservative memory
limit" of 70 % helps.
"""

import pytest

from generator.model.plan import Plan, Promise
from tests.by_hand.ledger import GIB, Line, of, only_budget, table
from tests.support.plans import plan_of

POOL = """\
pools:
  - name: homelabai
    nodes: {names: [homelabai]}
    gpus: [{model: RTX 3080 Ti}]
    timeSlicing: {replicas: 8, renameByDefault: true, failRequestsGreaterThanOne: false}
"""
INSTALL = "install: {chart: nvidia-device-plugin, version: v0.20.0, namespace: kube-system, driver: {from: host}}\n"
SAID_MIB = {
    "plex": (GIB, 2 * GIB),
    "ollama": (2 * GIB, 4 * GIB),
    "tts": (GIB // 2, GIB),
    "whisper": (2 * GIB, 3 * GIB),
    "vllm": (8 * GIB, 10 * GIB),
}
"""Its "expected usage": least and most."""
USABLE_MIB = 12288 - 246
"""Of the 12288 MiB that nvidia-smi shows the driver keeps some, here 2 % at most."""
VLLM_AT_70_MIB = 12288 * 70 // 100


def homelab(*, most: bool = True, vllm_mib: int | None = None) -> Plan:
    """Return the cluster with each workload at its least or its most; without `vllm_mib` before vLLM came."""
    memory = {name: said[most] for name, said in SAID_MIB.items()}
    entries = [
        f"  - {{name: plex, namespace: media, pool: homelabai, unaccounted: true, memory: {memory['plex']}MiB}}",
        f"  - {{name: ollama, namespace: ai, memory: {memory['ollama']}MiB}}",
        f"  - {{name: tts, namespace: ai, memory: {memory['tts']}MiB}}",
        f"  - {{name: whisper, namespace: ai, units: 2, memory: {memory['whisper']}MiB}}",
    ]
    if vllm_mib is not None:
        entries.append(f"  - {{name: vllm, namespace: ai-dev, units: 2, memory: {vllm_mib}MiB}}")
    return plan_of(
        "".join(f"{line}\n" for line in (f"{POOL}workloads:", *entries)), install=INSTALL, distribution="k3s"
    )


def test_the_tables_before_and_after() -> None:
    before = [
        Line("plex", "media", None, "not counted"),
        Line("ollama", "ai", 1, "12.5 %"),
        Line("tts", "ai", 1, "12.5 %"),
        Line("whisper", "ai", 2, "25 %"),
        Line("available", "", 4, "50 %"),
    ]
    assert table(homelab()) == before
    after = [*before[:-1], Line("vllm", "ai-dev", 2, "25 %"), Line("available", "", 2, "25 %")]
    assert table(homelab(vllm_mib=10 * GIB)) == after


def test_wrong_a_quarter_of_the_slots_is_no_quarter_of_the_card() -> None:
    """ "25% of GPU time" for two shares is wrong: a share promises neither time nor memory, and two promise no more."""
    plan = homelab(vllm_mib=10 * GIB)
    vllm = of(plan).rows[-1]
    assert vllm.worth == "2 of 8 slots, 25 %"
    (shares,) = plan.pools[0].resources
    assert (shares.promise, shares.parts[0].memory_mib) == (Promise.NONE, 12288)


def test_wrong_the_figures_given_add_up_to_less_than_the_total_given() -> None:
    """ "Potential total: 18-24GB" is not the sum of its own figures, which is 13.5 to 20 GB; 12 GB are too few."""
    least, most = (only_budget(homelab(most=all_of, vllm_mib=SAID_MIB["vllm"][all_of])) for all_of in (False, True))
    assert (least.need_mib, most.need_mib) == (27 * GIB // 2, 20 * GIB)
    assert (least.over_mib, most.over_mib) == (27 * GIB // 2 - USABLE_MIB, 20 * GIB - USABLE_MIB)
    assert least.over_mib > 0


def test_before_vllm_everything_fitted() -> None:
    budget = only_budget(homelab())
    assert (budget.need_mib, budget.over_mib < 0) == (10 * GIB, True)


@pytest.mark.parametrize("most", [False, True])
def test_wrong_a_limit_of_70_percent_does_not_leave_enough_for_the_others(most: bool) -> None:
    """70 % is 8601 MiB; beside it the others lack 2191 MiB at their least, and 6799 MiB at their most."""
    assert VLLM_AT_70_MIB == 8601
    budget = only_budget(homelab(most=most, vllm_mib=VLLM_AT_70_MIB))
    assert budget.over_mib == (6799 if most else 2191)


def test_with_half_of_the_card_vllm_fits_beside_the_others_at_their_least() -> None:
    """ "0.60 or 0.50", the account's advice for when Plex stutters: 0.52 is the most, and only at the others' least."""
    rest = sum(least for name, (least, _) in SAID_MIB.items() if name != "vllm")
    assert only_budget(homelab(most=False, vllm_mib=USABLE_MIB - rest)).over_mib == 0
    assert 100 * (USABLE_MIB - rest) // 12288 == 52


def test_wrong_the_scheduler_prevents_no_over_subscription() -> None:
    """ "Prevents GPU over-subscription" holds for slots: two of eight are free, and the card's memory is long gone."""
    plan = homelab(vllm_mib=10 * GIB)
    assert of(plan).free[0].free == 2
    assert only_budget(plan).over_mib > 0
