//go:build unix

package settings

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// The real programs, with the files made here, against a real server. The
// server's certificate names localhost, where everything listens.

// computer is a person's computer: a home folder, a user who is not root, and
// a command "pass" that knows one password.
type computer struct {
	t    *testing.T
	home string
	user *syscall.Credential
	env  []string

	screen bool // there is one: see showsWindows
}

func newComputer(t *testing.T, entry, password string, env ...string) *computer {
	t.Helper()
	home, err := os.MkdirTemp("", "home-") // not t.TempDir: its parent is closed to other users
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(home); err != nil {
			t.Error(err)
		}
	})
	// Programs find one that runs already by a socket in these: Sylpheed by
	// $TMPDIR/sylpheed-UID, whatever its home is, and then ends.
	c := &computer{t: t, home: home, env: append([]string{
		"HOME=" + home, "USER=nobody", "LC_ALL=C.UTF-8", "PATH=" + filepath.Join(home, "bin") + ":/usr/bin:/bin",
		"TMPDIR=" + filepath.Join(home, "tmp"), "XDG_RUNTIME_DIR=" + filepath.Join(home, "runtime"),
	}, env...)}
	if os.Geteuid() == 0 { // getmail refuses root
		nobody, err := user.Lookup("nobody")
		if err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.Atoi(nobody.Uid)
		gid, _ := strconv.Atoi(nobody.Gid)
		c.user = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(home, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{"bin", "tmp", "runtime"} {
		c.mkdir(folder)
	}
	c.write("bin/secret", password, 0o600)
	c.write("bin/pass", fmt.Sprintf("#!/bin/sh\n[ \"$*\" = 'show mail/%s' ] || { echo \"no entry: $*\" >&2; exit 1; }\ncat %s/bin/secret\n", entry, home), 0o700)
	return c
}

func (c *computer) path(name string) string { return filepath.Join(c.home, name) }

func (c *computer) own(path string) {
	c.t.Helper()
	if c.user == nil {
		return
	}
	if err := os.Chown(path, int(c.user.Uid), int(c.user.Gid)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *computer) mkdir(name string) {
	c.t.Helper()
	path := c.home
	for part := range strings.SplitSeq(name, "/") {
		path = filepath.Join(path, part)
		if err := os.Mkdir(path, 0o700); err != nil && !os.IsExist(err) {
			c.t.Fatal(err)
		}
		c.own(path)
	}
}

func (c *computer) write(name, content string, mode os.FileMode) {
	c.t.Helper()
	if err := os.WriteFile(c.path(name), []byte(content), mode); err != nil {
		c.t.Fatal(err)
	}
	c.own(c.path(name))
}

func (c *computer) read(name string) string {
	c.t.Helper()
	text, err := os.ReadFile(c.path(name))
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text)
}

// install writes a program's files into the home folder.
func (c *computer) install(s Settings, name, version string, replace ...string) {
	c.t.Helper()
	files, err := Files(s, name, version, printer(c.t, "en"))
	if err != nil {
		c.t.Fatal(err)
	}
	for _, f := range files {
		content := string(f.Content)
		for i := 0; i+1 < len(replace); i += 2 {
			if !strings.Contains(content, replace[i]) {
				c.t.Fatalf("%s does not hold %q", f.Name, replace[i])
			}
			content = strings.ReplaceAll(content, replace[i], replace[i+1])
		}
		c.write(f.Name, content, os.FileMode(f.Mode))
	}
}

// trusts has programs take certificates of these authorities and no others.
func (c *computer) trusts(authorities ...string) {
	c.t.Helper()
	var all strings.Builder
	for _, file := range authorities {
		text, err := os.ReadFile(file)
		if err != nil {
			c.t.Fatal(err)
		}
		all.Write(text)
	}
	c.write("authorities.pem", all.String(), 0o600)
	c.env = append(c.env, "SSL_CERT_FILE="+c.path("authorities.pem"))
}

// run runs a program in the home folder and returns what it printed.
func (c *computer) run(stdin, name string, args ...string) string {
	c.t.Helper()
	out, err := c.try(stdin, name, args...)
	if err != nil {
		c.t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

func (c *computer) try(stdin, name string, args ...string) (string, error) {
	return c.within(3*time.Minute, stdin, name, args...)
}

// offlineimap fetches mail. OfflineIMAP 8.0.0 may stop after STARTTLS, before
// any login, where the machine is busy: then it is begun anew, as its user would.
func (c *computer) offlineimap() {
	c.t.Helper()
	for attempt := 1; ; attempt++ {
		out, err := c.within(time.Minute, "", "offlineimap", "-c", "offlineimaprc", "-o", "-u", "basic")
		switch {
		case err == nil:
			return
		case err.Error() != "signal: killed" || attempt == 3:
			c.t.Fatalf("offlineimap, attempt %d: %v\n%s", attempt, err, out)
		}
	}
}

// within runs a program until it ends, or for so long.
func (c *computer) within(limit time.Duration, stdin, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(c.t.Context(), limit)
	defer cancel()
	cmd := confined(exec.CommandContext(ctx, program(c.t, name, name), args...), c.user)
	cmd.Dir, cmd.Env, cmd.Stdin = c.home, c.env, strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// messages counts the messages of a Maildir folder.
func (c *computer) messages(folder string) int {
	c.t.Helper()
	n := 0
	for _, part := range []string{"cur", "new"} {
		entries, err := os.ReadDir(filepath.Join(c.path(folder), part))
		if err != nil && !os.IsNotExist(err) {
			c.t.Fatal(err)
		}
		n += len(entries)
	}
	return n
}

// mbsyncVersion returns what --client-version would say.
func mbsyncVersion(t *testing.T) string {
	t.Helper()
	out, err := confined(exec.Command(program(t, "mbsync", "isync"), "--version"), nil).CombinedOutput()
	m := regexp.MustCompile(`isync (\d+(\.\d+)*)`).FindSubmatch(out)
	if err != nil || m == nil {
		t.Fatalf("mbsync --version: %v\n%s", err, out)
	}
	return string(m[1])
}

func realServer(t *testing.T, extra string) *realserver.Server {
	return realserver.Dovecot(t, realserver.Options{Messages: 12, LeafNames: []string{"localhost"}, Extra: extra})
}

// account returns the settings for the one account of a server.
func account(t *testing.T, s *realserver.Server, service result.Service, standard int, security result.Security) Settings {
	t.Helper()
	address := s.Connect()[fmt.Sprintf("%s:%d", realserver.Host, standard)]
	_, port, ok := strings.Cut(strings.Join(address, ""), ":")
	if !ok {
		t.Fatalf("port %d listens nowhere: %v", standard, s.Connect())
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	return Settings{
		Address:  s.User(),
		Incoming: &Server{Service: service, Host: "localhost", Port: n, Security: security, Username: s.User(), Auth: AuthPassword},
		Folders:  map[string]string{`\Sent`: "Sent", `\Drafts`: "Drafts", `\Junk`: "Junk", `\Trash`: "Trash"},
	}
}

// onServer counts the messages of a folder, as the server does.
func onServer(t *testing.T, s *realserver.Server, folder string) int {
	t.Helper()
	_, count, _ := strings.Cut(strings.TrimSpace(s.Doveadm(t, "mailbox", "status", "-u", s.User(), "messages", folder)), "messages=")
	n, err := strconv.Atoi(count)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func messageIDs(t *testing.T, s *realserver.Server, folder string) []string {
	t.Helper()
	var ids []string
	for line := range strings.Lines(s.Doveadm(t, "-f", "flow", "fetch", "-u", s.User(), "hdr.message-id", "mailbox", folder)) {
		ids = append(ids, strings.TrimSpace(line))
	}
	slices.Sort(ids)
	return ids
}

func TestRealClients(t *testing.T) {
	t.Parallel()
	proofs := newProofs(t, client.Verified)
	realCollectors(t, proofs)
	realTerminals(t, proofs)
	realThunderbird(t, proofs)
	realDesktops(t, proofs)
	realMu4e(t, proofs)
	realEvolution(t, proofs)
	realTools(t, proofs)
	t.Run("mbsync", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "mbsync", "isync")
		proofs.saw(t, "mbsync", "fetched", mbsyncVersion(t))
		s := realServer(t, "")
		for _, way := range []struct {
			port     int
			security result.Security
		}{{993, result.TLS}, {143, result.StartTLS}} {
			t.Run(string(way.security), func(t *testing.T) {
				c := newComputer(t, s.User(), s.Password(), "SSL_CERT_FILE="+s.CAFile())
				c.install(account(t, s, result.IMAP, way.port, way.security), "mbsync", mbsyncVersion(t))
				c.mkdir("Mail/" + s.User())
				c.run("", "mbsync", "-c", "mbsyncrc", "-a")
				if n := c.messages("Mail/" + s.User() + "/INBOX"); n != 12 {
					t.Errorf("%d messages here, 12 on the server", n)
				}
			})
		}
		t.Run("a certificate of nobody", func(t *testing.T) {
			c := newComputer(t, s.User(), s.Password())
			c.install(account(t, s, result.IMAP, 993, result.TLS), "mbsync", mbsyncVersion(t))
			c.mkdir("Mail/" + s.User())
			if out, err := c.try("", "mbsync", "-c", "mbsyncrc", "-a"); err == nil {
				t.Errorf("mbsync trusts it:\n%s", out)
			}
		})
	})

	t.Run("mbsync-backup", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "mbsync", "isync")
		proofs.saw(t, "mbsync-backup", "restored", mbsyncVersion(t))
		s := realServer(t, "")
		for _, folder := range []string{"Archive/2020", "Junk"} {
			if folder != "Junk" {
				s.Doveadm(t, "mailbox", "create", "-u", s.User(), folder)
			}
			s.Doveadm(t, "copy", "-u", s.User(), folder, "mailbox", "INBOX", "1:3")
		}
		before := messageIDs(t, s, "INBOX")
		c := newComputer(t, s.User(), s.Password(), "SSL_CERT_FILE="+s.CAFile())
		c.install(account(t, s, result.IMAP, 993, result.TLS), "mbsync-backup", mbsyncVersion(t))
		root := "Backup/mail/" + s.User()
		c.mkdir(root)
		expect := func(when string, inbox, archive int) {
			t.Helper()
			if i, a, junk := c.messages(root+"/INBOX"), c.messages(root+"/Archive/2020"), c.messages(root+"/Junk"); i != inbox || a != archive || junk != 0 {
				t.Errorf("%s: INBOX %d, Archive/2020 %d, Junk %d here", when, i, a, junk)
			}
		}
		c.run("", "mbsync", "-c", "backup.mbsyncrc", "-a")
		expect("first", 12, 3)

		// The server loses everything. The backup does not follow.
		s.Doveadm(t, "expunge", "-u", s.User(), "mailbox", "INBOX", "all")
		s.Doveadm(t, "mailbox", "delete", "-u", s.User(), "Archive/2020")
		out, err := c.try("", "mbsync", "-c", "backup.mbsyncrc", "-a")
		if err == nil || !strings.Contains(out, "Archive/2020 cannot be opened") {
			t.Errorf("mbsync does not report the lost folder, as the file's note says: %v\n%s", err, out)
		}
		expect("after the loss", 12, 3)

		// And it comes back.
		c.run("", "mbsync", "-c", "restore.mbsyncrc", "-a")
		if after := messageIDs(t, s, "INBOX"); !slices.Equal(after, before) {
			t.Errorf("restored %q, lost %q", after, before)
		}
		if n := onServer(t, s, "Archive/2020"); n != 3 {
			t.Errorf("%d messages in Archive/2020 are back, of 3", n)
		}
		c.run("", "mbsync", "-c", "restore.mbsyncrc", "-a")
		if n := onServer(t, s, "INBOX"); n != 12 {
			t.Errorf("a second restore makes %d messages of 12", n)
		}
		expect("at the end", 12, 3)
	})

	t.Run("getmail6", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "getmail", "getmail6")
		proofs.saw(t, "getmail6", "fetched", version(t, "getmail ", "getmail", "--version"))
		const authorities = "/etc/ssl/certs/ca-certificates.crt"
		collect := func(c *computer) string { return c.run("", "getmail", "--getmaildir", c.home, "--rcfile", "getmailrc") }
		setUp := func(t *testing.T, s *realserver.Server, service result.Service, port int, o choose.Options) *computer {
			c := newComputer(t, s.User(), s.Password())
			c.forksForGetmail()
			settings := account(t, s, service, port, result.TLS)
			settings.Options = o
			c.install(settings, "getmail6", "", authorities, s.CAFile())
			for _, part := range []string{"cur", "new", "tmp"} {
				c.mkdir("Mail/" + s.User() + "/" + part)
			}
			return c
		}
		state := func(t *testing.T, c *computer, s *realserver.Server, when string, here, there int) {
			t.Helper()
			if h, n := c.messages("Mail/"+s.User()), onServer(t, s, "INBOX"); h != here || n != there {
				t.Errorf("%s: %d here and %d on the server, want %d and %d", when, h, n, here, there)
			}
		}

		t.Run("IMAP leaves everything", func(t *testing.T) {
			s := realServer(t, "")
			c := setUp(t, s, result.IMAP, 993, choose.Options{Offline: "all"})
			collect(c)
			state(t, c, s, "first", 12, 12)
		})
		t.Run("POP, a copy stays 12 days", func(t *testing.T) {
			s := realServer(t, "")
			c := setUp(t, s, result.POP3, 995, choose.Options{LeaveOnServer: "days", LeaveOnServerDays: 12})
			collect(c)
			state(t, c, s, "first", 12, 12)
			collect(c)
			state(t, c, s, "again: nothing twice", 12, 12)
			later(t, c, 11)
			collect(c)
			state(t, c, s, "after 11 days", 12, 12)
			later(t, c, 2)
			collect(c)
			state(t, c, s, "after 13 days", 12, 0)
		})
		t.Run("POP, nothing stays", func(t *testing.T) {
			s := realServer(t, "")
			c := setUp(t, s, result.POP3, 995, choose.Options{LeaveOnServer: "no"})
			collect(c)
			state(t, c, s, "first", 12, 0)
		})
		t.Run("POP, everything stays", func(t *testing.T) {
			s := realServer(t, "")
			c := setUp(t, s, result.POP3, 995, choose.Options{LeaveOnServer: "forever"})
			collect(c)
			later(t, c, 1000)
			collect(c)
			state(t, c, s, "after 1000 days", 12, 12)
		})
	})

	t.Run("msmtp", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "msmtp", "msmtp")
		proofs.saw(t, "msmtp", "sent", version(t, "version ", "msmtp", "--version"))
		for _, security := range []result.Security{result.TLS, result.StartTLS} {
			t.Run(string(security), func(t *testing.T) {
				sink := newSubmission(t, security == result.TLS)
				c := newComputer(t, "user@example.test", "wonderland")
				c.install(Settings{
					Address:  "user@example.test",
					Outgoing: &Server{Service: result.Submission, Host: "localhost", Port: sink.port, Security: security, Username: "user@example.test", Auth: AuthPassword},
				}, "msmtp", "")
				message := "Subject: test\n\nHello.\n"
				c.run(message, "msmtp", "-C", "msmtprc", "--tls-trust-file="+sink.caFile, "--", "friend@example.net")
				got := sink.received()
				if got.login != "\x00user@example.test\x00wonderland" || got.from != "user@example.test" || got.to != "friend@example.net" || !got.encrypted || !strings.Contains(got.message, "Hello.") {
					t.Errorf("the server got %+v", got)
				}
			})
		}
	})
}

