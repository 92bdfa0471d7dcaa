package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	pluginapi "k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1"
)

// The places that a node's programs look at and that no setting moves (source: NVIDIA/k8s-device-plugin v0.19.3
// internal/plugin/server.go, internal/mig/mig-dp.go, internal/vgpu/pciutil.go).
const (
	capabilities = "/proc/driver/nvidia-caps"
	pciDevices   = "/sys/bus/pci/devices"
)

// becomeNode puts empty folders over those places, for this process and its children alone: the sockets of device
// plugins and NVIDIA's capabilities lie in the given folder, and there are no PCI devices.
func becomeNode(folder string) error {
	for _, place := range []string{filepath.Dir(filepath.Dir(filepath.Clean(pluginapi.DevicePluginPath))), filepath.Dir(capabilities), "/sys/bus"} {
		if err := syscall.Mount("none", place, "tmpfs", 0, ""); err != nil {
			return fmt.Errorf("%s: %w", place, err)
		}
	}
	if err := os.MkdirAll(pciDevices, 0o755); err != nil {
		return err
	}
	for place, name := range map[string]string{pluginapi.DevicePluginPath: "plugins", capabilities: "capabilities"} {
		place = filepath.Clean(place)
		if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Join(folder, name), 0o755); err != nil {
			return err
		}
		if err := os.Symlink(filepath.Join(folder, name), place); err != nil {
			return err
		}
	}
	return nil
}
