import pytest

from tests.lint.chart_values import PLUGIN, release
from tests.lint.examples import told
from tests.lint.pods import pod

CODE = "NFD204"
ASK = "{limits: {nvidia.com/gpu: 1}}"
MESSAGE = (
    "Node Feature Discovery makes feature.node.kubernetes.io/gpu-type of the rule's label gpu-type, so that no node "
    "has gpu-type unless somebody sets it by hand"
)


def rule(labels: str = "{gpu-type: nvidia}") -> str:
    return f"""\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {{name: gpus}}
spec:
  rules:
    - name: nvidia
      labels: {labels}
      matchFeatures: [{{feature: pci.device, matchExpressions: {{vendor: {{op: In, value: ["10de"]}}}}}}]
"""


def selecting(label: str = "gpu-type: nvidia") -> str:
    return pod(ASK, spec=f"nodeSelector: {{{label}}}")


def wanting(*expressions: str) -> str:
    terms = ", ".join(f"{{matchExpressions: [{one}]}}" for one in expressions)
    inner = f"requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{terms}]}}"
    return pod(ASK, spec=f"affinity: {{nodeAffinity: {{{inner}}}}}")


IN, EXISTS = "{key: gpu-type, operator: In, values: [nvidia, amd]}", "{key: gpu-type, operator: Exists}"
OTHER = "{key: zone, operator: Exists}"


@pytest.mark.parametrize("text", [selecting(), wanting(IN), wanting(EXISTS), wanting(IN, EXISTS)])
def test_a_label_as_the_rule_has_it(text: str) -> None:
    found = told({"a.yaml": rule(), "b.yaml": text}, CODE)
    assert set(found) == {(5, MESSAGE)}


def test_a_value_that_is_taken_from_a_feature() -> None:
    assert told({"a.yaml": rule("{gpu-type: '@pci.device.device'}"), "b.yaml": selecting()}, CODE) == [(5, MESSAGE)]


@pytest.mark.parametrize(
    "text",
    [
        selecting("feature.node.kubernetes.io/gpu-type: nvidia"),
        selecting("gpu-type: amd"),
        selecting("gpu-kind: nvidia"),
        selecting("gpu-type: '${TYPE}'"),
        wanting("{key: gpu-type, operator: NotIn, values: [nvidia]}"),
        wanting(IN, OTHER),
    ],
)
def test_other_labels(text: str) -> None:
    assert told({"a.yaml": rule(), "b.yaml": text}, CODE) == []


def test_labels_with_a_domain_are_set_as_they_are() -> None:
    files = {"a.yaml": rule("{example.com/gpu-type: nvidia}"), "b.yaml": selecting("example.com/gpu-type: nvidia")}
    assert told(files, CODE) == []


NODE = "apiVersion: v1\nkind: Node\nmetadata: {name: gpu-1, labels: {gpu-type: nvidia}}\n"
POOL = """\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec: {template: {metadata: {labels: {gpu-type: nvidia}}, spec: {}}}
"""
TALOS = "machine:\n  type: worker\n  nodeLabels: {gpu-type: nvidia}\n"
GATE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nfd}
spec:
  chart: {spec: {chart: node-feature-discovery, sourceRef: {kind: HelmRepository, name: nfd}}}
  values:
    featureGates: {DisableAutoPrefix: true}
    master: {extraArgs: ["--gpu"]}
"""


@pytest.mark.parametrize("other", [NODE, POOL, TALOS, GATE])
def test_who_sets_it_otherwise(other: str) -> None:
    assert told({"a.yaml": rule(), "b.yaml": selecting(), "c.yaml": other}, CODE) == []


def test_what_a_chart_places_its_pods_by() -> None:
    values = release("nodeSelector: {gpu-type: nvidia}\n", PLUGIN, "0.17.4")
    assert [message for _, message in told({"a.yaml": rule(), "b.yaml": values}, CODE)] == [MESSAGE]
