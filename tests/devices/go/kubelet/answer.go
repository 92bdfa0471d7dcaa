package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	pluginapi "k8s.io/kubelet/pkg/apis/deviceplugin/v1beta1"
)

// longest is what a program may take; it needs a tenth of a second on an idle machine.
const longest = 60 * time.Second

// Question is a program to run, the files that it finds, by their path in the node's folder, and what to allocate.
// The words that the program logs where it waits for nothing more are Until; Notes is a file that others write into.
// Later are files that change once the program has registered something; then it is told so by SIGHUP.
type Question struct {
	Command     []string          `json:"command"`
	Environment map[string]string `json:"environment"`
	Files       map[string]string `json:"files"`
	Allocate    map[string]int    `json:"allocate"`
	Until       []string          `json:"until"`
	Notes       string            `json:"notes"`
	Later       map[string]string `json:"later"`
}

// Answer is what the program registered and answered, and how it ended: -1 where it had to be killed.
type Answer struct {
	Exit        int                   `json:"exit"`
	Output      string                `json:"output"`
	Log         string                `json:"log"`
	Notes       string                `json:"notes"`
	Devices     map[string][]string   `json:"devices"`
	Allocations map[string]Allocation `json:"allocations"`
}

func answer(question Question, folder string) Answer {
	if err := write(folder, question.Files); err != nil {
		return Answer{Exit: -1, Log: err.Error()}
	}
	kubelet, err := listen(filepath.Join(pluginapi.DevicePluginPath, "kubelet.sock"), question.Allocate)
	if err != nil {
		return Answer{Exit: -1, Log: err.Error()}
	}
	defer kubelet.stop()
	result := run(question, folder, kubelet)
	result.Devices, result.Allocations = kubelet.devices, kubelet.allocations
	if question.Notes != "" {
		notes, _ := os.ReadFile(filepath.Join(folder, question.Notes))
		result.Notes = string(notes)
	}
	return result
}

func write(folder string, files map[string]string) error {
	for path, text := range files {
		if err := os.WriteFile(filepath.Join(folder, path), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// run ends a program by SIGTERM once it has registered something or has logged that there is nothing to do. A device
// plugin looks at signals only when it has registered all that it has (source: cmd/nvidia-device-plugin/main.go, start).
func run(question Question, folder string, kubelet *kubelet) Answer {
	// The system kills a child with the thread that started it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	log := &watched{words: question.Until, seen: make(chan struct{}, 1)}
	var output bytes.Buffer
	command := exec.Command(question.Command[0], question.Command[1:]...)
	command.Env = []string{}
	for name, value := range question.Environment {
		command.Env = append(command.Env, name+"="+value)
	}
	command.Stdout, command.Stderr = &output, log
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		return Answer{Exit: -1, Log: err.Error()}
	}
	ended := make(chan struct{})
	go steer(question, folder, command.Process, func() bool {
		select {
		case <-kubelet.registered:
		case <-log.seen:
		case <-ended:
			return false
		}
		return true
	}, kubelet.forget)
	kill := time.AfterFunc(longest, func() { _ = command.Process.Kill() })
	defer kill.Stop()
	_ = command.Wait()
	close(ended)
	return Answer{Exit: command.ProcessState.ExitCode(), Output: output.String(), Log: log.text.String()}
}

// steer gives a program the changed files and the signals, each when it has settled, and ends it.
func steer(question Question, folder string, process *os.Process, settled func() bool, forget func()) {
	if settled() && question.Later != nil {
		forget()
		_ = write(folder, question.Later)
		_ = process.Signal(syscall.SIGHUP)
		settled()
	}
	_ = process.Signal(syscall.SIGTERM)
}

// watched keeps a log and tells when one of some words appears in it.
type watched struct {
	text  strings.Builder
	words []string
	seen  chan struct{}
}

var _ io.Writer = (*watched)(nil)

func (log *watched) Write(part []byte) (int, error) {
	log.text.Write(part)
	for _, word := range log.words {
		if strings.Contains(log.text.String(), word) {
			select {
			case log.seen <- struct{}{}:
			default:
			}
		}
	}
	return len(part), nil
}
