"""The fact sheets against facts that were read by hand, and against upstream's own files where they lie near."""

import ast
import json
from pathlib import Path

import pytest
import yaml

from generator.facts import charts
from generator.facts.charts import (
    CHART_RELEASES,
    CHARTS,
    DEVICE_PLUGIN,
    GPU_OPERATOR,
    chart_versions,
    load_chart,
    load_crds,
    release_numbers,
)
from generator.facts.data import data_dir
from generator.model.chart import ValueOrigin, ValueProblemKind
from generator.model.tree import Path as TreePath
from generator.model.tree import Tree

UPSTREAM = Path(__file__).resolve().parents[2].parent / "shared" / "upstream"
OPERATORS = chart_versions(GPU_OPERATOR)
PLUGINS = chart_versions(DEVICE_PLUGIN)

# What public set-ups really write into the operator's values; no release may call any of it wrong.
COMMON_OPERATOR_VALUES = """
cdi: {enabled: true}
daemonsets:
  labels: {team: a}
  rollingUpdate: {maxUnavailable: 2}
  tolerations: [{key: gpu, operator: Equal, value: "true", effect: NoSchedule}]
dcgm: {enabled: true}
dcgmExporter:
  config: {name: metrics, create: false}
  env: [{name: DCGM_EXPORTER_COLLECTORS, value: /etc/dcgm.csv}]
  serviceMonitor: {enabled: true, interval: 15s, additionalLabels: {release: prometheus}, relabelings: []}
devicePlugin:
  config: {name: sharing, default: default, create: true, data: {default: "version: v1"}}
  env: [{name: PASS_DEVICE_SPECS, value: "true"}]
  resources: {limits: {cpu: 1, memory: 100Mi}}
driver:
  enabled: true
  env: [{name: A, value: b}]
  kernelModuleType: open
  licensingConfig: {nlsEnabled: true}
  rdma: {enabled: true, useHostMofed: true}
  repoConfig: {configMapName: repo}
  startupProbe: {failureThreshold: 300}
  upgradePolicy: {autoUpgrade: false, drain: {enable: true, timeoutSeconds: 600}, maxUnavailable: 1}
  usePrecompiled: true
  version: 570
  manager: {env: [{name: ENABLE_AUTO_DRAIN, value: "true"}]}
gfd: {enabled: true, env: [{name: GFD_SLEEP_INTERVAL, value: 30s}]}
hostPaths: {driverInstallDir: /usr/local/nvidia}
mig: {strategy: mixed}
migManager:
  config: {name: mig-parted, default: all-disabled, create: false}
  env: [{name: WITH_REBOOT, value: "true"}]
  gpuClientsConfig: {name: clients}
nfd: {enabled: false}
node-feature-discovery:
  image: {repository: mirror.example/nfd}
  master: {config: {extraLabelNs: [nvidia.com]}, tolerations: [], nodeSelector: {a: b}}
  worker:
    config: {sources: {pci: {deviceClassWhitelist: ["02", "0300"], deviceLabelFields: [vendor]}}}
    tolerations: [{operator: Exists}]
operator:
  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {}}}
  cleanupCRD: true
  labels: {a: b}
  logging: {level: 3}
  resources: {limits: {memory: 1Gi}, requests: {cpu: 1}}
  runtimeClass: nvidia
  tolerations: [{operator: Exists}]
  upgradeCRD: false
  version: v25.3.4
psa: {enabled: true}
sandboxWorkloads: {enabled: false}
toolkit:
  enabled: true
  env:
    - {name: CONTAINERD_CONFIG, value: /var/lib/rancher/k3s/agent/etc/containerd/config.toml}
    - {name: CONTAINERD_SET_AS_DEFAULT, value: "true"}
  version: v1.17.8-ubuntu20.04
validator:
  driver: {env: [{name: DISABLE_DEV_CHAR_SYMLINK_CREATION, value: "true"}]}
  plugin: {env: [{name: WITH_WORKLOAD, value: "false"}]}
"""
COMMON_PLUGIN_VALUES = """
affinity: {nodeAffinity: {}}
allowDefaultNamespace: true
config: {map: {default: "version: v1", other: "version: v1"}, default: default, fallbackStrategies: [named, single]}
deviceListStrategy: volume-mounts
failOnInitError: false
gfd: {enabled: true, securityContext: {privileged: true}}
image: {repository: mirror.example/plugin, tag: v0.17.4}
migStrategy: mixed
mps: {root: /run/nvidia/mps}
nfd: {enabled: true, worker: {tolerations: [{operator: Exists}], config: {sources: {pci: {}}}}}
nodeSelector: {gpu: "true"}
noTimestamp: true
nvidiaDriverRoot: /
podAnnotations: {a: b}
priorityClassName: system-node-critical
resources: {limits: {cpu: 100m}}
runtimeClassName: nvidia
sleepInterval: 60s
tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]
updateStrategy: {type: OnDelete}
"""


