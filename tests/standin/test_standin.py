"""The stand-in charts under both Helms: what they render, what they refuse, what reaches whom."""

import json
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml

from generator.facts.charts import CHART_RELEASES, DEVICE_PLUGIN, GPU_OPERATOR, load_chart
from generator.model.tree import Tree
from tests.standin.chart import chart_for, make_standin
from tests.standin.templates import ECHO
from tests.support.tools import Tools

pytestmark = pytest.mark.tools

Object = tuple[str, str]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("standins")


@pytest.fixture(params=["helm3", "helm4"])
def helm(request: pytest.FixtureRequest, tools: Tools) -> Path:
    program: Path = getattr(tools, request.param)
    return program


@cache
def standin(chart: str, version: str, folder: Path) -> Path:
    return make_standin(chart, version, folder / version)


class Render:
    """What `helm template` made of a chart."""

    def __init__(self, done: "subprocess.CompletedProcess[str]") -> None:
        self.error = done.stderr if done.returncode else ""
        loaded: list[Tree] = list(yaml.load_all(done.stdout, Loader=yaml.CSafeLoader)) if not self.error else []
        self.documents = [document for document in loaded if isinstance(document, dict)]

    def names(self) -> set[Object]:
        return {(str(document["kind"]), self.name(document)) for document in self.documents}

    def name(self, document: Tree) -> str:
        return str(at(document, "metadata", "name"))

    def find(self, kind: str, name: str = "") -> Tree:
        return next(
            found for found in self.documents if found["kind"] == kind and (not name or self.name(found) == name)
        )


def render(helm: Path, chart: Path, values: Tree = None, release: str = "gpu", *arguments: str) -> Render:
    command = [str(helm), "template", release, str(chart), "-n", "gpu-system", "-f", "-", *arguments]
    text = json.dumps(values or {})
    return Render(subprocess.run(command, input=text, capture_output=True, text=True, check=False))


def at(tree: Tree, *path: str) -> Tree:
    for key in path:
        assert isinstance(tree, dict), (path, tree)
        tree = tree.get(key)
    return tree


@pytest.mark.parametrize(("chart", "version"), CHART_RELEASES)
def test_the_defaults_render(helm: Path, folder: Path, chart: str, version: str) -> None:
    found = render(helm, standin(chart, version, folder), None, "gpu", "--include-crds")
    assert found.error == ""
    assert all(at(document, "apiVersion") and found.name(document) for document in found.documents)


@pytest.mark.parametrize("version", ["v25.3.4", "v26.7.0"])
def test_what_an_operator_consists_of(helm: Path, folder: Path, version: str) -> None:
    names = render(helm, standin(GPU_OPERATOR, version, folder), None, "gpu", "--include-crds").names()
    assert {
        ("CustomResourceDefinition", "clusterpolicies.nvidia.com"),
        ("CustomResourceDefinition", "nodefeaturerules.nfd.k8s-sigs.io"),
        ("ClusterPolicy", "cluster-policy"),
        ("Deployment", "gpu-operator"),
        ("ServiceAccount", "node-feature-discovery"),
        ("Deployment", "gpu-node-feature-discovery-master"),
        ("DaemonSet", "gpu-node-feature-discovery-worker"),
        ("ConfigMap", "gpu-node-feature-discovery-worker-conf"),
        ("Job", "gpu-operator-upgrade-crd"),
    } <= names


def test_what_a_plugin_consists_of(helm: Path, folder: Path) -> None:
    found = render(helm, standin(DEVICE_PLUGIN, "v0.20.0", folder), {"gfd": {"enabled": True}}, "nvdp")
    assert {
        ("DaemonSet", "nvdp-nvidia-device-plugin"),
        ("DaemonSet", "nvdp-nvidia-device-plugin-mps-control-daemon"),
        ("DaemonSet", "nvdp-nvidia-device-plugin-gpu-feature-discovery"),
        ("DaemonSet", "nvdp-node-feature-discovery-worker"),
        ("ServiceAccount", "node-feature-discovery"),
    } <= found.names()


