package wire

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
)

// ErrRunLimit is why a run's context ends at its own time limit.
var ErrRunLimit = errors.New("the time limit of the whole run")

// Canceled returns the failure of whatever a run's end cut off.
func Canceled(ctx context.Context) *result.Failure {
	if errors.Is(context.Cause(ctx), ErrRunLimit) {
		return result.NewFailure(result.Timeout, ErrRunLimit.Error())
	}
	return result.NewFailure(result.Canceled, "the run was interrupted")
}

// Classify names an error of dialling, reading or writing.
func Classify(ctx context.Context, err error) *result.Failure {
	var f *result.Failure
	switch {
	case errors.As(err, &f):
		return f
	case ctx.Err() != nil:
		return Canceled(ctx)
	case strings.Contains(err.Error(), "remote error: tls:"):
		// A client certificate that is missing shows only after a TLS 1.3
		// handshake (RFC 8446 section 4.4.2.4).
		return result.NewFailure(result.TLSHandshakeFailed, foreign.Alert(err))
	}
	if kind := foreign.Kind(err); kind != "" {
		return result.NewFailure(kind, describe(err))
	}
	if strings.HasPrefix(err.Error(), "tls: ") || strings.HasPrefix(err.Error(), "local error: tls:") {
		return result.NewFailure(result.Malformed, err.Error())
	}
	return result.NewFailure(result.LocalError, describe(err))
}

// What is said of a step that its limit ended: nothing came, or not all.
const (
	noAnswer = "no answer within the step's time limit"
	noEnd    = "an answer began, and did not end within the step's time limit"
)

// describe leaves out the addresses of an error, which the report names.
func describe(err error) string {
	switch {
	case errors.Is(err, io.EOF):
		return "the server closed the connection"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return noAnswer
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return op.Op + ": " + op.Err.Error()
	}
	return err.Error()
}
