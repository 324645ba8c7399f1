package probe

import (
	"bufio"
	"encoding/base64"
	"net"
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
	"mailadvisor/probe/wire"
)

func TestMechanism(t *testing.T) {
	all := []string{"SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "LOGIN", "PLAIN"}
	for _, test := range []struct {
		service result.Service
		offered []string
		command bool
		auth    string
		token   bool
		want    string // in their order; or the kind of the failure
	}{
		{result.IMAP, all, true, "", false, "PLAIN LOGIN SCRAM-SHA-256 SCRAM-SHA-1"},
		{result.IMAP, []string{"SCRAM-SHA-256"}, true, "", false, "SCRAM-SHA-256 LOGIN"},
		{result.IMAP, nil, true, "", false, "LOGIN"},
		{result.IMAP, []string{"login"}, false, "", false, "LOGIN"},
		{result.IMAP, []string{"SCRAM-SHA-1", "SCRAM-SHA-256"}, false, "", false, "SCRAM-SHA-256 SCRAM-SHA-1"},
		{result.IMAP, nil, false, "", false, "no-mechanism"},
		{result.IMAP, []string{"CRAM-MD5", "GSSAPI"}, false, "", false, "no-mechanism"},
		{result.IMAP, []string{"XOAUTH2"}, false, "", false, "oauth-required"},
		{result.IMAP, []string{"XOAUTH2"}, false, "plain", false, "no-mechanism"},
		{result.IMAP, []string{"XOAUTH2", "PLAIN"}, true, "", true, "XOAUTH2"},
		{result.IMAP, []string{"XOAUTH2", "OAUTHBEARER"}, true, "", true, "OAUTHBEARER XOAUTH2"},
		{result.IMAP, all, true, "", true, "no-mechanism"},
		{result.IMAP, all, true, "cram-md5", false, "CRAM-MD5"},
		{result.IMAP, all, true, "scram-sha-1", false, "SCRAM-SHA-1"},
		{result.IMAP, all, true, "user", false, "no-mechanism"},
		{result.IMAP, all, true, "apop", false, "no-mechanism"},
		{result.IMAP, all, true, "ntlm", false, "no-mechanism"},
		{result.IMAP, []string{"XOAUTH2"}, true, "xoauth2", false, "oauth-required"},
		{result.POP3, all, true, "", false, "PLAIN USER LOGIN SCRAM-SHA-256 SCRAM-SHA-1"},
		{result.POP3, []string{"SCRAM-SHA-256", "CRAM-MD5"}, true, "", false, "SCRAM-SHA-256 USER"},
		{result.POP3, []string{"CRAM-MD5"}, true, "", false, "USER"},
		{result.POP3, []string{"LOGIN"}, true, "", false, "USER LOGIN"},
		{result.POP3, []string{"LOGIN"}, false, "", false, "LOGIN"},
		{result.POP3, []string{"APOP"}, true, "", false, "USER"},
		{result.POP3, []string{"APOP"}, true, "apop", false, "APOP"},
		{result.Submission, []string{"LOGIN"}, false, "", false, "LOGIN"},
		{result.Submission, nil, false, "", false, "no-mechanism"},
	} {
		ways, err := mechanisms(test.offered, test.command, test.service, test.auth, test.token)
		got := strings.Join(ways, " ")
		if err != nil {
			got = string(err.(*result.Failure).Kind)
		}
		if got != test.want {
			t.Errorf("%s %v, command %v, auth %q, token %v: %s, want %s",
				test.service, test.offered, test.command, test.auth, test.token, got, test.want)
		}
	}
}

// The examples of RFC 2195 section 2 and RFC 1939 section 7.
func TestDigests(t *testing.T) {
	cram := &cramClient{Credential: &Credential{User: "tim", Secret: "tanstaaftanstaaf"}}
	got, err := cram.Next([]byte("<1896.697170952@postoffice.reston.mci.net>"))
	if string(got) != "tim b913a602c7eda7a495b4e6e7334d3890" || err != nil {
		t.Errorf("CRAM-MD5: %s, %v", got, err)
	}
	if got, err := cram.Next([]byte("<another@server>")); err == nil {
		t.Errorf("a second challenge is answered with %s", got)
	}
	if got := apopDigest("<1896.697170952@dbc.mtview.ca.us>", "tanstaaf"); got != "c4c9334bac560ecc979e58001b3e22fb" {
		t.Errorf("APOP: %s", got)
	}
}

// scripted returns a session with a server that follows a script: it says the
// lines "S: …" and expects the lines "C: …", of which "*" at the end stands for
// anything.
func scripted(t *testing.T, service result.Service, caps []string, script string) session {
	t.Helper()
	ours, theirs := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer theirs.Close()
		r := bufio.NewReader(theirs)
		for line := range strings.Lines(script) {
			who, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			if who == "S" {
				theirs.Write([]byte(text + "\r\n"))
				continue
			}
			got, err := r.ReadString('\n')
			got = strings.TrimSuffix(got, "\r\n")
			if prefix, any := strings.CutSuffix(text, "*"); err != nil || any && !strings.HasPrefix(got, prefix) || !any && got != text {
				t.Errorf("the client sent %q (%v), not %q", got, err, text)
				return
			}
		}
		for { // whatever the client says in parting
			if _, err := r.ReadString('\n'); err != nil {
				return
			}
		}
	}()
	e := result.Endpoint{Service: service, Host: "mail.example.test", Port: 1}
	c := wire.New(t.Context(), wire.Config{Endpoint: e, Limits: quick, Secret: "sesame"})
	c.Attach(ours)
	s := newSession(c, e)
	switch s := s.(type) {
	case imapSession:
		s.Caps = caps
	case pop3Session:
		s.Caps, s.Stamp = caps, "<1896.697170952@dbc.mtview.ca.us>"
	case smtpSession:
		s.Caps = caps
	}
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Farewell(t.Context()); <-done })
	return s
}