def tree_of(text: str) -> Tree:
    tree: Tree = yaml.safe_load(text)
    return tree


def leaves(tree: Tree, path: TreePath = ()) -> list[tuple[TreePath, Tree]]:
    if not isinstance(tree, dict) or not tree:
        return [(path, tree)]
    return [leaf for key, below in tree.items() for leaf in leaves(below, (*path, key))]


def merged(under: Tree, over: Tree) -> Tree:
    if not isinstance(under, dict) or not isinstance(over, dict):
        return over
    return {**under, **{key: merged(under.get(key), value) for key, value in over.items()}}


def test_versions_are_in_order_and_nothing_else_lies_in_the_folder() -> None:
    assert OPERATORS == ("v25.3.4", "v25.10.1", "v26.3.3", "v26.7.0")
    assert PLUGINS == ("v0.17.4", "v0.18.2", "v0.19.3", "v0.20.0")
    assert chart_versions("cert-manager") == ()
    files = {path.relative_to(data_dir("charts")).as_posix() for path in data_dir("charts").rglob("*.json")}
    wanted = {f"{chart}/{version}{end}" for chart, version in CHART_RELEASES for end in (".json", ".crds.json")}
    assert files == wanted


def test_an_unknown_release_is_a_bug() -> None:
    with pytest.raises(KeyError, match=r"gpu-operator v1\.0\.0"):
        load_chart(GPU_OPERATOR, "v1.0.0")


@pytest.mark.parametrize(("chart", "version"), CHART_RELEASES)
def test_a_sheet_is_whole(chart: str, version: str) -> None:
    sheet = load_chart(chart, version)
    assert (sheet.chart, sheet.release) == (chart, version)
    assert sheet.check_values(sheet.defaults()) == ()
    assert list(sheet.values) == sorted(sheet.values)
    assert all("{?}" not in found.name for found in sheet.objects)
    assert [dependency.name for dependency in sheet.dependencies] == ["node-feature-discovery"]


@pytest.mark.parametrize(("chart", "version"), CHART_RELEASES)
def test_a_sheet_is_read_as_it_stands_in_its_file(chart: str, version: str) -> None:
    raw = json.loads((data_dir("charts") / chart / f"{version}.json").read_text(encoding="utf-8"))
    sheet = load_chart(chart, version)
    heads = (sheet.chart, sheet.release, sheet.version, sheet.app_version, sheet.repository, sheet.kube_version)
    assert heads == tuple(
        raw[key] for key in ("chart", "release", "version", "appVersion", "repository", "kubeVersion")
    )
    assert sheet.crd_bytes == raw["crdBytes"]
    assert [one._asdict() for one in sheet.dependencies] == raw["dependencies"]
    assert (sheet.components, sheet.dead, sheet.values) == (raw["components"], raw["dead"], raw["values"])
    assert {one.path: (one.repository, one.image, one.version) for one in sheet.images} == {
        path: (one["repository"], one["image"], one["version"]) for path, one in raw["images"].items()
    }
    for found, one in zip(sheet.objects, raw["objects"], strict=True):
        assert (found.kind, found.name, found.chart) == (one["kind"], one["name"], one.get("chart", ""))
        assert found.namespaced is one.get("namespaced", False)
        lists = (found.when, found.hooks, found.delete_policy)
        assert lists == tuple(tuple(one.get(key, ())) for key in ("when", "hooks", "deletePolicy"))


@pytest.mark.parametrize(("chart", "version"), CHART_RELEASES)
def test_custom_resources_are_read_as_they_stand_in_their_file(chart: str, version: str) -> None:
    raw = json.loads((data_dir("charts") / chart / f"{version}.crds.json").read_text(encoding="utf-8"))["crds"]
    for crd, one in zip(load_crds(chart, version), raw, strict=True):
        heads = (crd.group, crd.kind, crd.plural, crd.scope, crd.chart, crd.names)
        assert heads == tuple(one[key] for key in ("group", "kind", "plural", "scope", "chart", "names"))
        for found, release in zip(crd.versions, one["versions"], strict=True):
            flags = (found.name, found.served, found.storage, found.status)
            assert flags == tuple(release[key] for key in ("name", "served", "storage", "status"))
            assert not any({"type", "required"} & field.rules.keys() for field in found.fields)
            fields = {
                field.path: {"type": field.type, **({"required": True} if field.required else {}), **field.rules}
                for field in found.fields
            }
            assert fields == release["fields"]


