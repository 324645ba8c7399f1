package imap

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

var errNoCapabilities = errors.New("no CAPABILITY response")

// A Session is the protocol over one connection.
type Session struct {
	Caps   []string // of the last phase
	Client *Client  // from Open on

	c        *wire.Conn
	endpoint result.Endpoint

	tags     int
	upgrade  string // the tag of a STARTTLS that was sent ahead
	identity string // the tag of an ID that was sent ahead

	folders []*Mailbox // that can be opened, once they were listed
	views   views      // how they hold the messages
}

// New returns the session of a connection.
func New(c *wire.Conn, e result.Endpoint) *Session { return &Session{c: c, endpoint: e} }

// Endpoint returns what the session is with.
func (s *Session) Endpoint() result.Endpoint { return s.endpoint }

// Conn returns the session's connection.
func (s *Session) Conn() *wire.Conn { return s.c }

func (s *Session) tag() string {
	s.tags++
	return fmt.Sprintf("P%d", s.tags)
}

// Greet reads the greeting (RFC 3501 section 7.1).
func (s *Session) Greet(p *result.Path) error {
	line, err := s.c.ReadLine()
	if err != nil {
		return err
	}
	p.Greeting = foreign.Text(line)
	status, text := Status(strings.TrimPrefix(line, "* "))
	switch {
	case !strings.HasPrefix(line, "* "):
		if f := protocol.Wrong(line, "imap"); f != nil {
			return f
		}
		return result.NewFailure(result.Malformed, line)
	case status == "BYE":
		return protocol.NotNow(result.IMAP, protocol.SplitCode(text), text, result.Busy)
	case status == "PREAUTH":
		// An attacker sends it to have the client skip STARTTLS (RFC 9051
		// section 11.1).
		if !s.c.State().Encrypted {
			return result.NewFailure(result.Preauth, line)
		}
		s.c.MarkPreauth()
	case status != "OK":
		return result.NewFailure(result.Malformed, line)
	}
	if listed, ok := capabilityCode(text); ok {
		p.Capabilities = &result.Capabilities{Greeting: protocol.Clean(s.learn(listed))}
	}
	return nil
}

// Capabilities asks for them. STARTTLS goes in the same flight, behind it
// (nothing may follow STARTTLS); so does ID where it is already known to be
// understood.
func (s *Session) Capabilities(phase string) ([]string, error) {
	tag := s.tag()
	var ahead []string
	switch {
	case phase == protocol.BeforeTLS && s.endpoint.Security == result.StartTLS:
		s.upgrade = s.tag()
		ahead = append(ahead, s.upgrade+" STARTTLS")
	case protocol.Has(s.Caps, "ID"):
		s.identity = s.tag()
		ahead = append(ahead, s.identity+" ID NIL")
	}
	if err := s.c.WriteFlight(tag+" CAPABILITY", ahead...); err != nil {
		return nil, err
	}
	caps := []string{}
	status, text, err := s.until(tag, func(line string) {
		if listed, ok := capabilityLine(line); ok {
			caps = append(caps, listed...)
		}
	})
	switch {
	case err != nil:
		return nil, err
	case status != "OK":
		return nil, protocol.NotNow(result.IMAP, protocol.SplitCode(text), text, result.ProtocolError)
	}
	return s.learn(caps), nil
}

// StartTLS reads the answer to the command that was sent ahead.
func (s *Session) StartTLS() error {
	if !protocol.Has(s.Caps, "STARTTLS") {
		return result.NewFailure(result.StartTLSMissing, "CAPABILITY does not list STARTTLS")
	}
	status, text, err := s.until(s.upgrade, func(string) {})
	switch {
	case err != nil:
		return err
	case status != "OK":
		f := protocol.WithCode(result.NewFailure(result.StartTLSRefused, text), protocol.ResponseCode(text))
		return protocol.OrNotNow(result.IMAP, protocol.SplitCode(text), f)
	}
	return nil
}

// Identify asks with ID (RFC 2971).
func (s *Session) Identify(p *result.Path) {
	if s.identity == "" && !protocol.Has(s.Caps, "ID") {
		return
	}
	s.c.Begin(result.StepID, "")
	if s.identity == "" {
		s.identity = s.tag()
		if err := s.c.WriteLine(s.identity + " ID NIL"); err != nil {
			s.c.End(err)
			return
		}
	}
	var said strings.Builder
	status, _, err := s.until(s.identity, func(line string) {
		said.WriteString(line + "\n") // an answer with a literal has several lines
	})
	switch {
	case err != nil:
		s.c.End(err)
	case status != "OK":
		s.c.Skip()
	default:
		p.Implementation = foreign.Text(implementation(said.String()))
		s.c.End(nil)
	}
}

