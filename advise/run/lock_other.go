//go:build !darwin && !dragonfly && !freebsd && !illumos && !linux && !netbsd && !openbsd && !windows

package run

import "os"

// lockedByAnother knows no locks on this system.
func lockedByAnother(*os.File) bool { return false }
