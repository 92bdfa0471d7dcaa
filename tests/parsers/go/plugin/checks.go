package main

import (
	"errors"
	"fmt"
	"slices"

	spec "github.com/NVIDIA/k8s-device-plugin/api/config/v1"
)

// check holds a configuration against what the plugin demands before it looks at GPUs, in the plugin's order.
//
// The plugin's own function is in its package main and cannot be called (source: cmd/nvidia-device-plugin/main.go,
// validateFlags, the same in v0.17.4 and v0.19.3). Left out is the one question that it puts to the machine: whether
// there is an NVML, without which it refuses strategies that use CDI.
func check(config *spec.Config) error {
	own := config.Flags.Plugin
	if _, err := spec.NewDeviceListStrategies(*own.DeviceListStrategy); err != nil {
		return fmt.Errorf("device list strategy: %w", err)
	}
	if !slices.Contains([]string{spec.DeviceIDStrategyUUID, spec.DeviceIDStrategyIndex}, *own.DeviceIDStrategy) {
		return fmt.Errorf("unknown device id strategy %q", *own.DeviceIDStrategy)
	}
	if config.Sharing.SharingStrategy() == spec.SharingStrategyMPS {
		if err := checkMPS(config); err != nil {
			return err
		}
	}
	if !slices.Contains([]string{"auto", "nvml", "tegra"}, *config.Flags.DeviceDiscoveryStrategy) {
		return fmt.Errorf("unknown device discovery strategy %q", *config.Flags.DeviceDiscoveryStrategy)
	}
	strategies := []string{spec.MigStrategyNone, spec.MigStrategySingle, spec.MigStrategyMixed}
	if !slices.Contains(strategies, *config.Flags.MigStrategy) {
		return fmt.Errorf("unknown MIG strategy %q", *config.Flags.MigStrategy)
	}
	return spec.AssertChannelIDsValid(config.Imex.ChannelIDs)
}

func checkMPS(config *spec.Config) error {
	if *config.Flags.MigStrategy == spec.MigStrategyMixed {
		return errors.New("MPS with the MIG strategy mixed")
	}
	if config.Flags.MpsRoot == nil || *config.Flags.MpsRoot == "" {
		return errors.New("MPS without an MPS root")
	}
	return nil
}
