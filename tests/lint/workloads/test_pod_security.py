import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release
from tests.lint.examples import judged, line_of, told
from tests.lint.pods import pod

CODE = "WRK231"
ASKS = "{limits: {nvidia.com/gpu: 1}}"
SOUND = (
    "securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}",
    "securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}",
)


def namespace(level: str, name: str = "team", label: str = "enforce") -> str:
    labels = f"{{pod-security.kubernetes.io/{label}: {level}}}"
    return f"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {name}\n  labels: {labels}\n"


def found(level: str, spec: str = "", own: str = "") -> list[int]:
    text = pod(ASKS, spec)
    text += f"    {own}\n" if own else ""
    return [line for line, _ in told({"a.yaml": namespace(level), "b.yaml": text}, CODE)]


@pytest.mark.parametrize("chart", [OPERATOR, PLUGIN])
@pytest.mark.parametrize("level", ["baseline", "restricted"])
def test_charts_that_need_the_node(chart: str, level: str) -> None:
    version = "v26.7.0" if chart == OPERATOR else "0.19.3"
    text = release("{}", chart, version, "gpus")
    assert [line for line, _ in told({"a.yaml": namespace(level, "gpus"), "b.yaml": text}, CODE)] == [5]
    assert told({"a.yaml": namespace("privileged", "gpus"), "b.yaml": text}, CODE) == []
    assert told({"a.yaml": namespace(level, "gpus", "warn"), "b.yaml": text}, CODE) == []
    assert told({"a.yaml": namespace(level, "other"), "b.yaml": text}, CODE) == []
    assert told({"a.yaml": namespace("${LEVEL}", "gpus"), "b.yaml": text}, CODE) == []


@pytest.mark.parametrize(
    ("spec", "own", "line"),
    [
        ("hostNetwork: true", "", 5),
        ("hostPID: true", "", 5),
        ("hostIPC: true", "", 5),
        ("volumes: [{name: dev, hostPath: {path: /dev}}]", "", 5),
        ("", "securityContext: {privileged: true}", 10),
        ("", "securityContext: {capabilities: {add: [SYS_ADMIN]}}", 10),
        ("", "ports: [{containerPort: 80, hostPort: 80}]", 10),
    ],
)
@pytest.mark.parametrize("level", ["baseline", "restricted"])
def test_pods_that_take_part_in_the_node(level: str, spec: str, own: str, line: int) -> None:
    assert found(level, spec, own) == [line]
    assert found("privileged", spec, own) == []


@pytest.mark.parametrize(
    ("spec", "own"),
    [
        ("", ""),
        ("hostNetwork: false", ""),
        ("volumes: [{name: a, emptyDir: {}}, {name: b, persistentVolumeClaim: {claimName: b}}]", ""),
        ("", "securityContext: {privileged: false, capabilities: {add: [NET_BIND_SERVICE, '${MORE}']}}"),
        ("", "ports: [{containerPort: 80, hostPort: 0}]"),
    ],
)
def test_pods_that_baseline_takes(spec: str, own: str) -> None:
    assert found("baseline", spec, own) == []


def test_what_restricted_wants_to_be_said() -> None:
    ((line, message),) = told({"a.yaml": namespace("restricted"), "b.yaml": pod(ASKS)}, CODE)
    assert line == 7
    assert message == (
        "container main does not say allowPrivilegeEscalation: false or capabilities: {drop: [ALL]} or "
        "runAsNonRoot: true or seccompProfile, and the Namespace team enforces restricted: the pod is refused"
    )
    assert found("restricted", *SOUND) == []
    assert found("restricted", SOUND[0]) == [7]
    assert found("restricted", "", SOUND[1]) == [10]
    assert found("restricted", "securityContext: '${CONTEXT}'") == []
    assert found("restricted", "hostUsers: false") == []


@pytest.mark.parametrize("level", ["priviliged", "Privileged", "none", '""'])
def test_levels_that_there_are_not(level: str) -> None:
    assert [line for line, _ in told(namespace(level), CODE)] == [5]


def test_namespaces_of_other_clusters() -> None:
    files = {"a/n.yaml": namespace("baseline"), "b/p.yaml": pod(ASKS, "hostPID: true")}
    [one] = [one for one in judged(files).findings if one.code == CODE]
    assert (line_of(one), one.severity.value) == (5, "info")
    twice = {**files, "b/n.yaml": namespace("privileged")}
    assert told(twice, CODE) == []
    beside = {"a/n.yaml": namespace("baseline"), "a/apps/p.yaml": pod(ASKS, "hostPID: true")}
    [one] = [one for one in judged(beside).findings if one.code == CODE]
    assert one.severity.value == "error"


KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n"


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ("patches: [{target: {kind: Namespace}, patch: '[{op: replace, path: PATH, value: privileged}]'}]", 0),
        ("labels: [{pairs: {pod-security.kubernetes.io/enforce: privileged}}]", 0),
        ("namespace: gpus", 1),
    ],
)
def test_a_kustomization_may_set_the_level(more: str, count: int) -> None:
    files = {
        "a.yaml": namespace("baseline", "gpus"),
        "b.yaml": release("{}", namespace="gpus"),
        "kustomization.yaml": KUSTOMIZATION
        + more.replace("PATH", "/metadata/labels/pod-security.kubernetes.io~1enforce"),
    }
    assert len(told(files, CODE)) == count