def test_charts_need_the_kubernetes_that_their_authors_wrote() -> None:
    assert {load_chart(GPU_OPERATOR, version).kube_version for version in OPERATORS} == {">= 1.16.0-0"}
    assert {load_chart(DEVICE_PLUGIN, version).kube_version for version in PLUGINS} == {">= 1.10.0-0"}


@pytest.mark.parametrize(("chart", "version"), CHART_RELEASES)
def test_a_sheet_stays_small(chart: str, version: str) -> None:
    for end in (".json", ".crds.json"):
        assert (data_dir("charts") / chart / f"{version}{end}").stat().st_size < 300_000


@pytest.mark.parametrize(("chart", "version"), CHART_RELEASES)
def test_every_line_of_a_sheet_is_one_fact(chart: str, version: str) -> None:
    text = (data_dir("charts") / chart / f"{version}.json").read_text(encoding="utf-8")
    sheet = load_chart(chart, version)
    lines = text.splitlines()
    for path in sheet.values:
        assert sum(line.startswith(f'  "{path}": {{"type"') for line in lines) == 1


def test_how_the_charts_are_published() -> None:
    operator, plugin = load_chart(GPU_OPERATOR, "v26.7.0"), load_chart(DEVICE_PLUGIN, "v0.20.0")
    assert (operator.version, operator.app_version) == ("v26.7.0", "v26.7.0")
    assert operator.repository == "https://helm.ngc.nvidia.com/nvidia"
    assert (plugin.version, plugin.app_version) == ("0.20.0", "0.20.0")
    assert plugin.repository == "https://nvidia.github.io/k8s-device-plugin"
    assert plugin.dependencies[0].key == "nfd"
    assert plugin.dependencies[0].condition == "nfd.enabled,gfd.enabled"


# Source: the component tables of the releases, values.yaml and Chart.yaml at each tag.
@pytest.mark.parametrize(
    ("version", "plugin", "driver", "mig_manager", "nfd"),
    [
        ("v25.3.4", "v0.17.4", "580.82.07", "v0.12.3-ubuntu20.04", "v0.17.3"),
        ("v25.10.1", "v0.18.1", "580.105.08", "v0.13.1", "v0.18.2"),
        ("v26.3.3", "v0.19.3", "580.126.20", "v0.14.2", "0.18.3"),
        ("v26.7.0", "v0.20.0", "595.91.07", "v0.15.0", "0.19.0"),
    ],
)
def test_components(version: str, plugin: str, driver: str, mig_manager: str, nfd: str) -> None:
    components = load_chart(GPU_OPERATOR, version).components
    assert components["devicePlugin"] == plugin
    assert components["driver"] == driver
    assert components["migManager"] == mig_manager
    assert components["node-feature-discovery"] == nfd


def test_the_plugin_of_a_plugin_chart() -> None:
    assert load_chart(DEVICE_PLUGIN, "v0.17.4").components["devicePlugin"] == "v0.17.4"


def test_images() -> None:
    images = {image.path: image for image in load_chart(GPU_OPERATOR, "v26.7.0").images}
    found = images["driver.manager"]
    assert (found.repository, found.image, found.version) == (
        "nvcr.io/nvidia/cloud-native",
        "k8s-driver-manager",
        "v0.12.0",
    )


@pytest.mark.parametrize(
    ("path", "default"),
    [
        ("v25.3.4 cdi.enabled", False),
        ("v25.10.1 cdi.enabled", True),
        ("v26.3.3 dcgmExporter.serviceMonitor.enabled", False),
        ("v26.7.0 dcgmExporter.serviceMonitor.enabled", True),
        ("v26.7.0 mig.strategy", "single"),
        ("v26.7.0 migManager.config.default", "all-disabled"),
        ("v25.3.4 devicePlugin.mps.root", "/run/nvidia/mps"),
        ("v26.7.0 daemonsets.rollingUpdate.maxUnavailable", "1"),
        ("v26.7.0 node-feature-discovery.master.config.extraLabelNs", ["nvidia.com"]),
    ],
)
def test_defaults(path: str, default: Tree) -> None:
    version, _, dotted = path.partition(" ")
    found = load_chart(GPU_OPERATOR, version).lookup(tuple(dotted.split(".")))
    assert found is not None
    assert (found.default, found.origin in (ValueOrigin.VALUES, ValueOrigin.OPEN)) == (default, True)


