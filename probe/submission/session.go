// Package submission is message submission (RFC 6409, RFC 5321) over one
// connection. There is no library behind it: it never sends a message.
package submission

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// A Session is the protocol over one connection.
type Session struct {
	Caps []string // the lines of EHLO behind the first, of the last phase

	c        *wire.Conn
	endpoint result.Endpoint
}

// New returns the session of a connection.
func New(c *wire.Conn, e result.Endpoint) *Session { return &Session{c: c, endpoint: e} }

// Endpoint returns what the session is with.
func (s *Session) Endpoint() result.Endpoint { return s.endpoint }

// Conn returns the session's connection.
func (s *Session) Conn() *wire.Conn { return s.c }

// A Reply is one reply (RFC 5321 section 4.2).
type Reply struct {
	Code  int
	Lines []string // without the code
}

// text returns the reply as one line.
func (r Reply) text() string {
	return strings.TrimSpace(strconv.Itoa(r.Code) + " " + strings.Join(r.Lines, " / "))
}

// codes returns the code with the enhanced status code (RFC 3463) where there
// is one.
func (r Reply) codes() string {
	word, _, _ := strings.Cut(r.Lines[0], " ")
	if parts := strings.Split(word, "."); len(parts) == 3 && strings.Trim(word, "0123456789.") == "" {
		return strconv.Itoa(r.Code) + " " + word
	}
	return strconv.Itoa(r.Code)
}

// Apart takes a reply's codes and its words apart, an enhanced code before
// every line included.
func (r Reply) Apart() protocol.Refusal {
	enhanced := ""
	var said []string
	for _, line := range r.Lines {
		if first, behind, _ := strings.Cut(line, " "); isEnhanced(first) {
			enhanced, line = first, behind
		}
		said = append(said, strings.TrimSpace(line))
	}
	return protocol.Refusal{Code: strings.TrimSpace(strconv.Itoa(r.Code) + " " + enhanced), Text: strings.Join(said, " ")}
}

// isEnhanced reports whether a word is an enhanced status code (RFC 3463
// section 2): class.subject.detail.
func isEnhanced(word string) bool {
	parts := strings.Split(word, ".")
	return len(parts) == 3 && strings.Trim(word, "0123456789.") == "" && !slices.Contains(parts, "")
}

// ReadReply reads a reply with all its lines: the last has a space, or
// nothing, behind its code.
func ReadReply(c *wire.Conn) (Reply, error) {
	var r Reply
	for {
		line, err := c.ReadLine()
		if err != nil {
			return r, err
		}
		code, text, more, ok := replyLine(line)
		if !ok || r.Code != 0 && code != r.Code {
			return r, result.NewFailure(result.Malformed, line)
		}
		r.Code, r.Lines = code, append(r.Lines, text)
		if !more {
			return r, nil
		}
		if code >= 400 { // the refusal is said, whether or not its last line comes
			c.Suppose(r.notNow(result.ProtocolError))
		}
	}
}

func replyLine(line string) (code int, text string, more, ok bool) {
	if len(line) < 3 || line[0] < '2' || line[0] > '5' || line[1] < '0' || line[1] > '9' || line[2] < '0' || line[2] > '9' {
		return 0, "", false, false
	}
	code = int(line[0]-'0')*100 + int(line[1]-'0')*10 + int(line[2]-'0')
	if len(line) == 3 {
		return code, "", false, true
	}
	if line[3] != ' ' && line[3] != '-' {
		return 0, "", false, false
	}
	return code, line[4:], line[3] == '-', true
}

// negative returns the failure of a reply that is not what was hoped for.
func (r Reply) negative(kind result.Kind) *result.Failure {
	f := result.NewFailure(kind, r.text())
	if r.Code == 421 { // the server is going away, RFC 5321 section 3.8
		f = result.NewFailure(result.Busy, r.text())
	}
	f.Code = r.codes()
	f.Temporary = r.Code/100 == 4
	return f
}

// Greet reads the greeting (RFC 5321 section 3.1).
func (s *Session) Greet(p *result.Path) error {
	first := len(s.c.Lines())
	r, err := ReadReply(s.c)
	if lines := s.c.Lines(); len(lines) > first {
		p.Greeting = foreign.Text(lines[first])
		if f := protocol.Wrong(lines[first], "smtp"); f != nil {
			return f
		}
	}
	switch {
	case err != nil:
		return err
	case r.Code != 220:
		otherwise := result.Busy
		if r.Code/100 == 5 { // not for now, but for good (RFC 5321 section 3.1)
			otherwise = result.TurnedAway
		}
		return r.notNow(otherwise)
	}
	return nil
}

