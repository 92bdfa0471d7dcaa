import pytest

from generator.model.finding import Severity
from tests.lint.chart_values import OPERATOR, PLUGIN, release, weighed
from tests.lint.examples import judged, told

CODE = "NFD203"


def settings(pci: str, chart: str, more: str = "") -> str:
    """Values whose settings of the PCI source stand in line 11."""
    part = "node-feature-discovery" if chart == OPERATOR else "nfd"
    values = f"{part}:\n  worker:\n    config:\n      sources:\n        pci: {pci}\n{more}"
    if chart == PLUGIN and "gfd" not in more:
        values += "gfd: {enabled: true}\n"
    return release(values, chart, "v26.7.0" if chart == OPERATOR else "0.17.4")


@pytest.mark.parametrize(
    ("pci", "of_operator", "of_plugin"),
    [
        ("{deviceLabelFields: [vendor]}", 0, 0),
        ("{deviceLabelFields: [class, vendor]}", 0, 1),
        ("{deviceLabelFields: [vendor, class]}", 0, 1),
        ("{deviceLabelFields: [vendor, device]}", 1, 1),
        ("{deviceLabelFields: [device]}", 1, 1),
        # None of them is valid, so that class and vendor are taken.
        ("{deviceLabelFields: [vendorID]}", 0, 1),
        ("{deviceLabelFields: ['${FIELD}']}", 0, 0),
        ("{deviceClassWhitelist: ['02']}", 1, 1),
        ("{deviceClassWhitelist: ['12', '0b40']}", 1, 1),
        ("{deviceClassWhitelist: ['02', '03']}", 0, 0),
        ("{deviceClassWhitelist: ['0302']}", 0, 0),
        # What YAML makes of them without quotes: 192, and 3.
        ("{deviceClassWhitelist: [0300]}", 1, 1),
        ("{deviceClassWhitelist: [03]}", 1, 1),
        ("{deviceClassWhitelist: [03, '0302']}", 0, 0),
        ("{deviceClassWhiteList: ['03']}", 0, 0),
        ("{deviceLabelField: [vendor]}", 1, 1),
        ("{}", 0, 0),
    ],
)
def test_settings(pci: str, of_operator: int, of_plugin: int) -> None:
    of_both = [told(settings(pci, chart), CODE) for chart in (OPERATOR, PLUGIN)]
    assert [len(found) for found in of_both] == [of_operator, of_plugin]
    assert {line for found in of_both for line, _ in found} <= {11}


@pytest.mark.parametrize(
    ("chart", "more"),
    [
        (OPERATOR, "nfd: {enabled: false}\n"),
        (PLUGIN, "gfd: {enabled: false}\n"),
        (PLUGIN, "affinity: {}\n"),
    ],
)
def test_what_makes_the_label_needless(chart: str, more: str) -> None:
    assert told(settings("{deviceLabelFields: [device]}", chart, more), CODE) == []


def test_labels_by_hand() -> None:
    node = "---\napiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {nvidia.com/gpu.present: 'true'}}\n"
    assert told(settings("{deviceLabelFields: [device]}", PLUGIN) + node, CODE) == []


def test_a_section_by_another_name() -> None:
    values = (
        "node-feature-discovery:\n  worker:\n    config:\n      source:\n        pci: {deviceLabelFields: [device]}\n"
    )
    assert [line for line, _ in told(release(values), CODE)] == [10]


def test_a_text_in_place_of_a_mapping_is_no_file_that_the_worker_reads() -> None:
    values = (
        "nfd:\n  worker:\n    config: |\n      sources: {pci: {deviceLabelFields: [vendor]}}\ngfd: {enabled: true}\n"
    )
    [(line, message)] = told(release(values, PLUGIN, "0.17.4"), "VAL202")
    assert (line, "holds a text" in message) == (9, True)


OF_DISCOVERY = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: nfd}}
spec:
  chart: {{spec: {{chart: {chart}, sourceRef: {{kind: HelmRepository, name: nfd}}}}}}
  values:
    worker:
      config: {config}
