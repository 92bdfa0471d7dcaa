import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told
from tests.lint.pods import RENAMED, SHARED, gpu_node, gpus, pod, several, sharing

MIXED = '{nvidia.com/mig-1g.10gb: "7", nvidia.com/gpu: "0"}'


def weight(files: dict[str, str]) -> list[Severity]:
    return [one.severity for one in judged(files).findings if one.code == "WRK212"]


def test_more_than_the_largest_node_has() -> None:
    files = {
        "a.yaml": gpu_node(),
        "b.yaml": gpu_node(advertised="{nvidia.com/gpu: 8}", name="gpu-2"),
        "c.yaml": pod("{limits: {nvidia.com/gpu: 9}}"),
    }
    message = "9 x nvidia.com/gpu, but no Node here has more than 8: the pod stays pending"
    assert told(files, "WRK212") == [(9, message)]
    assert weight(files) == [Severity.WARNING]


@pytest.mark.parametrize(
    ("text", "line"),
    [(several(gpus(2), gpus(3)), 7), (several(gpus(1), init=(gpus(5),)), 8)],
)
def test_the_containers_of_a_pod_count_together(text: str, line: int) -> None:
    assert [one for one, _ in told({"a.yaml": gpu_node(), "b.yaml": text}, "WRK212")] == [line]


@pytest.mark.parametrize("resource", ["nvidia.com/mig-2g.20gb", "nvidia.com/gpu", "nvidia.com/mig-1g.10gb.shared"])
def test_what_no_node_has(resource: str) -> None:
    files = {"a.yaml": gpu_node(advertised=MIXED), "b.yaml": pod(f"{{limits: {{{resource}: 1}}}}")}
    assert told(files, "WRK212") == [(9, f"no Node here advertises {resource}: the pod stays pending")]
    fixes = [one.fix for one in judged(files).findings if one.code == "WRK212"]
    assert fixes == ["Write nvidia.com/mig-1g.10gb, which the Nodes advertise."]


def test_beside_a_configuration_the_nodes_may_be_older() -> None:
    files = {"a.yaml": gpu_node(), "b.yaml": sharing(SHARED), "c.yaml": pod("{limits: {nvidia.com/gpu: 8}}")}
    assert weight(files) == [Severity.INFO]


def test_what_another_rule_says_of_the_configuration_is_not_said_again() -> None:
    files = {
        "a.yaml": gpu_node(advertised="{nvidia.com/gpu.shared: 8}"),
        "b.yaml": sharing(RENAMED),
        "c.yaml": pod("{limits: {nvidia.com/gpu: 1}}"),
    }
    assert weight(files) == []
    assert len(told(files, "WRK203")) == 1


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (gpu_node(), pod("{limits: {nvidia.com/gpu: 4}}")),
        (gpu_node(), several(gpus(4), init=(gpus(4), gpus(4)))),
        (gpu_node(), pod("{limits: {nvidia.com/gpu: '${GPUS}'}}")),
        (gpu_node(), pod("{limits: {nvidia.com/gpumem: 3000}}")),
        (gpu_node(), pod("{limits: {nvidia.com/GA102GL_A10: 1}}")),
        (gpu_node(), pod("{limits: {nvidia.com/mig-9g.99gb: 1}}")),
        (gpu_node(), pod("{limits: {amd.com/gpu: 8}}")),
        (gpu_node(advertised="{cpu: 8}"), pod("{limits: {nvidia.com/gpu: 8}}")),
        (gpu_node(advertised="{nvidia.com/gpu: 0}"), pod("{limits: {nvidia.com/gpu: 8}}")),
        ("apiVersion: v1\nkind: Node\nmetadata: {name: nvidia}\n", pod("{limits: {nvidia.com/gpu: 8}}")),
        (gpu_node(advertised="[nvidia.com/gpu]"), pod("{limits: {nvidia.com/gpu: 8}}")),
        (gpu_node(), pod("{limits: {nvidia.com/gpu: 0}}")),
    ],
)
def test_what_fits_or_is_not_known(node: str, text: str) -> None:
    assert told({"a.yaml": node, "b.yaml": text}, "WRK212") == []


def test_capacity_counts_where_nothing_else_is_said() -> None:
    node = gpu_node().replace("allocatable", "capacity")
    assert len(told({"a.yaml": node, "b.yaml": pod("{limits: {nvidia.com/gpu: 5}}")}, "WRK212")) == 1


COUNTED = """\
apiVersion: v1
kind: Node
metadata: {{name: n{count}, labels: {{nvidia.com/gpu.count: '{count}', nvidia.com/gpu.present: 'true'}}}}
---
"""
SLICED = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: slices, namespace: gpu-operator}}
data:
  eight: |
    version: v1
    sharing:
      timeSlicing:
        renameByDefault: {renamed}
        resources: [{{name: nvidia.com/gpu, replicas: 8}}]
{more}---
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {{name: cluster-policy}}
spec:
  devicePlugin: {{config: {{name: slices, {default}}}}}
---
"""
ONE_ENTRY = SLICED.format(renamed="false", more="", default="default: eight")


@pytest.mark.parametrize(("cards", "amount"), [((1,), 9), ((1, 2), 17)])
def test_labels_that_count_cards_are_held_against_the_slices(cards: tuple[int, ...], amount: int) -> None:
    nodes = "".join(COUNTED.format(count=count) for count in cards)
    text = nodes + ONE_ENTRY + pod(f"{{limits: {{nvidia.com/gpu: {amount}}}}}")
    [(_, message)] = told(text, "WRK212")
    assert message.startswith(f"{amount} x nvidia.com/gpu, but no Node here has more than {cards[-1]} x 8 of it")
    fitting = nodes + ONE_ENTRY + pod(f"{{limits: {{nvidia.com/gpu: {amount - 1}}}}}")
    assert told(fitting, "WRK212") == []


def test_the_resource_by_its_other_name_is_held_too() -> None:
    text = COUNTED.format(count=1) + SLICED.format(renamed="true", more="", default="default: eight")
    assert len(told(text + pod("{limits: {nvidia.com/gpu.shared: 9}}"), "WRK212")) == 1
    assert told(text + pod("{limits: {nvidia.com/gpu.shared: 8}}"), "WRK212") == []


@pytest.mark.parametrize(
    "config",
    [
        SLICED.format(renamed="false", more="", default="x: y"),
        SLICED.format(renamed="false", more="  none: |\n    version: v1\n", default="default: eight"),
        SLICED.format(renamed="false", more="", default="default: eight").replace("timeSlicing", "mps"),
        "",
    ],
)
def test_slices_that_are_not_certain_are_held_against_nothing(config: str) -> None:
    text = COUNTED.format(count=1) + config + pod("{limits: {nvidia.com/gpu: 99}}")
    assert told(text, "WRK212") == []
