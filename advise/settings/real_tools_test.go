//go:build unix

package settings

import (
	"fmt"
	"strings"
	"testing"

	"mailadvisor/advise/choose"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// realTools runs S-nail, which reads and sends by commands, and imapfilter,
// which sorts on the server.
func realTools(t *testing.T, proofs *proofBook) {
	ways := []struct {
		service  result.Service
		port     int
		security result.Security
	}{{result.IMAP, 993, result.TLS}, {result.IMAP, 143, result.StartTLS}, {result.POP3, 995, result.TLS}, {result.POP3, 110, result.StartTLS}}

	t.Run("s-nail", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "s-nail", "s-nail")
		installed := version(t, "v", "s-nail", "-Xversion", "-Xx")
		proofs.saw(t, "s-nail", "read", installed)
		proofs.saw(t, "s-nail", "sent", installed)
		for _, way := range ways {
			t.Run(string(way.service)+" "+string(way.security), func(t *testing.T) {
				s := realServer(t, "")
				sink := newSubmission(t, way.security == result.TLS)
				c := newComputer(t, s.User(), s.Password(), "MAILRC=mailrc", "LC_ALL=C.UTF-8")
				c.trusts(s.CAFile(), sink.caFile)
				settings := account(t, s, way.service, way.port, way.security)
				settings.Options = choose.Options{LeaveOnServer: "forever"}
				settings.Outgoing = &Server{Service: result.Submission, Host: "localhost", Port: sink.port, Security: way.security, Username: s.User(), Auth: AuthPassword}
				c.install(settings, "s-nail", "")
				c.mkdir("Mail/" + s.User())
				c.write(".netrc", fmt.Sprintf("machine localhost login %s password %s\n", s.User(), s.Password()), 0o600)
				// Reading a message and leaving takes none off the server.
				out, err := c.try("headers\nprint 12\nquit\n", "s-nail", "-f", "%")
				if err != nil || !strings.Contains(out, "Message 11") {
					t.Fatalf("%v:\n%s", err, out)
				}
				if n := onServer(t, s, "INBOX"); n != 12 {
					t.Errorf("%d on the server", n)
				}
				before := onServer(t, s, "Sent")
				c.run("Hello.\n", "s-nail", "-s", "test", "friend@example.net")
				sink.took(t, s)
				if way.service == result.IMAP {
					testkit.Await(t, "a copy in Sent", func() bool { return onServer(t, s, "Sent") == before+1 })
				}
			})
		}
		t.Run("a certificate of nobody", func(t *testing.T) {
			s := realServer(t, "")
			c := newComputer(t, s.User(), s.Password(), "MAILRC=mailrc")
			settings := account(t, s, result.IMAP, 993, result.TLS)
			settings.Outgoing = settings.Incoming
			c.install(settings, "s-nail", "")
			c.write(".netrc", fmt.Sprintf("machine localhost login %s password %s\n", s.User(), s.Password()), 0o600)
			if out, _ := c.try("headers\nquit\n", "s-nail", "-f", "%"); strings.Contains(out, "Message 11") {
				t.Errorf("it trusts it:\n%s", out)
			}
		})
	})

	t.Run("imapfilter", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "imapfilter", "imapfilter")
		proofs.saw(t, "imapfilter", "read", version(t, "IMAPFilter ", "imapfilter", "-V"))
		s := realserver.Dovecot(t, realserver.Options{Messages: 12, LeafNames: []string{"localhost"}})
		settings := account(t, s, result.IMAP, 993, result.TLS)
		for trusted, want := range map[bool]bool{true: true, false: false} {
			c := newComputer(t, s.User(), s.Password())
			if trusted {
				c.trusts(s.CAFile())
			} else {
				c.trusts("/etc/ssl/certs/ca-certificates.crt")
			}
			c.install(settings, "imapfilter", "")
			out, err := c.try("", "imapfilter", "-c", "config.lua", "-t", c.path("authorities.pem"))
			if got := err == nil && strings.Contains(out, "12 messages"); got != want {
				t.Errorf("with its authority trusted %v: %v\n%s", trusted, err, out)
			}
		}
		if n := onServer(t, s, "INBOX"); n != 12 {
			t.Errorf("%d on the server", n)
		}
	})
}
