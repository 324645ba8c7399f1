// Package pop3 is POP3 (RFC 1939, RFC 2449) over one connection, up to what a
// login shows of the maildrop. go-pop3 takes over for the login: it throws away
// the greeting and the text of multi-line answers, which are read here from
// what the connection received.
package pop3

import (
	"cmp"
	"context"
	"errors"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/knadh/go-pop3"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
	"mailadvisor/probe/tally"
	"mailadvisor/probe/wire"
)

// A Session is the protocol over one connection.
type Session struct {
	Caps  []string // of the last phase, nil where the server does not tell
	Stamp string   // the greeting's, for APOP; "" where there is none

	c        *wire.Conn
	client   *pop3.Conn // from Open on
	endpoint result.Endpoint
	ahead    []string        // sent, and not answered yet
	refused  *result.Failure // what the server said last: why it ended the session, where it did
	inbox    *tally.Folder   // counts every message; nil where that is not asked for
}

// New returns the session of a connection.
func New(c *wire.Conn, e result.Endpoint) *Session { return &Session{c: c, endpoint: e} }

// Endpoint returns what the session is with.
func (s *Session) Endpoint() result.Endpoint { return s.endpoint }

// Conn returns the session's connection.
func (s *Session) Conn() *wire.Conn { return s.c }

// Greet reads the greeting (RFC 1939 section 4).
func (s *Session) Greet(p *result.Path) error {
	line, err := s.c.ReadLine()
	if err != nil {
		return err
	}
	p.Greeting = foreign.Text(line)
	ok, text, valid := Status(line)
	switch {
	case !valid:
		if f := protocol.Wrong(line, "pop3"); f != nil {
			return f
		}
		return result.NewFailure(result.Malformed, line)
	case !ok:
		return notNow(text, result.Busy)
	}
	s.Stamp = apopStamp(text)
	return nil
}

// Capabilities asks with CAPA (RFC 2449 section 5).
func (s *Session) Capabilities(string) ([]string, error) {
	s.Caps = nil
	if err := s.c.WriteLine("CAPA"); err != nil {
		return nil, err
	}
	switch ok, text, err := s.reply(); {
	case err != nil:
		return nil, err
	case !ok:
		if f := notNow(text, result.Closed); f.Kind != result.Closed {
			return nil, f // it says no to the client, and not to the command
		}
		return nil, protocol.ErrNotTold
	}
	caps, err := readDotLines(s.c)
	if err != nil {
		return nil, err
	}
	s.Caps = protocol.Bound(s.c, "capabilities", caps, protocol.MaxCapabilities)
	return s.Caps, nil
}

// StartTLS sends STLS (RFC 2595 section 4). A server that does not tell its
// Capabilities is asked all the same.
func (s *Session) StartTLS() error {
	if s.Caps != nil && !protocol.Has(s.Caps, "STLS") {
		return result.NewFailure(result.StartTLSMissing, "CAPA does not list STLS")
	}
	if err := s.c.WriteLine("STLS"); err != nil {
		return err
	}
	switch ok, text, err := s.reply(); {
	case err != nil:
		return err
	case !ok && s.Caps == nil:
		return result.NewFailure(result.StartTLSMissing, text)
	case !ok:
		f := protocol.WithCode(result.NewFailure(result.StartTLSRefused, text), protocol.ResponseCode(text))
		return protocol.OrNotNow(result.POP3, protocol.SplitCode(text), f)
	}
	return nil
}

// Identify takes IMPLEMENTATION (RFC 2449 section 6.9) from what is known: it
// costs no command, so it is no step.
func (s *Session) Identify(p *result.Path) {
	if v, ok := result.Words(s.Caps).Argument("IMPLEMENTATION"); ok {
		p.Implementation = foreign.Text(v)
	}
}

// Offers reads the line SASL, which may name no mechanism, and USER.
func (s *Session) Offers() ([]string, *bool) {
	if s.Caps == nil {
		return nil, nil
	}
	mechanisms, _ := result.Words(s.Caps).Argument("SASL")
	user := protocol.Has(s.Caps, "USER")
	offered := protocol.Distinct(strings.Fields(mechanisms))
	return offered[:min(len(offered), protocol.MaxMechanisms)], &user
}

// reply reads a status line.
func (s *Session) reply() (ok bool, text string, err error) {
	line, err := s.c.ReadLine()
	if err != nil {
		return false, "", err
	}
	ok, text, valid := Status(line)
	if !valid {
		return false, "", result.NewFailure(result.Malformed, line)
	}
	return ok, text, nil
}

// given hands the library a connection that exists.
type given struct{ net.Conn }

func (g given) Dial(string, string) (net.Conn, error) { return g.Conn, nil }

// Open hands the connection to the library.
func (s *Session) Open() (err error) {
	s.c.Prepare("+OK\r\n")
	s.client, err = pop3.New(pop3.Opt{Dialer: given{s.c}}).NewConn()
	return err
}

