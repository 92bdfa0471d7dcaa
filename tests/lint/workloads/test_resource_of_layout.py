import pytest

from generator.model.finding import Severity
from tests.lint.chart_values import release
from tests.lint.examples import judged, told
from tests.lint.pods import gpu_node, pod
from tests.lint.policies import policy

MIXED = "mig: {strategy: mixed}\nmigManager: {enabled: true}\n"
HOST = "nodeSelector: {kubernetes.io/hostname: gpu-1}"
WHOLE, SLICE = "nvidia.com/gpu", "nvidia.com/mig-1g.10gb"


def asking(resource: str = WHOLE, selects: str = HOST) -> str:
    return pod(f"{{limits: {{{resource}: 1}}}}", selects)


def node(layout: str = "all-1g.10gb", more: str = "", name: str = "gpu-1") -> str:
    layout_label = f", nvidia.com/mig.config: {layout}" if layout else ""
    labels = f"{{kubernetes.io/hostname: {name}{layout_label}{more}}}"
    return f"apiVersion: v1\nkind: Node\nmetadata: {{name: {name}, labels: {labels}}}\n"


def found(*texts: str) -> list[tuple[int, Severity]]:
    files = {f"{number}.yaml": text for number, text in enumerate(texts)}
    lines = [line for line, _ in told(files, "WRK223")]
    return list(
        zip(lines, [one.severity for one in judged(files).findings if one.code == "WRK223"], strict=True),
    )


TOLD = [(9, Severity.WARNING)]


def test_a_whole_card_of_a_node_that_is_cut() -> None:
    [(line, message)] = told({"a.yaml": MIXED, "b.yaml": node(), "c.yaml": asking()}, "WRK223")
    assert line == 9
    assert message == (
        "MIG layout all-1g.10gb of this pod's nodes turns MIG on for all cards, which under strategy mixed "
        "(mig.strategy of the chart) advertises nvidia.com/mig-1g.10gb: none has nvidia.com/gpu, and the pod stays "
        "pending"
    )


@pytest.mark.parametrize("said", [MIXED, release("mig: {strategy: mixed}"), policy("mig: {strategy: mixed}")])
def test_whoever_says_the_strategy(said: str) -> None:
    assert found(said, node(), asking()) == TOLD
    assert found(said, node(), asking(SLICE)) == []


def test_the_label_says_the_strategy_too() -> None:
    mixed = node(more=", nvidia.com/mig.strategy: mixed")
    single = node(more=", nvidia.com/mig.strategy: single")
    assert found(mixed, asking()) == TOLD
    assert found(mixed, asking(SLICE)) == []
    assert found(single, asking()) == []
    assert found(single, asking(SLICE)) == TOLD
    assert found(node(more=", nvidia.com/mig.strategy: none"), asking(SLICE)) == TOLD
    # Where the two differ it is not known which of them is older.
    assert found(MIXED, single, asking()) == []
    assert found(node(), asking()) == []


@pytest.mark.parametrize(
    ("layout", "resource"),
    [
        ("all-1g.10gb", WHOLE),
        ("all-1g.10gb", "nvidia.com/gpu.shared"),
        ("all-1g.10gb", "nvidia.com/mig-2g.20gb"),
        ("all-1g.10gb.me", WHOLE),
        ("all-balanced", WHOLE),
        ("all-enabled", WHOLE),
        ("all-enabled", SLICE),
        ("all-disabled", SLICE),
    ],
)
def test_what_nvidias_own_layouts_do_not_leave(layout: str, resource: str) -> None:
    assert found(MIXED, node(layout), asking(resource)) == TOLD


@pytest.mark.parametrize(
    ("layout", "resource"),
    [
        ("all-1g.10gb", SLICE),
        ("all-1g.10gb", f"{SLICE}.shared"),
        ("all-1g.10gb.me", f"{SLICE}.me"),
        ("all-1g.10gb.me", SLICE),
        ("all-balanced", SLICE),
        ("all-disabled", WHOLE),
        ("", WHOLE),
        ("inference", WHOLE),
        ("'${LAYOUT}'", WHOLE),
        ("all-1g.10gb", "nvidia.com/pgpu"),
    ],
)
def test_what_they_leave_or_may(layout: str, resource: str) -> None:
    assert found(MIXED, node(layout), asking(resource)) == []


