package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"strings"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
)

// errRunLimit is why a run's context ends at its own time limit.
var errRunLimit = errors.New("the time limit of the whole run")

// newFailure is a failure of a kind, with what the table of kinds knows of it.
// Its step is the one under way when it is reported.
func newFailure(kind result.Kind, detail string) *result.Failure {
	return &result.Failure{Kind: kind, Detail: detail, Temporary: kind.Info().Temporary}
}

// stepFailure is a failure outside any connection.
func stepFailure(step string, kind result.Kind, detail string) *result.Failure {
	f := newFailure(kind, foreign.Text(detail))
	f.Step = step
	return f
}

// canceled is the failure of whatever a run's end cut off.
func canceled(ctx context.Context) *result.Failure {
	if errors.Is(context.Cause(ctx), errRunLimit) {
		return newFailure(result.Timeout, errRunLimit.Error())
	}
	return newFailure(result.Canceled, "the run was interrupted")
}

// classifyIO names an error of dialling, reading or writing.
func classifyIO(ctx context.Context, err error) *result.Failure {
	var f *result.Failure
	switch {
	case errors.As(err, &f):
		return f
	case ctx.Err() != nil:
		return canceled(ctx)
	case strings.Contains(err.Error(), "remote error: tls:"):
		// A client certificate that is missing shows only after a TLS 1.3
		// handshake (RFC 8446 section 4.4.2.4).
		return newFailure(result.TLSHandshakeFailed, foreign.Alert(err))
	}
	if kind := foreign.Kind(err); kind != "" {
		return newFailure(kind, describe(err))
	}
	if strings.HasPrefix(err.Error(), "tls: ") || strings.HasPrefix(err.Error(), "local error: tls:") {
		return newFailure(result.Malformed, err.Error())
	}
	return newFailure(result.LocalError, describe(err))
}

// describe leaves out the addresses of an error, which the report names.
func describe(err error) string {
	switch {
	case errors.Is(err, io.EOF):
		return "the server closed the connection"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return "no answer within the step's time limit"
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return op.Op + ": " + op.Err.Error()
	}
	return err.Error()
}

// classifyLookup names an error of name resolution.
func classifyLookup(ctx context.Context, err error) *result.Failure {
	var dns *net.DNSError
	switch {
	case ctx.Err() != nil:
		return canceled(ctx)
	case errors.As(err, &dns) && dns.IsNotFound:
		return newFailure(result.NameUnknown, dns.Err)
	case errors.As(err, &dns):
		return newFailure(result.NameLookupFailed, foreign.LookupDetail(dns))
	}
	return newFailure(result.NameLookupFailed, err.Error())
}

// classifyTLS names an error of a TLS handshake. Behind STARTTLS, an answer
// that is no TLS means that the upgrade is broken, not the port.
func classifyTLS(ctx context.Context, err error, upgraded bool) *result.Failure {
	var record tls.RecordHeaderError
	switch {
	case ctx.Err() != nil:
		return canceled(ctx)
	case errors.As(err, &record) && upgraded:
		return newFailure(result.StartTLSBroken, "not TLS: "+string(record.RecordHeader[:]))
	case errors.As(err, &record):
		f := newFailure(result.SpeaksPlaintext, string(record.RecordHeader[:]))
		f.Found = identify(string(record.RecordHeader[:]))
		return f
	}
	if kind := foreign.HandshakeKind(err); kind != "" {
		return newFailure(kind, foreign.Alert(err))
	}
	f := classifyIO(ctx, err)
	if upgraded && f.Kind == result.Closed {
		return newFailure(result.StartTLSBroken, f.Detail)
	}
	return f
}

// identify names the protocol that a server's first octets belong to, or "".
func identify(first string) string {
	for _, row := range []struct{ prefix, found string }{
		{"* OK", "imap"}, {"* PREAUTH", "imap"}, {"* PRE", "imap"}, {"* BYE", "imap"},
		{"+OK", "pop3"}, {"-ERR", "pop3"},
		{"220", "smtp"}, {"421", "smtp"}, {"554", "smtp"},
		{"HTTP/", "http"}, {"<!DOC", "http"}, {"<html", "http"},
		{"SSH-", "ssh"},
		{"\x16\x03", "tls"}, {"\x15\x03", "tls"},
	} {
		if strings.HasPrefix(strings.ToLower(first), strings.ToLower(row.prefix)) {
			return row.found
		}
	}
	return ""
}