// AfterLogin sends all that the session has still to ask in one flight, QUIT
// included, where CAPA says that the server takes it (RFC 2449 section 6.6).
func (s *Session) AfterLogin(p *result.Path, usage bool) {
	pipelining := protocol.Has(s.Caps, "PIPELINING")
	s.c.Begin(result.StepCapabilities, protocol.AfterLogin)
	if pipelining {
		if usage {
			s.ahead = usageFlight()
		}
		s.ahead = append(s.ahead, "QUIT")
		if err := s.c.WriteFlight("CAPA", s.ahead...); err != nil {
			s.c.End(err)
			return
		}
		s.ahead = append([]string{"CAPA"}, s.ahead...)
	}
	lines, err := s.command("CAPA", true)
	var caps []string
	if err == nil {
		caps = protocol.Bound(s.c, "capabilities", undot(lines[1:]), protocol.MaxCapabilities)
	}
	switch {
	case isRefusal(err):
		s.refused = notNow(err.(*result.Failure).Detail, result.Closed)
		s.c.Skip()
	case s.c.End(err) == nil:
		s.Caps = caps
		protocol.Keep(p, protocol.AfterLogin, s.Caps)
	}
}

// Farewell waits for the answer to QUIT, before which the maildrop is locked.
func (s *Session) Farewell(ctx context.Context) {
	stop := s.c.LastWords(ctx)
	defer stop()
	if !slices.Contains(s.ahead, "QUIT") {
		s.ahead = []string{"QUIT"}
		s.c.WriteLine("QUIT")
	}
	for { // where the answers to others are missing too, until the end
		if _, err := s.c.ReadLine(); err != nil || len(s.ahead) == 1 {
			break
		}
	}
	s.c.Close()
}

// Cmd sends a line with the library, and returns the first line of the answer
// as it came: the library takes an empty line for a success, and turns whatever
// else it does not know into an error's text.
func (s *Session) Cmd(line string) (said string, err error) {
	before := len(s.c.Lines())
	_, err = s.client.Cmd(line, false)
	lines := s.c.Lines()
	if len(lines) == before {
		return "", cmp.Or(err, errNoAnswer)
	}
	return lines[before], nil
}

var errNoAnswer = errors.New("no answer")

// Status reads "+OK text" or "-ERR text".
func Status(line string) (ok bool, text string, valid bool) {
	word, text, _ := strings.Cut(line, " ")
	switch strings.ToUpper(word) {
	case "+OK":
		return true, text, true
	case "-ERR":
		return false, text, true
	}
	return false, "", false
}

// Parting returns what a refusal means with which a server ends a session, or
// nil where the line is another one. Nothing but its words tells it from a
// refusal of one command: its kind is then closed.
func Parting(line string) *result.Failure {
	ok, text, valid := Status(line)
	if ok || !valid {
		return nil
	}
	return notNow(text, result.Closed)
}

// notNow returns the failure of a refusal by which the server does not talk to
// a client, or ends its session.
func notNow(text string, otherwise result.Kind) *result.Failure {
	return protocol.NotNow(result.POP3, protocol.SplitCode(text), text, otherwise)
}

// apopStamp returns the message-id at the end of a greeting (RFC 1939 section
// 7).
func apopStamp(text string) string {
	open := strings.LastIndexByte(text, '<')
	if open < 0 {
		return ""
	}
	stamp, _, ok := strings.Cut(text[open:], ">")
	if !ok || !strings.Contains(stamp, "@") {
		return ""
	}
	return stamp + ">"
}

// Pause returns how long the server wants nobody to log in again (LOGIN-DELAY,
// RFC 2449 section 6.5), in seconds.
func (s *Session) Pause() int {
	argument, _ := result.Words(s.Caps).Argument("LOGIN-DELAY")
	return loginDelay(argument)
}

// loginDelay returns the least number of seconds between logins, from the
// argument of LOGIN-DELAY ("10", "10 USER").
func loginDelay(argument string) int {
	word, _, _ := strings.Cut(strings.TrimSpace(argument), " ")
	n, err := strconv.Atoi(word)
	if err != nil {
		return 0
	}
	return n
}

// readDotLines reads a multi-line answer (RFC 1939 section 3): it ends with a
// line that is a dot and nothing else.
func readDotLines(c *wire.Conn) ([]string, error) {
	lines := []string{}
	for {
		line, err := c.ReadLine()
		if err != nil {
			return nil, err
		}
		if line == "." {
			return lines, nil
		}
		lines = append(lines, strings.TrimPrefix(line, "."))
	}
}

// undot does the same with lines that were recorded.
func undot(recorded []string) []string {
	lines := []string{}
	for _, line := range recorded {
		if line == "." {
			break
		}
		lines = append(lines, strings.TrimPrefix(line, "."))
	}
	return lines
}