// Offers reads the mechanisms, and whether LOGIN is allowed.
func (s *Session) Offers() ([]string, *bool) {
	auth := []string{}
	for _, c := range s.Caps {
		if len(c) > 5 && strings.EqualFold(c[:5], "AUTH=") && len(auth) < protocol.MaxMechanisms {
			auth = append(auth, c[5:])
		}
	}
	allowed := !protocol.Has(s.Caps, "LOGINDISABLED")
	return auth, &allowed
}

// until reads up to the tagged answer. It gives the other lines to untagged,
// those within a literal included.
func (s *Session) until(tag string, untagged func(line string)) (status, text string, err error) {
	inside := false // the line goes on from a literal
	literal := 0    // octets of it still to come
	for {
		line, err := s.c.ReadLine()
		if err != nil {
			return "", "", err
		}
		if inside {
			if literal > len(line) { // a line break within the literal
				literal = max(0, literal-len(line)-len("\r\n"))
			} else {
				literal, inside = wire.LiteralSize([]byte(line))
			}
			untagged(line)
			continue
		}
		head, rest, _ := strings.Cut(line, " ")
		status, text := Status(rest)
		switch {
		case head == tag && rest != "":
			return status, text, nil
		case head == "*" && status == "BYE":
			f := Parting(line)
			s.c.Abort(f) // nothing may follow, least of all a login
			return "", "", f
		case head == "*", line == "":
			if head == "*" && status == "BAD" {
				s.c.Suppose(unanswered(text))
			}
			untagged(line)
		default:
			f := result.NewFailure(result.Malformed, line)
			s.c.Abort(f) // which answer belongs to which command is not known any more
			return "", "", f
		}
		if !IsStatus(status) { // their text may end in anything
			literal, inside = wire.LiteralSize([]byte(line))
		}
	}
}

// unanswered returns what an untagged BAD means that nothing follows: the
// server did not tell which command it refuses (RFC 9051 section 7.1.3).
func unanswered(text string) *result.Failure {
	return protocol.NotNow(result.IMAP, protocol.SplitCode(text), text, result.ProtocolError)
}

// Parting returns what a line means with which a server ends a session (RFC
// 3501 section 7.1.5), or nil where it is another one.
func Parting(line string) *result.Failure {
	head, rest, _ := strings.Cut(line, " ")
	status, text := Status(rest)
	if head != "*" || status != "BYE" {
		return nil
	}
	return protocol.NotNow(result.IMAP, protocol.SplitCode(text), text, result.Closed)
}

// Open hands the connection to the library.
func (s *Session) Open() (err error) {
	s.Client, err = Open(s.c, s.Caps)
	return err
}

// AfterLogin takes the capabilities from the answer to the login, and asks
// where that gave none, or a list cut short: without QUOTA.
func (s *Session) AfterLogin(p *result.Path, _ bool) {
	answer := s.c.Lines()
	s.c.Begin(result.StepCapabilities, protocol.AfterLogin)
	caps, ok := lastCapabilities(answer)
	var err error
	if !ok || !protocol.Has(caps, "QUOTA") {
		err = s.Client.Capability().Wait()
		caps, ok = lastCapabilities(append(answer, s.c.Lines()...))
	}
	if err == nil && !ok {
		err = errNoCapabilities
	}
	caps = s.learn(caps)
	if s.c.End(err) != nil {
		return
	}
	protocol.Keep(p, protocol.AfterLogin, caps)
}

// learn keeps a list of capabilities, as far as it is read.
func (s *Session) learn(caps []string) []string {
	s.Caps = protocol.Bound(s.c, "capabilities", caps, protocol.MaxCapabilities)
	return s.Caps
}

// Farewell waits for nothing: LOGOUT's answer says nothing.
func (s *Session) Farewell(ctx context.Context) {
	stop := s.c.LastWords(ctx)
	defer stop()
	if s.Client == nil {
		s.c.WriteLine(s.tag() + " LOGOUT")
		s.c.Close()
		return
	}
	s.Client.Leave()
}
