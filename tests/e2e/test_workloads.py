"""Components of workloads on a control plane: pods come where the Plan says and nowhere else, also with a fallback."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from generator.artifacts._ask import Ask, asks
from generator.artifacts._by_hand import by_hand
from generator.compile import compile_profile
from generator.model.plan import WorkloadPlan
from generator.model.tree import Tree
from tests.controlplane.api import Api, wait_for
from tests.controlplane.clusters import Clusters
from tests.controlplane.pods import add_namespace, by_node, node_of, pods, unschedulable
from tests.e2e.bundles import Applied, Bench, finish, prepare
from tests.support.bundles import Object, as_bundle, at, parsed
from tests.support.claims import Proved
from tests.support.routes import Case, lay_bare, shipped_cases
from tests.support.tools import Tools
from tests.support.workload_objects import a_bare_pod, an_object, pod_of

pytestmark = pytest.mark.e2e
FALLBACK = Case(
    "fallback",
    """\
version: v1alpha1
cluster: {name: fallback, kubernetes: "1.35", distribution: kubeadm}
install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}, toolkit: host}
pools:
- name: own
  nodes: {names: [own-1]}
  gpus: [{model: L40S}]
  timeSlicing: {replicas: 2}
  taints: [{key: gpu, value: own, effect: NoSchedule}]
