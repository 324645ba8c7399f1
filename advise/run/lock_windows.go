package run

import (
	"errors"
	"math"
	"os"

	"golang.org/x/sys/windows"
)

// lockedByAnother takes the lock of a file for this process, until the file is
// closed, and reports whether another one has it. Where the file system knows
// no locks, nobody has. What is locked is one octet far beyond the end: a lock
// of Windows keeps everybody else from reading what it covers.
func lockedByAnother(file *os.File) bool {
	at := windows.Overlapped{OffsetHigh: math.MaxInt32}
	err := windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
	return errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING)
}
