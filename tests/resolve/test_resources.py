"""What nodes advertise: every expectation here was worked out by hand from NVIDIA's sources."""

import pytest

from generator.model.plan import Mode, Promise
from generator.resolve.resources import mig_base_name
from tests.support.plans import STANDALONE, WAITING_FOR_LABELS, advertised, plan_of, pool_of, resource

OLD_PLUGIN = STANDALONE.replace("v0.20.0", "v0.19.3")


def test_whole_cards_are_advertised_one_by_one() -> None:
    pool = pool_of("pools: [{name: a, gpus: [{model: rtx-3090, count: 4}]}]")
    assert pool.mode is Mode.EXCLUSIVE
    assert advertised(pool) == {"nvidia.com/gpu": 4}
    only = pool.resources[0]
    assert (only.promise, only.parts[0].memory_mib) == (Promise.HARDWARE, 24576)


def test_reserved_memory_is_not_counted() -> None:
    pool = pool_of("pools: [{name: a, gpus: [{model: rtx-3090, reservedMemory: 1GiB}]}]")
    assert pool.resources[0].parts[0].memory_mib == 24576 - 1024


def test_time_slicing_multiplies_slots_and_not_memory() -> None:
    pool = pool_of("pools: [{name: a, gpus: [{model: rtx-3090, count: 4}], timeSlicing: {replicas: 2}}]")
    assert advertised(pool) == {"nvidia.com/gpu": 8}
    only = pool.resources[0]
    assert (only.promise, only.replicas, only.parts[0].memory_mib) == (Promise.NONE, 2, 24576)


def test_renamed_units_have_the_plugins_suffix() -> None:
    pool = pool_of(
        "pools: [{name: a, gpus: [{model: rtx-3080-ti}], timeSlicing: {replicas: 8, renameByDefault: true}}]"
    )
    assert advertised(pool) == {"nvidia.com/gpu.shared": 8}
    assert pool.resources[0].base_name == "nvidia.com/gpu"


@pytest.mark.parametrize(("replicas", "limit_mib"), [(5, 4915), (7, 3510), (10, 2457), (48, 512)])
def test_mps_limits_are_the_daemons_own(replicas: int, limit_mib: int) -> None:
    """The four values were observed on the daemon with a 24576 MiB card (facts/sharing-semantics.md, section 4)."""
    pool = pool_of(f"pools: [{{name: a, gpus: [{{model: rtx-3090}}], mps: {{replicas: {replicas}}}}}]")
    only = pool.resources[0]
    assert (only.units, only.promise, only.parts[0].memory_mib) == (replicas, Promise.PER_PROCESS, limit_mib)


def test_mps_reserves_nothing_for_the_daemon_counts_the_whole_card() -> None:
    pool = pool_of("pools: [{name: a, gpus: [{model: rtx-3090, reservedMemory: 1GiB}], mps: {replicas: 2}}]")
    assert pool.resources[0].parts[0].memory_mib == 12288


def test_a_uniform_mig_layout_under_mixed() -> None:
    pool = pool_of("pools: [{name: a, gpus: [{model: A100-SXM4-80GB, count: 8}], mig: all-1g.10gb}]")
    assert pool.mode is Mode.MIG
    assert advertised(pool) == {"nvidia.com/mig-1g.10gb": 56}
    only = pool.resources[0]
    assert (only.promise, only.parts[0].memory_mib) == (Promise.HARDWARE, 9856)


def test_a_layout_per_device_index() -> None:
    pool = pool_of(
        """
        pools:
          - name: a
            gpus: [{model: A100-SXM4-80GB, count: 8}]
            mig:
              - {devices: [0, 1, 2, 3], migDevices: {3g.40gb: 1, 2g.20gb: 2}}
              - {devices: [4, 5, 6], migDevices: {1g.10gb: 7}}
        """
    )
    assert advertised(pool) == {
        "nvidia.com/gpu": 1,
        "nvidia.com/mig-3g.40gb": 4,
        "nvidia.com/mig-2g.20gb": 8,
        "nvidia.com/mig-1g.10gb": 21,
    }


def test_time_slicing_on_mig_instances() -> None:
    pool = pool_of(
        """
        pools:
          - name: a
            gpus: [{model: A100-SXM4-80GB}]
            mig: [{migDevices: {3g.40gb: 1, 1g.10gb: 4}}]
            timeSlicing: {resources: {nvidia.com/mig-1g.10gb: 3}, renameByDefault: true}
        """
    )
    assert pool.mode is Mode.MIG_TIME_SLICING
    assert advertised(pool) == {"nvidia.com/mig-3g.40gb": 1, "nvidia.com/mig-1g.10gb.shared": 12}
    assert resource(pool, "nvidia.com/mig-3g.40gb").promise is Promise.HARDWARE
    assert resource(pool, "nvidia.com/mig-1g.10gb.shared").promise is Promise.NONE


