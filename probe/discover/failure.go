package discover

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/https"
	"mailadvisor/probe/result"
)

// failure returns a failure of a kind, with what the table of kinds knows of
// it.
func failure(kind result.Kind, format string, args ...any) *result.Failure {
	info := kind.Info()
	return &result.Failure{
		Kind: kind, Step: cmp.Or(info.Step, result.StepDiscover), Temporary: info.Temporary,
		Detail: foreign.Text(fmt.Sprintf(format, args...)),
	}
}

// classify names an error of asking a source.
func classify(ctx context.Context, err error) *result.Failure {
	var known *result.Failure
	var inURL *url.Error
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
	}
	kind, detail := https.Failed(err)
	return failure(kind, "%s", detail)
}
