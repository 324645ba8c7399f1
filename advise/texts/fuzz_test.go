package texts

import (
	"strings"
	"testing"

	"mailadvisor/probe/hostname"
)

// Whatever is pasted: it ends, and of the text nothing comes back but a code,
// a host or a domain, and a port.
func FuzzExplain(f *testing.F) {
	for _, r := range table() {
		f.Add(r.Example)
	}
	f.Add("Login to server imap.example.org with username jane.doe@example.org failed.")
	f.Add("\x00\xff [x] 5.7.1 550-5.7.1 <a@b.example>")
	f.Fuzz(func(t *testing.T, text string) {
		a := Explain(text)
		for _, name := range []string{a.Place.Host, a.Place.Domain} {
			if parsed, ok := hostname.Parse(name); name != "" && (!ok || parsed != name) {
				t.Errorf("not a host: %q", name)
			}
		}
		for _, r := range a.Readings {
			if !IsMeaning(r.Meaning) || strings.ContainsAny(r.Code, "@<>\x00\x1b") || len(r.Code) > 50 {
				t.Errorf("%+v", r)
			}
		}
		for _, m := range a.Nearest {
			if !IsMeaning(m) {
				t.Errorf("no meaning: %s", m)
			}
		}
	})
}

// The names and addresses of people in a text are not in what is told of it.
func TestNothingPersonalComesBack(t *testing.T) {
	for _, text := range []string{
		"Login to server imap.example.org with username jane.doe@example.org failed.",
		"Sending of password for user janedoe did not succeed. Mail server pop.example.org responded: no",
		"550 5.1.1 <jane.doe@mail.example.net>: Recipient address rejected: User unknown",
		"Login failed for jane.doe@mail.example.org:secret",
		"The user name or password for “Jane Doe” is incorrect.",
		"Authentication failed for 'janedoe@smtp.example.org' at https://jane.doe@example.org/x",
	} {
		a := Explain(text)
		words := Placeholders{Host: "HOST", Address: "ADDRESS", Name: "NAME", Client: "PROGRAM"}
		for _, r := range a.Readings {
			told := strings.ToLower(Command(r.Meaning, a.Place, "", words) + r.Code + a.Place.Host + a.Place.Domain)
			if strings.Contains(told, "jane") || strings.Contains(told, "doe") || strings.Contains(told, "secret") {
				t.Errorf("%s: %s", text, told)
			}
		}
	}
}

// The host of a text is that of the mail server, and not of a page, a file or an
// address.
func TestPlace(t *testing.T) {
	for text, want := range map[string]Place{
		"dial tcp: lookup imap.example.org: no such host":                                  {Host: "imap.example.org", Service: "imap"},
		"connect to smtp.example.org:587 failed":                                           {Host: "smtp.example.org", Service: "submission", Port: 587},
		"535-5.7.8 https://support.google.com/mail/?p=BadCredentials":                      {},
		"Authentication failed for jane@example.org":                                       {Domain: "example.org"},
		"error in thunderbird.exe and omni.ja":                                             {},
		"blocked using zen.spamhaus.org; see https://www.spamhaus.org/query/ip/192.0.2.7":  {},
		"Server mail.example.org (port 110) did not answer":                                {Host: "mail.example.org", Service: "pop3", Port: 110},
		"The POP3 mail server (pop.example.org) does not support UIDL":                     {Host: "pop.example.org", Service: "pop3"},
		"535 5.7.139 Authentication unsuccessful [AM0P123CA0001.EURP123.PROD.OUTLOOK.COM]": {},
		"The Outgoing server (SMTP) ssl0.ovh.net does not support":                         {Host: "ssl0.ovh.net", Service: "submission"},
		"Version 153.8.0 of the program, on 10.03.2026":                                    {},
		"IMAP and POP3 at mail.example.org":                                                {Host: "mail.example.org"},
	} {
		if got := read(text).place(); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func BenchmarkExplain(b *testing.B) {
	text := "Sending of the message failed.\nThe mail server responded: 5.7.1 <someone@example.net>: Relay access denied."
	for b.Loop() {
		Explain(text)
	}
}
