//go:build !plugin_v0_17

package main

import spec "github.com/NVIDIA/k8s-device-plugin/api/config/v1"

func disableRenaming(config *spec.Config) {
	spec.DisableResourceNamingInConfig(config)
}
