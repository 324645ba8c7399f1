//go:build unix

package settings

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/choose"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// tokenComputer is a computer whose command "oama" prints a token, for a login
// name of its own: so the server's log tells the programs apart.
type tokenComputer struct {
	*computer
	s           *realserver.Server
	user, token string
}

func newTokenComputer(t *testing.T, s *realserver.Server, program string, env ...string) *tokenComputer {
	t.Helper()
	c := &tokenComputer{s: s, user: strings.ReplaceAll(program, "-", "") + "@example.test"}
	c.computer = newComputer(t, "none", "none", env...)
	c.token = s.Token(t, c.user, time.Hour)
	c.write("bin/oama", fmt.Sprintf("#!/bin/sh\n[ \"$*\" = 'access %s' ] || { echo \"not asked so: $*\" >&2; exit 1; }\necho '%s'\n", c.user, c.token), 0o700)
	return c
}

// settings returns those of a host that takes tokens, and nothing else, over a
// protocol and to send.
func (c *tokenComputer) settings(service result.Service, port int, security result.Security, out int, outSecurity result.Security) Settings {
	c.t.Helper()
	set := account(c.t, c.s, service, port, security)
	sends := account(c.t, c.s, result.Submission, out, outSecurity)
	set.Address, set.Outgoing = c.user, sends.Incoming
	for _, x := range []*Server{set.Incoming, set.Outgoing} {
		x.Username, x.Auth, x.Mechanisms = c.user, AuthOAuth2, []string{"XOAUTH2", "OAUTHBEARER"}
	}
	set.Options = choose.Options{LeaveOnServer: "forever"}
	return set
}

// loggedIn waits until Dovecot tells of a login of this computer with a token,
// over an encrypted connection.
func (c *tokenComputer) loggedIn(service string) {
	c.t.Helper()
	testkit.Await(c.t, "a login with a token over "+service, func() bool { return c.hasLoggedIn(service) })
}

func (c *tokenComputer) hasLoggedIn(service string) bool {
	for line := range strings.Lines(c.s.Log()) {
		if strings.Contains(line, service+"-login: Info: Login: user=<"+c.user+">") && strings.Contains(line, "TLS") &&
			(strings.Contains(line, "method=XOAUTH2") || strings.Contains(line, "method=OAUTHBEARER")) {
			return true
		}
	}
	return false
}

// sent waits until Postfix has taken a message after a login with a token.
func (c *tokenComputer) sent() {
	c.t.Helper()
	testkit.Await(c.t, "a message that is taken after a login with a token", func() bool {
		for line := range strings.Lines(c.s.Log()) {
			if strings.Contains(line, "sasl_username="+c.user) && (strings.Contains(line, "sasl_method=XOAUTH2") || strings.Contains(line, "sasl_method=OAUTHBEARER")) {
				return true
			}
		}
		return false
	})
}

func (c *tokenComputer) maildir(folder string) {
	for _, part := range []string{"cur", "new", "tmp"} {
		c.mkdir(folder + "/" + part)
	}
}