"""


def of_worker(config: str, chart: str) -> list[str]:
    if chart == OPERATOR:
        found = told(release(f"node-feature-discovery: {{worker: {{config: {config}}}}}\n", OPERATOR, "v26.7.0"), CODE)
    else:
        found = told(OF_DISCOVERY.format(chart=chart, config=config), CODE)
    return [message.partition(":")[0] for _, message in found]


@pytest.mark.parametrize("chart", [OPERATOR, "node-feature-discovery"])
@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("{sources: [cpu, pci]}", "sources of the worker's configuration is a list, where a mapping must be"),
        ("{core: [pci]}", "core of the worker's configuration is a list, where a mapping must be"),
        (
            "{core: {sources: pci}}",
            'core.sources of the worker\'s configuration is the text "pci", where a list must be',
        ),
        (
            "{sources: {pci: {deviceLabelFields: vendor}}}",
            'sources.pci.deviceLabelFields of the worker\'s configuration is the text "vendor", where a list must be',
        ),
        ("{core: {labelWhiteList: '^(?!system-os)'}}", "core.labelWhiteList is no regular expression of Go's"),
        ("{core: {labelWhiteList: '(pci|cpu'}}", "core.labelWhiteList is no regular expression of Go's"),
        ("{core: {labelWhiteList: [pci]}}", "core.labelWhiteList is a list, where text must be"),
    ],
)
def test_what_the_worker_cannot_read(config: str, message: str, chart: str) -> None:
    assert of_worker(config, chart) == [message]


@pytest.mark.parametrize("chart", [OPERATOR, "node-feature-discovery", "nfd-of-mine"])
@pytest.mark.parametrize(
    "config",
    [
        "{core: {sources: [pci, kernel, system], featureSources: [all], labelWhiteList: '^(cpu|pci|system)'}}",
        "{core: {labelWhiteList: '${LIST}'}, sources: '${SOURCES}'}",
        "{sources: {system: [a], custom: []}}",
        "{core: null, sources: null}",
        "'core: {}'",
    ],
)
def test_what_the_worker_can_read(config: str, chart: str) -> None:
    assert of_worker(config, chart) == []


NEEDS_ALL = "driver: {enabled: true}"
NO_DRIVER = "driver: {enabled: false}"
OLD, NEW = "v25.3.4", "v26.7.0"


@pytest.mark.parametrize(
    ("core", "more", "version", "missing"),
    [
        ("{labelSources: [usb, custom]}", NO_DRIVER, OLD, "pci"),
        ("{labelSources: [all, '-pci']}", NO_DRIVER, OLD, "pci"),
        ("{sources: [usb], labelSources: [all]}", NO_DRIVER, OLD, "pci"),
        ("{featureSources: [cpu]}", NO_DRIVER, OLD, "pci"),
        ("{featureSources: [cpu]}", NO_DRIVER, NEW, "pci and system"),
        ("{labelSources: [custom, pci, usb]}", NEEDS_ALL, OLD, "kernel and system"),
        ("{labelSources: [custom, pci, usb]}", NEEDS_ALL, NEW, "system"),
        ("{labelSources: [custom, pci, usb]}", NO_DRIVER, NEW, "system"),
        ("{labelSources: [pci, kernel]}", NEEDS_ALL, OLD, "system"),
        ("{labelSources: [all, '-system']}", "", OLD, "system"),
        ("{labelSources: [pci]}", "driver: {nvidiaDriverCRD: {enabled: true}}", OLD, "system"),
        ("{labelSources: [pci]}", NEEDS_ALL, ">=25.3.0", "system"),
        ("{labelSources: [pci]}", NO_DRIVER, ">=25.3.0", None),
        ("{labelSources: [pci]}", NO_DRIVER, OLD, None),
        ("{labelSources: [pci, system]}", NEEDS_ALL, NEW, None),
        ("{labelSources: [pci, kernel, system]}", NEEDS_ALL, OLD, None),
        ("{labelSources: ['-usb', all]}", NEEDS_ALL, NEW, None),
        ("{labelSources: [all, '-pci', pci]}", NO_DRIVER, NEW, None),
        ("{sources: [all], labelSources: [usb]}", NEEDS_ALL, NEW, None),
        ("{labelSources: []}", NO_DRIVER, NEW, None),
        ("{labelSources: ['${SOURCES}']}", NO_DRIVER, NEW, None),
        ("{labelSources: [usb, local]}", NO_DRIVER, OLD, None),
        ("{labelSources: [usb, pci-all]}", "nfd: {enabled: false}", NEW, None),
    ],
)
def test_sources_that_are_left_out(core: str, more: str, version: str, missing: str | None) -> None:
    values = f"node-feature-discovery: {{worker: {{config: {{core: {core}}}}}}}\n{more}\n"
    found = told(release(values, OPERATOR, f"'{version}'"), CODE)
    assert [one.partition(":")[0].partition("leaves out ")[2] for _, one in found] == ([missing] if missing else [])


@pytest.mark.parametrize("chart", [OPERATOR, "node-feature-discovery"])
@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("{core: {labelSources: [pci, kernel, system, gpu]}}", "no source gpu: what stands in core.labelSources for"),
        ("{core: {featureSources: [all, '-nvidia']}}", "no source nvidia: what stands in core.featureSources for"),
        ("{core: {sources: [all, kernal]}}", "no source kernal: what stands in core.sources for"),
        ("{sources: {gpu: {}}}", "no source gpu: what stands below sources for"),
    ],
)
def test_sources_that_the_worker_does_not_have(config: str, message: str, chart: str) -> None:
    [found] = of_worker(config, chart)
    assert found == f"Node Feature Discovery has {message} it is passed over".partition(":")[0]
    values = f"node-feature-discovery: {{worker: {{config: {config}}}}}\n"
    [finding] = [one for one in judged(release(values, OPERATOR, NEW)).findings if one.code == CODE]
    assert (finding.severity, message in finding.message) == (Severity.WARNING, True)
    fix = "Did you mean kernel?" if "kernal" in config else "Take it out: what GPUs are found by is the source pci."
    assert finding.fix == fix


@pytest.mark.parametrize(
    "config",
    [
        "{core: {labelSources: [all, '-usb', '-iommu', '${SOURCE}']}}",
        "{core: {sources: [pci, kernel, system, cpu, custom, fake, local, memory, network, storage, usb]}}",
        "{core: {labelSources: [pci, system, PCI, 3]}}",
        "{sources: {cpu: {}, custom: [], local: {}, '{{ .name }}': {}}}",
    ],
)
def test_sources_that_it_has(config: str) -> None:
    assert of_worker(config, "node-feature-discovery") == []


@pytest.mark.parametrize(
    ("pattern", "more", "version", "names"),
    [
        ("nvidia.com", NO_DRIVER, OLD, "pci"),
        ("feature.node.kubernetes.io/pci", NO_DRIVER, OLD, "pci"),
        ("^pci$", NO_DRIVER, OLD, "pci"),
        ("amd.com", NEEDS_ALL, OLD, "kernel, pci and system"),
        ("^pci-", NO_DRIVER, NEW, "system"),
        ("^(pci|cpu)-", NEEDS_ALL, OLD, "kernel and system"),
        ("^(pci|cpu)-", NO_DRIVER, OLD, None),
        ("10de", NO_DRIVER, OLD, None),
        ("0302_10de", NO_DRIVER, OLD, None),
        (".*", NEEDS_ALL, NEW, None),
        ("", NEEDS_ALL, NEW, None),
        ("(?i)^(PCI|SYSTEM)", NO_DRIVER, NEW, None),
        ("${PATTERN}", NEEDS_ALL, NEW, None),
        # What is dear to try out here, and what Go alone reads.
        ("(a+)+$", NEEDS_ALL, NEW, None),
        (r"\pN{4}nvidia", NEEDS_ALL, NEW, None),
        ("[[:upper:]]", NEEDS_ALL, NEW, None),
        ("nvidia" * 40, NEEDS_ALL, NEW, None),
    ],
)
def test_labels_that_the_white_list_keeps_back(pattern: str, more: str, version: str, names: str | None) -> None:
    values = f"node-feature-discovery: {{worker: {{config: {{core: {{labelWhiteList: '{pattern}'}}}}}}}}\n{more}\n"
    found = [one for one in judged(release(values, OPERATOR, version)).findings if one.code == CODE]
    assert [one.message.partition(" has ")[0] for one in found] == ([f"no label of {names}"] if names else [])
    severity = Severity.ERROR if "pci" in (names or "") else Severity.WARNING
    assert all(one.severity is severity for one in found)


@pytest.mark.parametrize(
    ("operators", "count"), [("nfd: {enabled: false}\ndriver: {enabled: false}\n", 1), ("nfd: {enabled: true}\n", 0)]
)
def test_a_white_list_beside_an_operator_that_needs_it(operators: str, count: int) -> None:
    discovery = OF_DISCOVERY.format(chart="node-feature-discovery", config="{core: {labelWhiteList: nvidia}}")
    assert told(discovery, CODE) == []
    assert len(told({"a.yaml": discovery, "b.yaml": release(operators, OPERATOR, OLD)}, CODE)) == count


def test_rules_of_the_configuration_may_have_another_name() -> None:
    config = "{core: {labelWhiteList: nvidia}, sources: {custom: [{name: a, labels: {nvidia: 'true'}}]}}"
    values = f"node-feature-discovery: {{worker: {{config: {config}}}}}\ndriver: {{enabled: false}}\n"
    assert told(release(values, OPERATOR, OLD), CODE) == []


def test_rules_of_the_configuration_may_give_the_label() -> None:
    config = "{core: {labelSources: [custom]}, sources: {custom: [{name: a, labels: {pci-10de.present: 'true'}}]}}"
    values = f"node-feature-discovery: {{worker: {{config: {config}}}}}\ndriver: {{enabled: false}}\n"
    assert told(release(values, OPERATOR, OLD), CODE) == []


@pytest.mark.parametrize(
    ("operators", "found"),
    [
        ("nfd: {enabled: false}\n", ["core.sources leaves out kernel and system"]),
        ("nfd: {enabled: false}\ndriver: {enabled: false}\n", []),
        ("nfd: {enabled: true}\n", []),
    ],
)
def test_a_release_of_node_feature_discovery_beside_the_operator(operators: str, found: list[str]) -> None:
    discovery = OF_DISCOVERY.format(chart="node-feature-discovery", config="{core: {sources: [pci, usb]}}")
    messages = told({"a.yaml": discovery, "b.yaml": release(operators, OPERATOR, "v25.3.4")}, CODE)
    assert [message.partition(":")[0] for _, message in messages] == found


def test_a_rule_may_give_the_labels_of_the_system() -> None:
    values = "node-feature-discovery: {worker: {config: {core: {labelSources: [pci]}}}}\ndriver: {enabled: false}\n"
    rule = """\
