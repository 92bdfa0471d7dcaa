from generator.facts.charts import GPU_OPERATOR, chart_versions
from generator.facts.custom_resources import KINDS, crd_fields


def test_every_release_has_a_cluster_policy_and_only_the_newest_a_gpu_cluster() -> None:
    releases = chart_versions(GPU_OPERATOR)
    assert all(crd_fields("ClusterPolicy", release)["spec.toolkit.env[].name"].required for release in releases)
    assert [bool(crd_fields("GPUCluster", release)) for release in releases] == [False, False, False, True]
    assert set(KINDS) == {"ClusterPolicy", "GPUCluster", "NVIDIADriver"}


def test_a_kind_that_is_not_the_operators_has_no_fields() -> None:
    assert crd_fields("Node", "v26.7.0") == {}
