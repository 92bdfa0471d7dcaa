import pytest

from generator.model.finding import Severity
from tests.lint.clusters import release
from tests.lint.examples import judged, told

MODEL = "servingEngineSpec: {modelSpec: [{name: a, requestGPU: 1"
NEEDED = "requestCPU: 2, requestMemory: 1Gi"
GPU = "a: {resources: {limits: {nvidia.com/gpu: 1}}}"
CODE = "VAL227"
OUT = "the API server refuses what the chart makes of it"
NO_GPU = "the pod gets no GPU"
FIELDS = "is no field of resources, which has limits and requests"


def values(text: str, chart: str = "jellyfin") -> list[str]:
    return [message for _, message in told(release(f"{{{text}}}", chart=chart), CODE)]


def library(container: str) -> str:
    return f"controllers: {{a: {{containers: {{app: {{image: {{repository: a}}, {container}}}}}}}}}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("resources: {requests: {cpu: 1}, nvidia.com/gpu: 1}", f"nvidia.com/gpu {FIELDS}: {NO_GPU}"),
        ("image: {tag: a}, resources: {nvidia.com/gpu: 1}", f"nvidia.com/gpu {FIELDS}: {NO_GPU}"),
        (library("resources: {nvidia.com/gpu: 1}"), f"nvidia.com/gpu {FIELDS}: {NO_GPU}"),
        (
            "resources: {requests: {cpu: 1}, limit: {nvidia.com/gpu: 1}}",
            f"limit is no field of resources: {NO_GPU}",
        ),
        (library("resources: {limit: {nvidia.com/gpu: 1}}"), f"limit is no field of resources: {NO_GPU}"),
        ("resources: {}, limits: {nvidia.com/gpu: 1}", f"limits stands beside resources, and not below it: {NO_GPU}"),
        (
            f"{GPU}, tolerations: {{key: nvidia.com/gpu, operator: Exists}}",
            f"tolerations is a mapping, where a list must be: {OUT}",
        ),
        (
            f"{GPU}, nodeSelector: [{{nvidia.com/gpu.present: 'true'}}]",
            f"nodeSelector is a list, where a mapping must be: {OUT}",
        ),
        (
            f"{GPU}, nodeSelector: ['nvidia.com/gpu.present=true']",
            f"nodeSelector is a list, where a mapping must be: {OUT}",
        ),
        (
            f"{GPU}, b: {{runtimeClassName: 'nvidia '}}",
            "'nvidia ' cannot be a RuntimeClass's name, which has small letters, digits, dots and hyphens: " + OUT,
        ),
        (
            f"{GPU}, runtimeClassName: NVIDIA",
            "'NVIDIA' cannot be a RuntimeClass's name, which has small letters, digits, dots and hyphens: " + OUT,
        ),
        (f"{GPU}, runtimeClassName: true", f"runtimeClassName is true, where text must be: {OUT}"),
    ],
)
def test_forms_that_kubernetes_refuses(text: str, message: str) -> None:
    assert values(text) == [message]


