"""What the API server lets in: quotas, limit ranges, runtime classes and our admission policy."""

from collections.abc import Iterator, Mapping

import pytest

from generator.model.tree import Tree
from tests.controlplane.api import Answer, Api, wait_for
from tests.controlplane.cluster import Cluster
from tests.controlplane.manifests import apply, in_namespace
from tests.controlplane.pods import IMAGE, add_namespace, pod, pods, remove_pods
from tests.support.bundles import Object, at, bundle_of
from tests.support.claims import Proved

pytestmark = pytest.mark.e2e

GPU, SLICE = "nvidia.com/gpu", "nvidia.com/mig-1g.10gb"
POOLS = """
pools:
- name: cards
  nodes: {names: [n1]}
  gpus: [{model: A100-SXM4-80GB, count: 8}]
  timeSlicing: {replicas: 2}
- name: slices
  nodes: {names: [n2]}
  gpus: [{model: A100-SXM4-80GB}]
  mig: all-1g.10gb
"""
TENANT = f"{POOLS}tenants: [{{namespace: team, quota: {{{GPU}: 3, {SLICE}: 2}}}}]\n"


@pytest.fixture
def namespace(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[str]:
    """A namespace for one test."""
    name = str(request.node.name).replace("_", "-")[:50].strip("-")
    yield add_namespace(cluster.api, name)
    remove_pods(cluster.api, name)


def ask(api: Api, namespace: str, name: str, limits: Mapping[str, int], **spec: Tree) -> Answer:
    """Try to make a pod."""
    return api.try_create(f"/api/v1/namespaces/{namespace}/pods", pod(name, limits, **spec))


def counted(api: Api, namespace: str, name: str, hard: Mapping[str, int]) -> Object:
    """Wait until the quota controller has counted a quota, which has to have these limits; return its usage."""
    place = f"/api/v1/namespaces/{namespace}/resourcequotas/{name}"

    def usage() -> Tree:
        found = at(api.get(place), "status")
        return found if at(found, "hard") == {key: str(value) for key, value in hard.items()} else None

    found = at(wait_for(f"{place} is counted", usage), "used") or {}
    assert isinstance(found, dict)
    return found


def test_a_quota_refuses_at_its_limit_and_counts_names_apart(cluster: Cluster, namespace: str, proved: Proved) -> None:
    (quota,) = bundle_of(TENANT).of_kind("ResourceQuota")
    apply(cluster, [in_namespace(quota, namespace)])
    hard = {f"requests.{GPU}": 3, f"requests.{SLICE}": 2}
    assert counted(cluster.api, namespace, "gpu-quota", hard) == dict.fromkeys(hard, "0")
    codes = [ask(cluster.api, namespace, f"gpu-{number}", {GPU: 1}) for number in range(1, 5)]
    assert [one.code for one in codes] == [201, 201, 201, 403]
    assert f"requested: requests.{GPU}=1, used: requests.{GPU}=3, limited: requests.{GPU}=3" in codes[3].message
    slices = [ask(cluster.api, namespace, name, {SLICE: units}) for name, units in (("a", 2), ("b", 1))]
    assert [one.code for one in slices] == [201, 403]
    assert counted(cluster.api, namespace, "gpu-quota", hard) == {f"requests.{GPU}": "3", f"requests.{SLICE}": "2"}
    assert ask(cluster.api, namespace, "plain", {}).code == 201
    proved("quota of 3 shares and 2 MIG devices: pods 1 to 3 in, the 4th refused; the other name counts for itself")


def test_other_prefixes_are_taken_and_limit_nothing(cluster: Cluster, namespace: str, proved: Proved) -> None:
    hard = {f"limits.{GPU}": 1, GPU: 1}
    quota: Object = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "idle"},
        "spec": {"hard": {key: str(value) for key, value in hard.items()}},
    }
    cluster.api.create(f"/api/v1/namespaces/{namespace}/resourcequotas", quota)
    used = counted(cluster.api, namespace, "idle", hard)
    assert [ask(cluster.api, namespace, f"gpu-{number}", {GPU: 1}).code for number in range(1, 4)] == [201] * 3
    assert len(pods(cluster.api, namespace)) == 3
    assert set(used.values()) <= {"0"}
    proved(f"quota on limits.{GPU} and on {GPU}, 1 each: taken, and 3 pods with a share each are let in")


def limit_range(kind: str, **limits: Tree) -> Object:
    """Return a LimitRange of one kind of limit."""
    return {
        "apiVersion": "v1",
        "kind": "LimitRange",
        "metadata": {"name": "gpu"},
        "spec": {"limits": [{"type": kind, **limits}]},
    }


