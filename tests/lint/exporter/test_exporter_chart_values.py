import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.examples import judged, told

CODE = "DCG206"
OWN_MOUNT = "extraVolumeMounts: [{name: lib, mountPath: /host}]"
OWN_VOLUME = "extraHostVolumes: [{name: lib, hostPath: /usr/lib}]"
LIST = 'customMetrics: "DCGM_FI_DEV_GPU_UTIL, gauge, x"'


def exporter(*lines: str, version: str = "4.8.2", chart: str = "dcgm-exporter") -> str:
    """Values of the exporter's chart, from line 7 on."""
    return release("\n".join(lines), chart=chart, version=version)


@pytest.mark.parametrize(
    ("lines", "line", "says"),
    [
        (["arguments: -f /etc/dcgm-exporter/default-counters.csv"], 7, "arguments is a text"),
        (['arguments: ["-c", "5000"]'], 7, "prints 5000 without quotes"),
        (["arguments: [-c, 5000]"], 7, "prints 5000 without quotes"),
        (["arguments: [--kubernetes, true]"], 7, "prints true without quotes"),
        (["extraEnv:", "  DCGM_EXPORTER_INTERVAL: '30'"], 7, "extraEnv is a mapping"),
        (["extraVolumeMounts: {name: lib, mountPath: /host}"], 7, "extraVolumeMounts is a mapping"),
        (["customMetrics: [DCGM_FI_DEV_GPU_TEMP]"], 7, "customMetrics is a list"),
        (["serviceMonitor: {interval: 15}"], 7, "serviceMonitor.interval is 15"),
        (['serviceMonitor: {interval: "15"}'], 7, "serviceMonitor.interval is 15"),
        (["serviceMonitor: {scrapeTimeout: 10 s}"], 7, "serviceMonitor.scrapeTimeout is 10 s"),
        (["serviceMonitor: {additionalLabels: [release]}"], 7, "additionalLabels is a list"),
        (["extraHostVolumes: [{name: lib, hostPath: {path: /usr/lib}}]"], 7, "hostPath is a mapping"),
        (["service: {port: 9500}"], 7, "probes port 9500, and dcgm-exporter listens on 9400"),
        (["service: {port: 9400}", "extraEnv: [{name: DCGM_EXPORTER_LISTEN, value: ':9500'}]"], 7, "listens on 9500"),
    ],
)
def test_what_the_chart_cannot_use(lines: list[str], line: int, says: str) -> None:
    [(number, message)] = told(exporter(*lines), CODE)
    assert (number, says in message) == (line, True)


@pytest.mark.parametrize(
    "lines",
    [
        ["arguments: [-f, /etc/dcgm-exporter/default-counters.csv, -k, -c=5000, -d, f]"],
        ["arguments: ${ARGUMENTS}"],
        ["arguments: ['${INTERVAL}']"],
        ["extraEnv: []", "extraVolumeMounts: {}"],
        ["serviceMonitor: {interval: 15s, scrapeTimeout: 1m30s, additionalLabels: {release: prometheus}}"],
        ["serviceMonitor: {interval: '${INTERVAL}'}"],
        ["serviceMonitor: {enabled: false, interval: 15}"],
        [OWN_VOLUME, OWN_MOUNT],
        ["service: {port: 9500, address: ':9500'}"],
        ["service: {port: 9500}", "arguments: [-a=:9500]"],
        ['arguments: [-a, "9500"]'],
        ["service: {port: 9500}", "extraEnv: [{name: DCGM_EXPORTER_LISTEN, valueFrom: {configMapKeyRef: {name: a}}}]"],
        ["service: {address: ':9400'}"],
        ["service: {port: '${PORT}'}"],
    ],
)
def test_what_it_takes(lines: list[str]) -> None:
    assert told(exporter(*lines), CODE) == []


def test_another_chart_may_have_such_values() -> None:
    text = exporter("extraEnv: {DCGM_EXPORTER_INTERVAL: '30'}", chart="exporters")
    assert told(text, CODE) == []


@pytest.mark.parametrize(
    ("lines", "version", "lists"),
    [
        ([LIST], "4.8.2", []),
        ([LIST], "3.6.0", []),
        ([LIST, OWN_MOUNT], "4.8.2", [7]),
        ([LIST, OWN_MOUNT], "3.5.0", [7]),
        ([LIST, OWN_MOUNT, "arguments: [-m=gpus:exporter-metrics-config-map]"], "4.8.2", []),
        ([LIST, OWN_MOUNT, "arguments: [-m, none]"], "4.8.2", [7]),
        ([LIST, "arguments: [-f, /etc/dcgm-exporter/dcp-metrics-included.csv]"], "4.8.2", [8]),
        ([LIST, "arguments: [-f, /etc/dcgm-exporter/default-counters.csv]"], "3.7.0", [8]),
        ([LIST, "arguments: [-f, /etc/dcgm-exporter/default-counters.csv]"], "4.x", []),
        ([LIST, "arguments: [-f, '${LIST}']"], "4.8.2", []),
        (["arguments: [-f, /etc/dcgm-exporter/dcp-metrics-included.csv]"], "4.8.2", []),
        ([LIST, "extraVolumeMounts: [{name: exporter-metrics-volume, mountPath: /own}]", "arguments: [-f, /own/a]"],
         "4.8.2", []),
        ([LIST, "extraConfigMapVolumes: [{name: own, configMap: {name: exporter-metrics-config-map}}]",
          "extraVolumeMounts: [{name: own, mountPath: /etc/dcgm-exporter}]"], "4.8.2", []),
        ([LIST, "extraConfigMapVolumes: [{name: own, configMap: {name: own}}]",
          "extraVolumeMounts: [{name: own, mountPath: /etc/dcgm-exporter}]"], "4.8.2", [7]),
    ],
)  # fmt: skip
def test_metrics_that_nobody_reads(lines: list[str], version: str, lists: list[int]) -> None:
    text = exporter(*lines, version=version)
    assert [line for line, _ in told(text, CODE)] == lists
    assert {severity for severity, _ in weighed(text, CODE)} <= {"warning"}


