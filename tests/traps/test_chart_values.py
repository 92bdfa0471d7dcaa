"""Values that a chart takes without a word and that do harm, or nothing, on the cluster."""

import pytest

from generator.facts.charts import CHART_RELEASES, GPU_OPERATOR, chart_versions
from generator.model.tree import Tree
from tests.support.bundles import at, bundle_of, items
from tests.support.plans import OPERATOR, STANDALONE, compile_text

ALONE = """
pools:
  - name: desk
    nodes: {names: [n-1]}
    gpus: [{model: RTX 3090}]
    timeSlicing: {replicas: 4}
"""
TAINTED = ALONE + '    taints: [{key: gpu, value: "true", effect: NoSchedule}]\n'
BY_OPERATOR = OPERATOR.replace("toolkit: host", "toolkit: operator")
TERMS = ("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
OURS: Tree = {"key": "gpu", "operator": "Equal", "value": "true", "effect": "NoSchedule"}
CHARTS: Tree = {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}


def test_tolerations_keep_the_operators_own() -> None:
    # Helm replaces lists: ours alone would take the chart's default away.
    assert at(bundle_of(TAINTED).values, "daemonsets", "tolerations") == [CHARTS, OURS]


def test_tolerations_keep_the_plugins_own() -> None:
    found = items(at(bundle_of(TAINTED, install=STANDALONE).values, "tolerations"))
    # The chart's defaults in v0.20.0: the critical-addons key and nvidia.com/gpu (values.yaml, tolerations).
    assert [at(one, "key") for one in found] == ["CriticalAddonsOnly", "nvidia.com/gpu", "gpu"]


@pytest.mark.parametrize(("install", "block"), [(OPERATOR, "node-feature-discovery"), (STANDALONE, "nfd")])
def test_nfd_runs_on_the_tainted_nodes_too(install: str, block: str) -> None:
    found = items(at(bundle_of(TAINTED, install=install).values, block, "worker", "tolerations"))
    assert OURS in found
    assert len(found) > 1


@pytest.mark.parametrize("version", chart_versions(GPU_OPERATOR))
@pytest.mark.parametrize(("monitoring", "said"), [("", False), ("monitoring: {serviceMonitor: {}}\n", True)])
def test_the_service_monitor_is_always_said(version: str, monitoring: str, said: bool) -> None:
    # The default differs between releases, and with it but without the resource type nothing gets ready.
    install = OPERATOR.replace("v26.7.0", version)
    values = bundle_of(ALONE + monitoring, install=install).values
    assert at(values, "dcgmExporter", "serviceMonitor", "enabled") is said


@pytest.mark.parametrize("distribution", ["k3s", "rke2"])
def test_the_toolkit_is_on_the_host_under_k3s(distribution: str) -> None:
    install = OPERATOR.replace("  toolkit: host\n", "")
    assert at(bundle_of(ALONE, install=install, distribution=distribution).values, "toolkit", "enabled") is False
    assert at(bundle_of(ALONE, install=install).values, "toolkit", "enabled") is True


@pytest.mark.parametrize("distribution", ["k3s", "rke2"])
def test_the_operators_toolkit_under_k3s_is_warned_of_and_finds_the_socket(distribution: str) -> None:
    found = compile_text(ALONE, install=BY_OPERATOR, distribution=distribution)
    assert "DST102" in [one.code for one in found.findings]
    env = at(bundle_of(ALONE, install=BY_OPERATOR, distribution=distribution).values, "toolkit", "env")
    assert {"name": "CONTAINERD_SOCKET", "value": "/run/k3s/containerd/containerd.sock"} in items(env)
    assert "config.toml.tmpl" not in str(env)


def expressions(nfd: str, body: str = ALONE) -> list[Tree]:
    values = bundle_of(body, install=f"{STANDALONE}  nodeFeatureDiscovery: {nfd}\n").values
    terms = items(at(values, *TERMS) or [])
    return [
        one for term in terms for kind in ("matchExpressions", "matchFields") for one in items(at(term, kind) or [])
    ]


def test_without_nfd_the_plugin_is_still_scheduled() -> None:
    found = expressions("none")
    assert {"key": "nvidia.com/gpu.present", "operator": "In", "values": ["true"]} in found
    assert {"key": "metadata.name", "operator": "In", "values": ["n-1"]} in found
    assert not [one for one in found if str(at(one, "key")).startswith("feature.node.kubernetes.io")]


def test_another_nfd_may_name_its_labels_with_or_without_the_class() -> None:
    keys = {at(one, "key") for one in expressions("existing")}
    prefix = "feature.node.kubernetes.io/pci-"
    assert {f"{prefix}10de.present", f"{prefix}0300_10de.present", f"{prefix}0302_10de.present"} <= keys


def test_the_charts_own_affinity_stays_with_its_own_nfd() -> None:
    assert expressions("bundled") == []


@pytest.mark.parametrize("nfd", ["existing", "none"])
def test_nfd_is_not_installed_twice(nfd: str) -> None:
    for install in (OPERATOR, STANDALONE):
        values = bundle_of(ALONE, install=f"{install}  nodeFeatureDiscovery: {nfd}\n").values
        assert at(values, "nfd", "enabled") is False


def runtime_classes(install: str, distribution: str, kubernetes: str = "1.35") -> int:
    bundle = bundle_of(ALONE, install=install, distribution=distribution, kubernetes=kubernetes)
    return len(bundle.of_kind("RuntimeClass"))


def test_a_runtime_class_is_ours_only_where_nobody_else_brings_it() -> None:
    named = STANDALONE + "  runtimeClass: {name: nvidia}\n"
    # K3s ships its own since 1.29, the operator always makes one, kubeadm has none.
    assert runtime_classes(named, "kubeadm") == 1
    assert runtime_classes(named, "k3s") == 0
    assert runtime_classes(OPERATOR + "  runtimeClass: {name: nvidia}\n", "kubeadm") == 0


def test_under_k3s_the_plugin_is_told_its_runtime_class() -> None:
    assert at(bundle_of(ALONE, install=STANDALONE, distribution="k3s").values, "runtimeClassName") == "nvidia"


def test_the_default_namespace_is_allowed_where_it_is_meant() -> None:
    values = bundle_of(ALONE, install=STANDALONE + "  namespace: default\n").values
    assert at(values, "allowDefaultNamespace") is True


@pytest.mark.parametrize(("chart", "version"), CHART_RELEASES)
def test_the_mps_root_of_the_chart_is_left_alone(chart: str, version: str) -> None:
    # Helm's devicePlugin.mps.root is dead in gpu-operator: whoever sets it gets the default anyway.
    base = OPERATOR if chart == GPU_OPERATOR else STANDALONE
    install = base.replace("v26.7.0", version).replace("v0.20.0", version)
    values = bundle_of(ALONE.replace("timeSlicing", "mps"), install=install).values
    assert at(values, "devicePlugin", "mps") is None
    assert at(values, "mps") is None


def test_extra_values_cannot_touch_what_is_derived() -> None:
    body = ALONE + "extraValues: {devicePlugin: {config: {name: mine}}}\n"
    assert "VAL104" in [one.code for one in compile_text(body).findings]