def test_a_limit_range_hands_a_gpu_to_every_plain_pod(cluster: Cluster, namespace: str, proved: Proved) -> None:
    place = f"/api/v1/namespaces/{namespace}/limitranges"
    cluster.api.create(place, limit_range("Container", default={GPU: "1"}, defaultRequest={GPU: "1"}))

    def given() -> bool:
        made = cluster.api.create(f"/api/v1/namespaces/{namespace}/pods", pod("plain", {}))
        cluster.api.delete(f"/api/v1/namespaces/{namespace}/pods/plain", gracePeriodSeconds="0")
        wait_for("it is gone", lambda: not cluster.api.exists(f"/api/v1/namespaces/{namespace}/pods/plain"))
        return at(made, "spec", "containers", 0, "resources", "limits", GPU) == "1"

    wait_for("the admission plugin knows the LimitRange", given)
    proved("LimitRange of type Container with a default: a pod that asks for nothing is given a GPU")


def test_a_limit_range_for_pods_refuses_those_without_gpu(cluster: Cluster, namespace: str, proved: Proved) -> None:
    cluster.api.create(f"/api/v1/namespaces/{namespace}/limitranges", limit_range("Pod", max={GPU: "1"}))

    def refused() -> Answer | None:
        answer = ask(cluster.api, namespace, "plain", {})
        cluster.api.delete(f"/api/v1/namespaces/{namespace}/pods/plain", gracePeriodSeconds="0")
        return answer if answer.code == 403 else None

    answer = wait_for("the admission plugin knows the LimitRange", refused)
    assert GPU in answer.message
    assert ask(cluster.api, namespace, "gpu", {GPU: 1}).code == 201
    proved(f"LimitRange of type Pod with a maximum: a pod without GPU is refused ({answer.message})")


def test_a_missing_runtime_class_is_noticed_when_the_pod_is_made(
    cluster: Cluster, namespace: str, proved: Proved
) -> None:
    answer = ask(cluster.api, namespace, "gpu", {GPU: 1}, runtimeClassName="nvidia")
    assert answer.code == 403
    assert 'RuntimeClass "nvidia" not found' in answer.message
    proved(f"RuntimeClass missing: {answer.message}")


def test_two_shares_are_refused_where_the_profile_says_so(cluster: Cluster, namespace: str, proved: Proved) -> None:
    bundle = bundle_of(f"{POOLS}policy: {{oneSharePerContainer: true}}\n")
    policies = [*bundle.of_kind("ValidatingAdmissionPolicy"), *bundle.of_kind("ValidatingAdmissionPolicyBinding")]
    assert len(policies) == 2
    apply(cluster, policies)
    place = cluster.api.path_of(policies[0])

    def refused() -> Answer | None:
        answer = ask(cluster.api, namespace, "two", {GPU: 2})
        cluster.api.delete(f"/api/v1/namespaces/{namespace}/pods/two", gracePeriodSeconds="0")
        return answer if answer.code >= 400 else None

    answer = wait_for("the policy is in force", refused)
    assert (answer.code, at(answer.body, "reason")) == (422, "Invalid")
    assert "ask for 1" in answer.message
    wait_for("the policy is type-checked", lambda: at(cluster.api.get(place), "status", "observedGeneration"))
    assert not at(cluster.api.get(place), "status", "typeChecking", "expressionWarnings")
    init: Tree = [{"name": "init", "image": IMAGE, "resources": {"limits": {GPU: "2"}}}]
    one: Tree = [{"name": "init", "image": IMAGE, "resources": {"limits": {GPU: "1"}}}]
    api = cluster.api
    assert ask(api, namespace, "two-in-init", {GPU: 1}, initContainers=init).code == 422
    assert ask(api, namespace, "one-in-init", {GPU: 1}, initContainers=one).code == 201
    assert ask(api, namespace, "one", {GPU: 1}).code == 201
    assert ask(api, namespace, "whole", {SLICE: 2}).code == 201
    assert ask(api, namespace, "none", {}).code == 201
    two: Tree = [{"name": name, "image": IMAGE, "resources": {"limits": {GPU: "1"}}} for name in ("first", "second")]
    assert ask(api, namespace, "two-containers", {}, containers=two).code == 201
    for policy in policies:
        api.delete(api.path_of(policy))
    proved(
        "oneSharePerContainer: 2 shares refused with the reason, also in an init container; 1 share, MIG, none let in"
    )


def test_a_quota_stands_before_preemption(cluster: Cluster, namespace: str, proved: Proved) -> None:
    bundle = bundle_of(f"{TENANT}priorities: [{{name: before-quota, value: 1000}}]\n")
    (quota,) = bundle.of_kind("ResourceQuota")
    apply(cluster, [in_namespace(quota, namespace), *bundle.of_kind("PriorityClass")])
    counted(cluster.api, namespace, "gpu-quota", {f"requests.{GPU}": 3, f"requests.{SLICE}": 2})
    assert [ask(cluster.api, namespace, f"low-{number}", {GPU: 1}).code for number in range(3)] == [201] * 3
    answer = ask(cluster.api, namespace, "high", {GPU: 1}, priorityClassName="before-quota")
    assert answer.code == 403
    assert "exceeded quota" in answer.message
    assert len(pods(cluster.api, namespace)) == 3
    proved("a tenant at its quota: a pod of higher priority is refused, and none of its own is preempted for it")
