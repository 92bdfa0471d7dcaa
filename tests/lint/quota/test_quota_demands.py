import pytest

from tests.lint.examples import told
from tests.lint.pods import pod


def quota(hard: str, namespace: str = "team", more: str = "") -> str:
    head = f"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q, namespace: {namespace}}}\n"
    return f"{head}spec: {{{more}hard: {hard}}}\n"


def limit_range(item: str, namespace: str = "namespace: team") -> str:
    return f"apiVersion: v1\nkind: LimitRange\nmetadata: {{name: l, {namespace}}}\nspec: {{limits: [{item}]}}\n"


def asking(*others: str) -> str:
    return pod(f"{{limits: {{nvidia.com/gpu: 1{''.join(f', {one}' for one in others)}}}}}")


def found(hard: str, text: str, *others: str) -> list[tuple[int, str]]:
    files = {"a.yaml": quota(hard), "b.yaml": text} | {f"c{number}.yaml": one for number, one in enumerate(others)}
    return told(files, "QUO206")


ENDING = "which quota q of namespace team wants of every container: the pod is refused"


@pytest.mark.parametrize(
    ("hard", "missing"),
    [
        ("{cpu: 4}", "requests.cpu"),
        ("{memory: 4Gi}", "requests.memory"),
        ("{requests.cpu: 4}", "requests.cpu"),
        ("{limits.memory: 4Gi, requests.nvidia.com/gpu: 2}", "limits.memory"),
        (
            "{limits.cpu: 4, limits.memory: 4Gi, requests.cpu: 4, requests.memory: 4Gi}",
            "limits.cpu, limits.memory, requests.cpu and requests.memory",
        ),
    ],
)
def test_what_the_quota_wants(hard: str, missing: str) -> None:
    assert found(hard, asking()) == [(9, f"container main states no {missing}, {ENDING}")]


PROFILE = """\
apiVersion: kubeflow.org/v1
kind: Profile
metadata: {name: NAME}
spec: {owner: {kind: User, name: a@example.org}, resourceQuotaSpec: {hard: HARD}}
"""


@pytest.mark.parametrize(
    ("name", "hard", "asked", "lines"),
    [
        ("team", "{cpu: 4, requests.nvidia.com/gpu: 1}", "", [9]),
        ("team", "{cpu: 4, requests.nvidia.com/gpu: 1}", "cpu: 1", []),
        ("team", "{requests.nvidia.com/gpu: 1}", "", []),
        ("other", "{cpu: 4, requests.nvidia.com/gpu: 1}", "", []),
    ],
)
def test_the_quota_of_a_profile_of_kubeflow(name: str, hard: str, asked: str, lines: list[int]) -> None:
    text = PROFILE.replace("NAME", name).replace("HARD", hard)
    pods = asking(asked) if asked else asking()
    assert [line for line, _ in told({"a.yaml": text, "b.yaml": pods}, "QUO206")] == lines


def test_every_container_has_to_say_it() -> None:
    text = f"{asking('cpu: 1')}  - {{name: side, image: proxy}}\n  initContainers: [{{name: first, image: busybox}}]\n"
    assert [line for line, _ in found("{cpu: 4}", text)] == [10, 11]


def test_a_request_is_no_limit() -> None:
    text = pod("{requests: {cpu: 1}, limits: {nvidia.com/gpu: 1}}")
    assert found("{limits.cpu: 4}", text) == [(9, f"container main states no limits.cpu, {ENDING}")]


@pytest.mark.parametrize(
    "item",
    [
        "{type: Pod, default: {cpu: 1}}",
        "{type: Container, default: {memory: 1Gi}}",
        "{type: Container, min: {memory: 1}}",
    ],
)
def test_limit_ranges_that_fill_in_something_else(item: str) -> None:
    assert len(found("{cpu: 4}", asking(), limit_range(item))) == 1
    assert (
        len(found("{cpu: 4}", asking(), limit_range("{type: Container, default: {cpu: 1}}", "namespace: other"))) == 1
    )


@pytest.mark.parametrize(
    ("hard", "item"),
    [
        ("{cpu: 4}", "{type: Container, default: {cpu: 1}}"),
        ("{cpu: 4}", "{type: Container, defaultRequest: {cpu: 1}}"),
        ("{cpu: 4}", "{type: Container, max: {cpu: 1}}"),
        ("{cpu: 4}", "{type: Container, min: {cpu: 1}}"),
        ("{limits.cpu: 4}", "{type: Container, max: {cpu: 1}}"),
        ("{limits.cpu: 4, requests.memory: 4Gi}", "{type: Container, default: {cpu: 1, memory: 1Gi}}"),
    ],
)
def test_limit_ranges_that_fill_it_in(hard: str, item: str) -> None:
    assert found(hard, asking(), limit_range(item)) == []
    assert found(hard, asking(), limit_range(item, "labels: {}")) == []


@pytest.mark.parametrize(
    ("hard", "text"),
    [
        ("{cpu: 4}", asking("cpu: 1")),
        ("{cpu: 4}", pod("{requests: {cpu: 1}, limits: {nvidia.com/gpu: 1}}")),
        ("{limits.cpu: 4, requests.cpu: 4}", asking("cpu: 1")),
        ("{limits.cpu: 4, requests.memory: 4}", asking("cpu: 1", "memory: 1Gi")),
        ("{pods: 4, requests.nvidia.com/gpu: 1, requests.ephemeral-storage: 1Gi}", asking()),
        ("{cpu: 4}", asking().replace("namespace: team", "namespace: other")),
        ("{cpu: 4}", asking().replace(", namespace: team", "")),
        ("{cpu: 4}", pod("{limits: {nvidia.com/gpu: 1}}", "resources: {limits: {cpu: 1}}")),
        ("{cpu: 4}", pod("'${RESOURCES}'", "runtimeClassName: nvidia")),
        ("[cpu]", asking()),
    ],
)
def test_what_is_stated_or_not_wanted(hard: str, text: str) -> None:
    assert found(hard, text) == []


@pytest.mark.parametrize("more", ["scopes: [BestEffort], ", "scopeSelector: {matchExpressions: []}, "])
def test_a_quota_with_scopes_is_for_some_pods_only(more: str) -> None:
    assert told({"a.yaml": quota("{cpu: 4}", more=more), "b.yaml": asking()}, "QUO206") == []


def test_the_namespace_may_be_said_on_the_command_line() -> None:
    files = {"a.yaml": quota("{cpu: 4}"), "b.yaml": asking().replace(", namespace: team", "")}
    assert len(told(files, "QUO206", ("--namespace", "team"))) == 1


def test_of_a_quota_that_names_no_namespace_nothing_says_whose_it_is() -> None:
    both = {
        "a.yaml": quota("{cpu: 4}").replace(", namespace: team", ""),
        "b.yaml": asking().replace(", namespace: team", ""),
    }
    assert told(both, "QUO206") == []


def test_of_quotas_that_want_the_same_the_first_is_named() -> None:
    second = quota("{cpu: 8}").replace("name: q", "name: p")
    ((_, message),) = found("{cpu: 4}", asking(), second)
    assert message.endswith("which quota p of namespace team wants of every container: the pod is refused")


def test_a_quota_of_another_cluster_wants_nothing_here() -> None:
    files = {"clusters/a/quota.yaml": quota("{cpu: 4}"), "clusters/b/pod.yaml": asking()}
    assert told(files, "QUO206") == []
    assert len(told({**files, "clusters/b/quota.yaml": quota("{cpu: 4}")}, "QUO206")) == 1
