"""Units of cards: what each may take is what the daemon, the driver and NVIDIA's tables say."""

import pytest

from generator.budget import budgets
from generator.compile import compile_profile
from generator.fit.place import Place, PlaceProblem, Spot, place_on, places_of

PROFILE = """\
version: v1alpha1
cluster: {name: mixed, kubernetes: "1.35", distribution: kubeadm}
install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}, toolkit: host}
pools:
  - name: sliced
    nodes: {names: [a]}
    gpus: [{model: RTX 3090, count: 4}]
    timeSlicing: {replicas: 2}
  - name: instances
    nodes: {names: [b]}
    gpus: [{model: A100-SXM4-80GB, count: 1}]
    mig: [{devices: all, migDevices: {3g.40gb: 1, 1g.10gb: 2}}]
"""
MPS = """\
version: v1alpha1
cluster: {name: clients, kubernetes: "1.35", distribution: kubeadm}
install: {chart: nvidia-device-plugin, version: v0.17.4, driver: {from: host}, toolkit: host}
pools:
  - name: clients
    gpus: [{model: RTX 3090, count: 1}]
    mps: {replicas: 5}
"""


def place(spot: Spot) -> Place:
    found = place_on(spot)
    assert isinstance(found, Place), found
    return found


def test_a_whole_card_is_its_memory_less_what_the_driver_keeps() -> None:
    card = place(Spot("RTX 3090"))
    assert (card.name, card.architecture, card.device_mib, card.replicas) == (
        "GeForce RTX 3090",
        "Ampere",
        24576,
        1,
    )
    assert card.usable_mib == card.alone_mib == card.each_mib == 24576 - 492


def test_shares_split_nothing() -> None:
    share = place(Spot("RTX 3090", share=2))
    assert share.name == "one of 2 time-slicing shares of GeForce RTX 3090"
    assert (share.alone_mib, share.each_mib) == (24084, 12042)


def test_mps_limits_each_client_as_the_daemon_does() -> None:
    """The log of the daemon with 10 clients on an L40S: set_default_device_pinned_mem_limit 0 4606M
    (https://github.com/NVIDIA/k8s-device-plugin/issues/764)."""
    client = place(Spot("L40S", share=10, mode="mps"))
    assert client.client_limit_mib == client.alone_mib == 4606
    assert client.each_mib == (46068 - 922) // 10


def test_mps_before_volta_limits_nobody() -> None:
    client = place(Spot("GTX 1080 Ti", share=2, mode="mps"))
    assert client.client_limit_mib is None
    assert client.alone_mib == client.usable_mib


def test_an_instance_has_the_memory_of_nvidias_table() -> None:
    assert place(Spot("A100-SXM4-80GB", mig="3g.40gb")).device_mib == 40192
    shared = place(Spot("A100-SXM4-80GB", mig="3g.40gb", share=2))
    assert shared.name == "one of 2 time-slicing shares of MIG 3g.40gb of A100 SXM4 80GB"
    assert shared.each_mib == (40192 - 13) // 2


@pytest.mark.parametrize(
    ("spot", "option", "reason"),
    [
        (Spot("RTX 3095"), "--on", "There is no GPU 'RTX 3095'. Did you mean"),
        (Spot("\x1b[2J"), "--on", "There is no GPU '\\x1b[2J'."),
        (Spot("A100"), "--on", "'A100' is the name of several GPUs: a100-pcie-40gb, a100-pcie-80gb"),
        (Spot("RTX 3090", mig="1g.5gb"), "--mig", "GeForce RTX 3090 has no MIG."),
        (Spot("A100-SXM4-40GB", mig="1g.10gb+x"), "--mig", "has no MIG profile '1g.10gb+x'. It has: 1g.5gb"),
        (Spot("A100-SXM4-40GB", mig="1g.5gb", share=2, mode="mps"), "--mode", "MPS on whole cards only"),
        (Spot("RTX 3090", share=49, mode="mps"), "--share", "GeForce RTX 3090 takes at most 48 MPS clients."),
        (Spot("GTX 1080 Ti", share=17, mode="mps"), "--share", "at most 16 MPS clients"),
    ],
)
def test_what_makes_no_sense_is_said(spot: Spot, option: str, reason: str) -> None:
    found = place_on(spot)
    assert isinstance(found, PlaceProblem)
    assert found.option == option
    assert reason in found.reason


def test_a_plan_gives_its_units() -> None:
    plan = compile_profile(PROFILE.encode(), "mixed.yaml").plan
    assert plan is not None
    assert places_of(plan) == (
        Place("nvidia.com/gpu in pool sliced (GeForce RTX 3090, 2 units share it)", "Ampere", (8, 6), 24576, 2),
        Place("nvidia.com/mig-3g.40gb in pool instances (3g.40gb)", "Ampere", (8, 0), 40192, is_instance=True),
        Place("nvidia.com/mig-1g.10gb in pool instances (1g.10gb)", "Ampere", (8, 0), 9856, is_instance=True),
    )


def test_a_plan_gives_the_limit_of_mps_clients() -> None:
    plan = compile_profile(MPS.encode(), "clients.yaml").plan
    assert plan is not None
    (client,) = places_of(plan)
    assert client.client_limit_mib == 24576 // 5
    assert client.device_mib == 24576
    assert client._replace(name="") == place(Spot("RTX 3090", share=5, mode="mps"))._replace(name="")


def test_what_is_reserved_comes_off_the_card_after_the_limit_of_mps_and_what_the_driver_keeps() -> None:
    plan = compile_profile(MPS.replace("count: 1}", "count: 1, reservedMemory: 2000MiB}").encode(), "clients.yaml").plan
    assert plan is not None
    (client,) = places_of(plan)
    assert (client.device_mib, client.reserved_mib, client.usable_mib) == (24576, 2000, 24576 - 2000 - 492)
    assert client.client_limit_mib == 24576 // 5


def test_a_place_has_what_the_budget_counts() -> None:
    for text in (PROFILE, PROFILE.replace("count: 4}", "count: 4, reservedMemory: 3GiB}"), MPS):
        plan = compile_profile(text.encode(), "p.yaml").plan
        assert plan is not None
        assert [one.usable_mib for one in places_of(plan)] == [one.device.memory.usable_mib for one in budgets(plan)]
