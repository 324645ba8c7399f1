//go:build unix

package settings

import (
	"fmt"
	"strings"

	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

const authoritiesFile = "/etc/ssl/certs/ca-certificates.crt"

// participants returns the programs of the matrix.
func participants() []participant {
	return []participant{
		{name: "aerc", program: "aerc", debian: "aerc", flag: "-v", sends: true, run: runAerc},
		{name: "alpine", program: "alpine", debian: "alpine", after: "Alpine ", flag: "-v", sends: true, run: runAlpine},
		{name: "claws-mail", program: "claws-mail", debian: "claws-mail", after: "version ", flag: "--version", sends: true, clicked: true, run: func(c *cell) {
			runClaws(c, "claws-mail", ".claws-mail", "clawsrc", "[Common]\nconfig_version=4\n", []string{"key", "ctrl+Return"})
		}},
		{name: "sylpheed", program: "sylpheed", debian: "sylpheed", after: "version ", flag: "--version", sends: true, clicked: true, run: func(c *cell) {
			runClaws(c, "sylpheed", ".sylpheed-2.0", "sylpheedrc", "", []string{"key", "alt+f", "s"})
		}},
		{name: "evolution", program: "evolution", debian: "evolution", sends: true, slow: true, run: runEvolution},
		{name: "fetchmail", program: "fetchmail", debian: "fetchmail", after: "release ", flag: "--version", run: runFetchmail},
		{name: "getmail6", program: "getmail", debian: "getmail6", after: "getmail ", flag: "--version", run: runGetmail},
		{name: "gnus", program: "emacs", debian: "emacs-nox", after: "Emacs ", flag: "--version", sends: true, run: runGnus},
		{name: "imapfilter", program: "imapfilter", debian: "imapfilter", after: "IMAPFilter ", flag: "-V", run: runImapfilter},
		{name: "mbsync", program: "mbsync", debian: "isync", after: "isync ", flag: "--version", run: runMbsync},
		{name: "mbsync-backup", program: "mbsync", debian: "isync", after: "isync ", flag: "--version", run: runBackup},
		{name: "mpop", program: "mpop", debian: "mpop", after: "version ", flag: "--version", run: runMpop},
		{name: "mu4e", program: "mu", debian: "mu4e", after: "version ", flag: "--version", sends: true, run: runMu4e},
		{name: "mutt", program: "mutt", debian: "mutt", after: "Mutt ", flag: "-v", sends: true, run: func(c *cell) { runMutt(c, "mutt") }},
		{name: "neomutt", program: "neomutt", debian: "neomutt", after: "NeoMutt ", flag: "-v", sends: true, run: func(c *cell) { runMutt(c, "neomutt") }},
		{name: "offlineimap3", program: "offlineimap", debian: "offlineimap3", flag: "--version", run: runOfflineimap},
		{name: "roundcube", program: "php", debian: "roundcube-core", sends: true, slow: true, run: runRoundcube},
		{name: "s-nail", program: "s-nail", debian: "s-nail", after: "s-nail v", flag: "-Xversion", sends: true, run: runSNail},
		{name: "thunderbird", program: "thunderbird", debian: "thunderbird", after: "Thunderbird ", flag: "--version", sends: true, slow: true, run: runThunderbird},
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

// runAlpine types nothing before it is asked for.
func runAlpine(c *cell) {
	c.install(c.settings, "alpine", "")
	answer := func(term *terminal, what string, so func() bool) {
		asked, offered := 0, 0
		term.until(what, func() bool {
			if strings.Count(term.shown.String(), "ENTER PASSWORD") > asked {
				asked++
				term.types(c.server.Password() + "\r")
			}
			if strings.Count(term.shown.String(), "Preserve password on DISK") > offered {
				offered++
				term.types("n")
			}
			return so()
		})
	}
	term := c.onTerminal("alpine -p pinerc -f INBOX -i")
	term.shows("GREETING TEXT")
	term.types("E")
	answer(term, "the last message", func() bool { return strings.Contains(term.shown.String(), "Message 11") })
	term.types("q")
	term.shows("Really quit")
	term.types("y")
	term.end()

	command := "alpine -p pinerc"
	if c.way.service == result.POP3 {
		command += ` -default-fcc='""'` // on this computer, in the home folder of the system's user
	}
	term = c.onTerminal(command + " friend@example.net")
	term.shows("friend@example.net")
	term.types("\x18") // ^X
	term.shows("Send message")
	term.types("y")
	answer(term, "a message that is sent, and its copy in "+c.host.sent, func() bool { return len(c.sink.got) > 0 && c.isCopied() })
}

// runGnus starts Gnus as its user does: over IMAP it shows what the server has,
// over POP it collects it. What is sent from it goes into the server's folder.
func runGnus(c *cell) {
	c.install(c.settings, "gnus", "", "~/.authinfo.gpg", c.path("authinfo"))
	c.mkdir(".emacs.d")
	c.write("authinfo", fmt.Sprintf("machine localhost login %[1]s port %[2]d password %[4]s\nmachine localhost login %[1]s port %[3]d password %[4]s\nmachine localhost login %[1]s password %[4]s\n",
		c.server.User(), c.settings.Incoming.Port, c.settings.Outgoing.Port, c.server.Password()), 0o600)
	read := `(unless (= 12 (length (directory-files "~/Mail/mail/misc" nil "^[0-9]+$"))) (error "not collected"))`
	if c.way.service == result.IMAP {
		read = `(let ((active (gnus-activate-group "INBOX")))
			(unless active (error "no INBOX"))
			(gnus-retrieve-headers (number-sequence (car active) (cdr active)) "INBOX")
			(with-current-buffer nntp-server-buffer
			  (unless (= 12 (how-many "^211 " (point-min) (point-max))) (error "other mail: %s" (buffer-string)))))`
	}
	c.run("", "emacs", "-Q", "--batch", "--eval", fmt.Sprintf("(setq gnutls-trustfiles '(%q) gnutls-verify-error t)", c.path("authorities.pem")), "-l", "gnus.el",
		"--eval", "(progn (require 'gnus) (setq gnus-init-file nil gnus-message-highlight-citation nil) (gnus) "+read+`
		(gnus-group-mail)
		(message-goto-to) (insert "friend@example.net")
		(message-goto-subject) (insert "test")
		(message-goto-body) (insert "Hello.\n")
		(message-send))`)
}

// copied waits for the copy of what was sent, where there is to be one.
func (c *cell) copied() {
	c.Helper()
	testkit.Await(c.T, "a copy in "+c.host.sent, c.isCopied)
}

func (c *cell) isCopied() bool {
	return c.way.service == result.POP3 || c.server.Count(c.T, c.host.sent) > c.sentBefore
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
	c.sends(going, name, sends, c.sink, c.isCopied, questions(c.server))
}

func runMu4e(c *cell) {
	c.install(c.settings, "mbsync", mbsyncVersion(c.T))
	c.install(c.settings, "mu4e", "", "~/.authinfo.gpg", c.path("authinfo"))
	c.run("", "mv", "mbsyncrc", ".mbsyncrc")
	c.mkdir("Mail/user@example.test")
	c.mkdir(".emacs.d")
	c.write("authinfo", fmt.Sprintf("machine localhost login %s port %d password %s\n", c.server.User(), c.settings.Outgoing.Port, c.server.Password()), 0o600)
	lisp := inRoot("/usr/share/emacs/site-lisp/elpa/mu4e-*")
	if len(lisp) == 0 {
		c.Fatal("no mu4e for Emacs")
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

// runThunderbird starts it with a profile that trusts the authorities and knows
// the password, as after its prompt was answered.
func runThunderbird(c *cell) {
	c.seedsThunderbird(c.server.User(), c.server.Password(), c.path("authorities.pem"))
	sets(c.computer, c.settings)
	tb := startThunderbird(c.computer)
	testkit.Await(c.T, "12 messages", func() bool {
		var n int
		tb.asks(&n, readAccount+`
			const inbox = s.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
			return inbox ? [...inbox.messages].length : 0;`)
		return n == 12
	})
	tb.asks(nil, readAccount+sendMessage, "friend@example.net")
	c.copied()
	tb.closes()
}

// runEvolution has it keep every message here, to count them, and sends from the
// same session.
func runEvolution(c *cell) {
	before := c.server.LoggedIn()
	came := func() bool { return c.server.LoggedIn() > before }
	folder := ".local/share/evolution/mail/local/cur"
	if c.way.service == result.IMAP {
		c.settings.Options.Offline, folder = "all", ".cache/evolution/mail/mailadvisor-account/folders/INBOX/cur"
	}
	asked := evolutionAsks(c.server)
	a := c.attempts(nil, came, func(a *attempt) {
		startEvolution(a, c.settings)
		a.until("12 messages", func() bool { return c.files(folder) == 12 }, asked)
	})
	// It asks whether that was meant, in a window without a title.
	asked["^test$"] = [][]string{{"key", "ctrl+Return"}, {"sleep", "1"}, {"key", "alt+s"}}
	sent := func() bool { return len(c.sink.got) > 0 }
	c.attempts(a, sent, func(a *attempt) {
		if a.program == nil {
			startEvolution(a, c.settings) // the server may be empty by now
			a.until("a session", func() bool { return c.files("bus") == 1 }, nil)
		}
		a.start("env", "DBUS_SESSION_BUS_ADDRESS="+c.read("bus"), "evolution", "mailto:friend@example.net?subject=test&body=Hello.")
		a.until("a message that is sent, and its copy", func() bool { return sent() && c.isCopied() }, asked)
	})
}
