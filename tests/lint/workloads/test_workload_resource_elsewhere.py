import pytest

from tests.lint.chart_values import release
from tests.lint.examples import judged, line_of, told
from tests.lint.pods import RENAMED, SHARED, gpu_node, pod, sharing
from tests.lint.policies import policy
from tests.lint.texts import daemon_set

MIG = "{timeSlicing: {resources: [{name: nvidia.com/mig-1g.10gb, replicas: 2}]}}"


@pytest.mark.parametrize(
    ("config", "resource"),
    [
        (sharing(RENAMED), "nvidia.com/gpu"),
        (sharing(SHARED), "nvidia.com/gpu.shared"),
        (sharing(SHARED, strategy="single"), "nvidia.com/mig-1g.10gb"),
        (sharing(SHARED, strategy="none"), "nvidia.com/mig-1g.10gb"),
    ],
)
def test_names_that_the_configuration_takes_away(config: str, resource: str) -> None:
    files = {"values.yaml": config, "pod.yaml": pod(f"{{limits: {{{resource}: 1}}}}")}
    message = f"the configuration makes no node advertise {resource}: the pod stays pending"
    assert told(files, "WRK203") == [(9, message)]


@pytest.mark.parametrize(
    ("config", "resource"),
    [
        (sharing(RENAMED), "nvidia.com/gpu.shared"),
        (sharing(SHARED), "nvidia.com/gpu"),
        (sharing(MIG, strategy="mixed"), "nvidia.com/mig-1g.10gb"),
        # Nodes without a label run without any entry, and have whole cards.
        (sharing(RENAMED, default=""), "nvidia.com/gpu"),
    ],
)
def test_names_that_it_leaves(config: str, resource: str) -> None:
    files = {"values.yaml": config, "pod.yaml": pod(f"{{limits: {{{resource}: 1}}}}")}
    assert told(files, "WRK203") == []


def config_map(*entries: tuple[str, str]) -> str:
    data = "".join(f'  {key}: "sharing: {block}"\n' for key, block in entries)
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: plugin, namespace: gpu}}\ndata:\n{data}"


ASKS = pod("{limits: {nvidia.com/gpu: 1}}")
LABELLED = "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {nvidia.com/device-plugin.config: a100}}\n"
HAS_IT = "apiVersion: v1\nkind: Node\nmetadata: {name: a}\nstatus: {allocatable: {nvidia.com/gpu: 1}}\n"

ON_GKE = ASKS.replace("spec:", "spec:\n  nodeSelector: {cloud.google.com/gke-accelerator: nvidia-tesla-t4}", 1)


@pytest.mark.parametrize(
    ("files", "severities"),
    [
        ({"a.yaml": config_map(("any", RENAMED))}, ["warning"]),
        ({"a.yaml": config_map(("config.yaml", RENAMED))}, ["warning"]),
        ({"a.yaml": config_map(("a100", RENAMED))}, []),
        ({"a.yaml": config_map(("any", RENAMED), ("a100", RENAMED))}, ["warning"]),
        ({"a.yaml": config_map(("t4", RENAMED), ("a100", RENAMED))}, []),
        ({"a.yaml": config_map(("any", RENAMED), ("a100", SHARED))}, []),
        ({"a.yaml": config_map(("any", RENAMED)), "n.yaml": LABELLED}, []),
        ({"a.yaml": config_map(("any", RENAMED)), "d.yaml": daemon_set("args: []")}, []),
        ({"a.yaml": config_map(("any", RENAMED)), "g.yaml": ON_GKE}, []),
        ({"a.yaml": config_map(("any", RENAMED)), "examples/b.yaml": ASKS}, []),
        ({"a.yaml": config_map(("any", RENAMED)), "n.yaml": HAS_IT}, []),
        ({"a.yaml": config_map(("any", RENAMED)), "c.yaml": release("{gfd: {enabled: true}}")}, []),
        ({"clusters/one/a.yaml": config_map(("any", RENAMED))}, []),
        ({"clusters/two/a.yaml": config_map(("any", RENAMED))}, ["warning"]),
    ],
)
def test_a_configuration_that_nothing_here_could_name(files: dict[str, str], severities: list[str]) -> None:
    found = judged(files | {"clusters/two/pod.yaml" if "clusters" in next(iter(files)) else "pod.yaml": ASKS}).findings
    assert [one.severity.value for one in found if one.code == "WRK203"] == severities


