"""Quotas and namespaces that look right and do nothing, or too much."""

import pytest

from tests.support.bundles import Object, at, bundle_of
from tests.support.plans import compile_text
from tests.traps.test_configurations import FLEET

TENANTS = """
tenants:
  - {namespace: given, quota: {nvidia.com/gpu: 4, nvidia.com/mig-1g.5gb: 0}}
  - {namespace: made, create: true, podSecurity: {enforce: baseline}, quota: {nvidia.com/gpu: 1}}
"""


def test_a_quota_has_the_one_prefix_that_counts() -> None:
    quotas = {str(at(one, "metadata", "namespace")): at(one, "spec", "hard") for one in quota_objects()}
    assert quotas == {
        "given": {"requests.nvidia.com/gpu": "4", "requests.nvidia.com/mig-1g.5gb": "0"},
        "made": {"requests.nvidia.com/gpu": "1"},
    }


def quota_objects() -> list[Object]:
    return bundle_of(FLEET + TENANTS).of_kind("ResourceQuota")


def test_a_quota_names_what_nodes_advertise() -> None:
    renamed = FLEET.replace("replicas: 4", "replicas: 4, renameByDefault: true")
    bundle = bundle_of(renamed + "tenants: [{namespace: team, poolQuota: {shared: 3}}]\n")
    (quota,) = bundle.of_kind("ResourceQuota")
    assert at(quota, "spec", "hard") == {"requests.nvidia.com/gpu.shared": "3"}


@pytest.mark.parametrize("name", ["nvidia.com/gpu.shared", "nvidia.com/mig-2g.10gb"])
def test_a_quota_on_a_name_that_nobody_advertises_is_refused(name: str) -> None:
    found = compile_text(f"{FLEET}tenants: [{{namespace: team, quota: {{{name}: 3}}}}]\n")
    assert "QUO101" in [one.code for one in found.findings]
    assert found.plan is None


def test_a_quota_for_one_of_two_like_pools_is_refused() -> None:
    found = compile_text(f"{FLEET}tenants: [{{namespace: team, poolQuota: {{shared: 3}}}}]\n")
    assert "QUO001" in [one.code for one in found.findings]


def test_there_is_never_a_limit_range() -> None:
    bundle = bundle_of(FLEET + TENANTS)
    assert not [path for path, text in bundle.files.items() if "LimitRange" in text]


def test_a_made_namespace_outlives_every_pruning() -> None:
    (namespace,) = [
        one for one in bundle_of(FLEET + TENANTS).of_kind("Namespace") if at(one, "metadata", "name") == "made"
    ]
    assert at(namespace, "metadata", "annotations") == {
        "helm.sh/resource-policy": "keep",
        "argocd.argoproj.io/sync-options": "Prune=false",
        "kustomize.toolkit.fluxcd.io/prune": "disabled",
    }


def test_a_given_namespace_is_not_made() -> None:
    names = [at(one, "metadata", "name") for one in bundle_of(FLEET + TENANTS).of_kind("Namespace")]
    assert "given" not in names
