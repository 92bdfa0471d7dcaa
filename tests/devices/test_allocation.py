"""What the device plugin answers when the kubelet asks for devices."""

import pytest

from tests.devices.cards import Card, cut, uuid_of
from tests.devices.measured import setup_of
from tests.devices.mistakes import A100, L4, MIXED, MPS_ROOT, SHARES, sharing
from tests.devices.standin import Allocation, Programs, Setup
from tests.parsers.documents import environment
from tests.support.bundles import bundle_of
from tests.support.claims import Proved

pytestmark = [pytest.mark.e2e, pytest.mark.tools]
GPU = "nvidia.com/gpu"
INSTALL = "install: {chart: gpu-operator, version: v26.3.3, driver: {from: host}}\n"
REFUSED = "maximum request size for shared resources is 1; found 2"


def node(pool: str) -> Setup:
    """Return a node of a pool that people wrote."""
    bundle = bundle_of(f"pools:\n- name: cards\n  {pool}\n", install=INSTALL)
    return setup_of(bundle, bundle.plan.pools[0])


def ask(programs: Programs, setup: Setup, resource: str, count: int) -> Allocation:
    """Return the answer to a request for some devices of a resource."""
    (found,) = programs.register([setup._replace(allocate={resource: count})])
    assert found.code == 0, found.log
    return found.allocations[resource]


def test_more_than_one_share_is_refused_where_the_profile_says_so(programs: Programs, proved: Proved) -> None:
    two = "gpus: [{model: L4, count: 2}]"
    strict = node(f"{two}\n  timeSlicing: {{replicas: 3}}")
    assert ask(programs, strict, GPU, 1).error == ""
    assert REFUSED in ask(programs, strict, GPU, 2).error
    lenient = node(f"{two}\n  timeSlicing: {{replicas: 3, failRequestsGreaterThanOne: false}}")
    assert ask(programs, lenient, GPU, 2).error == ""
    proved("a request for 2 of 6 shares: refused by Allocate with failRequestsGreaterThanOne true, given with false")


def test_two_shares_may_be_one_card(programs: Programs, proved: Proved) -> None:
    lenient = node("gpus: [{model: L4}]\n  timeSlicing: {replicas: 3, failRequestsGreaterThanOne: false}")
    given = ask(programs, lenient, GPU, 2)
    assert given.environment["NVIDIA_VISIBLE_DEVICES"] == uuid_of(0)
    proved("2 shares of one card: the container is given that card once")


def test_the_wish_is_heeded_in_its_own_place_alone(programs: Programs) -> None:
    text = sharing(f"resources: [{{name: {GPU}, replicas: 2, failRequestsGreaterThanOne: true}}]")
    assert ask(programs, Setup([Card(L4)], text), GPU, 2).error == ""


def test_mps_refuses_more_than_one_share_whatever_is_said(programs: Programs, proved: Proved) -> None:
    """Up to v0.19.3; v0.20.0 heeds an explicit false."""
    said = Setup([Card(L4)], sharing(f"failRequestsGreaterThanOne: false, {SHARES}", "mps"), MPS_ROOT)
    assert REFUSED in ask(programs, said, GPU, 2).error
    given = ask(programs, said, GPU, 1)
    assert given.environment["CUDA_MPS_PIPE_DIRECTORY"] == "/mps/nvidia.com/gpu/pipe"
    assert given.mounts["/dev/shm"] == "/run/nvidia/mps/shm"
    proved("MPS: a request for 2 clients is refused, for 1 it gives the daemon's pipe and its shared memory")


def test_whole_cards_are_given_in_any_number(programs: Programs) -> None:
    given = ask(programs, node("gpus: [{model: L4, count: 4}]"), GPU, 3)
    assert given.error == ""
    assert given.environment["NVIDIA_VISIBLE_DEVICES"].split(",") == [uuid_of(number) for number in range(3)]


def test_mig_devices_are_given_with_their_device_files(programs: Programs, proved: Proved) -> None:
    bundle = bundle_of(
        "pools:\n- name: cards\n  gpus: [{model: A100-SXM4-80GB}]\n  mig: all-3g.40gb\n", install=INSTALL
    )
    setup = setup_of(bundle, bundle.plan.pools[0])
    assert environment(bundle)["PASS_DEVICE_SPECS"] == "true"
    given = ask(programs, setup, "nvidia.com/mig-3g.40gb", 2)
    assert given.error == ""
    assert [one[:4] for one in given.environment["NVIDIA_VISIBLE_DEVICES"].split(",")] == ["MIG-", "MIG-"]
    # The card, and by instance what the kernel calls its GPU instance and its compute instance.
    assert {"/dev/nvidia0", *(f"/dev/nvidia-caps/nvidia-cap{number}" for number in (3, 4, 5, 6))} <= set(given.paths)
    proved("2 MIG devices allocate: their UUIDs, the card's device file and 4 capabilities")


def test_shares_of_a_mig_device_are_refused_in_pairs_too(programs: Programs) -> None:
    text = sharing("failRequestsGreaterThanOne: true, resources: [{name: nvidia.com/mig-1g.10gb, replicas: 2}]")
    setup = Setup([cut(A100, "1g.10gb")], text, MIXED)
    assert REFUSED in ask(programs, setup, "nvidia.com/mig-1g.10gb", 2).error
    assert ask(programs, setup, "nvidia.com/mig-1g.10gb", 1).error == ""
