import pytest

from tests.lint.chart_values import release
from tests.lint.examples import judged, told
from tests.lint.policies import policy

CODE = "VAL231"


def env(*names: str) -> str:
    return f"[{', '.join(f'{{name: {name}, value: a}}' for name in names)}]"


def meant(text: str) -> list[str]:
    """Return what is to be written instead, of every finding."""
    return [(one.fix or "")[len("Did you mean ") : -1] for one in judged(text).findings if one.code == CODE]


@pytest.mark.parametrize(
    ("part", "name", "right"),
    [
        ("devicePlugin", "MIG_STRATEGI", "MIG_STRATEGY"),
        ("devicePlugin", "NVIDIA_FAIL_ON_INIT_ERROR", "FAIL_ON_INIT_ERROR"),
        ("devicePlugin", "DP_PASS_DEVICE_SPECS", "PASS_DEVICE_SPECS"),
        ("gfd", "GFD_DEVICE_DISCOVERY_STRATEGY", "DEVICE_DISCOVERY_STRATEGY"),
        ("gfd", "SLEEP_INTERVAL", "GFD_SLEEP_INTERVAL"),
        ("gfd", "gfd_sleep_interval", "GFD_SLEEP_INTERVAL"),
        ("toolkit", "CONTAINERD_SOKET", "CONTAINERD_SOCKET"),
        ("toolkit", "CONTAINERD_CONFIG2", "CONTAINERD_CONFIG"),
        ("toolkit", "CONTAINERD_SET_DEFAULT", "CONTAINERD_SET_AS_DEFAULT"),
        ("toolkit", "RUNTIME_SET_AS_DEFAULT", "NVIDIA_RUNTIME_SET_AS_DEFAULT"),
        ("migManager", "WITH_REBOT", "WITH_REBOOT"),
        ("migManager", "NVIDIA_VISIBLE_DEVICE", "NVIDIA_VISIBLE_DEVICES"),
        ("dcgmExporter", "DCGM_EXPORTER_COLLECTOR", "DCGM_EXPORTER_COLLECTORS"),
        ("dcgmExporter", "DCGM_INTERVAL", "DCGM_EXPORTER_INTERVAL"),
        ("dcgmExporter", "NVIDIA_MIG_MONITORING", "NVIDIA_MIG_MONITOR_DEVICES"),
        ("gfd", "NVIDIA_MIG_CONFIG", "NVIDIA_MIG_CONFIG_DEVICES"),
    ],
)
def test_what_is_plainly_meant_for_the_program(part: str, name: str, right: str) -> None:
    assert meant(release(f"{part}: {{env: {env(name)}}}")) == [right]
    assert meant(policy(f"{part}: {{env: {env(name)}}}")) == [right]
    # Both of them: one is read.
    assert meant(release(f"{part}: {{env: {env(name, right)}}}")) == []


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("devicePlugin", ("MIG_STRATEGY", "DP_DISABLE_HEALTHCHECKS", "NVIDIA_VISIBLE_DEVICES", "HTTPS_PROXY", "GOGC")),
        ("gfd", ("GFD_SLEEP_INTERVAL", "MIG_STRATEGY", "NVIDIA_DRIVER_CAPABILITIES", "'${NAME}'")),
        ("toolkit", ("CONTAINERD_CONFIG", "CRIO_CONFIG", "RUNTIME", "ROOT", "LD_LIBRARY_PATH", "RUNTIME_ARGS")),
        ("migManager", ("WITH_REBOOT", "TZ", "NODE_NAME", "NO_PROXY", "DCGM_EXPORTER_PORT")),
        ("dcgmExporter", ("DCGM_EXPORTER_LISTEN", "KUBERNETES_ENABLE_DRA", "DCGM_VERSION", "DEBUG", "INTERVAL")),
        ("dcgmExporter", ("NVIDIA_MIG_MONITOR_DEVICES", "NVIDIA_REQUIRE_DRIVER", "NVIDIA_TF32_OVERRIDE", "NODE_NAME")),
        ("driver", ("CONTAINERD_SOKET", "WITH_REBOT")),
    ],
)
def test_what_is_read_or_need_not_be_meant_for_it(part: str, names: tuple[str, ...]) -> None:
    assert meant(release(f"{part}: {{env: {env(*names)}}}")) == []


@pytest.mark.parametrize(("part", "program"), [("gfd", "gpu-feature-discovery"), ("dcgmExporter", "dcgm-exporter")])
def test_what_only_other_programs_of_nvidia_read(part: str, program: str) -> None:
    text = release(f"{part}: {{env: {env('NVIDIA_DRIVER_ROOT', 'DRIVER_ROOT', 'NVIDIA_RUNTIME_NAME')}}}")
    (one,) = (one for one in judged(text).findings if one.code == CODE)
    assert one.message == f"NVIDIA_DRIVER_ROOT is read by nothing here: {program} does not know it"
    assert one.fix == "It is for nvidia-device-plugin, the MIG manager and the container toolkit: leave it out here."


