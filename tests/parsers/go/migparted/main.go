// Program migparted reads mig-parted's configuration as nvidia-mig-parted does and says which items touch which GPU.
//
// It unmarshals the file as `nvidia-mig-parted assert --valid-config` does, which is how the MIG manager checks it, and
// walks the GPUs of a node with the filters of api/spec/v1 (source: cmd/nvidia-mig-parted/assert/assert.go,
// ParseConfigFile and WalkSelectedMigConfigForEachGPU). No NVML is needed: a profile's name is checked by its form.
package main

import (
	spec "github.com/NVIDIA/mig-parted/api/spec/v1"
	"github.com/NVIDIA/mig-parted/pkg/types"
	"gpuslice.test/lines"
	"sigs.k8s.io/yaml"
)

// Question is a configuration file and the PCI ids, device before vendor, of a node's GPUs in the order of their indices.
type Question struct {
	Text string   `json:"text"`
	Gpus []uint32 `json:"gpus"`
}

// Answer says what is wrong with the file, or what was read and, by layout and GPU, the numbers of the items in force.
type Answer struct {
	Error   string             `json:"error"`
	Config  *spec.Spec         `json:"config"`
	Touched map[string][][]int `json:"touched"`
}

func main() {
	lines.Serve(answer)
}

func answer(question Question) Answer {
	var read spec.Spec
	if err := yaml.Unmarshal([]byte(question.Text), &read); err != nil {
		return Answer{Error: err.Error()}
	}
	touched := map[string][][]int{}
	for name, items := range read.MigConfigs {
		touched[name] = make([][]int, len(question.Gpus))
		for index, gpu := range question.Gpus {
			touched[name][index] = touching(items, index, types.DeviceID(gpu))
		}
	}
	return Answer{Config: &read, Touched: touched}
}

func touching(items spec.MigConfigSpecSlice, index int, gpu types.DeviceID) []int {
	found := []int{}
	for number, item := range items {
		if item.MatchesDeviceFilter(gpu) && item.MatchesDevices(index) {
			found = append(found, number)
		}
	}
	return found
}
