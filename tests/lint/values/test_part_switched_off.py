import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release, weighed
from tests.lint.examples import told
from tests.lint.policies import policy, whole

MPS = "version: v1\\nsharing: {mps: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}\\n"
SLICES = MPS.replace("mps", "timeSlicing")
OPERATOR_CONFIG = 'devicePlugin: {{config: {{create: true, name: a, default: any, data: {{any: "{0}"}}}}}}'
PLUGIN_CONFIG = 'config: {{map: {{any: "{0}"}}}}'


@pytest.mark.parametrize(
    ("chart", "values"),
    [
        (OPERATOR, "mig: {strategy: none}\ngfd: {enabled: false}\n" + OPERATOR_CONFIG.format(MPS)),
        (PLUGIN, PLUGIN_CONFIG.format(MPS)),
        (PLUGIN, "gfd: {enabled: false}\n" + PLUGIN_CONFIG.format(MPS)),
    ],
)
def test_mps_without_feature_discovery(chart: str, values: str) -> None:
    [(severity, message)] = weighed(release(values, chart), "VAL206")
    assert (severity, message[:38]) == ("warning", "MPS needs GPU Feature Discovery, which")


@pytest.mark.parametrize(
    ("chart", "values"),
    [
        (OPERATOR, "mig: {strategy: none}\n" + OPERATOR_CONFIG.format(MPS)),
        (OPERATOR, "gfd: {enabled: false}\n" + OPERATOR_CONFIG.format(SLICES)),
        (PLUGIN, "gfd: {enabled: true}\n" + PLUGIN_CONFIG.format(MPS)),
        (PLUGIN, PLUGIN_CONFIG.format(SLICES)),
    ],
)
def test_mps_with_it_and_time_slicing_without(chart: str, values: str) -> None:
    assert weighed(release(values, chart), "VAL206") == []


def test_a_plugin_without_mps_drops_the_block_which_another_rule_tells() -> None:
    text = release(PLUGIN_CONFIG.format(MPS), PLUGIN, "0.14.5")
    assert (weighed(text, "VAL206"), len(weighed(text, "PLG203"))) == ([], 1)


def test_a_node_labelled_by_hand_needs_no_discovery() -> None:
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {nvidia.com/mps.capable: 'true'}}\n"
    assert told({"a.yaml": release(PLUGIN_CONFIG.format(MPS), PLUGIN), "n.yaml": node}, "VAL206") == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            "devicePlugin: {enabled: false, config: {name: a}}",
            "the device plugin is off, so devicePlugin.config is read",
        ),
        ("migManager: {enabled: false, config: {name: a}}", "the MIG manager is off, so migManager.config is read"),
    ],
)
def test_a_configuration_that_nobody_reads(values: str, message: str) -> None:
    [(severity, found)] = weighed(release(values), "VAL206")
    assert (severity, found[: len(message)]) == ("info", message)


@pytest.mark.parametrize(
    "values",
    [
        "devicePlugin: {enabled: false}",
        "migManager: {enabled: false}",
        "mig: {strategy: mixed}\nmigManager: {enabled: false}",
    ],
)
def test_parts_that_are_off_alone(values: str) -> None:
    assert weighed(release(values), "VAL206") == []


def test_a_layout_label_with_the_manager_off() -> None:
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {nvidia.com/mig.config: all-1g.10gb}}\n"
    files = {"a.yaml": release("migManager:\n  enabled: false"), "n.yaml": node}
    assert [line for line, _ in told(files, "VAL206")] == [8]


@pytest.mark.parametrize(
    ("switch", "name"),
    [
        ("gds: {enabled: true}\ndriver: {enabled: false}", "gds.enabled"),
        ("gdrcopy: {enabled: true}\ndriver: {enabled: false}", "gdrcopy.enabled"),
        ("driver: {enabled: false, rdma: {enabled: true}}", "driver.rdma.enabled"),
    ],
)
def test_what_comes_with_the_driver_while_it_is_off(switch: str, name: str) -> None:
    start = f"{name} installs nothing: "
    for made in (release, policy):
        [(severity, message)] = weighed(made(switch + "\ndevicePlugin: {enabled: false}"), "VAL206")
        assert (severity, message[: len(start)]) == ("warning", start)
        # The plugin hands out what the host brings, save what RDMA needs.
        [(severity, message)] = weighed(made(switch), "VAL206")
        assert (severity, message[: len(start)]) == ("warning" if "rdma" in name else "info", start)


def test_the_line_of_what_is_on() -> None:
    values = (
        "devicePlugin: {enabled: false}\ndriver:\n  enabled: false\n  rdma:\n    enabled: true\ngds:\n  enabled: true"
    )
    assert [line for line, _ in told(release(values), "VAL206")] == [11, 13]