@pytest.mark.parametrize(
    ("path", "kind", "origin"),
    [
        ("driver.rdma.useHostMofed", "bool", ValueOrigin.VALUES),
        ("dcgmExporter.serviceMonitor.scrapeTimeout", "string", ValueOrigin.VALUES),
        ("operator.resources", "map of any", ValueOrigin.VALUES),
        ("operator.labels", "map of string", ValueOrigin.TEMPLATE),
        ("operator.metrics.serviceMonitor.interval", "string", ValueOrigin.CRD),
        ("dcgmExporter.config.name", "any", ValueOrigin.TEMPLATE),
        ("dcgmExporter.podLabelAllowlistRegex", "list of string", ValueOrigin.TEMPLATE),
        ("devicePlugin.resources.limits", "map", ValueOrigin.CRD),
        ("hostPaths.kubeletRootDir", "string", ValueOrigin.TEMPLATE),
        ("devicePlugin.config.data", "map of string", ValueOrigin.VALUES),
        ("driver.upgradePolicy.maxUnavailable", "int|string", ValueOrigin.VALUES),
    ],
)
def test_types_and_where_they_are_known_from(path: str, kind: str, origin: ValueOrigin) -> None:
    found = load_chart(GPU_OPERATOR, "v26.7.0").lookup(tuple(path.split(".")))
    assert found is not None
    assert (found.type, found.origin) == (kind, origin)


def test_types_of_values_whose_default_is_null() -> None:
    plugin = load_chart(DEVICE_PLUGIN, "v0.20.0")
    types = {
        name: plugin.lookup((name,)) for name in ("migStrategy", "failOnInitError", "noTimestamp", "nvidiaDevRoot")
    }
    assert {name: fact.type for name, fact in types.items() if fact} == {
        "migStrategy": "string",
        "failOnInitError": "bool",
        "noTimestamp": "bool",
        "nvidiaDevRoot": "string",
    }


@pytest.mark.parametrize("version", OPERATORS)
def test_common_operator_values_are_accepted(version: str) -> None:
    assert load_chart(GPU_OPERATOR, version).check_values(tree_of(COMMON_OPERATOR_VALUES)) == ()


@pytest.mark.parametrize("version", PLUGINS)
def test_common_plugin_values_are_accepted(version: str) -> None:
    assert load_chart(DEVICE_PLUGIN, version).check_values(tree_of(COMMON_PLUGIN_VALUES)) == ()


UNKNOWN, TYPE, CHOICE, DEAD = (
    ValueProblemKind.UNKNOWN,
    ValueProblemKind.TYPE,
    ValueProblemKind.CHOICE,
    ValueProblemKind.DEAD,
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("devicePlugin: {nodeSelector: {a: b}}", UNKNOWN),
        ("timeSlicing: {replicas: 4}", UNKNOWN),
        ("devicePlugin: {config: {configMap: x}}", UNKNOWN),
        ("toolkit: {env: [{name: A, valueFrom: {}}]}", UNKNOWN),
        ("nfd: {worker: {tolerations: []}}", UNKNOWN),
        ("migManager: {gpuClientsConfig: {nome: x}}", UNKNOWN),
        ("driver: {repoConfig: {name: x}}", UNKNOWN),
        ("operator: {defaultRuntime: containerd}", DEAD),
        ("devicePlugin: {mps: {root: /var/mps}}", DEAD),
        ("driver: {useOpenKernelModules: true}", DEAD),
        ("fullnameOverride: gpus", DEAD),
        ("mig: {strategy: all}", CHOICE),
        ("migManager: {config: {default: all-balanced}}", CHOICE),
        ("driver: {enabled: 'false'}", TYPE),
        ("toolkit: {env: [{name: A, value: true}]}", TYPE),
        ("toolkit: {env: {A: b}}", TYPE),
        ("devicePlugin: {config: {data: {default: {version: v1}}}}", TYPE),
        ("driver: {version: 570.10}", TYPE),
    ],
)
@pytest.mark.parametrize("version", OPERATORS)
def test_operator_values_that_do_nothing_or_break(version: str, text: str, kind: ValueProblemKind) -> None:
    assert [problem.kind for problem in load_chart(GPU_OPERATOR, version).check_values(tree_of(text))] == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("sharing: {timeSlicing: {}}", UNKNOWN),
        ("config: {name: a, data: {}}", UNKNOWN),
        ("gfd: {noTimestamp: true}", DEAD),
        ("gfd: {sleepInterval: 60s}", DEAD),
        ("namespace: gpu", DEAD),
        ("sleepInterval: 60", TYPE),
        ("config: {map: {default: {version: v1}}}", TYPE),
        ("failOnInitError: 'false'", TYPE),
    ],
)
@pytest.mark.parametrize("version", PLUGINS)
def test_plugin_values_that_do_nothing_or_break(version: str, text: str, kind: ValueProblemKind) -> None:
    assert [problem.kind for problem in load_chart(DEVICE_PLUGIN, version).check_values(tree_of(text))] == [kind]


