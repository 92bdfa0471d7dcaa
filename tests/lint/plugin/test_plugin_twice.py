import pytest

from tests.lint.clusters import node, plugin_config, release
from tests.lint.examples import judged, told

CODE = "PLG218"
OPERATOR, PLUGIN = "gpu-operator", "nvidia-device-plugin"
MESSAGE = "each run a device plugin on every GPU node: they take the socket from one another"


def of_operator(values: str = "{driver: {enabled: false}}") -> str:
    return release(values)


def of_plugin(values: str = "{runtimeClassName: nvidia}", version: str = "0.17.0") -> str:
    return release(values, PLUGIN, version, "nvidia")


def daemon(spec: str = "hostNetwork: false", selector: str = "selector: {matchLabels: {app: plugin}}") -> str:
    return f"""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: plugin, namespace: kube-system}}
spec:
  {selector}
  template:
    spec:
      {spec}
      containers:
      - name: plugin
        image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
        volumeMounts: [{{name: a, mountPath: /var/lib/kubelet/device-plugins}}]
      volumes: [{{name: a, hostPath: {{path: /var/lib/kubelet/device-plugins}}}}]
"""


def test_both_charts_in_one_cluster() -> None:
    assert told({"a.yaml": of_operator(), "b.yaml": of_plugin()}, CODE) == [
        (5, f"nvidia-device-plugin and gpu-operator {MESSAGE}")
    ]


def test_a_daemon_set_beside_the_operator() -> None:
    assert told({"a.yaml": of_operator(), "b.yaml": daemon()}, CODE) == [
        (11, f"this DaemonSet and gpu-operator {MESSAGE}")
    ]


@pytest.mark.parametrize(
    ("of_one", "of_other", "found"),
    [
        ("apps/gpu-operator/hr.yaml", "apps/nvidia-device-plugin/hr.yaml", 1),
        ("apps/gpu-operator/app/hr.yaml", "apps/nvidia-device-plugin/app/hr.yaml", 1),
        ("apps/gpu/operator.yaml", "apps/gpu/plugin.yaml", 1),
        ("clusters/a/gpu.yaml", "clusters/b/gpu.yaml", 0),
        ("clusters/a/gpu-operator/hr.yaml", "clusters/b/nvidia-device-plugin/hr.yaml", 0),
        ("apps/base/gpu-operator/hr.yaml", "apps/base/nvidia-device-plugin/hr.yaml", 0),
        ("examples/gpu-operator/hr.yaml", "examples/nvidia-device-plugin/hr.yaml", 0),
        ("gpu.yaml", "old/plugin.yaml", 0),
    ],
)
def test_what_most_likely_goes_to_one_cluster(of_one: str, of_other: str, found: int) -> None:
    assert len(told({of_one: of_operator(), of_other: of_plugin()}, CODE)) == found


@pytest.mark.parametrize(
    ("operator", "plugin"),
    [
        ("{devicePlugin: {enabled: false}}", "{}"),
        ("{sandboxWorkloads: {enabled: true}}", "{}"),
        ("{}", "{devicePlugin: {enabled: false}}"),
        ("{}", "{nodeSelector: {pool: small}}"),
        ("{}", '{nodeSelector: {nvidia.com/gpu.present: "true", kubernetes.io/hostname: a}}'),
        ("{}", "{affinity: {nodeAffinity: {}}}"),
        ("{}", "{config: {map: {a: 'sharing: {timeSlicing: {renameByDefault: true}}'}}}"),
    ],
)
def test_what_keeps_them_apart(operator: str, plugin: str) -> None:
    assert told({"a.yaml": of_operator(operator), "b.yaml": of_plugin(plugin)}, CODE) == []


@pytest.mark.parametrize(
    "labels",
    [
        'nvidia.com/gpu.present: "true"',
        "feature.node.kubernetes.io/pci-0300_10de.present: 'true'",
        "kubernetes.io/os: linux",
    ],
)
def test_labels_of_every_gpu_node_keep_nothing_apart(labels: str) -> None:
    plugin = of_plugin(f"{{nodeSelector: {{{labels}}}}}")
    assert len(told({"a.yaml": of_operator(), "b.yaml": plugin}, CODE)) == 1


def test_sharing_without_renaming_keeps_nothing_apart() -> None:
    files = {
        "a.yaml": of_operator(),
        "b.yaml": of_plugin("{config: {name: sharing}}"),
        "c.yaml": plugin_config("sharing"),
    }
    assert len(told(files, CODE)) == 1


