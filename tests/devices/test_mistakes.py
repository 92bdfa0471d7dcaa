"""Mistakes planted past our rules: NVIDIA's own programs fail, or keep silent, as the rules say."""

import pytest

from tests.devices.cards import Card, Instance, cut
from tests.devices.mistakes import A100, CONFIG, L4, MISTAKES, MIXED, MPS_ROOT, SHARES, SINGLE, sharing
from tests.devices.standin import Programs, Setup
from tests.support.claims import Proved
from tests.support.plans import compile_text

pytestmark = [pytest.mark.e2e, pytest.mark.tools]


def test_each_mistake_is_refused_by_us() -> None:
    for one in MISTAKES:
        codes = [found.code for found in compile_text(one.profile).findings if found.severity.value == "error"]
        assert one.code in codes, one.name


def test_past_us_each_mistake_fails_as_the_rule_says(programs: Programs, proved: Proved) -> None:
    nodes = [one.node for one in MISTAKES]
    for one, registered, labelled in zip(MISTAKES, programs.register(nodes), programs.label(nodes), strict=True):
        assert (registered.code, registered.units) == (1, {}), (one.name, registered.log)
        assert one.plugin in registered.log, (one.name, registered.log)
        assert (labelled.code == 1) is bool(one.discovery), (one.name, labelled.log)
        assert one.discovery in labelled.log, (one.name, labelled.log)
        given = {key: labelled.labels.get(f"nvidia.com/gpu.{key}") for key in one.labels}
        assert given == one.labels, one.name
    invalid = sum("INVALID" in one.labels.get("product", "") for one in MISTAKES)
    proved(
        f"{len(MISTAKES)} mistakes past our rules: the plugin ends and registers nothing, {invalid} give MIG-INVALID"
    )


def test_a_card_with_mig_on_and_nothing_made_is_not_served(programs: Programs, proved: Proved) -> None:
    single, mixed, none = programs.register([Setup([cut(A100)], environment=one) for one in (SINGLE, MIXED, {})])
    assert (single.code, single.units) == (1, {})
    assert "device 0 has no MIG devices configured" in single.log
    assert (mixed.code, mixed.units) == (0, {})
    assert "device 0 has no MIG devices configured" in mixed.log
    # Without a strategy the card is offered whole, which nobody can use.
    assert (none.code, none.units) == (0, {"nvidia.com/gpu": 1})
    labelled = programs.label([Setup([cut(A100)], environment=one) for one in (SINGLE, MIXED, {})])
    products = [one.labels["nvidia.com/gpu.product"] for one in labelled]
    assert products == ["NVIDIA-A100-SXM4-80GB-MIG-INVALID", "NVIDIA-A100-SXM4-80GB", "NVIDIA-A100-SXM4-80GB"]
    assert [one.labels["nvidia.com/gpu.replicas"] for one in labelled] == ["0", "0", "0"]
    proved("MIG on without devices: single ends the plugin, mixed registers nothing, none offers a card of 0 replicas")


def test_without_a_strategy_a_cut_card_is_offered_whole(programs: Programs, proved: Proved) -> None:
    """Why layouts are refused under the strategy none."""
    body = "mig: {strategy: none}\npools: [{name: cut, gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb}]\n"
    assert "MIG008" in [one.code for one in compile_text(body).findings]
    node = Setup([cut(A100, *["1g.10gb"] * 7)], environment={"MIG_STRATEGY": "none"})
    assert programs.register([node])[0].units == {"nvidia.com/gpu": 1}
    assert programs.label([node])[0].labels["nvidia.com/gpu.replicas"] == "0"
    proved("a card of 7 devices under the strategy none: one nvidia.com/gpu, and 0 replicas in the labels")


def test_without_a_card_or_its_driver_nothing_is_registered(programs: Programs) -> None:
    """Where the driver is missing the plugin ends, which both charts ask for (FAIL_ON_INIT_ERROR)."""
    empty, failed = programs.register([Setup([]), Setup([Card(L4)], environment={"FAKE_NVML_NODE": "/nowhere"})])
    assert (empty.code, empty.units) == (0, {})
    assert "No devices found. Waiting indefinitely" in empty.log
    assert (failed.code, failed.units) == (1, {})
    assert "nvml init failed: driver not loaded" in failed.log


def test_what_is_dropped_without_a_word_shares_nothing(programs: Programs, proved: Proved) -> None:
    texts = (
        sharing("resources: [{name: nvidia.com/mig-9g.99gb, replicas: 4}]"),
        f"{CONFIG}timeSlicing: {{{SHARES}}}\n",
        f"{CONFIG}sharing: {{timeslicing: {{{SHARES}}}}}\n",
        "",
    )
    found = programs.register([Setup([Card(L4)], text) for text in texts])
    # JSON's field names are found in any case, so that the third is heeded: only what lies within is not.
    assert [(one.code, one.units.get("nvidia.com/gpu")) for one in found] == [(0, 1), (0, 1), (0, 4), (0, 1)]
    proved("a resource that no device has, a key at the wrong place, an empty file: the card is registered unshared")


def test_the_environment_beats_the_file(programs: Programs, proved: Proved) -> None:
    """As under gpu-operator, which always sets the strategy."""
    card = cut(A100, "1g.10gb", "1g.10gb")
    text = f"{CONFIG}flags: {{migStrategy: mixed}}\n"
    alone, beaten = programs.register([Setup([card], text), Setup([card], text, SINGLE)])
    assert alone.units == {"nvidia.com/mig-1g.10gb": 2}
    assert beaten.units == {"nvidia.com/gpu": 2}
    proved("migStrategy mixed in the file: 2 mig-1g.10gb; with single in the environment: 2 gpu")


def test_a_signal_makes_the_plugin_register_by_its_changed_file(programs: Programs, proved: Proved) -> None:
    """What config-manager sends when it has moved the symlink."""
    renamed = sharing(f"renameByDefault: true, {SHARES}")
    twice = Setup([Card(L4), Card(L4)], sharing(SHARES), later=renamed)
    shared, whole, broken = programs.register(
        [twice, twice._replace(later=CONFIG), twice._replace(later=sharing("resources: []"))]
    )
    assert (shared.code, shared.units) == (0, {"nvidia.com/gpu.shared": 8})
    assert (whole.code, whole.units) == (0, {"nvidia.com/gpu": 2})
    assert (broken.code, broken.units) == (1, {})
    proved("SIGHUP after a change: 8 gpu become 8 gpu.shared or 2 gpu; a broken file ends the plugin that ran")


def test_without_an_mps_daemon_nothing_is_registered(programs: Programs, proved: Proved) -> None:
    node = Setup([Card(L4)], sharing(SHARES, "mps"), MPS_ROOT)
    without, rootless, well = programs.register([node._replace(mps=False), node._replace(environment={}), node])
    assert (without.code, without.units) == (0, {})
    assert "error checking MPS daemon health" in without.log
    assert "Retrying in 30s" in without.log
    assert (rootless.code, rootless.units) == (1, {})
    assert "using MPS requires --mps-root" in rootless.log
    assert well.units == {"nvidia.com/gpu": 4}
    proved("MPS: 4 shares with a daemon that answers, none without one, and no start without a root")


def test_compute_instances_hide_behind_their_gpu_instance(programs: Programs) -> None:
    """Profiles such as 1c.2g.20gb, which we refuse, are matched by a pattern without anchors until v0.20.0."""
    (found,) = programs.register([Setup([Card(A100, (Instance("2g.20gb", 1),))], environment=MIXED)])
    assert found.units == {"nvidia.com/mig-2g.20gb": 1}
