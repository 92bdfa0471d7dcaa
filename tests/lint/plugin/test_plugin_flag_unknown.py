import pytest

from tests.lint.chart_values import weighed
from tests.lint.examples import judged, told

CODE = "PLG219"
NVIDIAS = "nvcr.io/nvidia/k8s-device-plugin"


def daemon(more: str, image: str = f"{NVIDIAS}:v0.17.4", kind: str = "DaemonSet") -> str:
    """A plugin of one's own: what it is told begins in line 12."""
    lines = "".join(f"          {line}\n" for line in more.splitlines())
    return f"""\
apiVersion: apps/v1
kind: {kind}
metadata: {{name: plugin, namespace: kube-system}}
spec:
  selector: {{matchLabels: {{app: plugin}}}}
  template:
    metadata: {{labels: {{app: plugin}}}}
    spec:
      containers:
        - name: plugin
          image: {image}
{lines}      tolerations: [{{key: nvidia.com/gpu, operator: Exists}}]
"""


def fixes(text: str) -> list[str]:
    return [one.fix for one in judged(text).findings if one.code == CODE]


def env(name: str, value: str = '"true"', tag: str = "v0.17.4") -> str:
    return daemon(f"env:\n- name: {name}\n  value: {value}\n", f"{NVIDIAS}:{tag}")


@pytest.mark.parametrize(
    ("tag", "args"),
    [
        ("v0.7.0", "[--mig-strategy=single, --pass-device-specs, --device-list-strategy=envvar]"),
        ("v0.8.0", "[-nvidia-driver-root, /]"),
        ("v0.12.0", "[--config-file=/c/any]"),
        ("v0.14.0-ubi8", "[--cdi-annotation-prefix=a/, --nvidia-ctk-path=/a]"),
        ("v0.15.1", "[--mps-root=/mps, --device-id-strategy, uuid]"),
        ("v0.16.0-ubuntu20.04", "[--driver-root=/, --nvidia-driver-root=/, --container-driver-root=/]"),
        ("v0.17.0", "[--imex-channel-ids=0, --imex-required, --kubelet-socket=]"),
        ("v0.18.1", "[--gdrcopy-enabled, --cdi-feature-flags=a]"),
        ("v0.20.0", "[--shared-devices-allocation-policy=packed, --cdi-disable-hooks=all]"),
        ("v0.17.4", "[--help]"),
        ("v0.17.4", "[--version, --anything]"),
        ("v0.14.0-rc.2", "[--cdi-enabled]"),
        ("v0.17.4", "[]"),
        ("v0.17.4", "--mig-strategyy"),
        ("v0.17.4", "{a: --mig}"),
    ],
)
def test_flags_that_a_release_has(tag: str, args: str) -> None:
    assert told(daemon(f"args: {args}", f"{NVIDIAS}:{tag}"), CODE) == []


@pytest.mark.parametrize(
    ("tag", "flag", "fix"),
    [
        ("v0.15.0", "--nvidia-mig-config=all-disabled", "Leave it out. The plugin divides no GPU"),
        ("v0.7.0", "--nvidia-driver-root=/", "v0.8.0 is the first release that has it"),
        ("v0.11.0", "--config-file=/c/any", "v0.12.0 is the first release that has it"),
        ("v0.16.2", "--kubelet-socket=/s", "v0.17.0 is the first release that has it"),
        ("v0.18.0", "-cdi-feature-flags=a", "v0.18.1 is the first release that has it"),
        ("v0.17.4", "--cdi-enabled", "Only v0.14.0-rc.1 and v0.14.0-rc.2 had it. Write --device-list-strategy=cdi-"),
        ("v0.17.4", "--mig-stategy=single", "Did you mean --mig-strategy?"),
        ("v0.17.4", "--migStrategy=single", "Did you mean --mig-strategy?"),
        ("v0.17.4", "--failOnInitError=false", "Did you mean --fail-on-init-error?"),
        ("v0.17.4", "--fail_on_init_error=false", "Did you mean --fail-on-init-error?"),
        ("v0.17.4", "--mig-strategy single", "Write --mig-strategy=single, with an equals sign."),
        ("v0.17.4", "--no-timestamp", "It is a flag of gpu-feature-discovery"),
        ("v0.17.4", "--default-config=any", "It is a flag of config-manager"),
        ("v0.17.4", "--time-slicing-replicas=4", "Leave it out. The plugin takes sharing from its configuration"),
        ("v0.17.4", "--device-split-count=4", "Leave it out. The plugin takes sharing from its configuration"),
        ("v0.17.4", "--zzz", "Leave it out; `nvidia-device-plugin --help`"),
    ],
)
def test_flags_that_it_does_not_have(tag: str, flag: str, fix: str) -> None:
    text = daemon(f"args:\n- --fail-on-init-error=false\n- {flag}\n", f"{NVIDIAS}:{tag}")
    [(severity, message)] = weighed(text, CODE)
    name = flag.lstrip("-").partition("=")[0]
    assert severity == "error"
    assert message.startswith(f"nvidia-device-plugin {tag} has no flag --{name}: ")
    assert [line for line, _ in told(text, CODE)] == [14]
    assert [one[: len(fix)] for one in fixes(text)] == [fix]


