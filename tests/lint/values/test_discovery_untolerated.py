import pytest

from tests.lint.chart_values import PLUGIN, release, weighed
from tests.lint.clusters import node
from tests.lint.examples import judged, told

CODE = "VAL214"
SPOT = "{key: kubernetes.azure.com/scalesetpriority, operator: Equal, value: spot, effect: NoSchedule}"


def values(*tolerations: str, more: str = "driver: {enabled: true}") -> str:
    return f"daemonsets: {{tolerations: [{', '.join(tolerations)}]}}\n{more}"


def worker(*tolerations: str) -> str:
    return f"node-feature-discovery: {{worker: {{tolerations: [{', '.join(tolerations)}]}}}}"


def weights(text: str, version: str = "v26.7.0") -> list[str]:
    return [weight for weight, _ in weighed(release(text, version=version), CODE)]


@pytest.mark.parametrize(
    ("toleration", "found"),
    [
        (SPOT, ["warning"]),
        ("{key: cloud.google.com/gke-spot, operator: Exists}", ["warning"]),
        ("{key: dedicated, operator: Exists, effect: NoSchedule}", ["info"]),
        ("{key: dedicated, value: gpu, effect: NoExecute}", ["info"]),
        # The worker tolerates it, every DaemonSet does, or it says nothing of a taint.
        ("{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}", []),
        ("{key: nvidia.com/gpu, operator: Exists}", []),
        ("{key: nvidia.com/gpu, value: present, effect: NoSchedule}", []),
        ("{key: node-role.kubernetes.io/control-plane, operator: Exists}", []),
        ("{key: node.kubernetes.io/unschedulable, operator: Exists}", []),
        ("{operator: Exists}", []),
        ("{key: kubernetes.azure.com/scalesetpriority, operator: Exists, effect: PreferNoSchedule}", []),
    ],
)
def test_what_the_worker_does_not_tolerate(toleration: str, found: list[str]) -> None:
    for version in ("v26.7.0", "v25.3.4", "v23.6.0"):
        assert weights(values(toleration), version) == found


@pytest.mark.parametrize(
    ("tolerated", "found"),
    [
        (SPOT, []),
        ("{operator: Exists}", []),
        ("{key: kubernetes.azure.com/scalesetpriority, operator: Exists}", []),
        ("{key: kubernetes.azure.com/scalesetpriority, value: regular, effect: NoSchedule}", ["warning"]),
        ("{key: kubernetes.azure.com/scalesetpriority, value: spot, effect: NoExecute}", ["warning"]),
        ("{key: kubernetes.azure.com/mode, operator: Exists}", ["warning"]),
    ],
)
def test_the_workers_own_tolerations(tolerated: str, found: list[str]) -> None:
    assert weights(values(SPOT, more=worker(tolerated))) == found


@pytest.mark.parametrize(
    "more",
    [
        "nfd: {enabled: false}",
        f"nfd: {{worker: {{tolerations: [{SPOT}]}}}}",
        "node-feature-discovery: {worker: {tolerations: '${TOLERATIONS}'}}",
    ],
)
def test_where_the_worker_is_not_the_charts_or_is_not_known(more: str) -> None:
    assert weights(values(SPOT, more=more)) == []


def test_several_are_told_once_by_name() -> None:
    other = "{key: dedicated, operator: Exists}"
    [(severity, message)] = weighed(release(values(SPOT, other)), CODE)
    assert severity == "warning"
    assert "does not tolerate dedicated and kubernetes.azure.com/scalesetpriority, and" in message


def test_nodes_that_have_its_labels_show_that_it_runs() -> None:
    label = node("feature.node.kubernetes.io/pci-10de.present", '"true"')
    assert told({"a.yaml": release(values(SPOT)), "b.yaml": label}, CODE) == []


def test_the_plugins_own_chart_has_its_own_tolerations() -> None:
    assert weighed(release(f"tolerations: [{SPOT}]", PLUGIN), CODE) == []


DEDICATED = "{key: dedicated, operator: Exists}"


def of_plugin(text: str, version: str = "0.17.4") -> list[tuple[str, str]]:
    return weighed(release(text, PLUGIN, version), CODE)


@pytest.mark.parametrize("switch", ["gfd: {enabled: true}", "nfd: {enabled: true}"])
@pytest.mark.parametrize(("toleration", "severity"), [(SPOT, "warning"), (DEDICATED, "info")])
def test_the_discovery_of_the_plugins_chart(switch: str, toleration: str, severity: str) -> None:
    text = f"tolerations: [{toleration}]\n{switch}"
    for version in ("0.15.0", "0.17.4", "0.20.0"):
        ((found, message),) = of_plugin(text, version)
        assert (found, message.partition(":")[0]) == (severity, "tolerations is not for Node Feature Discovery")
        assert message.endswith("gets no label by which the plugin's pods select it")
    (one,) = [one for one in judged(release(text, PLUGIN, "0.17.4")).findings if one.code == CODE]
    assert "under nfd.worker.tolerations" in one.fix
    assert told(release(text, PLUGIN, "0.17.4"), CODE)[0][0] == 7


@pytest.mark.parametrize(
    "text",
    [
        f"tolerations: [{SPOT}]",
        f"tolerations: [{SPOT}]\ngfd: {{enabled: true}}\nnfd: {{enabled: false}}",
        f"tolerations: [{SPOT}]\ngfd: {{enabled: true}}\nnfd: {{worker: {{tolerations: [{{operator: Exists}}]}}}}",
        f"tolerations: [{SPOT}]\ngfd: {{enabled: true}}\naffinity: null",
        "tolerations: [{key: nvidia.com/gpu, operator: Exists}]\ngfd: {enabled: true}",
        "tolerations: [{key: CriticalAddonsOnly, operator: Exists}]\ngfd: {enabled: true}",
    ],
)
def test_where_the_discovery_of_the_plugins_chart_is_not_kept_off(text: str) -> None:
    assert of_plugin(text) == []


def test_nodes_that_are_labelled_for_the_plugin() -> None:
    text = release(f"tolerations: [{SPOT}]\ngfd: {{enabled: true}}", PLUGIN, "0.17.4")
    label = node("nvidia.com/gpu.present", '"true"')
    assert told({"a.yaml": text, "b.yaml": label}, CODE) == []
