//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package run

import (
	"errors"
	"os"
	"syscall"
)

// lockedByAnother takes the lock of a file for this process, until the file is
// closed, and reports whether another one has it. Where the file system knows
// no locks, nobody has.
func lockedByAnother(file *os.File) bool {
	return errors.Is(syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB), syscall.EWOULDBLOCK)
}