- {name: other, nodes: {names: [other-1]}, gpus: [{model: L40S}], timeSlicing: {replicas: 2}}
- {name: third, nodes: {names: [third-1]}, gpus: [{model: L40S}], timeSlicing: {replicas: 2}}
- {name: cut, nodes: {names: [cut-1]}, gpus: [{model: A30}], mig: all-2g.12gb}
workloads:
- {name: falls, namespace: work, pool: own, fallback: [other], replicas: 5, memory: 4GiB}
- {name: stays, namespace: work, pool: cut, replicas: 3, memory: 4GiB}
""",
)
CASES = {case.name: case for case in (*shipped_cases(), FALLBACK)}
WAITING = {"falls": 1, "stays": 1}
"""Pods of the case above for which there is no room, though a third pool would have some."""


@pytest.fixture(scope="module", params=list(CASES))
def applied(
    request: pytest.FixtureRequest,
    clusters: Clusters,
    benches: dict[str, Bench],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Applied]:
    """A bundle in a cluster of its own, with the namespaces of its workloads."""
    case = CASES[str(request.param)]
    with clusters.new() as cluster:
        laid = lay_bare(case, tmp_path_factory.mktemp(case.name))
        found = prepare(cluster, laid, benches["helm4"])
        found.apply()
        finish(found)
        for namespace in sorted({one.namespace for one in found.plan.workloads}):
            add_namespace(found.api, namespace)
        yield found


@pytest.mark.parametrize("applied", [FALLBACK.name], indirect=True)
def test_examples_fill_their_own_pool_then_the_one_they_may_fall_back_to_and_no_other(
    applied: Applied, proved: Proved
) -> None:
    objects = [parsed(applied.laid.bundle.files[f"examples/{ask.folder}.yaml"])[0] for ask in asks(applied.plan)]
    count = run_all(applied, objects)
    proved(f"{count} pods of {len(objects)} examples: 2 on their own pool, 2 fall back, 2 on MIG devices, 2 wait")


def test_every_component_brings_what_is_there_to_the_same_place(applied: Applied, tools: Tools, proved: Proved) -> None:
    patched = [ask for ask in asks(applied.plan) if not ask.workload.unaccounted and not ask.is_ray_cluster]
    objects = [patched_by_component(ask, applied.laid.folder, tools) for ask in patched]
    if objects:
        count = run_all(applied, objects)
        proved(f"{applied.plan.cluster}: {len(objects)} components on plain objects, {count} pods on the same nodes")
    else:
        assert all(ask.is_ray_cluster for ask in asks(applied.plan))


def scaled(found: Object, replicas: Tree) -> Object:
    spec = found["spec"]
    assert isinstance(spec, dict)
    spec["replicas"] = replicas
    return found


def patched_by_component(ask: Ask, folder: Path, tools: Tools) -> Object:
    """Return the least object that can be, with what is left to a person, and the component built onto it."""
    target = ask.workload.target
    pod = a_bare_pod(str(target.container))
    for edit in by_hand(ask).placing:
        pod |= yaml.safe_load("\n".join(edit.lines))
    plain = an_object(target.kind, str(target.name), pod=pod, namespace=ask.workload.namespace)
    place = folder / f"own-{ask.folder}"
    place.mkdir()
    (place / "object.json").write_text(json.dumps(scaled(plain, ask.workload.replicas)), encoding="utf-8")
    lines = f"resources: [object.json]\ncomponents: [../workloads/{ask.folder}]\n"
    (place / "kustomization.yaml").write_text(lines, encoding="utf-8")
    done = subprocess.run([str(tools.kustomize), "build", str(place)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (found,) = parsed(done.stdout)
    assert pod_of(found) != pod_of(plain)
    return found


def run_all(applied: Applied, objects: list[Object]) -> int:
    """Apply objects, hold where their pods come, and take them away; return how many pods there were."""
    text = "\n---\n".join(json.dumps(one) for one in objects)
    done = applied.cluster.kubectl("apply", "--server-side", "--validate=strict", "-f", "-", given=text)
    assert done.returncode == 0, done.stderr
    total = 0
    for workload in wanted(applied, objects):
        total += workload.replicas
        holds(applied, workload)
    done = applied.cluster.kubectl("delete", "--wait=true", "-f", "-", given=text)
    assert done.returncode == 0, done.stderr
    namespaces = {one.namespace for one in applied.plan.workloads}
    wait_for("the pods are gone", lambda: not any(pods(applied.api, name) for name in namespaces))
    return total


def wanted(applied: Applied, objects: list[Object]) -> list[WorkloadPlan]:
    """Return the workloads whose objects these are."""
    names = {(at(one, "metadata", "namespace"), at(one, "metadata", "name")) for one in objects}
    return [
        one
        for one in applied.plan.workloads
        if (one.namespace, one.name) in names or (one.namespace, one.target.name) in names
    ]


def holds(applied: Applied, workload: WorkloadPlan) -> None:
    waiting = WAITING.get(workload.name, 0)
    wait_for(
        f"all pods of {workload.name} were tried",
        lambda: counted(applied.api, workload) == (workload.replicas - waiting, waiting),
        180,
        lambda: counted(applied.api, workload),
    )
    placed = by_node(mine(applied.api, workload))
    rooms = rooms_of(applied, workload)
    assert set(placed) <= set().union(*rooms.values())
    own = sum(placed.get(node, 0) for node in rooms[workload.pool])
    if workload.fallback and waiting:
        assert own == 2  # all the room of its own pool
    else:
        assert own == workload.replicas - waiting  # nothing else takes that room, so its own pool is preferred


def rooms_of(applied: Applied, workload: WorkloadPlan) -> Mapping[str, set[str]]:
    names = (workload.pool, *workload.fallback)
    return {pool.name: applied.nodes_of(pool) for pool in applied.plan.pools if pool.name in names}


def mine(api: Api, workload: WorkloadPlan) -> list[Object]:
    """Return a workload's pods: those of a ReplicaSet are called like it."""
    starts = tuple(f"{name}-" for name in (workload.name, workload.target.name) if name)
    return [one for one in pods(api, workload.namespace) if str(at(one, "metadata", "name")).startswith(starts)]


def counted(api: Api, workload: WorkloadPlan) -> tuple[int, int]:
    """Return how many pods have a node, and how many were found to fit on none."""
    found = mine(api, workload)
    return sum(bool(node_of(one)) for one in found), sum(unschedulable(one) for one in found)


def test_the_case_is_what_it_says() -> None:
    plan = as_bundle(compile_profile(FALLBACK.text.encode(), "fallback.yaml")).plan
    assert [one.name for one in plan.workloads] == list(WAITING)
