package probe

import (
	"context"
	"errors"
	"net"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// newFailure returns a failure of a kind, with what the table of kinds knows of
// it. Its step is the one under way when it is reported.
func newFailure(kind result.Kind, detail string) *result.Failure {
	return result.NewFailure(kind, detail)
}

// stepFailure returns a failure outside any connection.
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
	case foreign.NoFiles(err): // of a name nothing is known then
		return newFailure(result.LocalError, "too many open files")
	case errors.As(err, &dns) && dns.IsNotFound:
		return newFailure(result.NameUnknown, dns.Err)
	case errors.As(err, &dns):
		return newFailure(result.NameLookupFailed, foreign.LookupDetail(dns))
	}
	return newFailure(result.NameLookupFailed, err.Error())
}

// classifyTLS names an error of a TLS handshake. Behind STARTTLS, an answer
// that is no TLS means that the upgrade is broken, not the port.
func classifyTLS(ctx context.Context, err error, service result.Service, upgraded bool) *result.Failure {
	var instead wire.NotTLS
	switch {
	case ctx.Err() != nil:
		return wire.Canceled(ctx)
	case errors.As(err, &instead):
		if f := parting(service, instead.Said); f != nil && f.Kind != result.Closed {
			return f // it would say so to anybody
		}
		if upgraded {
			return newFailure(result.StartTLSBroken, "not TLS: "+instead.Said)
		}
		f := newFailure(result.SpeaksPlaintext, instead.Said)
		f.Found = protocol.Identify(instead.Said)
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