@pytest.mark.parametrize(
    ("release", "worker"),
    [
        ("gpu-operator", "gpu-operator-node-feature-discovery-worker"),
        ("other", "other-node-feature-discovery-worker"),
        ("node-feature-discovery", "node-feature-discovery-worker"),
    ],
)
def test_nfd_is_named_after_the_release(helm: Path, folder: Path, release: str, worker: str) -> None:
    names = render(helm, standin(GPU_OPERATOR, "v26.3.3", folder), None, release).names()
    assert ("DaemonSet", worker) in names


def test_the_plugin_is_not_named_twice(helm: Path, folder: Path) -> None:
    chart = standin(DEVICE_PLUGIN, "v0.19.3", folder)
    names = render(helm, chart, None, "nvidia-device-plugin").names()
    assert ("DaemonSet", "nvidia-device-plugin") in names


@pytest.mark.parametrize(
    ("chart", "version", "values"),
    [
        (GPU_OPERATOR, "v26.7.0", {"nfd": {"enabled": False}}),
        (DEVICE_PLUGIN, "v0.20.0", {}),
        (DEVICE_PLUGIN, "v0.20.0", {"nfd": {"enabled": False}, "gfd": {"enabled": True}}),
    ],
)
def test_nfd_only_where_its_condition_holds(helm: Path, folder: Path, chart: str, version: str, values: Tree) -> None:
    names = render(helm, standin(chart, version, folder), values).names()
    assert not [name for _, name in names if "node-feature-discovery" in name]


@pytest.mark.parametrize(
    ("chart", "version", "values", "key"),
    [
        (GPU_OPERATOR, "v26.7.0", {"devicePlugin": {"nodeSelector": {}}}, "nodeSelector"),
        (GPU_OPERATOR, "v25.3.4", {"timeSlicing": {}}, "timeSlicing"),
        (GPU_OPERATOR, "v26.7.0", {"node-feature-discovery": {"wroker": {}}}, "wroker"),
        (GPU_OPERATOR, "v25.10.1", {"toolkit": {"env": [{"name": "A", "valueFrom": {}}]}}, "valueFrom"),
        (DEVICE_PLUGIN, "v0.17.4", {"sharing": {}}, "sharing"),
        (DEVICE_PLUGIN, "v0.20.0", {"nfd": {"enableNodeFeatureApi": True}}, "enableNodeFeatureApi"),
    ],
)
def test_unknown_values_are_refused(helm: Path, folder: Path, chart: str, version: str, values: Tree, key: str) -> None:
    error = render(helm, standin(chart, version, folder), values).error
    assert key in error
    assert "dditional propert" in error


def test_a_wrong_type_is_refused(helm: Path, folder: Path) -> None:
    error = render(helm, standin(GPU_OPERATOR, "v26.7.0", folder), {"driver": {"enabled": "no"}}).error
    assert "driver" in error
    assert "enabled" in error


def test_hooks_delete_and_can_be_left_out(helm: Path, folder: Path) -> None:
    chart = standin(GPU_OPERATOR, "v26.7.0", folder)
    job = render(helm, chart).find("Job", "gpu-operator-cleanup-gpucluster")
    assert at(job, "metadata", "annotations", "helm.sh/hook") == "pre-delete"
    containers = at(job, "spec", "template", "spec", "containers")
    assert isinstance(containers, list)
    assert at(containers[0], "args") == ["delete", "--everything"]
    assert not [name for name in render(helm, chart, None, "gpu", "--no-hooks").names() if name[0] == "Job"]


