package realserver

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xdg-go/scram"
)

// Everything that a probe asks of IMAP, on both ports.
func TestIMAP(t *testing.T) {
	s := Dovecot(t, Options{Quota: 3 << 20, Messages: 200, DaysOfMail: 20})
	for _, port := range []string{"993", "143"} {
		t.Run(port, func(t *testing.T) {
			d := dial(t, s, port, "* OK ")
			if port == "143" {
				wants(t, d.say("a CAPABILITY", "a OK"), " STARTTLS")
				d.say("a STARTTLS", "a OK")
				d.startTLS()
			}
			before := d.say("a CAPABILITY", "a OK")
			wants(t, before, " AUTH=PLAIN", " AUTH=SCRAM-SHA-256")
			wantsNo(t, before, " QUOTA", " STARTTLS")
			wants(t, d.say("a ID NIL", "a OK"), `"Dovecot"`)
			wants(t, d.say("a LOGIN user@example.test wonderland", "a OK"), " QUOTA", " STATUS=SIZE", " SPECIAL-USE")
			wants(t, d.say(`a LIST "" * RETURN (SPECIAL-USE)`, "a OK"), `\Drafts`, `\Sent`, `\Junk`, `\Trash`)
			wants(t, d.say("a GETQUOTAROOT INBOX", "a OK"), `* QUOTA "User quota" (STORAGE `, " 3072)")
			wants(t, d.say("a STATUS INBOX (MESSAGES UIDNEXT)", "a OK"), "MESSAGES 200", fmt.Sprintf("UIDNEXT %d", messageUID(200)))
			wants(t, d.say("a LOGOUT", "a OK"), "* BYE")
		})
	}
}

// Everything that a probe asks of POP3, on both ports. A client on the server's
// own address would be secured without TLS.
func TestPOP3(t *testing.T) {
	s := Dovecot(t, Options{Messages: 20, ListenOther: true})
	for _, port := range []string{"995", "110"} {
		t.Run(port, func(t *testing.T) {
			d := dial(t, s, port, "+OK")
			if port == "110" {
				before := d.say("CAPA", ".")
				wants(t, before, "STLS")
				wantsNo(t, before, "USER")
				wants(t, d.say("USER user@example.test", "-ERR"), "[AUTH]")
				d.say("STLS", "+OK")
				d.startTLS()
			}
			wants(t, d.say("CAPA", "."), "UIDL", "USER", "SASL PLAIN LOGIN")
			d.say("USER user@example.test", "+OK")
			d.say("PASS wonderland", "+OK")
			wants(t, d.say("STAT", "+OK"), "+OK 20 ")
			d.say("QUIT", "+OK")
		})
	}
}

// The mail has UIDs with gaps and dates of arrival, and a probe that only
// examines it leaves it as it was.
func TestSeed(t *testing.T) {
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	s := Dovecot(t, Options{Messages: 100, DaysOfMail: 50, Now: now})
	d := dial(t, s, "993", "* OK")
	d.say("a LOGIN user@example.test wonderland", "a OK")
	for range 2 {
		wants(t, d.say("a EXAMINE INBOX", "a OK"), "* 100 EXISTS", "* 3 RECENT")
	}
	wants(t, d.say("a FETCH 10:11,100 (UID INTERNALDATE)", "a OK"),
		"* 10 FETCH (UID 109 ", "* 11 FETCH (UID 113 ",
		`INTERNALDATE "31-Mar-2026 12:00:00 +0000"`)
	wants(t, d.say("a SEARCH BEFORE 11-Feb-2026", "a OK"), "* SEARCH 1 2\r\n")
	wants(t, s.Doveadm(t, "fetch", "-u", s.User(), "uid flags hdr", "mailbox", "INBOX", "uid", "113"),
		"uid: 113\n", `flags: \Seen`, "Subject: Message 10\n")
}

// A quota below what is stored is over; without one the server has none.
func TestQuota(t *testing.T) {
	s := Dovecot(t, Options{Quota: 100 << 10, Messages: 200})
	var stored bytes.Buffer
	for i := range 200 {
		message(&stored, i, time.Now())
	}
	kib := (stored.Len() + bytes.Count(stored.Bytes(), []byte("\n")) + 1023) / 1024
	d := dial(t, s, "993", "* OK")
	d.say("a LOGIN user@example.test wonderland", "a OK")
	wants(t, d.say("a GETQUOTAROOT INBOX", "a OK"), fmt.Sprintf("(STORAGE %d 100)", kib))

	s = Dovecot(t, Options{})
	d = dial(t, s, "993", "* OK")
	wantsNo(t, d.say("a LOGIN user@example.test wonderland", "a OK"), " QUOTA")
	d.say("a GETQUOTAROOT INBOX", "a BAD")
}

func TestPasswords(t *testing.T) {
	const password = `pa"ss\wörd: €`
	plain := func(p string) string { return base64.StdEncoding.EncodeToString([]byte("\x00" + account + "\x00" + p)) }
	for _, scheme := range []string{"", "SHA512-CRYPT", "SCRAM-SHA-256"} {
		t.Run("stored as "+scheme, func(t *testing.T) {
			s := Dovecot(t, Options{Password: password, PasswordScheme: scheme})
			if s.User() != account || s.Password() != password {
				t.Errorf("the account is %q with %q", s.User(), s.Password())
			}
			dial(t, s, "993", "* OK").say("a AUTHENTICATE PLAIN "+plain(s.Password()), "a OK")
			dial(t, s, "993", "* OK").say("a AUTHENTICATE PLAIN "+plain("other"), "a NO [AUTHENTICATIONFAILED]")
			if got := s.LoginFailures(); got != 1 {
				t.Errorf("%d login failures, want 1", got)
			}
		})
	}
}

