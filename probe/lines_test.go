package probe

import (
	"bytes"
	"net"
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

// serverSays is a connection whose server says what is given, reads nothing,
// and closes.
func serverSays(t testing.TB, e result.Endpoint, said []byte) *wire.Conn {
	ours, theirs := net.Pipe()
	go func() {
		theirs.Write(said)
		theirs.Close()
	}()
	c := wire.New(t.Context(), wire.Config{Endpoint: e, Limits: quick})
	c.Attach(sink{ours})
	t.Cleanup(func() { c.Close() })
	c.Begin(result.StepGreeting, "")
	return c
}

func TestIDResponse(t *testing.T) {
	for said, want := range map[string]string{
		`* ID ("name" "Dovecot" "version" "2.3")`:               "Dovecot 2.3",
		`* ID ("version" "2.3" "NAME" "Dovecot")`:               "Dovecot 2.3",
		`* ID ("name" NIL "version" NIL)`:                       "",
		`* ID NIL`:                                              "",
		`* ID ("name" "a \"b\" \\ c")`:                          `a "b" \ c`,
		"* ID (\"name\" {7}\nDovecot \"version\" {3+}\n2.3)":    "Dovecot 2.3",
		`* ID ("name" "Dovecot" "version`:                       "Dovecot",
		"* ID (\"name\" {9999999999}\nx":                        "",
		`* ID ("odd" "number" "name")`:                          "",
		`* ID ("vendor" "x" "name" "Cyrus IMAPD" "os" "Linux")`: "Cyrus IMAPD",
	} {
		if got := implementation(said); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}

func TestCapabilityLines(t *testing.T) {
	for line, want := range map[string]string{
		"* CAPABILITY IMAP4rev1 STARTTLS":              "IMAP4rev1 STARTTLS",
		"* capability  IMAP4rev1   IDLE ":              "IMAP4rev1 IDLE",
		"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi":    "IMAP4rev1 AUTH=PLAIN",
		"T1 OK [CAPABILITY IMAP4rev1 QUOTA] Logged in": "IMAP4rev1 QUOTA",
		"* CAPABILITY":          "",
		"T1 CAPABILITY x":       "none",
		"* OK [ALERT] no":       "none",
		"* OK [CAPABILITY open": "none",
		"*":                     "none",
	} {
		got, ok := capabilityLine(line)
		if text := strings.Join(got, " "); text != want && !(want == "none" && !ok) {
			t.Errorf("%q: %q %v, want %q", line, text, ok, want)
		}
	}
}

func TestMultiLineAnswersEndOnTheDotAlone(t *testing.T) {
	c := serverSays(t, result.Endpoint{Service: result.POP3}, []byte("IMPLEMENTATION Foo-1.2.3\r\n..dot\r\n...\r\n. \r\nUIDL\r\n.\r\nrest"))
	lines, err := readDotLines(c)
	if want := []string{"IMPLEMENTATION Foo-1.2.3", ".dot", "..", " ", "UIDL"}; err != nil || !slices.Equal(lines, want) {
		t.Errorf("%q %v, want %q", lines, err, want)
	}
}

func TestReadReply(t *testing.T) {
	for said, want := range map[string]string{
		"220 mail ready\r\n":                       "220 mail ready",
		"250-mail\r\n250-SIZE 1\r\n250 AUTH X\r\n": "250 mail / SIZE 1 / AUTH X",
		"250\r\n":               "250",
		"250 x\n":               "250 x",
		"25O mail\r\n":          "malformed",
		"250-mail\r\n251 x\r\n": "malformed",
		"999 x\r\n":             "malformed",
		"25\r\n":                "malformed",
		"250_x\r\n":             "malformed",
		"250-mail\r\n":          "closed-before-greeting",
	} {
		c := serverSays(t, result.Endpoint{Service: result.Submission}, []byte(said))
		r, err := readReply(c)
		got := ""
		if f := c.End(err); f != nil {
			got = string(f.Kind)
		} else {
			got = r.text()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}

func TestReplyCodes(t *testing.T) {
	for said, want := range map[string]string{
		"421 4.3.2 too busy": "421 4.3.2", "554 go away": "554", "454 4.7.0": "454 4.7.0", "550 1.2.x": "550",
	} {
		code, text, _, _ := replyLine(said)
		if got := (smtpReply{code, []string{text}}).codes(); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}

func TestSubmissionOffers(t *testing.T) {
	s := &smtpSession{caps: []string{"SIZE 1", "AUTH PLAIN LOGIN", "AUTH=LOGIN CRAM-MD5", "AUTHX Y", "auth"}}
	if auth, _ := s.offers(); !slices.Equal(auth, []string{"PLAIN", "LOGIN", "CRAM-MD5"}) {
		t.Errorf("%q", auth)
	}
}

func TestAPOPStamp(t *testing.T) {
	for text, want := range map[string]string{
		"ready <1896.697170952@dbc.mtview.ca.us>": "<1896.697170952@dbc.mtview.ca.us>",
		"ready <not a stamp>":                     "", "ready <a@b": "", "": "", "<a@b> <c@d>": "<c@d>",
	} {
		if got := apopStamp(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Whatever a server says in place of its greeting and its capabilities ends
// in a value or in a failure of the closed list, within the byte budget.
func FuzzServer(f *testing.F) {
	for _, seed := range []string{
		"* OK [CAPABILITY IMAP4rev1 ID] ready\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN ID\r\nP1 OK done\r\n* ID (\"name\" {3}\r\nabc)\r\nP2 OK\r\n",
		"* PREAUTH\r\n", "* BYE [UNAVAILABLE] x\r\n", "\x16\x03\x01",
		"+OK ready <1@x>\r\n+OK\r\nSASL PLAIN\r\nUSER\r\nIMPLEMENTATION a.b\r\n.\r\n", "-ERR [SYS/TEMP]\r\n",
		"220-a\r\n220 b\r\n250-c\r\n250-AUTH PLAIN\r\n250 SIZE 1\r\n", "421 4.3.2 x\r\n", "HTTP/1.1 400\r\n", "SSH-2.0-x\r\n",
	} {
		f.Add([]byte(seed))
	}
	kinds := map[result.Kind]bool{}
	for _, row := range result.Kinds() {
		kinds[row.Kind] = true
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		for _, service := range result.Services() {
			e := result.Endpoint{Service: service, Host: "mail.example.org", Port: 1, Security: result.TLS}
			j := &journey{e: e, c: serverSays(t, e, said)}
			j.s = newSession(j.c, e, "")
			fail := j.c.End(j.s.greet(&j.path))
			if fail == nil {
				fail = j.capabilities(afterTLS)
			}
			if fail == nil {
				j.s.identify(&j.path)
			}
			if fail != nil && (!kinds[fail.Kind] || fail.Step == "") {
				t.Errorf("%s: %+v", service, fail)
			}
			for _, step := range j.c.TakeSteps() {
				for _, line := range step.Lines {
					if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }) {
						t.Errorf("a control character is shown: %q", line)
					}
				}
			}
			if bytes.ContainsAny([]byte(j.path.Greeting+j.path.Implementation), "\x00\x1b\r\n") {
				t.Errorf("%q %q", j.path.Greeting, j.path.Implementation)
			}
		}
	})
}

// sink swallows what is written.
type sink struct{ net.Conn }

func (sink) Write(p []byte) (int, error) { return len(p), nil }
