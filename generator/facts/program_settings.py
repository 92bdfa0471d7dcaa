"""What the flags and variables of NVIDIA's programs take, and the variables that a program cannot do without.

Sources: NVIDIA/k8s-device-plugin v0.20.0 cmd/nvidia-device-plugin/main.go (validateFlags), cmd/gpu-feature-discovery
and internal/lm/mig-strategy.go, cmd/config-manager/main.go (validateFlags, updateConfigName), api/config/v1/consts.go
and duration.go; NVIDIA/dcgm-exporter pkg/cmd/app.go at every tag from 2.4.6-2.6.10 to 4.5.3-4.8.2;
NVIDIA/nvidia-container-toolkit tools/container and cmd/nvidia-ctk-installer (v1.11.0 to v1.19.0). How texts are read:
urfave/cli v2 flag_bool.go (strconv.ParseBool), flag_int.go (strconv.ParseInt), flag_string_slice.go (commas).
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN


class Form(Enum):
    """What a setting takes."""

    WORD = "one of"
    WORDS = "some of"
    SWITCH = "true or false"
    NUMBER = "a whole number"
    DURATION = "a duration with a unit, such as 60s"
    ADDRESS = "an address with a port, such as :9400"
    DEVICES = "f, g or i, and behind g or i a range such as g:0-3"
    TEXT = "any text"


class Setting(NamedTuple):
    """A setting by its flag; `words` are those that it takes, for WORD and WORDS."""

    flag: str
    form: Form
    variables: tuple[str, ...]
    words: tuple[str, ...] = ()


class Program(NamedTuple):
    """A program, its settings, those that must be given, and the flags that its short ones stand for."""

    name: str
    settings: tuple[Setting, ...]
    needed: tuple[str, ...] = ()
    short: Mapping[str, str] = MappingProxyType({})

    def of_flag(self, flag: str) -> Setting | None:
        """Return the setting of a flag, short or long, given without its hyphens."""
        name = self.short.get(flag, flag)
        return next((one for one in self.settings if one.flag == name), None)

    def is_switch(self, flag: str) -> bool:
        """Say whether a flag is true or false, so that the word behind it is not its value."""
        setting = self.of_flag(flag)
        return setting is not None and setting.form is Form.SWITCH

    def of_variable(self, variable: str) -> Setting | None:
        """Return the setting that a variable gives."""
        return next((one for one in self.settings if variable in one.variables), None)


MIG_STRATEGIES = ("none", "single", "mixed")
DEVICE_LISTS = ("envvar", "volume-mounts", "cdi-annotations", "cdi-cri")
WORDS_SINCE: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {"cdi-annotations": (0, 14, 0), "cdi-cri": (0, 15, 0)}
)
"""Device list strategies by the first release of the plugin that takes them; source: api/config/v1/consts.go."""
DEVICE_IDS = ("uuid", "index")
DISCOVERIES = ("auto", "nvml", "tegra")
FALLBACKS = ("named", "single", "empty")
GPU_FEATURE_DISCOVERY, CONFIG_MANAGER, DCGM_EXPORTER = "gpu-feature-discovery", "config-manager", "dcgm-exporter"
TOOLKIT = "nvidia-toolkit"
"""The program of the container toolkit's image, which is nvidia-ctk-installer since v1.18.0."""
SWITCH_WORDS = frozenset(["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"])
"""What Go's strconv.ParseBool takes."""


def _same(form: Form, **variables: str) -> tuple[Setting, ...]:
    """Return settings of one form: the keyword is the flag with underscores, the text names its variables."""
    return tuple(Setting(flag.replace("_", "-"), form, tuple(names.split())) for flag, names in variables.items())