---
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: system}
spec:
  rules:
    - name: system
      labels: {feature.node.kubernetes.io/system-os_release.ID: talos}
      matchFeatures: [{feature: kernel.version, matchExpressions: {full: {op: Exists}}}]
"""
    assert len(told(release(values, OPERATOR, NEW), CODE)) == 1
    assert told(release(values, OPERATOR, NEW) + rule, CODE) == []


OF_OWN_RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nfd, namespace: nfd}
spec:
  chart: {spec: {chart: node-feature-discovery, version: 0.17.3}}
  values: {worker: {config: {sources: {pci: PCI}}}}
"""
OF_CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: nfd-worker-conf, namespace: nfd}
data:
  nfd-worker.conf: |
    sources: {pci: PCI}
"""
OF_OPENSHIFT = """\
apiVersion: nfd.openshift.io/v1
kind: NodeFeatureDiscovery
metadata: {name: nfd-instance, namespace: openshift-nfd}
spec:
  workerConfig:
    configData: |
      sources: {pci: PCI}
"""
POLICY = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec: {driver: {enabled: false}}
"""
WITHOUT = release("nfd: {enabled: false}\n", OPERATOR, "v26.7.0")
BRINGS = release("nfd: {enabled: true}\n", OPERATOR, "v26.7.0")
PLUGIN_ALONE = release("gfd: {enabled: false}\n", PLUGIN, "0.17.4")


