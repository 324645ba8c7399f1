package probe

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// smtpSession is message submission (RFC 6409, RFC 5321) over one connection.
// There is no library behind it: it never sends a message.
type smtpSession struct {
	c        *wire.Conn
	caps     []string // the lines of EHLO behind the first, of the last phase
	endpoint result.Endpoint
	address  string
}

func (s *smtpSession) conn() *wire.Conn { return s.c }

// smtpReply is one reply (RFC 5321 section 4.2).
type smtpReply struct {
	code  int
	lines []string // without the code
}

// text is the reply as one line.
func (r smtpReply) text() string {
	return strings.TrimSpace(strconv.Itoa(r.code) + " " + strings.Join(r.lines, " / "))
}

// codes is the code with the enhanced status code (RFC 3463) where there is one.
func (r smtpReply) codes() string {
	word, _, _ := strings.Cut(r.lines[0], " ")
	if parts := strings.Split(word, "."); len(parts) == 3 && strings.Trim(word, "0123456789.") == "" {
		return strconv.Itoa(r.code) + " " + word
	}
	return strconv.Itoa(r.code)
}

// readReply reads a reply with all its lines: the last has a space, or
// nothing, behind its code.
func readReply(c *wire.Conn) (smtpReply, error) {
	var r smtpReply
	for {
		line, err := c.ReadLine()
		if err != nil {
			return r, err
		}
		code, text, more, ok := replyLine(line)
		if !ok || r.code != 0 && code != r.code {
			return r, newFailure(result.Malformed, line)
		}
		r.code, r.lines = code, append(r.lines, text)
		if !more {
			return r, nil
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

// negative is the failure of a reply that is not what was hoped for.
func (r smtpReply) negative(kind result.Kind) *result.Failure {
	f := newFailure(kind, r.text())
	if r.code == 421 { // the server is going away, RFC 5321 section 3.8
		f = newFailure(result.Busy, r.text())
	}
	f.Code = r.codes()
	f.Temporary = r.code/100 == 4
	return f
}

// greet reads the greeting (RFC 5321 section 3.1).
func (s *smtpSession) greet(p *result.Path) error {
	first := len(s.c.Lines())
	r, err := readReply(s.c)
	if lines := s.c.Lines(); len(lines) > first {
		p.Greeting = foreign.Text(lines[first])
		if f := wrongProtocol(lines[first], "smtp"); f != nil {
			return f
		}
	}
	switch {
	case err != nil:
		return err
	case r.code != 220:
		otherwise := result.Busy
		if r.code/100 == 5 { // not for now, but for good (RFC 5321 section 3.1)
			otherwise = result.TurnedAway
		}
		f := notNow(result.Submission, r.apart(), r.text(), otherwise)
		f.Code = r.codes()
		f.Temporary = f.Temporary || r.code/100 == 4
		return f
	}
	return nil
}

// capabilities asks with EHLO (RFC 5321 section 4.1.1.1).
func (s *smtpSession) capabilities(string) ([]string, error) {
	if err := s.c.WriteLine("EHLO " + s.clientName()); err != nil {
		return nil, err
	}
	r, err := readReply(s.c)
	if err != nil {
		return nil, err
	}
	if r.code != 250 {
		return nil, r.negative(result.ProtocolError)
	}
	s.caps = append([]string{}, r.lines[1:]...)
	return s.caps, nil
}

// clientName is the address literal of this end (RFC 5321 section 4.1.3): a
// mail program has no name of its own to give.
func (s *smtpSession) clientName() string {
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

// startTLS sends the command (RFC 3207 section 4).
func (s *smtpSession) startTLS() error {
	if !has(s.caps, "STARTTLS") {
		return newFailure(result.StartTLSMissing, "EHLO does not list STARTTLS")
	}
	if err := s.c.WriteLine("STARTTLS"); err != nil {
		return err
	}
	r, err := readReply(s.c)
	switch {
	case err != nil:
		return err
	case r.code != 220:
		return r.negative(result.StartTLSRefused)
	}
	return nil
}

// identify has nothing to ask: SMTP knows no such command.
func (s *smtpSession) identify(*result.Path) {}

// offers reads the line AUTH (RFC 4954 section 3), also in the form "AUTH="
// of old servers.
func (s *smtpSession) offers() ([]string, *bool) {
	auth := []string{}
	for _, line := range s.caps {
		if len(line) < 5 || !strings.EqualFold(line[:4], "AUTH") || line[4] != ' ' && line[4] != '=' {
			continue
		}
		for _, m := range strings.Fields(line[5:]) {
			if !has(auth, m) {
				auth = append(auth, m)
			}
		}
	}
	return auth, nil
}

func (s *smtpSession) open() error { return nil }

// afterLogin asks nothing: EHLO behind AUTH drops the authentication on some
// servers.
func (s *smtpSession) afterLogin(*result.Path, bool) {}

// farewell waits for the answer to QUIT (RFC 5321 section 4.1.1.10).
func (s *smtpSession) farewell(ctx context.Context) {
	stop := s.c.LastWords(ctx)
	defer stop()
	if s.c.WriteLine("QUIT") == nil {
		readReply(s.c)
	}
	s.c.Close()
}
