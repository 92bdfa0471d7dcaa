// Package leash ends a server when whoever started it is gone, however it went: the standard input is a pipe that the
// system closes with its last writer.
package leash

import (
	"io"
	"os"
)

// Hold ends the process once the standard input is closed. What the server would have saved is thrown away anyhow.
func Hold() {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
}
