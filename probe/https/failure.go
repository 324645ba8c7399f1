package https

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
)

// Failed names why a request had no answer, with a detail that is not yet
// inert. A URL is left out of it: its query may hold what is nobody's business.
func Failed(err error) (result.Kind, string) {
	var inURL *url.Error
	var name *net.DNSError
	var record tls.RecordHeaderError
	var op *net.OpError
	var call *os.SyscallError
	if errors.As(err, &inURL) {
		err = inURL.Err
	}
	switch {
	case errors.As(err, &name) && foreign.NoFiles(err): // of a name nothing is known then
		return result.LocalError, "too many open files"
	case errors.As(err, &name) && name.IsNotFound:
		return result.NameUnknown, name.Err
	case errors.As(err, &name):
		return result.NameLookupFailed, foreign.LookupDetail(name)
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return result.SpeaksPlaintext, "the answer is no TLS"
	}
	if kind := certificateKind(err); kind != "" {
		return kind, err.Error()
	}
	if kind := foreign.Kind(err); kind != "" {
		if errors.As(err, &op) && op.Err != nil {
			err = op.Err
		}
		if errors.As(err, &call) {
			err = call.Err // "read: " says nothing to a person
		}
		return kind, err.Error()
	}
	return cmp.Or(foreign.HandshakeKind(err), result.ProtocolError), err.Error()
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
