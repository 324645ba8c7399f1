//go:build !unix

package run

// noFollow has the system refuse a symbolic link, where it can.
const noFollow = 0