// Real programs log in with a token, by the files made here, at a Dovecot that
// validates it by itself, and send through a Postfix that asks Dovecot.
func TestRealOAuth(t *testing.T) {
	t.Parallel()
	s := realserver.Postfix(t, realserver.Options{Messages: 12, LeafNames: []string{"localhost"}, Tokens: true, Extra: "auth_verbose = yes\n"})
	const authorities = "/etc/ssl/certs/ca-certificates.crt"
	run := func(name, program, pkg string, do func(t *testing.T, c *tokenComputer)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testkit.Program(t, program, pkg)
			do(t, newTokenComputer(t, s, name, "SSL_CERT_FILE="+s.CAFile()))
		})
	}
	everything := func(t *testing.T, n int) {
		t.Helper()
		if n != 12 {
			t.Errorf("%d messages here, 12 on the server", n)
		}
	}
	message := "From: user@example.test\nTo: friend@example.net\nSubject: test\n\nHello.\n"

	for _, name := range []string{"mutt", "neomutt"} {
		run(name, name, name, func(t *testing.T, c *tokenComputer) {
			keys := func(keys string) {
				c.write("keys", "set confirmappend=no confirmcreate=no wait_key=no quit=yes delete=no move=no mbox_type=Maildir\npush \""+keys+"\"\n", 0o600)
				c.onTerminal(name + " -F muttrc -e 'source keys'").end()
			}
			c.install(c.settings(result.IMAP, 143, result.StartTLS, 465, result.TLS), name, "", authorities, s.CAFile())
			c.mkdir(".cache/mutt/" + c.user)
			keys(`<tag-pattern>~A<enter><tag-prefix><copy-message><kill-line>./copied<enter><quit>`)
			everything(t, c.messages("copied"))
			c.loggedIn("imap")

			c.run(message, name, "-F", "muttrc", "-e", "set copy=no", "-s", "test", "friend@example.net")
			c.sent()

			c.install(c.settings(result.POP3, 995, result.TLS, 587, result.StartTLS), name, "", authorities, s.CAFile())
			c.maildir("Mail/" + c.user + "/INBOX")
			keys(`<fetch-mail><quit>`)
			everything(t, c.messages("Mail/"+c.user+"/INBOX"))
			c.loggedIn("pop3")
		})
	}
	for _, name := range []string{"mbsync", "mbsync-backup"} {
		run(name, "mbsync", "isync", func(t *testing.T, c *tokenComputer) {
			testkit.File(t, "/usr/share/doc/libsasl2-modules-kdexoauth2/copyright", "libsasl2-modules-kdexoauth2")
			c.install(c.settings(result.IMAP, 993, result.TLS, 465, result.TLS), name, mbsyncVersion(t))
			folder, file := "Mail/"+c.user, "mbsyncrc"
			if name == "mbsync-backup" {
				folder, file = "Backup/mail/"+c.user, "backup.mbsyncrc"
			}
			c.mkdir(folder)
			c.run("", "mbsync", "-c", file, "-a")
			everything(t, c.messages(folder+"/INBOX"))
			c.loggedIn("imap")
		})
	}
	run("getmail6", "getmail", "getmail6", func(t *testing.T, c *tokenComputer) {
		c.forksForGetmail()
		c.install(c.settings(result.IMAP, 993, result.TLS, 465, result.TLS), "getmail6", "", authorities, s.CAFile())
		c.maildir("Mail/" + c.user)
		c.run("", "getmail", "--getmaildir", c.home, "--rcfile", "getmailrc")
		everything(t, c.messages("Mail/"+c.user))
		c.loggedIn("imap")
	})
	run("offlineimap3", "offlineimap", "offlineimap3", func(t *testing.T, c *tokenComputer) {
		c.install(c.settings(result.IMAP, 993, result.TLS, 465, result.TLS), "offlineimap3", "", "OS-DEFAULT", s.CAFile())
		c.mkdir("Mail/" + c.user)
		c.offlineimap()
		everything(t, c.messages("Mail/"+c.user+"/INBOX"))
		c.loggedIn("imap")
	})
	run("imapfilter", "imapfilter", "imapfilter", func(t *testing.T, c *tokenComputer) {
		c.install(c.settings(result.IMAP, 993, result.TLS, 465, result.TLS), "imapfilter", "")
		if out := c.run("", "imapfilter", "-c", "config.lua", "-t", s.CAFile()); !strings.Contains(out, "12 messages") {
			t.Errorf("it counts otherwise:\n%s", out)
		}
		c.loggedIn("imap")
	})
	run("mpop", "mpop", "mpop", func(t *testing.T, c *tokenComputer) {
		c.install(c.settings(result.POP3, 110, result.StartTLS, 465, result.TLS), "mpop", "")
		c.mkdir(".mpop_uidls")
		c.maildir("Mail/" + c.user)
		c.run("", "mpop", "-C", "mpoprc", "--tls-trust-file="+s.CAFile())
		everything(t, c.messages("Mail/"+c.user))
		c.loggedIn("pop3")
	})
	run("msmtp", "msmtp", "msmtp", func(t *testing.T, c *tokenComputer) {
		for _, security := range []result.Security{result.TLS, result.StartTLS} {
			port := map[result.Security]int{result.TLS: 465, result.StartTLS: 587}[security]
			c.install(c.settings(result.IMAP, 993, result.TLS, port, security), "msmtp", "")
			c.run(message, "msmtp", "-C", "msmtprc", "--tls-trust-file="+s.CAFile(), "--", "friend@example.net")
		}
		c.sent()
	})
	run("aerc", "aerc", "aerc", func(t *testing.T, c *tokenComputer) {
		c.env = append(c.env, "EDITOR=true")
		c.mkdir(".config/aerc")
		for _, way := range []struct {
			in, out  int
			security result.Security
		}{{993, 465, result.TLS}, {143, 587, result.StartTLS}} {
			c.install(c.settings(result.IMAP, way.in, way.security, way.out, way.security), "aerc", version(t, "", "aerc", "-v"))
			c.write(".config/aerc/accounts.conf", c.read("accounts.conf"), 0o600)
			term := c.onTerminal("aerc")
			term.shows("Message 11")
			c.loggedIn("imap")
			if way.security == result.TLS {
				term.types(`:compose -H "To: friend@example.net" -H "Subject: test"` + "\r")
				term.shows("Send this email?")
				term.types("y")
				c.sent()
			}
			term.types(":quit\r")
		}
	})
	run("curl", "curl", "curl", func(t *testing.T, c *tokenComputer) {
		set := c.settings(result.POP3, 995, result.TLS, 465, result.TLS)
		in, out := *set.Incoming, *set.Outgoing
		imap := c.settings(result.IMAP, 993, result.TLS, 465, result.TLS).Incoming
		bearer := func(url string, args ...string) {
			c.run(message, "curl", append([]string{"-sS", "--cacert", s.CAFile(), "-u", c.user + ":", "--oauth2-bearer", c.token, url}, args...)...)
		}
		bearer(fmt.Sprintf("imaps://localhost:%d/", imap.Port))
		bearer(fmt.Sprintf("pop3s://localhost:%d/", in.Port))
		bearer(fmt.Sprintf("smtps://localhost:%d/", out.Port), "--mail-from", c.user, "--mail-rcpt", "friend@example.net", "-T", "-")
		c.loggedIn("imap")
		c.loggedIn("pop3")
		c.sent()
	})
	emacs := func(c *tokenComputer, file, form string) string {
		c.mkdir(".emacs.d")
		return c.run("", "emacs", "-Q", "--batch", "--eval", fmt.Sprintf("(setq gnutls-trustfiles '(%q) gnutls-verify-error t)", s.CAFile()), "-l", file, "--eval", form)
	}
	send := `(progn (require 'message) (with-temp-buffer
		(insert "From: " user-mail-address "\nTo: friend@example.net\nSubject: test\n" mail-header-separator "\nHello.\n")
		(message-mode) (message-send-mail)))`
	run("gnus", "emacs", "emacs-nox", func(t *testing.T, c *tokenComputer) {
		c.install(c.settings(result.IMAP, 993, result.TLS, 465, result.TLS), "gnus", "")
		out := emacs(c, "gnus.el", `(progn (require 'gnus) (require 'nnimap)
			(unless (gnus-open-server gnus-select-method) (error "no server"))
			(with-current-buffer (nnimap-buffer)
			  (nnimap-command "EXAMINE INBOX")
			  (nnimap-command "UID FETCH 100:101 (BODY.PEEK[HEADER])")
			  (goto-char (point-min)) (while (re-search-forward "^Subject: [a-zA-Z0-9 ]*" nil t) (message "%s" (match-string 0)))))`)
		if !strings.Contains(out, "Subject: Message 0") {
			t.Errorf("Gnus reads other messages:\n%s", out)
		}
		c.loggedIn("imap")
		emacs(c, "gnus.el", send)
		c.sent()
	})
	run("mu4e", "emacs", "emacs-nox", func(t *testing.T, c *tokenComputer) {
		c.install(c.settings(result.IMAP, 993, result.TLS, 587, result.StartTLS), "mu4e", "")
		emacs(c, "mu4e.el", send)
		c.sent()
	})
}

