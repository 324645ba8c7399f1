//go:build unix

package probe

import "syscall"

// openFiles returns how many files this process may have open at once; 0 where
// the system does not say.
func openFiles() int {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil {
		return 0
	}
	return int(min(uint64(limit.Cur), 1<<20)) // some systems say "no limit" by the largest number
}
