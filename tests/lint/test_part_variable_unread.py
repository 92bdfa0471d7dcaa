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
        ("toolkit", "CONTAINERD_SET_DEFAULT", "CONTAINERD_SET_AS_DEFAULT"),
        ("toolkit", "RUNTIME_SET_AS_DEFAULT", "NVIDIA_RUNTIME_SET_AS_DEFAULT"),
        ("migManager", "WITH_REBOT", "WITH_REBOOT"),
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
        ("migManager", ("WITH_REBOOT", "TZ", "NODE_NAME", "NO_PROXY")),
        ("driver", ("CONTAINERD_SOKET", "WITH_REBOT")),
    ],
)
def test_what_is_read_or_need_not_be_meant_for_it(part: str, names: tuple[str, ...]) -> None:
    assert meant(release(f"{part}: {{env: {env(*names)}}}")) == []


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
