"""A DaemonSet of the plugin that somebody wrote is an installation of the standalone chart."""

import pytest

from generator.facts.charts import DEVICE_PLUGIN
from generator.importing.daemon_set import Daemon, find_daemon
from generator.importing.draft import Draft
from tests.importing.given import imported, plan, profile, read, told

CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: shares, namespace: kube-system}
data:
  any: |
    version: v1
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
  other: |
    version: v1
---
"""
DAEMON = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: plugin, namespace: kube-system}
spec:
  selector: {matchLabels: {name: plugin}}
  template:
    metadata: {labels: {name: plugin}}
    spec:
      runtimeClassName: nvidia
      nodeSelector: {gpu: "true"}
      hostNetwork: true
      tolerations:
      - {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}
      - {key: sku, operator: Exists}
      containers:
      - name: ctr
        image: registry.example.com/nvidia/k8s-device-plugin:v0.17.4
        args: [--mig-strategy=single, --device-list-strategy, volume-mounts, --config-file=/config/any, --strange]
        env:
        - {name: FAIL_ON_INIT_ERROR, value: "false"}
        - {name: OWN, value: x}
        volumeMounts: [{name: config, mountPath: /config}]
      volumes:
      - {name: config, configMap: {name: shares}}
"""


def daemon_of(text: str) -> Daemon:
    found = find_daemon(read({"plugin.yaml": text.encode()}), Draft(), beside=False)
    assert found is not None
    return found


@pytest.mark.parametrize("chart", [None, "nvidia-device-plugin@v0.17.4"])
def test_a_daemon_set_is_an_installation_of_the_plugin(chart: str | None) -> None:
    result = imported({"config.yaml": CONFIG, "plugin.yaml": DAEMON}, "T4", chart=chart)
    assert told(result) == []
    assert [(one.position and one.position.line, one.message) for one in result.findings if one.code == "IMP001"] == [
        (11, "not in the profile: hostNetwork of the DaemonSet plugin"),
        (18, "not in the profile: the flag --strange of the DaemonSet plugin"),
        (21, "not in the profile: the variable OWN of the DaemonSet plugin"),
    ]
    found = plan(result)
    assert (found.release.chart, found.release.version) == (DEVICE_PLUGIN, "v0.17.4")
    assert (found.release.namespace, found.stack.runtime_class) == ("kube-system", "nvidia")
    assert found.stack.node_selector == (("gpu", "true"),)
    assert [one.key for one in found.stack.tolerations] == ["sku"]
    assert found.extra_values == {"deviceListStrategy": "volume-mounts", "failOnInitError": False}
    assert found.plugin_config is not None
    assert found.plugin_config.default == "any"
    install = profile(result)["install"]
    assert isinstance(install, dict)
    assert install["components"] == {
        "gfd": {"enabled": False},
        "devicePlugin": {"repository": "registry.example.com/nvidia"},
    }


def test_one_that_shares_nothing_is_imported_too() -> None:
    text = DAEMON.replace("--config-file=/config/any, ", "").replace("volumeMounts: [", "#")
    result = imported(text, "T4")
    assert told(result) == []
    assert plan(result).release.chart == DEVICE_PLUGIN


def test_its_mig_strategy_is_that_of_the_pools() -> None:
    layouts = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: layouts}
data:
  config.yaml: |
    version: v1
    mig-configs:
      halves: [{devices: all, mig-enabled: true, mig-devices: {3g.20gb: 2}}]
---
apiVersion: v1
kind: Node
metadata: {name: a, labels: {nvidia.com/mig.config: halves}}
---
"""
    for strategy in ("single", "mixed"):
        text = DAEMON.replace("strategy=single", f"strategy={strategy}").replace("--config-file=/config/any, ", "")
        result = imported(layouts + text, "A100-SXM4-40GB")
        assert plan(result).stack.mig_strategy.value == strategy


def test_of_several_none_speaks_for_all() -> None:
    text = f"{CONFIG}{DAEMON}---\n{DAEMON.replace('name: plugin,', 'name: plugin-b,')}"
    result = imported(text, "T4")
    assert [message for _, _, message in told(result)] == [
        "the DaemonSet plugin of the device plugin is not imported",
        "the DaemonSet plugin-b of the device plugin is not imported",
    ]
    assert plan(result).stack.node_selector == ()


def test_one_beside_a_chart_is_named() -> None:
    result = imported({"a.yaml": "driver: {enabled: false}\n", "b.yaml": DAEMON}, "T4", chart="gpu-operator@v26.7.0")
    assert told(result) == [("IMP004", 1, "the DaemonSet plugin of the device plugin is not imported")]


def test_a_switch_takes_no_word_behind_it_as_the_plugin_reads_it() -> None:
    args = "[--pass-device-specs, --mig-strategy=single, --fail-on-init-error=false]"
    text = DAEMON.replace(
        "[--mig-strategy=single, --device-list-strategy, volume-mounts, --config-file=/config/any, --strange]", args
    )
    found = {path: value.tree for path, value in daemon_of(text).values.items()}
    assert (found["compatWithCPUManager",], found["migStrategy",], found["failOnInitError",]) == (True, "single", False)
    # Go ends its flags at the first word that is none.
    after = daemon_of(text.replace("specs, ", "specs, 'false', ")).values
    assert ("compatWithCPUManager",) in after
    assert ("migStrategy",) not in after
