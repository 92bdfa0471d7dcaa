import pytest

from tests.lint.clusters import release
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
        ("limits.amd.com/gpu", "requests.amd.com/gpu"),
        ("limits.tencent.com/vcuda-core", "requests.tencent.com/vcuda-core"),
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
    "key",
    [
        "requests.nvidia.com/gpu",
        "requests.nvidia.com/gpu.shared",
        "limits.memory",
        "requests.amd.com/gpu",
        "amd.com/gpu",
    ],
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


def profile(hard: str, version: str = "kubeflow.org/v1beta1", kind: str = "Profile") -> str:
    spec = f"{{resourceQuotaSpec: {{hard: {{{hard}}}}}}}"
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: anna}}\nspec: {spec}\n"


@pytest.mark.parametrize(
    "key", ["gpu", "gpus", "requests.gpu", "limits.gpu", "requestsGpu", "nvidia-gpu", "requests.nvidia.com.gpu", "GPU"]
)
def test_a_key_without_a_domain_is_refused(key: str) -> None:
    (finding,) = judged(quota(key)).findings
    assert (finding.code, finding.position and finding.position.line, finding.message, finding.fix) == (
        "QUO201",
        6,
        f"{key} is neither a standard resource nor a name with a domain: the API server refuses the quota",
        "Write requests.nvidia.com/gpu.",
    )


def test_a_key_without_a_domain_beside_the_right_one_is_to_go() -> None:
    (finding,) = judged(quota("requestsGpu", "requests.nvidia.com/gpu")).findings
    assert finding.fix == "Remove it: requests.nvidia.com/gpu is there too."


@pytest.mark.parametrize("key", ["gpu-memory", "requests.amd-gpu", "tesla-gpus"])
def test_what_other_keys_mean_is_not_known(key: str) -> None:
    (finding,) = judged(quota(key)).findings
    assert "the whole name that the nodes advertise" in (finding.fix or "")


def test_a_quota_that_a_profile_makes_is_refused() -> None:
    ((line, message),) = told(profile("cpu: 4, gpu: 1"), "QUO201")
    assert (line, message.rpartition(": ")[2]) == (4, "the API server refuses the ResourceQuota made of this")


def test_hamis_quota_is_refused_too() -> None:
    assert [line for line, _ in told(quota("limits.nvidia.com/gpumem", "gpu"), "QUO201")] == [7]


@pytest.mark.parametrize(
    "text",
    [
        quota("cpu", "pods", "requests.amd.com/gpu", "count/gpus.example.org"),
        quota("gpu.storageclass.storage.k8s.io/requests.storage"),
        quota("'requests.${GPU}'"),
        # Who reads this is not known.
        profile("gpu: 1", "example.org/v1", "TeamBudget"),
        profile("gpu: 1", "example.org/v1"),
    ],
)
def test_keys_that_are_taken_or_that_others_read(text: str) -> None:
    assert told(text, "QUO201") == []


@pytest.mark.parametrize("key", ["mig-1g.5gb", "requests.mig-1g.5gb", "nvidia", "requests.nvidia-gpu"])
def test_names_without_a_domain_are_refused_whatever_of_nvidias_they_mean(key: str) -> None:
    assert [line for line, _ in told(quota(key), "QUO201")] == [6]


@pytest.mark.parametrize(
    ("key", "what", "right"),
    [
        ("requests.NVIDIA.com/gpu", "capitals before its slash", "requests.nvidia.com/gpu"),
        ("Requests.nvidia.com/gpu", "capitals before its slash", "requests.nvidia.com/gpu"),
        ("Limits.nvidia.com/gpu", "capitals before its slash", "requests.nvidia.com/gpu"),
        ("count/nvidia.com/gpu", "more than one slash", "requests.nvidia.com/gpu"),
        ("requests/nvidia.com/gpu", "more than one slash", "requests.nvidia.com/gpu"),
    ],
)
def test_a_key_that_is_no_name_is_refused(key: str, what: str, right: str) -> None:
    (one,) = judged(quota(key)).findings
    assert (one.code, one.fix) == ("QUO201", f"Write {right}.")
    assert one.message == f"{key} is no name, since it has {what}: the API server refuses the quota"


def test_another_kind_may_take_such_keys() -> None:
    text = quota("requests.NVIDIA.com/gpu").replace("ResourceQuota", "ElasticQuota").replace("v1", "example.com/v1", 1)
    assert told(text, "QUO201") == []


def test_a_limit_without_its_last_letter_counts_nothing() -> None:
    (one,) = judged(quota("limit.nvidia.com/gpu")).findings
    assert (one.code, one.fix) == ("QUO201", "Write requests.nvidia.com/gpu.")


@pytest.mark.parametrize(
    ("values", "chart", "count"),
    [
        ("{resourceQuota: {enabled: true, quota: {limits.nvidia.com/gpu: 1}}}", "vcluster", 1),
        ("{resourceQuota: {quota: {nvidia.com/gpu: 1}}}", "vcluster", 1),
        ("{resourceQuota: {enabled: true, quota: {requests.nvidia.com/gpu: 1, limits.cpu: 4}}}", "vcluster", 0),
        ("{resourceQuota: {enabled: false, quota: {limits.nvidia.com/gpu: 1}}}", "vcluster", 0),
        ("{resourceQuota: {enabled: true}}", "vcluster", 0),
        ("{resourceQuota: {enabled: true, quota: {limits.nvidia.com/gpu: 1}}}", "other", 0),
    ],
)
def test_the_quota_that_a_chart_makes(values: str, chart: str, count: int) -> None:
    found = told(release(f"{{policies: {values}}}", chart=chart, version="0.20.0"), "QUO201")
    assert [line for line, _ in found] == [6] * count


def test_a_name_with_a_slash_too_many_of_its_own_gets_no_name_that_is_refused_as_well() -> None:
    (one,) = (one for one in judged(quota("requests.nvidia.com/mig/1g.5gb")).findings if one.code == "QUO201")
    assert one.fix == "Write the whole name that the nodes advertise, such as requests.nvidia.com/gpu."