// Whatever the user name is, the server gets that one, and the command that
// prints the password is not changed by it.
func TestRealClientsAwkwardNames(t *testing.T) {
	t.Parallel()
	names := awkwardNames()
	server := func(t *testing.T) *realserver.Server { return realServer(t, "auth_username_chars =\n") }
	// A login that fails is what says which name arrived.
	logged := func(t *testing.T, s *realserver.Server, name string) {
		t.Helper()
		s.LoginFailures() // waits for the log
		if !strings.Contains(s.Log(), "("+name+",") {
			t.Errorf("no login as %q", name)
		}
	}
	as := func(t *testing.T, s *realserver.Server, service result.Service, port int, name string) Settings {
		settings := account(t, s, service, port, result.TLS)
		settings.Incoming.Username, settings.Address = name, name
		settings.Options = choose.Options{LeaveOnServer: "forever"}
		return settings
	}
	t.Run("mbsync", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "mbsync", "isync")
		s := server(t)
		for _, name := range names {
			settings := as(t, s, result.IMAP, 993, name)
			c := newComputer(t, accountName(settings), s.Password(), "SSL_CERT_FILE="+s.CAFile())
			c.install(settings, "mbsync", mbsyncVersion(t))
			c.mkdir("Mail/" + accountName(settings))
			out, _ := c.try("", "mbsync", "-c", "mbsyncrc", "-a")
			if strings.Contains(out, "no entry") {
				t.Errorf("%q: %s", name, out)
			}
			logged(t, s, name)
		}
	})
	t.Run("getmail6", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "getmail", "getmail6")
		s := server(t)
		for _, name := range names {
			settings := as(t, s, result.POP3, 995, name)
			c := newComputer(t, accountName(settings), s.Password())
			c.forksForGetmail()
			c.install(settings, "getmail6", "", "/etc/ssl/certs/ca-certificates.crt", s.CAFile())
			for _, part := range []string{"cur", "new", "tmp"} {
				c.mkdir("Mail/" + accountName(settings) + "/" + part)
			}
			out, _ := c.try("", "getmail", "--getmaildir", c.home, "--rcfile", "getmailrc")
			if strings.Contains(out, "no entry") {
				t.Errorf("%q: %s", name, out)
			}
			logged(t, s, name)
		}
	})
	for _, c := range []struct {
		client, program, debian string
		service                 result.Service
		port                    int
		command                 func(c *computer, s *realserver.Server) string
	}{
		{"offlineimap3", "offlineimap", "offlineimap3", result.IMAP, 993, func(*computer, *realserver.Server) string { return "offlineimap -c offlineimaprc -o -u basic" }},
		{"fetchmail", "fetchmail", "fetchmail", result.POP3, 995, func(*computer, *realserver.Server) string {
			// A few lines and no more: script(1) holds all that it is given.
			return "for i in 1 2 3 4 5 6 7 8; do echo wonderland; sleep 1; done | script -qfec 'fetchmail -f fetchmailrc --nosyslog' /dev/null"
		}},
		{"mpop", "mpop", "mpop", result.POP3, 995, func(_ *computer, s *realserver.Server) string { return "mpop -C mpoprc --tls-trust-file=" + s.CAFile() }},
	} {
		t.Run(c.client, func(t *testing.T) {
			t.Parallel()
			testkit.Program(t, c.program, c.debian)
			s := server(t)
			for _, name := range names {
				settings := as(t, s, c.service, c.port, name)
				home := newComputer(t, accountName(settings), s.Password(), "SSL_CERT_FILE="+s.CAFile())
				home.mkdir("Mail/" + accountName(settings))
				home.mkdir(".mpop_uidls")
				var replace []string
				if c.client == "offlineimap3" {
					replace = []string{"OS-DEFAULT", s.CAFile()}
				}
				home.install(settings, c.client, "", replace...)
				out, _ := home.try("", "sh", "-c", c.command(home, s))
				if strings.Contains(out, "no entry") {
					t.Errorf("%q: %s", name, out)
				}
				logged(t, s, name)
			}
		})
	}
	for _, name := range []string{"mutt", "neomutt"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testkit.Program(t, name, name)
			s := server(t)
			for _, user := range names {
				settings := as(t, s, result.IMAP, 993, user)
				settings.Outgoing = &Server{Service: result.Submission, Host: "localhost", Port: 465, Security: result.TLS, Username: user, Auth: AuthPassword}
				settings.Address = accountName(settings) + "@example.org"
				home := newComputer(t, accountName(settings), s.Password())
				home.install(settings, name, "", "/etc/ssl/certs/ca-certificates.crt", s.CAFile())
				term := home.onTerminal(name + " -F muttrc -e 'push <quit>'")
				term.until("a login as "+user, func() bool { return strings.Contains(s.Log(), "("+user+",") })
			}
		})
	}
	t.Run("msmtp", func(t *testing.T) {
		t.Parallel()
		testkit.Program(t, "msmtp", "msmtp")
		for _, name := range names {
			sink := newSubmission(t, true)
			c := newComputer(t, "user@example.test", "wonderland")
			c.install(Settings{
				Address:  "user@example.test",
				Outgoing: &Server{Service: result.Submission, Host: "localhost", Port: sink.port, Security: result.TLS, Username: name, Auth: AuthPassword},
			}, "msmtp", "")
			c.run("Subject: test\n\n", "msmtp", "-C", "msmtprc", "--tls-trust-file="+sink.caFile, "--", "friend@example.net")
			if got := sink.received(); got.login != "\x00"+name+"\x00wonderland" {
				t.Errorf("the server got %q, want the user %q", got.login, name)
			}
		}
	})
}