@pytest.mark.parametrize(("source", "line"), [(OF_OWN_RELEASE, 6), (OF_CONFIG_MAP, 6), (OF_OPENSHIFT, 7)])
@pytest.mark.parametrize(
    ("pci", "user", "found"),
    [
        ("{deviceLabelFields: [vendor, device]}", WITHOUT, 1),
        ("{deviceLabelFields: [vendor, device]}", POLICY, 1),
        ("{deviceLabelFields: [vendor, device]}", PLUGIN_ALONE, 1),
        ("{deviceLabelFields: [class, vendor]}", WITHOUT, 0),
        ("{deviceLabelFields: [class, vendor]}", PLUGIN_ALONE, 1),
        ("{deviceClassWhitelist: [0300]}", WITHOUT, 1),
        ("{deviceClassWhitelist: ['0300', '0302'], deviceLabelFields: [vendor]}", PLUGIN_ALONE, 0),
        # The operator brings one itself, whose configuration is another.
        ("{deviceLabelFields: [vendor, device]}", BRINGS, 0),
        # Nobody here reads its labels.
        ("{deviceLabelFields: [vendor, device]}", "", 0),
    ],
)
def test_discovery_of_its_own(source: str, line: int, pci: str, user: str, found: int) -> None:
    text = "---\n".join(filter(None, (source.replace("PCI", pci), user)))
    assert [at for at, _ in told(text, CODE)] == [line] * found


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ("{extraLabelNs: nvidia.com}", 1),
        ("{extraLabelNs: [nvidia.com]}", 0),
        ("{denyLabelNs: {a: b}}", 1),
        ("{extraLabelNs: '${DOMAINS}', enableTaints: true}", 0),
    ],
)
def test_the_masters_configuration(config: str, found: int) -> None:
    operators = release(f"node-feature-discovery: {{master: {{config: {config}}}}}\n", OPERATOR, "v26.7.0")
    plugins = release(f"nfd: {{master: {{config: {config}}}}}\n", PLUGIN, "0.17.4")
    assert [len(told(text, CODE)) for text in (operators, plugins)] == [found, found]


