package realserver

import (
	"bufio"
	"bytes"
	"crypto/tls"
	_ "embed"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"mailadvisor/probe/proven"
	"mailadvisor/probe/testkit"
)

// unpackedServers names a folder with the packages of servers that cannot be
// installed beside Dovecot, each unpacked in a folder of its own: see
// .ci/unpack.
const unpackedServers = "MAILADVISOR_SERVERS"

// unpacked is a server that runs from its unpacked packages, in a root of its
// own: that of this machine with the packages laid over it.
type unpacked struct {
	script  string // what starts it, for sh; its parameters are in the environment
	program string // that says its version
	user    string // the one account
	login   string // what it logs of a login
	refused string // what it logs of a login that failed
	// prepare makes what the script could not, before anybody logs in.
	prepare func(*Server)
}

//go:embed courier.sh
var courierScript string

//go:embed cyrus.sh
var cyrusScript string

//go:embed mailutils.sh
var mailutilsScript string

//go:embed dovecot24.sh
var dovecot24Script string

//go:embed jail.sh
var jailScript string

func unpackedServer(kind string) unpacked {
	return map[string]unpacked{
		// Folders under INBOX. with usual names, none of which it marks.
		"courier": {courierScript, "/usr/bin/imapd", account, `LOGIN, user=`, `LOGIN FAILED`, nil},
		// Folders with French names, which it marks; many mechanisms.
		"cyrus": {cyrusScript, "/usr/lib/cyrus/bin/imapd", account, `login: .*User logged in`, `badlogin:`, frenchFolders},
		// A system's own accounts; folders are files of a home folder.
		"mailutils": {mailutilsScript, "/usr/sbin/imap4d", "user", `user .user' logged in`, `[Ll]ogin failed|[Aa]uthentication fail`, nil},
		// The Dovecot of Debian 13, in a root that is a whole system: see .ci/matrix.
		"dovecot24": {dovecot24Script, "/usr/sbin/dovecot", account, `-login: Info: (Login|Logged in): user=`, `[Pp]assword mismatch|auth failed`, nil},
	}[kind]
}

// Start starts a server by its name: dovecot, dovecot24, or one of [Unpacked]. It has one
// account, whose INBOX holds the messages of o, and folders for sent mail,
// drafts and trash.
func Start(t testing.TB, kind string, o Options) *Server {
	t.Helper()
	if kind == "dovecot" {
		return Dovecot(t, o)
	}
	if supported != "" {
		testkit.Missing(t, supported)
	}
	root := os.Getenv(unpackedServers)
	packages := filepath.Join(root, kind)
	if root == "" {
		testkit.Missing(t, fmt.Sprintf("no packages of %s: %s names no folder (bash .ci/unpack FOLDER fills one)", kind, unpackedServers))
	}
	if _, err := os.Stat(packages); err != nil {
		testkit.Missing(t, fmt.Sprintf("no packages of %s: %v", kind, err))
	}
	if os.Geteuid() != 0 {
		testkit.Missing(t, kind+" starts only as root, in a root folder of its own")
	}
	u := unpackedServer(kind)
	o = o.withDefaults()
	s := newServer(t, kind, o)
	s.account, s.kind = u.user, u
	s.logs = []string{s.path("log")}
	s.write("log", "")
	s.write("jail.sh", jailScript)
	s.write("server.sh", u.script)
	if err := os.Mkdir(s.path("root"), 0o755); err != nil {
		t.Fatal(err)
	}
	s.bundle()
	syslog(t, s.path("syslog"), s.path("log"))
	for attempt := 1; ; attempt++ {
		ports := freePorts(t, o.address(), 4)
		s.write("environment", fmt.Sprintf("ADDRESS=%s IMAP=%d IMAPS=%d POP3=%d POP3S=%d ACCOUNT=%s PASSWORD=%s\n", o.address(), ports[0], ports[1], ports[2], ports[3], u.user, s.password))
		listening := func() bool { return s.answers(o.address(), ports) }
		err := s.start(listening, "unshare", "-m", "-p", "-f", "--kill-child", "--propagation", "private", "sh", s.path("jail.sh"), s.path("root"), packages, s.dir)
		if err == nil {
			for i, standard := range []int{143, 993, 110, 995} {
				s.listens(standard, o.address(), ports[i])
			}
			break
		}
		if attempt == attempts {
			t.Fatalf("realserver: %v\n%s", err, s.Log())
		}
	}
	if u.prepare != nil {
		u.prepare(s)
	}
	s.fill(o)
	s.version = packageVersion(packages)
	proven.ByVersion(t, "server", "IMAP, POP3", kind, packageVersion(packages))
	return s
}

