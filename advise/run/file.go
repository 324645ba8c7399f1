package run

import (
	"errors"
	"io/fs"
	"net"
	"syscall"

	"mailadvisor/advise/locale"
)

// FileProblem says why a file cannot be read or written. The message of the ID
// has the file and the reason of [ReasonOf].
func FileProblem(id, file string, err error) *Problem {
	reason, detail := ReasonOf(err)
	return Usage(id, locale.Args{"file": file, "reason": reason, "detail": detail})
}

// ReasonOf returns why the system refused something: one of the messages
// system.*, and its own words for what has none.
func ReasonOf(err error) (reason, detail string) {
	detail = err.Error()
	var at *fs.PathError
	var op *net.OpError
	switch { // the file, or the address, is named already
	case errors.As(err, &at):
		detail = at.Err.Error()
	case errors.As(err, &op):
		detail = op.Err.Error()
	}
	for _, row := range []struct {
		is     error
		reason string
	}{
		{fs.ErrNotExist, "missing"},
		{syscall.EROFS, "read-only"},
		{fs.ErrPermission, "denied"},
		{fs.ErrExist, "exists"},
		{syscall.EISDIR, "folder"},
		{syscall.ENOTDIR, "not-folder"},
		{syscall.ENOSPC, "full"},
		{syscall.ENAMETOOLONG, "long-name"},
		{errTooLarge, "too-large"},
		{errLink, "link"},
		{syscall.ELOOP, "link"},
		{syscall.EADDRINUSE, "in-use"},
		{syscall.EADDRNOTAVAIL, "no-address"},
	} {
		if errors.Is(err, row.is) {
			return row.reason, detail
		}
	}
	return "other", detail
}
