package cli

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mailadvisor/advise/client"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// evil is what a server says to act on whoever reads it: escapes in seven and
// eight bits, the title of a window, a bell, a line of its own (where the
// protocol has room for one), marks of direction, invisible letters, broken
// UTF-8, and what HTML, XML, JSON and a shell give a meaning to.
const evil = "\x1b[31m\x1b]0;owned\x07\u009b2J\u202egpj.exe\u2066\u200b\U000e0041\x7f\x80\xff <script>alert('&amp;')</script>]]>--> \\\"}], $(id) `id` ;id"

// evilHost returns a server over TLS with a certificate of an authority of its
// own, in which every name that it can choose is evil. It returns the flags
// that lead to it, with a login.
func evilHost(t *testing.T, serve func(net.Conn), names ...string) []string {
	t.Helper()
	dir, err := os.MkdirTemp("", "ca") // short, because screens repeat it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	printable := strings.ToValidUTF8(evil, "") // a certificate's text is UTF-8
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "CA " + printable}, IsCA: true,
		BasicConstraintsValid: true, NotBefore: testkit.Today().Add(-time.Hour), NotAfter: testkit.Today().Add(90 * 24 * time.Hour)}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: printable, Organization: []string{printable}},
		NotBefore: ca.NotBefore, NotAfter: ca.NotAfter, DNSNames: append(names, "\x1b[31m<b>\x07.example.test")}
	authority, err := x509.CreateCertificate(rand.Reader, ca, ca, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	chain, err := x509.CreateCertificate(rand.Reader, leaf, ca, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{chain, authority}, PrivateKey: key}}}
	address := testkit.Listen(t, func(c net.Conn) {
		secure := tls.Server(c, config)
		defer secure.Close()
		serve(secure)
	})
	return []string{"--connect", "mail.example.test:993=" + address, "--user", "user@example.test",
		"--ca-file", place(t, dir, "ca.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority}))),
		"--password-file", place(t, dir, "password", "sesame\n")}
}

// serveEvil speaks enough IMAP for a login and a look at the mailbox; every
// text in it is evil.
func serveEvil(c net.Conn) {
	lines := bufio.NewScanner(c)
	say := func(format string, args ...any) { fmt.Fprintf(c, format+"\r\n", args...) }
	caps := "IMAP4rev1 ID SASL-IR AUTH=PLAIN QUOTA SPECIAL-USE AUTH=X-" + strings.Fields(evil)[0] + " X-" + strings.Fields(evil)[0]
	say("* OK [CAPABILITY %s] %s", caps, evil)
	for lines.Scan() {
		tag, rest, _ := strings.Cut(lines.Text(), " ")
		word, args, _ := strings.Cut(rest, " ")
		switch strings.ToUpper(word) {
		case "CAPABILITY":
			say("* CAPABILITY %s", caps)
		case "ID":
			say("* ID (\"name\" {%d}\r\n%s \"version\" \"1\x1b[0m\")", len(evil), evil)
		case "LIST":
			say("* LIST (\\HasNoChildren) \"/\" INBOX")
			say("* LIST (\\Sent) \"/\" \"&ABs-[31m&IC4-gpj.exe&AAc-<script>&-amp;&IGbgAQ-\"") // modified UTF-7: RFC 3501 section 5.1.3
			say("* LIST (\\X-%s) \"/\" {%d}\r\n%s", "\x1b[31m", len(evil), evil)
		case "STATUS":
			name, _, _ := strings.Cut(args, " (")
			say("* STATUS %s (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 1 UNSEEN 0)", name)
		case "GETQUOTAROOT":
			root := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(evil) + `"`
			say("* QUOTAROOT INBOX %s", root)
			say("* QUOTA %s (STORAGE 10 100 %s 1 2)", root, "X-\x1b[31m")
		case "EXAMINE":
			say("* 3 EXISTS\r\n* 0 RECENT\r\n* OK [UIDNEXT 9] %s", evil)
		case "LOGOUT":
			say("* BYE %s", evil)
		}
		say("%s OK %s", tag, evil)
	}
}

// What a server says does not act, wherever it is shown: in the tables, the
// evidence, the transcript, the JSON, the settings of a mail program, with and
// without a login, where the certificate is right and where it is not.
func TestBytesFromAServerDoNotAct(t *testing.T) {
	for name, names := range map[string][]string{"verified": {"mail.example.test"}, "wrong name": {"\x1b]0;x\x07.example.test"}} {
		t.Run(name, func(t *testing.T) {
			flags := evilHost(t, serveEvil, names...)
			for _, command := range [][]string{
				{"probe"}, {"probe", "-v"}, {"probe", "-v", "--lang", "fr"}, {"probe", "-o", "json"}, {"probe", "-o", "jsonl"},
				{"advise", "-v", "--why"}, {"advise", "-o", "json", "--lang", "fr"}, {"settings", "-o", "json"}, {"settings"},
			} {
				transcript := filepath.Join(t.TempDir(), "transcript")
				args := slices.Concat(command[:1], []string{"imaps://mail.example.test"}, flags, []string{"--transcript", transcript}, command[1:])
				got := runWith(t, "", args...)
				onScreen(t, strings.Join(command, " ")+": errors", got.errors)
				if slices.Contains(command, "-o") && got.out != "" {
					d := document(t, got.out)
					if name == "verified" && !seenEvil(d.Probes, d.Accounts) {
						t.Errorf("%v: the report has nothing of what the server said", command)
					}
				} else {
					onScreen(t, strings.Join(command, " "), got.out)
				}
				content, err := os.ReadFile(transcript)
				if err != nil || !strings.Contains(string(content), `\x1b[31m`) {
					t.Errorf("%v: the transcript shows nothing of it: %v", command, err)
				}
				for line := range strings.Lines(string(content)) {
					if bad := acts(strings.TrimSuffix(line, "\n")); bad != "" {
						t.Errorf("%v: %s in the transcript: %q", command, bad, line)
					}
				}
			}
		})
	}
}

// seenEvil makes sure that the test has something to find.
func seenEvil(probes []result.Probe, accounts []result.Account) bool {
	var probed, account strings.Builder
	json.NewEncoder(&probed).Encode(probes)
	json.NewEncoder(&account).Encode(accounts)
	return strings.Contains(probed.String(), "owned") && strings.Contains(account.String(), "gpj.exe")
}

// The files that are written for mail programs hold no more of it.
func TestSettingsFilesOfAnEvilHost(t *testing.T) {
	flags := evilHost(t, serveEvil, "mail.example.test")
	for _, c := range client.Table() {
		dir := t.TempDir()
		got := runWith(t, "", slices.Concat([]string{"settings", "imaps://mail.example.test", "--client", c.Name, "--write", dir}, flags)...)
		onScreen(t, c.Name+": errors", got.errors)
		filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := os.ReadFile(path)
			for line := range strings.Lines(string(content)) {
				if bad := acts(strings.Trim(line, "\t\r\n")); bad != "" || strings.Contains(line, "script>alert") {
					t.Errorf("%s: %s in %q", path, bad, line)
				}
			}
			return err
		})
	}
}
