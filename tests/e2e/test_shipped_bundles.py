"""Each shipped bundle on a fresh cluster: the README's commands as printed, and what the scheduler then does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.model.plan import CONFIG_LABEL, MIG_LABEL
from tests.controlplane.api import settled, wait_for
from tests.controlplane.cluster import running_cluster
from tests.controlplane.commands import blocks
from tests.controlplane.pods import (
    add_namespace,
    add_pods,
    by_node,
    pods,
    remove_namespace,
    wait_until_tried,
)
from tests.e2e.bundles import Applied, finish, prepare, smoke_pods, versions_of
from tests.support.bundles import at, first, name_of
from tests.support.claims import Proved
from tests.support.routes import Case, by_kustomize, lay, shipped_cases
from tests.support.tools import Tools

pytestmark = pytest.mark.e2e
KEPT = ("CustomResourceDefinition", "Namespace")
CASES = {case.name: case for case in shipped_cases()}


@pytest.fixture(scope="module", params=list(CASES))
def applied(
    request: pytest.FixtureRequest,
    tools: Tools,
    programs: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Applied]:
    """A bundle as the README's commands put it into a cluster that never saw one."""
    case: Case = CASES[str(request.param)]
    folder = tmp_path_factory.mktemp(case.name)
    with running_cluster(tools, folder / "data") as cluster:
        found = prepare(cluster, lay(case, folder / "bundle"), programs["helm4"])
        found.apply()
        finish(found)
        yield found


def test_a_second_time_changes_nothing(applied: Applied, tools: Tools, proved: Proved) -> None:
    objects = list(by_kustomize(tools.kustomize, tools.helm4, applied.laid.folder).objects.values())
    before = settled(lambda: versions_of(applied.api, objects))
    applied.apply()
    after = settled(lambda: versions_of(applied.api, objects))
    assert {path for path in before if before[path] != after[path]} == set()
    proved(f"{applied.plan.cluster}: {len(objects)} objects applied strictly, twice; the second time changed none")


def test_tidying_up_deletes_nothing_of_this_bundle(applied: Applied, tools: Tools, proved: Proved) -> None:
    objects = list(by_kustomize(tools.kustomize, tools.helm4, applied.laid.folder).objects.values())
    before = settled(lambda: versions_of(applied.api, objects))
    applied.tidy_up()
    assert settled(lambda: versions_of(applied.api, objects)) == before
    proved(f"{applied.plan.cluster}: the commands under Change delete nothing that the bundle has")


def test_every_label_names_an_entry(applied: Applied, proved: Proved) -> None:
    plan, seen = applied.plan, 0
    values = applied.laid.bundle.values
    for label, config, layout in ((CONFIG_LABEL, plan.plugin_config, False), (MIG_LABEL, plan.mig_config, True)):
        if config is None:
            continue
        place = f"/api/v1/namespaces/{plan.release.namespace}/configmaps/{config.name}"
        data = at(applied.api.get(place), "data")
        assert isinstance(data, dict)
        entries = at(first(str(data["config.yaml"])), "mig-configs") if layout else data
        assert isinstance(entries, dict)
        labels = {str(at(node, "metadata", "labels", label)) for node in applied.api.list("/api/v1/nodes")} - {"None"}
        assert labels <= set(entries)
        seen += len(labels)
        assert config.name in str(values)
    proved(f"{plan.cluster}: {seen} labels on {len(applied.nodes)} nodes, each an entry of the ConfigMap in the values")


def test_each_pool_has_room_for_its_units_and_no_more(applied: Applied, proved: Proved) -> None:
    total = 0
    for pool in applied.plan.pools:
        nodes = applied.nodes_of(pool)
        for resource in pool.resources:
            namespace = add_namespace(applied.api, "room")
            units = resource.units * len(nodes)
            add_pods(applied.api, namespace, smoke_pods(applied, pool)[resource.name], units + 1)
            placed, waiting = wait_until_tried(applied.api, namespace)
            assert placed == dict.fromkeys(nodes, resource.units)
            assert waiting == 1
            remove_namespace(applied.api, namespace)
            total += units
    proved(f"{applied.plan.cluster}: {total} pods scheduled on the nodes of their pools, one more of each kind waits")


def test_verify_as_printed(applied: Applied, proved: Proved) -> None:
    (block,) = blocks(applied.readme, "Verify")
    lines = block.splitlines()
    looks = [line for line in lines if "delete" not in line]
    for line in looks:
        applied.run(line)
    jobs = applied.api.list("/apis/batch/v1/namespaces/default/jobs")
    assert len(jobs) == sum(len(pool.resources) for pool in applied.plan.pools)
    for pool in applied.plan.pools:
        mine = {name_of(one) for one in smoke_pods(applied, pool).values()}
        found = [one for one in pods(applied.api, "default") if at(one, "metadata", "labels", "job-name") in mine]
        assert len(found) == len(mine)
        assert set(by_node(found)) <= applied.nodes_of(pool)
    for line in lines[len(looks) :]:
        applied.run(line)
    wait_for("the Jobs are gone", lambda: not applied.api.list("/apis/batch/v1/namespaces/default/jobs"))
    proved(f"{applied.plan.cluster}: {len(lines)} commands of Verify ran as printed, {len(jobs)} Jobs on their pools")


def test_back_to_unshared_and_uninstall_as_printed(applied: Applied, tools: Tools, proved: Proved) -> None:
    objects = list(by_kustomize(tools.kustomize, tools.helm4, applied.laid.folder).objects.values())
    paths = [applied.api.path_of(one) for one in objects if one["kind"] not in KEPT]
    kept = [applied.api.path_of(one) for one in objects if one["kind"] in KEPT]
    back = blocks(applied.readme, "Back to unshared")
    (uninstall,) = blocks(applied.readme, "Uninstall")
    for block in (*back, uninstall):
        applied.run(block)
    wait_for("all objects are gone", lambda: not any(applied.api.exists(path) for path in paths))
    assert all(applied.api.exists(path) for path in kept)
    proved(
        f"{applied.plan.cluster}: uninstalled as printed, {len(paths)} objects gone, {len(kept)} of shared kinds stay"
    )