@pytest.mark.parametrize(
    ("args", "lines"),
    [
        # What a flag takes as its value is no flag, not even with a hyphen.
        ("- --config-file\n- --zzz\n- --yyy\n", [15]),
        # What stands behind a switch ends the flags, as two hyphens do.
        ("- --pass-device-specs\n- 'true'\n- --zzz\n", []),
        ("- --\n- --zzz\n", []),
        ("- word\n- --zzz\n", []),
        ("- '-'\n- --zzz\n", []),
        ("- 5\n- --zzz\n", []),
        # An unknown flag may have a value of its own.
        ("- --zzz\n- --yyy\n", [13, 14]),
        ("- --zzz\n- value\n- --yyy\n", [13, 15]),
        ("- --zzz\n- value\n- word\n- --yyy\n", [13]),
        # Nothing is known of what is filled in later.
        ("- --${FLAG}=a\n- --zzz\n", []),
        ("- $(ARGUMENTS)\n- --zzz\n", []),
        ("- --mig-strategy=$(STRATEGY)\n- --zzz\n", [14]),
        ("- --=a\n- ---b\n", []),
    ],
)
def test_words_as_the_parser_reads_them(args: str, lines: list[int]) -> None:
    assert [line for line, _ in told(daemon(f"args:\n{args}"), CODE)] == lines


@pytest.mark.parametrize(
    ("command", "args", "count"),
    [
        ("[nvidia-device-plugin]", "[--zzz]", 1),
        ("[/usr/bin/nvidia-device-plugin, --zzz]", "[--yyy]", 2),
        ("[sh, -c, nvidia-device-plugin --zzz]", "[]", 0),
        ("[/bin/my-own, --zzz]", "[]", 0),
        ("[gpu-feature-discovery]", "[--oneshot, -o=/f, --mig-strategy=single, --kubeconfig=/k]", 0),
        ("[gpu-feature-discovery]", "[--pass-device-specs]", 1),
        ("[mps-control-daemon, mount-shm]", "[--zzz]", 0),
        ("[mps-control-daemon]", "[--config-file=/c, --mps-root=/mps]", 1),
        ("[config-manager]", "[--oneshot, --node-label=a, --zzz]", 1),
    ],
)
def test_programs_of_the_image(command: str, args: str, count: int) -> None:
    assert len(told(daemon(f"command: {command}\nargs: {args}"), CODE)) == count


def test_a_program_that_the_release_does_not_have_is_let_be() -> None:
    text = daemon("command: [gpu-feature-discovery]\nargs: [--zzz]", f"{NVIDIAS}:v0.14.5")
    assert told(text, CODE) == []


@pytest.mark.parametrize(
    ("image", "found"),
    [
        (f"{NVIDIAS}:v0.17.4", ["error"]),
        ("mirror.example/gpu/k8s-device-plugin:v0.17.4", ["error"]),
        ("k8s-device-plugin:v0.17.4@sha256:0123", ["error"]),
        (f"{NVIDIAS}:latest", ["warning"]),
        (NVIDIAS, ["warning"]),
        (f"{NVIDIAS}@sha256:0123", ["warning"]),
        (f"{NVIDIAS}:${{TAG}}", ["warning"]),
        (f"'{NVIDIAS}:{{{{ tag }}}}'", ["warning"]),
        (f"{NVIDIAS}:v0.21.0", ["warning"]),
        (f"{NVIDIAS}:v0.17.0-mine", ["warning"]),
        # Other makers call theirs the same.
        ("rocm/k8s-device-plugin:latest", []),
        ("4pdosc/k8s-device-plugin:latest", []),
        ("nvcr.io/nvidia/k8s-device-plugin-fork:v0.17.4", []),
        ("projecthami/hami:v2.5.0", []),
    ],
)
def test_images(image: str, found: list[str]) -> None:
    assert [weight for weight, _ in weighed(daemon("args: [--zzz]", image), CODE)] == found