func TestLoginDialogues(t *testing.T) {
	const scramFirst = "S: + " // base64 of a server-first message follows
	plain := b64("\x00alice\x00sesame")
	weak := b64("r=xyz,s=c2FsdA==,i=2147483647")
	for _, test := range []struct {
		name    string
		service result.Service
		caps    []string
		auth    string
		token   bool
		script  string
		want    string // mechanism and reason, and the failure's kind and code
	}{
		{"IMAP PLAIN in one step", result.IMAP, []string{"SASL-IR", "AUTH=PLAIN"}, "", false,
			"C: C1 AUTHENTICATE PLAIN " + plain + "\nS: C1 OK [CAPABILITY IMAP4rev1] in", "PLAIN"},
		{"IMAP PLAIN in two", result.IMAP, []string{"AUTH=PLAIN"}, "", false,
			"C: C1 AUTHENTICATE PLAIN\nS: + \nC: " + plain + "\nS: C1 OK [CAPABILITY IMAP4rev1] in", "PLAIN"},
		{"IMAP LOGIN, the command", result.IMAP, nil, "", false,
			"C: T1 LOGIN \"alice\" \"sesame\"\nS: T1 OK [CAPABILITY IMAP4rev1] in", "LOGIN"},
		{"IMAP LOGIN, the mechanism, oddly worded", result.IMAP, []string{"AUTH=LOGIN", "LOGINDISABLED", "SASL-IR"}, "", false,
			"C: C1 AUTHENTICATE LOGIN\nS: + " + b64("User Name\x00") + "\nC: " + b64("alice") + "\nS: + " + b64("Password\x00") + "\nC: " + b64("sesame") +
				"\nS: C1 OK [CAPABILITY IMAP4rev1] in", "LOGIN"},
		{"IMAP PLAIN refused at once, LOGIN works", result.IMAP, []string{"AUTH=PLAIN"}, "", false,
			"C: C1 AUTHENTICATE PLAIN\nS: C1 NO AUTHENTICATE failed\nC: T1 LOGIN \"alice\" \"sesame\"\nS: T1 OK [CAPABILITY IMAP4rev1] in", "LOGIN"},
		{"IMAP PLAIN in one step not understood, LOGIN works", result.IMAP, []string{"AUTH=PLAIN", "SASL-IR"}, "", false,
			"C: C1 AUTHENTICATE PLAIN*\nS: C1 BAD Request not ending with \\r\\n\nC: T1 LOGIN*\nS: T1 OK [CAPABILITY IMAP4rev1] in", "LOGIN"},
		{"IMAP PLAIN refused at once, and asked for", result.IMAP, []string{"AUTH=PLAIN"}, "plain", false,
			"C: C1 AUTHENTICATE PLAIN\nS: C1 NO AUTHENTICATE failed", "PLAIN rejected mechanism-refused"},
		{"IMAP PLAIN judged, nothing else tried", result.IMAP, []string{"AUTH=PLAIN"}, "", false,
			"C: C1 AUTHENTICATE PLAIN\nS: + \nC: " + plain + "\nS: C1 NO no", "PLAIN rejected auth-rejected"},
		{"IMAP rejection after an alert", result.IMAP, nil, "", false,
			"C: T1 LOGIN*\nS: * NO [ALERT] one more try\nS: T1 NO [AUTHENTICATIONFAILED] no", "LOGIN rejected auth-rejected AUTHENTICATIONFAILED"},
		{"IMAP BYE", result.IMAP, nil, "", false,
			"C: T1 LOGIN*\nS: * BYE too many connections", "LOGIN rejected busy"},
		{"IMAP BYE that names no reason", result.IMAP, nil, "", false,
			"C: T1 LOGIN*\nS: * BYE Disconnected", "LOGIN no-answer closed"},
		{"IMAP SCRAM that asks for too much work", result.IMAP, []string{"AUTH=SCRAM-SHA-256", "SASL-IR"}, "scram-sha-256", false,
			"C: C1 AUTHENTICATE SCRAM-SHA-256 *\n" + scramFirst + weak, "SCRAM-SHA-256 rejected protocol-error"},
		{"IMAP SCRAM from a server that proves nothing", result.IMAP, []string{"AUTH=SCRAM-SHA-1", "SASL-IR"}, "scram-sha-1", false,
			"C: C1 AUTHENTICATE SCRAM-SHA-1 *\nS: C1 OK [CAPABILITY IMAP4rev1] in", "SCRAM-SHA-1 rejected protocol-error"},
		{"IMAP OAUTHBEARER refused in two steps", result.IMAP, []string{"AUTH=OAUTHBEARER", "SASL-IR"}, "", true,
			"C: C1 AUTHENTICATE OAUTHBEARER " + b64("n,a=alice,\x01host=mail.example.test\x01port=1\x01auth=Bearer sesame\x01\x01") +
				"\nS: + " + b64(`{"status":"invalid_token"}`) + "\nC: " + b64("\x01") + "\nS: C1 NO [AUTHENTICATIONFAILED] no",
			"OAUTHBEARER rejected auth-rejected AUTHENTICATIONFAILED"},
		{"IMAP XOAUTH2 refused: the empty answer is an empty line", result.IMAP, []string{"AUTH=XOAUTH2", "SASL-IR"}, "", true,
			"C: C1 AUTHENTICATE XOAUTH2 " + b64("user=alice\x01auth=Bearer sesame\x01\x01") +
				"\nS: + " + b64(`{"status":"400"}`) + "\nC: \nS: C1 NO no",
			"XOAUTH2 rejected auth-rejected"},
		{"IMAP PLAIN in one step that was not read", result.IMAP, []string{"AUTH=PLAIN", "SASL-IR"}, "", false,
			"C: C1 AUTHENTICATE PLAIN " + plain + "\nS: + \nC: " + plain + "\nS: C1 OK in", "PLAIN"},
		{"IMAP PLAIN in one step that was not read, and refused", result.IMAP, []string{"AUTH=PLAIN", "SASL-IR"}, "", false,
			"C: C1 AUTHENTICATE PLAIN " + plain + "\nS: +\nC: " + plain + "\nS: C1 NO [AUTHENTICATIONFAILED] no", "PLAIN rejected auth-rejected AUTHENTICATIONFAILED"},
		{"IMAP asks again behind the whole credential", result.IMAP, []string{"AUTH=PLAIN", "SASL-IR"}, "", false,
			"C: C1 AUTHENTICATE PLAIN " + plain + "\nS: + \nC: " + plain + "\nS: + \nS: C1 OK in", "PLAIN no-answer malformed"},
		{"IMAP asks something behind the whole credential", result.IMAP, []string{"AUTH=PLAIN", "SASL-IR"}, "", false,
			"C: C1 AUTHENTICATE PLAIN " + plain + "\nS: + " + b64("one-time code:"), "PLAIN no-answer malformed"},
		{"IMAP asks behind LOGIN, the command", result.IMAP, nil, "", false,
			"C: T1 LOGIN*\nS: + more", "LOGIN no-answer malformed"},

		{"POP3 without CAPA", result.POP3, nil, "", false, "C: USER alice\nS: +OK\nC: PASS sesame\nS: +OK 3 messages", "USER"},
		{"POP3 USER refused", result.POP3, nil, "", false, "C: USER alice\nS: -ERR [AUTH] no", "USER rejected auth-rejected AUTH"},
		{"POP3 PASS refused", result.POP3, nil, "", false, "C: USER alice\nS: +OK\nC: PASS sesame\nS: -ERR", "USER rejected auth-rejected"},
		{"POP3 APOP", result.POP3, nil, "apop", false,
			"C: APOP alice " + apopDigest("<1896.697170952@dbc.mtview.ca.us>", "sesame") + "\nS: +OK", "APOP"},
		{"POP3 PLAIN in one step", result.POP3, []string{"SASL PLAIN"}, "", false, "C: AUTH PLAIN " + plain + "\nS: +OK", "PLAIN"},
		{"POP3 PLAIN from a server without initial responses", result.POP3, []string{"SASL PLAIN"}, "", false,
			"C: AUTH PLAIN " + plain + "\nS: +\nC: " + plain + "\nS: +OK", "PLAIN"},
		{"POP3 asks again behind the whole credential", result.POP3, []string{"SASL PLAIN"}, "", false,
			"C: AUTH PLAIN " + plain + "\nS: + \nC: " + plain + "\nS: + ", "PLAIN no-answer malformed"},
		{"POP3 asks behind PASS", result.POP3, nil, "", false, "C: USER alice\nS: +OK\nC: PASS sesame\nS: + code", "USER no-answer malformed"},
		{"POP3 PLAIN not known, USER is", result.POP3, []string{"SASL PLAIN", "USER"}, "", false,
			"C: AUTH PLAIN " + plain + "\nS: -ERR Unknown command.\nC: USER alice\nS: +OK\nC: PASS sesame\nS: +OK", "USER"},
		{"POP3 PLAIN judged", result.POP3, []string{"SASL PLAIN", "USER"}, "", false,
			"C: AUTH PLAIN " + plain + "\nS: -ERR no", "PLAIN rejected auth-rejected"},
		{"POP3 SCRAM before USER", result.POP3, []string{"SASL SCRAM-SHA-256", "USER"}, "", false,
			"C: AUTH SCRAM-SHA-256 *\nS: -ERR [AUTH] no", "SCRAM-SHA-256 rejected auth-rejected AUTH"},
		{"POP3 CRAM-MD5 in use", result.POP3, []string{"SASL CRAM-MD5"}, "cram-md5", false,
			"C: AUTH CRAM-MD5\nS: + " + b64("<1@x>") + "\nC: *\nS: -ERR [IN-USE] locked", "CRAM-MD5 rejected in-use IN-USE"},
		{"POP3 nonsense", result.POP3, nil, "", false, "C: USER alice\nS: +OKready", "USER no-answer malformed"},
		{"POP3 an empty line is no success", result.POP3, nil, "", false, "C: USER alice\nS: ", "USER no-answer malformed"},

		{"submission PLAIN", result.Submission, []string{"AUTH PLAIN LOGIN"}, "", false,
			"C: AUTH PLAIN " + plain + "\nS: 235 2.7.0 in", "PLAIN"},
		{"submission PLAIN not taken so, LOGIN is", result.Submission, []string{"AUTH PLAIN LOGIN"}, "", false,
			"C: AUTH PLAIN " + plain + "\nS: 501 5.5.4 Syntax: AUTH mechanism\nC: AUTH LOGIN\nS: 334 \nC: " + b64("alice") + "\nS: 334 \nC: " + b64("sesame") + "\nS: 235 in", "LOGIN"},
		{"submission that knows no mechanism", result.Submission, []string{"AUTH PLAIN LOGIN"}, "", false,
			"C: AUTH PLAIN*\nS: 504 5.5.4 no\nC: AUTH LOGIN\nS: 504 5.5.4 no", "LOGIN rejected mechanism-refused 504 5.5.4"},
		{"submission that refuses before it asks", result.Submission, []string{"AUTH LOGIN"}, "", false,
			"C: AUTH LOGIN\nS: 535 Incorrect authentication data", "LOGIN rejected mechanism-refused 535"},
		{"submission LOGIN", result.Submission, []string{"AUTH LOGIN"}, "", false,
			"C: AUTH LOGIN\nS: 334 " + b64("Username:") + "\nC: " + b64("alice") + "\nS: 334 " + b64("Password:") + "\nC: " + b64("sesame") + "\nS: 235 in", "LOGIN"},
		{"submission refused on two lines", result.Submission, []string{"AUTH=PLAIN"}, "", false,
			"C: AUTH PLAIN*\nS: 534-5.7.9 Application-specific password required.\nS: 534 5.7.9 see there", "PLAIN rejected app-password-required 534 5.7.9"},
		{"submission with a challenge that is not base64", result.Submission, []string{"AUTH LOGIN"}, "", false,
			"C: AUTH LOGIN\nS: 334 ???", "LOGIN no-answer malformed"},
		{"submission that asks a third time", result.Submission, []string{"AUTH LOGIN"}, "", false,
			"C: AUTH LOGIN\nS: 334 \nC: *\nS: 334 \nC: *\nS: 334 ", "LOGIN no-answer malformed"},
		{"submission PLAIN in one step that was not read", result.Submission, []string{"AUTH PLAIN"}, "", false,
			"C: AUTH PLAIN " + plain + "\nS: 334 \nC: " + plain + "\nS: 235 in", "PLAIN"},
		{"submission asks something behind the whole credential", result.Submission, []string{"AUTH PLAIN"}, "", false,
			"C: AUTH PLAIN " + plain + "\nS: 334 " + b64("one-time code:"), "PLAIN no-answer malformed"},
		{"submission without AUTH", result.Submission, []string{"SIZE"}, "", false, "", " no-mechanism no-mechanism"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := scripted(t, test.service, test.caps, test.script)
			cr := &Credential{User: "alice", Secret: "sesame", Token: test.token}
			l := s.login(t.Context(), cr, test.auth)
			got := l.Mechanism + " " + string(l.Reason)
			if l.Failure != nil {
				got += " " + string(l.Failure.Kind) + " " + l.Failure.Code
			}
			if got = strings.TrimRight(got, " "); got != test.want {
				t.Errorf("got %q, want %q; %+v", got, test.want, l.Failure)
			}
			for _, step := range s.Conn().TakeSteps() {
				if text := strings.Join(step.Lines, "\n"); strings.Contains(text, "sesame") || strings.Contains(text, plain) {
					t.Errorf("the password shows:\n%s", text)
				}
			}
		})
	}
}