// bundle writes the key and the certificate into one file, as Courier reads them.
func (s *Server) bundle() {
	s.t.Helper()
	var all []byte
	for _, name := range []string{s.ca.key, s.ca.chain} {
		text, err := os.ReadFile(name)
		if err != nil {
			s.t.Fatal(err)
		}
		all = append(all, text...)
	}
	for _, f := range []string{s.write("bundle.pem", string(all)), s.ca.key} { // servers give up root before they read it
		if err := os.Chmod(f, 0o644); err != nil {
			s.t.Fatal(err)
		}
	}
}

// syslog collects what a server says to the system's log.
func syslog(t testing.TB, socket, log string) {
	t.Helper()
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(socket, 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := os.OpenFile(log, os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		buffer := make([]byte, 8192)
		for {
			n, err := conn.Read(buffer)
			if err != nil {
				return
			}
			fmt.Fprintf(out, "%s\n", buffer[:n])
		}
	}()
	t.Cleanup(func() {
		conn.Close()
		<-done
		out.Close()
	})
}

// answers reports whether the server greets on every port: IMAP, IMAP over TLS,
// POP3, POP3 over TLS. Another process may have taken one.
func (s *Server) answers(address string, ports []int) bool {
	for i, port := range ports {
		conn, err := net.DialTimeout("tcp", net.JoinHostPort(address, strconv.Itoa(port)), time.Second)
		if err != nil {
			return false
		}
		conn.SetDeadline(time.Now().Add(5 * time.Second))
		if i%2 == 1 {
			conn = tls.Client(conn, &tls.Config{ServerName: s.ca.name, RootCAs: s.ca.roots})
		}
		line, err := bufio.NewReader(conn).ReadString('\n')
		conn.Close()
		if err != nil || !strings.HasPrefix(line, []string{"* OK", "+OK"}[i/2]) {
			return false
		}
	}
	return true
}

// packageVersion returns the version of the unpacked server, from its file of
// packages.
func packageVersion(packages string) string {
	text, _ := os.ReadFile(filepath.Join(packages, "packages"))
	line, _, _ := strings.Cut(string(text), "\n")
	_, version, _ := strings.Cut(line, " ")
	version = regexp.MustCompile(`^[0-9]+:`).ReplaceAllString(version, "")
	return regexp.MustCompile(`[-+~].*`).ReplaceAllString(version, "")
}

// fill makes the folders of the account, where the server has none yet, and
// appends its messages.
func (s *Server) fill(o Options) {
	s.t.Helper()
	d := s.owner()
	defer d.conn.Close()
	for i := range o.Messages {
		s.append(d, "INBOX", o, i)
	}
	d.command("LOGOUT", "")
}

// frenchFolders makes the mailbox of Cyrus' account, and its folders, which the
// server marks (RFC 6154 section 3).
func frenchFolders(s *Server) {
	s.t.Helper()
	d := s.session("cyrus", "secret")
	d.command(fmt.Sprintf("CREATE %q", "user/"+s.account), "")
	d.conn.Close()
	d = s.owner()
	defer d.conn.Close()
	for _, f := range [][2]string{{"Envoy&AOk-s", `\Sent`}, {"Brouillons", `\Drafts`}, {"Corbeille", `\Trash`}, {"Ind&AOk-sirables", `\Junk`}} {
		d.command(fmt.Sprintf("CREATE %q (USE (%s))", f[0], f[1]), "")
		d.command(fmt.Sprintf("SUBSCRIBE %q", f[0]), "")
	}
}

// owner returns a session of the account over IMAP with TLS.
func (s *Server) owner() *session {
	s.t.Helper()
	return s.session(s.account, s.password)
}

func (s *Server) session(user, password string) *session {
	s.t.Helper()
	address := s.connect[Host+":993"][0]
	conn, err := net.DialTimeout("tcp", address, startLimit)
	if err != nil {
		s.t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(2 * startLimit))
	c := tls.Client(conn, &tls.Config{ServerName: s.ca.name, RootCAs: s.ca.roots})
	d := &session{s.t, c, bufio.NewReader(c)}
	if line, err := d.r.ReadString('\n'); err != nil || !strings.HasPrefix(line, "* OK") {
		s.t.Fatalf("realserver: %q, %v", line, err)
	}
	d.command(fmt.Sprintf("LOGIN %q %q", user, password), "")
	s.own++
	return d
}

// session is IMAP as a test speaks it with a server of its own.
type session struct {
	t    testing.TB
	conn net.Conn
	r    *bufio.Reader
}

// command sends a command, with a literal where there is one, and returns the
// untagged lines.
func (d *session) command(line, literal string) string {
	d.t.Helper()
	out, status := d.try(line, literal)
	if !strings.HasPrefix(status, "t OK") {
		d.t.Fatalf("realserver: %s: %s", line, status)
	}
	return out
}

func (d *session) try(line, literal string) (untagged, status string) {
	d.t.Helper()
	fmt.Fprintf(d.conn, "t %s\r\n", line)
	var b strings.Builder
	for {
		got, err := d.r.ReadString('\n')
		switch {
		case err != nil:
			d.t.Fatalf("realserver: %s: %v", line, err)
		case strings.HasPrefix(got, "+ ") && literal != "":
			fmt.Fprintf(d.conn, "%s\r\n", literal)
			literal = ""
		case strings.HasPrefix(got, "t "):
			return b.String(), got
		default:
			b.WriteString(got)
		}
	}
}

// Count returns how many messages a folder holds, by the server's own word; -1
// where there is no such folder. The name is as it crosses the wire.
func (s *Server) Count(t testing.TB, folder string) int {
	t.Helper()
	d := s.owner()
	defer d.conn.Close()
	out, status := d.try(fmt.Sprintf("STATUS %q (MESSAGES)", folder), "")
	if !strings.HasPrefix(status, "t OK") {
		return -1
	}
	m := regexp.MustCompile(`MESSAGES (\d+)`).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("realserver: STATUS %s: %s", folder, out)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Put appends messages to a folder.
func (s *Server) Put(t testing.TB, folder string, messages int) {
	t.Helper()
	d := s.owner()
	defer d.conn.Close()
	for i := range messages {
		s.append(d, folder, Options{Now: time.Now(), DaysOfMail: 1, Messages: messages}, i)
	}
}

// Empty deletes all that a folder holds.
func (s *Server) Empty(t testing.TB, folder string) {
	t.Helper()
	s.flag(folder, `+FLAGS.SILENT (\Deleted)`, "EXPUNGE")
}

// Unread takes the mark of what was read from all that a folder holds.
func (s *Server) Unread(t testing.TB, folder string) {
	t.Helper()
	s.flag(folder, `-FLAGS.SILENT (\Seen)`, "NOOP")
}

func (s *Server) flag(folder, flags, then string) {
	s.t.Helper()
	d := s.owner()
	defer d.conn.Close()
	d.command(fmt.Sprintf("SELECT %q", folder), "")
	d.command("UID STORE 1:* "+flags, "") // which an empty folder takes too
	d.command(then, "")
	d.command("LOGOUT", "")
}

func (s *Server) append(d *session, folder string, o Options, i int) {
	s.t.Helper()
	var b bytes.Buffer
	message(&b, i, arrival(o, i))
	text := strings.ReplaceAll(b.String(), "\n", "\r\n")
	d.command(fmt.Sprintf(`APPEND %q "%s" {%d}`, folder, arrival(o, i).Format("_2-Jan-2006 15:04:05 -0700"), len(text)), text)
}

// Logins counts the logins that succeeded and those that failed, by the log of
// the server: those of the programs of a test, not of this package.
func (s *Server) Logins() (succeeded, failed int) {
	s.t.Helper()
	if s.kind.login == "" { // Dovecot
		failed = s.LoginFailures()
	} else {
		failed = s.logged(s.kind.refused)
	}
	return s.LoggedIn(), failed
}

// LoggedIn counts those that succeeded and have come to the log by now.
func (s *Server) LoggedIn() int {
	pattern := s.kind.login
	if pattern == "" { // Dovecot
		pattern = `-login: Info: Login: user=`
	}
	return s.logged(pattern) - s.own
}

// logged counts the lines of the log that match.
func (s *Server) logged(pattern string) int {
	n, form := 0, regexp.MustCompile(pattern)
	for line := range strings.Lines(s.Log()) {
		if form.MatchString(line) {
			n++
		}
	}
	return n
}

// Version returns that of an unpacked server, "" for one that is installed.
func (s *Server) Version() string { return s.version }

// Folders returns the names of all folders, as they cross the wire.
func (s *Server) Folders(t testing.TB) string {
	t.Helper()
	d := s.owner()
	defer d.conn.Close()
	return d.command(`LIST "" "*"`, "")
}

// fetched is what the server says of one message to another program.
type fetched struct {
	UID, Size int64
	Flags     string // between the parentheses
}

// Fetch returns what the server says of each message of a folder.
func (s *Server) Fetch(t testing.TB, folder string) []fetched {
	t.Helper()
	d := s.owner()
	defer d.conn.Close()
	d.command(fmt.Sprintf("EXAMINE %q", folder), "")
	var out []fetched
	for line := range strings.Lines(d.command("FETCH 1:* (UID RFC822.SIZE FLAGS)", "")) {
		number := func(item string) int64 {
			m := regexp.MustCompile(item + ` (\d+)`).FindStringSubmatch(line)
			if m == nil {
				return -1
			}
			n, _ := strconv.ParseInt(m[1], 10, 64)
			return n
		}
		flags := regexp.MustCompile(`FLAGS \(([^)]*)\)`).FindStringSubmatch(line)
		if number("UID") < 0 || number(`RFC822\.SIZE`) < 0 || flags == nil {
			continue
		}
		out = append(out, fetched{number("UID"), number(`RFC822\.SIZE`), flags[1]})
	}
	return out
}
