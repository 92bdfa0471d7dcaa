//go:build plugin_v0_17

package main

import (
	spec "github.com/NVIDIA/k8s-device-plugin/api/config/v1"
	"k8s.io/klog/v2"
)

// toLog sends warnings where later releases send them themselves.
type toLog struct{}

func (toLog) Warning(arguments ...any)                 { klog.Warning(arguments...) }
func (toLog) Warningf(format string, arguments ...any) { klog.Warningf(format, arguments...) }

func disableRenaming(config *spec.Config) {
	spec.DisableResourceNamingInConfig(toLog{}, config)
}