// notNow returns the failure of a reply by which the server does not talk to a
// client, or ends its session.
func (r Reply) notNow(otherwise result.Kind) *result.Failure {
	if r.Code == 421 { // the server is going away, RFC 5321 section 3.8
		otherwise = result.Busy
	}
	f := protocol.NotNow(result.Submission, r.Apart(), r.text(), otherwise)
	f.Code = r.codes()
	f.Temporary = f.Temporary || r.Code/100 == 4
	return f
}

// Parting returns what a reply means with which a server ends a session, or nil
// where the line is none.
func Parting(line string) *result.Failure {
	code, text, _, ok := replyLine(line)
	if !ok || code < 400 {
		return nil
	}
	return Reply{Code: code, Lines: []string{text}}.notNow(result.Closed)
}

// Capabilities asks with EHLO (RFC 5321 section 4.1.1.1).
func (s *Session) Capabilities(string) ([]string, error) {
	if err := s.c.WriteLine("EHLO " + s.clientName()); err != nil {
		return nil, err
	}
	r, err := ReadReply(s.c)
	if err != nil {
		return nil, err
	}
	if r.Code != 250 {
		otherwise := result.ProtocolError
		if r.Code/100 == 4 { // not now (RFC 5321 section 4.2.1)
			otherwise = result.Busy
		}
		return nil, r.notNow(otherwise)
	}
	s.Caps = protocol.Bound(s.c, "capabilities", append([]string{}, r.Lines[1:]...), protocol.MaxCapabilities)
	protocol.Bound(s.c, "mechanisms", s.mechanisms(), protocol.MaxMechanisms)
	return s.Caps, nil
}

// clientName returns the address literal of this end (RFC 5321 section 4.1.3):
// a mail program has no name of its own to give.
func (s *Session) clientName() string {
	tcp, ok := s.c.LocalAddr().(*net.TCPAddr)
	if !ok {
		return "localhost"
	}
	addr, _ := netip.AddrFromSlice(tcp.IP)
	addr = addr.Unmap().WithZone("")
	if addr.Is6() {
		return "[IPv6:" + addr.String() + "]"
	}
	return "[" + addr.String() + "]"
}

// StartTLS sends the command (RFC 3207 section 4).
func (s *Session) StartTLS() error {
	if !protocol.Has(s.Caps, "STARTTLS") {
		return result.NewFailure(result.StartTLSMissing, "EHLO does not list STARTTLS")
	}
	if err := s.c.WriteLine("STARTTLS"); err != nil {
		return err
	}
	r, err := ReadReply(s.c)
	switch {
	case err != nil:
		return err
	case r.Code != 220:
		return protocol.OrNotNow(result.Submission, r.Apart(), r.negative(result.StartTLSRefused))
	}
	return nil
}

// Identify has nothing to ask: SMTP knows no such command.
func (s *Session) Identify(*result.Path) {}

// Offers reads the line AUTH (RFC 4954 section 3), also in the form "AUTH="
// of old servers.
func (s *Session) Offers() ([]string, *bool) {
	auth := s.mechanisms()
	return auth[:min(len(auth), protocol.MaxMechanisms)], nil
}

func (s *Session) mechanisms() []string {
	var auth []string
	for _, line := range s.Caps {
		if len(line) >= 5 && strings.EqualFold(line[:4], "AUTH") && (line[4] == ' ' || line[4] == '=') {
			auth = append(auth, strings.Fields(line[5:])...)
		}
	}
	return protocol.Distinct(auth)
}

// Open has no library to hand the connection to.
func (s *Session) Open() error { return nil }

// AfterLogin asks nothing: EHLO behind AUTH drops the authentication on some
// servers.
func (s *Session) AfterLogin(*result.Path, bool) {}

// Farewell waits for the answer to QUIT (RFC 5321 section 4.1.1.10).
func (s *Session) Farewell(ctx context.Context) {
	stop := s.c.LastWords(ctx)
	defer stop()
	if s.c.WriteLine("QUIT") == nil {
		ReadReply(s.c)
	}
	s.c.Close()
}
