package mailhost

import (
	"bufio"
	"io"
	"strings"
	"testing"
)

// detached returns a logged-out session over TLS that reads input and whose
// answers are kept.
func detached(h *Host, service, input string) (*session, *strings.Builder) {
	out := &strings.Builder{}
	return &session{
		host: h, endpoint: Endpoint{Key: service + "s", Service: service, Security: "tls"}, encrypted: true,
		r: bufio.NewReaderSize(strings.NewReader(input), maxLine), w: bufio.NewWriter(out),
	}, out
}

// FuzzSessions gives each protocol whatever bytes, before and after a login:
// the host must neither panic nor write a line without CRLF.
func FuzzSessions(f *testing.F) {
	for _, seed := range []string{
		"a NOOP\r\n", "a LIST (SPECIAL-USE) \"\" (\"*\" %) RETURN (STATUS (SIZE) CHILDREN)\r\n",
		"a EXAMINE {5+}\r\nInBoX\r\nb UID FETCH 1:*,3 (UID FLAGS)\r\nc SEARCH RETURN (ALL) OR NOT 1 (SINCE 1-Jan-2026 UID 2:9)\r\n",
		"a AUTHENTICATE SCRAM-SHA-256 biwsbj11c2VyLHI9YQ==\r\nYz1iaXdz\r\n", "a LOGIN {3}\r\nx y\r\n", "a IDLE\r\nDONE\r\n",
		"a STATUS x (MESSAGES BODY[", "* (\r\n", "a UID\r\na UID SEARCH NOT\r\n",
		"CAPA\r\nUSER x y\r\nPASS  \r\nLIST 0\r\nUIDL -1\r\nAUTH LOGIN =\r\n\r\n", "AUTH XOAUTH2 e30=\r\nAUTH\r\n",
		"EHLO x\r\nAUTH LOGIN\r\n*\r\nMAIL\r\nSTARTTLS\r\n",
	} {
		f.Add(seed)
	}
	h := bare(f)
	f.Fuzz(func(t *testing.T, input string) {
		for service, login := range map[string]string{
			"imap":       "x LOGIN " + User + " " + Password + "\r\nx SELECT INBOX\r\n",
			"pop3":       "USER " + User + "\r\nPASS " + Password + "\r\n",
			"submission": "EHLO x\r\n",
		} {
			for _, before := range []string{"", login} {
				s, out := detached(h, service, before+input)
				serve := map[string]func(*session) error{"imap": serveIMAP, "pop3": servePOP3, "submission": serveSMTP}
				serve[service](s)
				s.w.Flush()
				if text := out.String(); !strings.HasSuffix(text, "\r\n") {
					t.Errorf("%s ended within a line: %q", service, text)
				}
			}
		}
	})
}

// bare returns a host of ten messages that listens for nothing.
func bare(tb testing.TB) *Host {
	accounts, err := newAccounts()
	if err != nil {
		tb.Fatal(err)
	}
	s := Scenarios()[0]
	return &Host{scenario: s, mailbox: newMailbox(s, 10, testNow), accounts: accounts, seen: newRecord()}
}

func BenchmarkFetch200k(b *testing.B) {
	h := bare(b)
	h.mailbox = newMailbox(h.scenario, 200_000, testNow)
	script := "a LOGIN " + User + " " + Password + "\r\nb EXAMINE INBOX\r\nc FETCH 1:* (UID FLAGS RFC822.SIZE INTERNALDATE)\r\n"
	for b.Loop() {
		s, _ := detached(h, "imap", script)
		s.w = bufio.NewWriter(io.Discard)
		serveIMAP(s)
	}
}

func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		h, err := Start(b.Context(), Config{Now: testNow})
		if err != nil {
			b.Fatal(err)
		}
		h.Close()
	}
}