@pytest.mark.parametrize("tag", ["latest", "v0.21.0", "1.11", "v0.16.0-rc.1"])
def test_of_an_unknown_release_what_any_has_is_let_be(tag: str) -> None:
    more = "args: [--cdi-disable-hooks=all]\nenv: [{name: CDI_DISABLE_HOOKS, value: all}]"
    assert told(daemon(more, f"{NVIDIAS}:{tag}"), CODE) == []


@pytest.mark.parametrize(
    ("tag", "name", "by_whom", "fix"),
    [
        (
            "v0.19.0",
            "CDI_ENABLED",
            "v0.14.0-rc.1 and v0.14.0-rc.2 did",
            "Write DEVICE_LIST_STRATEGY with the value cdi",
        ),
        ("latest", "CDI_ENABLED", "v0.14.0-rc.1 and v0.14.0-rc.2 did", "Write DEVICE_LIST_STRATEGY with the value cdi"),
        ("v0.8.2", "MIG_STRATEGY", "v0.9.0 is the first", "Give it as the flag --mig-strategy, or take v0.9.0"),
        ("v0.14.5", "MPS_ROOT", "v0.15.0 is the first", "Take v0.15.0 or a later release"),
        ("v0.17.4", "DP_ENABLE_HEALTHCHECKS", "v0.18.0 is the first", "Take v0.18.0 or a later release"),
        ("v0.17.4", "FAIL_ON_INIT_EROR", "nvidia-device-plugin v0.17.4 does not", "Did you mean FAIL_ON_INIT_ERROR?"),
        ("v0.17.4", "mig_strategy", "nvidia-device-plugin v0.17.4 does not", "Did you mean MIG_STRATEGY?"),
        ("latest", "MIG_STRATGY", "no release of nvidia-device-plugin up to", "Did you mean MIG_STRATEGY?"),
        ("v0.17.4", "NVIDIA_MIG_STRATEGY", "nvidia-device-plugin v0.17.4", "Did you mean MIG_STRATEGY?"),
        ("v0.17.4", "DRIVER_ROOT", "nvidia-device-plugin v0.17.4", "Did you mean NVIDIA_DRIVER_ROOT?"),
        ("v0.17.4", "DISABLE_HEALTHCHECKS", "nvidia-device-plugin v0.17.4", "Did you mean DP_DISABLE_HEALTHCHECKS?"),
        ("v0.17.4", "CONFIG_FILE_SPEC", "nvidia-device-plugin v0.17.4", "Did you mean CONFIG_FILE?"),
        ("v0.17.4", "DEVICE_SPLIT_COUNT", "nvidia-device-plugin v0.17.4", "Leave it out. The plugin takes sharing"),
        ("v0.17.4", "NVIDIA_TIME_SLICING_REPLICAS", "nvidia-device-plugin", "Leave it out. The plugin takes sharing"),
    ],
)
def test_variables_that_nothing_reads(tag: str, name: str, by_whom: str, fix: str) -> None:
    text = env(name, tag=tag)
    [(severity, message)] = weighed(text, CODE)
    assert severity == "warning"
    assert message.startswith(f"{name} is read by nothing: {by_whom}")
    assert [line for line, _ in told(text, CODE)] == [13]
    assert [one[: len(fix)] for one in fixes(text)] == [fix]


@pytest.mark.parametrize(
    "name",
    [
        "NVIDIA_VISIBLE_DEVICES",
        "NVIDIA_DRIVER_CAPABILITIES",
        "NVIDIA_MIG_MONITOR_DEVICES",
        "NVIDIA_DISABLE_REQUIRE",
        "NVIDIA_DRIVER_VERSION",
        "CUDA_MPS_PIPE_DIRECTORY",
        "CONTAINERD_SOCKET",
        "DEVICE_PLUGIN_MODE",
        "LD_LIBRARY_PATH",
        "KUBECONFIG",
        "NODE_NAME",
        "POD_NAME",
        "PATH",
        "TZ",
        "${PREFIX}_MIG_STRATEGY",
        "MIG_STRATEGY",
        "NVIDIA_CDI_HOOK_PATH",
        "DP_DISABLE_HEALTHCHECKS",
    ],
)
def test_variables_of_others_and_those_that_are_read(name: str) -> None:
    assert told(env(name), CODE) == []


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("", 1),
        ("- {name: DEVICE_LIST_STRATEGY, value: envvar}", 1),
        ("- {name: DEVICE_LIST_STRATEGY, value: 'envvar,cdi-annotations'}", 0),
        ("- {name: DEVICE_LIST_STRATEGY, valueFrom: {configMapKeyRef: {name: a, key: b}}}", 0),
        ("args: [--device-list-strategy=cdi-cri]", 0),
        ("args: [--device-list-strategy=envvar]", 1),
    ],
)
def test_cdi_that_is_chosen_as_well_takes_no_harm(more: str, found: int) -> None:
    assert len(told(daemon(f"env:\n- {{name: CDI_ENABLED, value: 'true'}}\n{more}\n"), CODE)) == found