// The library sends a password that is not ASCII as a literal, and escapes a
// quote: neither shows.
func TestLoginForms(t *testing.T) {
	for _, test := range []struct{ secret, script, lines string }{
		{`se"s\ame`, `C: T1 LOGIN "alice" "se\"s\\ame"` + "\nS: T1 NO se\"s\\ame", "C: T1 LOGIN \"alice\" <redacted>\nS: T1 NO <redacted>"},
		{"sésame", "C: T1 LOGIN \"alice\" {7}\nS: + go on\nC: sésame\nS: T1 NO no",
			"C: T1 LOGIN \"alice\" <redacted>\nS: + go on\nC: <redacted>\nS: T1 NO no"},
	} {
		s := scripted(t, result.IMAP, nil, test.script)
		s.Conn().Hide(test.secret)
		s.login(t.Context(), &Credential{User: "alice", Secret: test.secret}, "")
		if got := strings.Join(s.Conn().TakeSteps()[0].Lines, "\n"); got != test.lines {
			t.Errorf("got\n%s\nwant\n%s", got, test.lines)
		}
	}
}

// Every way to log in, at every service of the embedded host: with the right
// secret, and with a wrong one.
func TestLoginEveryWay(t *testing.T) {
	for _, test := range []struct {
		auth     string
		scenario string
		services []result.Service
	}{
		{"plain", "", result.Services()},
		{"login", "", result.Services()},
		{"user", "", []result.Service{result.POP3}},
		{"scram-sha-1", "", result.Services()},
		{"scram-sha-256", "", result.Services()},
		{"oauthbearer", "fault:oauth-only", result.Services()},
		{"xoauth2", "fault:oauth-only", result.Services()},
	} {
		h, o := host(t, test.scenario)
		for _, e := range result.DefaultEndpoints(mailhost.Name) {
			if e.Security != result.TLS || !slices.Contains(test.services, e.Service) {
				continue
			}
			for _, right := range []bool{true, false} {
				secret := mailhost.Password
				if strings.Contains(test.scenario, "oauth") {
					secret = mailhost.Token
				}
				if !right {
					secret += "x"
				}
				var transcript strings.Builder
				o.Credential = &Credential{User: mailhost.User, Secret: secret, Token: test.scenario != "", Hosts: []string{mailhost.Name}}
				o.Auth, o.Transcript = test.auth, &transcript
				refused := result.AuthRejected
				if o.Credential.Token {
					refused = result.TokenRejected
				}
				l := visitAll(t, o, e).Probes[0].Login
				switch {
				case l.Mechanism != strings.ToUpper(test.auth), right != (l.Status == result.LoginOK),
					!right && (l.Reason != result.Rejected || l.Failure.Kind != refused):
					t.Errorf("%s %s, right %v: %+v %+v", test.auth, e.Service, right, l, l.Failure)
				case strings.Contains(transcript.String(), secret), strings.Contains(transcript.String(), b64(secret)[:8]):
					t.Errorf("the secret shows:\n%s", transcript.String())
				}
			}
		}
		if n := h.Logins().Total(); n.Attempts != 2*len(test.services) {
			t.Errorf("%s: %+v, want one attempt each", test.auth, n)
		}
	}
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
