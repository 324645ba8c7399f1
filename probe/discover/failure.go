package discover

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
)

// failure is a failure of a kind, with what the table of kinds knows of it.
func failure(kind result.Kind, format string, args ...any) *result.Failure {
	info := kind.Info()
	return &result.Failure{
		Kind: kind, Step: cmp.Or(info.Step, result.StepDiscover), Temporary: info.Temporary,
		Detail: foreign.Text(fmt.Sprintf(format, args...)),
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
	var call *os.SyscallError
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
	case errors.As(err, &name) && foreign.NoFiles(err): // of a name nothing is known then
		return failure(result.LocalError, "too many open files")
	case errors.As(err, &name) && name.IsNotFound:
		return failure(result.NameUnknown, "%s", name.Err)
	case errors.As(err, &name):
		return failure(result.NameLookupFailed, "%s", foreign.LookupDetail(name))
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return failure(result.SpeaksPlaintext, "the answer is no TLS")
	}
	if kind := certificateKind(err); kind != "" {
		return failure(kind, "%v", err)
	}
	if kind := foreign.Kind(err); kind != "" {
		if errors.As(err, &op) && op.Err != nil {
			err = op.Err
		}
		if errors.As(err, &call) {
			err = call.Err // "read: " says nothing to a person
		}
		return failure(kind, "%v", err)
	}
	return failure(cmp.Or(foreign.HandshakeKind(err), result.ProtocolError), "%v", err)
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
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && strings.Contains(invalid.Detail, "is before"):
		return result.CertNotYetValid // it has no reason of its own
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return result.CertExpired
	case errors.As(err, &invalid):
		return result.CertInvalid
	}
	return ""
}
