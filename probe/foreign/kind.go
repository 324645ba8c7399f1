// Package foreign makes what came from elsewhere fit for a report: an error of
// the network becomes a failure kind, and a text becomes inert.
package foreign

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"mailadvisor/probe/result"
)

// Kind names an error of dialling, reading or writing; "" where the network
// did not fail.
func Kind(err error) result.Kind {
	for _, row := range causes() {
		if errors.Is(err, row.is) {
			return row.kind
		}
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return result.Timeout
	}
	return ""
}

// causes returns the errors of the network, most telling first.
func causes() []struct {
	is   error
	kind result.Kind
} {
	return []struct {
		is   error
		kind result.Kind
	}{
		{syscall.ECONNREFUSED, result.Refused},
		{syscall.EHOSTUNREACH, result.Unreachable},
		{syscall.ENETUNREACH, result.Unreachable},
		{syscall.EHOSTDOWN, result.Unreachable},
		{syscall.ENETDOWN, result.Unreachable},
		{syscall.EADDRNOTAVAIL, result.Unreachable},
		{syscall.EAFNOSUPPORT, result.Unreachable},
		{syscall.ETIMEDOUT, result.Timeout},
		{os.ErrDeadlineExceeded, result.Timeout},
		{context.DeadlineExceeded, result.Timeout},
		{syscall.ECONNRESET, result.Reset},
		{syscall.ECONNABORTED, result.Reset},
		{syscall.EPIPE, result.Reset},
		{io.EOF, result.Closed},
		{io.ErrUnexpectedEOF, result.Closed},
		{io.ErrClosedPipe, result.Closed},
		{net.ErrClosed, result.LocalError},
		{syscall.EMFILE, result.LocalError},
		{syscall.ENFILE, result.LocalError},
		{syscall.ENOBUFS, result.LocalError},
		{syscall.EACCES, result.LocalError},
		{syscall.EPERM, result.LocalError},
	}
}

// NoFiles reports whether a failed lookup failed because this process, or the
// machine, can open no more files: a resolver that cannot read its own files or
// open a socket may say that there is no such host. So the error's word does
// not count alone: it is tried whether a file can be opened.
func NoFiles(err error) bool {
	if exhausted(err) || strings.Contains(err.Error(), "too many open files") {
		return true
	}
	file, err := os.Open(os.DevNull)
	if err == nil {
		file.Close()
	}
	return exhausted(err)
}

func exhausted(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}

// HandshakeKind names an error of a TLS handshake by its text, as crypto/tls
// has no types for most; "" where TLS did not fail.
func HandshakeKind(err error) result.Kind {
	text := err.Error()
	switch {
	case strings.Contains(text, "protocol version"), strings.Contains(text, "no supported versions"):
		return result.TLSVersionRefused
	case strings.Contains(text, "insecure") && strings.Contains(text, "key"):
		return result.CertWeakKey
	case strings.Contains(text, "failed to parse certificate"), strings.Contains(text, "unsupported certificate"):
		return result.CertInvalid
	case strings.Contains(text, "tls: "):
		return result.TLSHandshakeFailed
	}
	return ""
}
