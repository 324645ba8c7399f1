package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"maps"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/client"
	"mailadvisor/advise/render/machine"
	"mailadvisor/probe"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/realserver"
	"mailadvisor/probe/testkit"
)

// markedPasswords are passwords that are easy to find again, each in a form
// that something on the way to a server treats in its own manner.
var markedPasswords = map[string]string{
	"plain":           "Marked-Swordfish-77",
	"quoted":          `"Marked" \Sword\ "fish"`,
	"not ASCII":       "Märked-pässwörd-€-密碼",
	"a literal":       "Marked" + strings.Repeat("-long-Swordfish", 400), // longer than a quoted string of IMAP may be
	"base64":          "TWFya2VkLVN3b3JkZmlzaC03Nw==",
	"markup":          `</script><b>&amp;Marked'Swordfish"`,
	"format verbs":    "%s%v%!d(MISSING)-Marked-{{.}}-$HOME",
	"spaces":          " Marked Sword  fish ",
	"JSON":            `{"Marked":["Swordfish",null]}`,
	"terminal escape": "\x1b[31mMarked-Swordfish\x1b[0m",
}

// showsSecret names the form in which a secret stands in what was written, or
// is empty. It looks for the secret as it is, as each of the languages that the
// program writes would escape it, and in base64 at each alignment; and it opens
// every run of base64 to look for what a password can be guessed from.
func showsSecret(written, secret string) string {
	asJSON, _ := json.Marshal(secret)
	var unescaped bytes.Buffer
	e := json.NewEncoder(&unescaped)
	e.SetEscapeHTML(false)
	e.Encode(secret)
	forms := map[string]string{
		"as it is":          secret,
		"quoted for IMAP":   strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(secret),
		"as JSON":           strings.Trim(string(asJSON), `"`),
		"as JSON with HTML": strings.Trim(strings.TrimSpace(unescaped.String()), `"`),
		"quoted for Go":     strings.Trim(strconv.Quote(secret), `"`),
		"in ASCII":          strings.Trim(strconv.QuoteToASCII(secret), `"`),
		"as HTML":           html.EscapeString(secret),
		"in a URL":          url.QueryEscape(secret),
		"in a path":         url.PathEscape(secret),
		"in hexadecimal":    hex.EncodeToString([]byte(secret)),
		"trimmed":           strings.TrimSpace(secret),
		"without controls":  strings.Map(func(r rune) rune { return map[bool]rune{true: -1, false: r}[r < ' '] }, secret),
	}
	for i, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for shift := range 3 {
			whole := encoding.EncodeToString([]byte("xyz"[:shift] + secret))
			forms[fmt.Sprintf("in base64, alphabet %d, shifted by %d", i, shift)] = whole[4 : len(whole)-2]
		}
	}
	for name, form := range forms {
		if strings.Contains(written, form) {
			return name
		}
	}
	for _, run := range regexp.MustCompile(`[A-Za-z0-9+/_-]{12,}`).FindAllString(written, -1) {
		decoded, err := base64.RawStdEncoding.DecodeString(run[:len(run)/4*4])
		if err != nil {
			continue
		}
		if guessable.Match(decoded) || bytes.Contains(decoded, []byte(secret)) {
			return fmt.Sprintf("within base64, %q", decoded)
		}
	}
	return ""
}

// guessable is what allows a password to be guessed offline: the messages of
// SCRAM with salt, nonces or proof (RFC 5802 section 5.1), and the digest of
// CRAM-MD5 (RFC 2195).
var guessable = regexp.MustCompile(`r=[^,]+,s=|,r=[^,]+,p=|^v=|n,,n=|^\S+@\S+ [0-9a-f]{28,}$`)

