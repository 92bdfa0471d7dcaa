"""NVIDIA's config-manager against a real API server: every node gets the entry that its label names."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import yaml

from generator.facts.charts import GPU_OPERATOR, load_crds
from generator.model.plan import CONFIG_LABEL, BindingKind
from tests.controlplane import manifests
from tests.controlplane.api import Api, wait_for
from tests.controlplane.cluster import Cluster, running_cluster
from tests.controlplane.discovery import label_nodes
from tests.controlplane.nodes import PlayedNode, add_node, add_pool_nodes
from tests.devices.manager import PLUGIN_FALLBACK, Manager, Sidecar, chart_settings, mount
from tests.devices.standin import Programs
from tests.parsers.documents import Source, sources
from tests.standin.crds import crd_manifest
from tests.support.bundles import Bundle, at, first
from tests.support.claims import Proved
from tests.support.tools import Tools

pytestmark = [pytest.mark.e2e, pytest.mark.tools]
ENTRIES = {"unshared": "version: v1\n", "research": "version: v1\n", "training": "version: v1\n"}
TRIES = 10
"""Starts, of which some see the label in time."""
GROUPS = ("nfd.k8s-sigs.io", "nfd.openshift.io")
RULES = "/apis/{group}/v1alpha1/nodefeaturerules"


@pytest.fixture(scope="module")
def cluster(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with running_cluster(tools, tmp_path_factory.mktemp("config-manager") / "data") as found:
        ours = [crd_manifest(crd) for crd in load_crds(GPU_OPERATOR, "v26.7.0") if crd.chart]
        # OpenShift's own NFD has the same types in a group of its own.
        theirs = first(yaml.safe_dump(ours).replace(*GROUPS))
        assert isinstance(theirs, list)
        manifests.apply(found, [*ours, *(one for one in theirs if isinstance(one, dict))])
        for group in GROUPS:
            wait_for(f"{group} is served", partial(_served, found.api, RULES.format(group=group)))
        yield found


def _served(api: Api, path: str) -> bool:
    return api.ask("GET", path).code == 200


@pytest.fixture
def manager(programs: Programs, cluster: Cluster, tmp_path: Path) -> Manager:
    return Manager(programs.config_manager, cluster, mount(tmp_path / "configs", ENTRIES), tmp_path / "config.yaml")


@pytest.fixture
def node(cluster: Cluster) -> Iterator[str]:
    add_node(cluster.api, "mover", {}, {})
    yield "mover"
    cluster.api.delete("/api/v1/nodes/mover")


def set_label(api: Api, node: str, value: str | None) -> None:
    """Set or take away the label by which a node chooses its entry."""
    api.merge(f"/api/v1/nodes/{node}", {"metadata": {"labels": {CONFIG_LABEL: value}}})


def test_every_node_of_every_bundle_gets_its_pools_entry(
    programs: Programs, cluster: Cluster, tmp_path: Path, proved: Proved
) -> None:
    bundles = nodes = 0
    for source in sources():
        if source.name.startswith("fleet") or source.bundle.plan.plugin_config is None:
            continue
        data = at(source.bundle.tree("base/plugin-config.yaml"), "data")
        assert isinstance(data, dict)
        folder = mount(tmp_path / source.name, {key: str(text) for key, text in data.items()})
        manager = Manager(programs.config_manager, cluster, folder, tmp_path / "config.yaml")
        nothing: dict[str, dict[str, int]] = {pool.name: {} for pool in source.bundle.plan.pools}
        played = add_pool_nodes(cluster.api, source.bundle.plan, nothing)
        label(cluster, source.bundle, played)
        assert picked(manager, source, played) == expected(source.bundle, played), source.name
        bundles, nodes = bundles + 1, nodes + len(played)
        for one in played:
            cluster.api.delete(f"/api/v1/nodes/{one.name}")
        for group in GROUPS:
            cluster.api.delete(RULES.format(group=group))
    proved(f"{nodes} nodes of {bundles} bundles: the real config-manager picks the entry of the node's pool for each")


def label(cluster: Cluster, bundle: Bundle, played: tuple[PlayedNode, ...]) -> None:
    """Do to nodes what the bundle's rules do by way of NFD, and what a person does where no rule can."""
    rules = bundle.of_kind("NodeFeatureRule")
    if rules:
        manifests.apply(cluster, rules)
        label_nodes(cluster.api, played, str(rules[0]["apiVersion"]).partition("/")[0])
    by_hand = {pool.name: pool for pool in bundle.plan.pools if pool.binding.kind is BindingKind.COMMAND}
    for one in played:
        if one.pool in by_hand:
            labels = dict(by_hand[one.pool].binding.labels)
            cluster.api.merge(f"/api/v1/nodes/{one.name}", {"metadata": {"labels": {**labels}}})


def picked(manager: Manager, source: Source, played: tuple[PlayedNode, ...]) -> dict[str, str | None]:
    default, fallback = chart_settings(source.bundle)
    found = {one.name: manager.settle(one.name, default, fallback) for one in played}
    assert {name: one.code for name, one in found.items()} == {one.name: 0 for one in played}
    return {name: one.entry for name, one in found.items()}


