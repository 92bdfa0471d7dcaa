"""Flags and variables that the programs of the device plugin's image read, by the release that first had them.

Read from NVIDIA/k8s-device-plugin at every release tag from v0.7.0 to v0.20.0: cmd/PROGRAM/main.go (before v0.10.0
main.go), internal/flags for gpu-feature-discovery, and for the variables that are no flags nvidia.go, later
internal/rm/health.go. No release took away what an older one had.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from generator.facts.charts import DEVICE_PLUGIN
from generator.facts.program_settings import CONFIG_MANAGER, GPU_FEATURE_DISCOVERY, PROGRAMS, Form
from generator.facts.release_lines import Known, release_known
from generator.facts.releases import Numbers, exact_numbers

_FLAGS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        # The chart's name is the program's.
        DEVICE_PLUGIN: {
            "v0.7.0": "mig-strategy fail-on-init-error pass-device-specs device-list-strategy",
            "v0.8.0": "nvidia-driver-root",
            "v0.9.0": "device-id-strategy",
            "v0.12.0": "config-file",
            "v0.13.0": "gds-enabled mofed-enabled",
            "v0.14.0": "cdi-annotation-prefix nvidia-ctk-path container-driver-root",
            "v0.15.0": "mps-root",
            "v0.16.0": "driver-root dev-root nvidia-dev-root nvidia-cdi-hook-path driver-root-ctr-path "
            "device-discovery-strategy",
            "v0.17.0": "kubelet-socket imex-channel-ids imex-required",
            "v0.18.0": "gdrcopy-enabled",
            "v0.18.1": "cdi-feature-flags",
            "v0.20.0": "shared-devices-allocation-policy cdi-disable-hooks",
        },
        GPU_FEATURE_DISCOVERY: {
            "v0.15.0": "mig-strategy fail-on-init-error oneshot no-timestamp sleep-interval output-file output o "
            "machine-type-file config-file use-node-feature-api kubeconfig kube-api-qps kube-api-burst namespace "
            "node-name",
            "v0.16.0": "device-discovery-strategy",
            "v0.17.0": "driver-root-ctr-path container-driver-root",
            "v0.19.0": "pod-name",
        },
        "mps-control-daemon": {"v0.15.0": "config-file mig-strategy"},
        "config-manager": {
            "v0.12.0": "oneshot kubeconfig node-name node-label config-file-srcdir config-file-dst default-config "
            "send-signal signal process-to-signal",
            "v0.12.2": "fallback-strategies",
        },
    }
)
_VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "v0.7.0": "DP_DISABLE_HEALTHCHECKS",
        "v0.9.0": "MIG_STRATEGY FAIL_ON_INIT_ERROR PASS_DEVICE_SPECS DEVICE_LIST_STRATEGY DEVICE_ID_STRATEGY "
        "NVIDIA_DRIVER_ROOT",
        "v0.12.0": "CONFIG_FILE",
        "v0.13.0": "GDS_ENABLED MOFED_ENABLED",
        "v0.14.0": "CDI_ANNOTATION_PREFIX NVIDIA_CTK_PATH CONTAINER_DRIVER_ROOT",
        "v0.15.0": "MPS_ROOT",
        "v0.16.0": "NVIDIA_DEV_ROOT NVIDIA_CDI_HOOK_PATH DRIVER_ROOT_CTR_PATH DEVICE_DISCOVERY_STRATEGY",
        "v0.17.0": "KUBELET_SOCKET IMEX_CHANNEL_IDS IMEX_REQUIRED",
        "v0.18.0": "GDRCOPY_ENABLED DP_ENABLE_HEALTHCHECKS",
        "v0.18.1": "CDI_FEATURE_FLAGS",
        "v0.20.0": "SHARED_DEVICES_ALLOCATION_POLICY CDI_DISABLE_HOOKS",
    }
)
CHART_VALUES: Mapping[str, str] = MappingProxyType(
    {
        "mig-strategy": "migStrategy",
        "fail-on-init-error": "failOnInitError",
        "device-list-strategy": "deviceListStrategy",
        "device-id-strategy": "deviceIDStrategy",
        "device-discovery-strategy": "deviceDiscoveryStrategy",
        "pass-device-specs": "compatWithCPUManager",
        "nvidia-driver-root": "nvidiaDriverRoot",
        "gds-enabled": "gdsEnabled",
        "mofed-enabled": "mofedEnabled",
        "gdrcopy-enabled": "gdrcopyEnabled",
    }
)
"""Values of the plugin's chart by the flag, whose variable the chart sets to them.

Source: NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin, templates/daemonset-device-plugin.yml.
"""
NEWEST = "v0.20.0"
"""The newest release that was read."""
CANDIDATE = "v0.14.0-rc.1 and v0.14.0-rc.2"
"""The candidates that had what no release has: `CANDIDATE_FLAG` and `CANDIDATE_VARIABLE`."""
CANDIDATE_FLAG, CANDIDATE_VARIABLE = "cdi-enabled", "CDI_ENABLED"
SWITCHES = frozenset(
    {
        CANDIDATE_FLAG,
        *(
            one.flag
            for name in (DEVICE_PLUGIN, GPU_FEATURE_DISCOVERY, CONFIG_MANAGER)
            for one in PROGRAMS[name].settings
            if one.form is Form.SWITCH
        ),
    }
)
"""Flags that are true or false: the word after one is not its value, which stands behind ``=`` alone."""


def known_release(numbers: str) -> Numbers | None:
    """Return the numbers of a release whose flags were read; None for any other, such as one to come."""
    found = exact_numbers(numbers)
    return found if found is not None and release_known(DEVICE_PLUGIN, numbers) is Known.THERE else None


def programs() -> tuple[str, ...]:
    """Return the programs of the image."""
    return tuple(_FLAGS)


def flags_of(program: str, release: Numbers | None) -> frozenset[str]:
    """Return the flags that a program has in a release, in any of them for None; empty where it does not exist yet."""
    return _until(_since(program), release)


def variables_of(release: Numbers | None) -> frozenset[str]:
    """Return the variables that the device plugin reads in a release, in any of them for None."""
    return _until(_read_since(), release)


def first_with_flag(program: str, flag: str) -> str | None:
    """Return the first release whose program has a flag, None where none has it."""
    return _since(program).get(flag)


def first_with_variable(variable: str) -> str | None:
    """Return the first release whose device plugin reads a variable, None where none reads it."""
    return _read_since().get(variable)


def _until(since: Mapping[str, str], release: Numbers | None) -> frozenset[str]:
    return frozenset(
        name for name, first in since.items() if release is None or (exact_numbers(first) or release) <= release
    )


@cache
def _since(program: str) -> Mapping[str, str]:
    return _by_name(_FLAGS.get(program, {}))


@cache
def _read_since() -> Mapping[str, str]:
    return _by_name(_VARIABLES)


def _by_name(by_release: Mapping[str, str]) -> Mapping[str, str]:
    return {name: release for release, names in by_release.items() for name in names.split()}
