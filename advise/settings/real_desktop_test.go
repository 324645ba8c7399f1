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
					c := newComputer(t, s.User(), s.Password())
					passed := 0
					for _, step := range way.steps {
						if step.days > 0 {
							c.letsPass(p.uidl+s.User(), step.days-passed)
							passed = step.days
						}
						before := sessions(s)
						ended := func() bool { return sessions(s) > before }
						c.attempts(nil, ended, func(a *attempt) {
							a.showsWindows()
							if step.days == 0 {
								a.installsDesktop(settings, p.name, p.folder)
							}
							a.runs("dbus-run-session", p.name, "--receive-all")
							a.until("a session", ended, questions(s))
							a.until("12 messages", func() bool { return c.numbered("Mail/inbox") == 12 }, questions(s))
							c.closes(a.program, p.name)
						})
						if n := onServer(t, s, "INBOX"); n != step.there || c.numbered("Mail/inbox") != 12 {
							t.Errorf("after %d days %d here and %d on the server, want 12 and %d", step.days, c.numbered("Mail/inbox"), n, step.there)
						}
					}
					c.keeps(t, p.name, ".", p.folder+"/accountrc", settings)
				})
			}
			t.Run("IMAP", func(t *testing.T) {
				// LOGIN has a password to be quoted.
				s := realserver.Dovecot(t, realserver.Options{Messages: 12, LeafNames: []string{"localhost"}, Password: `wonder "la\nd" {3}`})
				sink := newSubmission(t, false)
				settings := account(t, s, result.IMAP, 143, result.StartTLS)
				settings.Outgoing = &Server{Service: result.Submission, Host: "localhost", Port: sink.port, Security: result.StartTLS, Username: s.User(), Auth: AuthPassword}
				c := newComputer(t, s.User(), s.Password())
				loggedIn := func() bool { return strings.Contains(s.Log(), "imap-login: Info: Login") }
				going := c.attempts(nil, loggedIn, func(a *attempt) {
					a.installsDesktop(settings, p.name, p.folder)
					// One that ran before reads what says no version in its newest sense.
					c.write(p.folder+"/"+p.rc, p.ranBefore, 0o600)
					a.runs("dbus-run-session", p.name, "--receive-all")
					a.until("a login", loggedIn, questions(s))
					// The server offers CRAM-MD5 too, which they would take by themselves.
					if log := s.Log(); !strings.Contains(log, "method=PLAIN,") || strings.Contains(log, "method=CRAM-MD5,") {
						t.Errorf("another login than the settings say:\n%s", log)
					}
					a.until("12 messages in INBOX", func() bool {
						// It does not answer while it asks.
						out, _ := c.try("", "timeout", "5", p.name, "--status-full", "#imap/"+s.User()+"/INBOX")
						return strings.HasPrefix(out, "    3     4    12 ") // new, unread, all
					}, questions(s))
				})
				c.sends(going, p.name, p.sends, sink, func() bool { return onServer(t, s, "Sent") == 1 }, questions(s))
				sink.took(t, s)
				c.keeps(t, p.name, ".", p.folder+"/accountrc", settings)
			})
		})
	}
}

// questions returns those that are asked of a person who trusts the server and
// knows the password.
func questions(s *realserver.Server) asked {
	return asked{
		"^Mailbox setting": {{"key", "Return"}},
		"^TLS certificate": {{"key", "alt+a"}},
		"^SSL certificate": {{"key", "alt+a"}},
		"^Input password":  {{"key", "ctrl+a"}, {"type", "--delay", "40", "--args", "1", s.Password()}, {"sleep", "0.1"}, {"key", "Return"}},
	}
}

// installsDesktop begins anew with a program's files in the program's folder.
func (a *attempt) installsDesktop(settings Settings, name, folder string) {
	a.t.Helper()
	a.showsWindows()
	a.empty()
	a.install(settings, name, "")
	a.mkdir(folder)
	a.run("", "sh", "-c", "mv accountrc folderlist* "+folder+" || [ ! -e accountrc ]")
}

// sends has a program send a message, first as it is going: the keys are those
// that send what is written. It ends when the message and its copy are there.
func (c *computer) sends(going *attempt, name string, keys []string, sink *submission, copied func() bool, asked asked) {
	c.t.Helper()
	asked["Compose"] = [][]string{keys}
	asked["^Notice$"] = [][]string{{"key", "Return"}} // the keys came too early, and come again
	sent := func() bool { return len(sink.got) > 0 }
	c.attempts(going, sent, func(a *attempt) {
		compose := []string{name, "--compose", "mailto:friend@example.net?subject=test&body=Hello."}
		if a.program == nil {
			a.showsWindows()
			a.runs("dbus-run-session", compose...)
		} else {
			a.start(compose[0], compose[1:]...)
		}
		a.until("a message sent, and its copy", func() bool { return sent() && copied() }, asked)
	})
}

// closes has a program end as from its menu, once it has time for that. One
// that does not is ended: what it keeps is looked at afterwards.
func (c *computer) closes(r *running, name string) {
	c.t.Helper()
	for began := time.Now(); time.Since(began) < attemptPatience/2; {
		c.try("", name, "--exit")
		select {
		case <-r.ended:
			return
		case <-time.After(time.Second):
		}
	}
	c.t.Logf("%s does not end; windows: %q; %s", name, c.windows(), c.photograph(0))
	c.endAll()
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
