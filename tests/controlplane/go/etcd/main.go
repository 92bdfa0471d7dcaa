// Etcd as its release has it, on a leash.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"

	"gpuslice.test/leash"
)

func main() {
	leash.Hold()
	etcdmain.Main(os.Args)
}
