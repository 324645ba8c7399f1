//go:build unix

package settings

import (
	"strings"
	"testing"

	"mailadvisor/advise/choose"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// realTerminals runs the programs that show mail on a terminal.
func realTerminals(t *testing.T, proofs *proofBook) {
	const authorities = "/etc/ssl/certs/ca-certificates.crt"
	ways := []struct {
		port     int
		security result.Security
	}{{993, result.TLS}, {143, result.StartTLS}}
	outgoing := func(port int, security result.Security, user string) *Server {
		return &Server{Service: result.Submission, Host: "localhost", Port: port, Security: security, Username: user, Auth: AuthPassword}
	}
	loggedIn := func(s *realserver.Server, service string) func() bool {
		return func() bool {
			for line := range strings.Lines(s.Log()) {
				if strings.Contains(line, service+"-login: Info: Login: user=<"+s.User()+">") && strings.Contains(line, "TLS") {
					return true
				}
			}
			return false
		}
	}

	for name, after := range map[string]string{"mutt": "Mutt ", "neomutt": "NeoMutt "} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testkit.Program(t, name, name)
			proofs.saw(t, name, "fetched", version(t, after, name, "-v"))
			start := func(t *testing.T, s *realserver.Server, settings Settings, keys string) *computer {
				c := newComputer(t, s.User(), s.Password())
				settings.Outgoing = outgoing(465, result.TLS, s.User())
				c.install(settings, name, "", authorities, s.CAFile())
				c.mkdir(".cache/mutt/" + s.User())
				for _, part := range []string{"cur", "new", "tmp"} {
					c.mkdir("Mail/" + s.User() + "/INBOX/" + part)
				}
				c.write("keys", "set confirmappend=no confirmcreate=no wait_key=no quit=yes delete=no move=no mbox_type=Maildir\npush \""+keys+"\"\n", 0o600)
				c.onTerminal(name + " -F muttrc -e 'source keys'").end()
				return c
			}
			s := realServer(t, "")
			for _, way := range ways {
				t.Run("IMAP, "+string(way.security), func(t *testing.T) {
					settings := account(t, s, result.IMAP, way.port, way.security)
					c := start(t, s, settings, `<tag-pattern>~A<enter><tag-prefix><copy-message><kill-line>./copied<enter><quit>`)
					if n := c.messages("copied"); n != 12 {
						t.Errorf("%d messages here", n)
					}
				})
			}
			t.Run("POP", func(t *testing.T) {
				settings := account(t, s, result.POP3, 110, result.StartTLS)
				settings.Options = choose.Options{LeaveOnServer: "no"}
				c := start(t, s, settings, `<fetch-mail><quit>`)
				if h, n := c.messages("Mail/"+s.User()+"/INBOX"), onServer(t, s, "INBOX"); h != 12 || n != 0 {
					t.Errorf("%d here and %d on the server", h, n)
				}
			})
			t.Run("sends", func(t *testing.T) {
				for _, security := range []result.Security{result.TLS, result.StartTLS} {
					sink := newSubmission(t, security == result.TLS)
					c := newComputer(t, s.User(), s.Password())
					settings := account(t, s, result.POP3, 995, result.TLS)
					settings.Options = choose.Options{LeaveOnServer: "no"}
					settings.Outgoing = outgoing(sink.port, security, s.User())
					c.install(settings, name, "", authorities, sink.caFile)
					c.mkdir("Mail/" + s.User())
					c.run("Hello.\n", name, "-F", "muttrc", "-e", "set copy=no", "-s", "test", "friend@example.net")
					if got := sink.received(); !strings.HasSuffix(got.login, "\x00"+s.User()+"\x00"+s.Password()) || !got.encrypted || got.to != "friend@example.net" {
						t.Errorf("%s: the server got %+v", security, got)
					}
				}
			})
		})
	}

	t.Run("aerc", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "aerc", "aerc")
		installed := version(t, "", "aerc", "-v")
		proofs.saw(t, "aerc", "read", installed)
		proofs.saw(t, "aerc", "sent", installed)
		s := realServer(t, "")
		for _, way := range ways {
			t.Run(string(way.security), func(t *testing.T) {
				c := newComputer(t, s.User(), s.Password(), "SSL_CERT_FILE="+s.CAFile())
				settings := account(t, s, result.IMAP, way.port, way.security)
				settings.Outgoing = outgoing(465, result.TLS, s.User())
				c.install(settings, "aerc", installed)
				c.mkdir(".config/aerc")
				c.write(".config/aerc/accounts.conf", c.read("accounts.conf"), 0o600)
				term := c.onTerminal("aerc")
				term.shows("Message 11") // the subject of the last one
				term.types(":quit\r")
				term.end()
			})
			t.Run("sends, "+string(way.security), func(t *testing.T) {
				sink := newSubmission(t, way.security == result.TLS)
				c := newComputer(t, s.User(), s.Password(), "EDITOR=true")
				c.trusts(s.CAFile(), sink.caFile)
				settings := account(t, s, result.IMAP, way.port, way.security)
				settings.Outgoing = outgoing(sink.port, way.security, s.User())
				c.install(settings, "aerc", installed)
				c.mkdir(".config/aerc")
				c.write(".config/aerc/accounts.conf", c.read("accounts.conf"), 0o600)
				before := onServer(t, s, "Sent")
				term := c.onTerminal("aerc")
				term.shows("Message 11")
				term.types(`:compose -H "To: friend@example.net" -H "Subject: test"` + "\r")
				term.shows("Send this email?")
				term.types("y")
				sink.took(t, s)
				term.until("a copy in Sent", func() bool { return onServer(t, s, "Sent") == before+1 })
			})
		}
	})

	t.Run("alpine", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "alpine", "alpine")
		installed := version(t, "Alpine ", "alpine", "-v")
		proofs.saw(t, "alpine", "read", installed)
		proofs.saw(t, "alpine", "sent", installed)
		for _, way := range []struct {
			service  result.Service
			port     int
			security result.Security
		}{{result.IMAP, 993, result.TLS}, {result.IMAP, 143, result.StartTLS}, {result.POP3, 995, result.TLS}} {
			t.Run(string(way.service)+" "+string(way.security), func(t *testing.T) {
				s := realServer(t, "")
				c := newComputer(t, s.User(), s.Password(), "SSL_CERT_FILE="+s.CAFile())
				settings := account(t, s, way.service, way.port, way.security)
				settings.Options = choose.Options{LeaveOnServer: "forever"}
				settings.Outgoing = outgoing(465, result.TLS, s.User())
				c.install(settings, "alpine", "")
				term := c.inAlpine(s.Password())
				term.until("a login", loggedIn(s, string(way.service)))
				term.shows("Message 11")
				if n := onServer(t, s, "INBOX"); n != 12 {
					t.Errorf("%d on the server", n)
				}
			})
		}
		for _, way := range ways {
			t.Run("sends, "+string(way.security), func(t *testing.T) {
				s := realServer(t, "")
				sink := newSubmission(t, way.security == result.TLS)
				c := newComputer(t, s.User(), s.Password())
				c.trusts(s.CAFile(), sink.caFile)
				settings := account(t, s, result.IMAP, way.port, way.security)
				settings.Outgoing = outgoing(sink.port, way.security, s.User())
				c.install(settings, "alpine", "")
				term := c.onTerminal("alpine -p pinerc friend@example.net")
				term.shows("friend@example.net")
				term.types("\x18") // ^X
				term.shows("Send message")
				term.types("y")
				// It asks for the password of the server that sends, and for
				// that of the one which keeps the copy.
				asked, offered := 0, 0
				term.until("a copy in Sent", func() bool {
					if strings.Count(term.shown.String(), "ENTER PASSWORD") > asked {
						asked++
						term.types(s.Password() + "\r")
					}
					if strings.Count(term.shown.String(), "Preserve password on DISK") > offered {
						offered++
						term.types("n")
					}
					return onServer(t, s, "Sent") == 1
				})
				sink.took(t, s)
			})
		}
	})
}