def test_values_reach_the_cluster_policy(helm: Path, folder: Path) -> None:
    values: Tree = {
        "devicePlugin": {"config": {"name": "sharing-1a2b", "default": "on"}, "mps": {"root": "/elsewhere"}},
        "migManager": {"config": {"name": "mig-3c4d"}},
        "mig": {"strategy": "mixed"},
        "driver": {"enabled": False, "upgradePolicy": {"gpuPodDeletion": {"force": True}}},
        "daemonsets": {"tolerations": [{"key": "gpu", "operator": "Exists"}]},
        "dcgmExporter": {"serviceMonitor": {"enabled": False, "additionalLabels": {"release": "x"}}},
        "toolkit": {"env": [{"name": "CONTAINERD_SOCKET", "value": "/run/k3s/containerd/containerd.sock"}]},
    }
    policy = render(helm, standin(GPU_OPERATOR, "v26.3.3", folder), values).find("ClusterPolicy")
    spec = at(policy, "spec")
    assert at(spec, "devicePlugin", "config") == {"name": "sharing-1a2b", "default": "on"}
    assert at(spec, "migManager", "config", "name") == "mig-3c4d"
    assert at(spec, "mig", "strategy") == "mixed"
    assert at(spec, "driver", "enabled") is False
    assert at(spec, "driver", "upgradePolicy", "podDeletion", "force") is True
    assert at(spec, "daemonsets", "tolerations") == [{"key": "gpu", "operator": "Exists"}]
    assert at(spec, "dcgmExporter", "serviceMonitor", "additionalLabels") == {"release": "x"}
    assert at(spec, "toolkit", "env") == [{"name": "CONTAINERD_SOCKET", "value": "/run/k3s/containerd/containerd.sock"}]
    assert at(spec, "devicePlugin", "mps") is None


def test_every_value_is_echoed(helm: Path, folder: Path) -> None:
    values: Tree = {"operator": {"cleanupCRD": True}, "node-feature-discovery": {"worker": {"port": 9}}}
    policy = render(helm, standin(GPU_OPERATOR, "v26.7.0", folder), values).find("ClusterPolicy")
    echo: Tree = json.loads(str(at(policy, "metadata", "annotations", ECHO)))
    assert at(echo, "operator", "cleanupCRD") is True
    assert at(echo, "node-feature-discovery", "worker", "port") == 9
    assert at(echo, "devicePlugin", "version") == "v0.20.0"


def test_values_reach_the_plugin(helm: Path, folder: Path) -> None:
    values: Tree = {
        "config": {"name": "sharing-1a2b", "default": "homelab"},
        "runtimeClassName": "nvidia",
        "nodeSelector": {"gpu": "yes"},
        "tolerations": [{"operator": "Exists"}],
        "affinity": {"nodeAffinity": {}},
    }
    found = render(helm, standin(DEVICE_PLUGIN, "v0.20.0", folder), values, "nvdp")
    pod = at(found.find("DaemonSet", "nvdp-nvidia-device-plugin"), "spec", "template", "spec")
    assert at(pod, "runtimeClassName") == "nvidia"
    assert at(pod, "nodeSelector") == {"gpu": "yes"}
    assert at(pod, "tolerations") == [{"operator": "Exists"}]
    assert "requiredDuringSchedulingIgnoredDuringExecution" in str(at(pod, "affinity", "nodeAffinity"))
    assert at(pod, "volumes") == [{"name": "available-configs", "configMap": {"name": "sharing-1a2b"}}]
    assert "{'name': 'DEFAULT_CONFIG', 'value': 'homelab'}" in str(at(pod, "containers"))
    mps = at(found.find("DaemonSet", "nvdp-nvidia-device-plugin-mps-control-daemon"), "spec", "template", "spec")
    assert at(mps, "nodeSelector") == {"gpu": "yes", "nvidia.com/mps.capable": "true"}


