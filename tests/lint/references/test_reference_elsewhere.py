import pytest

from tests.lint.examples import judged, line_of, told

REPOSITORY = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: {kind}
metadata: {{name: nvidia{space}}}
spec: {{url: "https://helm.ngc.nvidia.com/nvidia"}}
---
"""
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: gpu-operator{space}}}
spec:
  {chart}
  {more}
"""
CHART = (
    "chart: {{spec: {{chart: gpu-operator, version: v26.7.0, sourceRef: {{kind: HelmRepository, name: nvidia{}}}}}}}"
)
VALUES = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: gpu-values{space}}}
data: {{{key}: "driver: {{enabled: false}}"}}
---
"""
FROM = "valuesFrom: [{{kind: ConfigMap, name: gpu-values{}}}]"
OTHER = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nfd, namespace: nfd}
spec: {chart: {spec: {chart: node-feature-discovery}}, values: {gpu: 1}}
---
"""
FLUX, GPU = ", namespace: flux-system", ", namespace: gpu-operator"


def release(space: str = GPU, chart: str = CHART.format(""), more: str = "") -> str:
    return RELEASE.format(space=space, chart=chart, more=more)


def repository(space: str = FLUX, kind: str = "HelmRepository") -> str:
    return REPOSITORY.format(space=space, kind=kind)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            repository() + release(),
            "Flux looks for the HelmRepository nvidia in the namespace gpu-operator, it is in flux-system",
        ),
        (
            repository(kind="OCIRepository") + release(chart="chartRef: {kind: OCIRepository, name: nvidia}"),
            "Flux looks for the OCIRepository nvidia in the namespace gpu-operator, it is in flux-system",
        ),
        (
            repository() + release(chart=CHART.format(", namespace: flux")),
            "Flux looks for the HelmRepository nvidia in the namespace flux, it is in flux-system",
        ),
        (
            OTHER + release(more="dependsOn: [{name: nfd}]"),
            "Flux looks for the HelmRelease nfd in the namespace gpu-operator, it is in nfd",
        ),
        (
            VALUES.format(space=FLUX, key="values.yaml") + release(more=FROM.format("")),
            "Flux looks for the ConfigMap gpu-values in the namespace gpu-operator, it is in flux-system",
        ),
        (
            VALUES.format(space=GPU, key="gpu.yaml") + release(more=FROM.format("")),
            "the ConfigMap gpu-values has no key values.yaml, it has gpu.yaml",
        ),
        (
            VALUES.format(space="", key="values.yaml") + release("", more=FROM.format(", valuesKey: gpu.yaml")),
            "the ConfigMap gpu-values has no key gpu.yaml, it has values.yaml",
        ),
    ],
)
def test_what_is_looked_for_elsewhere(text: str, message: str) -> None:
    assert [one for _, one in told(text, "REF220")] == [message]


@pytest.mark.parametrize(
    "text",
    [
        release(),
        repository("") + release(),
        repository() + release(""),
        repository(GPU) + release(),
        repository() + repository(GPU) + release(),
        repository() + release(chart=CHART.format(FLUX)),
        repository() + release(chart=CHART.format(", namespace: '${SPACE}'")),
        repository() + release(", namespace: '{{ space }}'"),
        repository() + release(chart=CHART.format("").replace("HelmRepository", "GitRepository")),
        OTHER + release(more="dependsOn: [{name: nfd, namespace: nfd}]"),
        release(more="dependsOn: [{name: nfd}, nfd]"),
        VALUES.format(space=GPU, key="values.yaml") + release(more=FROM.format("")),
        VALUES.format(space=GPU, key="gpu.yaml") + release(more=FROM.format(", valuesKey: gpu.yaml")),
        VALUES.format(space=GPU, key="gpu.yaml") + release(more=FROM.format(", optional: true")),
        VALUES.format(space=GPU, key="gpu.yaml") + release(more=FROM.format(", valuesKey: '${KEY}'")),
        VALUES.format(space=GPU, key="a").replace("ConfigMap", "Secret") + release(more=FROM.format("")),
    ],
)
def test_what_is_there_or_not_known(text: str) -> None:
    assert told(text, "REF220") == []


def test_a_kustomization_puts_both_into_one_namespace() -> None:
    files = {
        "kustomization.yaml": "namespace: gpus\nresources: [a.yaml, b.yaml]\n",
        "a.yaml": repository(),
        "b.yaml": release() + "---\n" + VALUES.format(space=FLUX, key="values.yaml"),
    }
    assert told(files, "REF220") == []


K3S = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {{name: {name}, namespace: kube-system}}
spec: {{repo: "https://helm.ngc.nvidia.com/nvidia", chart: gpu-operator}}
---
apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata:
  name: gpu-operator
  namespace: {space}
spec: {{valuesContent: "driver: {{enabled: false}}"}}
"""


@pytest.mark.parametrize(
    ("name", "space", "lines"),
    [
        ("gpu-operator", "kube-system", []),
        ("gpu-operator", "gpu-operator", [10]),
        ("nvidia", "kube-system", [9]),
    ],
)
def test_a_helm_chart_config_is_of_one_name_and_namespace(name: str, space: str, lines: list[int]) -> None:
    found = judged(K3S.format(name=name, space=space)).findings
    assert [line_of(one) for one in found if one.code == "REF220"] == lines


def test_of_several_namespaces_each_is_named() -> None:
    text = repository() + repository(", namespace: sources") + release()
    fixes = [one.fix for one in judged(text).findings if one.code == "REF220"]
    assert fixes == ["Write `namespace: flux-system` or `namespace: sources` beside the name."]


@pytest.mark.parametrize(
    ("config", "chart", "lines"),
    [
        ("nvidia-gpu-operators", "gpu-operator", [9]),
        ("nvidia-gpu-opertor", "gpu-operator", [9]),
        ("nvidia-gpu-operator", "gpu-operator", []),
        ("nvidia-gpu-operator-2", "gpu-operator", []),
        ("traefik", "gpu-operator", []),
        ("nvidia-gpu-operators", "traefik", []),
    ],
)
def test_a_helm_chart_config_whose_name_is_misspelt(config: str, chart: str, lines: list[int]) -> None:
    text = K3S.format(name="nvidia-gpu-operator", space="kube-system").replace("chart: gpu-operator", f"chart: {chart}")
    text = text.replace("name: gpu-operator", f"name: {config}")
    assert [line for line, _ in told(text, "REF220")] == lines


def test_a_helm_chart_config_of_another_chart_that_is_there() -> None:
    text = K3S.format(name="nvidia-gpu-operator", space="kube-system").replace(
        "name: gpu-operator", "name: nvidia-gpu-operators"
    )
    other = K3S.partition("---")[0].format(name="nvidia-gpu-operators").replace("chart: gpu-operator", "chart: other")
    assert told({"a.yaml": text, "b.yaml": other}, "REF220") == []