_PLUGIN = Program(
    DEVICE_PLUGIN,
    (
        Setting("mig-strategy", Form.WORD, ("MIG_STRATEGY",), MIG_STRATEGIES),
        Setting("device-list-strategy", Form.WORDS, ("DEVICE_LIST_STRATEGY",), DEVICE_LISTS),
        Setting("device-id-strategy", Form.WORD, ("DEVICE_ID_STRATEGY",), DEVICE_IDS),
        Setting("device-discovery-strategy", Form.WORD, ("DEVICE_DISCOVERY_STRATEGY",), DISCOVERIES),
        Setting(
            "shared-devices-allocation-policy",
            Form.WORD,
            ("SHARED_DEVICES_ALLOCATION_POLICY",),
            ("distributed", "packed"),
        ),
        *_same(
            Form.SWITCH,
            fail_on_init_error="FAIL_ON_INIT_ERROR",
            pass_device_specs="PASS_DEVICE_SPECS",  # noqa: S106 - the name of a variable
            gds_enabled="GDS_ENABLED",
            mofed_enabled="MOFED_ENABLED",
            gdrcopy_enabled="GDRCOPY_ENABLED",
            imex_required="IMEX_REQUIRED",
        ),
    ),
)
_DISCOVERY = Program(
    GPU_FEATURE_DISCOVERY,
    (
        Setting("mig-strategy", Form.WORD, ("GFD_MIG_STRATEGY", "MIG_STRATEGY"), MIG_STRATEGIES),
        Setting("device-discovery-strategy", Form.WORD, ("DEVICE_DISCOVERY_STRATEGY",), (*DISCOVERIES, "vfio")),
        Setting("sleep-interval", Form.DURATION, ("GFD_SLEEP_INTERVAL",), ("infinite",)),
        *_same(
            Form.SWITCH,
            fail_on_init_error="GFD_FAIL_ON_INIT_ERROR FAIL_ON_INIT_ERROR",
            oneshot="GFD_ONESHOT",
            no_timestamp="GFD_NO_TIMESTAMP",
            use_node_feature_api="GFD_USE_NODE_FEATURE_API USE_NODE_FEATURE_API",
        ),
    ),
)
_MANAGER = Program(
    CONFIG_MANAGER,
    (
        Setting("fallback-strategies", Form.WORDS, ("FALLBACK_STRATEGIES",), FALLBACKS),
        *_same(Form.SWITCH, oneshot="ONESHOT", send_signal="SEND_SIGNAL"),
        *_same(Form.NUMBER, signal="SIGNAL"),
        *_same(
            Form.TEXT,
            node_name="NODE_NAME",
            config_file_srcdir="CONFIG_FILE_SRCDIR",
            config_file_dst="CONFIG_FILE_DST",
        ),
    ),
    needed=("node-name", "config-file-srcdir", "config-file-dst"),
)
_SHORT = MappingProxyType(
    {
        "f": "collectors",
        "a": "address",
        "c": "collect-interval",
        "k": "kubernetes",
        "o": "use-old-namespace",
        "p": "cpu-devices",
        "m": "configmap-data",
        "r": "remote-hostengine-info",
        "d": "devices",
        "n": "no-hostname",
        "s": "switch-devices",
        "x": "xid-count-window-size",
        "rbmn": "replace-blanks-in-model-name",
    }
)
"""The exporter's short flags."""
_EXPORTER = Program(
    DCGM_EXPORTER,
    (
        Setting("log-format", Form.WORD, ("DCGM_EXPORTER_LOG_FORMAT",), ("text", "json")),
        *_same(Form.ADDRESS, address="DCGM_EXPORTER_LISTEN"),
        *_same(
            Form.NUMBER,
            collect_interval="DCGM_EXPORTER_INTERVAL",
            xid_count_window_size="DCGM_EXPORTER_XID_COUNT_WINDOW_SIZE",
            clock_events_count_window_size="DCGM_EXPORTER_CLOCK_EVENTS_COUNT_WINDOW_SIZE",
            dump_retention="DCGM_EXPORTER_DUMP_RETENTION",
            kubernetes_pod_label_cache_size="DCGM_EXPORTER_KUBERNETES_POD_LABEL_CACHE_SIZE",
        ),
        *_same(
            Form.SWITCH,
            kubernetes="DCGM_EXPORTER_KUBERNETES",
            use_old_namespace="DCGM_EXPORTER_USE_OLD_NAMESPACE",
            kubernetes_enable_pod_labels="DCGM_EXPORTER_KUBERNETES_ENABLE_POD_LABELS",
            kubernetes_enable_pod_uid="DCGM_EXPORTER_KUBERNETES_ENABLE_POD_UID",
            no_hostname="DCGM_EXPORTER_NO_HOSTNAME",
            fake_gpus="DCGM_EXPORTER_USE_FAKE_GPUS",
            replace_blanks_in_model_name="DCGM_EXPORTER_REPLACE_BLANKS_IN_MODEL_NAME",
            debug="DCGM_EXPORTER_DEBUG",
            enable_dcgm_log="DCGM_EXPORTER_ENABLE_DCGM_LOG",
            kubernetes_virtual_gpus="KUBERNETES_VIRTUAL_GPUS",
            kubernetes_enable_dra="KUBERNETES_ENABLE_DRA",
            dump_enabled="DCGM_EXPORTER_DUMP_ENABLED",
            dump_compression="DCGM_EXPORTER_DUMP_COMPRESSION",
            disable_startup_validate="DISABLE_STARTUP_VALIDATE",
            web_systemd_socket="DCGM_EXPORTER_SYSTEMD_SOCKET",
            enable_gpu_bind_unbind_watch="DCGM_EXPORTER_ENABLE_GPU_BIND_UNBIND_WATCH",
            enable_pprof="DCGM_EXPORTER_ENABLE_PPROF",
        ),
        *_same(
            Form.DEVICES,
            devices="DCGM_EXPORTER_DEVICES_STR",
            switch_devices="DCGM_EXPORTER_OTHER_DEVICES_STR",
            cpu_devices="DCGM_EXPORTER_CPU_DEVICES_STR",
        ),
        *_same(
            Form.TEXT,
            collectors="DCGM_EXPORTER_COLLECTORS",
            kubernetes_gpu_id_type="DCGM_EXPORTER_KUBERNETES_GPU_ID_TYPE",
            configmap_data="DCGM_EXPORTER_CONFIGMAP_DATA",
            remote_hostengine_info="DCGM_REMOTE_HOSTENGINE_INFO",
            kubernetes_pod_label_allowlist_regex="DCGM_EXPORTER_KUBERNETES_POD_LABEL_ALLOWLIST_REGEX",
            web_config_file="DCGM_EXPORTER_WEB_CONFIG_FILE",
            dcgm_log_level="DCGM_EXPORTER_DCGM_LOG_LEVEL",
            pod_resources_kubelet_socket="DCGM_POD_RESOURCES_KUBELET_SOCKET",
            hpc_job_mapping_dir="DCGM_HPC_JOB_MAPPING_DIR",
            nvidia_resource_names="NVIDIA_RESOURCE_NAMES",
            dump_directory="DCGM_EXPORTER_DUMP_DIRECTORY",
            gpu_bind_unbind_poll_interval="DCGM_EXPORTER_GPU_BIND_UNBIND_POLL_INTERVAL",
        ),
    ),
    short=_SHORT,
)
_TOOLKIT = Program(
    TOOLKIT,
    _same(
        Form.SWITCH,
        set_as_default="NVIDIA_RUNTIME_SET_AS_DEFAULT CONTAINERD_SET_AS_DEFAULT DOCKER_SET_AS_DEFAULT",
        use_legacy_config="CONTAINERD_USE_LEGACY_CONFIG",
        enable_cdi_in_runtime="RUNTIME_ENABLE_CDI",
        no_daemon="NO_DAEMON",
        cdi_enabled="CDI_ENABLED ENABLE_CDI",
        skip_mode_detection="NVIDIA_CONTAINER_RUNTIME_HOOK_SKIP_MODE_DETECTION",
        as_envvar_when_unprivileged="ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED",
        as_volume_mounts="ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS",
    ),
)
"""Its switches by their variables, which alone an operator's values give it."""
MIG_MANAGER, VALIDATOR = "nvidia-mig-manager", "nvidia-validator"
_MIG_MANAGER = Program(
    MIG_MANAGER,
    _same(
        Form.SWITCH,
        with_reboot="WITH_REBOOT",
        with_shutdown_host_gpu_clients="WITH_SHUTDOWN_HOST_GPU_CLIENTS",
        cdi_enabled="CDI_ENABLED",
    ),
)
_VALIDATOR = Program(
    VALIDATOR,
    _same(
        Form.SWITCH,
        with_wait="WITH_WAIT",
        with_workload="WITH_WORKLOAD",
        cleanup_all="CLEANUP_ALL",
        disable_dev_char_symlink_creation="DISABLE_DEV_CHAR_SYMLINK_CREATION",
    ),
)
OPERANDS: Mapping[str, Program] = MappingProxyType({one.name: one for one in (_MIG_MANAGER, _VALIDATOR)})
"""Programs that the operator alone starts, with switches that are given by variables; sources: NVIDIA/mig-parted
cmd/nvidia-mig-manager/main.go (v0.12.1 and later), NVIDIA/gpu-operator cmd/nvidia-validator/main.go (v25.3.4 in
validator/main.go)."""
PROGRAMS: Mapping[str, Program] = MappingProxyType(
    {one.name: one for one in (_PLUGIN, _DISCOVERY, _MANAGER, _EXPORTER, _TOOLKIT)}
)
"""Programs by their names."""
BUILT_IN = frozenset({"help", "h", "version", "v"})
"""Flags that the parsers bring along."""
EVERY_FLAG: Mapping[str, frozenset[str]] = MappingProxyType(
    {DCGM_EXPORTER: frozenset(one.flag for one in _EXPORTER.settings) | _SHORT.keys() | BUILT_IN}
)
"""All flags of a program, with their short forms, where they are known from here."""