@pytest.mark.parametrize(
    "values",
    [
        "gds: {enabled: true}",
        "driver: {enabled: true, rdma: {enabled: true}}\ngds: {enabled: true}",
        "driver: {enabled: false}\ngds: {enabled: false}\ngdrcopy: {enabled: false}",
        "driver: {enabled: false, rdma: {enabled: false, useHostMofed: true}}",
        "driver: {enabled: false, useNvidiaDriverCRD: true, nvidiaDriverCRD: {enabled: true}}\ngds: {enabled: true}",
    ],
)
def test_drivers_that_are_on_or_need_nothing(values: str) -> None:
    assert weighed(release(values), "VAL206") == []
    assert weighed(policy(values), "VAL206") == []


def test_a_driver_object_has_switches_of_its_own() -> None:
    driver = "apiVersion: nvidia.com/v1alpha1\nkind: NVIDIADriver\nmetadata: {name: a}\nspec: {driverType: gpu}\n"
    values = "driver: {enabled: false}\ndevicePlugin: {enabled: false}\ngds: {enabled: true}"
    assert told({"a.yaml": release(values), "d.yaml": driver}, "VAL206") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (release("vgpuManager: {enabled: true, repository: a, image: b, version: c}"), 1),
        (release("sandboxWorkloads: {enabled: false}\nvgpuManager: {enabled: true}"), 1),
        (policy(whole() + "\nvgpuManager: {enabled: true, repository: registry.example/vgpu}"), 1),
        (policy("vgpuManager: {enabled: true}"), 0),
        (release("sandboxWorkloads: {enabled: true}\nvgpuManager: {enabled: true}"), 0),
        (release("vfioManager: {enabled: true}\nsandboxDevicePlugin: {enabled: true}"), 0),
    ],
)
def test_parts_for_virtual_machines_where_these_are_off(text: str, number: int) -> None:
    assert [severity for severity, _ in weighed(text, "VAL206")] == ["warning"] * number


def test_the_vgpu_manager_of_the_operators_own_example_is_a_note() -> None:
    text = policy(whole() + "\nsandboxWorkloads: {enabled: false}\nvgpuManager: {enabled: true}")
    assert [severity for severity, _ in weighed(text, "VAL206")] == ["info"]


@pytest.mark.parametrize(("version", "severity"), [("v1.11.1", "info"), ("v22.9.0", "warning")])
def test_the_vgpu_manager_that_old_charts_switch_on_by_default(version: str, severity: str) -> None:
    text = release("sandboxWorkloads: {enabled: false}\nvgpuManager: {enabled: true}", version=version)
    assert [one for one, _ in weighed(text, "VAL206")] == [severity]


LABELLED = "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {nvidia.com/mig.config: all-1g.10gb}}\n"
MANAGER = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: mig}
spec:
  selector: {matchLabels: {app: mig}}
  template:
    metadata: {labels: {app: mig}}
    spec: {containers: [{name: mig, image: nvcr.io/nvidia/cloud-native/k8s-mig-manager:v0.12.0}]}
"""


@pytest.mark.parametrize(
    ("manager", "others", "lines"),
    [
        ("{enabled: false}", (LABELLED,), [14]),
        ("{enabled: false}", (LABELLED.replace("all-1g.10gb", "all-disabled"),), []),
        ("{enabled: false}", (LABELLED, MANAGER), []),
        ("{enabled: false}", (), []),
        ("{enabled: true}", (LABELLED,), []),
        ("{}", (LABELLED,), []),
    ],
)
def test_a_layout_label_with_the_manager_of_a_policy_off(
    manager: str, others: tuple[str, ...], lines: list[int]
) -> None:
    files = {"a.yaml": policy(f"{whole()}\nmigManager: {manager}")}
    files |= {f"{number}.yaml": other for number, other in enumerate(others)}
    assert [line for line, _ in told(files, "VAL206")] == lines


def test_labels_and_managers_of_another_cluster_are_none_of_a_policys() -> None:
    off = policy(f"{whole()}\nmigManager: {{enabled: false}}")
    apart = {"clusters/a/policy.yaml": off, "clusters/b/node.yaml": LABELLED}
    assert told(apart, "VAL206") == []
    together = {"clusters/a/policy.yaml": off, "clusters/a/node.yaml": LABELLED, "clusters/b/manager.yaml": MANAGER}
    assert len(told(together, "VAL206")) == 1


@pytest.mark.parametrize("value", ["[all-1g.10gb]", "", "${LAYOUT}", '""'])
def test_a_label_that_names_no_layout_yet_asks_for_none(value: str) -> None:
    files = {
        "a.yaml": policy(f"{whole()}\nmigManager: {{enabled: false}}"),
        "b.yaml": LABELLED.replace("all-1g.10gb}", f"{value}}}"),
    }
    assert told(files, "VAL206") == []