def test_layouts_of_unlike_devices_by_the_card() -> None:
    card = ", nvidia.com/gpu.product: NVIDIA-A100-SXM4-80GB"
    assert found(MIXED, node("all-balanced", card), asking("nvidia.com/mig-4g.40gb")) == TOLD
    assert found(MIXED, node("all-balanced", card), asking("nvidia.com/mig-3g.40gb")) == []
    # The card does not have the profile, and stays as it is.
    assert found(MIXED, node("all-1g.5gb", card), asking()) == []
    assert found(MIXED, node("all-1g.5gb", ", nvidia.com/gpu.product: Tesla-T4"), asking()) == []


OWN = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: layouts, namespace: gpu-operator}}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {{devices: all, mig-enabled: false}}
      ours:
{items}
"""
USING = policy("mig: {strategy: mixed}\nmigManager: {config: {name: layouts}}")
ALL = "{devices: all, mig-enabled: true, mig-devices: {1g.10gb: 2, 2g.20gb: 2}}"


def own(*items: str) -> str:
    return OWN.format(items="\n".join(f"        - {item}" for item in items))


@pytest.mark.parametrize(
    ("items", "resource", "expected"),
    [
        ((ALL,), WHOLE, TOLD),
        ((ALL,), "nvidia.com/mig-3g.40gb", TOLD),
        ((ALL,), "nvidia.com/mig-2g.20gb", []),
        (("{devices: [0, 1], mig-enabled: true, mig-devices: {1g.10gb: 7}}",), WHOLE, []),
        ((ALL, "{devices: [3], mig-enabled: false}"), WHOLE, []),
        (("{devices: all, device-filter: '0x233010DE', mig-enabled: true, mig-devices: {1g.10gb: 7}}",), WHOLE, []),
        (("{devices: all, mig-enabled: '${ON}', mig-devices: {1g.10gb: 7}}",), WHOLE, []),
        (("{devices: all, mig-enabled: true, mig-devices: {1c.2g.20gb: 6}}",), SLICE, []),
    ],
)
def test_layouts_of_ones_own(items: tuple[str, ...], resource: str, expected: list[tuple[int, Severity]]) -> None:
    assert found(USING, own(*items), node("ours"), asking(resource)) == expected


def test_layouts_of_ones_own_by_the_card() -> None:
    filtered = own("{devices: all, device-filter: '0x233010DE', mig-enabled: true, mig-devices: {1g.10gb: 7}}")
    h100 = node("ours", ", nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3")
    a100 = node("ours", ", nvidia.com/gpu.product: NVIDIA-A100-SXM4-80GB")
    assert found(USING, filtered, h100, asking()) == TOLD
    assert found(USING, filtered, a100, asking()) == []
    # The configuration is not among the files, and may have the name of one of NVIDIA's layouts.
    assert found(USING, node(), asking()) == []


AFFINITY = "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: ["


@pytest.mark.parametrize(
    "selects",
    [
        "nodeName: gpu-1",
        "nodeSelector: {nvidia.com/mig.config: all-1g.10gb}",
        AFFINITY + "{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [gpu-1]}]}]}}}",
        AFFINITY + "{matchExpressions: [{key: nvidia.com/mig.config, operator: In, values: [all-1g.10gb]}]}]}}}",
    ],
)
def test_ways_to_come_to_the_node(selects: str) -> None:
    assert found(MIXED, node(), node("", name="gpu-2"), asking(WHOLE, selects)) == TOLD
    assert found(MIXED, node("", name="gpu-2"), node(), asking(SLICE, selects)) == []


def test_a_selector_says_the_layout_without_any_node() -> None:
    selects = "nodeSelector: {nvidia.com/mig.config: all-1g.10gb, nvidia.com/mig.strategy: mixed}"
    assert found(asking(WHOLE, selects)) == TOLD
    assert found(asking(SLICE, selects)) == []
    assert found(asking(SLICE, "nodeSelector: {nvidia.com/mig.strategy: single}")) == TOLD
    assert found(asking(WHOLE, "nodeSelector: {nvidia.com/mig.strategy: single}")) == []


@pytest.mark.parametrize(
    "others",
    [
        (node(), node("", name="gpu-2", more=", nvidia.com/gpu.product: Tesla-T4"), asking(WHOLE, "")),
        (node(), asking(WHOLE, "nodeSelector: {kubernetes.io/hostname: gpu-2}")),
        (node(), asking(WHOLE, "nodeSelector: {kubernetes.io/hostname: '${HOST}'}")),
        (node(), asking(WHOLE, "nodeName: gpu-2")),
        (node(), asking(WHOLE, "nodeSelector: {zone: a}")),
        (
            node(more=", pool: gpu"),
            node("", name="gpu-2", more=", pool: gpu"),
            asking(WHOLE, "nodeSelector: {pool: gpu}"),
        ),
        (node(), pod("{limits: {nvidia.com/gpu: 0}}", HOST)),
        (node(), pod("{limits: {nvidia.com/gpu: null}}", HOST)),
    ],
)
def test_pods_that_may_go_elsewhere(others: tuple[str, ...]) -> None:
    assert found(MIXED, *others) == []


def test_pods_that_select_nothing() -> None:
    assert found(MIXED, node(), asking(WHOLE, "")) == [(9, Severity.INFO)]
    read = node(more=", nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3")
    assert found(MIXED, read, asking(WHOLE, "")) == TOLD


def test_what_nodes_advertise_is_held_against_pods_by_another_rule() -> None:
    labels = "{kubernetes.io/hostname: gpu-1, nvidia.com/mig.config: all-1g.10gb}"
    sliced = gpu_node(advertised='{nvidia.com/gpu: "0", nvidia.com/mig-1g.10gb: "7"}', labels=labels)
    assert found(MIXED, sliced, asking()) == []
    assert told({"a.yaml": MIXED, "b.yaml": sliced, "c.yaml": asking()}, "WRK212")


def test_several_installations_say_nothing_of_the_strategy() -> None:
    assert found(release("mig: {strategy: mixed}"), release("mig: {strategy: single}"), node(), asking()) == []


def by_layout(layout: str, resource: str) -> str:
    return asking(resource, f"nodeSelector: {{nvidia.com/mig.config: {layout}}}")


@pytest.mark.parametrize(
    ("layout", "resource", "is_told"),
    [
        ("all-disabled", SLICE, True),
        ("all-1g.10gb", "nvidia.com/mig-2g.20gb", True),
        ("all-1g.10gb", f"{SLICE}.shared", False),
        ("all-1g.10gb", SLICE, False),
        # Under single it is what every device is called.
        ("all-1g.10gb", WHOLE, False),
        ("all-disabled", WHOLE, False),
        # Which devices these have depends on the card, or on what somebody makes by hand.
        ("all-balanced", SLICE, False),
        ("all-enabled", SLICE, False),
        ("of-mine", SLICE, False),
        ("${LAYOUT}", SLICE, False),
    ],
)
def test_a_layout_that_a_pod_selects_while_nobody_says_the_strategy(layout: str, resource: str, is_told: bool) -> None:
    assert found(by_layout(layout, resource)) == (TOLD if is_told else [])


OF_SAME_NAME = """apiVersion: v1
kind: ConfigMap
metadata: {name: layouts, namespace: gpu-operator}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-1g.10gb:
        - {devices: all, mig-enabled: true, mig-devices: {2g.20gb: 3}}
"""


def test_layouts_of_ones_own_may_have_the_same_name() -> None:
    wanted = by_layout("all-1g.10gb", "nvidia.com/mig-2g.20gb")
    assert found(OF_SAME_NAME, wanted) == []
    assert found(OF_SAME_NAME, policy("migManager: {config: {name: layouts}}"), wanted) == []
    assert found(OF_SAME_NAME, policy("migManager: {config: {name: layouts}}"), by_layout("all-1g.10gb", SLICE)) == TOLD
    assert found(policy("migManager: {config: {name: elsewhere}}"), wanted) == []
