import pytest

from generator.model.finding import Severity
from tests.lint.clusters import release
from tests.lint.examples import judged, told
from tests.lint.pods import pod

GPU = "{limits: {nvidia.com/gpu: 1}}"
CLASS = "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: batch}\nvalue: 1\n"
RUNTIME = "apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: gpu-runtime}\nhandler: nvidia\n"


def test_what_is_absent_is_only_mentioned() -> None:
    (finding,) = judged(pod(GPU, spec="priorityClassName: research")).findings
    assert (finding.code, finding.severity) == ("WRK207", Severity.INFO)
    assert finding.message == "no PriorityClass research was found in what was given"


def test_a_slip_of_the_pen_is_more() -> None:
    files = {"a.yaml": CLASS, "b.yaml": pod(GPU, spec="priorityClassName: batsh")}
    (finding,) = judged(files).findings
    assert (finding.severity, finding.fix) == (Severity.WARNING, "Did you mean batch?")


def operator(cdi: str, version: str = "v26.7.0") -> str:
    return release(f"{{cdi: {cdi}}}", version=version)


@pytest.mark.parametrize(
    ("cdi", "name", "more", "count"),
    [
        ("{nriPluginEnabled: true}", "nvidia", "", 1),
        ("{nriPluginEnabled: true}", "nvidia-cdi", "", 1),
        ("{nriPluginEnabled: true}", "kata-nvidia-gpu", "", 0),
        ("{nriPluginEnabled: true}", "nvidia", RUNTIME.replace("gpu-runtime", "nvidia"), 0),
        ("{nriPluginEnabled: false}", "nvidia", "", 0),
        ("{enabled: true}", "nvidia", "", 0),
    ],
)
def test_the_operator_makes_no_class_where_nri_hands_out_the_gpus(cdi: str, name: str, more: str, count: int) -> None:
    files = {"a.yaml": operator(cdi), "b.yaml": pod(GPU, spec=f"runtimeClassName: {name}"), "c.yaml": more or "a: b\n"}
    found = [one for one in judged(files).findings if one.code == "WRK207"]
    assert [one.severity for one in found] == [Severity.INFO] * count
    assert all(one.message.endswith("under cdi.nriPluginEnabled the operator makes none") for one in found)


@pytest.mark.parametrize(
    ("made", "spec"),
    [
        (CLASS, "priorityClassName: batch"),
        (CLASS, "priorityClassName: system-node-critical"),
        (RUNTIME, "runtimeClassName: gpu-runtime"),
        (CLASS, "runtimeClassName: nvidia"),
    ],
)
def test_what_is_there_or_shipped(made: str, spec: str) -> None:
    assert told({"a.yaml": made, "b.yaml": pod(GPU, spec=spec)}, "WRK207") == []


def test_another_member_of_a_series_is_not_misspelt() -> None:
    series = CLASS.replace("batch", "tier-1")
    (finding,) = judged({"a.yaml": series, "b.yaml": pod(GPU, spec="priorityClassName: tier-2")}).findings
    assert finding.severity is Severity.INFO


@pytest.mark.parametrize("spec", ["runtimeClassName: 'nvidia '", "runtimeClassName: NVIDIA", "priorityClassName: Hi_1"])
def test_what_cannot_be_a_name_is_an_error(spec: str) -> None:
    (finding,) = [one for one in judged(pod(GPU, spec=spec)).findings if one.code == "WRK207"]
    assert finding.severity is Severity.ERROR


def test_a_name_that_is_filled_in_later_is_no_fault() -> None:
    found = judged(pod(GPU, spec="runtimeClassName: '${CLASS}'")).findings
    assert all(one.severity is Severity.INFO for one in found)


RESERVED = "since names that begin with system- are reserved: the API server refuses the pods"
HAND_MADE = "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {{name: p}}\nspec: {{daemonsets: {{{}}}}}\n"
PLUGIN = {"chart": "nvidia-device-plugin", "version": "0.17.4"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (release("{daemonsets: {priorityClassName: system-node-priority}}"), "system-node-priority"),
        (release("{operator: {priorityClassName: system-critical}}"), "system-critical"),
        (release("{priorityClassName: system-critical}", **PLUGIN), "system-critical"),
        (HAND_MADE.format("priorityClassName: system-gpu"), "system-gpu"),
        (pod(GPU, spec="priorityClassName: system-gpu"), "system-gpu"),
        (release(f"{{priorityClassName: system-gpu, resources: {GPU}}}", chart="llm"), "system-gpu"),
    ],
)
def test_names_that_are_the_systems_own(text: str, name: str) -> None:
    ((severity, message),) = [(one.severity, one.message) for one in judged(text).findings if one.code == "WRK207"]
    assert (severity, message) == (Severity.ERROR, f"no PriorityClass can be called {name}, {RESERVED}")


@pytest.mark.parametrize(
    "text",
    [
        release("{daemonsets: {priorityClassName: system-node-critical}, operator: {priorityClassName: ''}}"),
        release("{daemonsets: {priorityClassName: gpu-critical}}"),
        release("{priorityClassName: system-gpu}"),
        release("{priorityClassName: 'system-${NAME}'}", **PLUGIN),
        release("{priorityClassName: system-cluster-critical}", **PLUGIN),
        pod(GPU, spec="runtimeClassName: system-nvidia"),
    ],
)
def test_names_that_may_be_there(text: str) -> None:
    assert [one for one in judged(text).findings if one.code == "WRK207" and one.severity is Severity.ERROR] == []


def test_a_class_of_that_name_is_told_where_it_is_made() -> None:
    made = CLASS.replace("batch", "system-gpu")
    found = judged({"a.yaml": made, "b.yaml": pod(GPU, spec="priorityClassName: system-gpu")}).findings
    assert [one.code for one in found] == ["PRI201"]
    found = judged({"a.yaml": made, "b.yaml": release("{priorityClassName: system-gpu}", **PLUGIN)}).findings
    assert "WRK207" not in [one.code for one in found]


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("system-gpu", "Write system-node-critical, or the name of a class of your own."),
        ("system-node-crtical", "Did you mean system-node-critical?"),
        ("system-clusters-critical", "Did you mean system-cluster-critical?"),
    ],
)
def test_the_cure_for_a_name_of_the_systems(name: str, fix: str) -> None:
    found = judged(pod(GPU, spec=f"priorityClassName: {name}")).findings
    assert [one.fix for one in found if one.code == "WRK207"] == [fix]