@pytest.mark.parametrize(
    ("text", "chart", "start"),
    [
        ("ollama: {gpu: {enabled: true}}, extraEnv: {A: b}", "ollama", "extraEnv is a mapping"),
        ("ollama: {gpu: {enabled: true, count: 2}}", "ollama", "no template reads count of ollama.gpu"),
        ("ollama: {gpu: {enabled: true, nvidiaResources: a}}", "ollama", "no template reads nvidiaResources"),
        ("ollama: {gpu: {enabled: true, type: NVIDIA}}", "ollama", "the chart compares type with nvidia and amd"),
        ("ollama: {ollama: {gpu: {enabled: true, num: 2}}}", "open-webui", "no template reads num of ollama.gpu"),
        (f"{GPU}, extraEnvVars: {{A: b}}", "open-webui", "extraEnvVars is a mapping"),
        (f"{GPU}, ollama: {{extraEnv: {{A: b}}}}", "open-webui", "ollama.extraEnv is a mapping"),
        ("servingEngineSpec: {modelSpec: [{name: a, requestGpu: 1}]}", "vllm-stack", "no template reads requestGpu"),
        (
            f"{MODEL}, {NEEDED}, env: {{A: b}}}}]}}",
            "vllm-stack",
            "modelSpec.env is a mapping",
        ),
        ("extraEnv: {NVIDIA_VISIBLE_DEVICES: all}", "dcgm-exporter", "extraEnv is a mapping"),
        (f"servingEngineSpec: {{modelSpec: [{{{NEEDED}, requestGPUType: a}}]}}", "vllm-stack", "requestGPUType names"),
        (f"servingEngineSpec: {{modelSpec: [{{{NEEDED}, limitGPU: 1}}]}}", "vllm-stack", "no template reads limitGPU"),
        ("servingEngineSpec: {modelSpec: {name: a, gpu: nvidia}}", "vllm-stack", "modelSpec is a mapping"),
        ("servingEngineSpec: {modelSpec: {name: a, requestGPU: 1}}", "serving", "modelSpec is a mapping"),
        (f"{MODEL}, requestCPU: 2}}]}}", "vllm-stack", "requestMemory must be in every entry of modelSpec"),
        (f"{MODEL}}}]}}", "vllm-stack", "requestCPU and requestMemory must be in every entry"),
        (f"{MODEL}, {NEEDED}, requestGPUMem: 3000}}]}}", "vllm-stack", "the schema of the chart takes requestGPUMem"),
        (
            f'{MODEL}, {NEEDED}, vllmConfig: {{maxModelLen: "4096"}}}}]}}',
            "vllm-stack",
            "the schema of the chart takes maxModelLen as a number",
        ),
    ],
)
def test_words_and_lists_of_charts(text: str, chart: str, start: str) -> None:
    (message,) = values(text, chart)
    assert message.startswith(start)


@pytest.mark.parametrize(
    ("text", "chart"),
    [
        ("resources: {limits: {nvidia.com/gpu: 1}, requests: {cpu: 1}, claims: [{name: a}]}", "jellyfin"),
        # Quotas, pools and profiles have such blocks, and words of their own.
        ("quota: {resources: {nvidia.com/gpu: 8}}", "tenants"),
        ("queues: [{name: a, resources: {nvidia.com/gpu: 8}}]", "queues"),
        ("resourceProfiles: {l4: {limits: {nvidia.com/gpu: 1}, tolerations: []}}", "kubeai"),
        ("image: {tag: a}, resources: {preset: gpu, gpu: {nvidia.com/gpu: 1}}", "own"),
        (f"{GPU}, tolerations: {{enabled: true, key: nvidia.com/gpu}}", "own"),
        (f"{GPU}, tolerations: {{}}, nodeSelector: [], runtimeClassName: ''", "own"),
        (f"{GPU}, nodeSelector: [{{key: nvidia.com/gpu.present, value: 'true'}}]", "own"),
        (f"{GPU}, nodeSelector: ['${{LABEL}}'], runtimeClassName: '${{CLASS}}'", "own"),
        (f"{GPU}, runtimeClassName: {{name: nvidia}}, b: {{runtimeClassName: kata-qemu.v1}}", "own"),
        (f"{GPU}, extraEnv: {{A: b}}, extraEnvVars: {{A: b}}", "own"),
        ("ollama: {gpu: {enabled: true, type: nvidia, number: 1, draEnabled: false}}, extraEnv: [{name: A}]", "ollama"),
        ("ollama: {gpu: {enabled: true, type: '${TYPE}', comment: a}}", "ollama"),
        ("ollama: {gpu: {enabled: true, type: cuda, resources: {limits: {cpu: 1}}}}", "gpu-worker"),
        (f"{MODEL}, {NEEDED}, env: []}}]}}", "vllm-stack"),
        (f"{MODEL}, {NEEDED}, requestGPUType: nvidia.com/mig-1g.5gb, limitGPU: 1}}]}}", "vllm-stack"),
        ("servingEngineSpec: {modelSpec: [{requestGPUType: nvidia.com/gpu, resources: {}}]}", "vllm-stack"),
        ("servingEngineSpec: {modelSpec: [{limitGPU: 1, resources: {}}]}", "vllm-stack"),
        ("servingEngineSpec: {modelSpec: [{requestGPUType: '', limitGPU: null}]}", "vllm-stack"),
        ("servingEngineSpec: {modelSpec: {name: nvidia}}", "serving"),
        (f"{MODEL}, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}]}}", "vllm-stack"),
        (f'{MODEL}, {NEEDED}, requestGPUMem: "3000", vllmConfig: {{maxModelLen: 4096}}}}]}}', "vllm-stack"),
        (f'{MODEL}, {NEEDED}, vllmConfig: {{maxModelLen: "${{LENGTH}}"}}}}]}}', "vllm-stack"),
        ("extraEnv: [{name: NVIDIA_VISIBLE_DEVICES, value: all}]", "dcgm-exporter"),
        # Without a word of GPUs it is none of ours.
        ("tolerations: {key: a, operator: Exists}, runtimeClassName: KATA", "own"),
    ],
)
def test_what_may_stand_there_is_passed_over(text: str, chart: str) -> None:
    assert values(text, chart) == []


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("image: {tag: a}, resources: {nvidia.com/gpu: 1}", Severity.WARNING),
        ("resources: {limits: {cpu: 1}, nvidia.com/gpu: 1}", Severity.ERROR),
        ("resources: {limits: {cpu: 1}}, limits: {nvidia.com/gpu: 1}", Severity.WARNING),
        (library("resources: {nvidia.com/gpu: 1}"), Severity.ERROR),
    ],
)
def test_what_a_chart_might_read_itself_is_a_warning(text: str, severity: Severity) -> None:
    found = judged(release(f"{{{text}}}", chart="jellyfin")).findings
    assert [one.severity for one in found if one.code == CODE] == [severity]


