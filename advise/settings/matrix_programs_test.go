//go:build unix

package settings

import (
	"fmt"
	"path/filepath"
	"strings"

	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

const authoritiesFile = "/etc/ssl/certs/ca-certificates.crt"

// participants are the programs of the matrix.
func participants() []participant {
	return []participant{
		{name: "aerc", program: "aerc", debian: "aerc", flag: "-v", sends: true, run: runAerc},
		{name: "claws-mail", program: "claws-mail", debian: "claws-mail", after: "version ", flag: "--version", sends: true, run: func(c *cell) {
			runClaws(c, "claws-mail", ".claws-mail", "clawsrc", "[Common]\nconfig_version=4\n", []string{"key", "ctrl+Return"})
		}},
		{name: "sylpheed", program: "sylpheed", debian: "sylpheed", after: "version ", flag: "--version", sends: true, run: func(c *cell) {
			runClaws(c, "sylpheed", ".sylpheed-2.0", "sylpheedrc", "", []string{"key", "alt+f", "s"})
		}},
		{name: "fetchmail", program: "fetchmail", debian: "fetchmail", after: "release ", flag: "--version", run: runFetchmail},
		{name: "getmail6", program: "getmail", debian: "getmail6", after: "getmail ", flag: "--version", run: runGetmail},
		{name: "imapfilter", program: "imapfilter", debian: "imapfilter", after: "IMAPFilter ", flag: "-V", run: runImapfilter},
		{name: "mbsync", program: "mbsync", debian: "isync", after: "isync ", flag: "--version", run: runMbsync},
		{name: "mbsync-backup", program: "mbsync", debian: "isync", after: "isync ", flag: "--version", run: runBackup},
		{name: "mpop", program: "mpop", debian: "mpop", after: "version ", flag: "--version", run: runMpop},
		{name: "mu4e", program: "mu", debian: "mu4e", after: "version ", flag: "--version", sends: true, run: runMu4e},
		{name: "mutt", program: "mutt", debian: "mutt", after: "Mutt ", flag: "-v", sends: true, run: func(c *cell) { runMutt(c, "mutt") }},
		{name: "neomutt", program: "neomutt", debian: "neomutt", after: "NeoMutt ", flag: "-v", sends: true, run: func(c *cell) { runMutt(c, "neomutt") }},
		{name: "offlineimap3", program: "offlineimap", debian: "offlineimap3", flag: "--version", run: runOfflineimap},
		{name: "s-nail", program: "s-nail", debian: "s-nail", after: "s-nail v", flag: "-Xversion", sends: true, run: runSNail},
	}
}

func runMbsync(c *cell) {
	c.install(c.settings, "mbsync", mbsyncVersion(c.T))
	c.mkdir("Mail/user@example.test")
	c.run("", "mbsync", "-c", "mbsyncrc", "-a")
	c.fetched("Mail/user@example.test/INBOX")
}

// The backup leaves junk out, and restores what the server lost.
func runBackup(c *cell) {
	if c.host.junk != "" {
		c.server.Put(c.T, c.host.junk, 2)
	}
	c.install(c.settings, "mbsync-backup", mbsyncVersion(c.T))
	const root = "Backup/mail/user@example.test"
	c.mkdir(root)
	c.run("", "mbsync", "-c", "backup.mbsyncrc", "-a")
	c.fetched(root + "/INBOX")
	if out := c.run("", "sh", "-c", "find "+root+" -path '*/cur/*' -o -path '*/new/*' | grep -v /INBOX/ | wc -l"); strings.TrimSpace(out) != "0" {
		c.Errorf("junk or trash is in the backup:\n%s", c.run("", "find", root))
	}
	c.server.Empty(c.T, "INBOX")
	c.run("", "mbsync", "-c", "restore.mbsyncrc", "-a")
	if c.host.junk != "" {
		if n := c.server.Count(c.T, c.host.junk); n != 2 {
			c.Errorf("%d messages of junk after the restore, of 2", n)
		}
		c.server.Empty(c.T, c.host.junk)
	}
}

func runOfflineimap(c *cell) {
	c.install(c.settings, "offlineimap3", "", "OS-DEFAULT", c.path("authorities.pem"))
	c.mkdir("Mail/user@example.test")
	c.offlineimap()
	c.fetched("Mail/user@example.test/INBOX")
}

func runGetmail(c *cell) {
	c.forksForGetmail()
	c.install(c.settings, "getmail6", "", authoritiesFile, c.path("authorities.pem"))
	c.maildir("Mail/user@example.test")
	c.run("", "getmail", "--getmaildir", c.home, "--rcfile", "getmailrc")
	c.fetched("Mail/user@example.test")
}

func runFetchmail(c *cell) {
	c.write("bin/deliver", "#!/bin/sh\ncat >\"$HOME/in/cur/$$\"\n", 0o700)
	c.maildir("in")
	c.install(c.settings, "fetchmail", "", "/usr/bin/procmail -d %T", c.path("bin/deliver"))
	c.write(".netrc", fmt.Sprintf("machine localhost login %s password %s\n", c.server.User(), c.server.Password()), 0o600)
	if c.way.service == result.IMAP {
		// It takes unread mail, which it then is not.
		c.server.Unread(c.T, "INBOX")
	}
	c.run("", "fetchmail", "-f", "fetchmailrc", "--nosyslog")
	c.fetched("in")
}

func runMpop(c *cell) {
	c.install(c.settings, "mpop", "")
	c.mkdir(".mpop_uidls")
	c.maildir("Mail/user@example.test")
	for range 2 {
		c.run("", "mpop", "-C", "mpoprc", "--tls-trust-file="+c.path("authorities.pem"))
	}
	c.fetched("Mail/user@example.test")
}

func runMutt(c *cell, name string) {
	c.install(c.settings, name, "", authoritiesFile, c.path("authorities.pem"))
	c.mkdir(".cache/mutt/user@example.test")
	c.maildir("Mail/user@example.test/INBOX")
	c.write("keys", "set confirmappend=no confirmcreate=no wait_key=no quit=yes delete=no move=no mbox_type=Maildir abort_unmodified=no\npush \""+
		map[result.Service]string{
			result.IMAP: "<tag-pattern>~A<enter><tag-prefix><copy-message><kill-line>./copied<enter><quit>",
			result.POP3: "<fetch-mail><quit>",
		}[c.way.service]+"\"\n", 0o600)
	c.onTerminal(name + " -F muttrc -e 'source keys'").end()
	if c.way.service == result.IMAP {
		c.fetched("copied")
	} else {
		c.fetched("Mail/user@example.test/INBOX")
	}
	if name == "mutt" {
		more := []string{"-F", "muttrc"}
		if c.way.service == result.POP3 {
			more = append(more, "-e", "set copy=no")
		}
		c.run("Hello.\n", name, append(more, "-s", "test", "friend@example.net")...)
		return
	}
	// Not from standard input: NeoMutt then keeps no copy on an IMAP server.
	c.write("sending", "set editor=true autoedit=yes abort_unmodified=no confirmappend=no confirmcreate=no copy="+
		map[result.Service]string{result.IMAP: "yes", result.POP3: "no"}[c.way.service]+"\n", 0o600)
	term := c.onTerminal(name + " -F muttrc -e 'source sending' -s test friend@example.net")
	term.shows("To: ")
	term.types("\r")
	term.shows("Subject: ")
	term.types("\r")
	term.shows("y:Send")
	term.types("y")
	term.end()
}

func runSNail(c *cell) {
	c.env = append(c.env, "MAILRC=mailrc")
	c.install(c.settings, "s-nail", "")
	c.mkdir("Mail/user@example.test")
	c.write(".netrc", fmt.Sprintf("machine localhost login %s password %s\n", c.server.User(), c.server.Password()), 0o600)
	c.run("copy * ./copied\nquit\n", "s-nail", "-f", "%")
	if n := strings.Count("\n"+c.read("copied"), "\nFrom "); n != c.here {
		c.Errorf("%d messages here, want %d", n, c.here)
	}
	c.run("Hello.\n", "s-nail", "-s", "test", "friend@example.net")
}

func runImapfilter(c *cell) {
	c.install(c.settings, "imapfilter", "")
	if out := c.run("", "imapfilter", "-c", "config.lua", "-t", c.path("authorities.pem")); !strings.Contains(out, fmt.Sprintf("%d messages", c.here)) {
		c.Errorf("it counts otherwise:\n%s", out)
	}
}

func runAerc(c *cell) {
	c.env = append(c.env, "EDITOR=true")
	c.install(c.settings, "aerc", version(c.T, "", "aerc", "-v"))
	c.mkdir(".config/aerc")
	c.write(".config/aerc/accounts.conf", c.read("accounts.conf"), 0o600)
	term := c.onTerminal("aerc")
	term.shows("Message 11")
	term.types(`:compose -H "To: friend@example.net" -H "Subject: test"` + "\r")
	term.shows("Send this email?")
	term.types("y")
	c.copied()
	term.types(":quit\r")
}

// copied waits for the copy of what was sent, where there is to be one.
func (c *cell) copied() {
	c.Helper()
	if c.way.service == result.IMAP {
		before := c.sentBefore
		testkit.Await(c.T, "a copy in "+c.host.sent, func() bool { return c.server.Count(c.T, c.host.sent) > before })
	}
}

func runClaws(c *cell, name, folder, rc, ranBefore string, sends []string) {
	before := c.server.LoggedIn()
	loggedIn := func() bool { return c.server.LoggedIn() > before }
	going := c.attempts(nil, loggedIn, func(a *attempt) {
		a.installsDesktop(c.settings, name, folder)
		c.write(folder+"/"+rc, ranBefore, 0o600)
		a.runs("dbus-run-session", name, "--receive-all")
		a.until("a login", loggedIn, questions(c.server))
		if c.way.service == result.POP3 {
			a.until("12 messages", func() bool { return c.numbered("Mail/inbox") == 12 }, questions(c.server))
		} else {
			a.until("12 messages in INBOX", func() bool {
				// It does not answer while it asks.
				out, _ := c.try("", "timeout", "5", name, "--status-full", "#imap/user@example.test/INBOX")
				f := strings.Fields(out)
				return len(f) > 2 && f[2] == "12"
			}, questions(c.server))
		}
	})
	// Not closed: Claws Mail 4.1.1 may not end while it puts a message away.
	c.sends(going, name, sends, c.sink, func() bool {
		return c.way.service == result.POP3 || c.server.Count(c.T, c.host.sent) > c.sentBefore
	}, questions(c.server))
}

func runMu4e(c *cell) {
	c.install(c.settings, "mbsync", mbsyncVersion(c.T))
	c.install(c.settings, "mu4e", "", "~/.authinfo.gpg", c.path("authinfo"))
	c.run("", "mv", "mbsyncrc", ".mbsyncrc")
	c.mkdir("Mail/user@example.test")
	c.mkdir(".emacs.d")
	c.write("authinfo", fmt.Sprintf("machine localhost login %s port %d password %s\n", c.server.User(), c.settings.Outgoing.Port, c.server.Password()), 0o600)
	lisp, err := filepath.Glob("/usr/share/emacs/site-lisp/elpa/mu4e-*")
	if err != nil || len(lisp) == 0 {
		c.Fatalf("no mu4e for Emacs: %v", err)
	}
	emacs := func(form string) string {
		return c.run("", "emacs", "-Q", "--batch", "-L", lisp[0],
			"--eval", fmt.Sprintf("(setq gnutls-trustfiles '(%q) gnutls-verify-error t)", c.path("authorities.pem")), "-l", "mu4e.el", "--eval", form)
	}
	emacs(`(progn (require 'mu4e) (unless (zerop (shell-command mu4e-get-mail-command)) (error "not collected")))`)
	c.fetched("Mail/user@example.test/INBOX")
	// Sent as mu4e sends; the copy that it puts into its folder is brought to the
	// server by the next collection.
	emacs(`(progn (require 'mu4e) (require 'message)
		(dolist (folder (list mu4e-sent-folder mu4e-drafts-folder mu4e-trash-folder))
		  (unless (file-directory-p (concat (expand-file-name mu4e-maildir) folder)) (error "no %s" folder)))
		(with-temp-buffer
		  (insert "From: " user-mail-address "\nTo: friend@example.net\nSubject: test\n" mail-header-separator "\nHello.\n")
		  (message-mode)
		  (message-send-mail))
		(write-region (concat "From: " user-mail-address "\nTo: friend@example.net\nSubject: test\n\nHello.\n") nil
		  (concat (expand-file-name mu4e-maildir) mu4e-sent-folder "/cur/1.sent:2,S"))
		(unless (zerop (shell-command mu4e-get-mail-command)) (error "not brought back")))`)
}