@pytest.mark.parametrize("value", ["'false'", "'0'", "''"])
def test_cdi_that_is_not_wanted_is_not_missed(value: str) -> None:
    assert told(env("CDI_ENABLED", value), CODE) == []


def test_the_candidate_reads_its_own_variable_and_an_empty_one_says_nothing() -> None:
    assert told(env("CDI_ENABLED", tag="v0.14.0-rc.2"), CODE) == []
    assert told(env("MIG_STRATGY", "''"), CODE) == []


def test_variables_that_the_command_line_takes_in() -> None:
    more = "env: [{name: MIG_STRATGY, value: single}]\nargs: [--mig-strategy=$(MIG_STRATGY)]"
    assert told(daemon(more), CODE) == []
    other = "env: [{name: MIG_STRATGY, value: single}, {name: MIG_STRATEGY, value: $(MIG_STRATGY)}]"
    assert told(daemon(other), CODE) == []


def test_variables_of_other_programs_are_not_judged() -> None:
    assert told(daemon("command: [gpu-feature-discovery]\nenv: [{name: CDI_ENABLED, value: 'true'}]"), CODE) == []


@pytest.mark.parametrize("kind", ["DaemonSet", "Deployment", "StatefulSet"])
def test_a_patch_may_be_of_another_program(kind: str) -> None:
    whole = daemon("args: [--zzz]", kind=kind)
    patch = whole.replace("  selector: {matchLabels: {app: plugin}}\n", "")
    with_command = patch.replace("args:", "command: [nvidia-device-plugin]\n          args:")
    assert [len(told(text, CODE)) for text in (whole, patch, with_command)] == [1, 0, 1]


def test_what_an_operator_made_is_not_somebodys_text() -> None:
    text = env("CDI_ENABLED").replace("{name: plugin, n", "{ownerReferences: [{kind: ClusterPolicy}], name: plugin, n")
    assert told(text, CODE) == []


def test_a_bare_pod() -> None:
    pod = f"""\
apiVersion: v1
kind: Pod
metadata: {{name: plugin}}
spec:
  containers: [{{name: a, image: "{NVIDIAS}:v0.17.4", args: [--zzz]}}]
"""
    assert [line for line, _ in told(pod, CODE)] == [5]


@pytest.mark.parametrize(
    ("kustomization", "found"),
    [
        ("images: [{name: nvcr.io/nvidia/k8s-device-plugin, newTag: v0.20.0}]", []),
        ("images: [{name: nvcr.io/nvidia/k8s-device-plugin, digest: 'sha256:0'}]", []),
        ("images: [{name: busybox, newTag: '1'}]", ["error"]),
        ("images: busybox", ["error"]),
    ],
)
def test_a_kustomization_may_take_another_release(kustomization: str, found: list[str]) -> None:
    head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n"
    files = {"kustomization.yaml": head + kustomization, "a.yaml": daemon("args: [--cdi-disable-hooks=all]")}
    findings = [one.severity.value for one in judged(files).findings if one.code == CODE]
    assert findings == found


def test_flux_may_take_another_release() -> None:
    flux = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: gpus}
spec: {path: ./gpus, images: [{name: nvcr.io/nvidia/k8s-device-plugin, newTag: v0.20.0}]}
"""
    assert told({"flux.yaml": flux, "a.yaml": daemon("args: [--cdi-disable-hooks=all]")}, CODE) == []


@pytest.mark.parametrize(
    ("image", "arguments", "found"),
    [
        ("nvcr.io/nvidia/gpu-feature-discovery:v0.8.2", "--nvidia-driver-root=/a", 1),
        ("nvcr.io/nvidia/gpu-feature-discovery:v0.8.2", "--oneshot, --sleep-interval=60s, -o=/f", 0),
        ("nvidia/gpu-feature-discovery:v0.4.1", "--mig-strategi=single", 1),
        ("example.com/gpu-feature-discovery:v0.8.2", "--nvidia-driver-root=/a", 0),
    ],
)
def test_feature_discovery_of_its_own_image(image: str, arguments: str, found: int) -> None:
    """It had one until it moved into the plugin's; of which release a flag is is not asked."""
    assert len(told(daemon(f"args: [{arguments}]", image), CODE)) == found


def test_what_the_chart_writes_into_every_pod_is_passed_over_at_its_own_value() -> None:
    assert told(env("MPS_ROOT", "/run/nvidia/mps", "v0.14.0"), CODE) == []
    assert len(told(env("MPS_ROOT", "/mps", "v0.14.0"), CODE)) == 1
