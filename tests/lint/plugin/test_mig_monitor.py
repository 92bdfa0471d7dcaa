import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told
from tests.lint.texts import plugin

CODE = "PLG223"
IMAGE = "nvcr.io/nvidia/k8s-device-plugin:v0.17.4"
MONITOR = "{name: NVIDIA_MIG_MONITOR_DEVICES, value: all}"
MIXED = "{name: MIG_STRATEGY, value: mixed}"
ADMIN = "securityContext: {capabilities: {add: [SYS_ADMIN]}}"
DROPPED = "securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}"
SELECTOR = "selector: {matchLabels: {app: plugin}}"


def daemon(*parts: str, image: str = IMAGE, kind: str = "DaemonSet", spec: str = SELECTOR) -> str:
    lines = "".join(f"        {part}\n" for part in parts)
    return (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: plugin}}\nspec:\n  {spec}\n  template:\n    spec:\n"
        f"      containers:\n      - name: plugin\n        image: {image}\n{lines}"
    )


# The parts of the container start on line 11.
@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        ((f"env: [{MIXED}]",), [11]),
        ((f"env: [{MIXED}]", DROPPED), [11]),
        (("args: [--mig-strategy=single]",), [11]),
        (("args: [--fail-on-init-error=false, --mig-strategy, mixed]", DROPPED), [11]),
        (("command: [nvidia-device-plugin, --mig-strategy=mixed]",), [11]),
        ((f"env: [{MIXED}]", ADMIN), [11]),
        ((f"env: [{MIXED}, {MONITOR}]",), [11]),
        ((f"env: [{MIXED}, {MONITOR}]", DROPPED), [11]),
        ((f"env: [{MONITOR}]", DROPPED), [11]),
        ((f"env: [{MIXED}, {{name: NVIDIA_MIG_MONITOR_DEVICES, value: ''}}]",), [11]),
        ((f"env: [{MIXED}, {MONITOR}]", ADMIN), []),
        ((f"env: [{MIXED}, {MONITOR}]", "securityContext: {capabilities: {add: [ALL]}}"), []),
        ((f"env: [{MIXED}, {MONITOR}]", "securityContext: {capabilities: {add: [CAP_SYS_ADMIN]}}"), []),
        ((f"env: [{MIXED}]", "securityContext: {privileged: true}"), []),
        ((f"env: [{MIXED}]", "securityContext: {privileged: ${P}}"), []),
        ((f"env: [{MIXED}, {MONITOR}]", "securityContext: {privileged: true}"), []),
        ((f"env: [{MIXED}]", "envFrom: [{configMapRef: {name: a}}]"), []),
        ((f"env: [{MIXED}, {{name: NVIDIA_MIG_MONITOR_DEVICES, value: '${{M}}'}}]",), []),
        ((f"env: [{MIXED}, {{name: NVIDIA_VISIBLE_DEVICES, value: management.nvidia.com/gpu=all}}]",), []),
        (("env: [{name: MIG_STRATEGY, value: none}]", DROPPED), []),
        (("env: [{name: MIG_STRATEGY, value: '${S}'}]", DROPPED), []),
        (("args: [--mig-strategy=none]",), []),
        (("args: [--mig-strategy=none]", f"env: [{MIXED}]"), []),
        ((DROPPED,), []),
    ],
)
def test_containers(parts: tuple[str, ...], lines: list[int]) -> None:
    assert [line for line, _ in told(daemon(*parts), CODE)] == lines


def test_what_is_said() -> None:
    ((_, message),) = told(daemon(f"env: [{MIXED}]"), CODE)
    assert message.startswith("strategy mixed, and container plugin has neither NVIDIA_MIG_MONITOR_DEVICES nor SYS")
    ((_, message),) = told(daemon(f"env: [{MIXED}]", ADMIN), CODE)
    assert "has no NVIDIA_MIG_MONITOR_DEVICES:" in message
    ((_, message),) = told(daemon(f"env: [{MONITOR}]"), CODE)
    assert message.endswith("NVIDIA's container toolkit refuses to start it")


