import pytest

from tests.lint.examples import judged, told
from tests.lint.pods import pod, several


def limit_range(*items: str, name: str = "small", namespace: str = ", namespace: team") -> str:
    head = f"apiVersion: v1\nkind: LimitRange\nmetadata: {{name: {name}{namespace}}}\n"
    return f"{head}spec: {{limits: [{', '.join(f'{{{one}}}' for one in items)}]}}\n"


def asking(limits: str = "", requests: str = "") -> str:
    more = f", requests: {{{requests}}}" if requests else ""
    return f"resources: {{limits: {{nvidia.com/gpu: 1{', ' if limits else ''}{limits}}}{more}}}"


def lines(limits: str, text: str) -> list[int]:
    return [line for line, _ in told({"a.yaml": limits, "b.yaml": text}, "QUO207")]


MOST = "type: Container, max: {cpu: 2, memory: 4Gi}"
LEAST = "type: Container, min: {cpu: 100m, memory: 128Mi}"


@pytest.mark.parametrize(
    ("item", "resources", "said"),
    [
        (MOST, asking("memory: 64Gi"), "a limit of 64Gi memory, but LimitRange small allows a container at most 4Gi"),
        (MOST, asking("cpu: 2001m"), "a limit of 2001m cpu, but LimitRange small allows a container at most 2"),
        (MOST, asking("", "cpu: 8"), "a request of 8 cpu, but LimitRange small allows a container at most 2"),
        (MOST, asking("cpu: 8", "cpu: 4"), "a limit of 8 cpu, but LimitRange small allows a container at most 2"),
        (
            LEAST,
            asking("cpu: 1", "cpu: 10m"),
            "a request of 10m cpu, but LimitRange small wants at least 100m of every container",
        ),
        (
            "type: Container, max: {nvidia.com/gpu: 1}",
            "resources: {limits: {nvidia.com/gpu: 2}}",
            "a limit of 2 nvidia.com/gpu, but LimitRange small allows a container at most 1",
        ),
        (
            "type: Container, max: {nvidia.com/gpu: 0}",
            asking(),
            "a limit of 1 nvidia.com/gpu, but LimitRange small allows a container at most 0",
        ),
        (
            "type: Container, max: {nvidia.com/mig-1g.10gb: 1}",
            'resources: {limits: {nvidia.com/mig-1g.10gb: "2"}}',
            "a limit of 2 nvidia.com/mig-1g.10gb, but LimitRange small allows a container at most 1",
        ),
        (
            "type: Container, min: {nvidia.com/gpu: 2}",
            asking(),
            "a limit of 1 nvidia.com/gpu, but LimitRange small wants at least 2 of every container",
        ),
        (
            "type: Pod, max: {nvidia.com/gpu: 1}",
            "resources: {limits: {nvidia.com/gpu: 2}}",
            "a limit of 2 nvidia.com/gpu, but LimitRange small allows the containers of a pod together at most 1",
        ),
        (
            "type: Container, maxLimitRequestRatio: {cpu: 2}",
            asking("cpu: 8", "cpu: 500m"),
            "a limit of 8 cpu is 16 times the request of 500m, and a LimitRange allows 2 times",
        ),
        (
            LEAST,
            asking("memory: 64Mi"),
            "a limit of 64Mi memory, but LimitRange small wants at least 128Mi of every container",
        ),
    ],
)
def test_a_container_outside_the_limits(item: str, resources: str, said: str) -> None:
    files = {"a.yaml": limit_range(item), "b.yaml": several(resources)}
    assert told(files, "QUO207") == [(6, f"{said}: the pod is refused")]


@pytest.mark.parametrize(
    ("limits", "resources"),
    [
        (limit_range(MOST), asking("cpu: 2, memory: 4Gi")),
        (limit_range(MOST), asking("cpu: 2000m, memory: 4096Mi", "cpu: 1")),
        (limit_range(MOST), asking()),
        (limit_range(MOST), asking("memory: '${MEMORY}', cpu: many")),
        (limit_range(LEAST), asking("cpu: 100m", "memory: 1Gi")),
        (limit_range(LEAST), asking("memory: '${MEMORY}', cpu: many")),
        (limit_range("type: PersistentVolumeClaim, max: {memory: 1, cpu: 1}"), asking("cpu: 8")),
        (limit_range("type: Container, default: {cpu: 1}, defaultRequest: {cpu: 1}"), asking("cpu: 8")),
        (limit_range("type: Container, max: {cpu: '${MOST}'}"), asking("cpu: 8")),
        (limit_range(MOST, namespace=", namespace: other"), asking("cpu: 8")),
        (limit_range(MOST, namespace=""), asking("cpu: 8")),
        # QUO203 says what LimitRanges on GPUs do to others.
        (limit_range("type: Container, max: {nvidia.com/gpu: 1}"), asking()),
        (limit_range("type: Container, min: {nvidia.com/gpu: 1}"), asking()),
        (limit_range("type: Container, max: {amd.com/gpu: 0}"), asking()),
        (limit_range("type: Container, max: {nvidia.com/gpu: '${MOST}'}"), asking()),
        (limit_range("type: PersistentVolumeClaim, max: {nvidia.com/gpu: 0}"), asking()),
        (limit_range("type: Container, max: {nvidia.com/gpu: 0}", namespace=", namespace: other"), asking()),
        (limit_range("type: Container, maxLimitRequestRatio: {cpu: 4}"), asking("cpu: 4", "cpu: 1")),
        (limit_range("type: Container, maxLimitRequestRatio: {cpu: 4}"), asking("cpu: 4")),
        (limit_range("type: Container, maxLimitRequestRatio: {cpu: 1}"), asking("cpu: 4", "cpu: '${CPU}'")),
        (limit_range("type: Container, maxLimitRequestRatio: {nvidia.com/gpu: 1}"), asking()),
        (limit_range("type: Pod, max: {memory: 4Gi}, min: {cpu: 1}"), asking("memory: 4Gi, cpu: 1")),
        (limit_range("type: Pod, max: {memory: 4Gi}", "type: Container, default: {memory: 1Gi}"), asking()),
        (limit_range("type: Pod, max: {memory: 4Gi}", "type: Container, max: {memory: 1Gi}"), asking()),
        (limit_range("type: Pod, min: {memory: 1Gi}", "type: Container, min: {memory: 1Gi}"), asking()),
        (limit_range("type: Pod, min: {memory: 1Gi}"), asking("", "memory: 2Gi")),
    ],
)
def test_what_is_allowed_or_not_known(limits: str, resources: str) -> None:
    assert lines(limits, several(resources)) == []