@pytest.mark.parametrize("label", ["nvidia.com/gpu.deploy.operands", "nvidia.com/gpu.deploy.device-plugin"])
def test_nodes_may_go_without_the_operators_plugin(label: str) -> None:
    files = {"a.yaml": of_operator(), "b.yaml": of_plugin(), "n.yaml": node(label, '"false"')}
    assert told(files, CODE) == []


def test_what_is_elsewhere_may_keep_them_apart() -> None:
    more = "spec:\n  valuesFrom: [{kind: ConfigMap, name: more}]\n"
    one, other = of_operator(), of_plugin()
    assert told({"a.yaml": one.replace("spec:\n", more, 1), "b.yaml": other}, CODE) == []
    assert told({"a.yaml": one, "b.yaml": other.replace("spec:\n", more, 1)}, CODE) == []


def test_of_several_it_is_not_known_which_go_together() -> None:
    one, other = of_operator(), of_plugin()
    assert told({"a.yaml": one, "b.yaml": one, "c.yaml": other}, CODE) == []
    assert told({"a.yaml": one, "b.yaml": other, "c.yaml": daemon()}, CODE) == []


@pytest.mark.parametrize(
    "text",
    [
        daemon("nodeSelector: {pool: small}"),
        daemon("affinity: {nodeAffinity: {}}"),
        daemon(selector="revisionHistoryLimit: 1"),
        daemon().replace("image: nvcr", "command: [gpu-feature-discovery]\n        image: nvcr"),
        "config: {map: {a: ''}}\nruntimeClassName: nvidia\n",
    ],
)
def test_daemon_sets_for_other_nodes_and_what_is_none(text: str) -> None:
    assert told({"a.yaml": of_operator(), "b.yaml": text}, CODE) == []


@pytest.mark.parametrize(
    ("one", "other", "weight"),
    [
        ("server: https://kubernetes.default.svc", "server: https://kubernetes.default.svc", "warning"),
        ("name: in-cluster", "name: in-cluster", "warning"),
        ("name: in-cluster", "name: gpus", "info"),
        ("server: '{{server}}'", "server: '{{server}}'", "info"),
        ("a: b", "a: b", "info"),
    ],
)
def test_applications_may_go_to_several_clusters(one: str, other: str, weight: str) -> None:
    application = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {0}, namespace: argocd}}
