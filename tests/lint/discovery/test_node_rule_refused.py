import pytest

from tests.lint.chart_values import PLUGIN, release, weighed
from tests.lint.examples import told

CODE = "NFD202"
VENDOR = '{vendor: {op: In, value: ["10de"]}}'


def node_rule(rule: str, version: str = "nfd.k8s-sigs.io/v1alpha1") -> str:
    """One rule, whose fields begin in line 7."""
    fields = "".join(f"      {line}\n" for line in rule.splitlines())
    return (
        f"apiVersion: {version}\nkind: NodeFeatureRule\nmetadata: {{name: nvidia}}\nspec:\n  rules:\n    - name: gpu\n"
        f"{fields}"
    )


def matching(expressions: str, feature: str = "pci.device") -> str:
    """A rule whose expressions stand in line 8."""
    return node_rule(f"matchFeatures:\n  - {{feature: {feature}, matchExpressions: {expressions}}}")


@pytest.mark.parametrize(
    "expressions",
    [
        VENDOR,
        '{vendor: {op: In, value: ["10de"]}, class: {op: InRegexp, value: ["^03"]}}',
        "{vendor: {op: Exists}}",
        "{vendor: {op: Exists, value: []}}",
        "{sriov_totalvfs: {op: Gt, value: ['0']}}",
        "{device: {op: GeLe, value: ['1', '3']}}",
        "{driver: {op: DoesNotExist}}",
        "{vendor: {op: In, value: ['${VENDOR}']}}",
        "{device: {op: InRegexp, value: ['^(20b0|20b2)$', '(?i)^20F1']}}",
        "{vendor: null}",
    ],
)
def test_expressions_that_are_taken(expressions: str) -> None:
    assert told(matching(expressions), CODE) == []


@pytest.mark.parametrize(
    ("expressions", "says"),
    [
        ('{vendor: {op: Equals, value: ["10de"]}}', "Equals is no op"),
        ('{vendor: {op: in, value: ["10de"]}}', "in is no op"),
        ('{vendor: {op: In, value: "10de"}}', "where a list must be"),
        ("{vendor: {op: In}}", "at least one value, this has 0"),
        ("{vendor: {op: Exists, value: ['10de']}}", "takes no value"),
        ("{sriov_totalvfs: {op: Gt, value: ['1', '2']}}", "exactly one"),
        ("{sriov_totalvfs: {op: GtLt, value: ['1']}}", "exactly two"),
        ("{sriov_totalvfs: {op: Gt, value: [1]}}", "where text must be"),
        ('{vendor: {op: In, value: ["0x10de"]}}', "'0x10de'"),
        ('{vendor: {op: In, value: ["10DE"]}}', "'10DE'"),
        ('{class: {op: NotIn, value: ["03"]}}', "it leaves nothing out"),
        ('{class: {op: In, value: ["030000"]}, vendor: {op: In, value: ["10de"]}}', "compared with '030000'"),
        ('{class: {op: In, value: ["03"]}, vendor: {op: In, value: ["10de"]}}', "compared with '03'"),
        ('{class: {op: In, value: ["10de"]}, vendor: {op: In, value: ["0300"]}}', "compared with 10de, which is a ven"),
        ('{vendorId: {op: In, value: ["10de"]}}', "no vendorId"),
        ('{device: {op: InRegexp, value: ["^(?!20b0)"]}}', "no regular expression"),
        ('{device: {op: InRegexp, value: ["^(20b0"]}}', "no regular expression"),
        ('{device: {op: InRegexp, value: ["a{99999999999}"]}}', "no regular expression"),
        ('{vendor: {op: In, values: ["10de"]}}', "values is no field"),
        ('[{key: vendor, op: In, value: ["10de"]}]', "is a list, where a mapping"),
    ],
)
def test_expressions_that_are_not(expressions: str, says: str) -> None:
    [(line, message)] = told(matching(expressions), CODE)
    assert line == 8
    assert says in message


def test_attributes_of_other_features_are_their_own() -> None:
    assert told(matching('{vendorId: {op: In, value: ["NVIDIA"]}}', "cpu.model"), CODE) == []
    assert told(matching('{vendor: {op: In, value: ["NVIDIA"]}}', "gpu.inventory"), CODE) == []


@pytest.mark.parametrize(
    ("feature", "severities"),
    [("pci.devices", ["warning"]), ("kernel.loadedmodules", ["warning"]), ("vendor.gpu", []), ("pci.Device", [])],
)
def test_features(feature: str, severities: list[str]) -> None:
    text = matching("{nvidia: {op: Exists}}" if "pci" not in feature else VENDOR, feature)
    assert [severity for severity, _ in weighed(text, CODE)] == severities


