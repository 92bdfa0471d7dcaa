"""Everything that a profile may say of the operator's chart, and the value that the chart takes for it."""

import pytest

from generator.model.tree import Tree
from tests.support.bundles import Object, at, bundle_of
from tests.support.plans import OPERATOR

ALONE = "pools: [{name: desk, nodes: {names: [n-1]}, gpus: [{model: RTX 3090}]}]\n"
BY_OPERATOR = "install: {chart: gpu-operator, version: v26.7.0, driver: {from: operator}, toolkit: operator}\n"
MIXED = "pools: [{name: cut, nodes: {names: [n-1]}, gpus: [{model: A30}], mig: all-1g.6gb}]\n"


def values(install: str, body: str = ALONE, distribution: str = "kubeadm") -> Object:
    return bundle_of(body, install=install, distribution=distribution).values


def with_more(text: str) -> str:
    """Return the install block with both parts by the host and more lines in it."""
    return OPERATOR + "".join(f"  {line}\n" for line in text.splitlines())


def test_what_is_said_of_the_driver_is_said_to_the_chart() -> None:
    driver = (
        "{from: operator, version: 580.126.20, repository: registry.example.com/nvidia, image: other-driver, "
        "kernelModuleType: open, installDir: /opt/driver}"
    )
    found = values(BY_OPERATOR.replace("{from: operator}", driver))
    assert found["driver"] == {
        "enabled": True,
        "version": "580.126.20",
        "repository": "registry.example.com/nvidia",
        "image": "other-driver",
        "kernelModuleType": "open",
    }
    assert found["hostPaths"] == {"driverInstallDir": "/opt/driver"}


def test_the_toolkit_is_told_of_containerd_by_its_environment() -> None:
    toolkit = "{from: operator, containerdConfig: /etc/own.toml, containerdSocket: /run/own.sock, defaultRuntime: true}"
    install = BY_OPERATOR.replace("toolkit: operator", f"toolkit: {toolkit}, cdi: false, runtimeClass: {{name: cards}}")
    found = values(install)
    # The names are those that the installer of NVIDIA/nvidia-container-toolkit reads.
    assert found["toolkit"] == {
        "enabled": True,
        "env": [
            {"name": "CONTAINERD_CONFIG", "value": "/etc/own.toml"},
            {"name": "CONTAINERD_SOCKET", "value": "/run/own.sock"},
            {"name": "NVIDIA_RUNTIME_SET_AS_DEFAULT", "value": "true"},
        ],
    }
    assert found["cdi"] == {"enabled": False}
    assert found["operator"] == {"runtimeClass": "cards"}


def test_the_profiles_own_environment_of_the_toolkit_joins_the_distributions_and_wins() -> None:
    own = "components: {driver: {env: {OTHER: x}}, toolkit: {env: {CONTAINERD_SOCKET: /run/own.sock, LOG: debug}}}"
    found = values(BY_OPERATOR.replace("toolkit: operator", f"toolkit: operator, {own}"), distribution="k0s")
    # k0s' own variables: generator/facts/distributions/k0s.yaml.
    assert at(found, "toolkit", "env") == [
        {"name": "CONTAINERD_CONFIG", "value": "/etc/k0s/containerd.d/nvidia.toml"},
        {"name": "CONTAINERD_SOCKET", "value": "/run/own.sock"},
        {"name": "RUNTIME_EXECUTABLE_PATH", "value": "/var/lib/k0s/bin/containerd"},
        {"name": "LOG", "value": "debug"},
    ]
    assert at(found, "driver", "env") == [{"name": "OTHER", "value": "x"}]


def test_under_kubeadm_the_toolkit_needs_no_environment() -> None:
    assert values(BY_OPERATOR)["toolkit"] == {"enabled": True}
    assert values(OPERATOR, distribution="k0s")["toolkit"] == {"enabled": False}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("components: {gfd: {enabled: false}}", "components.gfd.enabled: false"),
        ("nodeFeatureDiscovery: none", "nodeFeatureDiscovery: none. Its labels reach nodes through NFD alone."),
    ],
)
def test_gpu_feature_discovery_is_off_for_the_reason_that_is_told(said: str, reason: str) -> None:
    bundle = bundle_of(ALONE, install=with_more(said))
    assert bundle.values["gfd"] == {"enabled": False}
    assert f"\ngfd:\n  # {reason}\n  enabled: false\n" in bundle.files["values/gpu-operator.yaml"]
    assert "gfd" not in values(OPERATOR)


@pytest.mark.parametrize(
    ("body", "strategy"),
    [
        (ALONE, None),
        (ALONE + "mig: {strategy: mixed}\n", "mixed"),
        (ALONE + "mig: {strategy: single}\n", None),
        (ALONE.replace("RTX 3090}]", "RTX 3090}], mps: {replicas: 4}"), "single"),
        (MIXED, "mixed"),
        (MIXED + "mig: {strategy: single}\n", "single"),
    ],
)
def test_the_mig_strategy_is_said_where_it_matters(body: str, strategy: str | None) -> None:
    found = values(OPERATOR.replace("v26.7.0", "v25.10.1"), body)
    assert found.get("mig") == (None if strategy is None else {"strategy": strategy})
    assert at(found, "migManager", "config", "default") == ("all-disabled" if body.startswith(MIXED) else None)


def test_why_single_is_told_by_what_asked_for_it() -> None:
    old = OPERATOR.replace("v26.7.0", "v25.10.1")
    shared = bundle_of(ALONE.replace("RTX 3090}]", "RTX 3090}], mps: {replicas: 4}"), install=old)
    assert "# MPS refuses the strategy mixed.\n" in shared.files["values/gpu-operator.yaml"]
    cut = bundle_of(MIXED + "mig: {strategy: single}\n", install=old)
    assert "# MIG devices are advertised as nvidia.com/gpu.\n" in cut.files["values/gpu-operator.yaml"]


