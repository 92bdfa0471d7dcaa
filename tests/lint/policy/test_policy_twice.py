from tests.lint.chart_values import release
from tests.lint.examples import judged, told
from tests.lint.policies import policy, whole

CLUSTER = "apiVersion: nvidia.com/v1alpha1\nkind: GPUCluster\nmetadata: {name: gpu-cluster}\nspec: {draDriver: {}}\n"


def found(files: dict[str, str]) -> list[tuple[str, str]]:
    return [(one.file, one.severity.value) for one in judged(files).findings if one.code == "POL203"]


def test_two_policies_in_one_folder_and_in_two() -> None:
    one, other = policy(whole()), policy(whole(), "other")
    assert found({"a.yaml": one, "b.yaml": other}) == [("b.yaml", "warning")]
    assert found({"x/a.yaml": one, "y/b.yaml": other}) == [("y/b.yaml", "info")]
    assert found({"x/a.yaml": one, "y/b.yaml": one}) == []


def test_in_one_file_it_is_certain_whatever_they_are_called() -> None:
    one, other = policy(whole(), "a"), policy(whole(), "b")
    assert found({"a.yaml": f"{one}---\n{other}"}) == [("a.yaml", "error")]
    assert found({"a.yaml": f"{one}---\n{one}"}) == []


def test_a_patch_is_no_second_policy() -> None:
    assert found({"a.yaml": policy(whole()), "b.yaml": policy("gfd: {enabled: true}", "other")}) == []


def test_a_gpu_cluster_beside_a_policy() -> None:
    assert found({"a.yaml": policy(whole()), "b.yaml": CLUSTER}) == [("b.yaml", "warning")]
    assert found({"b.yaml": CLUSTER}) == []


def test_a_policy_beside_the_chart_that_makes_one() -> None:
    files = {"a.yaml": policy(whole()), "b.yaml": release("driver: {enabled: false}")}
    assert [message[:53] for _, message in told(files, "POL203")] == [
        "the chart makes the ClusterPolicy cluster-policy too:"
    ]
    files["a.yaml"] = policy(whole(), "mine")
    assert [message[:57] for _, message in told(files, "POL203")] == [
        "the chart makes the ClusterPolicy cluster-policy as well,"
    ]
    files["b.yaml"] = release("clusterPolicy: {deployCR: false}")
    assert told(files, "POL203") == []


def test_a_kustomization_that_takes_the_charts_own_away_leaves_one() -> None:
    patch = "  - target: {kind: ClusterPolicy}\n    patch: |\n      $patch: delete\n      kind: Any\n"
    files = {"own/policy.yaml": policy(whole()), "chart/kustomization.yaml": _inflated(patch)}
    assert found(files) == []
    other = "  - target: {kind: ClusterPolicy}\n    patch: |\n      - {op: remove, path: /spec/gfd}\n"
    for patched in (other, patch.replace("{kind: ClusterPolicy}", "{kind: Deployment}")):
        files["chart/kustomization.yaml"] = _inflated(patched)
        assert found(files) == [("own/policy.yaml", "warning")]


def _inflated(patches: str) -> str:
    return f"""\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
helmCharts:
  - {{name: gpu-operator, repo: "https://helm.ngc.nvidia.com/nvidia", version: v26.3.3, releaseName: gpu-operator}}
patches:
{patches}"""
