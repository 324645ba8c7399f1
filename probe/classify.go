package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// newFailure is a failure of a kind, with what the table of kinds knows of it.
// Its step is the one under way when it is reported.
func newFailure(kind result.Kind, detail string) *result.Failure {
	return result.NewFailure(kind, detail)
}

// stepFailure is a failure outside any connection.
func stepFailure(step string, kind result.Kind, detail string) *result.Failure {
	f := newFailure(kind, foreign.Text(detail))
	f.Step = step
	return f
}

// classifyLookup names an error of name resolution.
func classifyLookup(ctx context.Context, err error) *result.Failure {
	var dns *net.DNSError
	switch {
	case ctx.Err() != nil:
		return wire.Canceled(ctx)
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
		return wire.Canceled(ctx)
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
	f := wire.Classify(ctx, err)
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
