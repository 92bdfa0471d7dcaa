"""Releases and policies over which kustomizations lay patches, in the forms that were read wrongly once."""

from tests.importing.given import imported, profile, told

HEAD = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
BASE = f"{HEAD}resources: [release.yaml]\n"
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  interval: 1h
  chart: {spec: {chart: gpu-operator, version: v26.3.3, sourceRef: {kind: HelmRepository, name: nvidia}}}
  values:
    driver: {enabled: true}
    extraObjects:
      - apiVersion: v1
        kind: ResourceQuota
        metadata: {name: own, namespace: team}
        spec: {hard: {requests.nvidia.com/gpu: "2"}}
"""
POLICY = (
    "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: cluster-policy}\nspec: {mig: {strategy: %s}}\n"
)


def test_objects_in_values_are_kept_where_a_patch_is_laid_over_the_release() -> None:
    patch = '- {op: add, path: /spec/values/driver/version, value: "570.1.1"}'
    files = {
        "base/kustomization.yaml": BASE,
        "base/release.yaml": RELEASE,
        "over/kustomization.yaml": f"{HEAD}resources: [../base]\npatches:\n- target: {{kind: HelmRelease}}\n"
        f"  patch: |-\n    {patch}\n",
    }
    result = imported(files, "T4")
    assert told(result) == []
    assert "kind: ResourceQuota" in result.text
    assert "570.1.1" in result.text
    assert "tenants" not in profile(result)


def test_one_patch_of_a_file_that_finds_nothing_leaves_the_others() -> None:
    nothing = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: nobodys}\ndata: {a: b}\n"
    files = {
        "base/kustomization.yaml": f"{HEAD}resources: [policy.yaml]\n",
        "base/policy.yaml": POLICY % "single",
        "over/kustomization.yaml": f"{HEAD}resources: [../base]\npatchesStrategicMerge: [p.yaml]\npatches:\n"
        "- target: {kind: ClusterPolicy}\n  patch: '- {op: replace, path: /spec/mig/strategy, value: none}'\n",
        "over/p.yaml": (POLICY % "mixed") + nothing,
    }
    result = imported(files, "T4", chart="gpu-operator@v26.7.0")
    assert "strategy: mixed" not in result.text
    assert "strategy: none" in result.text
