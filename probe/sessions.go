package probe

import (
	"context"
	"time"

	"mailadvisor/probe/imap"
	"mailadvisor/probe/pop3"
	"mailadvisor/probe/result"
	"mailadvisor/probe/submission"
	"mailadvisor/probe/wire"
)

// A session is a protocol over one connection: what a [journey] asks of it.
// The methods that read answers return a Failure for a negative one.
type session interface {
	Conn() *wire.Conn
	Greet(p *result.Path) error
	// Capabilities asks for them; the phase is not after_login. The error is
	// protocol.ErrNotTold where the server has no such command.
	Capabilities(phase string) ([]string, error)
	// StartTLS sends the command and reads its answer.
	StartTLS() error
	// Identify asks who the server is, as a step of its own, last of all and
	// only where it announces that it tells.
	Identify(p *result.Path)
	// Offers reads what the last capabilities say of logins.
	Offers() (auth []string, loginCommand *bool)

	// Open hands the connection to the protocol's library.
	Open() error
	login(ctx context.Context, cr *Credential, auth string) result.Login
	// AfterLogin asks for the capabilities again, as a step of its own. Where
	// usage is to follow, its commands may go in the same flight.
	AfterLogin(p *result.Path, usage bool)
	// usage reads what a login shows of the account. Nothing is changed.
	usage(now time.Time, fill filling) result.Account
	// Farewell sends LOGOUT or QUIT, and ends the connection with all that
	// belongs to it. An answer that says something is waited for, as long as
	// the context goes on.
	Farewell(ctx context.Context)
}

// The protocols, each with its way to log in: the order of mechanisms, and what
// a refusal means, is one table for all of them.
type (
	imapSession struct{ *imap.Session }
	pop3Session struct{ *pop3.Session }
	smtpSession struct{ *submission.Session }
)

// parting returns what a line means with which a server ends a session, or nil
// where it is another one.
func parting(service result.Service, line string) *result.Failure {
	switch service {
	case result.IMAP:
		return imap.Parting(line)
	case result.POP3:
		return pop3.Parting(line)
	}
	return submission.Parting(line)
}

func newSession(c *wire.Conn, e result.Endpoint) session {
	switch e.Service {
	case result.IMAP:
		return imapSession{imap.New(c, e)}
	case result.POP3:
		return pop3Session{pop3.New(c, e)}
	}
	return smtpSession{submission.New(c, e)}
}

func (s imapSession) usage(now time.Time, fill filling) result.Account {
	a := s.Usage(now)
	if fill.wanted(&a) {
		s.Fill(&a, now, fill.left)
	}
	return a
}

func (s pop3Session) usage(now time.Time, fill filling) result.Account {
	return s.Usage(now, fill.when == UsageAlways)
}

// usage is nothing: a login to submission shows no mailbox.
func (s smtpSession) usage(time.Time, filling) result.Account { return result.Account{} }