def test_own_config_maps(helm: Path, folder: Path) -> None:
    config: Tree = {"name": "sharing", "create": True, "data": {"a": "version: v1\n"}}
    operator = render(helm, standin(GPU_OPERATOR, "v26.7.0", folder), {"devicePlugin": {"config": config}})
    assert at(operator.find("ConfigMap", "sharing"), "data") == {"a": "version: v1\n"}
    plugin = render(helm, standin(DEVICE_PLUGIN, "v0.18.2", folder), {"config": {"map": {"a": "version: v1\n"}}})
    assert at(plugin.find("ConfigMap", "gpu-nvidia-device-plugin-configs"), "data") == {"a": "version: v1\n"}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"config": {"name": "a", "map": {"b": "c"}}}, "exclude each other"),
        ({"config": {"map": {"a": "b", "c": "d"}}}, "config.default"),
    ],
)
def test_what_the_plugin_chart_refuses(helm: Path, folder: Path, values: Tree, message: str) -> None:
    assert message in render(helm, standin(DEVICE_PLUGIN, "v0.19.3", folder), values).error


def test_the_plugin_refuses_the_namespace_default(helm: Path, folder: Path) -> None:
    chart = standin(DEVICE_PLUGIN, "v0.19.3", folder)
    assert "namespace default" in render(helm, chart, None, "a", "-n", "default").error
    assert render(helm, chart, {"allowDefaultNamespace": True}, "a", "-n", "default").error == ""


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"devicePlugin": {"config": {"create": True, "name": "a"}}}, "needs data and name"),
        ({"gpuCluster": {"deployCR": True}}, "not both"),
        ({"cdi": {"enabled": False, "nriPluginEnabled": True}}, "cdi.enabled"),
    ],
)
def test_what_the_newest_operator_refuses(helm: Path, folder: Path, values: Tree, message: str) -> None:
    assert message in render(helm, standin(GPU_OPERATOR, "v26.7.0", folder), values).error
    assert message not in render(helm, standin(GPU_OPERATOR, "v26.3.3", folder), values).error


def test_extra_objects_are_templates(helm: Path, folder: Path) -> None:
    extra: Tree = [{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "{{ .Release.Name }}-extra"}}]
    found = render(helm, standin(GPU_OPERATOR, "v26.7.0", folder), {"extraObjects": extra})
    assert ("Secret", "gpu-extra") in found.names()


def test_crds_as_large_as_upstreams(folder: Path) -> None:
    chart = make_standin(GPU_OPERATOR, "v26.7.0", folder / "large", upstream_sized=True)
    size = sum(path.stat().st_size for path in chart.rglob("crds/*.yaml"))
    assert size == pytest.approx(load_chart(GPU_OPERATOR, "v26.7.0").crd_bytes, rel=0.05)


def test_the_same_sheet_makes_the_same_chart(folder: Path) -> None:
    def contents(chart: Path) -> dict[str, str]:
        return {path.relative_to(chart).as_posix(): path.read_text() for path in chart.rglob("*") if path.is_file()}

    first = contents(make_standin(DEVICE_PLUGIN, "v0.20.0", folder / "first"))
    assert first == contents(make_standin(DEVICE_PLUGIN, "v0.20.0", folder / "second"))
    assert "charts/node-feature-discovery/Chart.yaml" in first


def test_a_real_chart_takes_the_stand_ins_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tmp_path / "gpu-operator-v26.7.0"
    real.mkdir()
    (real / "Chart.yaml").touch()
    monkeypatch.setenv("UPSTREAM_CHARTS", str(tmp_path))
    assert chart_for(GPU_OPERATOR, "v26.7.0", tmp_path / "made") == real
    with pytest.raises(FileNotFoundError, match="has no nvidia-device-plugin"):
        chart_for(DEVICE_PLUGIN, "v0.20.0", tmp_path / "made")
    monkeypatch.delenv("UPSTREAM_CHARTS")
    assert chart_for(DEVICE_PLUGIN, "v0.20.0", tmp_path / "made") == tmp_path / "made" / DEVICE_PLUGIN