@pytest.mark.parametrize(("models", "found"), [("models: {pull: [a]}", [1]), ("models: [a]", [])])
def test_ollamas_values_are_known_by_their_form(models: str, found: list[int]) -> None:
    text = f"ollama: {{gpu: {{enabled: true, count: 2, type: nvidia}}, {models}}}\n"
    assert [line for line, _ in told(text, CODE)] == found


def test_it_is_told_of_values_in_any_form() -> None:
    text = "image: {tag: a}\nresources:\n  requests: {cpu: 1}\n  nvidia.com/gpu: 1\n"
    chart = (
        "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: a}\nspec:\n  chart: jellyfin\n"
        "  valuesContent: |\n    image: {tag: a}\n    tolerations: {key: nvidia.com/gpu}\n"
    )
    assert [line for line, _ in told(text, CODE)] == [4]
    assert [line for line, _ in told(chart, CODE)] == [8]


@pytest.mark.parametrize(("value", "found"), [("false", 0), ("[]", 0), ("true", 1), ("[nvidia]", 1)])
def test_a_template_passes_over_what_is_empty(value: str, found: int) -> None:
    assert len(values(f"{GPU}, runtimeClassName: {value}")) == found


@pytest.mark.parametrize(
    ("chart", "severities"),
    [
        ("name: own\n", [Severity.INFO]),
        ("name: own\ndependencies: [{name: jellyfin, version: 1.0.0}]\n", [Severity.ERROR]),
    ],
)
def test_templates_of_ones_own_may_take_any_form(chart: str, severities: list[Severity]) -> None:
    text = "resources: {limits: {nvidia.com/gpu: 1}}\ntolerations: {key: nvidia.com/gpu, operator: Exists}\n"
    files = {"Chart.yaml": chart, "values.yaml": text}
    assert [one.severity for one in judged(files).findings if one.code == "VAL227"] == severities


def test_a_name_that_no_runtime_class_has_is_told_once() -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  runtimeClassName: Nvidia\n"
    container = "  containers: [{name: a, image: a, resources: {limits: {nvidia.com/gpu: 1}}}]\n"
    heavy = [one.code for one in judged(pod + container).findings if one.severity is Severity.ERROR]
    assert heavy == ["WRK207"]


@pytest.mark.parametrize(
    ("workload", "lines"),
    [
        ("{main: null, podSpec: {runtimeClassName: nvidia}}", [6]),
        ("{main: {podSpec: {runtimeClassName: nvidia}}}", []),
        ("{main: {enabled: true}, podSpec: {podSpec: {hostNetwork: true}}}", []),
    ],
)
def test_a_pods_spec_beside_its_workload(workload: str, lines: list[int]) -> None:
    values = f"{{resources: {{limits: {{nvidia.com/gpu: 1}}}}, workload: {workload}}}"
    assert [line for line, _ in told(release(values, chart="jellyfin"), "VAL227")] == lines
