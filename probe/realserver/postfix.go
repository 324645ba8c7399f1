package realserver

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
	"strings"
	"testing"

	"mailadvisor/probe/proven"
	"mailadvisor/probe/testkit"
	"time"
)

// postfixMaster is where Debian and its kin put it; it is on no PATH.
const postfixMaster = "/usr/lib/postfix/sbin/master"

// Postfix starts a whole mail host: Postfix for submission (587 with STARTTLS,
// 465 with TLS), and Dovecot as Dovecot starts it, which checks the passwords
// for both. Postfix reaches no network: what it takes stays in its queue, since
// it has nothing to deliver with.
func Postfix(t testing.TB, o Options) *Server {
	t.Helper()
	if supported != "" {
		testkit.Missing(t, supported)
	}
	testkit.File(t, postfixMaster, "postfix")
	if os.Geteuid() != 0 {
		testkit.Missing(t, "Postfix starts only as root")
	}
	owner, err := user.Lookup("postfix")
	if err != nil {
		testkit.Missing(t, err.Error())
	}
	uid, _ := strconv.Atoi(owner.Uid)

	proven.By(t, "server", "submission", "/usr/sbin/postfix")
	o = o.withDefaults()
	s := Dovecot(t, o)
	s.logs = append(s.logs, s.path("postfix.log"))
	for _, name := range []string{"postfix", "postfix/queue", "postfix/queue/pid"} {
		if err := os.Mkdir(s.path(name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"postfix/data", "postfix/queue/private", "postfix/queue/public", "postfix/queue/incoming", "postfix/queue/active", "postfix/queue/deferred", "postfix/queue/corrupt"} {
		if err := os.Mkdir(s.path(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(s.path(name), uid, -1); err != nil {
			t.Fatal(err)
		}
	}
	level := "encrypt"
	if o.PlainTextAuth {
		level = "may"
	}
	main := s.write("postfix/main.cf", strings.NewReplacer("DIR", s.dir, "LEVEL", level).Replace(postfixMain))
	// Postfix waits until the file is some seconds old, lest it is still written.
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(main, old, old); err != nil {
		t.Fatal(err)
	}

	for attempt := 1; ; attempt++ {
		ports := freePorts(t, o.address(), 2)
		submission, submissions := fmt.Sprintf("%s:%d", o.address(), ports[0]), fmt.Sprintf("%s:%d", o.address(), ports[1])
		s.write("postfix/master.cf", fmt.Sprintf(postfixServices, submission, submissions))
		err := s.start(func() bool { return strings.Contains(s.Log(), "daemon started") }, postfixMaster, "-d", "-c", s.path("postfix"))
		if err == nil {
			s.connect[Host+":587"] = []string{submission}
			s.connect[Host+":465"] = []string{submissions}
			return s
		}
		if attempt == attempts {
			t.Fatalf("realserver: %v\n%s", err, s.Log())
		}
	}
}

const postfixMain = `
compatibility_level = 3.6
myhostname = mail.example.test
mydestination =
mynetworks =
inet_protocols = ipv4
queue_directory = DIR/postfix/queue
data_directory = DIR/postfix/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = DIR/postfix.log
maillog_file_prefixes = DIR
alias_maps =
local_recipient_maps =
smtpd_tls_chain_files = DIR/leaf.key, DIR/leaf.pem
smtpd_tls_security_level = LEVEL
smtpd_tls_auth_only = no
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = DIR/auth
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_peername_lookup = no
`

// postfixServices are the services of master.cf that taking a message needs.
const postfixServices = `
%s inet n - n - - smtpd
%s inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
rewrite unix - - n - - trivial-rewrite
cleanup unix n - n - 0 cleanup
postlog unix-dgram n - n - 1 postlogd
`
