package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	pluginapi "k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1"
)

// The places that a node's programs look at and that no setting moves (source: NVIDIA/k8s-device-plugin v0.19.3
// internal/plugin/server.go, internal/mig/mig-dp.go, internal/vgpu/pciutil.go, cmd/mps-control-daemon/mps/root.go).
const (
	capabilities = "/proc/driver/nvidia-caps"
	pciDevices   = "/sys/bus/pci/devices"
	mpsRoot      = "/mps"
)

// becomeNode gives this process and its children alone a root that is the machine's but for those places: the sockets
// of device plugins and NVIDIA's capabilities lie in the given folder, MPS has a root, and there are no PCI devices.
func becomeNode(folder string) error {
	if err := changeRoot("/mnt"); err != nil {
		return err
	}
	plugins := filepath.Clean(pluginapi.DevicePluginPath)
	for _, place := range []string{filepath.Dir(filepath.Dir(plugins)), filepath.Dir(capabilities), "/sys/bus"} {
		if err := mount(place); err != nil {
			return err
		}
	}
	return errors.Join(
		os.MkdirAll(mpsRoot, 0o755),
		os.MkdirAll(pciDevices, 0o755),
		link(filepath.Join(folder, "plugins"), plugins),
		link(filepath.Join(folder, "capabilities"), capabilities),
	)
}

// changeRoot makes a root of everything that the old one has, so that more can be put into it.
func changeRoot(at string) error {
	entries, err := os.ReadDir("/")
	if err != nil {
		return err
	}
	if err := mount(at); err != nil {
		return err
	}
	for _, entry := range entries {
		from, to := filepath.Join("/", entry.Name()), filepath.Join(at, entry.Name())
		if from == at {
			continue
		}
		if err := bring(entry, from, to); err != nil {
			return fmt.Errorf("%s: %w", from, err)
		}
	}
	if err := syscall.Chroot(at); err != nil {
		return err
	}
	return os.Chdir("/")
}

func bring(entry os.DirEntry, from, to string) error {
	if target, err := os.Readlink(from); err == nil {
		return os.Symlink(target, to)
	}
	if !entry.IsDir() {
		return nil
	}
	if err := os.Mkdir(to, 0o755); err != nil {
		return err
	}
	return syscall.Mount(from, to, "", syscall.MS_BIND|syscall.MS_REC, "")
}

func mount(place string) error {
	if err := syscall.Mount("none", place, "tmpfs", 0, ""); err != nil {
		return fmt.Errorf("%s: %w", place, err)
	}
	return nil
}

func link(target, place string) error {
	return errors.Join(
		os.MkdirAll(target, 0o755),
		os.MkdirAll(filepath.Dir(place), 0o755),
		os.Symlink(target, place),
	)
}
