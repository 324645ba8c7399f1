package discover

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"unicode"

	"mailadvisor/probe/result"
)

// failure is a failure of a kind, with what the table of kinds knows of it.
func failure(kind result.Kind, format string, args ...any) *result.Failure {
	f := &result.Failure{Kind: kind, Step: result.StepDiscover, Detail: clean(fmt.Sprintf(format, args...))}
	for _, row := range result.Kinds() {
		if row.Kind == kind {
			f.Temporary = row.Temporary
			if row.Step != "" {
				f.Step = row.Step
			}
		}
	}
	return f
}

// causes maps errors to kinds, the most telling first.
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
		{syscall.ECONNRESET, result.Reset},
		{syscall.EPIPE, result.Reset},
		{os.ErrDeadlineExceeded, result.Timeout},
		{io.EOF, result.Closed},
		{io.ErrUnexpectedEOF, result.Closed},
	}
}

// classify names an error of asking a source. A URL is left out of the
// detail: its query may hold the address.
func classify(ctx context.Context, err error) *result.Failure {
	var known *result.Failure
	var inURL *url.Error
	var name *net.DNSError
	var record tls.RecordHeaderError
	var op *net.OpError
	if errors.As(err, &inURL) {
		err = inURL.Err
	}
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(ctx.Err(), context.DeadlineExceeded), err == context.DeadlineExceeded:
		return failure(result.Timeout, "no answer within the time for all sources")
	case ctx.Err() != nil:
		return failure(result.Canceled, "the search was interrupted")
	case errors.As(err, &name) && name.IsNotFound:
		return failure(result.NameUnknown, "%s", name.Err)
	case errors.As(err, &name):
		return failure(result.NameLookupFailed, "%s", name.Err)
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return failure(result.SpeaksPlaintext, "the answer is no TLS")
	}
	if kind := certificateKind(err); kind != "" {
		return failure(kind, "%v", err)
	}
	for _, row := range causes() {
		if errors.Is(err, row.is) {
			if errors.As(err, &op) && op.Err != nil {
				err = op.Err
			}
			return failure(row.kind, "%v", err)
		}
	}
	if strings.Contains(err.Error(), "tls: ") {
		return failure(result.TLSHandshakeFailed, "%v", err)
	}
	return failure(result.ProtocolError, "%v", err)
}

// certificateKind names why a certificate was not accepted, or "".
func certificateKind(err error) result.Kind {
	var name x509.HostnameError
	var issuer x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &name):
		return result.CertNameMismatch
	case errors.As(err, &issuer):
		return result.CertUnknownIssuer
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return result.CertExpired
	case errors.As(err, &invalid):
		return result.CertInvalid
	}
	return ""
}

// clean makes foreign text safe to show: one line of printable characters.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
	const enough = 200
	if r := []rune(s); len(r) > enough {
		s = string(r[:enough]) + "…"
	}
	return s
}