@pytest.mark.parametrize(("version", "kinds"), [("v0.18.2", []), ("v0.19.3", [DEAD]), ("v0.20.0", [DEAD])])
def test_a_value_that_died_with_a_release(version: str, kinds: list[ValueProblemKind]) -> None:
    problems = load_chart(DEVICE_PLUGIN, version).check_values({"nfd": {"enableNodeFeatureApi": True}})
    assert [problem.kind for problem in problems] == kinds


def test_hooks_that_delete() -> None:
    hooks = {found.name: found for found in load_chart(GPU_OPERATOR, "v26.7.0").objects if found.hooks}
    assert hooks["gpu-operator-cleanup-gpucluster"].hooks == ("pre-delete",)
    assert hooks["gpu-operator-upgrade-crd"].hooks == ("pre-upgrade",)
    assert hooks["{fullname}-prune"].hooks == ("post-delete",)
    assert hooks["gpu-operator-cleanup-crd"].when == ("operator.cleanupCRD",)


def test_older_operators_leave_the_namespace_to_the_installer() -> None:
    def namespaced(version: str) -> bool:
        objects = load_chart(GPU_OPERATOR, version).objects
        return next(found for found in objects if found.kind == "Deployment" and not found.chart).namespaced

    assert [namespaced(version) for version in OPERATORS] == [False, True, True, True]


def test_custom_resources() -> None:
    crds = {crd.kind: crd for crd in load_crds(GPU_OPERATOR, "v26.7.0")}
    assert set(crds) == {
        "ClusterPolicy",
        "ComputeDomain",
        "ComputeDomainClique",
        "GPUCluster",
        "NVIDIADriver",
        "NodeFeature",
        "NodeFeatureGroup",
        "NodeFeatureRule",
    }
    fields = {field.path: field for field in crds["ClusterPolicy"].versions[0].fields}
    assert fields["spec.mig.strategy"].rules["choices"] == ["none", "single", "mixed"]
    assert fields["spec.devicePlugin.mps.root"].rules["default"] == "/run/nvidia/mps"
    assert fields["spec.driver"].required
    assert (crds["NodeFeatureRule"].scope, crds["NodeFeatureRule"].chart) == ("Cluster", "node-feature-discovery")


def test_every_default_of_upstream_is_in_its_sheet() -> None:
    """Upstream's files lie beside the project for those who develop it; elsewhere the sheets are all there is."""
    wrong = []
    for values in sorted(UPSTREAM.glob("*/*/values.yaml")):
        chart, version = values.parent.parent.name, values.parent.name
        tree = tree_of(values.read_text(encoding="utf-8"))
        nfd = values.with_name("nfd-values.yaml")
        if nfd.is_file():
            tree = merged({"node-feature-discovery": tree_of(nfd.read_text(encoding="utf-8"))}, tree)
        sheet = load_chart(chart, version)
        for path, default in leaves(tree):
            found = sheet.lookup(path)
            if found is None or found.default != default:
                wrong.append((chart, version, path, default, found))
    assert wrong == []
    assert CHARTS == (GPU_OPERATOR, DEVICE_PLUGIN)


def test_releases_compare_by_number_and_one_without_numbers_is_new() -> None:
    assert release_numbers("v0.19.3-ubi9") == release_numbers("0.19.3") == (0, 19, 3)
    assert release_numbers("v0.9.0") < release_numbers("v0.17.4") < release_numbers("v0.20.0") < release_numbers("main")


def test_the_name_of_a_chart_is_written_here_and_nowhere_else() -> None:
    package = data_dir("charts").parent / "generator"
    written = {
        str(file.relative_to(package))
        for file in package.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in CHARTS
    }
    assert written == {"facts/charts.py"}


def test_a_sheet_of_the_wrong_shape_is_a_bug() -> None:
    with pytest.raises(TypeError, match=r"a map was expected, not \[1\]"):
        charts._map([1])
    with pytest.raises(TypeError, match="a list was expected, not 'a'"):
        charts._list("a")


def test_sheets_are_plain_ascii() -> None:
    assert [path for path in data_dir("charts").rglob("*.json") if not path.read_bytes().isascii()] == []
