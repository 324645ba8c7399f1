package probe

import (
	"syscall"
	"time"
)

// processorTime returns what this process has used until now.
func processorTime() time.Duration {
	var created, ended, kernel, user syscall.Filetime
	self, _ := syscall.GetCurrentProcess()
	if syscall.GetProcessTimes(self, &created, &ended, &kernel, &user) != nil {
		return 0
	}
	// Units of 100 ns, as a duration and not as a date.
	units := func(f syscall.Filetime) int64 { return int64(f.HighDateTime)<<32 | int64(f.LowDateTime) }
	return 100 * time.Duration(units(kernel)+units(user))
}