@pytest.mark.parametrize(
    ("item", "resources"),
    [
        ("type: Pod, max: {memory: 64Gi}", asking("cpu: 1")),
        ("type: Pod, max: {memory: 64Gi}", asking("", "memory: 1Gi")),
        ("type: Pod, min: {cpu: 1}", asking()),
        ("type: Pod, max: {memory: 64Gi}}, {type: Container, max: {cpu: 64}", asking()),
    ],
)
def test_a_pod_that_does_not_say_what_it_is_judged_by(item: str, resources: str) -> None:
    [one] = [one for one in judged(f"{limit_range(item)}---\n{several(resources)}").findings if one.code == "QUO207"]
    assert one.severity.value == "warning"
    assert "no container states a" in one.message


def test_every_container_counts_alone() -> None:
    text = several(asking("cpu: 1"), "resources: {limits: {cpu: 3}}", init=("resources: {requests: {memory: 5Gi}}",))
    assert sorted(lines(limit_range(MOST), text)) == [7, 9]


@pytest.mark.parametrize(
    ("containers", "init", "found"),
    [
        ((asking("cpu: 3"), "resources: {limits: {cpu: 2}}"), (), [7]),
        ((asking("cpu: 2"), "resources: {limits: {cpu: 2}}"), (), []),
        ((asking("cpu: 5"),), (), [6]),
        ((asking("", "cpu: 3"), "resources: {requests: {cpu: 2}}"), (), [7]),
        ((asking("", "cpu: 3"), "resources: {limits: {cpu: 2}}"), (), [7]),
        ((asking("cpu: 3"),), ("resources: {limits: {cpu: 4}}", "resources: {limits: {cpu: 4}}"), []),
        ((asking("cpu: 3"),), ("restartPolicy: Always, resources: {limits: {cpu: 2}}",), [6]),
    ],
)
def test_the_containers_of_a_pod_together(containers: tuple[str, ...], init: tuple[str, ...], found: list[int]) -> None:
    assert lines(limit_range("type: Pod, max: {cpu: 4}"), several(*containers, init=init)) == found


@pytest.mark.parametrize(
    ("containers", "found"),
    [
        ((asking("cpu: 1"), "resources: {requests: {cpu: 500m}}"), [6]),
        ((asking("cpu: 1"), "resources: {requests: {cpu: 1}}"), []),
        ((asking("cpu: 1"), "image: a"), []),
        ((asking("cpu: 1"), "resources: {requests: {cpu: some}}"), []),
        ((asking(), asking("cpu: '${CPU}'")), []),
    ],
)
def test_a_pod_that_is_too_little(containers: tuple[str, ...], found: list[int]) -> None:
    assert lines(limit_range("type: Pod, min: {cpu: 2}"), several(*containers)) == found


def test_a_container_and_its_pod_are_one_fault() -> None:
    assert lines(limit_range(MOST, "type: Pod, max: {cpu: 4}"), several(asking("cpu: 8"))) == [6]


def test_the_pods_own_resources_count_instead_of_the_sum() -> None:
    text = pod(asking("cpu: 8").removeprefix("resources: "), "resources: {limits: {cpu: 4}}")
    assert lines(limit_range("type: Pod, max: {cpu: 4}"), text) == []
    assert lines(limit_range(MOST), text) == [9]


def test_of_several_limit_ranges_the_narrowest_counts() -> None:
    other = limit_range("type: Container, max: {cpu: 1}", name="smaller")
    ((_, message),) = told(f"{limit_range(MOST)}---\n{other}---\n{several(asking('cpu: 3'))}", "QUO207")
    assert "LimitRange smaller allows a container at most 1:" in message


def test_of_two_of_one_name_it_is_not_known_which_counts() -> None:
    files = {"a/l.yaml": limit_range(MOST), "b/l.yaml": limit_range("type: Container, max: {cpu: 9}")}
    assert told({**files, "pod.yaml": several(asking("cpu: 8"))}, "QUO207") == []


@pytest.mark.parametrize(("file", "severity"), [("a/pod.yaml", "error"), ("b/pod.yaml", "info")])
def test_without_namespaces_it_counts_what_stands_together(file: str, severity: str) -> None:
    text = several(asking("cpu: 8")).replace(", namespace: team", "")
    files = {"a/l.yaml": limit_range(MOST, namespace=""), file: text}
    assert [one.severity.value for one in judged(files).findings if one.code == "QUO207"] == [severity]


@pytest.mark.parametrize("limits", ["[]", "{type: Container}", "[7, {type: Container, max: [4]}]", "null"])
def test_any_tree(limits: str) -> None:
    text = f"apiVersion: v1\nkind: LimitRange\nmetadata: {{name: l, namespace: team}}\nspec: {{limits: {limits}}}\n"
    assert lines(text, several(asking("cpu: 8"))) == []