STOCK = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: nfd, namespace: kube-system}
spec:
  repo: https://kubernetes-sigs.github.io/node-feature-discovery/charts
  chart: node-feature-discovery
"""
DAEMON = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: ndp}
spec:
  selector: {matchLabels: {app: ndp}}
  template:
    metadata: {labels: {app: ndp}}
    spec:
      PLACING
      containers: [{name: c, image: "nvcr.io/nvidia/k8s-device-plugin:v0.17.0"}]
"""
SELECTS = "nodeSelector: {feature.node.kubernetes.io/pci-10de.present: 'true'}"
OTHER_NODES = """\
affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
        {matchExpressions: [{key: feature.node.kubernetes.io/pci-10de.present, operator: Exists}]},
        {matchExpressions: [{key: gpu, operator: Exists}]}]}}}"""
NO_DISCOVERY = release("nfd: {enabled: false}\ngfd: {enabled: true}\n", PLUGIN, "0.17.4")


def stock_told(*others: str, discovery: str = STOCK) -> list[tuple[int, str]]:
    files = {"a.yaml": discovery} | {f"{number}.yaml": one for number, one in enumerate(others)}
    return [(line, message.rpartition(", and ")[2]) for line, message in told(files, CODE)]


def with_values(config: str) -> str:
    return f"{STOCK}  valuesContent: |\n    worker: {{config: {config}}}\n"


