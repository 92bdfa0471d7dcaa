import pytest

from tests.lint.clusters import plugin_config, release
from tests.lint.examples import told

OF_OPERATOR = "{devicePlugin: {config: {default: any}}}"


def test_a_configuration_that_no_chart_names() -> None:
    files = {"a.yaml": release("{driver: {enabled: false}}"), "b.yaml": plugin_config("sharing", "any")}
    message = "no devicePlugin.config.name names the ConfigMap sharing, so the device plugin does not read it"
    assert told(files, "REF204") == [(3, message)]


def test_it_may_be_named_by_another_cluster_or_in_values_that_are_elsewhere() -> None:
    config = plugin_config("sharing", "any")
    other = release("{devicePlugin: {config: {name: sharing}}}")
    assert told({"a.yaml": release("{}"), "b.yaml": config, "c.yaml": other}, "REF204") == []
    open_release = release("{}").replace("spec:\n", "spec:\n  valuesFrom: [{kind: ConfigMap, name: more}]\n")
    assert told({"a.yaml": open_release, "b.yaml": config}, "REF204") == []


def test_a_config_map_alone_is_read_by_somebody_we_do_not_see() -> None:
    assert told(plugin_config("sharing", "any"), "REF204") == []


@pytest.mark.parametrize(("spec", "found"), [("{devicePlugin: {enabled: true}}", 1), ("{mig: {strategy: single}}", 0)])
def test_a_cluster_policy_that_speaks_of_the_plugin_would_name_it(spec: str, found: int) -> None:
    policy = f"apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {{name: p}}\nspec: {spec}\n"
    assert len(told({"a.yaml": policy, "b.yaml": plugin_config("sharing", "any")}, "REF204")) == found


def test_a_daemon_set_of_ones_own_may_read_it() -> None:
    daemon = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: plugin, namespace: gpu-operator}
spec:
  template:
    spec:
      containers: [{name: plugin, image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4}]
      volumes: [{name: config, configMap: {name: sharing}}]
"""
    files = {
        "a.yaml": release("{devicePlugin: {enabled: false}}"),
        "b.yaml": plugin_config("sharing", "any"),
        "c.yaml": daemon,
    }
    assert told(files, "REF204") == []


def test_a_default_without_a_name_is_told_where_the_name_is_missing() -> None:
    """The values of one release would name it; the ConfigMap follows from them."""
    config = plugin_config("sharing", "any")
    for values, chart in (("{config: {default: any}}", "nvidia-device-plugin"), (OF_OPERATOR, "gpu-operator")):
        files = {"a.yaml": release(values, chart, "0.17.0"), "b.yaml": config}
        assert told(files, "REF204") == []
        assert [line for line, _ in told(files, "VAL209")] == [6]


MOUNTS = """\
        volumeMounts:
        - {name: sockets, mountPath: /var/lib/kubelet/device-plugins}
"""
OPEN_RELEASE = release("{driver: {enabled: false}}").replace(
    "values:", "valuesFrom: [{kind: ConfigMap, name: more}]\n  values:"
)
DAEMON = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  selector: {matchLabels: {name: plugin}}
  template:
    metadata: {labels: {name: plugin}}
    spec:
      containers:
      - name: plugin
        image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
        volumeMounts:
        - {name: sockets, mountPath: /var/lib/kubelet/device-plugins}
      volumes:
      - {name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}
"""
CONFIG = plugin_config("sharing", "any", namespace="kube-system")
MESSAGE = "the device plugin mounts no ConfigMap and is told of no file, so it does not read sharing"


@pytest.mark.parametrize(
    ("daemon", "line"),
    [
        (DAEMON, 12),
        (
            DAEMON.replace(
                "        volumeMounts:\n        - {name: sockets, mountPath: /var/lib/kubelet/device-plugins}\n", ""
            ),
            10,
        ),
        (DAEMON.replace("        volumeMounts", "        args: [--mig-strategy=none]\n        volumeMounts"), 13),
        (DAEMON.replace("volumes:", "volumes:\n      - {name: other, configMap: {name: scripts}}"), 12),
    ],
)
def test_the_only_plugin_does_not_mount_what_lies_beside_it(daemon: str, line: int) -> None:
    assert told({"gpu/a.yaml": daemon, "gpu/b.yaml": CONFIG}, "REF204") == [(line, MESSAGE)]
    nowhere = daemon.replace(", namespace: kube-system", "")
    found = {"gpu/a.yaml": nowhere, "gpu/b.yaml": CONFIG.replace(", namespace: kube-system", "")}
    assert told(found, "REF204") == [(line, MESSAGE)]


