package realserver

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"mailadvisor/probe/proven"
	"mailadvisor/probe/testkit"
)

// Dovecot starts Dovecot for IMAP (143, 993) and POP3 (110, 995), with one
// account whose INBOX holds the messages of o, and special-use folders.
func Dovecot(t testing.TB, o Options) *Server {
	t.Helper()
	if supported != "" {
		testkit.Missing(t, supported)
	}
	program := testkit.Program(t, "dovecot", "dovecot-core")
	doveadm := testkit.Program(t, "doveadm", "dovecot-core")
	testkit.File(t, "/usr/lib/dovecot/imap", "dovecot-imapd")
	testkit.File(t, "/usr/lib/dovecot/pop3", "dovecot-pop3d")
	proven.By(t, "server", "IMAP, POP3", program)
	o = o.withDefaults()
	s := newServer(t, "dovecot", o)
	s.doveadm = doveadm
	s.conf = s.path("dovecot.conf")
	s.logs = []string{s.path("dovecot.log")}

	c := dovecotConfig{Options: o, Dir: s.dir, Address: o.address(), Chain: s.ca.chain, Key: s.ca.key}
	if err := c.setOwner(); err != nil {
		testkit.Missing(t, err.Error())
	}
	if err := os.Mkdir(s.path("home"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(s.path("home"), c.UID, c.GID); err != nil {
		// The root of a user namespace may own no other user.
		testkit.Missing(t, fmt.Sprintf("Dovecot reads no mail as root, and nothing can be given to another user: %v", err))
	}
	if err := seed(s.path("home/Maildir"), o, c.UID, c.GID); err != nil {
		t.Fatal(err)
	}
	s.write("users", s.accountLine(o))
	if o.Tokens {
		s.tokenKey()
	}

	for attempt := 1; ; attempt++ {
		ports := freePorts(t, c.Address, 4)
		c.IMAP, c.IMAPS, c.POP3, c.POP3S = ports[0], ports[1], ports[2], ports[3]
		s.write("dovecot.conf", c.text(t))
		// Dovecot writes the file once it listens.
		listening := func() bool { _, err := os.Stat(s.path("base/master.pid")); return err == nil }
		err := s.start(listening, program, "-F", "-c", s.conf)
		if err == nil {
			break
		}
		if attempt == attempts {
			t.Fatalf("realserver: %v", err)
		}
	}
	s.listens(143, c.Address, c.IMAP)
	s.listens(993, c.Address, c.IMAPS)
	s.listens(110, c.Address, c.POP3)
	s.listens(995, c.Address, c.POP3S)
	return s
}

// Deny has a service, "imap", "pop3" or "smtp", refuse the account from now on,
// whatever the password: as one does that knows the name in another form. The
// server was started with Options.Denies.
func (s *Server) Deny(service string) {
	s.t.Helper()
	s.write("denied."+service, s.account+"\n")
}

// listens notes where a standard port of Host really is.
func (s *Server) listens(standard int, address string, port int) {
	s.connect[fmt.Sprintf("%s:%d", Host, standard)] = []string{fmt.Sprintf("%s:%d", address, port)}
}

// Doveadm runs a command of doveadm against this instance and returns what it
// printed, such as "fetch", "-u", s.User(), "uid flags hdr", "mailbox", "INBOX".
func (s *Server) Doveadm(t testing.TB, args ...string) string {
	t.Helper()
	out, err := exec.Command(s.doveadm, append([]string{"-c", s.conf}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("realserver: doveadm %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