func TestShowsSecret(t *testing.T) {
	const secret = "Marked-Swordfish-77"
	plain := base64.StdEncoding.EncodeToString([]byte("\x00user@example.test\x00" + secret))
	for written, want := range map[string]bool{
		"nothing": false, secret: true, "AUTHENTICATE PLAIN " + plain: true, plain[3:]: true, "PASS " + secret + "x": true,
		base64.StdEncoding.EncodeToString([]byte("c=biws,r=abcdef,p=proofproof=")):                      true,
		base64.StdEncoding.EncodeToString([]byte("user@example.test b913a602c7eda7a495b4e6e7334d3890")): true,
		"AUTHENTICATE SCRAM-SHA-256 <redacted>":                                                         false,
	} {
		if got := showsSecret(written, secret) != ""; got != want {
			t.Errorf("%q: %v, want %v", written, got, want)
		}
	}
}

// secretRun runs the program in a directory of its own, with the secret in a
// file, and looks for it in all that the run wrote.
func secretRun(t *testing.T, secret string, args ...string) (status int, out, all string) {
	t.Helper()
	return secretRunAt(t, testkit.Today, secret, args...)
}

// secretRunAt is the same at a time.
func secretRunAt(t *testing.T, now func() time.Time, secret string, args ...string) (status int, out, all string) {
	t.Helper()
	dir := t.TempDir()
	passwords := place(t, t.TempDir(), "secret", secret+"\n")
	args = slices.Clone(args)
	for i, a := range args {
		args[i] = strings.NewReplacer("DIR", dir, "SECRET", passwords).Replace(a)
	}
	var stdout, stderr bytes.Buffer
	s := Streams{
		In: strings.NewReader(secret + "\n"), Out: &stdout, Err: &stderr,
		Env: func(string) string { return "" }, Now: now, ErrTerminal: true,
		ReadPassword: func(context.Context) (string, error) { return secret, nil },
	}
	if slices.Contains(args, "MAILADVISOR_PASSWORD") {
		args = slices.DeleteFunc(args, func(a string) bool { return a == "MAILADVISOR_PASSWORD" })
		s.Env = func(name string) string { return map[string]string{"MAILADVISOR_PASSWORD": secret}[name] }
	}
	status = Main(t.Context(), args, s)
	written := map[string]string{"standard output": stdout.String(), "standard error": stderr.String()}
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			content, _ := os.ReadFile(path)
			written[path] = string(content)
		}
		return err
	})
	for where, text := range written {
		if form := showsSecret(text, secret); form != "" {
			t.Errorf("mailadvisor %s: the secret stands on %s, %s:\n%.2000s", strings.Join(args, " "), where, form, text)
		}
		all += text
	}
	return status, stdout.String(), all
}

// secretCases returns every command, format, way to give a password, error,
// fault and mechanism. DIR stands for an empty directory, SECRET for a file
// with the password.
func secretCases() (cases [][]string) {
	recorded := []string{"--transcript", "DIR/transcript", "--password-file", "SECRET"}
	demo := func(command, scenario string, args ...string) {
		cases = append(cases, slices.Concat([]string{command, "--demo=" + scenario}, recorded, args))
	}
	for _, args := range [][]string{{}, {"-v"}, {"-o", "json"}, {"-o", "jsonl"}, {"-v", "--lang", "fr", "--color", "always"}, {"--tls-scan", "--transcript", "-"}} {
		demo("probe", "default", args...)
	}
	for _, args := range [][]string{{"--devices", "2"}, {"--why", "-v"}, {"-o", "json", "--lang", "fr"}, {"-o", "jsonl"}} {
		demo("advise", "default", args...)
	}
	for _, args := range [][]string{{}, {"-o", "json"}, {"--lang", "fr", "--protocol", "pop3"}} {
		demo("settings", "default", args...)
	}
	for _, c := range client.Table() {
		demo("settings", "default", "--client", c.Name, "--write", "DIR")
	}
	demo("settings", "pop-only", "--protocol", "imap")
	demo("settings", "default", "--client", "mbsync", "--write", "DIR/no/such/place")
	for _, s := range mailhost.Scenarios() {
		demo("probe", s.Name, "-v")
	}
	for _, f := range mailhost.Faults() {
		if f.Kind == "timeout" { // nothing is sent
			continue
		}
		demo("probe", "fault:"+f.Name, "-v")
		if f.Step == "login" && f.Kind != "" {
			demo("probe", "fault:"+f.Name, "-o", "json")
			demo("probe", "fault:"+f.Name, "--only", "pop3")
			demo("probe", "fault:"+f.Name, "--only", "submission", "--lang", "fr")
		}
	}
	for _, mechanism := range probe.Mechanisms() {
		for _, service := range []string{"imap", "pop3", "submission"} {
			demo("probe", "default", "-v", "--only", service, "--auth", mechanism)
		}
	}
	demo("probe", "default", "--transcript", "DIR/no/such/place")
	demo("probe", "default", "--timeout", "1ms", "-o", "json")
	demo("probe", "default", "--auth", "NTLM")
	demo("probe", "default", "--password-command", "cat SECRET") // two sources
	return append(cases, [][]string{
		{"probe", "--demo", "MAILADVISOR_PASSWORD"},
		{"probe", "--demo", "--password-file", "-"},
		{"probe", "--demo", "--password-command", "cat SECRET"},
		{"probe", "--demo", "--password-command", "cat SECRET; exit 3"},
		{"probe", "--demo=fault:oauth-only", "--token-file", "SECRET", "-v"},
		{"probe", "--demo=fault:oauth-only", "--token-file", "SECRET", "--auth", "XOAUTH2", "-o", "json"},
		{"probe", "127.0.0.1:993", "--user", "user", "--connect", "127.0.0.1:993=127.0.0.1:1"}, // from a prompt
		{"probe", "a.example.org", "b.example.org", "--user", "user", "--password-file", "SECRET"},
		{"probe", "127.0.0.1:993", "--password-file", "SECRET"},
	}...)
}

