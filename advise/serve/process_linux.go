package serve

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
	"time"

	"mailadvisor/advise/exposition"
)

// addSystem adds what Linux tells of a process (proc_pid_statm(5), getrusage(2),
// getrlimit(2)).
func addSystem(out *exposition.Samples) {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) == nil {
		out.Add(metricCPU, time.Duration(used.Utime.Nano()+used.Stime.Nano()).Seconds())
	}
	if content, err := os.ReadFile("/proc/self/statm"); err == nil {
		if words := bytes.Fields(content); len(words) > 1 {
			if pages, err := strconv.Atoi(string(words[1])); err == nil {
				out.Add(metricResident, float64(pages*os.Getpagesize()))
			}
		}
	}
	if open, err := os.ReadDir("/proc/self/fd"); err == nil {
		out.Add(metricOpen, float64(len(open)-1)) // without the folder itself, which was open
	}
	var most syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &most) == nil {
		out.Add(metricMostOpen, float64(most.Cur))
	}
}
