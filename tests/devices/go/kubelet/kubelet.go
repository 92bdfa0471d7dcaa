package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	pluginapi "k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1"
)

// Allocation is a device plugin's answer to a request of some devices: why it refuses, or what a container is given.
type Allocation struct {
	Error       string            `json:"error"`
	Environment map[string]string `json:"environment"`
	Mounts      map[string]string `json:"mounts"`
	Paths       []string          `json:"paths"`
}

// kubelet takes registrations. Each is answered only after the plugin has told its devices and made the allocations, so
// that nothing is left to wait for once a plugin has registered.
type kubelet struct {
	pluginapi.UnimplementedRegistrationServer

	server      *grpc.Server
	wanted      map[string]int
	registered  chan struct{}
	mutex       sync.Mutex
	devices     map[string][]string
	allocations map[string]Allocation
}

func listen(socket string, wanted map[string]int) (*kubelet, error) {
	_ = os.Remove(socket)
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return nil, err
	}
	found := &kubelet{
		server:      grpc.NewServer(),
		wanted:      wanted,
		registered:  make(chan struct{}, 1),
		devices:     map[string][]string{},
		allocations: map[string]Allocation{},
	}
	pluginapi.RegisterRegistrationServer(found.server, found)
	go func() { _ = found.server.Serve(listener) }()
	return found, nil
}

// forget makes room for what a plugin registers when it has read its configuration anew.
func (k *kubelet) forget() {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	clear(k.devices)
}

func (k *kubelet) stop() { k.server.Stop() }

// Register is called by a device plugin that serves already.
func (k *kubelet) Register(ctx context.Context, request *pluginapi.RegisterRequest) (*pluginapi.Empty, error) {
	if request.Version != pluginapi.Version {
		return nil, fmt.Errorf("version %s", request.Version)
	}
	target := "unix:" + filepath.Join(pluginapi.DevicePluginPath, request.Endpoint)
	connection, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	defer func() { _ = connection.Close() }()
	if err := k.take(ctx, request.ResourceName, pluginapi.NewDevicePluginClient(connection)); err != nil {
		return nil, err
	}
	select {
	case k.registered <- struct{}{}:
	default:
	}
	return &pluginapi.Empty{}, nil
}

func (k *kubelet) take(ctx context.Context, resource string, plugin pluginapi.DevicePluginClient) error {
	stream, err := plugin.ListAndWatch(ctx, &pluginapi.Empty{})
	if err != nil {
		return err
	}
	list, err := stream.Recv()
	if err != nil {
		return err
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.devices[resource] = healthy(list.Devices)
	if count, asked := k.wanted[resource]; asked {
		k.allocations[resource] = allocate(ctx, plugin, k.devices[resource], count)
	}
	return nil
}

func healthy(devices []*pluginapi.Device) []string {
	found := []string{}
	for _, device := range devices {
		if device.Health == pluginapi.Healthy {
			found = append(found, device.ID)
		}
	}
	slices.Sort(found)
	return found
}

func allocate(ctx context.Context, plugin pluginapi.DevicePluginClient, devices []string, count int) Allocation {
	if count > len(devices) {
		return Allocation{Error: fmt.Sprintf("%d of %d devices", count, len(devices))}
	}
	container := &pluginapi.ContainerAllocateRequest{DevicesIds: devices[:count]}
	request := &pluginapi.AllocateRequest{ContainerRequests: []*pluginapi.ContainerAllocateRequest{container}}
	response, err := plugin.Allocate(ctx, request)
	if err != nil {
		return Allocation{Error: err.Error()}
	}
	given := response.ContainerResponses[0]
	result := Allocation{Environment: given.Envs, Mounts: map[string]string{}, Paths: []string{}}
	for _, mount := range given.Mounts {
		result.Mounts[mount.ContainerPath] = mount.HostPath
	}
	for _, device := range given.Devices {
		result.Paths = append(result.Paths, device.HostPath)
	}
	return result
}