// No form of a password stands in anything that the program writes: each case
// is run with one of the passwords, and each password with the commands that
// treat its characters each in a manner of their own.
func TestSecrets(t *testing.T) {
	cases := secretCases()
	names := slices.Sorted(maps.Keys(markedPasswords))
	for k, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			secret, sent := markedPasswords[name], 0
			for i, args := range cases {
				if i%len(names) == k && (!testkit.Raced || i/len(names)%8 == 0) {
					if _, _, all := secretRun(t, secret, args...); strings.Contains(all, "<redacted>") {
						sent++
					}
				}
			}
			for _, way := range []string{"imap LOGIN", "imap PLAIN", "pop3 USER", "submission LOGIN"} {
				service, mechanism, _ := strings.Cut(way, " ")
				_, _, all := secretRun(t, secret, "probe", "--demo", "-v", "--transcript", "DIR/transcript", "--password-file", "SECRET", "--only", service, "--auth", mechanism)
				if !strings.Contains(all, "<redacted>") {
					t.Errorf("%s: no password was sent", way)
				}
			}
			if sent < 10 && !testkit.Raced {
				t.Errorf("a password was sent in only %d runs", sent)
			}
		})
	}
}

// A stored report holds no password, and so nothing that is made of it does.
func TestSecretsInStoredReports(t *testing.T) {
	secret := markedPasswords["quoted"]
	_, report, _ := secretRun(t, secret, "advise", "--demo", "-o", "json", "--password-file", "SECRET")
	stored := place(t, t.TempDir(), "report.json", report)
	for _, format := range outputs() {
		want := StatusFailed
		if format == "nagios" {
			want = machine.NagiosStatus(advise.VerdictFail)
		}
		if status, _, all := secretRun(t, secret, "render", stored, "-o", format, "-v"); status != want {
			t.Errorf("%s: status %d\n%s", format, status, all)
		}
	}
}

