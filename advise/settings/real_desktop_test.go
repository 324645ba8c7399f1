//go:build unix

package settings

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/choose"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// realDesktops runs the programs with windows, which a test answers as a
// person would.
func realDesktops(t *testing.T, proofs *proofBook) {
	for _, p := range []struct {
		name, folder, uidl string
		rc, ranBefore      string
		sends              []string // keys in the window where a message is written
		after              string   // in what it says of its version
	}{
		{"claws-mail", ".claws-mail", ".claws-mail/uidl/localhost-", "clawsrc", "[Common]\nconfig_version=4\n", []string{"key", "ctrl+Return"}, "version "},
		{"sylpheed", ".sylpheed-2.0", ".sylpheed-2.0/uidl/localhost-", "sylpheedrc", "", []string{"key", "alt+f", "s"}, "version "},
	} {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			testkit.Program(t, p.name, p.name)
			installed := version(t, p.after, p.name, "--version")
			proofs.saw(t, p.name, "fetched", installed)
			proofs.saw(t, p.name, "sent", installed)

			type step struct{ days, there int }
			for _, way := range []struct {
				port     int
				security result.Security
				options  choose.Options
				steps    []step
			}{
				{995, result.TLS, choose.Options{LeaveOnServer: "days", LeaveOnServerDays: 12}, []step{{0, 12}, {11, 12}, {13, 0}}},
				{110, result.StartTLS, choose.Options{LeaveOnServer: "no"}, []step{{0, 0}}},
			} {
				t.Run("POP, "+way.options.LeaveOnServer, func(t *testing.T) {
					s := realServer(t, "")
					settings := account(t, s, result.POP3, way.port, way.security)
					settings.Options = way.options
					settings.Outgoing = &Server{Service: result.Submission, Host: "localhost", Port: 465, Security: result.TLS, Username: s.User(), Auth: AuthPassword}
					c := newDesktop(t, s, settings, p.name, p.folder)
					passed := 0
					for _, step := range way.steps {
						if step.days > 0 {
							c.letsPass(p.uidl+s.User(), step.days-passed)
							passed = step.days
						}
						before := sessions(s)
						r := c.start("dbus-run-session", p.name, "--receive-all")
						c.answersUntil("a session", func() bool { return sessions(s) > before }, questions(s))
						testkit.Await(t, "12 messages", func() bool { return c.numbered("Mail/inbox") == 12 })
						c.closes(r, p.name)
						if n := onServer(t, s, "INBOX"); n != step.there || c.numbered("Mail/inbox") != 12 {
							t.Errorf("after %d days %d here and %d on the server, want 12 and %d", step.days, c.numbered("Mail/inbox"), n, step.there)
						}
					}
				})
			}
			t.Run("IMAP", func(t *testing.T) {
				// LOGIN has a password to be quoted.
				s := realserver.Dovecot(t, realserver.Options{Messages: 12, LeafNames: []string{"localhost"}, Password: `wonder "la\nd" {3}`})
				sink := newSubmission(t, false)
				settings := account(t, s, result.IMAP, 143, result.StartTLS)
				settings.Outgoing = &Server{Service: result.Submission, Host: "localhost", Port: sink.port, Security: result.StartTLS, Username: s.User(), Auth: AuthPassword}
				c := newDesktop(t, s, settings, p.name, p.folder)
				// One that ran before reads what says no version in its newest sense.
				c.write(p.folder+"/"+p.rc, p.ranBefore, 0o600)
				c.start("dbus-run-session", p.name, "--receive-all")
				// It does not answer while it asks.
				c.answersUntil("a login", func() bool { return strings.Contains(s.Log(), "imap-login: Info: Login") }, questions(s))
				// The server offers CRAM-MD5 too, which they would take by themselves.
				if log := s.Log(); !strings.Contains(log, "method=PLAIN,") || strings.Contains(log, "method=CRAM-MD5,") {
					t.Errorf("another login than the settings say:\n%s", log)
				}
				testkit.Await(t, "12 messages in INBOX", func() bool {
					out, _ := c.try("", p.name, "--status-full", "#imap/"+s.User()+"/INBOX")
					return strings.HasPrefix(out, "    3     4    12 ") // new, unread, all
				})
				c.start(p.name, "--compose", "mailto:friend@example.net?subject=test&body=Hello.")
				asked := questions(s)
				asked["Compose"] = [][]string{p.sends}
				c.answersUntil("a copy in Sent", func() bool { return onServer(t, s, "Sent") == 1 }, asked)
				sink.took(t, s)
			})
		})
	}
}

// questions are those that are asked of a person who trusts the server and
// knows the password.
func questions(s *realserver.Server) asked {
	return asked{
		"^Mailbox setting": {{"key", "Return"}},
		"^TLS certificate": {{"key", "alt+a"}},
		"^SSL certificate": {{"key", "alt+a"}},
		"^Input password":  {{"key", "ctrl+a"}, {"type", s.Password()}, {"key", "Return"}},
	}
}

// newDesktop is a computer with a program's files in the program's folder.
func newDesktop(t *testing.T, s *realserver.Server, settings Settings, name, folder string) *computer {
	t.Helper()
	c := newComputer(t, s.User(), s.Password())
	c.showsWindows()
	c.install(settings, name, "")
	c.mkdir(folder)
	c.run("", "sh", "-c", "mv accountrc folderlist* "+folder+" || [ ! -e accountrc ]")
	return c
}

// closes has a program end as from its menu, once it has time for that.
func (c *computer) closes(r *running, name string) {
	c.t.Helper()
	testkit.Await(c.t, "the end of "+name, func() bool {
		c.try("", name, "--exit")
		select {
		case <-r.ended:
			return true
		case <-time.After(time.Second):
			return false
		}
	})
}

// letsPass moves the instants in a program's list of what it has collected
// into the past: lines of an identifier, an instant, and more.
func (c *computer) letsPass(name string, days int) {
	c.t.Helper()
	c.write(name, seenInstant.ReplaceAllStringFunc(c.read(name), func(instant string) string {
		n, _ := strconv.Atoi(instant)
		return strconv.Itoa(n - days*24*60*60)
	}), 0o600)
}

var seenInstant = regexp.MustCompile(`\b1\d{9}\b`)

// numbered counts the messages of an MH folder: files named by numbers.
func (c *computer) numbered(folder string) int {
	out, _ := c.try("", "sh", "-c", "ls "+folder+" | grep -c '^[0-9]*$'")
	n, _ := strconv.Atoi(strings.TrimSpace(out))
	return n
}
