package realserver

import (
	"crypto/x509"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/testkit"
)

// Host is the name that every instance goes by.
const Host = "mail.example.test"

// account is the one user of an instance.
const account = "user@example.test"

// startLimit is how long a server may take until it listens.
const startLimit = 20 * time.Second

// Options is what a test wants of a server. The zero value is a server with an
// empty mailbox, no quota, both forms of TLS, a valid certificate for Host, and
// no login before TLS.
type Options struct {
	Quota          int64     // limit of the account in bytes; 0: the server has no quota at all
	Messages       int       // messages in INBOX
	Hollow         bool      // messages are files that hold nothing; their sizes stand in their names, as Dovecot keeps them. For many
	Folders        int       // empty folders beside those with a special use
	DaysOfMail     int       // the days before Now over which they arrived; 0 is 1
	Now            time.Time // when the last of them arrived; zero is the present
	PlainTextAuth  bool      // logins are taken before TLS too
	Password       string    // empty: a plain word
	PasswordScheme string    // how it is stored, as `doveadm pw -l` names it; empty: readable, so that every mechanism works
	LeafNames      []string  // DNS names in the certificate; empty: Host
	LeafNotAfter   time.Time // end of the certificate; zero: in 90 days
	ListenOther    bool      // listen on 127.0.0.2: Dovecot counts a client on its own address as secured, and hides LOGINDISABLED
	German         bool      // folders as hosts that follow Courier lay them out: prefix INBOX., separator a full stop, German names
	Compress       bool      // IMAP can be compressed (RFC 4978)
	Tokens         bool      // tokens of OAuth 2 are taken too: see Server.Token
	Denies         bool      // a service can be told to take nobody: see Server.Deny
	Extra          string    // lines to add to Dovecot's configuration; they win over ours
}

func (o Options) withDefaults() Options {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	if o.DaysOfMail == 0 {
		o.DaysOfMail = 1
	}
	if o.Password == "" {
		o.Password = "wonderland"
	}
	if len(o.LeafNames) == 0 {
		o.LeafNames = []string{Host}
	}
	return o
}

// address returns the loopback address to listen on.
func (o Options) address() string {
	if o.ListenOther {
		return "127.0.0.2"
	}
	return "127.0.0.1"
}

// Server is a running instance. It ends with the test that started it.
type Server struct {
	t        testing.TB
	dir      string // everything of this instance
	conf     string // Dovecot's configuration
	doveadm  string // the program
	logs     []string
	kind     unpacked // of a server that runs from unpacked packages
	version  string
	own      int // logins of this package
	account  string
	password string
	key      []byte // that tokens are signed with
	ca       *authority
	connect  map[string][]string
}

// Connect maps each "host:port" that the instance stands for, such as
// "mail.example.test:993", to the loopback address where it really listens.
func (s *Server) Connect() map[string][]string { return maps.Clone(s.connect) }

// CAFile names a PEM file with the certificate authority of this instance.
func (s *Server) CAFile() string { return s.ca.file }

// Roots holds the certificate authority of this instance and no other.
func (s *Server) Roots() *x509.CertPool { return s.ca.roots }

// User returns the login name of the one account.
func (s *Server) User() string { return s.account }

// Password returns the password of the one account.
func (s *Server) Password() string { return s.password }

// Home returns the path of a file in the home of the account, such as
// "Maildir/.Sent".
func (s *Server) Home(name string) string { return s.path(filepath.Join("home", name)) }

// Log returns what the servers of this instance logged until now.
func (s *Server) Log() string {
	var b strings.Builder
	for _, name := range s.logs {
		text, err := os.ReadFile(name)
		if err != nil && !os.IsNotExist(err) {
			s.t.Errorf("realserver: %v", err)
		}
		b.Write(text)
	}
	return b.String()
}

// newServer makes the directory, the certificates and the clean-up that every
// instance has.
func newServer(t testing.TB, kind string, o Options) *Server {
	t.Helper()
	// Not t.TempDir: its parent is closed to the servers' own users, and its
	// path can be too long for a Unix socket.
	dir, err := os.MkdirTemp("", kind+"-")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{t: t, dir: dir, account: account, password: o.Password, connect: map[string][]string{}}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%s logged:\n%s", kind, s.Log())
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("realserver: %v", err)
		}
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if s.ca, err = newAuthority(dir, o); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *Server) path(name string) string { return filepath.Join(s.dir, name) }

func (s *Server) write(name, text string) string {
	s.t.Helper()
	path := s.path(name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// start runs a server in the foreground until the test ends, and returns when
// ready says that it listens. A server that ends before, for example because
// another process took one of its ports, is an error.
func (s *Server) start(ready func() bool, name string, args ...string) error {
	cmd := exec.Command("/bin/sh", append([]string{"-c", testkit.Watched, "sh", name}, args...)...)
	output, err := os.Create(s.path(filepath.Base(name) + ".out"))
	if err != nil {
		return err
	}
	defer output.Close()
	cmd.Stdout, cmd.Stderr = output, output
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"}
	ownGroup(cmd)
	// Open until this process is gone, whichever way.
	if _, err := cmd.StdinPipe(); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		cmd.Wait()
		close(ended)
	}()
	for deadline := time.Now().Add(startLimit); ; time.Sleep(10 * time.Millisecond) {
		if ready() {
			s.t.Cleanup(func() { end(cmd, ended) })
			return nil
		}
		select {
		case <-ended:
			err = fmt.Errorf("%s ended at once: %v", name, cmd.ProcessState)
		default:
			if time.Now().After(deadline) {
				err = fmt.Errorf("%s does not listen after %v", name, startLimit)
			}
		}
		if err != nil {
			end(cmd, ended)
			said, _ := os.ReadFile(output.Name())
			return fmt.Errorf("%w\n%s", err, said)
		}
	}
}

// freePorts returns n ports of the address that nobody listens on now. Another
// process may take one before the server does: see attempts.
func freePorts(t testing.TB, address string, n int) []int {
	t.Helper()
	ports := make([]int, n)
	for i := range ports {
		l, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
		if err != nil {
			testkit.Missing(t, fmt.Sprintf("no loopback address to listen on: %v", err))
		}
		defer l.Close()
		ports[i] = l.Addr().(*net.TCPAddr).Port
	}
	return ports
}

// attempts is how often a server is started on new ports before its failure is
// believed: not every server says that the port was the reason.
const attempts = 3