@pytest.mark.parametrize(
    ("name", "severities"),
    [
        ("gpus:exporter-metrics-config-map", []),
        ("gpus:exporter-metrics-volume", ["warning"]),
        ("gpus:own", ["info"]),
        ("gpus:${NAME}", []),
        ("none", []),
    ],
)
def test_config_maps_that_the_chart_lets_nobody_read(name: str, severities: list[str]) -> None:
    text = exporter(f"extraEnv: [{{name: DCGM_EXPORTER_CONFIGMAP_DATA, value: '{name}'}}]")
    assert [severity for severity, _ in weighed(text, CODE)] == severities


def codes(*lines: str) -> list[tuple[str, int]]:
    found = judged(exporter(*lines)).findings
    return [(one.code, one.position.line if one.position else 0) for one in found]


@pytest.mark.parametrize(
    ("lines", "code", "line"),
    [
        (["extraEnv: [{name: DCGM_EXPORTER_INTERVAL, value: 15s}]"], "PLG220", 7),
        (["extraEnv: [{name: DCGM_EXPORTER_DEVICES_STR, value: all}]"], "PLG220", 7),
        (["service: {address: '9400'}"], "PLG220", 7),
        (["arguments: ['-f /etc/dcgm-exporter/default-counters.csv']"], "PLG220", 7),
        (["extraEnv:", "- name: DCGM_EXPORTER_KUBERNETES", "  value: true"], "WRK214", 9),
        (["extraEnv: [{name: A, value: a, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]"], "KUB204", 7),
        (["customMetrics: |", "  DCGM_FI_DEV_GPU_UTIL, guage, x"], "DCG201", 8),
        (["arguments: [-m, exporter-metrics-config-map]"], "DCG201", 7),
        (["arguments: [-f, /etc/dcgm-exporter/nope.csv]"], "REF214", 7),
        (["kubeletPath: /var/lib/kubelet"], "DCG202", 7),
        (["kubeletPath: /var/lib/kubelet/device-plugins"], "DCG202", 7),
        ([OWN_VOLUME, "extraVolumeMounts: [{name: libs, mountPath: /host}]"], "KUB204", 8),
        (["extraConfigMapVolumes: [{name: own, configMap: {name: own}}]"], "KUB204", 7),
    ],
)
def test_what_is_told_as_of_a_daemon_set(lines: list[str], code: str, line: int) -> None:
    assert codes(*lines) == [(code, line)]


@pytest.mark.parametrize(
    "lines",
    [
        ["kubeletPath: /var/snap/microk8s/common/var/lib/kubelet/pod-resources"],
        ["kubeletPath: /var/lib/k0s/kubelet/pod-resources/"],
        ["arguments: [-f, /etc/dcgm-exporter/dcp-metrics-included.csv]"],
        ["tlsServerConfig: {enabled: true}", "extraVolumeMounts: [{name: tls, mountPath: /tls}]"],
        ["extraEnv: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]"],
        ["arguments: [-f, /own/list.csv]", OWN_VOLUME, "extraVolumeMounts: [{name: lib, mountPath: /own}]"],
    ],
)
def test_what_a_daemon_set_may_have_too(lines: list[str]) -> None:
    assert codes(*lines) == []


def test_of_values_in_several_files_the_lists_may_be_elsewhere() -> None:
    order = exporter(LIST, OWN_MOUNT, "arguments: [-f, /own/list.csv]", "extraEnv: [{name: A, value: 1}]")
    more = order.replace("  values:", "  valuesFrom: [{kind: ConfigMap, name: more}]\n  values:")
    assert [one.code for one in judged(more).findings] == ["WRK214"]


def test_releases_of_one_name_in_several_clusters_are_judged_each() -> None:
    wrong, right = exporter("arguments: -k"), exporter("arguments: [-k]")
    files = {"clusters/a/a.yaml": wrong, "clusters/b/b.yaml": right, "clusters/c/c.yaml": wrong}
    assert len(told(files, CODE)) == 2
    many = {f"clusters/c{number}/a.yaml": wrong for number in range(9)}
    assert len(told({**many, "clusters/d/a.yaml": right}, CODE)) == 9


def test_a_patch_has_the_last_word() -> None:
    patch = exporter("arguments: [-k]").replace("  chart:", "  interval: 5m\n  # chart:")
    built = "resources: [a.yaml]\npatches: [{path: patch.yaml}]\n"
    files = {"a.yaml": exporter("arguments: -k"), "patch.yaml": patch, "kustomization.yaml": built}
    assert told(files, CODE) == []