@pytest.mark.parametrize(
    ("user", "who"),
    [
        (NO_DISCOVERY, "the plugin's chart"),
        (PLUGIN_ALONE, "the plugin's chart"),
        (DAEMON.replace("PLACING", SELECTS), "DaemonSet ndp"),
    ],
)
def test_discovery_as_it_comes(user: str, who: str) -> None:
    assert stock_told(user) == [(6, f"{who} waits for pci-10de.present")]
    assert weighed(f"{STOCK}---\n{user}", CODE)[0][0] == "warning"


@pytest.mark.parametrize(
    ("config", "line"),
    [
        ("{}", 8),
        ("{sources: {pci: {deviceClassWhitelist: ['0300', '0302']}}}", 8),
        ("{sources: {usb: {deviceClassWhitelist: ['0e']}}}", 8),
    ],
)
def test_discovery_with_other_settings(config: str, line: int) -> None:
    assert [at for at, _ in stock_told(NO_DISCOVERY, discovery=with_values(config))] == [line]


@pytest.mark.parametrize(
    "config",
    [
        "{sources: {pci: {deviceLabelFields: [vendor]}}}",
        "{sources: {custom: [{name: a, labels: {nvidia.com/gpu.present: 'true'}}]}}",
        "{core: {sources: [pci, custom]}}",
        "'${CONFIG}'",
        "{sources: '${SOURCES}'}",
    ],
)
def test_discovery_that_may_give_the_label(config: str) -> None:
    assert stock_told(NO_DISCOVERY, discovery=with_values(config)) == []


NODE = "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {nvidia.com/gpu.present: 'true'}}\n"
KYVERNO = """\
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: a}
spec: {rules: [{mutate: {patchStrategicMerge: {spec: {nodeSelector: {gpu: a}, resources: nvidia.com/gpu}}}}]}
"""


@pytest.mark.parametrize(
    "others",
    [
        (),
        (release("gfd: {enabled: true}\n", PLUGIN, "0.17.4"),),
        (release("nfd: {enabled: false}\naffinity: null\n", PLUGIN, "0.17.4"),),
        (release("nfd: {enabled: false}\naffinity: {}\n", PLUGIN, "0.17.4"),),
        (release("nfd: {enabled: false}\n", PLUGIN, "0.14.5"),),
        (release("nfd: {enabled: false}\ndevicePlugin: {enabled: false}\n", PLUGIN, "0.17.4"),),
        (NO_DISCOVERY, NODE),
        (NO_DISCOVERY, WITHOUT),
        (NO_DISCOVERY, POLICY),
        (NO_DISCOVERY, OF_CONFIG_MAP.replace("PCI", "{}")),
        (NO_DISCOVERY, STOCK.replace("name: nfd", "name: other")),
        (DAEMON.replace("PLACING", "nodeSelector: {gpu: 'true'}"),),
        (DAEMON.replace("PLACING", OTHER_NODES),),
        (DAEMON.replace("PLACING", SELECTS), KYVERNO),
    ],
)
def test_where_discovery_as_it_comes_does_no_harm(others: tuple[str, ...]) -> None:
    assert stock_told(*others) == []


def test_discovery_whose_values_are_elsewhere_or_in_another_cluster() -> None:
    flux = OF_DISCOVERY.format(chart="node-feature-discovery", config="{}")
    assert [line for line, _ in stock_told(NO_DISCOVERY, discovery=flux)] == [8]
    elsewhere = f"{flux}  valuesFrom: [{{kind: ConfigMap, name: elsewhere}}]\n"
    assert stock_told(NO_DISCOVERY, discovery=elsewhere) == []
    assert told({"clusters/a/nfd.yaml": flux, "clusters/b/plugin.yaml": NO_DISCOVERY}, CODE) == []
