package probe

import (
	"context"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/knadh/go-pop3"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// pop3Session is POP3 (RFC 1939, RFC 2449) over one connection. As with IMAP,
// the library takes over for the login: it throws away the greeting and the
// text of multi-line answers.
type pop3Session struct {
	c        *wire.Conn
	client   *pop3.Conn // from open on
	caps     []string   // of the last phase, nil where the server does not tell
	endpoint result.Endpoint
	address  string
	apop     string   // the greeting's time stamp, "" where there is none
	ahead    []string // sent, and not answered yet
}

func (s *pop3Session) conn() *wire.Conn { return s.c }

// greet reads the greeting (RFC 1939 section 4).
func (s *pop3Session) greet(p *result.Path) error {
	line, err := s.c.ReadLine()
	if err != nil {
		return err
	}
	p.Greeting = foreign.Text(line)
	ok, text, valid := pop3Status(line)
	switch {
	case !valid:
		if f := wrongProtocol(line, "pop3"); f != nil {
			return f
		}
		return newFailure(result.Malformed, line)
	case !ok:
		return notNow(result.POP3, splitCode(text), text, result.Busy)
	}
	s.apop = apopStamp(text)
	return nil
}

// capabilities asks with CAPA (RFC 2449 section 5).
func (s *pop3Session) capabilities(string) ([]string, error) {
	s.caps = nil
	if err := s.c.WriteLine("CAPA"); err != nil {
		return nil, err
	}
	if ok, _, err := s.reply(); err != nil {
		return nil, err
	} else if !ok {
		return nil, errNotTold
	}
	caps, err := readDotLines(s.c)
	if err != nil {
		return nil, err
	}
	s.caps = caps
	return caps, nil
}

// startTLS sends STLS (RFC 2595 section 4). A server that does not tell its
// capabilities is asked all the same.
func (s *pop3Session) startTLS() error {
	if s.caps != nil && !has(s.caps, "STLS") {
		return newFailure(result.StartTLSMissing, "CAPA does not list STLS")
	}
	if err := s.c.WriteLine("STLS"); err != nil {
		return err
	}
	switch ok, text, err := s.reply(); {
	case err != nil:
		return err
	case !ok && s.caps == nil:
		return newFailure(result.StartTLSMissing, text)
	case !ok:
		return withCode(newFailure(result.StartTLSRefused, text), responseCode(text))
	}
	return nil
}

// identify takes IMPLEMENTATION (RFC 2449 section 6.9) from what is known: it
// costs no command, so it is no step.
func (s *pop3Session) identify(p *result.Path) {
	if v, ok := capaArgument(s.caps, "IMPLEMENTATION"); ok {
		p.Implementation = foreign.Text(v)
	}
}

// offers reads the line SASL, which may name no mechanism, and USER.
func (s *pop3Session) offers() ([]string, *bool) {
	if s.caps == nil {
		return nil, nil
	}
	mechanisms, _ := capaArgument(s.caps, "SASL")
	user := has(s.caps, "USER")
	return append([]string{}, strings.Fields(mechanisms)...), &user
}

// reply reads a status line.
func (s *pop3Session) reply() (ok bool, text string, err error) {
	line, err := s.c.ReadLine()
	if err != nil {
		return false, "", err
	}
	ok, text, valid := pop3Status(line)
	if !valid {
		return false, "", newFailure(result.Malformed, line)
	}
	return ok, text, nil
}

// given hands the library a connection that exists.
type given struct{ net.Conn }

func (g given) Dial(string, string) (net.Conn, error) { return g.Conn, nil }

func (s *pop3Session) open() (err error) {
	s.c.Prepare("+OK\r\n")
	s.client, err = pop3.New(pop3.Opt{Dialer: given{s.c}}).NewConn()
	return err
}

// afterLogin sends all that the session has still to ask in one flight, QUIT
// included, where CAPA says that the server takes it (RFC 2449 section 6.6).
func (s *pop3Session) afterLogin(p *result.Path, usage bool) {
	pipelining := has(s.caps, "PIPELINING")
	s.c.Begin(result.StepCapabilities, afterLogin)
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
	switch {
	case isRefusal(err):
		s.c.Skip()
	case s.c.End(err) == nil:
		s.caps = undot(lines[1:])
		keepCapabilities(p, afterLogin, s.caps)
	}
}

// farewell waits for the answer to QUIT, before which the maildrop is locked.
func (s *pop3Session) farewell(ctx context.Context) {
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

// pop3Status reads "+OK text" or "-ERR text".
func pop3Status(line string) (ok bool, text string, valid bool) {
	word, text, _ := strings.Cut(line, " ")
	switch strings.ToUpper(word) {
	case "+OK":
		return true, text, true
	case "-ERR":
		return false, text, true
	}
	return false, "", false
}

// apopStamp is the message-id at the end of a greeting (RFC 1939 section 7).
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

// pause is how long the server wants nobody to log in again (LOGIN-DELAY, RFC
// 2449 section 6.5), in seconds.
func (s *pop3Session) pause() int {
	argument, _ := capaArgument(s.caps, "LOGIN-DELAY")
	return loginDelay(argument)
}

// loginDelay is the least number of seconds between logins, from the argument
// of LOGIN-DELAY ("10", "10 USER").
func loginDelay(argument string) int {
	word, _, _ := strings.Cut(strings.TrimSpace(argument), " ")
	n, err := strconv.Atoi(word)
	if err != nil {
		return 0
	}
	return n
}

// capaArgument is what stands behind a capability's name.
func capaArgument(caps []string, name string) (string, bool) {
	for _, c := range caps {
		word, rest, _ := strings.Cut(c, " ")
		if strings.EqualFold(word, name) {
			return strings.TrimSpace(rest), true
		}
	}
	return "", false
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
