package probe

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-imap/v2/imapclient"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

var errNoCapabilities = errors.New("no CAPABILITY response")

// imapSession is IMAP4 (RFC 3501, RFC 9051) over one connection. Up to the
// login it reads the lines itself, because the library hides what a server
// says before TLS; the library takes over for the login and what follows it.
type imapSession struct {
	c        *wire.Conn
	client   *imapclient.Client // from open on
	caps     []string           // of the last phase
	endpoint result.Endpoint
	address  string

	tags     int
	upgrade  string // the tag of a STARTTLS that was sent ahead
	identity string // the tag of an ID that was sent ahead
}

func (s *imapSession) conn() *wire.Conn { return s.c }

func (s *imapSession) tag() string {
	s.tags++
	return fmt.Sprintf("P%d", s.tags)
}

// greet reads the greeting (RFC 3501 section 7.1).
func (s *imapSession) greet(p *result.Path) error {
	line, err := s.c.ReadLine()
	if err != nil {
		return err
	}
	p.Greeting = foreign.Text(line)
	status, text := imapStatus(strings.TrimPrefix(line, "* "))
	switch {
	case !strings.HasPrefix(line, "* "):
		if f := wrongProtocol(line, "imap"); f != nil {
			return f
		}
		return newFailure(result.Malformed, line)
	case status == "BYE":
		return notNow(result.IMAP, splitCode(text), text, result.Busy)
	case status == "PREAUTH":
		// An attacker sends it to have the client skip STARTTLS (RFC 9051
		// section 11.1).
		if !s.c.State().Encrypted {
			return newFailure(result.Preauth, line)
		}
		s.c.MarkPreauth()
	case status != "OK":
		return newFailure(result.Malformed, line)
	}
	if listed, ok := capabilityCode(text); ok {
		s.caps = listed
		p.Capabilities = &result.Capabilities{Greeting: cleanAll(listed)}
	}
	return nil
}

// capabilities asks for them. STARTTLS goes in the same flight, behind it
// (nothing may follow STARTTLS); so does ID where it is already known to be
// understood.
func (s *imapSession) capabilities(phase string) ([]string, error) {
	tag := s.tag()
	var ahead []string
	switch {
	case phase == beforeTLS && s.endpoint.Security == result.StartTLS:
		s.upgrade = s.tag()
		ahead = append(ahead, s.upgrade+" STARTTLS")
	case has(s.caps, "ID"):
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
		return nil, withCode(newFailure(result.ProtocolError, text), responseCode(text))
	}
	s.caps = caps
	return caps, nil
}

// startTLS reads the answer to the command that was sent ahead.
func (s *imapSession) startTLS() error {
	if !has(s.caps, "STARTTLS") {
		return newFailure(result.StartTLSMissing, "CAPABILITY does not list STARTTLS")
	}
	status, text, err := s.until(s.upgrade, func(string) {})
	switch {
	case err != nil:
		return err
	case status != "OK":
		return withCode(newFailure(result.StartTLSRefused, text), responseCode(text))
	}
	return nil
}

// identify asks with ID (RFC 2971).
func (s *imapSession) identify(p *result.Path) {
	if s.identity == "" && !has(s.caps, "ID") {
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

// offers reads the mechanisms, and whether LOGIN is allowed.
func (s *imapSession) offers() ([]string, *bool) {
	auth := []string{}
	for _, c := range s.caps {
		if len(c) > 5 && strings.EqualFold(c[:5], "AUTH=") {
			auth = append(auth, c[5:])
		}
	}
	allowed := !has(s.caps, "LOGINDISABLED")
	return auth, &allowed
}

// until reads up to the tagged answer. It gives the other lines to untagged,
// those within a literal included.
func (s *imapSession) until(tag string, untagged func(line string)) (status, text string, err error) {
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
		status, text := imapStatus(rest)
		switch {
		case head == tag && rest != "":
			return status, text, nil
		case head == "*" && status == "BYE":
			f := withCode(newFailure(result.Closed, text), responseCode(text))
			s.c.Abort(f) // nothing may follow, least of all a login
			return "", "", f
		case head == "*", line == "":
			untagged(line)
		default:
			f := newFailure(result.Malformed, line)
			s.c.Abort(f) // which answer belongs to which command is not known any more
			return "", "", f
		}
		if !statusWord(status) { // their text may end in anything
			literal, inside = wire.LiteralSize([]byte(line))
		}
	}
}

// open hands the connection over. The library gets a greeting with the
// capabilities that were read, so that it does not ask for them again.
func (s *imapSession) open() error {
	s.c.Prepare("* OK [CAPABILITY " + strings.Join(atoms(s.caps), " ") + "] ready\r\n")
	s.client = imapclient.New(lenient(s.c), nil)
	return s.client.WaitGreeting()
}

// afterLogin takes the capabilities from the answer to the login, and asks
// where that gave none, or a list cut short: without QUOTA.
func (s *imapSession) afterLogin(p *result.Path, _ bool) {
	answer := s.c.Lines()
	s.c.Begin(result.StepCapabilities, afterLogin)
	caps, ok := lastCapabilities(answer)
	var err error
	if !ok || !has(caps, "QUOTA") {
		_, err = s.client.Capability().Wait()
		caps, ok = lastCapabilities(append(answer, s.c.Lines()...))
	}
	if err == nil && !ok {
		err = errNoCapabilities
	}
	if s.c.End(err) != nil {
		return
	}
	s.caps = caps
	keepCapabilities(p, afterLogin, caps)
}

// farewell waits for nothing: LOGOUT's answer says nothing.
func (s *imapSession) farewell(ctx context.Context) {
	stop := s.c.LastWords(ctx)
	defer stop()
	if s.client == nil {
		s.c.WriteLine(s.tag() + " LOGOUT")
		s.c.Close()
		return
	}
	s.client.Logout()
	s.client.Close()
	s.c.Close()
}
