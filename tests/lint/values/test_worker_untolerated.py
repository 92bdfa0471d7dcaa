import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release
from tests.lint.examples import judged, line_of

CODE = "VAL219"
TRUE = '{key: nvidia.com/gpu, value: "true", effect: NoSchedule}'
PRESENT = "{key: nvidia.com/gpu, value: present, effect: NoSchedule}"
DEDICATED = "{key: dedicated, value: gpu, effect: NoSchedule}"
ANY = "[{operator: Exists}]"
GFD = "gfd: {enabled: true}"
VERSIONS = ("0.12.0", "v0.12.3", "0.13.0", "0.14.5", "0.15.0", "0.16.2", "0.17.4", "0.18.2", "0.19.1", "0.20.0")
BY_HAND = "{nvidia.com/gpu.present: 'true'}"


def node(*taints: str, labels: str = "{}", name: str = "n1") -> str:
    spec = f"{{taints: [{', '.join(taints)}]}}"
    return f"apiVersion: v1\nkind: Node\nmetadata: {{name: {name}, labels: {labels}}}\nspec: {spec}\n"


def found(text: str, *nodes: str) -> list[tuple[int, str]]:
    files = {"values.yaml": text, **{f"{number}.yaml": one for number, one in enumerate(nodes)}}
    return [(line_of(one), one.severity.value) for one in judged(files).findings if one.code == CODE]


def plugin(values: str, version: str = "0.19.3") -> str:
    return release(values, PLUGIN, version)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_plugins_chart_tolerates_one_value_alone(version: str) -> None:
    assert found(plugin(GFD, version), node(TRUE)) == [(7, "warning")]
    assert found(plugin(GFD, version), node(PRESENT)) == []
    assert found(plugin(GFD, version), node("{key: nvidia.com/gpu, effect: NoSchedule}")) == [(7, "warning")]


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ("gfd:\n  enabled: true", 8),
        ("migStrategy: none\nnfd:\n  enabled: true", 9),
        (f"{GFD}\nnfd:\n  enabled: true", 9),
        ("nfd:\n  enabled: true\n  worker:\n    tolerations: []", 10),
        (f"{GFD}\ntolerations: {ANY}", 7),
        (f"{GFD}\naffinity: {{}}", 7),
        (f"{GFD}\nnodeSelector: {{pool: gpu}}", 7),
        (f"{GFD}\nnodeSelector: {{nvidia.com/gpu.present: 'true'}}", 7),
        (f"{GFD}\naffinity: {{podAntiAffinity: {{}}}}", 7),
        (f"{GFD}\naffinity: {{nodeAffinity: {{preferredDuringSchedulingIgnoredDuringExecution: []}}}}", 7),
    ],
)
def test_the_block_that_switches_it_on_is_pointed_at(values: str, line: int) -> None:
    assert found(plugin(values), node(TRUE, labels="{pool: gpu}")) == [(line, "warning")]


@pytest.mark.parametrize(
    "values",
    [
        "migStrategy: none",
        "gfd: {enabled: false}",
        "gfd: {enabled: true}\nnfd: {enabled: false}",
        "gfd: {enabled: true}\nnfd: {enabled: '${NFD}'}",
        f"{GFD}\nnfd: {{worker: {{tolerations: {ANY}}}}}",
        f"{GFD}\nnfd: {{worker: {{tolerations: [{{key: nvidia.com/gpu, operator: Exists}}]}}}}",
        f"{GFD}\nnfd: {{worker: {{tolerations: '${{TOLERATIONS}}'}}}}",
        f"{GFD}\naffinity: null",
        (
            f"{GFD}\naffinity: {{nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: "
            "[{matchExpressions: [{key: pool, operator: Exists}]}]}}}"
        ),
        f"{GFD}\nnodeSelector: {{pool: other}}",
        # The plugin itself does not tolerate it: told as that.
        f"{GFD}\ntolerations: []",
        f"{GFD}\ntolerations: '${{TOLERATIONS}}'",
    ],
)
def test_workers_that_are_not_there_or_not_needed_or_not_known(values: str) -> None:
    assert found(plugin(values), node(TRUE, labels="{pool: gpu}")) == []


