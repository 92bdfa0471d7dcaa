"""Each shipped bundle on a fresh cluster: all that its README prints, from top to bottom, and what comes of it.

The tests of one bundle share its cluster and go on where the one before them ended.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from generator.artifacts._nodes import hand_labels
from generator.compile import compile_profile
from generator.model.plan import CONFIG_LABEL, MIG_LABEL, BindingKind
from generator.model.tree import Tree
from tests.controlplane.api import wait_for
from tests.controlplane.cluster import Cluster
from tests.controlplane.clusters import Clusters
from tests.controlplane.commands import Account, blocks, other_fences, printed_commands, run_block, section
from tests.controlplane.manifests import delete_types
from tests.controlplane.pods import (
    add_namespace,
    add_pods,
    by_node,
    pods,
    remove_pods,
    wait_until_tried,
)
from tests.e2e.bundles import (
    Applied,
    Bench,
    apply_blocks,
    finish,
    layout_block,
    prepare,
    smoke_pods,
    states_of,
)
from tests.e2e.examples import nodes_of_example, remove_examples, run_example
from tests.support.bundles import Object, as_bundle, at, first, name_of
from tests.support.claims import Proved
from tests.support.go_build import ROOT
from tests.support.routes import Case, Laid, by_kustomize, shipped_cases
from tests.support.tools import Tools

pytestmark = pytest.mark.e2e
KEPT = ("CustomResourceDefinition", "Namespace")
# MIG that no manager applies is in no shipped profile, and has commands of its own.
BY_HAND = Case("plugin-packed", (ROOT / "tests/golden/plugin-packed/profile.yaml").read_text(encoding="utf-8"))
CASES = {case.name: case for case in (*shipped_cases(), BY_HAND)}
NOT_RUN = {"nvidia-mig-parted apply": "cuts real cards; what it reads is given to its own parser in tests/parsers"}
"""How commands begin that cannot be run here, and why."""


@pytest.fixture(scope="module", params=list(CASES))
def applied(
    request: pytest.FixtureRequest,
    clusters: Clusters,
    benches: dict[str, Bench],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Applied]:
    """A bundle as the README's commands put it into a cluster that never saw one."""
    case: Case = CASES[str(request.param)]
    folder = tmp_path_factory.mktemp(case.name)
    with clusters.new() as cluster:
        account = Account()
        laid = render(cluster, case, folder, benches["helm4"], account)
        found = prepare(cluster, laid, benches["helm4"])._replace(account=account)
        found.apply()
        finish(found)
        yield found


def render(cluster: Cluster, case: Case, folder: Path, bench: Bench, account: Account) -> Laid:
    """Render a profile by the command that the README names; the bundle on disk is the one that the tests know."""
    (folder / f"{case.name}.yaml").write_text(case.text, encoding="utf-8")
    command = f"gpuslice render {case.name}.yaml"
    run_block(command, folder, bench.environment(cluster))
    account.note(command)
    bundle = as_bundle(compile_profile(case.text.encode(), f"{case.name}.yaml"))
    place = folder / "out" / bundle.plan.cluster
    assert {path: (place / path).read_text(encoding="utf-8") for path in bundle.files} == bundle.files
    return Laid(bundle, place)


def objects_of(applied: Applied, tools: Tools) -> list[Object]:
    """Return what kustomize builds of the bundle, whose chart it has fetched by now."""
    return list(by_kustomize(tools.kustomize, tools.helm4, applied.laid.folder).objects.values())


def test_a_second_time_changes_nothing(applied: Applied, tools: Tools, proved: Proved) -> None:
    objects = objects_of(applied, tools)
    before = states_of(applied.api, objects)
    applied.apply()
    after = states_of(applied.api, objects)
    assert {path for path in before if before[path] != after[path]} == set()
    proved(f"{applied.plan.cluster}: {len(objects)} objects applied strictly, twice; the second time changed none")