// issuer returns an issuer of tokens on loopback: for the one refresh token
// that it knows it gives out the token of a computer.
func (c *tokenComputer) issuer(refresh string) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.Form.Get("grant_type") != "refresh_token" || r.Form.Get("refresh_token") != refresh {
			http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"access_token": c.token, "token_type": "Bearer", "expires_in": 3600})
	}))
	c.t.Cleanup(server.Close)
	return server.URL
}

// Thunderbird logs in with a token and sends with one, at an issuer that an
// add-on would name, after a sign-in that left it a refresh token.
func TestRealOAuthThunderbird(t *testing.T) {
	t.Parallel()
	testkit.Program(t, "thunderbird", "thunderbird")
	s := realserver.Postfix(t, realserver.Options{Messages: 12, LeafNames: []string{"localhost", realserver.Host}, Tokens: true})
	c := newTokenComputer(t, s, "thunderbird")
	const refresh = "refresh-token"
	url := c.issuer(refresh)
	c.mkdir("profile")
	set := c.settings(result.IMAP, 993, result.TLS, 465, result.TLS)
	set.Incoming.Host, set.Outgoing.Host = realserver.Host, realserver.Host // its list knows no name of one part
	c.install(set, "thunderbird", "")
	// It asks for mail once it knows the issuer.
	c.write("profile/user.js", c.read("user.js")+`user_pref("mail.server.server1.login_at_startup", false);user_pref("mail.server.server1.check_new_mail", false);user_pref("network.dns.localDomains", "`+realserver.Host+`");`+"\n", 0o600)
	authority, err := os.ReadFile(s.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	tb := startThunderbird(c.computer)
	tb.trusts(authority)
	tb.asks(nil, `return (async () => {
		const { OAuth2Providers } = ChromeUtils.importESModule("resource:///modules/OAuth2Providers.sys.mjs");
		OAuth2Providers.registerProvider({
			name: "issuer.test", clientId: "client", authorizationEndpoint: arguments[0] + "/authorize",
			tokenEndpoint: arguments[0] + "/token", redirectionEndpoint: "http://localhost",
		}, [arguments[3]], "mail");
		const login = Cc["@mozilla.org/login-manager/loginInfo;1"].createInstance(Ci.nsILoginInfo);
		login.init("oauth://issuer.test", null, "mail", arguments[1], arguments[2], "", "");
		await Services.logins.addLoginAsync(login);
	})()`, url, c.user, refresh, realserver.Host)
	tb.asks(nil, readAccount+`s.performExpand(null);`)
	testkit.Await(t, "12 messages", func() bool {
		var n int
		tb.asks(&n, readAccount+`
			const inbox = s.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
			if (inbox && !inbox.getTotalMessages(false)) { inbox.updateFolder(null); }
			return inbox ? [...inbox.messages].length : -1;`)
		return n == 12
	})
	c.loggedIn("imap")
	tb.asks(nil, readAccount+sendMessage, "friend@example.net")
	c.sent()
	tb.closes()
}
