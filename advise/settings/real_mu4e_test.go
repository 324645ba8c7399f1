//go:build unix

package settings

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// realMu4e has mu4e collect, index, find and send, with its file and that of
// mbsync.
func realMu4e(t *testing.T, proofs *proofBook) {
	t.Run("mu4e", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "emacs", "emacs-nox")
		testkit.Program(t, "mbsync", "isync")
		testkit.Program(t, "mu", "mu4e")
		installed := version(t, "version ", "mu", "--version")
		proofs.saw(t, "mu4e", "read", installed)
		proofs.saw(t, "mu4e", "sent", installed)
		lisp, err := filepath.Glob("/usr/share/emacs/site-lisp/elpa/mu4e-*")
		if err != nil || len(lisp) == 0 {
			t.Fatalf("no mu4e for Emacs: %v", err)
		}
		s := realServer(t, "")
		setUp := func(t *testing.T, outgoing Server) *computer {
			c := newComputer(t, s.User(), s.Password(), "SSL_CERT_FILE="+s.CAFile())
			settings := account(t, s, result.IMAP, 993, result.TLS)
			outgoing.Service, outgoing.Host, outgoing.Username, outgoing.Auth = result.Submission, "localhost", s.User(), AuthPassword
			settings.Outgoing = &outgoing
			c.install(settings, "mbsync", mbsyncVersion(t))
			c.install(settings, "mu4e", "", "~/.authinfo.gpg", c.path("authinfo"))
			c.run("", "mv", "mbsyncrc", ".mbsyncrc")
			c.mkdir("Mail/" + s.User())
			c.mkdir(".emacs.d") // Emacs notes there what it knows of a server
			c.write("authinfo", fmt.Sprintf("machine localhost login %s port %d password %s\n", s.User(), outgoing.Port, s.Password()), 0o600)
			return c
		}
		emacs := func(c *computer, authority, form string) string {
			return c.run("", "emacs", "-Q", "--batch", "-L", lisp[0],
				"--eval", fmt.Sprintf("(setq gnutls-trustfiles '(%q) gnutls-verify-error t)", authority), "-l", "mu4e.el", "--eval", form)
		}
		t.Run("reads", func(t *testing.T) {
			c := setUp(t, Server{Port: 465, Security: result.TLS})
			// Collected by mu4e's own command, then indexed as its note says.
			emacs(c, s.CAFile(), `(progn (require 'mu4e) (unless (zerop (shell-command mu4e-get-mail-command)) (error "not collected")))`)
			c.run("", "mu", "init", "--maildir=~/Mail/"+s.User())
			c.run("", "mu", "index")
			out := emacs(c, s.CAFile(), `(progn (require 'mu4e)
				(dolist (folder (list mu4e-sent-folder mu4e-drafts-folder mu4e-trash-folder))
				  (princ (format "%s: %s\n" folder (file-directory-p (concat mu4e-maildir folder)))))
				(princ (shell-command-to-string "mu find maildir:/INBOX --fields s")))`)
			if n := strings.Count(out, "Message "); n != 12 {
				t.Errorf("%d messages are found\n%s", n, out)
			}
			for _, folder := range []string{"/Sent: t", "/Drafts: t", "/Trash: t"} {
				if !strings.Contains(out, folder) {
					t.Errorf("no %s in\n%s", folder, out)
				}
			}
		})
		for _, security := range []result.Security{result.TLS, result.StartTLS} {
			t.Run("sends, "+string(security), func(t *testing.T) {
				sink := newSubmission(t, security == result.TLS)
				c := setUp(t, Server{Port: sink.port, Security: security})
				emacs(c, sink.caFile, `(progn (require 'message) (with-temp-buffer
					(insert "From: " user-mail-address "\nTo: friend@example.net\nSubject: test\n" mail-header-separator "\nHello.\n")
					(message-mode) (message-send-mail)))`)
				sink.took(t, s)
			})
		}
	})
}
