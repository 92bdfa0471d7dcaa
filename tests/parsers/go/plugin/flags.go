package main

import (
	spec "github.com/NVIDIA/k8s-device-plugin/api/config/v1"
	"github.com/urfave/cli/v2"
)

// flags returns the settings that the plugin takes from the environment and that a file may set too, with their
// defaults; what the plugin does not know of them (gdrcopy-enabled before v0.18.0) its parser passes over.
func flags() []cli.Flag {
	deviceLists := cli.NewStringSlice(spec.DeviceListStrategyEnvVar)
	return []cli.Flag{
		&cli.StringFlag{Name: "config-file"},
		text("mig-strategy", spec.MigStrategyNone, "MIG_STRATEGY"),
		text("mps-root", "", "MPS_ROOT"),
		text("device-discovery-strategy", "auto", "DEVICE_DISCOVERY_STRATEGY"),
		text("device-id-strategy", spec.DeviceIDStrategyUUID, "DEVICE_ID_STRATEGY"),
		text("cdi-annotation-prefix", spec.DefaultCDIAnnotationPrefix, "CDI_ANNOTATION_PREFIX"),
		text("nvidia-driver-root", "/", "NVIDIA_DRIVER_ROOT"),
		text("nvidia-dev-root", "", "NVIDIA_DEV_ROOT"),
		text("nvidia-ctk-path", spec.DefaultNvidiaCTKPath, "NVIDIA_CDI_HOOK_PATH", "NVIDIA_CTK_PATH"),
		text("container-driver-root", spec.DefaultContainerDriverRoot, "DRIVER_ROOT_CTR_PATH", "CONTAINER_DRIVER_ROOT"),
		&cli.StringSliceFlag{Name: "device-list-strategy", Value: deviceLists, EnvVars: []string{"DEVICE_LIST_STRATEGY"}},
		&cli.IntSliceFlag{Name: "imex-channel-ids", EnvVars: []string{"IMEX_CHANNEL_IDS"}},
		truth("imex-required", false, "IMEX_REQUIRED"),
		truth("fail-on-init-error", true, "FAIL_ON_INIT_ERROR"),
		truth("pass-device-specs", false, "PASS_DEVICE_SPECS"),
		truth("gdrcopy-enabled", false, "GDRCOPY_ENABLED"),
		truth("gds-enabled", false, "GDS_ENABLED"),
		truth("mofed-enabled", false, "MOFED_ENABLED"),
	}
}

func text(name, value string, variables ...string) cli.Flag {
	return &cli.StringFlag{Name: name, Value: value, EnvVars: variables}
}

func truth(name string, value bool, variable string) cli.Flag {
	return &cli.BoolFlag{Name: name, Value: value, EnvVars: []string{variable}}
}
