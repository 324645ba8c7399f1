//go:build unix

package probe

import (
	"syscall"
	"time"
)

// processorTime returns what this process has used until now.
func processorTime() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
