import pytest

from tests.lint.examples import judged, told


def quota(*keys: str) -> str:
    hard = "".join(f"    {key}: 4\n" for key in keys)
    return f"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q}}\nspec:\n  hard:\n{hard}"


@pytest.mark.parametrize(
    ("key", "right"),
    [
        ("limits.nvidia.com/gpu", "requests.nvidia.com/gpu"),
        ("nvidia.com/gpu", "requests.nvidia.com/gpu"),
        ("limits.nvidia.com/mig-1g.10gb", "requests.nvidia.com/mig-1g.10gb"),
        ("request.nvidia.com/gpu", "requests.nvidia.com/gpu"),
        ("requests.alpha.kubernetes.io/nvidia-gpu", "requests.nvidia.com/gpu"),
    ],
)
def test_keys_that_count_nothing(key: str, right: str) -> None:
    (finding,) = judged(quota(key)).findings
    assert (finding.code, finding.message, finding.fix) == (
        "QUO201",
        f"{key} in a ResourceQuota limits nothing",
        f"Write {right}.",
    )


def test_beside_the_right_one_it_is_to_go() -> None:
    (finding,) = judged(quota("requests.nvidia.com/gpu", "limits.nvidia.com/gpu")).findings
    assert finding.fix == "Remove it: requests.nvidia.com/gpu is there too."


@pytest.mark.parametrize(
    "key", ["requests.nvidia.com/gpu", "requests.nvidia.com/gpu.shared", "limits.memory", "requests.amd.com/gpu"]
)
def test_keys_that_count_or_are_not_ours(key: str) -> None:
    assert told(quota(key), "QUO201") == []


def test_the_quota_of_a_kubeflow_profile_is_one_too() -> None:
    text = """\
apiVersion: kubeflow.org/v1
kind: Profile
metadata: {name: alice}
spec:
  resourceQuotaSpec:
    hard:
      nvidia.com/gpu: 1
"""
    assert [line for line, _ in told(text, "QUO201")] == [7]


@pytest.mark.parametrize("where", ["{quota: {hard: {nvidia.com/gpu: 1}}}", "{items: [{hard: {nvidia.com/gpu: 1}}]}"])
def test_quotas_within_other_kinds_are_quotas_too(where: str) -> None:
    text = f"apiVersion: config.kiosk.sh/v1alpha1\nkind: AccountQuota\nmetadata: {{name: q}}\nspec: {where}\n"
    assert [line for line, _ in told(text, "QUO201")] == [4]


def test_hami_counts_by_itself() -> None:
    assert told(quota("limits.nvidia.com/gpu", "limits.nvidia.com/gpumem"), "QUO201") == []
