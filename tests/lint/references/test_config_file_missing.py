import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.examples import judged, told

CODE = "REF214"
PLUGIN = "nvcr.io/nvidia/k8s-device-plugin:v0.17.4"
EXPORTER = "nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04"
MOUNT, VOLUME = "{name: config, mountPath: /config}", "{name: config, configMap: {name: sharing}}"
SHARING = """\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: sharing, namespace: kube-system}
data:
  any: |
    version: v1
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 2}]}}
"""


def pod(
    args: str = "[]",
    *,
    image: str = PLUGIN,
    more: str = "env: []",
    mount: str = MOUNT,
    volume: str = VOLUME,
    sharing: str = SHARING,
) -> str:
    """A DaemonSet: arguments in line 12, variables in 13, the mount in 16, the volume in 19; a ConfigMap behind."""
    return f"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: nvidia, namespace: kube-system}}
spec:
  selector: {{matchLabels: {{app: nvidia}}}}
  template:
    metadata: {{labels: {{app: nvidia}}}}
    spec:
      containers:
      - name: main
        image: {image}
        args: {args}
        {more}
        volumeMounts:
        - {{name: sockets, mountPath: /var/lib/kubelet/device-plugins}}
        - {mount}
      volumes:
      - {{name: sockets, hostPath: {{path: /var/lib/kubelet/device-plugins}}}}
      - {volume}
{sharing}"""


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ("[--config-file=/config/config.yaml]", "mounted with any"),
        ("[--config-file, /config/config.yaml]", "mounted with any"),
        ("[--config-file=/config]", "is the folder"),
        ("[--config-file=/config/]", "is the folder"),
        ("[--config-file=/etc/sharing/any]", "nothing is mounted there"),
    ],
)
def test_what_the_plugin_does_not_find(args: str, says: str) -> None:
    [(line, message)] = told(pod(args), CODE)
    assert line == 12
    assert says in message


@pytest.mark.parametrize(
    "args",
    ["[--config-file=/config/any]", "['--config-file=/config/$(NAME)']", "['--config-file=']", "['{{ .args }}']"],
)
def test_what_it_finds_or_may_find(args: str) -> None:
    found = [message for _, message in told(pod(args), CODE) if "not told" not in message]
    assert found == []


def test_what_a_variable_names() -> None:
    assert [line for line, _ in told(pod(more="env: [{name: CONFIG_FILE, value: /config/all}]"), CODE)] == [13]
    assert told(pod(more="env: [{name: CONFIG_FILE, value: /config/any}]"), CODE) == []
    from_field = "env: [{name: CONFIG_FILE, valueFrom: {configMapKeyRef: {name: a, key: b}}}]"
    assert told(pod(more=from_field), CODE) == []


def test_a_configuration_that_is_mounted_alone() -> None:
    [(line, message)] = told(pod("[--pass-device-specs]"), CODE)
    assert (line, "not told to read it" in message) == (16, True)
    assert told(pod("[--pass-device-specs]", sharing=""), CODE) == []
    assert told(pod(more="envFrom: [{configMapRef: {name: settings}}]"), CODE) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONFIG_MAP_NAME", "sharing"),
        ("CONFIGMAP", "kube-system/sharing"),
        ("PLUGIN_CONFIG", "/config/any"),
        ("CONFIG_DIR", "/config"),
        ("CONFIG_DIR", "/config/"),
    ],
)
def test_a_variable_that_is_meant_to_name_it(name: str, value: str) -> None:
    [(line, message)] = told(pod(more=f"env: [{{name: {name}, value: {value}}}]"), CODE)
    assert (line, message.startswith(f"nvidia-device-plugin knows no {name}, and is not told")) == (13, True)
    right = f"{{name: CONFIG_FILE, value: /config/any}}, {{name: {name}, value: {value}}}"
    assert told(pod(more=f"env: [{right}]"), CODE) == []
    assert told(pod("[--config-file=/config/any]", more=f"env: [{{name: {name}, value: {value}}}]"), CODE) == []


@pytest.mark.parametrize(
    "variables",
    [
        "{name: NODE_NAME, value: other}",
        "{name: A, value: ''}",
        "{name: A, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}",
        # Which of two is meant is not known.
        "{name: A, value: sharing}, {name: B, value: /config}",
    ],
)
def test_other_variables(variables: str) -> None:
    assert [line for line, _ in told(pod(more=f"env: [{variables}]"), CODE)] == [16]


def test_a_file_that_is_mounted_alone() -> None:
    text = pod("[--pass-device-specs]", mount="{name: config, mountPath: /config.yaml, subPath: any}")
    assert [one.fix for one in judged(text).findings if one.code == CODE] == [
        "Add --config-file=/config.yaml to `args`."
    ]


@pytest.mark.parametrize(
    ("mount", "volume", "lines"),
    [
        ("{name: config, mountPath: /config/a.yaml, subPath: any}", VOLUME, []),
        ("{name: config, mountPath: /config/a.yaml, subPath: a.yaml}", VOLUME, [16]),
        ("{name: config, mountPath: /config/a.yaml, subPathExpr: $(KEY)}", VOLUME, []),
        (MOUNT, "{name: config, configMap: {name: sharing, items: [{key: any, path: a.yaml}]}}", []),
        (MOUNT, "{name: config, configMap: {name: sharing, items: [{key: a.yaml, path: a.yaml}]}}", [19]),
        (MOUNT, "{name: config, configMap: {name: sharing, optional: true, items: [{key: b, path: a.yaml}]}}", []),
        (MOUNT, "{name: config, configMap: {name: unknown}}", []),
        (MOUNT, "{name: config, emptyDir: {}}", []),
        (MOUNT, "{name: config, hostPath: {path: /etc/sharing}}", []),
        ("{name: config, mountPath: /}", "{name: config, hostPath: {path: /}}", []),
    ],
)
def test_parts_of_a_config_map(mount: str, volume: str, lines: list[int]) -> None:
    assert [line for line, _ in told(pod("[--config-file=/config/a.yaml]", mount=mount, volume=volume), CODE)] == lines


def test_a_config_map_in_another_namespace() -> None:
    elsewhere = SHARING.replace("kube-system", "nvidia")
    text = pod("[--config-file=/config/any]", sharing=elsewhere)
    assert [severity for severity, _ in weighed(text, CODE)] == ["warning"]
    assert [line for line, _ in told(text, CODE)] == [19]
    assert told(pod("[--config-file=/config/any]", sharing=SHARING + elsewhere), CODE) == []
    assert told(pod("[--config-file=/config/any]", sharing=SHARING.replace(", namespace: kube-system", "")), CODE) == []


@pytest.mark.parametrize(
    ("args", "mount", "severities"),
    [
        ("[-f, /etc/dcgm-exporter/dcp-metrics-included.csv]", MOUNT, []),
        ("[-f, /etc/dcgm-exporter/own.csv]", MOUNT, ["warning"]),
        # A switch takes no word behind it, be it called by one letter.
        ("[-n, -f, /etc/dcgm-exporter/own.csv]", MOUNT, ["warning"]),
        ("[-f, /config/any]", MOUNT, []),
        # The folder that is mounted hides the image's own.
        ("[-f, /etc/dcgm-exporter/default-counters.csv]", "{name: config, mountPath: /etc/dcgm-exporter}", ["error"]),
    ],
)
def test_the_exporter(args: str, mount: str, severities: list[str]) -> None:
    assert [severity for severity, _ in weighed(pod(args, image=EXPORTER, mount=mount), CODE)] == severities


@pytest.mark.parametrize(
    ("folder", "default", "count"),
    [("/config", "any", 0), ("/config/", "any", 0), ("/config", "all", 1), ("/configs", "any", 1), ("/config", "", 0)],
)
def test_the_config_manager(folder: str, default: str, count: int) -> None:
    given = f"['--config-file-srcdir={folder}', '--default-config={default}', --node-name=a, --config-file-dst=/b]"
    text = pod(given, more="command: [config-manager]")
    assert len(told(text, CODE)) == count


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ("env: [{name: DCGM_EXPORTER_COLLECTORS, value: /etc/dcgm-exporter/custom.csv}]", [8]),
        ("args: [-f, /etc/dcgm-exporter/custom.csv]", [8]),
        ("env: [{name: DCGM_EXPORTER_COLLECTORS, value: /etc/dcgm-exporter/default-counters.csv}]", []),
        ("env: [{name: DCGM_EXPORTER_COLLECTORS, value: '${LIST}'}]", []),
        ("args: [-f, /etc/dcgm-exporter/custom.csv]\n  config: {name: metrics}", []),
        ("args: [-f, /etc/dcgm-exporter/custom.csv]\n  repository: registry.example.com/own", []),
        ("args: [-k]", []),
    ],
)
def test_the_operators_exporter(values: str, lines: list[int]) -> None:
    text = release(f"dcgmExporter:\n  {values}")
    assert [line for line, _ in told(text, CODE)] == lines
    assert {severity for severity, _ in weighed(text, CODE)} <= {"warning"}


def test_a_cluster_policy_that_is_a_patch_may_leave_the_config_map_out() -> None:
    args = "    args: [-f, /etc/dcgm-exporter/custom.csv]\n"
    patch = "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: p}\nspec:\n  dcgmExporter:\n"
    assert told(patch + args, CODE) == []
    needed = "daemonsets devicePlugin driver gfd migManager nodeStatusExporter operator toolkit validator dcgm"
    whole = patch + args + "".join(f"  {name}: {{}}\n" for name in needed.split())
    assert [line for line, _ in told(whole, CODE)] == [6]
