import pytest

from tests.lint.chart_values import release, weighed
from tests.lint.examples import judged, told

CODE = "PLG220"
PLUGIN, EXPORTER = (
    "nvcr.io/nvidia/k8s-device-plugin:v0.17.4",
    "nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04",
)
DISCOVERY = "[/usr/bin/gpu-feature-discovery]"


def pod(*, image: str = PLUGIN, command: str = "null", args: str = "[]", env: str = "[]") -> str:
    """A DaemonSet: the command stands in line 12, the arguments in 13, the variables in 14."""
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
        command: {command}
        args: {args}
        env: {env}
        volumeMounts: [{{name: sockets, mountPath: /var/lib/kubelet/device-plugins}}]
      volumes: [{{name: sockets, hostPath: {{path: /var/lib/kubelet/device-plugins}}}}]
"""


def env(name: str, value: str) -> str:
    return f'[{{name: {name}, value: "{value}"}}]'


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("MIG_STRATEGY", "Single", "single"),
        ("DEVICE_LIST_STRATEGY", "envvar,cdi", "cdi"),
        ("DEVICE_ID_STRATEGY", "UUID", "uuid"),
        ("FAIL_ON_INIT_ERROR", "no", "true or false"),
        ("GDS_ENABLED", "enabled", "true"),
        ("SHARED_DEVICES_ALLOCATION_POLICY", "pack", "packed"),
    ],
)
def test_variables_of_the_plugin(name: str, value: str, fix: str) -> None:
    assert fix
    assert [line for line, _ in told(pod(env=env(name, value)), CODE)] == [14]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MIG_STRATEGY", "mixed"),
        ("MIG_STRATEGY", ""),
        ("MIG_STRATEGY", "${STRATEGY}"),
        ("DEVICE_LIST_STRATEGY", "envvar, cdi-cri"),
        ("FAIL_ON_INIT_ERROR", "F"),
        ("FAIL_ON_INIT_ERROR", ""),
        ("SOMETHING", "yes"),
        # Of other programs in the same image.
        ("GFD_SLEEP_INTERVAL", "60"),
    ],
)
def test_what_the_plugin_takes(name: str, value: str) -> None:
    assert told(pod(env=env(name, value)), CODE) == []


@pytest.mark.parametrize(
    ("args", "count"),
    [
        ("[--mig-strategy=all]", 1),
        ("[--mig-strategy, all]", 1),
        ("[-mig-strategy=none, --pass-device-specs=yes]", 1),
        ("[--fail-on-init-error, 'false']", 1),
        ("[--fail-on-init-error, 'true', --mig-strategy=none]", 1),
        # True at the end is what it is without the word.
        ("[--mig-strategy=none, --fail-on-init-error, 'true']", 0),
        ("[--pass-device-specs, --mig-strategy=all]", 1),
        ("[--mig-strategy=none, --pass-device-specs]", 0),
        # The parser stops at the first word that is no flag.
        ("[run, --mig-strategy=all]", 0),
        ("['--mig-strategy=$(MIG)']", 0),
        ("[--kubelet-socket, all, --mig-strategy=none]", 0),
    ],
)
def test_flags_of_the_plugin(args: str, count: int) -> None:
    assert len(told(pod(args=args), CODE)) == count


def test_a_variable_that_a_flag_beats() -> None:
    assert told(pod(args="[--mig-strategy=none]", env=env("MIG_STRATEGY", "all")), CODE) == []
    assert len(told(pod(args="[--pass-device-specs]", env=env("PASS_DEVICE_SPECS", "on")), CODE)) == 1


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("GFD_SLEEP_INTERVAL", "60", 1),
        ("GFD_SLEEP_INTERVAL", "1m30s", 0),
        ("GFD_SLEEP_INTERVAL", "5\u03bcs", 0),
        ("GFD_SLEEP_INTERVAL", "9" * 5000, 1),
        ("GFD_SLEEP_INTERVAL", "infinite", 0),
        ("GFD_SLEEP_INTERVAL", "0", 0),
        ("GFD_ONESHOT", "off", 1),
        ("MIG_STRATEGY", "dual", 1),
        ("DEVICE_DISCOVERY_STRATEGY", "vfio", 0),
    ],
)
def test_feature_discovery(name: str, value: str, count: int) -> None:
    assert len(told(pod(command=DISCOVERY, env=env(name, value)), CODE)) == count


@pytest.mark.parametrize(("value", "fix"), [("0,1", "Write g:0,1."), ("all", "Write f for all GPUs and MIG instances")])
def test_devices_that_are_meant(value: str, fix: str) -> None:
    variables = env("DCGM_EXPORTER_DEVICES_STR", value)
    [found] = [one for one in judged(pod(image=EXPORTER, env=variables)).findings if one.code == CODE]
    assert (found.fix or "").startswith(fix)


@pytest.mark.parametrize(
    ("args", "variables", "lines"),
    [
        ("[-f, /etc/dcgm-exporter/default-counters.csv, -c, '5000', -k]", "[]", []),
        ("['-f /etc/dcgm-exporter/default-counters.csv']", "[]", [13]),
        ("[--interval=5000]", "[]", [13]),
        ("[-c, 5s]", "[]", [13]),
        ("[]", env("DCGM_EXPORTER_INTERVAL", "30s"), [14]),
        ("[]", env("DCGM_EXPORTER_INTERVAL", "30000"), []),
        ("[]", env("DCGM_EXPORTER_LISTEN", "9400"), [14]),
        ("[]", env("DCGM_EXPORTER_LISTEN", "0.0.0.0:9400"), []),
        ("[]", env("DCGM_EXPORTER_KUBERNETS", "true"), [14]),
        ("[]", env("DCGM_EXPORTER_OWN_SETTING", "1"), []),
        ("[]", env("DCGM_EXPORTER_DEVICES_STR", "all"), [14]),
        ("[]", env("DCGM_EXPORTER_DEVICES_STR", "0,1"), [14]),
        ("[]", env("DCGM_EXPORTER_DEVICES_STR", "g+i"), [14]),
        ("[]", env("DCGM_EXPORTER_DEVICES_STR", "f:0"), [14]),
        ("[]", env("DCGM_EXPORTER_DEVICES_STR", "f"), []),
        ("[]", env("DCGM_EXPORTER_DEVICES_STR", "g:0-3,5"), []),
        ("[]", env("DCGM_EXPORTER_OTHER_DEVICES_STR", "i"), []),
        ("[]", env("DCGM_EXPORTER_CPU_DEVICES_STR", "g:all"), [14]),
        ("[-d, all]", "[]", [13]),
        ("[-d, 'i:0']", "[]", []),
    ],
)
def test_the_exporter(args: str, variables: str, lines: list[int]) -> None:
    assert [line for line, _ in told(pod(image=EXPORTER, args=args, env=variables), CODE)] == lines


@pytest.mark.parametrize(
    "image",
    [
        "rocm/k8s-device-plugin:v0.17.4",
        "nvidia/dcgm-exporter:1.7.2",
        "nvcr.io/nvidia/k8s/dcgm-exporter:2.0.13-2.1.0-ubuntu18.04",
    ],
)
def test_images_of_other_flags(image: str) -> None:
    assert told(pod(image=image, args="[--interval=1, --mig-strategy=all]"), CODE) == []


def test_a_shell_is_not_read() -> None:
    assert told(pod(command="[sh, -c]", args="[nvidia-device-plugin --mig-strategy=all]"), CODE) == []


def test_what_the_config_manager_needs() -> None:
    found = told(pod(command="[config-manager]", env=env("NODE_NAME", "gpu-1")), CODE)
    assert [line for line, _ in found] == [12, 12]
    given = "[config-manager, --node-name=a, --config-file-srcdir=/a, --config-file-dst=/b]"
    assert told(pod(command=given), CODE) == []


@pytest.mark.parametrize(
    ("values", "chart", "version", "count"),
    [
        ("migStrategy: dual", "nvidia-device-plugin", "0.17.4", 1),
        ("deviceListStrategy: cdi-cri,cdi", "nvidia-device-plugin", "0.17.4", 1),
        ("deviceListStrategy: cdi-cri,envvar", "nvidia-device-plugin", "0.17.4", 0),
        ("devicePlugin: {env: [{name: PASS_DEVICE_SPECS, value: 'on'}]}", "gpu-operator", "v26.7.0", 1),
        ("dcgmExporter: {args: ['--interval=5']}", "gpu-operator", "v26.7.0", 1),
        ("gfd: {env: [{name: GFD_SLEEP_INTERVAL, value: 60s}]}", "gpu-operator", "v26.7.0", 0),
    ],
)
def test_charts(values: str, chart: str, version: str, count: int) -> None:
    assert len(weighed(release(values, chart, version), CODE)) == count


OLD = "nvcr.io/nvidia/k8s-device-plugin:v0.13.0"
BOTH = "envvar,cdi-annotations"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (pod(image=OLD, env=env("DEVICE_LIST_STRATEGY", BOTH)), 1),
        (pod(image=OLD, env=env("DEVICE_LIST_STRATEGY", "envvar")), 0),
        (pod(image=OLD, args=f"['--device-list-strategy={BOTH}']", env=env("DEVICE_LIST_STRATEGY", "cdi-cri")), 1),
        (pod(image=OLD.replace("13", "14"), env=env("DEVICE_LIST_STRATEGY", BOTH)), 0),
        (pod(image=OLD.replace("13", "14"), env=env("DEVICE_LIST_STRATEGY", "cdi-cri")), 1),
        (pod(image=OLD.replace("v0.13.0", "latest"), env=env("DEVICE_LIST_STRATEGY", "cdi-cri")), 0),
        (release(f"deviceListStrategy: '{BOTH}'", "nvidia-device-plugin", "0.13.0"), 1),
        (release(f"deviceListStrategy: '{BOTH}'\nimage: {{tag: v0.17.0}}", "nvidia-device-plugin", "0.13.0"), 0),
        (release(f"deviceListStrategy: '{BOTH}'", "nvidia-device-plugin", "0.20.0"), 0),
        (release(f"devicePlugin: {{env: {env('DEVICE_LIST_STRATEGY', 'cdi-cri')}}}", version="v23.9.2"), 1),
        (release(f"devicePlugin: {{env: {env('DEVICE_LIST_STRATEGY', 'cdi-cri')}}}", version="v24.3.0"), 0),
        (
            release(
                f"devicePlugin: {{version: v0.17.0, env: {env('DEVICE_LIST_STRATEGY', 'cdi-cri')}}}", version="v23.9.2"
            ),
            0,
        ),
    ],
)
def test_strategies_that_came_with_a_later_plugin(text: str, count: int) -> None:
    assert len(told(text, CODE)) == count


@pytest.mark.parametrize(
    ("name", "value", "count"),
    [
        ("CONTAINERD_SET_AS_DEFAULT", "yes", 1),
        ("ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED", "disabled", 1),
        ("CONTAINERD_SET_AS_DEFAULT", "false", 0),
        ("CDI_ENABLED", "", 0),
        ("CONTAINERD_SOCKET", "yes", 0),
        ("NVIDIA_DRIVER_ROOT", "on", 0),
    ],
)
def test_switches_of_the_toolkit(name: str, value: str, count: int) -> None:
    text = release(f"toolkit: {{env: [{{name: {name}, value: '{value}'}}]}}", version="v25.3.4")
    assert len(weighed(text, CODE)) == count


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ("devicePlugin: {args: ['--mig-strategy=mixed']}", 1),
        ("migManager: {args: ['--debug']}", 1),
        ("devicePlugin: {args: ['nvidia-device-plugin --mig-strategy=mixed']}", 0),
        ("gfd: {args: ['--mig-strategy=mixed']}", 0),
        ("devicePlugin: {args: []}", 0),
    ],
)
def test_flags_that_a_shell_gets(values: str, count: int) -> None:
    found = weighed(release(values, version="v25.3.4"), CODE)
    assert [severity for severity, _ in found] == ["error"] * count
    assert all("takes the place of the script" in message for _, message in found)


@pytest.mark.parametrize(
    ("part", "name", "program"),
    [
        ("migManager: {{{}}}", "WITH_REBOOT", "nvidia-mig-manager"),
        ("migManager: {{{}}}", "WITH_SHUTDOWN_HOST_GPU_CLIENTS", "nvidia-mig-manager"),
        ("validator: {{driver: {{{}}}}}", "DISABLE_DEV_CHAR_SYMLINK_CREATION", "nvidia-validator"),
        ("validator: {{plugin: {{{}}}}}", "WITH_WORKLOAD", "nvidia-validator"),
        ("validator: {{cuda: {{{}}}}}", "WITH_WORKLOAD", "nvidia-validator"),
        ("validator: {{toolkit: {{{}}}}}", "WITH_WAIT", "nvidia-validator"),
    ],
)
def test_switches_of_programs_that_the_operator_starts(part: str, name: str, program: str) -> None:
    def messages(value: str) -> list[str]:
        block = part.format(f"env: [{{name: {name}, value: '{value}'}}]")
        hand_made = f"apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {{name: p}}\nspec: {{{block}}}\n"
        found = told(release(block), CODE)
        assert told(hand_made, CODE) == [(4, message) for _, message in found]
        return [message for _, message in found]

    assert messages("yes") == [f"{name} is yes, and {program} takes true or false: it ends as soon as it starts"]
    assert messages("true") == messages("0") == messages("") == messages("${REBOOT}") == []


def test_other_variables_and_arguments_of_theirs_are_left_alone() -> None:
    values = "migManager: {args: ['--with-reboot=yes'], env: [{name: OWN, value: 'yes'}]}\nvalidator: {args: ['x=yes']}"
    assert [message for _, message in told(release(values), CODE) if "takes true or false" in message] == []
    assert told(release("validator: {env: [{name: OWN, value: 'yes'}]}"), CODE) == []


@pytest.mark.parametrize(
    ("version", "count"), [("1.6.2", 0), ("v1.10.1", 0), ("v1.11.0", 1), ("v22.9.0", 1), ("v26.7.0", 1)]
)
@pytest.mark.parametrize(
    "values", ["devicePlugin: {args: ['--mig-strategy=mixed']}", "migManager: {args: ['--debug']}"]
)
def test_releases_whose_containers_have_no_shell(values: str, version: str, count: int) -> None:
    assert len([one for _, one in weighed(release(values, version=version), CODE) if "a shell runs" in one]) == count


ON = "{name: GFD_USE_NODE_FEATURE_API, value: 'true'}"


@pytest.mark.parametrize(
    ("args", "env", "line"),
    [
        ("[]", f"[{ON}]", 14),
        ("[]", "[{name: USE_NODE_FEATURE_API, value: '1'}]", 14),
        ("[--use-node-feature-api]", "[]", 13),
        ("[--use-node-feature-api=true]", "[{name: NODE, value: a}]", 13),
        ("[--use-node-feature-api]", "[{name: GFD_USE_NODE_FEATURE_API, value: 'false'}]", 13),
    ],
)
def test_node_features_of_no_node(args: str, env: str, line: int) -> None:
    ((at, message),) = told(pod(command=DISCOVERY, args=args, env=env), CODE)
    assert at == line
    assert "gpu-feature-discovery is not told NODE_NAME" in message


@pytest.mark.parametrize(
    ("args", "env"),
    [
        ("[]", f"[{ON}, {{name: NODE_NAME, valueFrom: {{fieldRef: {{fieldPath: spec.nodeName}}}}}}]"),
        ("[--node-name=a]", f"[{ON}]"),
        ("[--use-node-feature-api=false]", f"[{ON}]"),
        ("[]", "[{name: GFD_USE_NODE_FEATURE_API, value: 'false'}]"),
        ("[]", "[{name: GFD_USE_NODE_FEATURE_API, value: '${ON}'}]"),
        ("[]", "[]"),
    ],
)
def test_node_features_of_a_node_or_none(args: str, env: str) -> None:
    assert told(pod(command=DISCOVERY, args=args, env=env), CODE) == []
    assert told(pod(env=f"[{ON}]"), CODE) == []
    further = pod(command=DISCOVERY, env=f"[{ON}]").replace("        env:", "        envFrom: [{}]\n        env:")
    assert told(further, CODE) == []
