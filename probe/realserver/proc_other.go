//go:build !linux

package realserver

import "os/exec"

// supported says why servers cannot be started here; empty: they can.
const supported = "the servers are run on Linux only"

func ownGroup(*exec.Cmd) {}

func end(*exec.Cmd, <-chan struct{}) {}
