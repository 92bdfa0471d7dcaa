// Program plugin reads configurations of NVIDIA's device plugin as the plugin itself reads them.
//
// It makes the calls that the plugin makes between its start and its first look at a GPU (source:
// cmd/nvidia-device-plugin/main.go, startPlugins): NewConfig, which lays command line and environment over the file;
// DisableResourceNamingInConfig, which takes out what the plugin does not support; then the checks of checks.go.
// What it answers is the configuration that the plugin would log as "Running with config".
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"

	spec "github.com/NVIDIA/k8s-device-plugin/api/config/v1"
	"github.com/urfave/cli/v2"
	"gpuslice.test/lines"
	"k8s.io/klog/v2"
)

// Question is a configuration file and the environment that the plugin is started with.
type Question struct {
	Text        string            `json:"text"`
	Environment map[string]string `json:"environment"`
}

// Answer says why the plugin would exit, or what it would run with and which way of sharing is in force.
type Answer struct {
	Error    string          `json:"error"`
	Config   json.RawMessage `json:"config"`
	Sharing  string          `json:"sharing"`
	Warnings []string        `json:"warnings"`
}

func main() {
	folder, err := os.MkdirTemp("", "plugin-config-")
	if err != nil {
		klog.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	file := filepath.Join(folder, "config.yaml")
	lines.Serve(func(question Question) Answer { return answer(question, file) })
}

func answer(question Question, file string) Answer {
	logged := captureLog()
	config, err := load(question, file)
	result := Answer{Warnings: loggedLines(logged)}
	if err == nil {
		result.Sharing = string(config.Sharing.SharingStrategy())
		result.Config, err = json.Marshal(config)
	}
	if err != nil {
		result.Error = err.Error()
	}
	return result
}

// load sets the environment, as the plugin reads it itself, and takes it back.
func load(question Question, file string) (*spec.Config, error) {
	if err := os.WriteFile(file, []byte(question.Text), 0o600); err != nil {
		return nil, err
	}
	for name, value := range question.Environment {
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
		defer func() { _ = os.Unsetenv(name) }()
	}
	var config *spec.Config
	app := cli.NewApp()
	app.Flags = flags()
	app.Action = func(c *cli.Context) (err error) {
		config, err = spec.NewConfig(c, app.Flags)
		return err
	}
	if err := app.Run([]string{"plugin", "--config-file", file}); err != nil {
		return nil, err
	}
	config.Flags.GFD = nil
	disableRenaming(config)
	return config, check(config)
}

func captureLog() *bytes.Buffer {
	settings := flag.NewFlagSet("klog", flag.PanicOnError)
	klog.InitFlags(settings)
	for _, one := range []string{"-logtostderr=false", "-stderrthreshold=FATAL", "-one_output", "-skip_headers"} {
		_ = settings.Parse([]string{one})
	}
	logged := &bytes.Buffer{}
	klog.SetOutput(logged)
	return logged
}

func loggedLines(logged *bytes.Buffer) []string {
	klog.Flush()
	return strings.FieldsFunc(logged.String(), func(r rune) bool { return r == '\n' })
}
