from generator.facts.charts import GPU_OPERATOR, chart_versions, load_crds
from generator.facts.custom_resources import API_VERSIONS, KINDS, crd_fields


def test_every_release_has_a_cluster_policy_and_only_the_newest_a_gpu_cluster() -> None:
    releases = chart_versions(GPU_OPERATOR)
    assert all(crd_fields("ClusterPolicy", release)["spec.toolkit.env[].name"].required for release in releases)
    assert [bool(crd_fields("GPUCluster", release)) for release in releases] == [False, False, False, True]
    assert set(KINDS) == {"ClusterPolicy", "GPUCluster", "NVIDIADriver"}


def test_a_kind_that_is_not_the_operators_has_no_fields() -> None:
    assert crd_fields("Node", "v26.7.0") == {}


def test_the_versions_are_those_that_every_release_serves() -> None:
    served = {
        (crd.kind, f"{crd.group}/{version.name}")
        for release in chart_versions(GPU_OPERATOR)
        for crd in load_crds(GPU_OPERATOR, release)
        for version in crd.versions
        if crd.kind in KINDS and version.served
    }
    assert served == set(API_VERSIONS.items())
