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

// realCollectors runs the programs that bring mail to a computer.
func realCollectors(t *testing.T, proofs *proofBook) {
	keeps := []struct {
		keep        string
		here, there int
	}{{"forever", 12, 12}, {"no", 12, 0}}
	maildir := func(c *computer, folder string) {
		for _, part := range []string{"cur", "new", "tmp"} {
			c.mkdir(folder + "/" + part)
		}
	}

	t.Run("offlineimap3", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "offlineimap", "offlineimap3")
		proofs.saw(t, "offlineimap3", "fetched", version(t, "", "offlineimap", "--version"))
		// A message every five days: the last of them six days before today's end.
		s := realserver.Dovecot(t, realserver.Options{Messages: 12, DaysOfMail: 60, LeafNames: []string{"localhost"}})
		for _, way := range []struct {
			port     int
			security result.Security
			options  choose.Options
			want     int
		}{
			{993, result.TLS, choose.Options{Offline: "all"}, 12},
			{143, result.StartTLS, choose.Options{Offline: "recent", OfflineDays: 28}, 6},
		} {
			t.Run(string(way.security), func(t *testing.T) {
				c := newComputer(t, s.User(), s.Password())
				settings := account(t, s, result.IMAP, way.port, way.security)
				settings.Options = way.options
				c.install(settings, "offlineimap3", "", "OS-DEFAULT", s.CAFile())
				c.mkdir("Mail/" + s.User())
				c.offlineimap()
				if n := c.messages("Mail/" + s.User() + "/INBOX"); n != way.want {
					t.Errorf("%d messages here, want %d", n, way.want)
				}
			})
		}
	})

	t.Run("fetchmail", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "fetchmail", "fetchmail")
		proofs.saw(t, "fetchmail", "fetched", version(t, "release ", "fetchmail", "--version"))
		setUp := func(t *testing.T, s *realserver.Server, service result.Service, port int, security result.Security, o choose.Options) *computer {
			c := newComputer(t, s.User(), s.Password(), "SSL_CERT_FILE="+s.CAFile())
			settings := account(t, s, service, port, security)
			settings.Options = o
			c.write("bin/deliver", "#!/bin/sh\ncat >\"$HOME/in/cur/$$\"\n", 0o700)
			maildir(c, "in")
			c.install(settings, "fetchmail", "", "/usr/bin/procmail -d %T", c.path("bin/deliver"))
			c.write(".netrc", fmt.Sprintf("machine localhost login %s password %s\n", s.User(), s.Password()), 0o600)
			return c
		}
		collect := func(t *testing.T, c *computer, none bool) {
			t.Helper()
			out, err := c.try("", "fetchmail", "-f", "fetchmailrc", "--nosyslog")
			if none != (err != nil && err.Error() == "exit status 1") || !none && err != nil {
				t.Errorf("fetchmail: %v\n%s", err, out)
			}
		}
		for _, k := range keeps {
			t.Run("POP, "+k.keep, func(t *testing.T) {
				s := realServer(t, "")
				port, security := 995, result.TLS
				if k.keep == "no" {
					port, security = 110, result.StartTLS
				}
				c := setUp(t, s, result.POP3, port, security, choose.Options{LeaveOnServer: k.keep})
				collect(t, c, false)
				collect(t, c, true)
				if h, n := c.messages("in"), onServer(t, s, "INBOX"); h != k.here || n != k.there {
					t.Errorf("%d here and %d on the server", h, n)
				}
			})
		}
		t.Run("IMAP, the unread ones", func(t *testing.T) {
			s := realServer(t, "")
			c := setUp(t, s, result.IMAP, 993, result.TLS, choose.Options{})
			collect(t, c, false)
			if h, n := c.messages("in"), onServer(t, s, "INBOX"); h != 5 && h != 4 || n != 12 {
				t.Errorf("%d here and %d on the server", h, n)
			}
		})
	})

	t.Run("mpop", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "mpop", "mpop")
		proofs.saw(t, "mpop", "fetched", version(t, "version ", "mpop", "--version"))
		// What was collected and kept goes too, once nothing is to be kept.
		t.Run("forever, then no", func(t *testing.T) {
			s := realServer(t, "")
			c := newComputer(t, s.User(), s.Password())
			c.mkdir(".mpop_uidls")
			maildir(c, "Mail/"+s.User())
			settings := account(t, s, result.POP3, 995, result.TLS)
			for _, k := range keeps {
				settings.Options = choose.Options{LeaveOnServer: k.keep}
				c.install(settings, "mpop", "")
				c.run("", "mpop", "-C", "mpoprc", "--tls-trust-file="+s.CAFile())
				if h, n := c.messages("Mail/"+s.User()), onServer(t, s, "INBOX"); h != k.here || n != k.there {
					t.Errorf("%s: %d here and %d on the server", k.keep, h, n)
				}
			}
		})
		for _, k := range keeps {
			t.Run(k.keep, func(t *testing.T) {
				s := realServer(t, "")
				port, security := 995, result.TLS
				if k.keep == "no" {
					port, security = 110, result.StartTLS
				}
				c := newComputer(t, s.User(), s.Password())
				settings := account(t, s, result.POP3, port, security)
				settings.Options = choose.Options{LeaveOnServer: k.keep}
				c.install(settings, "mpop", "")
				c.mkdir(".mpop_uidls")
				maildir(c, "Mail/"+s.User())
				for range 2 {
					c.run("", "mpop", "-C", "mpoprc", "--tls-trust-file="+s.CAFile())
				}
				if h, n := c.messages("Mail/"+s.User()), onServer(t, s, "INBOX"); h != k.here || n != k.there {
					t.Errorf("%d here and %d on the server", h, n)
				}
			})
		}
	})

	t.Run("gnus", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "emacs", "emacs-nox")
		proofs.saw(t, "gnus", "fetched", version(t, "Emacs ", "emacs", "--version"))
		setUp := func(t *testing.T, s *realserver.Server, service result.Service, port int, security result.Security, o choose.Options) *computer {
			c := newComputer(t, s.User(), s.Password())
			settings := account(t, s, service, port, security)
			settings.Outgoing = &Server{Service: result.Submission, Host: "localhost", Port: 465, Security: result.TLS, Username: s.User(), Auth: AuthPassword}
			settings.Options = o
			c.install(settings, "gnus", "", "~/.authinfo.gpg", c.path("authinfo"))
			c.mkdir(".emacs.d")
			c.write("authinfo", fmt.Sprintf("machine localhost login %s port %d password %s\nmachine localhost login %s password %s\n", s.User(), settings.Incoming.Port, s.Password(), s.User(), s.Password()), 0o600)
			return c
		}
		emacs := func(c *computer, s *realserver.Server, lisp string) string {
			return c.run("", "emacs", "-Q", "--batch", "--eval", fmt.Sprintf("(setq gnutls-trustfiles '(%q) gnutls-verify-error t)", s.CAFile()), "-l", "gnus.el", "--eval", lisp)
		}
		t.Run("IMAP", func(t *testing.T) {
			s := realServer(t, "")
			c := setUp(t, s, result.IMAP, 143, result.StartTLS, choose.Options{})
			out := emacs(c, s, `(progn (require 'gnus) (require 'nnimap)
				(unless (gnus-open-server gnus-select-method) (error "no server"))
				(with-current-buffer (nnimap-buffer)
				  (nnimap-command "EXAMINE INBOX")
				  (nnimap-command "UID FETCH 100:101 (BODY.PEEK[HEADER])")
				  (goto-char (point-min)) (while (re-search-forward "^Subject: [a-zA-Z0-9 ]*" nil t) (message "%s" (match-string 0)))))`)
			if !strings.Contains(out, "Subject: Message 0") || !strings.Contains(out, "Subject: Message 1") {
				t.Errorf("Gnus reads other messages:\n%s", out)
			}
		})
		t.Run("POP, a copy stays 12 days", func(t *testing.T) {
			s := realServer(t, "")
			c := setUp(t, s, result.POP3, 995, result.TLS, choose.Options{LeaveOnServer: "days", LeaveOnServerDays: 12})
			// The callback counts the messages that it was given.
			fetch := `(progn (require 'gnus) (require 'mail-source) (require 'pop3)
				(setq mail-source-crash-box "crash" mail-source-directory default-directory)
				(mail-source-fetch (car mail-sources) (lambda (file source)
				  (with-temp-buffer (insert-file-contents file) (append-to-file (point-min) (point-max) "got")) 1)))`
			later := func(days int) string {
				return fmt.Sprintf("(progn (advice-add 'time-convert :filter-args (lambda (a) (if (car a) a (cons (time-add nil (* %d 86400)) (cdr a))))) %s)", days, fetch)
			}
			for _, step := range []struct{ days, there int }{{0, 12}, {11, 12}, {13, 0}} {
				out := emacs(c, s, later(step.days))
				if n := onServer(t, s, "INBOX"); n != step.there {
					t.Errorf("after %d days %d on the server\n%s", step.days, n, out)
				}
			}
			if n := strings.Count(strings.ToLower(c.read("got")), "\nmessage-id:"); n != 12 {
				t.Errorf("%d messages here", n)
			}
		})
	})
}
