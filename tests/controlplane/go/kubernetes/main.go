// The parts of a Kubernetes control plane and kubectl as their releases have them, in one program, so that they are
// linked once: the name that it is called by says which it is.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"

	"gpuslice.test/leash"
)

func main() {
	switch name := filepath.Base(os.Args[0]); name {
	case "kubectl":
		if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
			util.CheckErr(err)
		}
	case "keys":
		if err := writeKeys(os.Args[1], os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case "kube-apiserver":
		serve(apiserver.NewAPIServerCommand)
	case "kube-controller-manager":
		serve(controllermanager.NewControllerManagerCommand)
	case "kube-scheduler":
		serve(func() *cobra.Command { return scheduler.NewSchedulerCommand() })
	default:
		fmt.Fprintf(os.Stderr, "%s is no part of this program\n", name)
		os.Exit(2)
	}
}

func serve(command func() *cobra.Command) {
	leash.Hold()
	os.Exit(cli.Run(command()))
}
