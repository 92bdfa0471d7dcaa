import pytest

from generator.facts.charts import DEVICE_PLUGIN, chart_versions, load_chart
from generator.lint.common.plugin_placing import placing
from generator.lint.common.selectors import terms
from generator.model.manifest_value import Value
from tests.lint.chart_values import OPERATOR, PLUGIN, release
from tests.lint.examples import judged, line_of
from tests.manifests.reading import read

CODE = "VAL220"
CARD = "feature.node.kubernetes.io/pci-0302_10de.present: 'true'"
OFF = "nfd: {enabled: false}"
TAINT = "taints: [{key: nvidia.com/gpu, effect: NoSchedule}]"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
POOL = "[{matchExpressions: [{key: pool, operator: Exists}]}]"
RULE_THAT_LABELS = """\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: gpus}
spec: {rules: [{name: gpus, labels: {nvidia.com/gpu.present: "true"}}]}
"""
NODE_POOL = """\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpus}
spec: {template: {metadata: {labels: {nvidia.com/gpu.present: "true"}}}}
"""
WORKER = "{nfd-worker.conf: 'sources: {}'}"
READ = "status: {nodeInfo: {kubeletVersion: v1.33.1}}\n"


def node(labels: str = CARD, spec: str = "", name: str = "n1", more: str = "") -> str:
    head = f"apiVersion: v1\nkind: Node\nmetadata:\n  name: {name}\n"
    return f"{head}  labels:\n    x: y\n    {labels}\nspec: {{{spec}}}\n{more}"


def found(text: str, *others: str) -> list[tuple[str, int, str]]:
    files = {"values.yaml": text, **{f"{number}.yaml": one for number, one in enumerate(others)}}
    return [(one.file, line_of(one), one.severity.value) for one in judged(files).findings if one.code == CODE]


def plugin(values: str = OFF, version: str = "0.19.3") -> str:
    return release(values, PLUGIN, version)


@pytest.mark.parametrize("version", chart_versions(DEVICE_PLUGIN))
def test_the_default_affinity_is_the_charts(version: str) -> None:
    fact = load_chart(DEVICE_PLUGIN, version).lookup(("affinity",))
    [use] = read(plugin(version=version)).manifests.charts
    where = placing(use)
    assert fact is not None
    assert where is not None
    theirs = terms(Value({"affinity": fact.default}, use.place))
    assert [[(one.key, one.operator, one.texts[0][1]) for one in term] for term in where.terms] == [
        [(one.key, one.operator, one.texts[0][1]) for one in term] for term in theirs
    ]


@pytest.mark.parametrize(
    ("values", "version"),
    [
        *((OFF, version) for version in ("0.15.0", "v0.16.2", "0.17.4", "0.18.2", "0.20.0", '">=0.17.0"')),
        ("migStrategy: none", "0.19.3"),
        ("gfd: {enabled: false}", "0.19.3"),
        ("gfd: {enabled: true}\nnfd: {enabled: false}", "0.19.3"),
        ("gfd: {enabled: true}\nnfd: {enabled: false}\ndevicePlugin: {enabled: false}", "0.19.3"),
        # Up to 0.14 GPU Feature Discovery brings the affinity.
        ("gfd: {enabled: true}\nnfd: {enabled: false}", "0.14.5"),
        ("gfd: {enabled: true}\nnfd: {enabled: false}", "0.13.0"),
        # An empty mapping takes nothing of the default away, nor does what stands beside it.
        (f"{OFF}\naffinity: {{}}", "0.19.3"),
        (f"{OFF}\naffinity: {{podAntiAffinity: {{}}}}", "0.19.3"),
        (f"{OFF}\nnodeSelector: {{x: y}}", "0.19.3"),
        # The settings of a worker that is not there.
        ("nfd: {enabled: false, worker: {tolerations: []}}", "0.19.3"),
    ],
)
def test_the_label_that_nobody_asks_for_is_told(values: str, version: str) -> None:
    assert found(plugin(values, version), node()) == [("0.yaml", 7, "warning")]