def test_tidying_up_deletes_nothing_of_this_bundle(applied: Applied, tools: Tools, proved: Proved) -> None:
    objects = objects_of(applied, tools)
    before = states_of(applied.api, objects)
    applied.tidy_up()
    assert states_of(applied.api, objects) == before
    proved(f"{applied.plan.cluster}: the commands under Change delete nothing that the bundle has")


def test_every_label_names_an_entry(applied: Applied, proved: Proved) -> None:
    known = entries(applied)
    seen = 0
    for pool in applied.plan.pools:
        labels = () if pool.binding.kind is BindingKind.DEFAULT else pool.binding.labels
        for node in applied.nodes_of(pool):
            found = at(applied.api.get(f"/api/v1/nodes/{node}"), "metadata", "labels")
            assert isinstance(found, dict)
            assert {key: found.get(key) for key in known} == {key: dict(labels).get(key) for key in known}
            for key, value in labels:
                assert value in known[key]
                seen += 1
    proved(f"{applied.plan.cluster}: {seen} labels on {len(applied.nodes)} nodes are the Plan's, each names an entry")


def entries(applied: Applied) -> Mapping[str, set[str]]:
    """Return by label what it may name: the entries of the ConfigMap in the cluster, whose name is in the values."""
    plan = applied.plan
    found: dict[str, set[str]] = {CONFIG_LABEL: set(), MIG_LABEL: set()}
    for label, config in ((CONFIG_LABEL, plan.plugin_config), (MIG_LABEL, plan.mig_config)):
        if config is None:
            continue
        place = f"/api/v1/namespaces/{plan.release.namespace}/configmaps/{config.name}"
        data = at(applied.api.get(place), "data")
        assert isinstance(data, dict)
        content: Tree = at(first(str(data["config.yaml"])), "mig-configs") if label == MIG_LABEL else data
        assert isinstance(content, dict)
        found[label] = set(content)
        if label == CONFIG_LABEL or not layout_block(applied.readme):
            assert config.name in str(applied.laid.bundle.values)
    return found


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
            remove_pods(applied.api, namespace)
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


def test_examples_run_on_the_pools_of_their_workloads(applied: Applied, proved: Proved) -> None:
    plan = applied.plan
    assert (applied.laid.folder / "examples").exists() == bool(plan.workloads)
    for one in plan.workloads:
        run_example(applied, one)
    for one in plan.workloads:
        pools = (pool for pool in plan.pools if pool.name in (one.pool, *one.fallback))
        allowed = {node for pool in pools for node in applied.nodes_of(pool)}
        assert set(nodes_of_example(applied, one)) <= allowed
    remove_examples(applied)
    total = sum(one.replicas for one in plan.workloads)
    proved(
        f"{plan.cluster}: {len(plan.workloads)} examples applied strictly, {total} pods on the pools of their workloads"
    )


def test_commands_in_running_text(applied: Applied, proved: Proved) -> None:
    ran = 0
    for command in printed_commands(section(applied.readme, "Change") + section(applied.readme, "Files")):
        if command.startswith(("kubectl rollout restart", "kubectl drain", "kustomize build", "sha256sum")):
            node = min(node.name for node in applied.nodes)
            applied.run(command.replace(" NODE ", f" {node} "))
            applied.account.note(command)  # also where the word NODE was filled in
            if "drain" in command:
                applied.run(f"kubectl uncordon {node}")
            ran += 1
    ran += show_allocation(applied) + words_filled_in(applied)
    layouts = layout_block(applied.readme)
    if applied.plan.mig_config is not None and layouts:
        applied.run("\n".join(line for line in layouts.splitlines() if "kubectl" in line))
        written = first((applied.laid.folder / "mig.yaml").read_text(encoding="utf-8"))
        assert written == applied.plan.mig_config.content
        ran += 1
    *labels, release = other_fences(section(applied.readme, "Apply"))
    assert release.startswith("```yaml\napiVersion: helm.toolkit.fluxcd.io/v2\n")  # tests/artifacts/test_readme.py
    for text in labels:
        (pool,) = [one for one in applied.plan.pools if f"Pool {one.name}:\n\n{text}" in applied.readme]
        assert all(f"{key}={value}" in text for key, value in (*pool.node_selector, *hand_labels(pool)))
    proved(f"{applied.plan.cluster}: {ran} commands in running text ran, and every node registers with its labels")


