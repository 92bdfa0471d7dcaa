"""A DaemonSet of the plugin that somebody wrote is an installation of the standalone chart."""

import pytest

from generator.facts.charts import DEVICE_PLUGIN
from generator.importing.daemon_set import Daemon, find_daemon
from generator.importing.draft import Draft
from generator.model.tree import Tree
from tests.importing.given import imported, plan, profile, read, told, values

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
        (8, "not in the profile: the entry other, which the DaemonSet does not read"),
        (11, "not in the profile: devicePlugin.enableHostNetwork: v0.17.4 of the chart has no value for it"),
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


STATIC = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: dp, namespace: kube-system}
spec:
  selector: {matchLabels: {name: dp}}
  template:
    metadata: {labels: {name: dp}}
    spec:
      nodeSelector: {nvidia.com/gpu.present: "true"}
      priorityClassName: system-node-critical
      tolerations:
      - {key: CriticalAddonsOnly, operator: Exists}
      - {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}
      runtimeClassName: nvidia
      containers:
      - image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
        name: ctr
        volumeMounts: [{name: plugins, mountPath: /var/lib/kubelet/device-plugins}]
      volumes: [{name: plugins, hostPath: {path: /var/lib/kubelet/device-plugins}}]
"""
DIGEST = "0123456789" * 6 + "0123"
POD = "      runtimeClassName: nvidia\n"
CONTAINER = "        name: ctr\n"


def test_one_like_the_charts_own_is_imported_without_a_word() -> None:
    result = imported(STATIC, "T4")
    assert result.findings == ()
    assert "# Before the bundle goes in: kubectl -n kube-system delete daemonset dp." in result.text
    terms = [{"matchExpressions": [{"key": "nvidia.com/gpu.present", "operator": "In", "values": ["true"]}]}]
    assert values(result)["affinity"] == {
        "nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
    }


@pytest.mark.parametrize(
    ("before", "after", "path", "value"),
    [
        (
            "spec:\n  selector",
            "spec:\n  updateStrategy: {type: OnDelete}\n  selector",
            ("updateStrategy", "type"),
            "OnDelete",
        ),
        (
            "labels: {name: dp}}",
            "labels: {name: dp}, annotations: {a: b, checksum/config: x}}",
            ("podAnnotations",),
            {"a": "b"},
        ),
        (POD, f"{POD}      securityContext: {{fsGroup: 1}}\n", ("podSecurityContext", "fsGroup"), 1),
        (
            CONTAINER,
            f"{CONTAINER}        securityContext: {{privileged: true}}\n",
            ("securityContext", "privileged"),
            True,
        ),
        (CONTAINER, f"{CONTAINER}        env: [{{name: MPS_ROOT, value: /mps}}]\n", ("mps", "root"), "/mps"),
        (CONTAINER, f"{CONTAINER}        env: [{{name: NVIDIA_DEV_ROOT, value: /dev}}]\n", ("nvidiaDevRoot",), "/dev"),
        (CONTAINER, f"{CONTAINER}        args: [--nvidia-cdi-hook-path=/h]\n", ("cdi", "nvidiaHookPath"), "/h"),
        (":v0.17.4", f":v0.17.4@sha256:{DIGEST}", ("image", "tag"), f"v0.17.4@sha256:{DIGEST}"),
        (
            "plugin:v0.17.4",
            f"plugin@sha256:{DIGEST}",
            ("image",),
            {"repository": "nvcr.io/nvidia/k8s-device-plugin@sha256", "tag": DIGEST},
        ),
    ],
)
def test_what_the_chart_has_a_value_for_is_kept(before: str, after: str, path: tuple[str, ...], value: Tree) -> None:
    text = STATIC.replace(before, after)
    assert text != STATIC
    result = imported(text, "T4", chart="nvidia-device-plugin@v0.17.4" if "@sha256" in after else None)
    assert result.findings == ()
    found: Tree = values(result)
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    assert found == value


def test_the_hosts_network_is_a_value_since_v0_20() -> None:
    result = imported(STATIC.replace(POD, f"{POD}      hostNetwork: true\n").replace("v0.17.4", "v0.20.0"), "T4")
    assert result.findings == ()
    assert values(result)["devicePlugin"] == {"enableHostNetwork": True}


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            CONTAINER,
            f'{CONTAINER}        env: [{{name: NVIDIA_VISIBLE_DEVICES, value: "0,1"}}]\n',
            "NVIDIA_VISIBLE_DEVICES=0,1 of",
        ),
        (
            "hostPath: {path: /var/lib/kubelet",
            "hostPath: {path: /var/lib/k0s/kubelet",
            "the folder /var/lib/k0s/kubelet/device-plugins of",
        ),
    ],
)
def test_what_takes_gpus_away_is_a_warning(before: str, after: str, message: str) -> None:
    (found,) = told(imported(STATIC.replace(before, after), "T4"))
    assert found[0] == "IMP001"
    assert found[2].startswith(f"not in the profile: {message} the DaemonSet dp: ")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "metadata: {name: dp,",
            "metadata: {annotations: {reload: 'true'}, name: dp,",
            "metadata.annotations[reload] of",
        ),
        ("spec:\n  selector", "spec:\n  minReadySeconds: 5\n  selector", "spec.minReadySeconds of"),
        ("labels: {name: dp}}", "labels: {name: dp, team: a}}", "the pods' label team of"),
        (POD, f"{POD}      hostPID: true\n", "hostPID of"),
        ("mountPath: /var/lib", "mountPath: /x}, {name: plugins, mountPath: /var/lib", "the mount /x of"),
        (
            "      priorityClassName: system-node-critical\n",
            "",
            "priorityClassName is unset now and would be system-node",
        ),
        (CONTAINER, f"{CONTAINER}        env: [{{name: NVIDIA_DRIVER_CAPABILITIES, value: video}}]\n", "the variable"),
    ],
)
def test_what_the_chart_has_no_value_for_is_a_note(before: str, after: str, message: str) -> None:
    result = imported(STATIC.replace(before, after), "T4")
    assert told(result) == []
    (found,) = result.findings
    assert found.message.removeprefix("not in the profile: ").startswith(message)


def test_what_the_api_server_fills_in_is_no_difference() -> None:
    filled = "      dnsPolicy: ClusterFirst\n      terminationGracePeriodSeconds: 30\n      securityContext: {}\n"
    filled += "      schedulerName: default-scheduler\n"
    text = STATIC.replace(POD, POD + filled).replace(
        CONTAINER, f"{CONTAINER}        terminationMessagePath: /dev/log\n"
    )
    assert imported(text, "T4").findings == ()


def test_without_a_selector_nodes_want_a_label_first() -> None:
    text = STATIC.replace('      nodeSelector: {nvidia.com/gpu.present: "true"}\n', "")
    result = imported(text, "T4")
    ((code, _, message),) = told(result)
    assert (
        code,
        message.endswith("only nodes with nvidia.com/gpu.present=true would run the plugin, and not all as now"),
    ) == (
        "IMP010",
        True,
    )
    assert "kubectl label node NODE nvidia.com/gpu.present=true" in result.findings[0].fix
    # Nodes that pools name run it without.
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {nvidia.com/gpu.product: Tesla-T4}}\n---\n"
    assert told(imported(node + text)) == []


def test_a_chart_without_affinity_wants_the_label_too() -> None:
    given = "affinity: null\nruntimeClassName: nvidia\nfailOnInitError: false\n"
    result = imported({"values.yaml": given}, "T4", chart="nvidia-device-plugin@v0.17.4")
    assert [code for code, _, _ in told(result)] == ["IMP010"]


@pytest.mark.parametrize(
    "affinity", ["podAntiAffinity: {a: b}", "nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: []}"]
)
def test_an_affinity_without_node_terms_has_none_of_the_charts(affinity: str) -> None:
    found = daemon_of(STATIC.replace(POD, f"{POD}      affinity: {{{affinity}}}\n")).values
    assert next(one.tree for path, one in found.items() if path[0] == "affinity" and len(path) < 4) is None


def test_a_file_of_its_own_is_no_label() -> None:
    text = CONFIG.replace("  any:", "  config.yaml:") + DAEMON.replace("/config/any", "/config/config.yaml")
    result = imported(text, "T4")
    assert [one.code for one in result.findings if one.code == "IMP006"] == []
    found = plan(result)
    assert [pool.name for pool in found.pools] == ["config"]


MANAGED = """\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: nvdp-nvidia-device-plugin
  namespace: nvidia-device-plugin
  labels:
    app.kubernetes.io/instance: nvdp
    app.kubernetes.io/managed-by: Helm
    helm.sh/chart: nvidia-device-plugin-0.17.4