def test_scheduling_of_all_that_runs_on_gpu_nodes() -> None:
    said = "priorityClassName: system-node-critical, tolerations: [{key: spot, operator: Exists}]"
    found = values(BY_OPERATOR.replace("toolkit: operator", f"toolkit: operator, {said}"), distribution="openshift")
    assert found["platform"] == {"openshift": True}
    # Before ours stands the chart's own, which Helm would drop with the list.
    assert found["daemonsets"] == {
        "tolerations": [
            {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"},
            {"key": "spot", "operator": "Exists"},
        ],
        "priorityClassName": "system-node-critical",
    }


def test_secrets_reach_all_that_runs_and_nfd_in_a_form_of_its_own() -> None:
    said = (
        "imagePullSecrets: [one, two]\ncomponents: {dcgm: {enabled: true}, gds: {enabled: false}, "
        "driver: {resources: {limits: {memory: 1Gi}}}}"
    )
    found = values(with_more(said))
    # What runs by default, and dcgm, which the profile switches on; NFD is a chart of its own and takes objects.
    names = ("operator", "validator", "driver", "toolkit", "devicePlugin", "gfd", "migManager", "dcgmExporter", "dcgm")
    assert {name for name in found if at(found, name, "imagePullSecrets")} == {*names, "node-feature-discovery"}
    assert all(at(found, name, "imagePullSecrets") == ["one", "two"] for name in names)
    assert at(found, "node-feature-discovery", "imagePullSecrets") == [{"name": "one"}, {"name": "two"}]
    there = values(with_more(f"nodeFeatureDiscovery: existing\n{said}"))
    assert "node-feature-discovery" not in there


@pytest.mark.parametrize(
    ("monitor", "expected"),
    [
        ("{}", {"enabled": True}),
        ("{interval: 15s}", {"enabled": True, "interval": "15s"}),
        ("{labels: {release: p}}", {"enabled": True, "additionalLabels": {"release": "p"}}),
        ("{enabled: false, interval: 15s, labels: {release: p}}", {"enabled": False}),
    ],
)
def test_the_service_monitor_is_as_it_was_said(monitor: str, expected: Tree) -> None:
    found = bundle_of(f"{ALONE}monitoring: {{serviceMonitor: {monitor}}}\n")
    assert at(found.values, "dcgmExporter", "serviceMonitor") == expected
    text = found.files["values/gpu-operator.yaml"]
    assert ("# No monitoring.serviceMonitor;" in text) == (expected == {"enabled": False})


def test_components_are_given_all_their_settings() -> None:
    said = """\
components:
  nodeFeatureDiscovery: {repository: registry.example.com/nfd, version: v0.18.0, resources: {limits: {memory: 1Gi}}}
  gfd: {enabled: true, version: v0.20.0}
  devicePlugin: {resources: {limits: {memory: 128Mi}}}
  dcgmExporter:
    enabled: true
    repository: registry.example.com/k8s
    image: exporter
    version: "4.6.0"
    resources: {limits: {memory: 512Mi}}
    env: {ONE: "1", TWO: "2"}
    args: [-f, /etc/own.csv]"""
    found = values(with_more(said))
    assert found["node-feature-discovery"] == {
        "image": {"repository": "registry.example.com/nfd", "tag": "v0.18.0"},
        "worker": {"resources": {"limits": {"memory": "1Gi"}}},
    }
    # It runs by default, and is switched off elsewhere.
    assert found["gfd"] == {"version": "v0.20.0"}
    assert found["devicePlugin"] == {"resources": {"limits": {"memory": "128Mi"}}}
    assert found["dcgmExporter"] == {
        "serviceMonitor": {"enabled": False},
        "enabled": True,
        "repository": "registry.example.com/k8s",
        "image": "exporter",
        "version": "4.6.0",
        "resources": {"limits": {"memory": "512Mi"}},
        "env": [{"name": "ONE", "value": "1"}, {"name": "TWO", "value": "2"}],
        "args": ["-f", "/etc/own.csv"],
    }


def test_a_component_that_is_said_to_be_off_is_off() -> None:
    found = values(with_more("components: {dcgmExporter: {enabled: false}, nodeStatusExporter: {enabled: true}}"))
    assert at(found, "dcgmExporter", "enabled") is False
    assert at(found, "nodeStatusExporter", "enabled") is True


def test_two_pools_leave_nodes_without_a_label_alone() -> None:
    one = "{name: a, nodes: {names: [n-1]}, gpus: [{model: L4}], timeSlicing: {replicas: 2}}"
    two = "{name: b, nodes: {names: [n-2]}, gpus: [{model: L4}], timeSlicing: {replicas: 3}}"
    alone, both = (bundle_of(f"pools: [{pools}]\n") for pools in (one, f"{one}, {two}"))
    path = "values/gpu-operator.yaml"
    assert "# The one pool's entry is for every node.\n" in alone.files[path]
    assert "# Nodes without a label share nothing.\n" in both.files[path]
    for bundle in (alone, both):
        (config,) = bundle.of_kind("ConfigMap")
        assert at(bundle.values, "devicePlugin", "config", "name") == at(config, "metadata", "name")
    assert [at(one.values, "devicePlugin", "config", "default") for one in (alone, both)] == ["a", "unshared"]


def test_an_external_plugin_is_not_installed_once_more() -> None:
    assert values(with_more("devicePlugin: external"))["devicePlugin"] == {"enabled": False}
    assert "devicePlugin" not in values(OPERATOR)
