"""Profiles to measure with: as shipped, and generated ones of any size."""

from typing import NamedTuple

from tests.bench.fleet import fleet_profile
from tests.support.go_build import ROOT

_HEAD = """\
version: v1alpha1
cluster: {name: NAME, kubernetes: "1.35", distribution: kubeadm}
install: {chart: gpu-operator, version: v26.7.0, driver: {from: operator}}
pools:
"""
_CARDS = "gpus: [{model: A100-SXM4-80GB, count: 8}]"
_MODES = (
    "timeSlicing: {replicas: 4}",
    "mig: all-1g.10gb",
    "mig: [{migDevices: {3g.40gb: 1, 2g.20gb: 2}}]",
    "timeSlicing: {replicas: 2, renameByDefault: true}",
    "description: Whole cards.",
)
_QUOTAS = ("nvidia.com/gpu: 8", "nvidia.com/mig-1g.10gb: 7", "nvidia.com/mig-3g.40gb: 2")
_LONGEST_LIST = 5000
"""As many node names may one pool have; source: our schema."""


class Cluster(NamedTuple):
    """A profile; its text says that name too."""

    name: str
    text: str
    about: str


def shipped(name: str, about: str) -> Cluster:
    """Return a profile of profiles/."""
    return Cluster(name, (ROOT / "profiles" / f"{name}.yaml").read_text(encoding="utf-8"), about)


def with_pools(number: int, nodes: int = 2, tenants: int = 0, *, name: str = "platform") -> Cluster:
    """Return a cluster of pools in five modes, each with its nodes by name, and tenants with quotas."""
    lines = [
        f"  - {{name: pool-{index}, nodes: {{names: [{_names(index, nodes)}]}}, {_CARDS}, {_MODES[index % 5]}}}"
        for index in range(number)
    ]
    if tenants:
        lines.append("tenants:")
        lines += [f"  - {{namespace: team-{index}, quota: {{{_QUOTAS[index % 3]}}}}}" for index in range(tenants)]
    text = _HEAD.replace("NAME", name) + "\n".join(lines) + "\n"
    about = f"{number} pools in five modes, {number * nodes} nodes, {tenants} tenants with quotas"
    return Cluster(name, text, about)


def with_nodes(number: int) -> Cluster:
    """Return a cluster of so many nodes by name, in as many like pools as their lists need."""
    pools = []
    for pool, first in enumerate(range(0, number, _LONGEST_LIST)):
        names = ", ".join(f"node-{index}" for index in range(first, min(number, first + _LONGEST_LIST)))
        pools.append(
            f"  - {{name: pool-{pool}, nodes: {{names: [{names}]}}, {_CARDS}, timeSlicing: {{replicas: 4}}}}\n"
        )
    rest = f"  - {{name: rest, nodes: {{names: [other]}}, {_CARDS}}}\n"
    return Cluster("many", _HEAD.replace("NAME", "many") + "".join(pools) + rest, f"{number} nodes")


def fleet(number: int) -> list[Cluster]:
    """Return so many unlike clusters."""
    found = (fleet_profile(index).decode() for index in range(number))
    return [Cluster(f"cluster-{index}", text, "one to six pools") for index, text in enumerate(found)]


def _names(pool: int, nodes: int) -> str:
    return ", ".join(f"node-{pool}-{index}" for index in range(nodes))