def test_without_a_configuration_nothing_is_known() -> None:
    assert told(pod("{limits: {nvidia.com/gpu.shared: 1}}"), "WRK203") == []


def test_of_two_installations_nothing_says_which_a_pod_is_for() -> None:
    text = pod("{limits: {nvidia.com/gpu: 1}}")
    assert told({"dev/a.yaml": sharing(RENAMED), "prod/a.yaml": sharing(SHARED), "prod/b.yaml": text}, "WRK203") == []


SINGLE = "as the MIG strategy in force calls MIG devices, or set the strategy to mixed."


@pytest.mark.parametrize(
    ("config", "resource", "fix"),
    [
        (sharing(SHARED), "nvidia.com/gpu.shared", "Write nvidia.com/gpu, or set `renameByDefault: true`."),
        (
            sharing(SHARED, strategy="mixed"),
            "nvidia.com/mig-1g.10gb.shared",
            "Write nvidia.com/mig-1g.10gb, or share nvidia.com/mig-1g.10gb with `renameByDefault: true`.",
        ),
        (
            sharing(MIG, strategy="mixed"),
            "nvidia.com/mig-1g.10gb.shared",
            "Write nvidia.com/mig-1g.10gb, or set `renameByDefault: true`.",
        ),
        (sharing(SHARED, strategy="single"), "nvidia.com/mig-1g.10gb.shared", f"Write nvidia.com/gpu, {SINGLE}"),
        (sharing(SHARED, strategy="single"), "nvidia.com/mig-1g.10gb", f"Write nvidia.com/gpu, {SINGLE}"),
        (
            sharing(RENAMED, strategy="single"),
            "nvidia.com/mig-1g.10gb.shared",
            f"Write nvidia.com/gpu.shared, {SINGLE}",
        ),
        (
            sharing(RENAMED),
            "nvidia.com/gpu",
            "Write nvidia.com/gpu.shared: renameByDefault gives the shared resource that name.",
        ),
    ],
)
def test_the_fix_is_a_name_that_the_nodes_have(config: str, resource: str, fix: str) -> None:
    files = {"values.yaml": config, "pod.yaml": pod(f"{{limits: {{{resource}: 1}}}}")}
    assert [one.fix for one in judged(files).findings if one.code == "WRK203"] == [fix]


SLICE = pod("{limits: {nvidia.com/mig-1g.10gb: 1}}")
PLUGIN = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: nvidia-device-plugin, namespace: kube-system}}
spec:
  template:
    spec:
      containers:
        - {{name: main, image: "nvcr.io/nvidia/k8s-device-plugin:v0.19.3"{more}}}
