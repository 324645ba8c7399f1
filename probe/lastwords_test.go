package probe

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// cutOff is a connection whose other end takes nothing more, from some moment
// on: what is written then meets a reset. What it said before can be read.
type cutOff struct {
	net.Conn
	deaf *atomic.Bool
}

func (c cutOff) Write(p []byte) (int, error) {
	if c.deaf.Load() {
		return 0, &net.OpError{Op: "write", Net: "tcp", Err: syscall.EPIPE}
	}
	return c.Conn.Write(p)
}

// endsBefore returns a server that answers the lines of a client up to one that
// begins with a word; it says its last words unasked in place of an answer,
// and takes nothing more.
func endsBefore(greeting string, answers []string, last string, asked bool) (client net.Conn) {
	ours, theirs := net.Pipe()
	deaf := new(atomic.Bool)
	deaf.Store(!asked && len(answers) == 0)
	go func() {
		defer theirs.Close()
		r := bufio.NewReader(theirs)
		say := func(i int, text string) {
			if !asked && i == len(answers) {
				deaf.Store(true)
			}
			if text != "" { // a pipe would wait for a reader
				io.WriteString(theirs, text)
			}
		}
		say(0, greeting)
		for i, answer := range answers {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			tag, _, _ := strings.Cut(line, " ")
			say(i+1, strings.ReplaceAll(answer, "{tag}", tag))
		}
		if asked {
			r.Read(make([]byte, 4096)) // a handshake has no lines
		}
		io.WriteString(theirs, last)
	}()
	return cutOff{ours, deaf}
}

// The last words of a server are read and understood, whatever was under way,
// also where what this program sends meets a reset.
func TestLastWords(t *testing.T) {
	const imapCaps = "* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\n{tag} OK\r\n"
	const popCaps, smtpCaps = "+OK\r\nUSER\r\nUIDL\r\n.\r\n", "250-hi\r\n250 AUTH PLAIN\r\n"
	for _, tt := range []struct {
		name     string
		service  result.Service
		greeting string
		answers  []string
		last     string
		step     string // "" where the words may come before or after it
	}{
		{"IMAP capabilities", result.IMAP, "* OK hi\r\n", nil, "* BYE Too many connections from your IP\r\n", result.StepCapabilities},
		{"IMAP login", result.IMAP, "* OK hi\r\n", []string{imapCaps}, "* BYE Too many connections from your IP\r\n", result.StepLogin},
		{"IMAP after login", result.IMAP, "* OK hi\r\n", []string{imapCaps, "{tag} OK [CAPABILITY IMAP4rev1 QUOTA] in\r\n"}, "* BYE Too many connections from your IP\r\n", ""},
		{"POP3 capabilities", result.POP3, "+OK hi\r\n", nil, "-ERR Too many connections from your IP\r\n", result.StepCapabilities},
		{"POP3 login", result.POP3, "+OK hi\r\n", []string{popCaps}, "-ERR Too many connections from your IP\r\n", result.StepLogin},
		{"POP3 password", result.POP3, "+OK hi\r\n", []string{popCaps, "+OK\r\n"}, "-ERR Too many connections from your IP\r\n", result.StepLogin},
		{"POP3 after login", result.POP3, "+OK hi\r\n", []string{popCaps, "+OK\r\n", "+OK\r\n"}, "-ERR Too many connections from your IP\r\n", ""},
		{"submission capabilities", result.Submission, "220 hi\r\n", nil, "421 4.7.0 Too many connections from your IP\r\n", result.StepCapabilities},
		{"submission login", result.Submission, "220 hi\r\n", []string{smtpCaps}, "421 4.7.0 Too many connections from your IP\r\n", result.StepLogin},
	} {
		for _, asked := range []bool{true, false} {
			o := Options{StepLimits: quick, InsecureLoopback: true, Credential: credential(t, mailhost.Password, "127.0.0.1")}
			o.dial = dials(func() net.Conn { return endsBefore(tt.greeting, tt.answers, tt.last, asked) })
			report, err := Run(t.Context(), result.Target{}, one(plain(tt.service, 1)), o)
			if err != nil {
				t.Fatal(err)
			}
			p := report.Probes[0]
			f := p.Failure
			if p.Login.Failure != nil {
				f = p.Login.Failure
			}
			for _, a := range report.Accounts {
				f = a.MailboxFailure
			}
			if f == nil || f.Kind != result.Busy || !strings.HasSuffix(f.Detail, "Too many connections from your IP") || tt.step != "" && f.Step != tt.step {
				t.Errorf("%s, asked %v: %+v, not at step %s", tt.name, asked, f, tt.step)
			}
			quoted := 0
			for _, s := range p.Paths[0].Steps {
				quoted += strings.Count(strings.Join(s.Lines, ""), "Too many connections")
			}
			if quoted != 1 {
				t.Errorf("%s, asked %v: the words are shown %d times: %+v", tt.name, asked, quoted, p.Paths[0].Steps)
			}
		}
	}
}

// dials makes a connection for each that is dialled.
func dials(call func() net.Conn) func(context.Context, netip.AddrPort) (net.Conn, error) {
	return func(context.Context, netip.AddrPort) (net.Conn, error) { return call(), nil }
}

