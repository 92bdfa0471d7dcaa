import pytest

from tests.lint.examples import judged, told
from tests.lint.pods import gpu_node, pod
from tests.lint.texts import policy

CODE = "VAL228"
K3S = "{name: CONTAINERD_CONFIG, value: /var/lib/rancher/k3s/agent/etc/containerd/config.toml}"
OFF = f"""\
driver: {{enabled: false}}
toolkit:
  enabled: false
  env:
    - {K3S}
migManager: {{enabled: false}}
"""
ASKS = "{limits: {nvidia.com/gpu: 1}}"
SELECTS = pod(ASKS, spec="nodeSelector: {nvidia.com/gpu.product: Tesla-T4}")
NO_LABELS = (
    "driver: {enabled: false}\ntoolkit: {enabled: false}\ngfd:\n  enabled: false\nmigManager: {enabled: false}\n"
)


def release(values: str) -> str:
    inner = "".join(f"    {line}\n" for line in values.splitlines())
    return (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a, namespace: a}\nspec:\n"
        f"  chart: {{spec: {{chart: gpu-operator, version: v26.7.0}}}}\n  values:\n{inner}"
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (OFF, [4]),
        (release(OFF), [10]),
        (OFF.replace(K3S, "{name: RUNTIME_SOCKET, value: /run/k3s/containerd/containerd.sock}"), [4]),
        (policy(f"{{toolkit: {{enabled: false, env: [{K3S}]}}, driver: {{enabled: false}}}}"), [5]),
    ],
)
def test_the_toolkit_is_off(text: str, lines: list[int]) -> None:
    assert [line for line, _ in told(text, CODE)] == lines


@pytest.mark.parametrize(
    "variable",
    [
        '{name: CONTAINERD_SET_AS_DEFAULT, value: "true"}',
        "{name: CONTAINERD_CONFIG, value: /etc/containerd/config.toml}",
        "{name: CONTAINERD_SOCKET, value: /run/containerd/containerd.sock}",
        "{name: CONTAINERD_SOCKET, valueFrom: {}}",
    ],
)
def test_what_copies_of_values_have_is_a_note(variable: str) -> None:
    findings = judged(OFF.replace(K3S, variable)).findings
    assert [one.severity.value for one in findings if one.code == CODE] == ["info"]


@pytest.mark.parametrize(
    "text",
    [
        OFF.replace("  enabled: false\n  env", "  enabled: true\n  env"),
        OFF.replace("  enabled: false\n  env", "  enabled: ${TOOLKIT}\n  env"),
        OFF.replace("  enabled: false\n  env", "  env"),
        OFF.replace(K3S, "{name: NVIDIA_LOG, value: a}"),
        OFF.replace(f"env:\n    - {K3S}", "env: []"),
        OFF.replace(f"env:\n    - {K3S}", "env: [1]"),
        OFF.replace(f"env:\n    - {K3S}", "version: v1.17.8"),
        policy(f"{{toolkit: {{env: [{K3S}]}}, driver: {{enabled: false}}}}"),
        # Harmless: a driver of the nodes beside what the operator's would be.
        "driver: {enabled: false, version: 580.126.20}\ntoolkit: {enabled: false}\nmigManager: {enabled: false}\n",
    ],
)
def test_settings_that_are_read_or_do_no_harm(text: str) -> None:
    assert told(text, CODE) == []


def test_discovery_is_off_and_a_pod_selects_its_labels() -> None:
    ((line, message),) = told({"a.yaml": NO_LABELS, "b.yaml": SELECTS}, CODE)
    assert line == 4
    assert "nvidia.com/gpu.product: Pod main selects it" in message
    by_policy = policy("{gfd: {enabled: false}}")
    assert len(told({"a.yaml": by_policy, "b.yaml": SELECTS}, CODE)) == 1


@pytest.mark.parametrize(
    "files",
    [
        {"a.yaml": NO_LABELS.replace("gfd:\n  enabled: false", "gfd:\n  enabled: true"), "b.yaml": SELECTS},
        {"a.yaml": NO_LABELS, "b.yaml": pod(ASKS, spec="nodeSelector: {nvidia.com/gpu.present: 'true'}")},
        {"a.yaml": NO_LABELS, "b.yaml": pod(ASKS, spec="nodeSelector: {nvidia.com/gpu.product: '${CARD}'}")},
        {"a.yaml": NO_LABELS, "b.yaml": SELECTS, "c.yaml": gpu_node(labels="{nvidia.com/gpu.product: Tesla-T4}")},
        {"a.yaml": NO_LABELS, "b.yaml": SELECTS, "c.yaml": policy("{gfd: {enabled: true}}")},
        {"a.yaml": "migStrategy: none\ngfd: {enabled: false}\nfailOnInitError: true\n", "b.yaml": SELECTS},
        {
            "a.yaml": NO_LABELS,
            "b.yaml": SELECTS,
            "c.yaml": release("{}").replace("chart: gpu-operator", "chart: gpu-feature-discovery"),
        },
    ],
)
def test_labels_that_may_be_there(files: dict[str, str]) -> None:
    assert told(files, CODE) == []


def test_another_file_may_switch_the_toolkit_on() -> None:
    off = f"toolkit:\n  enabled: false\n  env: [{K3S}]\ndriver: {{enabled: false}}\nmigManager: {{enabled: false}}\n"
    on = "toolkit: {enabled: true}\ndriver: {enabled: true}\nmigManager: {enabled: false}\n"
    files = {"values.yaml": off, "values-prod.yaml": on}
    options = ("--chart", "gpu-operator@v26.7.0")
    assert [one.severity.value for one in judged(off, options).findings if one.code == CODE] == ["warning"]
    assert [one.severity.value for one in judged(files, options).findings if one.code == CODE] == ["info"]


@pytest.mark.parametrize(("file", "found"), [("clusters/b/pod.yaml", 0), ("apps/pod.yaml", 1)])
def test_pods_of_another_cluster(file: str, found: int) -> None:
    assert len(told({"clusters/a/gpus.yaml": release(NO_LABELS), file: SELECTS}, CODE)) == found
