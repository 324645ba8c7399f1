package probe

import (
	"context"
	"errors"
	"time"

	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// logIn takes a session through the gate, logs in, and reads what only a login
// shows. It ends the session.
func (v *visit) logIn(ctx context.Context, j *journey) result.Login {
	g := v.run.gate
	if reason := g.pass(ctx, v.entry); reason != "" {
		g.leave(v.entry)
		j.part()
		return result.Login{Status: result.LoginNotTried, Reason: reason}
	}
	pop, isPOP3 := j.s.(*pop3Session)
	if isPOP3 {
		if reason := g.lockPOP3(ctx, v.entry, pop.pause()); reason != "" {
			l := result.Login{Status: result.LoginNotTried, Reason: reason}
			g.report(v.entry, l)
			j.part()
			return l
		}
		defer g.unlockPOP3()
	}
	l := j.attempt(ctx, g.credential.at(j.e.Host))
	g.report(v.entry, l)
	if l.Status == result.LoginOK {
		usage := g.first(j.e.Service)
		j.s.afterLogin(&j.path, usage)
		j.path.Steps = append(j.path.Steps, j.c.TakeSteps()...)
		if usage {
			v.account = j.usage()
		}
	}
	if isPOP3 && g.another(v.entry) { // it meets a lock until QUIT is answered
		j.s.farewell(ctx)
	} else {
		j.part()
	}
	return l
}

// attempt sends the credential, once.
func (j *journey) attempt(ctx context.Context, cr *Credential) result.Login {
	if j.c.Failure() != nil || j.s.open() != nil {
		return result.Login{Status: result.LoginNotTried, Reason: result.NotReady}
	}
	l := j.s.login(ctx, cr, j.run.o.Auth)
	j.path.Steps = append(j.path.Steps, j.c.TakeSteps()...)
	return l
}

// nothingSent is a login that no mechanism was found for.
func nothingSent(err error) result.Login {
	l := result.Login{Status: result.LoginNotTried, Reason: result.NoMechanism}
	errors.As(err, &l.Failure)
	return l
}

// tried ends the step login. err is nil, or what ended the attempt: the
// server's refusal as a Failure, or an error of the connection.
func tried(c *wire.Conn, mech string, begun time.Time, err error) result.Login {
	l := result.Login{Status: result.LoginOK, Mechanism: mech}
	l.Failure = c.End(err)
	l.TookMS = result.Milliseconds(time.Since(begun))
	if l.Failure != nil {
		l.Status, l.Reason = result.LoginFailed, result.Rejected
		switch l.Failure.Kind {
		case result.Timeout, result.Reset, result.Closed, result.TooLarge, result.Malformed, result.Canceled, result.LocalError:
			l.Reason = result.NoAnswer
			fallthrough
		case result.ProtocolError:
			// Within an exchange, a QUIT would count as an answer to it.
			why := *l.Failure
			c.Abort(&why)
		}
	}
	return l
}