// Where the words come instead of TLS they are read too: they are no proof that
// the port speaks without TLS.
func TestLastWordsInsteadOfTLS(t *testing.T) {
	for _, tt := range []struct {
		name     string
		service  result.Service
		security result.Security
		dialogue []string // the greeting, and answers
		last     string
		want     result.Kind
		detail   string
	}{
		{"IMAP", result.IMAP, result.TLS, nil, "* BYE Too many connections from your IP\r\n", result.Busy, "Too many connections from your IP"},
		{"POP3", result.POP3, result.TLS, nil, "-ERR Too many connections from your IP\r\n", result.Busy, "Too many connections from your IP"},
		{"submission", result.Submission, result.TLS, nil, "421 4.3.2 All server ports are busy\r\n", result.Busy, "421 4.3.2 All server ports are busy"},
		{"submission, listed", result.Submission, result.TLS, nil, "554 5.7.1 Your IP address has been banned\r\n", result.TurnedAway, "554 5.7.1 Your IP address has been banned"},
		{"an alert", result.IMAP, result.TLS, nil, "\x15\x03\x03\x00\x02\x02\x28", result.TLSHandshakeFailed, "alert: handshake failure"},
		{"a greeting", result.IMAP, result.TLS, nil, "* OK ready for everybody\r\n", result.SpeaksPlaintext, "* OK ready for everybody"},
		{"STARTTLS", result.Submission, result.StartTLS, []string{"220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "220 go\r\n"},
			"421 4.7.0 Too many connections\r\n", result.Busy, "421 4.7.0 Too many connections"},
		{"STARTTLS, no TLS", result.Submission, result.StartTLS, []string{"220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "220 go\r\n"},
			"220 hello again\r\n", result.StartTLSBroken, "not TLS: 220 hello again"},
	} {
		for _, asked := range []bool{true, false} {
			o := Options{StepLimits: quick}
			o.dial = dials(func() net.Conn {
				if tt.dialogue == nil {
					return endsBefore("", nil, tt.last, asked)
				}
				return endsBefore(tt.dialogue[0], tt.dialogue[1:], tt.last, asked)
			})
			e := result.Endpoint{Service: tt.service, Host: "127.0.0.1", Port: 1, Security: tt.security}
			report, err := Run(t.Context(), result.Target{}, one(e), o)
			if err != nil {
				t.Fatal(err)
			}
			if f := report.Probes[0].Failure; f == nil || f.Kind != tt.want || f.Detail != tt.detail || f.Step != result.StepTLS {
				t.Errorf("%s, asked %v: %+v", tt.name, asked, f)
			}
		}
	}
}

// A server that has said goodbye gets no credential, and what it said is why
// nobody could log in; also where connections are counted.
func TestLastWordsBeforeTheLogin(t *testing.T) {
	for _, tt := range []struct {
		service          result.Service
		greeting, answer string
	}{
		{result.IMAP, "* OK hi\r\n", "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK\r\n* BYE Too many connections from your IP\r\n"},
		{result.POP3, "+OK hi\r\n", "+OK\r\nUSER\r\n.\r\n-ERR Too many connections from your IP\r\n"},
		{result.Submission, "220 hi\r\n", "250-hi\r\n250 AUTH PLAIN\r\n421 4.7.0 Too many connections from your IP\r\n"},
	} {
		gone := make(chan struct{})
		behind := make(chan string, 1) // what was sent behind the goodbye
		port := listen(t, func(conn net.Conn) {
			io.WriteString(conn, tt.greeting)
			r := bufio.NewReader(conn)
			line, _ := r.ReadString('\n')
			tag, _, _ := strings.Cut(line, " ")
			io.WriteString(conn, strings.ReplaceAll(tt.answer, "{tag}", tag))
			conn.(*net.TCPConn).CloseWrite()
			close(gone)
			rest, _ := io.ReadAll(r)
			behind <- string(rest)
		})
		e := plain(tt.service, port)
		o := Options{StepLimits: quick, InsecureLoopback: true, Slots: NewSlots(1), Credential: credential(t, mailhost.Password, "127.0.0.1")}
		o.dial = func(ctx context.Context, addr netip.AddrPort) (net.Conn, error) {
			conn, err := net.Dial("tcp", addr.String())
			return untilGone{conn, gone}, err
		}
		p := visitAll(t, o, e).Probes[0]
		if f := p.Failure; f == nil || f.Kind != result.Busy || f.Step != result.StepCapabilities || !strings.HasSuffix(f.Detail, "Too many connections from your IP") {
			t.Errorf("%s: %+v", e.Service, f)
		}
		if p.Login == nil || p.Login.Status != result.LoginNotTried {
			t.Errorf("%s: %+v", e.Service, p.Login)
		}
		steps := p.Paths[0].Steps
		if lines := strings.Join(steps[len(steps)-1].Lines, "\n"); strings.Count(lines, "Too many connections") != 1 {
			t.Errorf("%s: %+v", e.Service, steps)
		}
		if sent := <-behind; strings.ContainsAny(sent, "AS") { // AUTHENTICATE, AUTH, USER, PASS; LOGOUT and QUIT are no harm
			t.Errorf("%s: sent behind the goodbye: %q", e.Service, sent)
		}
	}
}

// untilGone is a connection whose answers behind the greeting come together
// with the end that follows them, however slow the machine is.
type untilGone struct {
	net.Conn
	gone chan struct{}
}

func (c untilGone) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && !bytes.Contains(p[:n], []byte("hi\r\n")) || bytes.Contains(p[:n], []byte("Too many")) {
		<-c.gone
	}
	return n, err
}
