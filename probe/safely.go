package probe

import (
	"context"
	"fmt"

	"mailadvisor/probe/result"
)

// This file keeps a mistake of this program, or of a library in it, to the
// visit in which it is met: the other targets of a sweep and the exporter go on.

// caught calls a function and makes a failure of its panic; nil where it
// returns.
func caught(step string, f func()) (bug *result.Failure) {
	defer func() {
		if v := recover(); v != nil {
			bug = stepFailure(step, result.LocalError, fmt.Sprintf("a mistake of this program: %v", v))
		}
	}()
	f()
	return nil
}

// safely visits the endpoint. What goes wrong outside of its journeys fails
// the whole of it.
func (v *visit) safely(ctx context.Context) {
	if bug := caught(result.StepResolve, func() { v.visit(ctx) }); bug != nil {
		v.probe.Status, v.probe.Failure = result.Fail, bug
		v.done(ctx)
	}
}

// safely walks, and makes a failure of a panic. The journey has not settled then.
func (j *journey) safely(found *lookup) {
	if bug := caught(result.StepConnect, func() { j.walk(found) }); bug != nil {
		j.settled = false
		j.path.Status, j.path.Failure = result.Fail, bug
		if j.c != nil {
			j.c.Close()
		}
	}
}

// loginSafely logs in. A panic there counts as a login that was sent, so that
// the password is not sent to another endpoint.
func (v *visit) loginSafely(ctx context.Context, j *journey) {
	if bug := caught(result.StepLogin, func() { v.login(ctx, j) }); bug != nil {
		v.run.gate.report(v.entry, result.Login{Status: result.LoginFailed})
		j.path.Status, j.path.Failure = result.Fail, bug
		v.probe.Login = &result.Login{Status: result.LoginFailed, Reason: result.NoAnswer, Failure: bug}
		j.c.Close()
	}
}
