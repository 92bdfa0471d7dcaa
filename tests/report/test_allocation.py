"""The table on the terminal: a homelab before and after a change, and what may meet on its card."""

import re

from generator.ledger.allocation import Allocation, allocation
from generator.report.allocation import allocation_text, changed_text
from tests.support.plans import plan_of

POOL = """\
pools:
  - name: homelabai
    nodes: {names: [homelabai]}
    gpus: [{model: RTX 3080 Ti}]
    timeSlicing: {replicas: 8, renameByDefault: true, failRequestsGreaterThanOne: false}
"""
BEFORE = f"""\
{POOL}workloads:
  - {{name: plex, namespace: media, pool: homelabai, memory: 2GiB, unaccounted: true}}
  - {{name: ollama, namespace: ai, memory: 4GiB}}
"""
AFTER = f"{BEFORE}  - {{name: vllm, namespace: ai-dev, units: 2, memory: 9GiB}}\n"


def of(body: str) -> Allocation:
    return allocation(plan_of(body))


def test_the_table_and_the_worst_case() -> None:
    assert allocation_text(of(AFTER)) == (
        "WORKLOAD  NAMESPACE  POOL       PODS  UNITS                    WHICH IS              PER PROCESS  PER POD\n"
        "plex      media      homelabai  1     nothing                  not counted           2048 MiB     2048 MiB\n"
        "ollama    ai         homelabai  1     1 nvidia.com/gpu.shared  1 of 8 slots, 12.5 %  4096 MiB     4096 MiB\n"
        "vllm      ai-dev     homelabai  1     2 nvidia.com/gpu.shared  2 of 8 slots, 25 %    9216 MiB     9216 MiB\n"
        "free      -          homelabai  -     5 nvidia.com/gpu.shared  5 of 8 slots, 62.5 %  -            -\n"
        "\n"
        "a slot is no part of its card's time or memory: a second one keeps others out and gives a pod nothing more\n"
        "\n"
        "at worst, pool homelabai, nvidia.com/gpu.shared:\n"
        "  one GeForce RTX 3080 Ti has 12288 MiB - 246 MiB of the driver = 12042 MiB\n"
        "  ai/ollama: 1 pod x 4096 MiB = 4096 MiB\n"
        "  ai-dev/vllm: 1 pod x 9216 MiB = 9216 MiB\n"
        "  media/plex: 1 pod x 2048 MiB = 2048 MiB, past the plugin\n"
        "  together 15360 MiB: 3318 MiB too much\n"
    )


def test_what_changes_is_marked() -> None:
    text = changed_text(of(BEFORE), of(AFTER))
    before, _, after = text.partition("\nafter\n\n")
    assert before.startswith("before\n\n   WORKLOAD  NAMESPACE ")
    assert "\n   free      -          homelabai  -     7 nvidia.com/gpu.shared  7 of 8 slots, 87.5 %" in before
    assert "\n   ollama    ai  " in after
    assert "\n+  vllm      ai-dev  " in after
    assert "\n~  free      -          homelabai  -     5 nvidia.com/gpu.shared" in after
    assert "\n+ is new, ~ is changed, - is gone\n" in after
    assert after.endswith("  together 15360 MiB: 3318 MiB too much\n  before: together 6144 MiB: 5898 MiB left\n")


def test_what_goes_is_marked_where_it_was() -> None:
    before, _, after = changed_text(of(AFTER), of(BEFORE)).partition("\nafter\n\n")
    assert "\n-  vllm      ai-dev  " in before
    assert "vllm" not in after


def test_a_profile_without_workloads_says_so() -> None:
    text = allocation_text(of(POOL))
    assert text.endswith("8 of 8 slots, 100 %  -            -\n\nno workloads are declared\n")


def test_units_of_pools_that_grow_and_units_that_are_missing() -> None:
    pools = (
        "pools: [{name: a, gpus: [{model: L4}], nodes: {count: 1}}, "
        "{name: b, gpus: [{model: T4}], timeSlicing: {replicas: 2, renameByDefault: true}}]\n"
    )
    workloads = (
        "workloads: [{name: x, namespace: n, pool: a, replicas: 2, memory: 1GiB}, "
        "{name: y, namespace: n, pool: b, memory: 1GiB}]\n"
    )
    text = allocation_text(of(pools + workloads))
    assert "  none, 1 too many of nvidia.com/gpu  " in text
    assert "  what nodes bring, less 1         " in text


def test_a_pool_that_nobody_named_is_said_to_be_chosen() -> None:
    pools = "\n".join(
        f"- {{name: {name}, gpus: [{{model: L4}}], nodes: {{names: [n-{name}]}}, timeSlicing: {{replicas: 2}}}}"
        for name in "ab"
    )
    text = allocation_text(
        of(
            f"pools:\n{pools}\nworkloads:\n"
            "- {name: x, namespace: n, memory: 1GiB}\n"
            "- {name: y, namespace: n, memory: 1GiB, fallback: [b]}\n"
            "- {name: z, namespace: n, memory: 1GiB, pool: a, fallback: [b]}\n"
        )
    )
    assert [re.split(r" {2,}", line)[2] for line in text.splitlines()[:4]] == [
        "POOL",
        "a (chosen)",
        "a (chosen, or b)",
        "a (or b)",
    ]