@pytest.mark.parametrize(
    ("rule", "lines"),
    [
        ("labels: {nvidia.com/gpu.present: true}", [7]),
        ("labels: {nvidia.com/gpu.count: 2}", [7]),
        ('labels: {nvidia.com/gpu.present: "true", nvidia.com/x: "", nvidia.com/y: "@pci.device.class"}', []),
        ("labels: {nvidia.com/gpu.product: NVIDIA A100}", [7]),
        ("labels: {nvidia.com/gpu.product: '${PRODUCT NAME}'}", []),
        ("matchOn:\n  - pciId: {vendor: ['10de']}", [7]),
        ("matchAny:\n  - feature: pci.device", [8]),
        (f"matchAny:\n  - matchFeatures:\n      - {{feature: pci.device, matchExpressions: {VENDOR}}}", []),
        ("matchFeatures:\n  - matchExpressions: {}", [8]),
        ("matchFeatures:\n  - {feature: kernel.loadedmodule, matchName: {op: InRegexp, value: ['^nvidia']}}", []),
        ("matchFeatures:\n  - {feature: kernel.loadedmodule, matchName: {value: [nvidia]}}", [8]),
        ("taints: [{key: nvidia.com/gpu, effect: NoSchedul}]", [7]),
        ("taints: [{key: nvidia.com/gpu, value: a}]", [7]),
        ("taints: [{key: node.kubernetes.io/gpu, effect: NoExecute}]", [7]),
        ("taints: [{key: feature.node.kubernetes.io/gpu, effect: NoExecute}]", []),
        ("taints: [{key: gpu, effect: NoSchedule}]", [7]),
        ("taints: [{key: '${KEY}', effect: NoSchedule}]", []),
        ("extendedResources: {nvidia.com/vram: 24}", [7]),
        ("extendedResources: {nvidia.com/vram: '24', vram: 24Gi, feature.node.kubernetes.io/gpus: '1'}", []),
        ("extendedResources: {nvidia.com/vram: '@pci.device.class', nvidia.com/ram: '${RAM}'}", []),
        ("extendedResources: {nvidia.com/vram: some}", [7]),
        ("extendedResources: {kubernetes.io/gpu: '4'}", [7]),
        ("annotations: {node.kubernetes.io/gpu: a}", [7]),
        ("annotations: {gpu: a, nvidia.com/gpu.note: b c}", []),
    ],
)
def test_rules(rule: str, lines: list[int]) -> None:
    assert [line for line, _ in told(node_rule(rule), CODE)] == lines


@pytest.mark.parametrize(
    ("version", "count"),
    [
        ("nfd.k8s-sigs.io/v1", 1),
        ("nfd.kubernetes.io/v1", 1),
        ("nfd.openshift.io/v1alpha1", 0),
        ("example.com/v1", 0),
    ],
)
def test_groups(version: str, count: int) -> None:
    assert len(told(node_rule('labels: {nvidia.com/gpu: "yes"}', version), CODE)) == count


def test_an_object_without_rules_and_one_of_other_devices() -> None:
    head = "apiVersion: nfd.k8s-sigs.io/v1alpha1\nkind: NodeFeatureRule\n"
    assert len(told(f"{head}metadata: {{name: nvidia}}\nspec: [{{labels: {{}}}}]\n", CODE)) == 1
    other = node_rule('matchFeatures: [{feature: pci.device, matchExpressions: {vendor: {op: In, value: ["0x8086"]}}}]')
    assert told(other.replace("nvidia", "intel").replace("gpu", "qat"), CODE) == []


TAINT = node_rule("taints: [{key: nvidia.com/gpu, effect: NoSchedule}]")


@pytest.mark.parametrize(
    ("chart", "severities"),
    [
        (release("nfd: {enabled: true}"), ["warning"]),
        (release("driver: {enabled: false}"), ["warning"]),
        (release("node-feature-discovery: {master: {config: {enableTaint: true}}}"), ["warning"]),
        (release("gfd: {enabled: true}\nnfd: {enabled: true}", PLUGIN, "0.19.3"), ["warning"]),
        (release("node-feature-discovery: {master: {enableTaints: true}}"), []),
        (release("node-feature-discovery: {master: {config: {enableTaints: true}}}"), []),
        (release("node-feature-discovery: {master: {extraArgs: [-enable-taints]}}"), []),
        # Another Node Feature Discovery may be there, whose settings are not known.
        (release("nfd: {enabled: false}"), []),
        ("", []),
    ],
)
def test_taints_that_the_charts_node_feature_discovery_does_not_set(chart: str, severities: list[str]) -> None:
    text = f"{TAINT}---\n{chart}" if chart else TAINT
    assert [severity for severity, _ in weighed(text, CODE)] == severities
