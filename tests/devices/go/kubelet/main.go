// Program kubelet stands in for the kubelet of a node that does not exist: it starts a program as the node's container
// runtime would, takes the registrations of a device plugin, asks each plugin for its devices and for allocations, and
// ends the program when there is nothing more to learn.
//
// It must be started in a mount namespace of its own (see node.go), so that what a node has at fixed places is its own.
package main

import (
	"fmt"
	"os"

	"gpuslice.test/lines"
)

func main() {
	if err := becomeNode(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	lines.Serve(func(question Question) Answer { return answer(question, os.Args[1]) })
}
