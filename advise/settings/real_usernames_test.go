//go:build unix

package settings

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
)

// awkwardNames are user names as mailboxes have them, and as nobody would want
// them, without capitals: Dovecot's auth_username_format lowers them.
func awkwardNames() []string {
	return []string{
		`o'neil`, `the "boss"`, `back\slash`, `a # b`, `100%`, `a&b<c>`, `$home`, "`id`", `jörg@exämple.org`,
		`user+tag@example.org`, `a@b@example.org`, `-lead:er`, `~a/b=c;d,e{f}`,
	}
}

// refusedNames returns those of them for which a program has no files.
func refusedNames() map[string][]string {
	return map[string][]string{
		"alpine": {`~a/b=c;d,e{f}`},
	}
}

// The programs that are on a terminal log in as whom the file says, whatever
// the name is, or there is no file.
func TestAwkwardNamesOnTerminals(t *testing.T) {
	t.Parallel()
	for _, p := range []struct {
		client, program, debian string
		start                   func(*computer, *realserver.Server, Settings) *terminal // nil: it ended by itself
	}{
		{"aerc", "aerc", "aerc", func(c *computer, _ *realserver.Server, _ Settings) *terminal {
			c.mkdir(".config/aerc")
			c.write(".config/aerc/accounts.conf", c.read("accounts.conf"), 0o600)
			return c.onTerminal("aerc")
		}},
		{"alpine", "alpine", "alpine", func(c *computer, s *realserver.Server, _ Settings) *terminal {
			return c.inAlpine(s.Password())
		}},
		{"s-nail", "s-nail", "s-nail", func(c *computer, s *realserver.Server, settings Settings) *terminal {
			c.env = append(c.env, "MAILRC=mailrc")
			c.mkdir("Mail/" + accountName(settings))
			c.netrc(settings, "s-nail", s.Password())
			c.try("quit\n", "s-nail", "-f", "%")
			return nil
		}},
		{"fetchmail", "fetchmail", "fetchmail", func(c *computer, s *realserver.Server, settings Settings) *terminal {
			c.netrc(settings, "fetchmail", s.Password())
			c.try("", "fetchmail", "-f", "fetchmailrc", "--nosyslog")
			return nil
		}},
		{"gnus", "emacs", "emacs-nox", func(c *computer, s *realserver.Server, settings Settings) *terminal {
			c.mkdir(".emacs.d")
			c.write("authinfo", fmt.Sprintf("machine localhost password %q\n", s.Password()), 0o600)
			c.try("", "emacs", "-Q", "--batch", "--eval", fmt.Sprintf("(setq gnutls-trustfiles '(%q) gnutls-verify-error t)", s.CAFile()), "-l", "gnus.el",
				"--eval", fmt.Sprintf("(progn (require 'gnus) (require 'nnimap) (setq nnimap-inhibit-logging t) (advice-add 'nnimap-credentials :override (lambda (&rest _) (list %q %q))) (gnus-open-server gnus-select-method))", settings.Incoming.Username, s.Password()))
			return nil
		}},
		{"imapfilter", "imapfilter", "imapfilter", func(c *computer, s *realserver.Server, _ Settings) *terminal {
			c.try("", "imapfilter", "-c", "config.lua", "-t", s.CAFile())
			return nil
		}},
	} {
		t.Run(p.client, func(t *testing.T) {
			t.Parallel()
			program(t, p.program, p.debian)
			s := realserver.Dovecot(t, realserver.Options{
				Messages: 12, LeafNames: []string{"localhost"}, Password: `wonder"la\nd`, Extra: "auth_username_chars =\nauth_failure_delay = 0\n",
			})
			for _, name := range append(awkwardNames(), s.User()) {
				settings := account(t, s, result.IMAP, 993, result.TLS)
				settings.Incoming.Username, settings.Address = name, "user@example.test"
				settings.Options = choose.Options{LeaveOnServer: "forever"}
				settings.Outgoing = &Server{Service: result.Submission, Host: "localhost", Port: 465, Security: result.TLS, Username: name, Auth: AuthPassword}
				_, refusal := Files(settings, p.client, "", printer(t, "en"))
				if refused := slices.Contains(refusedNames()[p.client], name); (refusal != nil) != refused {
					t.Errorf("%q: %v", name, refusal)
				}
				if refusal != nil {
					continue
				}
				c := newComputer(t, accountName(settings), s.Password(), "SSL_CERT_FILE="+s.CAFile())
				c.install(settings, p.client, version(t, "", "aerc", "-v"))
				term := p.start(c, s, settings)
				arrived := func() bool { return strings.Contains(s.Log(), "("+name+",") }
				if name == s.User() {
					arrived = func() bool { return strings.Contains(s.Log(), "Login: user=<"+name+">") }
				}
				if term != nil {
					term.until("a login as "+name, arrived)
					continue
				}
				s.LoginFailures() // waits for the log
				if !arrived() {
					t.Errorf("no login as %q:\n%s", name, s.Log())
				}
			}
		})
	}
}

// netrc writes the line that a note of the file tells a person to.
func (c *computer) netrc(s Settings, name, password string) {
	c.t.Helper()
	files, err := Files(s, name, "", printer(c.t, "en"))
	if err != nil {
		c.t.Fatal(err)
	}
	i := slices.IndexFunc(files[0].Notes, func(n locale.Text) bool { return n.ID == "settings.password.netrc" })
	_, line, ok := strings.Cut(files[0].Notes[i].Text, "\n  ")
	if !ok {
		c.t.Fatalf("no line to write: %s", files[0].Notes[i].Text)
	}
	c.write(".netrc", strings.Replace(line, "YOUR-PASSWORD", client.NetRCWord(name, password), 1)+"\n", 0o600)
}