// serveEcho is an IMAP server that refuses a login, and tells everybody what
// the password was, in every form that it can think of.
func serveEcho(c net.Conn) {
	lines := bufio.NewScanner(c)
	say := func(format string, args ...any) { fmt.Fprintf(c, format+"\r\n", args...) }
	say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready")
	for lines.Scan() {
		tag, rest, _ := strings.Cut(lines.Text(), " ")
		if sent, ok := strings.CutPrefix(rest, "AUTHENTICATE PLAIN "); ok {
			plain, _ := base64.StdEncoding.DecodeString(sent)
			password := plain[bytes.LastIndexByte(plain, 0)+1:]
			say("* NO [ALERT] you sent %s", lines.Text())
			say("* NO [X-%s] %q", password, password)
			for _, before := range []string{"", "x", "xy"} {
				say("* BAD %s", base64.StdEncoding.EncodeToString(append([]byte(before), password...)))
			}
			say("%s NO [AUTHENTICATIONFAILED] the password %s is wrong, \"%s\"", tag, password,
				strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(string(password)))
			continue
		}
		if rest == "CAPABILITY" {
			say("* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN")
		}
		say("%s OK done", tag)
	}
}

// A server that gives the password back does not get it printed.
func TestSecretsThatAreEchoed(t *testing.T) {
	flags := evilHost(t, serveEcho, "mail.example.test")
	for name, secret := range markedPasswords {
		t.Run(name, func(t *testing.T) {
			for _, format := range []string{"text", "json", "jsonl"} {
				status, _, all := secretRun(t, secret, slices.Concat([]string{"probe", "imaps://mail.example.test"}, flags,
					[]string{"--password-file", "SECRET", "--transcript", "DIR/transcript", "-v", "-o", format})...)
				if status != StatusFailed || !strings.Contains(all, "AUTHENTICATIONFAILED") {
					t.Errorf("status %d\n%s", status, all)
				}
				// What is unusual about it is told, and it still does not show.
				if told := strings.Contains(all, `"traits"`) || strings.Contains(all, "it is not shown"); told != unusual(secret) {
					t.Errorf("%s: traits told: %v\n%s", format, told, all)
				}
			}
		})
	}
}

// unusual reports a password that has some trait, as this test knows it.
func unusual(secret string) bool {
	return secret != strings.TrimSpace(secret) || len(secret) > 72 || strings.ContainsFunc(secret, func(r rune) bool { return r > '~' })
}

// A person who types a password where it does not belong finds it in the
// shell's history, but not in what the program says.
func TestSecretsInArguments(t *testing.T) {
	const secret = "Marked-Swordfish-77"
	for _, args := range [][]string{
		{"probe", "--demo", "--password", secret}, {"probe", "--demo", "--password=" + secret}, {"probe", "--demo", "-p" + secret},
		{"probe", "imaps://user:" + secret + "@mail.example.org"}, {"advise", "user:" + secret + "@mail.example.org"},
		{"probe", "https://user:" + secret + "@mail.example.org"},
	} {
		if status, _, _ := secretRun(t, secret, args...); status != StatusUsage {
			t.Errorf("%v: status %d", args, status)
		}
	}
	// One that cannot be sent is refused without being shown.
	if status, _, _ := secretRun(t, secret+"\rmore", "probe", "--demo", "--password-file", "SECRET"); status != StatusUsage {
		t.Errorf("a password with a line break: status %d", status)
	}
}

