import pytest

from generator.ecosystem.sent import is_sent


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("v1", "Service"),
        ("apps/v1", "Deployment"),
        ("policy/v1beta1", "PodDisruptionBudget"),
        ("scheduling.sigs.k8s.io/v1alpha1", "ElasticQuota"),
        ("kustomize.toolkit.fluxcd.io/v1", "Kustomization"),
        ("example.com/v12beta3", "Any"),
    ],
)
def test_objects_for_an_api_server(version: str, kind: str) -> None:
    assert is_sent(version, kind)


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("kustomize.config.k8s.io/v1beta1", "Kustomization"),
        ("builtin", "LabelTransformer"),
        ("skaffold/v4beta6", "Config"),
        ("eksctl.io/v1alpha5", "ClusterConfig"),
        ("clusterctl.cluster.x-k8s.io/v1alpha3", "Provider"),
        ("backstage.io/v1alpha1", "Component"),
        ("v1", "Config"),
        ("v2", "Chart"),
        ("v1.1.0", "Service"),
        ("", "Service"),
        ("${GROUP}/v1", "Any"),
        ("example.com/2024", "Any"),
    ],
)
def test_files_of_programs_and_what_is_filled_in_later(version: str, kind: str) -> None:
    assert not is_sent(version, kind)