@pytest.mark.parametrize(
    "nodes",
    [
        (),
        (node(TRUE, labels="{feature.node.kubernetes.io/pci-10de.present: 'true'}"),),
        (node(TRUE, labels="{nvidia.com/gpu.present: 'true'}"),),
        (node(TRUE), node(labels="{pool: gpu}", name="n2")),
        (node(TRUE) + "status: {allocatable: {nvidia.com/gpu: '1'}}\n",),
        (node("{key: dedicated, value: db, effect: NoSchedule}"),),
        (node(TRUE.replace("NoSchedule", "PreferNoSchedule")),),
        (node(TRUE.replace("nvidia.com", "amd.com")),),
        (node("{key: node.kubernetes.io/not-ready, effect: NoSchedule}", labels="{pool: gpu}"),),
    ],
)
def test_nodes_that_have_labels_or_no_such_taint(nodes: tuple[str, ...]) -> None:
    assert found(plugin(f"{GFD}\ntolerations: {ANY}"), *nodes) == []


@pytest.mark.parametrize(
    ("values", "version", "labels", "expected"),
    [
        # The label by hand lets the plugin's pods in, and nobody reads the file of GPU Feature Discovery.
        *((GFD, version, BY_HAND, ["warning"]) for version in ("0.12.3", "0.13.0", "0.14.5", "0.15.1", "0.17.0")),
        (GFD, "0.18.2", BY_HAND, ["warning"]),
        # From 0.19.0 on it writes objects that the master reads.
        (GFD, "0.19.0", BY_HAND, []),
        (GFD, "0.20.0", BY_HAND, []),
        (GFD, ">=0.17.0", BY_HAND, []),
        (f"{GFD}\nnfd: {{enableNodeFeatureApi: true}}", "0.17.4", BY_HAND, []),
        (f"{GFD}\nnfd: {{enableNodeFeatureApi: false}}", "0.17.4", BY_HAND, ["warning"]),
        ("nfd: {enabled: true}", "0.17.4", BY_HAND, []),
        (GFD, "0.14.5", "{nvidia.com/gpu.present: 'true', nvidia.com/gpu.product: NVIDIA-L4}", []),
        # Up to 0.14 only GPU Feature Discovery brings an affinity.
        ("nfd: {enabled: true}", "0.14.5", "{}", []),
        ("nfd: {enabled: true}", "0.15.0", "{}", ["warning"]),
        ("nfd: {enabled: true}", "0.11.0", "{}", []),
        # Up to 0.12 that was a nodeSelector, in whose place another one comes.
        (f"{GFD}\nnodeSelector: {{pool: gpu}}", "0.12.3", "{pool: gpu}", ["warning"]),
        (f"{GFD}\nnodeSelector: {{pool: other}}", "0.12.3", "{pool: gpu}", []),
        (GFD, "0.11.0", "{}", []),
        (GFD, "0.99.0", "{}", ["info"]),
        (f"{GFD}\naffinity: '${{AFFINITY}}'", "0.17.4", "{}", []),
        (f"{GFD}\naffinity: {{nodeAffinity: null}}", "0.17.4", "{}", []),
    ],
)
def test_what_follows_in_each_release(values: str, version: str, labels: str, expected: list[str]) -> None:
    assert [one for _, one in found(plugin(values, f'"{version}"'), node(TRUE, labels=labels))] == expected


def test_what_follows_is_said() -> None:
    for labels, words in (("{}", "goes to none of them"), (BY_HAND, "a file that nobody reads")):
        files = {"a.yaml": plugin(GFD, "0.14.5"), "b.yaml": node(TRUE, labels=labels)}
        assert [words in one.message for one in judged(files).findings if one.code == CODE] == [True]