spec:
  source: {{repoURL: https://helm.ngc.nvidia.com/nvidia, chart: {0}, targetRevision: {1}}}
  destination: {{{2}, namespace: gpus}}
"""
    texts = (application.format(OPERATOR, "v26.7.0", one), application.format(PLUGIN, "0.17.0", other))
    files = {"a.yaml": texts[0], "b.yaml": texts[1]}
    assert [one.severity.value for one in judged(files).findings if one.code == CODE] == [weight]


def two_daemons(first: str = "a.yaml", second: str = "b.yaml", of_second: str = "") -> dict[str, str]:
    return {first: daemon(), second: (of_second or daemon()).replace("{name: plugin, ", "{name: shared, ")}


def test_two_daemon_sets_by_other_names() -> None:
    assert told(two_daemons(), CODE) == [(11, f"plugin and shared {MESSAGE}")]


@pytest.mark.parametrize(
    "files",
    [
        {"a.yaml": daemon(), "b.yaml": daemon()},
        two_daemons("static/a.yaml", "other/b.yaml"),
        two_daemons("examples/a.yaml", "examples/b.yaml"),
        two_daemons(of_second=daemon("nodeSelector: {pool: shared}")),
        two_daemons() | {"c.yaml": daemon().replace("{name: plugin, ", "{name: third, ")},
        two_daemons() | {"c.yaml": "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: a}\nspec: {}\n"},
    ],
)
def test_two_daemon_sets_that_may_be_for_other_nodes(files: dict[str, str]) -> None:
    assert told(files, CODE) == []


@pytest.mark.parametrize("key", ["nodeSelector: {kubernetes.io/arch: ARM}", "tolerations: [{key: ARM}]"])
def test_two_daemon_sets_that_select_or_tolerate_other_nodes(key: str) -> None:
    first = {"a.yaml": daemon(key.replace("ARM", "amd64"))}
    other = daemon(key.replace("ARM", "arm64")).replace("{name: plugin, ", "{name: shared, ")
    assert told({**first, "b.yaml": other}, CODE) == []


KUSTOMIZED = "helmCharts:\n- {name: gpu-operator, namespace: gpu}\n"
"""A kustomization of the operator's chart; that of the plugin's is like it."""


def test_kustomizations_side_by_side_may_be_for_different_clusters() -> None:
    plugin = KUSTOMIZED.replace("gpu-operator", "nvidia-device-plugin")
    apart = {"apps/gpu-operator/kustomization.yaml": KUSTOMIZED, "apps/device-plugin/kustomization.yaml": plugin}
    alone = {"apps/gpu/kustomization.yaml": KUSTOMIZED + plugin.partition("\n")[2]}
    found = [[one.severity.value for one in judged(files).findings if one.code == CODE] for files in (apart, alone)]
    assert found == [["info"], ["warning"]]


def test_what_one_kustomization_holds_goes_to_one_cluster() -> None:
    files = {"tenants/a/release.yaml": of_operator(), "tenants/b/c/release.yaml": of_plugin()}
    held = "resources: [a/release.yaml, b/c/release.yaml]\n"
    assert told(files, CODE) == []
    assert [line for line, _ in told({**files, "tenants/kustomization.yaml": held}, CODE)] == [5]
    assert told({**files, "tenants/kustomization.yaml": "resources: [a/release.yaml]\n"}, CODE) == []


@pytest.mark.parametrize(
    ("of_one", "of_other", "is_told"),
    [
        ("kubeConfig: {secretRef: {name: a}}", "kubeConfig: {secretRef: {name: a}}", True),
        ("kubeConfig: {secretRef: {name: a}}", "kubeConfig: {secretRef: {name: b}}", False),
        ("kubeConfig: {secretRef: {name: a}}", "interval: 1h", False),
        ("suspend: true", "interval: 1h", False),
        ("interval: 1h", "suspend: true", False),
    ],
)
def test_releases_for_other_clusters_or_none(of_one: str, of_other: str, *, is_told: bool) -> None:
    files = {
        "a.yaml": of_operator().replace("spec:\n", f"spec:\n  {of_one}\n", 1),
        "b.yaml": of_plugin().replace("spec:\n", f"spec:\n  {of_other}\n", 1),
    }
    assert bool(told(files, CODE)) is is_told


@pytest.mark.parametrize(("one", "other"), [("gpu-east", "gpu-west"), ("a/gpu", "b/gpu")])
def test_folders_of_clusters(one: str, other: str) -> None:
    assert told({f"{one}/a.yaml": of_operator(), f"{other}/b.yaml": of_plugin()}, CODE) == []


def cluster_policy(spec: str = "driver: {enabled: true}") -> str:
    return f"apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {{name: a}}\nspec: {{{spec}}}\n"


@pytest.mark.parametrize(
    ("spec", "is_told"),
    [
        ("driver: {enabled: true}", True),
        ("devicePlugin: {enabled: true}", True),
        ("devicePlugin: {enabled: false}", False),
        ("devicePlugin: {enabled: '${PLUGIN}'}", False),
        ("sandboxWorkloads: {enabled: false}", True),
        ("sandboxWorkloads: {enabled: true}", False),
    ],
)
def test_a_cluster_policy_runs_the_operators_plugin_unless_told_not_to(spec: str, *, is_told: bool) -> None:
    policy = {"policy.yaml": cluster_policy(spec)}
    by_daemon, by_chart = (told({**policy, "b.yaml": text}, CODE) for text in (daemon(), of_plugin()))
    assert by_daemon == ([(11, f"this DaemonSet and a ClusterPolicy {MESSAGE}")] if is_told else [])
    assert by_chart == ([(5, f"nvidia-device-plugin and a ClusterPolicy {MESSAGE}")] if is_told else [])
    patched = {"kustomization.yaml": "patches: [{path: policy.yaml}]\n"}
    assert told({**policy, **patched, "b.yaml": daemon()}, CODE) == []


@pytest.mark.parametrize(
    ("installed", "is_told"), [("", True), (", installed: true", True), (", installed: false", False)]
)
def test_both_releases_of_a_helmfile(installed: str, *, is_told: bool) -> None:
    helmfile = f"""\
releases:
- {{name: a, chart: nvidia/gpu-operator, version: v26.7.0, namespace: a}}
- {{name: b, chart: nvdp/nvidia-device-plugin, version: 0.17.4, namespace: b{installed}}}
"""
    assert [line for line, _ in told({"helmfile.yaml": helmfile}, CODE)] == ([] if "false" in installed else [3])