def test_several_configurations_are_told_once() -> None:
    files = {"a.yaml": DAEMON, "b.yaml": CONFIG, "c.yaml": CONFIG.replace("sharing,", "more,")}
    assert [line for line, _ in told(files, "REF204")] == [12]


@pytest.mark.parametrize(
    "daemon",
    [
        DAEMON.replace("volumes:", "volumes:\n      - {name: config, configMap: {name: sharing}}"),
        DAEMON.replace("        volumeMounts", "        args: [--config-file, /etc/plugin.yaml]\n        volumeMounts"),
        DAEMON.replace("        volumeMounts", "        env: [{name: CONFIG_FILE, value: /a}]\n        volumeMounts"),
        DAEMON.replace("        volumeMounts", "        envFrom: [{configMapRef: {name: env}}]\n        volumeMounts"),
        DAEMON.replace("        volumeMounts", "        command: [sh, -c, run]\n        volumeMounts"),
        DAEMON.replace("kube-system", "default"),
        DAEMON.replace("  selector: {matchLabels: {name: plugin}}\n", ""),
        DAEMON.replace("nvidia/k8s-device-plugin", "nvidia/dcgm-exporter"),
        f"{DAEMON}---\n{DAEMON.replace('name: nvidia-device-plugin', 'name: other')}",
    ],
)
def test_a_plugin_that_reads_something_or_is_not_the_one(daemon: str) -> None:
    assert told({"a.yaml": daemon, "b.yaml": CONFIG}, "REF204") == []


READER = """\
apiVersion: v1
kind: Pod
metadata: {name: patch, namespace: kube-system}
spec:
  containers:
  - {name: main, image: kubectl, args: ["patch clusterpolicy with sharing of nvidia"]}
"""


@pytest.mark.parametrize(
    "files",
    [
        {"a.yaml": DAEMON, "examples/b.yaml": CONFIG},
        {"one/a.yaml": DAEMON, "two/b.yaml": CONFIG},
        {"a.yaml": DAEMON, "b.yaml": CONFIG, "c.yaml": READER},
        {
            "a.yaml": DAEMON,
            "b.yaml": CONFIG,
            "c.yaml": release("{driver: {enabled: false}}").replace(
                "values:", "valuesFrom: [{kind: ConfigMap, name: v}]\n  values:"
            ),
        },
        {"a.yaml": DAEMON.replace("kube-system", "gpu-operator"), "b.yaml": plugin_config("sharing", "any")},
        {"a.yaml": DAEMON},
    ],
)
def test_what_may_be_for_another_plugin(files: dict[str, str]) -> None:
    assert told(files, "REF204") == []


def test_a_chart_that_is_said_is_what_reads_it() -> None:
    files = {"a.yaml": DAEMON, "b.yaml": CONFIG}
    assert told(files, "REF204", ["--chart", "gpu-operator"]) == []


LAYOUTS = "{all-disabled: [{devices: all, mig-enabled: false}], small: [{devices: all, mig-enabled: false}]}"


def layouts(name: str, key: str = "config.yaml") -> str:
    text = f"  {key}: |\n    version: v1\n    mig-configs: {LAYOUTS}\n"
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: gpu-operator}}\ndata:\n{text}"


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ("{driver: {enabled: false}}", 1),
        ("{migManager: {config: {name: default-mig-parted-config}}}", 1),
        ("{migManager: {config: {name: layouts}}}", 0),
        ("{migManager: {enabled: false}}", 0),
        # It may name one that is elsewhere, of which these are an older form.
        ("{migManager: {config: {name: other}}}", 0),
    ],
)
def test_layouts_that_the_operator_does_not_name(values: str, found: int) -> None:
    messages = [message for _, message in told({"a.yaml": release(values), "b.yaml": layouts("layouts")}, "REF204")]
    said = "no migManager.config.name names the ConfigMap layouts, so the MIG manager does not read it"
    assert messages == [said] * found


def test_layouts_that_somebody_else_may_read() -> None:
    assert told(layouts("layouts"), "REF204") == []
    files = {"a.yaml": release("{}"), "b.yaml": layouts("default-mig-parted-config")}
    assert told(files, "REF204") == []
    mounting = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: a, image: b}]\n"
    mounting += "  volumes: [{name: layouts, configMap: {name: layouts}}]\n  runtimeClassName: nvidia\n"
    assert told({"a.yaml": release("{}"), "b.yaml": layouts("layouts"), "c.yaml": mounting}, "REF204") == []


def test_layouts_under_other_keys_are_not_named_either() -> None:
    files = {"a.yaml": layouts("mine", "mig.yaml"), "b.yaml": release("{migManager: {enabled: true}}")}
    message = "no migManager.config.name names the ConfigMap mine, so the MIG manager does not read it"
    assert [found for _, found in told(files, "REF204")] == [message]