"""


def weighed(files: dict[str, str], options: tuple[str, ...] = ()) -> list[tuple[int, str, str]]:
    found = [one for one in judged({**files, "pod.yaml": SLICE}, options).findings if one.code == "WRK203"]
    return [(line_of(one), one.severity.value, one.message) for one in found]


@pytest.mark.parametrize(
    ("installed", "severity", "strategy"),
    [
        ("mig: {strategy: none}\ntoolkit: {enabled: true}\n", "error", "none (mig.strategy of the chart)"),
        (release("mig: {strategy: single}"), "error", "single (mig.strategy of the chart)"),
        (release("driver: {enabled: false}"), "warning", "single (gpu-operator's default of mig.strategy)"),
        (release("devicePlugin: {config: {name: a, default: b}}"), "warning", "single (gpu-operator's default of"),
        (release("migStrategy: none", chart="nvidia-device-plugin", version="0.19.3"), "error", "none (migStrategy of"),
        (release("gfd: {enabled: true}", chart="nvidia-device-plugin", version="0.19.3"), "warning", "none (the plugi"),
        (policy("mig: {strategy: single}"), "error", "single (mig.strategy of the ClusterPolicy)"),
        (PLUGIN.format(more=""), "warning", "none (the default, of which DaemonSet nvidia-device-plugin says nothing)"),
        (PLUGIN.format(more=", args: [--mig-strategy=none]"), "error", "none (DaemonSet nvidia-device-plugin)"),
        (PLUGIN.format(more=", env: [{name: MIG_STRATEGY, value: single}]"), "error", "single (DaemonSet nvidia-dev"),
    ],
)
def test_the_strategy_alone_takes_names_away(installed: str, severity: str, strategy: str) -> None:
    [(line, weight, message)] = weighed({"a.yaml": installed})
    assert (line, weight) == (9, severity)
    assert message.startswith(f"no node advertises nvidia.com/mig-1g.10gb under MIG strategy {strategy}")


@pytest.mark.parametrize(
    "installed",
    [
        release("mig: {strategy: mixed}"),
        release("mig: {strategy: '${STRATEGY}'}"),
        release("mig: {strategy: none}\ndevicePlugin: {enabled: false}"),
        release("mig: {strategy: none}\ndevicePlugin: {env: [{name: MIG_STRATEGY, value: mixed}]}"),
        release("mig: {strategy: none}\ndevicePlugin: {args: [--mig-strategy=mixed]}"),
        release("config: {name: elsewhere}", chart="nvidia-device-plugin", version="0.19.3"),
        # Without a strategy of the policy every node's configuration says its own.
        policy("devicePlugin: {enabled: true}"),
        policy("mig: {strategy: none}\ndevicePlugin: {enabled: false}"),
        PLUGIN.format(more=", args: [--mig-strategy, mixed]"),
        PLUGIN.format(more=", args: [--config-file=/etc/plugin.yaml]"),
        PLUGIN.format(more=", envFrom: [{configMapRef: {name: plugin}}]"),
        PLUGIN.format(more=", env: [{name: MIG_STRATEGY, valueFrom: {configMapKeyRef: {name: a, key: b}}}]"),
        # Of several installations nothing says which one the pod is for.
        release("mig: {strategy: none}") + "---\n" + release("mig: {strategy: none}"),
        release("mig: {strategy: none}") + "---\n" + PLUGIN.format(more=", args: [--mig-strategy=mixed]"),
        # A node that has the resource shows that somebody advertises it.
        release("mig: {strategy: none}") + "---\n" + gpu_node(advertised='{nvidia.com/mig-1g.10gb: "7"}'),
    ],
)
def test_a_strategy_that_leaves_them_or_is_not_known(installed: str) -> None:
    assert weighed({"a.yaml": installed}) == []


def test_the_strategy_says_nothing_of_whole_cards_and_of_names_that_are_none() -> None:
    text = release("mig: {strategy: none}") + "---\n" + pod("{limits: {nvidia.com/gpu: 1, nvidia.com/mig-9g.9gb: 1}}")
    assert told(text, "WRK203") == []


@pytest.mark.parametrize(
    ("strategy", "fix"),
    [
        ("single", "Set the strategy to mixed, or write nvidia.com/gpu, as single calls every MIG device."),
        ("none", "Set the strategy to mixed: under none the plugin does not see MIG devices."),
    ],
)
def test_the_cure_for_a_strategy(strategy: str, fix: str) -> None:
    files = {"a.yaml": release(f"mig: {{strategy: {strategy}}}"), "b.yaml": SLICE}
    assert [one.fix for one in judged(files).findings if one.code == "WRK203"] == [fix]


def test_the_operators_default_counts_for_a_values_file_too() -> None:
    ((_, severity, message),) = weighed({"a.yaml": "driver: {enabled: false}\ntoolkit: {enabled: true}\n"})
    assert severity == "warning"
    assert "under MIG strategy single (gpu-operator's default of mig.strategy)" in message


@pytest.mark.parametrize(
    ("strategy", "found"),
    [("", ["warning"]), ("mig: {strategy: single}\n", ["error"]), ("mig: {strategy: mixed}\n", [])],
)
def test_a_configuration_that_leaves_the_strategy_to_the_operator(strategy: str, found: list[str]) -> None:
    values = f"driver: {{enabled: true}}\n{strategy}devicePlugin: {{config: {{name: sharing, default: ''}}}}\n"
    sharing = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sharing}\ndata:\n  any: |\n    version: v1\n"
        "    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}\n"
    )
    told_of = weighed({"a.yaml": values, "c.yaml": sharing})
    assert [severity for _, severity, _ in told_of] == found
    assert all("under MIG strategy single" in message for *_, message in told_of)
