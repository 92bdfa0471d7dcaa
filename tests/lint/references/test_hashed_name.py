import pytest

from tests.lint.examples import told

HEAD = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
MADE = "configMapGenerator:\n- name: sharing\n  files: [any=any.yaml]\n"
POLICY = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec: {devicePlugin: {config: {name: sharing, default: any}}}
"""
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpus, namespace: gpus}
spec:
  chart: {spec: {chart: CHART, version: v26.7.0}}
  values: {}
"""
OPERATOR = RELEASE.replace("CHART", "gpu-operator")
PLUGIN = RELEASE.replace("CHART, version: v26.7.0", "nvidia-device-plugin")
ANY = "version: v1\nsharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}\n"


def found(kustomization: str, other: str, **more: str) -> list[int]:
    files = {"gpu/kustomization.yaml": HEAD + kustomization, "gpu/any.yaml": ANY, "gpu/other.yaml": other}
    files |= {f"{name}/kustomization.yaml": text for name, text in more.items()}
    return [line for line, _ in told(files, "REF209")]


@pytest.mark.parametrize(
    "other",
    [
        POLICY,
        POLICY.replace("devicePlugin", "dcgmExporter"),
        POLICY.replace(
            "devicePlugin: {config: {name: sharing, default: any}}", "driver: {certConfig: {name: sharing}}"
        ),
        OPERATOR.replace("values: {}", "values: {devicePlugin: {config: {name: sharing}}}"),
        OPERATOR.replace("values: {}", "values: {migManager: {config: {name: sharing}}}"),
        OPERATOR.replace("values: {}", "valuesFrom: [{kind: ConfigMap, name: sharing, valuesKey: any}]"),
        PLUGIN.replace("values: {}", "values: {config: {name: sharing}}"),
    ],
)
def test_names_that_nothing_follows(other: str) -> None:
    assert found(MADE, other) == [4]


def test_a_file_of_values_beside_a_chart_of_kustomize() -> None:
    chart = "helmCharts:\n- {name: CHART, version: v26.7.0, valuesInline: VALUES}\n"
    operator = chart.replace("CHART", "gpu-operator").replace("VALUES", "{devicePlugin: {config: {name: sharing}}}")
    assert found(MADE + operator, "") == [4]
    plugin = chart.replace("CHART", "nvidia-device-plugin").replace("VALUES", "{config: {name: sharing}}")
    assert found(MADE + plugin, "") == []


@pytest.mark.parametrize(
    ("kustomization", "other"),
    [
        (MADE + "generatorOptions: {disableNameSuffixHash: true}\n", POLICY),
        (MADE + "  options: {disableNameSuffixHash: true}\n", POLICY),
        (MADE + "configurations: [names.yaml]\n", POLICY),
        (MADE + "replacements: [{path: names.yaml}]\n", POLICY),
        (MADE, POLICY.replace("name: sharing", "name: other")),
        (MADE, OPERATOR.replace("values: {}", "valuesFrom: [{kind: Secret, name: sharing}]")),
        (MADE, POLICY + "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: sharing}\ndata: {any: ''}\n"),
        (MADE, "apiVersion: v1\nkind: Pod\nspec: {volumes: [{configMap: {name: sharing}}], containers: []}\n"),
    ],
)
def test_names_that_stay_or_are_followed(kustomization: str, other: str) -> None:
    assert found(kustomization, other) == []


def test_a_kustomization_around_it_may_follow() -> None:
    around = "resources: [../gpu]\n"
    assert found(MADE, POLICY, over=HEAD + around) == [4]
    assert found(MADE, POLICY, over=HEAD + around + "configurations: [names.yaml]\n") == []


def test_a_prefix_is_part_of_the_name() -> None:
    assert found(MADE + "namePrefix: my-\n", POLICY) == []
    assert found(MADE + "namePrefix: my-\n", POLICY.replace("sharing,", "my-sharing,")) == [4]


def test_two_that_ask_are_one_finding() -> None:
    assert found(MADE, POLICY + "---\n" + OPERATOR.replace("{}", "{migManager: {config: {name: sharing}}}")) == [4]


def test_what_one_of_several_kustomizations_follows_all_do() -> None:
    part = "components: [../part]\n" + MADE
    component = "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n"
    assert found(part, POLICY, part=component + "configurations: [names.yaml]\n") == []
    assert found(part, POLICY, part=component) == [5]


@pytest.mark.parametrize(("listed", "lines"), [("components: [../../follows]\n", []), ("resources: [x.yaml]\n", [4])])
def test_a_component_that_was_not_given_may_follow_the_name(listed: str, lines: list[int]) -> None:
    assert found(MADE + listed, POLICY) == lines