// The same over a real Dovecot and Postfix, where the password is right, and
// the account is read.
func TestSecretsAtRealServers(t *testing.T) {
	for _, name := range []string{"quoted", "not ASCII", "a literal", "base64"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // servers let who has a wrong password wait
			secret := markedPasswords[name]
			if name == "a literal" {
				secret = secret[:900] // Dovecot's limit for a password is 1 kB
			}
			s, flags := realHost(t, realserver.Options{Password: secret, Messages: 20, Quota: 1 << 20})
			flags = slices.Concat(flags, []string{"--transcript", "DIR/transcript"})
			for _, c := range []struct {
				secret string
				args   []string
				status int
			}{
				{secret, []string{"probe", "-v"}, StatusOK},
				{secret, []string{"probe", "-o", "json"}, StatusOK},
				{secret, []string{"probe", "--only", "imap", "--auth", "LOGIN", "-v"}, StatusOK},
				{secret, []string{"probe", "--only", "pop3", "--auth", "USER", "-v"}, StatusOK},
				{secret, []string{"probe", "--only", "imap", "--auth", "SCRAM-SHA-256", "-v"}, StatusOK},
				{secret, []string{"probe", "--only", "pop3", "--auth", "SCRAM-SHA-1", "-v"}, StatusOK},
				{secret, []string{"probe", "--only", "imap", "--auth", "CRAM-MD5", "-v"}, StatusOK},
				{secret, []string{"advise", "-o", "json"}, StatusOK},
				{secret, []string{"settings", "--client", "thunderbird", "--write", "DIR"}, StatusOK},
				{"wrong" + secret, []string{"probe", "-v", "--password-file", "SECRET"}, StatusFailed},
				{"wrong" + secret, []string{"probe", "--auth", "SCRAM-SHA-256", "-o", "json", "--password-file", "SECRET"}, StatusFailed},
			} {
				args := slices.Concat(c.args[:1], []string{realserver.Host}, flags, c.args[1:])
				status, _, all := secretRunAt(t, time.Now, c.secret, args...) // as the servers have it
				if status != c.status {
					t.Errorf("%v: status %d, want %d\n%.3000s", c.args, status, c.status, all)
				}
				if !strings.Contains(all, "<redacted>") {
					t.Errorf("%v: no password was sent", c.args)
				}
			}
			if n := s.LoginFailures(); n != 2 {
				t.Errorf("the servers counted %d failures for two wrong passwords", n)
			}
		})
	}
}

// While the program runs, no process list shows a password that it was given
// in a file, by a command, or in the environment.
func TestProcessList(t *testing.T) {
	if _, err := os.Stat("/proc/self/cmdline"); err != nil {
		t.Skip("no process list to read here")
	}
	const secret = "Marked-Swordfish-77"
	dir := t.TempDir()
	file, waiting, goOn := filepath.Join(dir, "secret"), filepath.Join(dir, "waiting"), filepath.Join(dir, "go-on")
	if err := os.WriteFile(file, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	testkit.Program(t, "sh", "dash") // which runs the command
	command := fmt.Sprintf("%s %s; : >%s; while ! [ -e %s ]; do %s 0.05; done",
		testkit.Program(t, "cat", "coreutils"), file, waiting, goOn, testkit.Program(t, "sleep", "coreutils"))
	for name, args := range map[string][]string{
		"file":    {"--password-file", file},
		"command": {"--password-command", command},
	} {
		t.Run(name, func(t *testing.T) {
			transcript := filepath.Join(t.TempDir(), "transcript")
			cmd := exec.Command("mailadvisor", append([]string{"probe", "--demo=fault:silent", "--transcript", transcript}, args...)...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { cmd.Process.Kill(); cmd.Wait() }()
			if name == "command" {
				testkit.Await(t, "the command that gives the password", func() bool { _, err := os.Stat(waiting); return err == nil })
				if n := processesShow(t, secret, cmd.Process.Pid); n < 2 {
					t.Errorf("the list had only %d processes of ours: where is the command's?", n)
				}
				os.WriteFile(goOn, nil, 0o600)
			}
			testkit.Await(t, "the transcript", func() bool { content, _ := os.ReadFile(transcript); return len(content) > 0 })
			processesShow(t, secret, cmd.Process.Pid)
		})
	}
}

// processesShow reads the command line of every process, and the environment
// of pid and its children. It returns how many these are.
func processesShow(t *testing.T, secret string, pid int) (family int) {
	t.Helper()
	entries, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range entries {
		cmdline, _ := os.ReadFile(filepath.Join(dir, "cmdline"))
		if form := showsSecret(string(cmdline), secret); form != "" {
			t.Errorf("%s: a command line shows the secret, %s: %q", dir, form, cmdline)
		}
		stat, _ := os.ReadFile(filepath.Join(dir, "stat"))
		behind := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		if filepath.Base(dir) != strconv.Itoa(pid) && (len(behind) < 2 || behind[1] != strconv.Itoa(pid)) {
			continue
		}
		family++
		environ, _ := os.ReadFile(filepath.Join(dir, "environ"))
		if form := showsSecret(string(environ), secret); form != "" {
			t.Errorf("%s: the environment shows the secret, %s", dir, form)
		}
	}
	return family
}
