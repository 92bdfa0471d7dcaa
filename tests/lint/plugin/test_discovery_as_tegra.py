import pytest

from generator.model.finding import Severity
from tests.lint.chart_values import release
from tests.lint.examples import judged, told
from tests.lint.policies import policy, whole

CODE = "PLG225"
CARD = ("--gpu", "RTX-4090")
BY_VARIABLE = "env: [{name: DEVICE_DISCOVERY_STRATEGY, value: tegra}]"
ENV = f"devicePlugin: {{{BY_VARIABLE}}}"


def daemon(own: str = BY_VARIABLE, pod: str = "tolerations: []", name: str = "plugin", tag: str = "v0.17.1") -> str:
    """A plugin whose own line is the 13th."""
    return f"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: {name}, namespace: kube-system}}
spec:
  selector: {{matchLabels: {{app: plugin}}}}
  template:
    metadata: {{labels: {{app: plugin}}}}
    spec:
      {pod}
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:{tag}
          {own}
"""


def config(key: str = "any", more: str = "", name: str = "sharing") -> str:
    return f"""\
apiVersion: v1
kind: ConfigMap
metadata: {{name: {name}, namespace: gpu-operator}}
data:
  {key}: |
    version: v1
    flags: {{deviceDiscoveryStrategy: tegra}}
{more}"""


def node(product: str, status: str = "status: {capacity: {nvidia.com/gpu: 1}}") -> str:
    labels = f"{{nvidia.com/gpu.product: {product}}}"
    return f"apiVersion: v1\nkind: Node\nmetadata: {{name: a, labels: {labels}}}\n{status}\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (daemon(), 13),
        (daemon("args: [--device-discovery-strategy=tegra]"), 13),
        (daemon("args: [--device-discovery-strategy, tegra]"), 13),
        (daemon(pod='nodeSelector: {nvidia.com/gpu.present: "true"}'), 13),
        (daemon(pod='nodeSelector: {feature.node.kubernetes.io/pci-10de.present: "true"}'), 13),
        (daemon(tag="${TAG}"), 13),
        (config(), 7),
    ],
)
def test_a_card_that_is_no_tegra(text: str, line: int) -> None:
    ((at, message),) = told(text, CODE, CARD)
    assert (at, "announce one that is called tegra, and the nodes have" in message) == (line, True)


def test_charts() -> None:
    assert len(told(release("deviceDiscoveryStrategy: tegra", "nvidia-device-plugin", "0.17.4"), CODE, CARD)) == 1
    assert len(told(release(ENV), CODE, CARD)) == 1
    assert len(told(policy(whole("devicePlugin") + f"\n{ENV}"), CODE, CARD)) == 1
    kept = "deviceDiscoveryStrategy: tegra\n    nodeSelector: {kind: jetson}"
    assert told(release(kept, "nvidia-device-plugin", "0.17.4"), CODE, CARD) == []


@pytest.mark.parametrize(
    ("status", "severity"), [("status: {capacity: {nvidia.com/gpu: 1}}", Severity.WARNING), ("", Severity.INFO)]
)
def test_a_card_that_a_node_shows(status: str, severity: Severity) -> None:
    files = {"a.yaml": daemon(), "b.yaml": node("NVIDIA-A100-SXM4-40GB", status)}
    assert [one.severity for one in judged(files).findings if one.code == CODE] == [severity]
    assert told({"a.yaml": daemon(), "b.yaml": node("Orin")}, CODE) == []


@pytest.mark.parametrize(
    "files",
    [
        {"a.yaml": daemon("env: [{name: DEVICE_DISCOVERY_STRATEGY, value: nvml}]")},
        {"a.yaml": daemon("env: [{name: DEVICE_DISCOVERY_STRATEGY, value: $STRATEGY}]")},
        {"a.yaml": daemon("args: [--device-discovery-strategy=auto]")},
        # It may be kept to the Jetsons among the nodes.
        {"a.yaml": daemon(pod="nodeSelector: {kubernetes.io/arch: arm64}")},
        {"a.yaml": daemon(pod="nodeSelector: {pool: edge}")},
        {"a.yaml": daemon(pod='nodeSelector: {nvidia.com/jetson: "true"}')},
        {"a.yaml": daemon(name="plugin-jetson")},
        {"a.yaml": config(name="jetson")},
        {"a.yaml": config(more="  others: |\n    version: v1\n")},
        # A release that does not know it, another program of the image, and what counts more than the file.
        {"a.yaml": daemon(tag="v0.15.0")},
        {"a.yaml": daemon("command: [gpu-feature-discovery]\n          " + BY_VARIABLE)},
        {
            "a.yaml": config(),
            "b.yaml": release(ENV.replace("tegra", "nvml")[:-1] + ", config: {name: sharing, default: any}}"),
        },
    ],
)
def test_what_is_let_be(files: dict[str, str]) -> None:
    assert told(files, CODE, CARD) == []


def test_without_a_card_nothing_is_told() -> None:
    assert told(daemon(), CODE) == []


def test_an_entry_that_a_patch_adds_may_be_for_other_nodes() -> None:
    patch = (
        "resources: [map.yaml]\npatches:\n- target: {kind: ConfigMap, name: nvidia-sharing}\n  patch: |-\n"
        "    - op: add\n      path: /data/edge\n      value: |-\n        version: v1\n"
        "        flags: {deviceDiscoveryStrategy: tegra}\n"
    )
    files = {"kustomization.yaml": patch, "map.yaml": config(name="nvidia-sharing").replace("tegra", "nvml")}
    assert told(files, CODE, CARD) == []