def expected(bundle: Bundle, played: tuple[PlayedNode, ...]) -> dict[str, str]:
    keys = {pool.name: pool.config_key for pool in bundle.plan.pools}
    return {one.name: keys[one.pool] for one in played}


def test_the_init_container_does_not_wait_for_the_label(manager: Manager, node: str, proved: Proved) -> None:
    """Since v0.18.2 it takes "no label seen yet" for "no label" (cmd/config-manager/main.go, SyncableConfig.Get)."""
    set_label(manager.cluster.api, node, "research")
    entries = [manager.start(node, "unshared").entry for _ in range(TRIES)]
    assert set(entries) <= {"unshared", "research"}
    assert "unshared" in entries
    assert manager.settle(node, "unshared").entry == "research"
    early = entries.count("unshared")
    proved(
        f"a labelled node starts with the default entry ({early} of {TRIES} starts), until the sidecar sees the label"
    )


def test_a_label_without_an_entry_ends_the_sidecar(manager: Manager, node: str, proved: Proved) -> None:
    set_label(manager.cluster.api, node, "gone")
    found = [manager.settle(node, "unshared") for _ in range(TRIES)]
    assert {one.code for one in found} == {1}
    assert all("specified config gone does not exist" in one.log for one in found)
    # Where the init container did not see the label, the plugin runs: with the default entry.
    assert {one.entry for one in found} <= {None, "unshared"}
    assert "unshared" in {one.entry for one in found}
    proved("a label that names no entry: the sidecar ends with an error, and the plugin stays with the default entry")


def test_a_default_without_an_entry_is_an_error_even_on_labelled_nodes(
    manager: Manager, node: str, proved: Proved
) -> None:
    without = manager.start(node, "gone")
    assert (without.code, without.link) == (1, None)
    assert "does not exist" in without.log
    set_label(manager.cluster.api, node, "research")
    assert 1 in [manager.start(node, "gone").code for _ in range(TRIES)]
    proved("a default that names no entry: the init container fails, on nodes with a good label too")


def test_without_label_and_default_the_charts_fall_back_unlike_each_other(
    manager: Manager, node: str, tmp_path: Path, proved: Proved
) -> None:
    by_operator = manager.settle(node, "")
    assert (by_operator.code, by_operator.link) == (0, "/dev/null")
    alone = manager.start(node, "", PLUGIN_FALLBACK)
    assert (alone.code, alone.link) == (1, None)
    assert "all fallbacks failed" in alone.log
    only = mount(tmp_path / "only", {"cards": "version: v1\n"})
    assert manager._replace(source=only).settle(node, "", PLUGIN_FALLBACK).entry == "cards"
    proved("no label, no default: an empty configuration under the operator, an error under the plugin's own chart")


def test_a_label_that_changes_moves_the_link_and_signals_the_plugin(
    manager: Manager, node: str, proved: Proved
) -> None:
    api = manager.cluster.api
    assert manager.start(node, "unshared").entry == "unshared"
    with manager.sidecar(node, "unshared", "nvidia-device-plugin", "nvidia-device-plugin") as sidecar:
        for number, (value, entry) in enumerate((("research",) * 2, ("training",) * 2, (None, "unshared")), start=1):
            set_label(api, node, value)
            wait_for(f"the link leads to {entry}", partial(_leads_to, manager, entry))
            wait_for(f"signal {number}", partial(_signalled, sidecar, number), state=sidecar.told)
        set_label(api, node, "gone")
        assert sidecar.process.wait(30) == 1
        assert "specified config gone does not exist" in sidecar.said()
        assert manager.leads_to() == str(manager.source / "unshared")
        assert sidecar.signalled() == 3
    proved("3 changes of the label: the link moves and one SIGHUP follows; a name without an entry ends the sidecar")


def _leads_to(manager: Manager, entry: str) -> bool:
    return manager.leads_to() == str(manager.source / entry)


def _signalled(sidecar: Sidecar, times: int) -> bool:
    assert sidecar.process.poll() is None, sidecar.said()
    return sidecar.signalled() == times


def test_the_mps_daemon_is_never_told_of_a_label(manager: Manager, node: str, proved: Proved) -> None:
    """The charts name it by its full path, and config-manager compares that with the first word of command lines.

    So the sidecar ends whenever it has moved the link, to the label's entry or, as it starts, back to the default.
    """
    set_label(manager.cluster.api, node, "research")
    wait_for("it starts with the default", lambda: manager.start(node, "unshared").entry == "unshared")
    entries, ended = [], 0
    for _ in range(TRIES):
        with manager.sidecar(node, "unshared", "mps-control-daemon", "/usr/bin/mps-control-daemon") as sidecar:
            wait_for("it has ended or is content", partial(_ended_or_content, sidecar))
            assert sidecar.signalled() == 0
            if sidecar.process.poll() is not None:
                assert "error finding pid: no process found" in sidecar.said()
                ended += 1
        entries.append(Path(manager.leads_to() or "").name)
    assert set(entries) == {"research", "unshared"}
    proved(
        f"MPS on a labelled node: {ended} of {TRIES} starts of the sidecar end for want of a process, none signals it"
    )


def _ended_or_content(sidecar: Sidecar) -> bool:
    return sidecar.process.poll() is not None or sidecar.is_content("research")