def test_a_label_by_hand_on_some_nodes_says_nothing_of_the_others() -> None:
    labelled = node(TRUE, labels=BY_HAND, name="n2")
    assert found(plugin("nfd: {enabled: true}", "0.17.4"), node(TRUE), labelled) == []


def test_nodes_without_gpus_do_not_count() -> None:
    assert found(plugin(GFD), node(TRUE), node(name="cpu-1")) == [(7, "warning")]


@pytest.mark.parametrize(
    "other",
    [
        "apiVersion: source.toolkit.fluxcd.io/v1\nkind: Node\n",
        release("driver: {enabled: false}"),
        release("worker: {}", "node-feature-discovery", "0.17.0"),
        (
            "apiVersion: nfd.k8s-sigs.io/v1alpha1\nkind: NodeFeatureRule\nmetadata: {name: gpus}\n"
            'spec: {rules: [{name: gpus, labels: {nvidia.com/gpu.present: "true"}}]}\n'
        ),
    ],
)
def test_what_else_may_set_the_labels(other: str) -> None:
    expected = [(7, "warning")] if "kind: Node\n" in other else []
    assert found(plugin(GFD), node(TRUE), other) == expected


@pytest.mark.parametrize("version", ["v25.3.4", "v26.7.0"])
def test_the_operators_chart(version: str) -> None:
    tolerated = f"daemonsets: {{tolerations: [{DEDICATED}]}}\n"
    worker = "node-feature-discovery: {{worker: {{tolerations: {}}}}}"
    for values, expected in (
        (tolerated, [(7, "warning")]),
        (f"{tolerated}{worker.format('[]')}", [(8, "warning")]),
        (f"{tolerated}{worker.format(f'[{DEDICATED}]')}", []),
        (f"{tolerated}nfd: {{enabled: false}}", []),
        ("driver: {enabled: false}", []),
    ):
        assert found(release(values, OPERATOR, version), node(DEDICATED)) == expected
    for taint in (TRUE, PRESENT):
        assert found(release("driver: {enabled: false}", OPERATOR, version), node(taint)) == []


def test_it_is_told_once() -> None:
    text = release(f"daemonsets: {{tolerations: [{DEDICATED}]}}")
    codes = [one.code for one in judged({"a.yaml": text, "b.yaml": node(DEDICATED)}).findings]
    assert [code for code in codes if code in ("VAL214", "VAL215", CODE)] == [CODE]
    bare = release("driver: {enabled: false}")
    codes = [one.code for one in judged({"a.yaml": bare, "b.yaml": node(DEDICATED)}).findings]
    assert [code for code in codes if code in ("VAL214", "VAL215", CODE)] == ["VAL215"]


def rule_for(label: str) -> str:
    return (
        "apiVersion: nfd.k8s-sigs.io/v1alpha1\nkind: NodeFeatureRule\nmetadata: {name: cards}\n"
        f"spec: {{rules: [{{name: nvidia or not, labels: {{{label}: 'true'}}}}]}}\n"
    )


@pytest.mark.parametrize(
    ("label", "is_told"),
    [
        ("feature.node.kubernetes.io/intel-card", True),
        ("feature.node.kubernetes.io/pci-10de.present", False),
        ("nvidia.com/gpu.present", False),
    ],
)
def test_a_rule_on_other_devices_shows_nothing_of_these_nodes(label: str, *, is_told: bool) -> None:
    assert bool(found(plugin(GFD), node(TRUE), rule_for(label))) is is_told


def test_a_node_without_gpus_beside_a_pool_of_nodes_with() -> None:
    pool = f"""\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {{name: gpu}}
spec:
  template:
    spec:
      taints: [{TRUE}]
      requirements: [{{key: karpenter.k8s.aws/instance-family, operator: In, values: [g5]}}]
"""
    (message,) = (
        one.message for one in judged({"a": plugin(GFD), "b": pool, "c": node()}).findings if one.code == CODE
    )
    assert "every pool of GPU nodes here" in message
