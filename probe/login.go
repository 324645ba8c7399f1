package probe

import (
	"errors"
	"time"

	"mailadvisor/probe/result"
)

// nothingSent is a login that no mechanism was found for.
func nothingSent(err error) result.Login {
	l := result.Login{Status: notTried, Reason: result.NoMechanism}
	errors.As(err, &l.Failure)
	return l
}

// tried ends the step login. err is nil, or what ended the attempt: the
// server's refusal as a Failure, or an error of the connection.
func (c *conn) tried(mech string, begun time.Time, err error) result.Login {
	l := result.Login{Status: loginOK, Mechanism: mech}
	l.Failure = c.end(err)
	l.TookMS = milliseconds(time.Since(begun))
	if l.Failure != nil {
		l.Status, l.Reason = loginFailed, result.Rejected
		switch l.Failure.Kind {
		case result.Timeout, result.Reset, result.Closed, result.TooLarge, result.Malformed, result.Canceled, result.LocalError:
			l.Reason = result.NoAnswer
			fallthrough
		case result.ProtocolError:
			// Within an exchange, a QUIT would count as an answer to it.
			why := *l.Failure
			c.abort(&why)
		}
	}
	return l
}