@pytest.mark.parametrize(
    ("image", "command", "found"),
    [
        ("nvcr.io/nvidia/gpu-feature-discovery:v0.8.2", "args: [-v]", True),
        (IMAGE, "command: [gpu-feature-discovery]", True),
        (IMAGE, "command: [/usr/bin/gpu-feature-discovery]", True),
        ("nvcr.io/nvidia/k8s-device-plugin:v0.11.0", "args: [-v]", False),
        ("nvcr.io/nvidia/k8s-device-plugin:v0.12.0", "args: [-v]", True),
        ("nvcr.io/nvidia/k8s-device-plugin@sha256:12", "args: [-v]", True),
        ("nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-ubuntu22.04", "args: [-f]", False),
        ("rocm/k8s-device-plugin:1.25", "args: [-v]", False),
        (IMAGE, "command: [config-manager]", False),
    ],
)
def test_programs(image: str, command: str, found: bool) -> None:
    text = daemon(command, f"env: [{MIXED}]", image=image)
    assert bool(told(text, CODE)) is found


def test_the_exporter_with_the_variable_alone() -> None:
    image = "nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-ubuntu22.04"
    assert len(told(daemon(f"env: [{MONITOR}]", image=image), CODE)) == 1
    assert told(daemon(f"env: [{MONITOR}]", ADMIN, image=image), CODE) == []


@pytest.mark.parametrize(
    ("strategy", "more", "options", "severity"),
    [
        ("mixed", "", (), Severity.WARNING),
        ("single", "", (), Severity.INFO),
        ("single", "", ("--gpu", "A30"), Severity.WARNING),
        ("single", "nodeSelector: {nvidia.com/mig.config: all-1g.5gb}", (), Severity.WARNING),
        ("single", "nodeSelector: {team: migration}", (), Severity.INFO),
        ("single", "labels: {nvidia.com/gpu.product: NVIDIA-A30}", (), Severity.WARNING),
        ("single", "labels: {nvidia.com/gpu.product: Tesla-T4}", (), Severity.INFO),
        ("single", "labels: {nvidia.com/mig.config: all-balanced}", (), Severity.WARNING),
    ],
)
def test_strategy_single_is_written_for_cards_without_mig_too(
    strategy: str, more: str, options: tuple[str, ...], severity: Severity
) -> None:
    text = daemon(f"args: [--mig-strategy={strategy}]")
    text += f"      {more}\n" if more.startswith("node") else ""
    if more.startswith("labels"):
        text += f"---\napiVersion: v1\nkind: Node\nmetadata: {{name: a, {more}}}\n"
    assert [one.severity for one in judged(text, options).findings if one.code == CODE] == [severity]


def test_patches_and_cards_without_mig() -> None:
    text = daemon(f"env: [{MIXED}]")
    assert told(daemon(f"env: [{MIXED}]", spec="minReadySeconds: 1"), CODE) == []
    assert told(text, CODE, ("--gpu", "T4")) == []
    assert len(told(text, CODE, ("--gpu", "T4", "--gpu", "A30"))) == 1


@pytest.mark.parametrize(
    ("config", "parts", "found"),
    [
        ("flags: {migStrategy: mixed}", "args: [--config-file=/config/any]", True),
        ("flags: {migStrategy: none}", "args: [--config-file=/config/any]", False),
        ("flags: {migStrategy: mixed}", "args: [--config-file=/config/other]", False),
        ("flags: {migStrategy: mixed}", "args: [--config-file=/config/any, --mig-strategy=none]", False),
        ("flags: {migStrategy: mixed}", "args: [-v]", False),
    ],
)
def test_the_configuration(config: str, parts: str, found: bool) -> None:
    mounts = "volumeMounts: [{name: config, mountPath: /config}]"
    text = daemon(parts, mounts) + "      volumes: [{name: config, configMap: {name: nvidia-plugin}}]\n"
    lines = [line for line, _ in told(plugin(f"version: v1\n{config}") + "---\n" + text, CODE)]
    assert lines == ([7] if found else [])
