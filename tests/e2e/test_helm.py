"""The generated chart on an API server, by Helm 3 and Helm 4: install, upgrade, rollback, uninstall."""

import subprocess
from pathlib import Path

import pytest

from tests.controlplane.cluster import Cluster
from tests.e2e.bundles import Applied, Bench, apply_blocks, prepare
from tests.e2e.test_change import FOUR, TWO, names, policy_names
from tests.support.bundles import at, name_of
from tests.support.claims import Proved
from tests.support.routes import Case, by_kustomize, lay, lay_bare
from tests.support.tools import Tools

pytestmark = pytest.mark.e2e
TENANTS = """\
tenants:
- {namespace: mine, create: true, quota: {nvidia.com/gpu: 2}}
priorities: [{name: training, value: 500}]
"""
# Not by app.kubernetes.io/managed-by: Helm writes itself into that label.
SELECTOR = "app.kubernetes.io/part-of=fleet"


def install(applied: Applied) -> None:
    """Run the README's commands for Helm."""
    applied.run(apply_blocks(applied.readme)[2])


def config_maps(applied: Applied) -> set[str]:
    """Return our ConfigMaps in the release's namespace."""
    place = f"/api/v1/namespaces/{applied.plan.release.namespace}/configmaps"
    return {name_of(one) for one in applied.api.list(place, labelSelector=SELECTOR)}


@pytest.mark.parametrize("helm", ["helm3", "helm4"])
def test_install_upgrade_rollback_uninstall(
    helm: str, new_cluster: Cluster, benches: dict[str, Bench], tmp_path: Path, proved: Proved
) -> None:
    before = prepare(new_cluster, lay_bare(Case("fleet", TWO + TENANTS), tmp_path / "before"), benches[helm])
    release, space = before.plan.release.name, before.plan.release.namespace
    install(before)
    assert config_maps(before) == names(before) == policy_names(before)
    install(before)
    after = before._replace(laid=lay_bare(Case("fleet", FOUR + TENANTS), tmp_path / "after"))
    install(after)
    assert config_maps(after) == names(after) == policy_names(after)
    after.run(f"helm rollback {release} 1 -n {space}")
    assert config_maps(before) == names(before) == policy_names(before)
    history = after.run(f"helm history {release} -n {space}")
    assert len(history.splitlines()) == 5
    after.run(f"helm uninstall {release} -n {space}")
    assert config_maps(before) == set()
    api = new_cluster.api
    assert api.exists("/api/v1/namespaces/mine")
    assert not api.exists("/api/v1/namespaces/mine/resourcequotas/gpu-quota")
    assert not api.exists("/apis/scheduling.k8s.io/v1/priorityclasses/training")
    assert not api.exists("/apis/nvidia.com/v1/clusterpolicies/cluster-policy")
    proved(f"{helm}: chart installed, upgraded twice, rolled back and uninstalled; the tenant's namespace is kept")


def test_what_helm_installs_is_what_kustomize_builds(
    new_cluster: Cluster, benches: dict[str, Bench], tools: Tools, tmp_path: Path, proved: Proved
) -> None:
    applied = prepare(new_cluster, lay(Case("fleet", TWO + TENANTS), tmp_path / "bundle"), benches["helm4"])
    install(applied)
    objects = by_kustomize(tools.kustomize, tools.helm4, applied.laid.folder).objects
    missing = [key for key, one in objects.items() if not new_cluster.api.exists(new_cluster.api.path_of(one))]
    assert missing == []
    owners = {
        str(
            at(
                new_cluster.api.get(new_cluster.api.path_of(one)),
                "metadata",
                "annotations",
                "meta.helm.sh/release-name",
            )
        )
        for key, one in objects.items()
        if key[1] not in ("CustomResourceDefinition", "Namespace")
    }
    assert owners == {applied.plan.release.name}
    proved(f"helm4: all {len(objects)} objects that kustomize builds are in the cluster after helm upgrade --install")


def test_kubectls_own_kustomize_builds_the_same(
    cluster: Cluster, benches: dict[str, Bench], tools: Tools, tmp_path: Path, proved: Proved
) -> None:
    laid = lay_bare(Case("fleet", TWO + TENANTS), tmp_path / "bundle")
    sizes = []
    for helm in ("helm3", "helm4"):
        done = subprocess.run(
            [cluster.programs / "kubectl", "kustomize", "--enable-helm", str(laid.folder)],
            env=benches[helm].environment(cluster),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        own = subprocess.run(
            [tools.kustomize, "build", "--enable-helm", str(laid.folder)],
            env=benches[helm].environment(cluster),
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == own.stdout
        sizes.append(len(done.stdout))
    proved(
        f"kubectl's own kustomize builds what kustomize builds: {sizes[0]} bytes with Helm 3, {sizes[1]} with Helm 4"
    )