// forksForGetmail has a child begin when its parent waits for its end. Of one
// that is quicker, getmail misses the end, and then waits for minutes (6.18:
// ForkingBase.forkchild listens after the fork, and waits after that).
func (c *computer) forksForGetmail() {
	c.write("bin/sitecustomize.py", `import os, signal, time

fork = os.fork

def waited_for():
    pid = fork()
    while pid == 0:
        with open("/proc/%d/status" % os.getppid()) as status:
            parent = dict(line.split(":", 1) for line in status)
        if parent["State"].strip().startswith("S") and int(parent["SigCgt"], 16) >> (signal.SIGCHLD - 1) & 1:
            break
        time.sleep(0.001)
    return pid

os.fork = waited_for
`, 0o600)
	c.env = append(c.env, "PYTHONPATH="+c.path("bin"))
}

// later lets days pass for getmail: its file of old mail holds the instant at
// which each message was first seen.
func later(t *testing.T, c *computer, days int) {
	t.Helper()
	files, err := filepath.Glob(c.path("oldmail-*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("getmail's files: %q, %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for line := range bytes.Lines(text) {
		id, seen, ok := strings.Cut(strings.TrimSuffix(string(line), "\n"), "\x00")
		instant, err := strconv.Atoi(seen)
		if !ok || err != nil {
			t.Fatalf("getmail's line %q: %v", line, err)
		}
		fmt.Fprintf(&b, "%s\x00%d\n", id, instant-days*24*60*60)
	}
	if err := os.WriteFile(files[0], b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}
