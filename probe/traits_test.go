package probe

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/result"
)

func TestTraits(t *testing.T) {
	for _, tt := range []struct {
		user, secret string
		want         []result.Trait
	}{
		{"user@example.test", "demo-password", nil},
		{"user@example.test", "two words", nil},
		{" user@example.test", "demo-password", []result.Trait{result.UserBlanks}},
		{"jürgen@example.test", "demo-password", []result.Trait{result.UserLetters}},
		{"user", "demo-password\u00a0", []result.Trait{result.PasswordBlanks, result.PasswordLetters}},
		{"user", "\tdemo-password", []result.Trait{result.PasswordBlanks}},
		{"user", "abcd efgh ijkl mnop", []result.Trait{result.PasswordGroups}},
		{"user", "abcdefghijklmnop", nil},
		{"user", "pässword", []result.Trait{result.PasswordLetters}},
		{"user", "abc", []result.Trait{result.PasswordShort}},
		{"user", "äöü", []result.Trait{result.PasswordLetters, result.PasswordShort}},
		{"user", strings.Repeat("x", 72), nil},
		{"user", strings.Repeat("x", 73), []result.Trait{result.PasswordLong}},
	} {
		if got := traits(&Credential{User: tt.user, Secret: tt.secret}); !slices.Equal(got, tt.want) {
			t.Errorf("%q, %q: %v, want %v", tt.user, tt.secret, got, tt.want)
		}
	}
}

// What is unusual about a credential is told where it was judged and refused,
// and nowhere else.
func TestTraitsOfARefusedLogin(t *testing.T) {
	answering := func(answer string) result.Endpoint {
		return plain(result.Submission, listen(t, func(conn net.Conn) {
			io.WriteString(conn, "220 hi\r\n")
			r := bufio.NewReader(conn)
			for _, text := range []string{"250-hi\r\n250 AUTH PLAIN\r\n", answer, "221 bye\r\n"} {
				if _, err := r.ReadString('\n'); err != nil {
					return
				}
				io.WriteString(conn, text)
			}
		}))
	}
	for answer, want := range map[string]int{"535 5.7.8 no\r\n": 1, "235 yes\r\n": 0, "454 4.7.0 later\r\n": 0, "504 5.5.4 what?\r\n": 0} {
		o := Options{StepLimits: quick, InsecureLoopback: true, Credential: credential(t, " sesame", "127.0.0.1")}
		if l := visitAll(t, o, answering(answer)).Probes[0].Login; l == nil || len(l.Traits) != want {
			t.Errorf("%q: %+v, want %d traits", answer, l, want)
		}
	}
	o := Options{StepLimits: quick, InsecureLoopback: true}
	var err error
	if o.Credential, err = NewCredential("user", " a token", true, "127.0.0.1"); err != nil {
		t.Fatal(err)
	}
	if l := visitAll(t, o, answering("535 no\r\n")).Probes[0].Login; l == nil || l.Traits != nil {
		t.Errorf("a token: %+v", l)
	}
}

// A server that repeats what was made of the password does not get it printed,
// on this connection or another, in whatever form: who has it can guess.
func TestProofsAreHidden(t *testing.T) {
	for _, mech := range []string{"APOP", "CRAM-MD5", "SCRAM-SHA-256"} {
		proofs := make(chan string, 2)
		server := func(conn net.Conn) {
			io.WriteString(conn, "+OK hi <1896.697170952@dbc.mtview.ca.us>\r\n")
			r := bufio.NewReader(conn)
			for {
				line, err := r.ReadString('\n')
				if err != nil {
					return
				}
				line = strings.TrimSpace(line)
				decoded, _ := base64.StdEncoding.DecodeString(line)
				word, rest, _ := strings.Cut(line, " ")
				proof := ""
				switch {
				case word == "CAPA":
					io.WriteString(conn, "+OK\r\nUSER\r\nSASL CRAM-MD5 SCRAM-SHA-256\r\n.\r\n")
				case word == "APOP":
					_, proof, _ = strings.Cut(rest, " ")
				case word == "AUTH" && strings.HasPrefix(rest, "SCRAM"):
					first, _ := base64.StdEncoding.DecodeString(strings.Fields(rest)[1])
					_, nonce, _ := strings.Cut(string(first), ",r=")
					io.WriteString(conn, "+ "+b64("r="+nonce+"xyz,s="+b64("salt")+",i=4096")+"\r\n")
				case word == "AUTH":
					io.WriteString(conn, "+ "+b64("<1@server>")+"\r\n")
				case strings.Contains(string(decoded), ",p="):
					_, proof, _ = strings.Cut(string(decoded), ",p=")
				case strings.Contains(string(decoded), " "):
					proof = strings.Fields(string(decoded))[1]
				default:
					io.WriteString(conn, "+OK\r\n")
				}
				if proof != "" {
					io.WriteString(conn, "-ERR [AUTH] you sent "+echoes(proof)+"\r\n")
					proofs <- proof
				}
			}
		}
		var learned string
		done := make(chan struct{})
		repeats := func(conn net.Conn) { // the greeting comes once the other login was made
			learned = <-proofs
			close(done)
			announces("+OK "+echoes(learned)+"\r\n", map[string]string{"CAPA": "+OK\r\nIMPLEMENTATION " + echoes(learned) + "\r\n.\r\n", "QUIT": "+OK\r\n"})(conn)
		}
		o := Options{StepLimits: quick, InsecureLoopback: true, Auth: mech, Credential: credential(t, "sesame", "127.0.0.1")}
		report := visitAll(t, o, plain(result.POP3, listen(t, server)), plain(result.POP3, listen(t, repeats)))
		<-done
		text, err := json.Marshal(report)
		if err != nil {
			t.Fatal(err)
		}
		if l := report.Probes[0].Login; l == nil || l.Status != result.LoginFailed || l.Mechanism != mech || report.Probes[1].Status != result.OK {
			t.Fatalf("%s: %s", mech, text)
		}
		for form := range strings.FieldsSeq(echoes(learned)) {
			if strings.Contains(string(text), form) {
				t.Errorf("%s shows %s: %s", mech, form, text)
			}
		}
	}
}

// echoes returns a proof in several forms.
func echoes(proof string) string {
	backwards := []byte(proof)
	slices.Reverse(backwards)
	raw, err := hex.DecodeString(proof)
	if err != nil {
		raw, _ = base64.StdEncoding.DecodeString(proof)
	}
	return strings.Join([]string{proof, strings.ToUpper(proof), string(backwards), hex.EncodeToString(raw), b64(string(raw)), hex.EncodeToString([]byte(proof)), b64("x" + proof)}, " ")
}