def test_mps_in_the_cluster_makes_the_operators_strategy_single() -> None:
    plan = plan_of(
        """
        pools:
          - {name: a, gpus: [{model: A100-SXM4-40GB}], mig: all-1g.5gb}
          - {name: b, gpus: [{model: rtx-4090}], mps: {replicas: 8}}
        """,
        install=WAITING_FOR_LABELS,
    )
    assert plan.stack.mig_strategy.value == "single"
    assert advertised(plan.pools[0]) == {"nvidia.com/gpu": 7}
    assert advertised(plan.pools[1]) == {"nvidia.com/gpu": 8}


def test_the_standalone_chart_has_a_strategy_per_node() -> None:
    plan = plan_of(
        """
        pools:
          - {name: a, gpus: [{model: A100-SXM4-40GB}], mig: all-1g.5gb}
          - {name: b, gpus: [{model: rtx-4090}], mps: {replicas: 8}}
        """,
        install=STANDALONE,
    )
    assert [advertised(pool) for pool in plan.pools] == [{"nvidia.com/mig-1g.5gb": 7}, {"nvidia.com/gpu": 8}]
    assert [pool.mig_strategy.value for pool in plan.pools] == ["mixed", "none"]


def test_two_models_in_one_node_share_one_name() -> None:
    pool = pool_of(
        "pools: [{name: a, gpus: [{model: rtx-3090, count: 2}, {model: rtx-4090}], timeSlicing: {replicas: 4}}]"
    )
    assert advertised(pool) == {"nvidia.com/gpu": 12}
    assert [(part.devices, part.memory_mib) for part in pool.resources[0].parts] == [(2, 24576), (1, 24564)]


def test_profile_variants_hide_behind_the_base_name_before_plugin_v0_20() -> None:
    body = "pools: [{name: a, gpus: [{model: A100-SXM4-80GB}], mig: [{migDevices: {1g.10gb: 5, 1g.10gb+me: 1}}]}]"
    assert advertised(pool_of(body, install=STANDALONE)) == {
        "nvidia.com/mig-1g.10gb": 5,
        "nvidia.com/mig-1g.10gb.me": 1,
    }
    assert advertised(pool_of(body, install=OLD_PLUGIN)) == {"nvidia.com/mig-1g.10gb": 6}


@pytest.mark.parametrize(
    ("profile", "plugin", "name"),
    [
        ("1g.24gb-me", "v0.20.0", "nvidia.com/mig-1g.24gb-me"),
        ("1g.24gb+me.all", "v0.20.0", "nvidia.com/mig-1g.24gb.me.all"),
        ("1g.24gb+me.all", "v0.19.3", "nvidia.com/mig-1g.24gb"),
    ],
)
def test_mig_names_by_plugin_version(profile: str, plugin: str, name: str) -> None:
    assert mig_base_name(profile, plugin) == name


def test_a_version_that_cannot_be_read_is_taken_to_be_new() -> None:
    assert mig_base_name("1g.24gb+me", "main") == mig_base_name("1g.24gb+me", "v0.20.0")


def test_mps_before_volta_promises_nothing() -> None:
    pool = plan_of("pools: [{name: a, gpus: [{model: GTX 1080 Ti}], mps: {replicas: 2}}]").pools[0]
    assert [one.promise for one in pool.resources] == [Promise.NONE]


def test_cards_of_two_models_cut_alike_are_counted_together() -> None:
    """Both boards of 80 GB have the profile 1g.10gb of the same size, seven times."""
    cards = "gpus: [{model: A100-SXM4-80GB}, {model: A100-PCIE-80GB}]"
    (only,) = pool_of(f"pools: [{{name: a, {cards}, mig: all-1g.10gb}}]").resources
    assert only.name == "nvidia.com/mig-1g.10gb"
    assert [(part.device, part.devices) for part in only.parts] == [("1g.10gb", 14)]


def test_what_mps_does_not_name_is_not_shared() -> None:
    body = "pools: [{name: a, gpus: [{model: L4}], mps: {resources: {nvidia.com/gpu: 4}}}]"
    shared = plan_of(body).pools[0]
    assert resource(shared, "nvidia.com/gpu").replicas == 4
    assert resource(shared, "nvidia.com/gpu").promise is Promise.PER_PROCESS


@pytest.mark.parametrize("sharing", ["", ", timeSlicing: {replicas: 2}", ", mps: {replicas: 2}"])
def test_where_a_cards_memory_is_not_known_nothing_is_promised_of_it(sharing: str) -> None:
    (only,) = pool_of(f"pools: [{{name: a, gpus: [{{model: RTX PRO 5000, reservedMemory: 1GiB}}]{sharing}}}]").resources
    assert [part.memory_mib for part in only.parts] == [None]
