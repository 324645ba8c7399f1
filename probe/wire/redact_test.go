package wire

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"mailadvisor/probe/foreign"
	"mailadvisor/probe/result"
)

// dialogue runs a transcript's lines ("C: …", "S: …") through a redactor.
func dialogue(r *redactor, lines string) string {
	var out []string
	for line := range strings.Lines(lines) {
		line = strings.TrimSuffix(line, "\n")
		switch text, ours := strings.CutPrefix(line, "C: "); {
		case ours:
			out = append(out, "C: "+r.client([]byte(text)))
		default:
			out = append(out, "S: "+r.server([]byte(strings.TrimPrefix(line, "S: "))))
		}
	}
	return strings.Join(out, "\n")
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestRedact(t *testing.T) {
	const secret = `wonder"la\nd`
	for _, test := range []struct {
		name    string
		service result.Service
		lines   string
		want    string
	}{
		{"LOGIN with quoted strings", result.IMAP,
			`C: a1 LOGIN "alice" "wonder\"la\\nd"` + "\nS: a1 OK Logged in\nC: a2 NOOP",
			`C: a1 LOGIN "alice" <redacted>` + "\nS: a1 OK Logged in\nC: a2 NOOP"},
		{"LOGIN with a user name that has a quote and a space", result.IMAP,
			`C: a1 login "al \" ice" "other"`,
			`C: a1 login "al \" ice" <redacted>`},
		{"LOGIN with an atom", result.IMAP,
			"C: a1 LOGIN alice wonderland", "C: a1 LOGIN alice <redacted>"},
		{"LOGIN with an unclosed user name", result.IMAP,
			`C: a1 LOGIN "alice secret`, `C: a1 LOGIN  <redacted>`},
		{"LOGIN with a literal password", result.IMAP,
			"C: a1 LOGIN \"alice\" {6}\nS: + OK\nC: sesame\nS: a1 OK\nC: a2 CAPABILITY",
			"C: a1 LOGIN \"alice\" <redacted>\nS: + OK\nC: <redacted>\nS: a1 OK\nC: a2 CAPABILITY"},
		{"LOGIN with two literals", result.IMAP,
			"C: a1 LOGIN {5}\nS: + OK\nC: alice {6+}\nC: sesame\nS: a1 NO\nC: a2 LOGOUT",
			"C: a1 LOGIN {5}\nS: + OK\nC: alice <redacted>\nC: <redacted>\nS: a1 NO\nC: a2 LOGOUT"},
		{"LOGIN whose literal is refused", result.IMAP,
			"C: a1 LOGIN {5}\nS: a1 BAD no literals\nC: a2 LOGOUT",
			"C: a1 LOGIN {5}\nS: a1 BAD no literals\nC: a2 LOGOUT"},
		{"a mailbox name as a literal is no secret", result.IMAP,
			"C: a1 EXAMINE {5}\nS: + OK\nC: INBOX\nS: a1 OK",
			"C: a1 EXAMINE {5}\nS: + OK\nC: INBOX\nS: a1 OK"},
		{"AUTHENTICATE with an initial response", result.IMAP,
			"C: a1 AUTHENTICATE PLAIN " + b64("\x00a\x00b") + "\nS: a1 OK",
			"C: a1 AUTHENTICATE PLAIN <redacted>\nS: a1 OK"},
		{"AUTHENTICATE LOGIN in two steps", result.IMAP,
			"C: a1 AUTHENTICATE LOGIN\nS: + VXNlcm5hbWU6\nC: YWxpY2U=\nS: + UGFzc3dvcmQ6\nC: c2VzYW1l\nS: a1 OK\nC: a2 LOGOUT",
			"C: a1 AUTHENTICATE LOGIN\nS: + VXNlcm5hbWU6\nC: <redacted>\nS: + UGFzc3dvcmQ6\nC: <redacted>\nS: a1 OK\nC: a2 LOGOUT"},
		{"SCRAM hides what a guess could be checked with", result.IMAP,
			"C: a1 AUTHENTICATE SCRAM-SHA-256 bixzPQ==\nS: + cj1hYmM=\nC: Yz1iaXdz\nS: + dj1zaWduYXR1cmU=\nC: \nS: a1 OK",
			"C: a1 AUTHENTICATE SCRAM-SHA-256 <redacted>\nS: + <redacted>\nC: <redacted>\nS: + <redacted>\nC: \nS: a1 OK"},
		{"a cancelled exchange", result.IMAP,
			"C: a1 AUTHENTICATE XOAUTH2 abcdefgh\nS: + eyJzdGF0dXMiOiI0MDAifQ==\nC: \nS: a1 NO\nC: a2 AUTHENTICATE PLAIN\nS: + \nC: *\nS: a2 BAD",
			"C: a1 AUTHENTICATE XOAUTH2 <redacted>\nS: + eyJzdGF0dXMiOiI0MDAifQ==\nC: \nS: a1 NO\nC: a2 AUTHENTICATE PLAIN\nS: + \nC: *\nS: a2 BAD"},
		{"an answer after the exchange was ended too early", result.IMAP,
			"C: a1 AUTHENTICATE LOGIN\nS: a1 OK really\nC: c2VzYW1l",
			"C: a1 AUTHENTICATE LOGIN\nS: a1 OK really\nC: <redacted>"},
		{"POP3 PASS with spaces", result.POP3,
			"C: USER alice\nS: +OK\nC: pass open sesame\nS: -ERR [AUTH] no\nC: QUIT",
			"C: USER alice\nS: +OK\nC: pass <redacted>\nS: -ERR [AUTH] no\nC: QUIT"},
		{"APOP, and its digest echoed", result.POP3,
			"C: APOP alice c4c9334bac560ecc979e58001b3e22fb\nS: -ERR c4c9334bac560ecc979e58001b3e22fb is wrong",
			"C: APOP alice <redacted>\nS: -ERR <redacted> is wrong"},
		{"POP3 AUTH alone lists mechanisms", result.POP3,
			"C: AUTH\nS: +OK\nS: PLAIN\nS: .\nC: STAT", "C: AUTH\nS: +OK\nS: PLAIN\nS: .\nC: STAT"},
		{"POP3 AUTH CRAM-MD5", result.POP3,
			"C: AUTH CRAM-MD5\nS: + PDE4OTYuNjk3MTcwOTUyQA==\nC: dGltIGI5MTNhNjAy\nS: +OK\nC: STAT",
			"C: AUTH CRAM-MD5\nS: + PDE4OTYuNjk3MTcwOTUyQA==\nC: <redacted>\nS: +OK\nC: STAT"},
		{"submission AUTH LOGIN", result.Submission,
			"C: EHLO x\nS: 250 AUTH LOGIN\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YWxpY2U=\nS: 334 UGFzc3dvcmQ6\nC: c2VzYW1l\nS: 235 2.7.0 OK\nC: QUIT",
			"C: EHLO x\nS: 250 AUTH LOGIN\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: <redacted>\nS: 334 UGFzc3dvcmQ6\nC: <redacted>\nS: 235 2.7.0 OK\nC: QUIT"},
		{"submission AUTH OAUTHBEARER", result.Submission,
			"C: AUTH OAUTHBEARER bixhPWFsaWNl\nS: 334 eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\nC: AQ==\nS: 535 5.7.8 no",
			"C: AUTH OAUTHBEARER <redacted>\nS: 334 eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\nC: <redacted>\nS: 535 5.7.8 no"},
		{"echoes: raw, quoted, base64 in each alignment", result.Submission,
			"S: 535 " + secret + " wonder\\\"la\\\\nd\nS: 535 " + b64("\x00a\x00"+secret) + " " + b64(secret) + " " + b64("x"+secret+"y"),
			"S: 535 <redacted> <redacted>\nS: 535 <redacted> <redacted> <redacted>"},
		{"a line that is no command", result.POP3, "C: c2VzYW1l", "C: <redacted>"},
		{"escapes and bidi controls", result.IMAP,
			"S: * OK \x1b[2J\x07 \u202eevil\u2066 \x9b \xff\xfe caf\u00e9 \U000e0041\tx",
			`S: * OK \x1b[2J\x07 \u202eevil\u2066 \x9b \xff\xfe café \U000e0041\x09x`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := dialogue(newRedactor(test.service, secret), test.lines); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// A secret is found in every form that a server can write it in, and in one
// within another; what only looks like it stays.
func TestDisclosed(t *testing.T) {
	const secret = "Sesam-öffne!7"
	percent, quoted, escaped, entity := "", "", "", ""
	for _, c := range []byte(secret) {
		percent += fmt.Sprintf("%%%02X", c)
		quoted += fmt.Sprintf("=%02x", c)
		escaped += fmt.Sprintf(`\x%02x`, c)
	}
	for _, c := range secret {
		entity += fmt.Sprintf("&#%d;", c)
	}
	hexed := hex.EncodeToString([]byte(secret))
	r := newRedactor(result.IMAP, secret)
	for _, form := range []string{
		secret, strings.ToUpper(secret), strings.ToLower(secret), backwards(secret), rot13(secret), latin1(secret),
		percent, quoted, escaped, entity, hexed, strings.ToUpper(hexed), hexed[:8] + " " + hexed[8:],
		strings.Join(strings.Split(secret, ""), " "), b64(secret), b64("x" + secret + "yz"), b64(strings.ToUpper(secret)), b64(b64(secret)),
		hex.EncodeToString([]byte(b64(secret))), b64(hexed), b64(backwards(secret)), "Sesam-%C3%B6ffne!7", "Sesam-=C3=\r\n=B6ffne!7",
	} {
		got := r.text("before " + form + " behind")
		if !strings.Contains(got, Redacted) || strings.Contains(got, form) {
			t.Errorf("%q: %q", form, got)
		}
		if !strings.HasPrefix(got, "before ") {
			t.Errorf("%q: %q", form, got)
		}
	}
	for _, other := range []string{"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] Dovecot ready.", "250-SIZE 52428800", "Sesam oeffne dich", "T1 OK <1896.697170952@dbc.mtview.ca.us>"} {
		if got := r.text(other); got != other {
			t.Errorf("%q: %q", other, got)
		}
	}
}

// Whatever either side says, the secret does not come out, in no form, and
// nothing that could move a terminal does.
func FuzzRedact(f *testing.F) {
	f.Add(uint8(0), "sesame", "C: a LOGIN alice {6}\nS: +\nC: sesame\nS: a OK")
	f.Add(uint8(0), "sesame", "C: a LOGIN {5}\nC: alice sesame\nS: a NO sesame")
	f.Add(uint8(0), `\x1b`, "S: * OK \x1b[0m")
	f.Add(uint8(1), "red", "C: PASS red\nS: -ERR red")
	f.Add(uint8(1), "p\xff\xe2", "S: +OK \xe2p\xff\xe2\x82\xac")
	f.Add(uint8(2), "sesame", "C: AUTH PLAIN AGEAc2VzYW1l\nS: 535 AGEAc2VzYW1l AHNlc2FtZQ== YWJzZXNhbWU=")
	f.Fuzz(func(t *testing.T, service uint8, secret, lines string) {
		if strings.ContainsAny(secret, "\x00\r\n") { // no credential may hold these
			t.Skip()
		}
		services := result.Services()
		r := newRedactor(services[int(service)%len(services)], secret)
		for line := range strings.Lines(lines) {
			var shown string
			if text, ours := strings.CutPrefix(line, "C: "); ours {
				shown = r.client([]byte(text))
			} else {
				shown = r.server([]byte(line))
			}
			if foreign.Clean(shown) != shown {
				t.Errorf("%q is not inert", shown)
			}
			left := strings.ReplaceAll(shown, Redacted, "\x00")
			forms := []string{secret}
			if len(secret) >= 8 { // long enough for a form that is its own
				forms = append(forms, hex.EncodeToString([]byte(secret)), strings.TrimRight(b64(secret), "="))
			}
			for _, form := range forms {
				if form != "" && strings.Contains(left, form) {
					t.Errorf("%q still in %q", form, shown)
				}
			}
		}
	})
}
