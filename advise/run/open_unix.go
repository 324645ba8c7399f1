//go:build unix

package run

import "syscall"

// noFollow has the system refuse a symbolic link.
const noFollow = syscall.O_NOFOLLOW
