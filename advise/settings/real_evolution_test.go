//go:build unix

package settings

import (
	"strconv"
	"strings"
	"testing"

	"mailadvisor/advise/choose"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// startEvolution starts Evolution with our files, in a session whose keyring
// is open.
func startEvolution(c *attempt, settings Settings) {
	c.t.Helper()
	c.showsWindows()
	if programsRoot() != "" {
		// No process of a chroot may make the namespaces of WebKit's own sandbox.
		c.env = append(c.env, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1")
	}
	c.empty()
	c.mkdir(".config/evolution/sources")
	c.install(settings, "evolution", "")
	c.run("", "sh", "-c", "mv *.source .config/evolution/sources")
	c.runs("dbus-run-session", "sh", "-c", `printf %s "$DBUS_SESSION_BUS_ADDRESS" >bus; printf keyring | gnome-keyring-daemon --unlock --components=secrets; exec evolution`)
}

// evolutionAsks returns the windows that ask for a password, or whether a
// certificate is trusted.
func evolutionAsks(s *realserver.Server) asked {
	return asked{
		"^Certificate trust":           {{"key", "alt+a"}},
		"^Mail authentication request": {{"key", "ctrl+a"}, {"type", "--delay", "40", "--args", "1", s.Password()}, {"sleep", "0.1"}, {"key", "Return"}},
	}
}

// files counts the files under a folder.
func (c *computer) files(folder string) int {
	out, _ := c.try("", "sh", "-c", "find "+folder+" -type f | wc -l")
	n, _ := strconv.Atoi(strings.TrimSpace(out))
	return n
}

func realEvolution(t *testing.T, proofs *proofBook) {
	t.Run("evolution", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "evolution", "evolution")
		testkit.Program(t, "gnome-keyring-daemon", "gnome-keyring")
		proofs.saw(t, "evolution", "fetched", version(t, "evolution ", "evolution", "--version"))
		t.Run("IMAP", func(t *testing.T) {
			// A message every five days: the last of them now.
			s := realserver.Dovecot(t, realserver.Options{Messages: 12, DaysOfMail: 60, LeafNames: []string{"localhost"}})
			settings := account(t, s, result.IMAP, 993, result.TLS)
			settings.Options = choose.Options{Offline: "recent", OfflineDays: 28}
			settings.Outgoing = &Server{Service: result.Submission, Host: "localhost", Port: 465, Security: result.TLS, Username: s.User(), Auth: AuthPassword}
			c := newComputer(t, s.User(), s.Password())
			const bodies = ".cache/evolution/mail/mailadvisor-account/folders/INBOX/cur"
			loggedIn := func() bool { return s.LoggedIn() > 0 }
			c.attempts(nil, loggedIn, func(a *attempt) {
				startEvolution(a, settings)
				a.until("6 bodies", func() bool { return c.files(bodies) == 6 }, evolutionAsks(s))
			})
			c.keeps(t, "evolution", ".config/evolution/sources", ".", settings)
		})
		for _, way := range []struct {
			name     string
			options  choose.Options
			onlyCopy bool
			there    int
		}{
			// It counts from the date of a message: 0, 5 and 10 days.
			{"days, the only copy", choose.Options{LeaveOnServer: "days", LeaveOnServerDays: 12, PollMinutes: 7}, true, 3},
			{"days", choose.Options{LeaveOnServer: "days", LeaveOnServerDays: 12, PollMinutes: 7}, false, 12},
			{"forever", choose.Options{LeaveOnServer: "forever"}, false, 12},
			{"no", choose.Options{LeaveOnServer: "no"}, true, 0},
		} {
			t.Run("POP, "+way.name, func(t *testing.T) {
				s := realserver.Dovecot(t, realserver.Options{Messages: 12, DaysOfMail: 60, LeafNames: []string{"localhost"}})
				settings := account(t, s, result.POP3, 110, result.StartTLS)
				settings.Options, settings.OnlyCopy = way.options, way.onlyCopy
				settings.Outgoing = &Server{Service: result.Submission, Host: "localhost", Port: 465, Security: result.TLS, Username: s.User(), Auth: AuthPassword}
				c := newComputer(t, s.User(), s.Password())
				ended := func() bool { return sessions(s) > 0 }
				c.attempts(nil, ended, func(a *attempt) {
					startEvolution(a, settings)
					a.until("a session", ended, evolutionAsks(s))
					a.until("12 messages", func() bool { return c.files(".local/share/evolution/mail/local/cur") == 12 }, nil)
				})
				if n := onServer(t, s, "INBOX"); n != way.there {
					t.Errorf("%d on the server", n)
				}
				if !way.onlyCopy { // then the file lets every copy stay
					settings.Options = choose.Options{LeaveOnServer: "forever"}
				}
				c.keeps(t, "evolution", ".config/evolution/sources", ".", settings)
			})
		}
	})
}