def test_in_a_daemon_set_of_feature_discovery() -> None:
    text = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: gfd, namespace: kube-system}
spec:
  selector: {matchLabels: {app: gfd}}
  template:
    metadata: {labels: {app: gfd}}
    spec:
      containers:
        - name: gfd
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          command: [gpu-feature-discovery]
          env:
            - {name: GFD_SLEEP_INTERVALL, value: 60s}
"""
    assert [line for line, _ in told(text, CODE)] == [14]


EXPORTER = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: exporter, namespace: gpu-operator}
spec:
  selector: {matchLabels: {app: exporter}}
  template:
    metadata: {labels: {app: exporter}}
    spec:
      containers:
        - name: exporter
          image: IMAGE
          args: [ARGUMENTS]
          env: ENV
"""
VALUES = """\
image: {repository: IMAGE, tag: 3.1.8-3.1.5-ubuntu20.04}
arguments: [ARGUMENTS]
extraEnv: ENV
"""
IMAGES = {
    EXPORTER: "nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04",
    VALUES: "nvcr.io/nvidia/k8s/dcgm-exporter",
}


def exporter(head: str, *names: str, image: str | None = None, arguments: str = "") -> str:
    text = head.replace("IMAGE", image or IMAGES[head]).replace("ARGUMENTS", arguments)
    return text.replace("ENV", env(*names))


@pytest.mark.parametrize("head", [EXPORTER, VALUES])
def test_of_an_exporter_of_ones_own(head: str) -> None:
    ((line, message),) = told(exporter(head, "NVIDIA_MIG_MONITORING"), CODE)
    assert line == head.count("\n")
    assert message == (
        "NVIDIA_MIG_MONITORING is read by nothing here: neither dcgm-exporter nor the container toolkit knows it"
    )
    ((_, message),) = told(exporter(head, "DCGM_EXPORTER_METRICS_PORT"), CODE)
    assert message == "DCGM_EXPORTER_METRICS_PORT is read by nothing here: dcgm-exporter does not know it"
    assert meant(exporter(head, "DCGM_EXPORTER_LISTENS", "DCGM_INTERVAL")) == [
        "DCGM_EXPORTER_LISTEN",
        "DCGM_EXPORTER_INTERVAL",
    ]
    ((_, message),) = told(exporter(head, "NVIDIA_DRIVER_ROOT", "NVIDIA_VISIBLE_DEVICES"), CODE)
    assert message == "NVIDIA_DRIVER_ROOT is read by nothing here: dcgm-exporter does not know it"
    # What the command line takes in, what is for others, and what an image of others reads.
    assert told(exporter(head, "DCGM_EXPORTER_MAP", arguments="-m, $(DCGM_EXPORTER_MAP)"), CODE) == []
    assert told(exporter(head, "DD_KUBERNETES_POD_LABELS_AS_TAGS", "DCGM_EXPORTER_KUBERNETES", "LISTEN"), CODE) == []
    assert told(exporter(head, "DCGM_EXPORTER_MAP", image="example.com/dcgm-exporter:4.2.3"), CODE) == []


def test_values_of_the_exporters_chart_by_its_name() -> None:
    text = f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: metrics}}
spec:
  chart: {{spec: {{chart: CHART, version: 4.8.2}}}}
  values:
    extraEnv: {env("NVIDIA_MIG_MONITORING")}
"""
    assert meant(text.replace("CHART", "dcgm-exporter")) == ["NVIDIA_MIG_MONITOR_DEVICES"]
    assert meant(text.replace("CHART", "other-exporter")) == []


def test_the_plugins_own_variables_have_a_rule_of_theirs() -> None:
    text = exporter(EXPORTER, "NVIDIA_MIG_MONITORING", "MIG_STRATEGI", image="nvcr.io/nvidia/k8s-device-plugin:v0.17.0")
    assert meant(text) == ["NVIDIA_MIG_MONITOR_DEVICES"]


def test_what_the_driver_manager_reads() -> None:
    text = release(f"toolkit: {{env: {env('NODE_LABEL_FOR_GPU_POD_EVICTION')}}}")
    (one,) = (one for one in judged(text).findings if one.code == CODE)
    assert one.fix == "It is for the driver manager (driver.manager.env): leave it out here."
    right = release(f"driver: {{manager: {{env: {env('NODE_LABEL_FOR_GPU_POD_EVICTION')}}}}}")
    assert told(right, CODE) == []