@pytest.mark.parametrize(
    ("values", "version"),
    [
        (OFF, "0.14.5"),
        (OFF, "0.12.0"),
        (OFF, "~0.14"),
        ("gfd: {enabled: true}\nnfd: {enabled: false}", "0.12.3"),
        ("nfd: {enabled: true}", "0.19.3"),
        ("gfd: {enabled: true}", "0.19.3"),
        ("nfd: {enabled: '${NFD}'}", "0.19.3"),
        ("gfd: {enabled: '${GFD}'}", "0.19.3"),
        ("nfd: {enabled: false}\ndevicePlugin: {enabled: false}", "0.19.3"),
        (f"{OFF}\naffinity: null", "0.19.3"),
        (f"{OFF}\naffinity: {{nodeAffinity: null}}", "0.19.3"),
        (f"{OFF}\naffinity: '${{AFFINITY}}'", "0.19.3"),
        (f"{OFF}\naffinity: {{nodeAffinity: {{{REQUIRED}: {{nodeSelectorTerms: {POOL}}}}}}}", "0.19.3"),
        (f"{OFF}\nnodeSelector: {{pool: other}}", "0.19.3"),
    ],
)
def test_charts_that_go_elsewhere_or_bring_it_or_are_not_known(values: str, version: str) -> None:
    assert found(plugin(values, f'"{version}"'), node()) == []


@pytest.mark.parametrize(
    "key",
    ["pci-0300_10de.present", "pci-10de_20b5.present", "pci-0302_10de_20b5.present", "pci-0302_10de.present"],
)
def test_forms_of_the_label(key: str) -> None:
    assert found(plugin(), node(f"feature.node.kubernetes.io/{key}: 'true'")) == [("0.yaml", 7, "warning")]


@pytest.mark.parametrize(
    "labels",
    [
        "feature.node.kubernetes.io/pci-10de.present: 'true'",
        "nvidia.com/gpu.present: 'true'",
        "nvidia.com/gpu.present: true",
        "nvidia.com/gpu.present: '${PRESENT}'",
        "feature.node.kubernetes.io/cpu-model.vendor_id: NVIDIA",
        "nvidia.com/gpu.product: NVIDIA-L4",
    ],
)
def test_nodes_that_have_a_label_or_whose_pods_have_been_there(labels: str) -> None:
    assert found(plugin(), node(f"{CARD}\n    {labels}")) == []
    assert found(plugin(), node(), node(f"{CARD}\n    {labels}", name="n2")) == []


def test_nodes_that_are_of_no_concern() -> None:
    assert found(plugin()) == []
    assert found(plugin(), node("feature.node.kubernetes.io/pci-0300_1002.present: 'true'")) == []
    assert found(plugin(), node("feature.node.kubernetes.io/pci-0680_10de.present: 'true'")) == []
    assert found(plugin(), node("a: b"), node(name="n2")) == [("1.yaml", 7, "warning")]
    assert found(plugin(), node(more="status: {allocatable: {nvidia.com/gpu: '1'}}\n")) == []


def test_nodes_that_show_a_part_of_their_labels_give_a_note() -> None:
    assert found(plugin("migStrategy: none"), node("a: b", TAINT)) == [("values.yaml", 5, "info")]
    assert found(plugin("gfd: {enabled: false}"), node("a: b", TAINT)) == [("values.yaml", 7, "info")]
    other = "feature.node.kubernetes.io/cpu-cpuid.AVX2: 'true'"
    assert found(plugin("migStrategy: none"), node(other, TAINT)) == [("values.yaml", 5, "info")]
    assert found(plugin(), node(), node("a: b", TAINT, name="n2")) == [("0.yaml", 7, "info")]
    # That discovery is off is told by itself.
    assert found(plugin(), node("a: b", TAINT)) == []


def test_nodes_read_from_a_cluster_show_all_of_them() -> None:
    assert found(plugin("migStrategy: none"), node("a: b", TAINT, more=READ)) == [("values.yaml", 5, "warning")]
    assert found(plugin(), node("a: b", TAINT, more=READ)) == [("values.yaml", 7, "warning")]
    assert found(plugin("migStrategy: none"), node("pool: gpu", more=READ)) == [("values.yaml", 5, "info")]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (release("driver: {enabled: false}", OPERATOR), []),
        (plugin("nfd: {enabled: true}"), []),
        (release("worker: {}", "node-feature-discovery", "0.17.0"), ["info"]),
        (f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: nfd-worker-conf}}\ndata: {WORKER}\n", ["info"]),
        (RULE_THAT_LABELS, []),
        ("node-label: [nvidia.com/gpu.present=true]\n", []),
        (NODE_POOL, []),
    ],
)
def test_what_else_may_set_the_labels(other: str, expected: list[str]) -> None:
    assert [severity for *_, severity in found(plugin(), node(), other)] == expected


def test_the_operator_knows_these_labels() -> None:
    assert found(release("nfd: {enabled: false}", OPERATOR), node()) == []


def test_a_release_that_nobody_has_read_gives_a_note() -> None:
    assert found(plugin(OFF, "0.99.0"), node()) == [("0.yaml", 7, "info")]