def words_filled_in(applied: Applied) -> int:
    """Run the commands of which a person fills in a word: a folder to build and lint, a code to have explained."""
    codes = [one.rule for one in applied.plan.exceptions]
    found = [one for one in printed_commands(applied.readme) if one.endswith((" CODE", " | gpuslice lint -"))]
    for command in found:
        applied.run(command.replace("FOLDER", "base").replace("CODE", " ".join(codes)))
        applied.account.note(command)
    assert bool(codes) == any(one.endswith(" CODE") for one in found)
    return len(found)


def show_allocation(applied: Applied) -> int:
    """Run the command that compares two profiles, with the same one twice; return how many such commands there are."""
    text = section(applied.readme, "Allocation") if applied.plan.workloads else ""
    found = [one for one in printed_commands(text) if "gpuslice show" in one]
    for command in found:
        profile = applied.laid.folder.parents[1] / str(at(first(applied.laid.bundle.files["plan.json"]), "source"))
        said = applied.run(command.replace("OLD_PROFILE", str(profile)).replace("PROFILE", str(profile)))
        assert all(one.name in said for one in applied.plan.workloads)
        applied.account.note(command)
    return len(found)


def test_back_to_unshared_and_uninstall_as_printed(applied: Applied, tools: Tools, proved: Proved) -> None:
    objects = objects_of(applied, tools)
    paths = [applied.api.path_of(one) for one in objects if one["kind"] not in KEPT]
    kept = [applied.api.path_of(one) for one in objects if one["kind"] in KEPT]
    back = blocks(applied.readme, "Back to unshared")
    (uninstall,) = blocks(applied.readme, "Uninstall")
    for block in (*back, uninstall):
        applied.run(block)
    left = applied.api.list("/api/v1/nodes", labelSelector=f"{CONFIG_LABEL}=unshared")
    by_default = (BindingKind.DEFAULT, BindingKind.REST)
    beaten = {node for pool in applied.plan.pools if pool.binding.kind in by_default for node in applied.nodes_of(pool)}
    assert beaten.isdisjoint(name_of(one) for one in left)
    wait_for("all objects are gone", lambda: not any(applied.api.exists(path) for path in paths))
    assert all(applied.api.exists(path) for path in kept)
    delete_types(applied.api, [path for path in kept if "/namespaces/" not in path])
    proved(
        f"{applied.plan.cluster}: uninstalled as printed, {len(paths)} objects gone, {len(kept)} of shared kinds stay"
    )


def test_by_helm_alone_and_uninstalled(applied: Applied, benches: dict[str, Bench], proved: Proved) -> None:
    by_helm = applied._replace(bench=benches["helm3"])
    by_helm.run(apply_blocks(applied.readme)[2])
    paths = {applied.api.path_of(one): one for one in applied.laid.bundle.objects}
    assert [path for path in paths if not applied.api.exists(path)] == []
    (uninstall,) = [one for one in printed_commands(applied.readme) if one.startswith("helm uninstall")]
    by_helm.run(uninstall)
    gone = [path for path, one in paths.items() if one["kind"] not in KEPT]
    wait_for("all objects are gone", lambda: not any(applied.api.exists(path) for path in gone))
    proved(f"{applied.plan.cluster}: in and out again by Helm 3 alone, with all {len(paths)} manifests of ours")


def test_no_printed_command_was_left_out(applied: Applied, proved: Proved) -> None:
    """Every command of the README was run by a test above, or cannot be; the tests before this one have to run too."""
    left = applied.account.left_out(applied.readme)
    assert [one for one in left if not one.removeprefix("sudo ").startswith(tuple(NOT_RUN))] == []
    why = "".join(f"; {len(left)} not: {reason}" for reason in NOT_RUN.values() if left)
    proved(f"{applied.plan.cluster}: {applied.account.ran_of(applied.readme)} commands ran exactly as printed{why}")