spec:
  selector: {matchLabels: {app.kubernetes.io/instance: nvdp}}
  template:
    metadata: {labels: {app.kubernetes.io/instance: nvdp}, annotations: {checksum/config: x}}
    spec:
      runtimeClassName: nvidia
      priorityClassName: system-node-critical
      securityContext: {}
      shareProcessNamespace: true
      initContainers:
      - &manager
        name: nvidia-device-plugin-init
        image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
        command: [config-manager]
        env:
        - {name: ONESHOT, value: "true"}
        - {name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
        - {name: NODE_LABEL, value: nvidia.com/device-plugin.config}
        - {name: CONFIG_FILE_SRCDIR, value: /available-configs}
        - {name: CONFIG_FILE_DST, value: /config/config.yaml}
        - {name: DEFAULT_CONFIG, value: any}
        - {name: FALLBACK_STRATEGIES, value: "named,single"}
        volumeMounts: [{name: available-configs, mountPath: /available-configs}, {name: config, mountPath: /config}]
      containers:
      - {<<: *manager, name: nvidia-device-plugin-sidecar}
      - name: nvidia-device-plugin-ctr
        image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
        command: [nvidia-device-plugin]
        env:
        - {name: MPS_ROOT, value: /run/nvidia/mps}
        - {name: CONFIG_FILE, value: /config/config.yaml}
        - {name: NVIDIA_MIG_MONITOR_DEVICES, value: all}
        - {name: NVIDIA_VISIBLE_DEVICES, value: all}
        - {name: NVIDIA_DRIVER_CAPABILITIES, value: "compute,utility"}
        securityContext: {capabilities: {add: [SYS_ADMIN]}}
        volumeMounts:
        - {name: plugins, mountPath: /var/lib/kubelet/device-plugins}
        - {name: mps-shm, mountPath: /dev/shm}
        - {name: mps-root, mountPath: /mps}
        - {name: cdi-root, mountPath: /var/run/cdi}
        - {name: available-configs, mountPath: /available-configs}
        - {name: config, mountPath: /config}
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - {matchExpressions: [{key: feature.node.kubernetes.io/pci-10de.present, operator: In, values: ["true"]}]}
            - matchExpressions:
              - {key: feature.node.kubernetes.io/cpu-model.vendor_id, operator: In, values: [NVIDIA]}
            - {matchExpressions: [{key: nvidia.com/gpu.present, operator: In, values: ["true"]}]}
      tolerations:
      - {key: CriticalAddonsOnly, operator: Exists}
      - {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}
      volumes:
      - {name: plugins, hostPath: {path: /var/lib/kubelet/device-plugins}}
      - {name: mps-root, hostPath: {path: /run/nvidia/mps}}
      - {name: mps-shm, hostPath: {path: /run/nvidia/mps/shm}}
      - {name: cdi-root, hostPath: {path: /var/run/cdi}}
      - {name: available-configs, configMap: {name: shares}}
      - {name: config, emptyDir: {}}
"""
DISCOVERY = """\
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: discovery
  namespace: nvidia-device-plugin
  labels:
    app.kubernetes.io/instance: nvdp
    app.kubernetes.io/managed-by: Helm
    helm.sh/chart: nvidia-device-plugin-0.17.4
spec:
  selector: {matchLabels: {name: discovery}}
  template:
    metadata: {labels: {name: discovery}}
    spec:
      runtimeClassName: nvidia
      containers:
      - name: gpu-feature-discovery-ctr
        image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
        command: [gpu-feature-discovery]
        env:
        - {name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
        - {name: GFD_USE_NODE_FEATURE_API, value: "false"}
        - {name: GFD_SLEEP_INTERVAL, value: 30s}
        - {name: CONFIG_FILE, value: /config/config.yaml}
"""
WORKER = """\
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: worker, namespace: nvidia-device-plugin, labels: {app.kubernetes.io/instance: nvdp}}
spec:
  selector: {matchLabels: {name: worker}}
  template:
    metadata: {labels: {name: worker}}
    spec:
      tolerations: [{key: nvidia.com/gpu, operator: Equal, value: present, effect: NoSchedule}]
      containers: [{name: worker, image: "registry.k8s.io/nfd/node-feature-discovery:v0.17.4", command: [nfd-worker]}]
"""
CHARTS = CONFIG.replace("kube-system", "nvidia-device-plugin") + MANAGED


def test_what_the_chart_made_comes_back_as_its_values() -> None:
    result = imported(CHARTS + DISCOVERY + WORKER, "T4")
    assert result.findings == ()
    found = plan(result)
    assert (found.release.name, found.release.version) == ("nvdp", "v0.17.4")
    assert found.plugin_config is not None
    assert found.plugin_config.default == "any"
    assert [pool.name for pool in found.pools] == ["any", "other"]
    assert (found.stack.gpu_feature_discovery, found.stack.node_feature_discovery.value) == (True, "bundled")
    assert found.extra_values == {"sleepInterval": "30s"}
    assert "delete daemonset" not in result.text


def test_the_managers_label_must_be_the_charts() -> None:
    result = imported(CHARTS.replace("value: nvidia.com/device-plugin.config", "value: own/label"), "T4")
    assert [message for _, _, message in told(result)] == [
        "not in the profile: the label own/label by which nodes choose their entry: the chart has one of its own"
    ]


@pytest.mark.parametrize(
    "image", ["nvcr.io/nvidia/k8s-device-plugin:v0.17.4", "nvcr.io/nvidia/gpu-feature-discovery:v0.8.2"]
)
def test_feature_discovery_beside_the_plugin_stays(image: str) -> None:
    found = DISCOVERY.replace("nvcr.io/nvidia/k8s-device-plugin:v0.17.4", image).replace("helm.sh/chart", "a")
    result = imported(STATIC + found, "T4")
    assert told(result) == []
    stack = plan(result).stack
    assert (stack.gpu_feature_discovery, stack.node_feature_discovery.value) == (True, "existing")
    remark = "kubectl -n nvidia-device-plugin delete daemonset discovery. Two would label the same nodes."
    assert remark in " ".join(result.text.replace("#", " ").split())


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("GFD_USE_NODE_FEATURE_API", "GFD_ONESHOT", "oneshot of"),
        ("[gpu-feature-discovery]", "[gpu-feature-discovery, --machine-type-file=/x]", "machine-type-file of"),
        ("runtimeClassName: nvidia", "nodeSelector: {a: b}", "nodeSelector of"),
        (
            "v0.17.4\n        command",
            "v0.17.3\n        command",
            "the image nvcr.io/nvidia/k8s-device-plugin:v0.17.3 of",
        ),
    ],
)
def test_what_feature_discovery_has_alone_is_a_note(before: str, after: str, message: str) -> None:
    result = imported(CHARTS + DISCOVERY.replace(before, after) + WORKER, "T4")
    assert told(result) == []
    assert [one.message for one in result.findings] == [f"not in the profile: {message} the DaemonSet discovery"]


@pytest.mark.parametrize(
    ("mark", "chart", "is_told"),
    [
        ("annotations: {}", "gpu-operator@v26.7.0", True),
        ("ownerReferences: [{kind: ClusterPolicy, name: a}]", "gpu-operator@v26.7.0", False),
        ("labels: {helm.sh/chart: nvidia-device-plugin-0.17.4}", "gpu-operator@v26.7.0", True),
        ("labels: {helm.sh/chart: nvidia-device-plugin-0.17.4}", "nvidia-device-plugin@v0.17.4", False),
    ],
)
def test_what_the_chart_beside_made_is_its_own(mark: str, chart: str, *, is_told: bool) -> None:
    plugin = STATIC.replace("name: dp, namespace", f"{mark}, name: dp, namespace")
    head, _, rest = DISCOVERY.partition("  labels:\n")
    discovery = f"{head}  {mark}\n{rest[rest.index('spec:') :]}"
    values_of = "driver: {enabled: false}\n" if "operator" in chart else "nfd: {enabled: true}\ngfd: {enabled: true}\n"
    found = told(imported({"values.yaml": values_of, "b.yaml": plugin + discovery}, "T4", chart=chart))
    assert [message for code, _, message in found if code == "IMP004"] == (
        [
            "the DaemonSet dp of the device plugin is not imported",
            "the DaemonSet discovery of GPU feature discovery is not imported",
        ]
        if is_told
        else []
    )