// A failure is counted once for every mechanism and protocol, a success never.
func TestLoginFailures(t *testing.T) {
	s := Dovecot(t, Options{})
	if got := s.LoginFailures(); got != 0 {
		t.Errorf("%d login failures before any login", got)
	}
	wrong := map[string]func(){
		"LOGIN":        func() { dial(t, s, "993", "* OK").say("a LOGIN user@example.test x", "a NO") },
		"no such user": func() { dial(t, s, "993", "* OK").say("a LOGIN nobody@example.test x", "a NO") },
		"USER":         func() { d := dial(t, s, "995", "+OK"); d.say("USER user@example.test", "+OK"); d.say("PASS x", "-ERR") },
		"CRAM-MD5": func() {
			d := dial(t, s, "995", "+OK")
			d.say("AUTH CRAM-MD5", "+ ")
			d.say("dXNlckBleGFtcGxlLnRlc3QgMDA=", "-ERR")
		},
		"SCRAM-SHA-256": func() { authenticateSCRAM(t, s, "x", "a NO") },
	}
	n := 0
	for name, try := range wrong {
		try()
		n++
		if got := s.LoginFailures(); got != n {
			t.Errorf("%d login failures after %s, want %d\n%s", got, name, n, s.Log())
		}
	}
	authenticateSCRAM(t, s, s.Password(), "a OK")
	if got := s.LoginFailures(); got != n {
		t.Errorf("%d login failures after a success, want %d", got, n)
	}
}

// A right password is refused where it is stored in a form that the announced
// mechanism cannot use, and that counts too.
func TestLoginFailureOfScheme(t *testing.T) {
	s := Dovecot(t, Options{PasswordScheme: "SHA512-CRYPT"})
	first := base64.StdEncoding.EncodeToString([]byte("n,,n=" + s.User() + ",r=nonce"))
	dial(t, s, "993", "* OK").say("a AUTHENTICATE SCRAM-SHA-256 "+first, "a NO")
	if got := s.LoginFailures(); got != 1 {
		t.Errorf("%d login failures, want 1\n%s", got, s.Log())
	}
}

func authenticateSCRAM(t *testing.T, s *Server, password, verdict string) {
	t.Helper()
	client, err := scram.HashGeneratorFcn(sha256.New).NewClient(s.User(), password, "")
	if err != nil {
		t.Fatal(err)
	}
	talk := client.NewConversation()
	step := func(challenge string) string {
		answer, err := talk.Step(challenge)
		if err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString([]byte(answer))
	}
	d := dial(t, s, "993", "* OK")
	challenge, _ := strings.CutPrefix(d.say("a AUTHENTICATE SCRAM-SHA-256 "+step(""), "+ "), "+ ")
	first, err := base64.StdEncoding.DecodeString(strings.TrimSpace(challenge))
	if err != nil {
		t.Fatal(err)
	}
	proof := step(string(first))
	if verdict == "a OK" {
		d.say(proof, "+ ")
		proof = ""
	}
	d.say(proof, verdict)
}

// Dovecot shows LOGINDISABLED only to clients of another address.
func TestListenOther(t *testing.T) {
	s := Dovecot(t, Options{ListenOther: true})
	wants(t, dial(t, s, "143", "* OK").say("a CAPABILITY", "a OK"), " LOGINDISABLED", " STARTTLS")

	s = Dovecot(t, Options{ListenOther: true, PlainTextAuth: true})
	d := dial(t, s, "143", "* OK")
	wantsNo(t, d.say("a CAPABILITY", "a OK"), " LOGINDISABLED")
	d.say("a LOGIN user@example.test wonderland", "a OK")
}

func TestCertificates(t *testing.T) {
	handshake := func(t *testing.T, o Options) error {
		t.Helper()
		s := Dovecot(t, o)
		authority, err := os.ReadFile(s.CAFile())
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(authority)
		conn, err := tls.Dial("tcp", s.Connect()[Host+":993"][0], &tls.Config{ServerName: Host, RootCAs: roots})
		if err == nil {
			conn.Close()
		}
		return err
	}
	if err := handshake(t, Options{}); err != nil {
		t.Errorf("valid: %v", err)
	}
	var name x509.HostnameError
	if err := handshake(t, Options{LeafNames: []string{"other.example.test"}}); !errors.As(err, &name) {
		t.Errorf("other name: %v", err)
	}
	var invalid x509.CertificateInvalidError
	err := handshake(t, Options{LeafNotAfter: time.Now().AddDate(0, 0, -5)})
	if !errors.As(err, &invalid) || invalid.Reason != x509.Expired {
		t.Errorf("expired: %v", err)
	}
}

// Extra lines win over the configuration.
func TestExtra(t *testing.T) {
	s := Dovecot(t, Options{Extra: "auth_mechanisms = plain\nlogin_greeting = Good day."})
	d := dial(t, s, "993", "* OK")
	wantsNo(t, d.say("a CAPABILITY", "a OK"), "SCRAM", "LOGIN ")
	wants(t, d.say("a NOOP", "a "), "a ")
}
