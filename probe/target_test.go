package probe

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"mailadvisor/probe/result"
)

func TestParseTarget(t *testing.T) {
	for _, tt := range []struct {
		input, address, host, user string
		endpoint                   string // service security host:port
	}{
		{"user@example.org", "user@example.org", "", "user@example.org", ""},
		{" user@Example.ORG. ", "user@example.org", "", "user@example.org", ""},
		{`"a@b"@example.org`, `"a@b"@example.org`, "", `"a@b"@example.org`, ""},
		{`"a b"@example.org`, `"a b"@example.org`, "", `"a b"@example.org`, ""},
		{`"a \"b\" \\ c:d,e"@example.org`, `"a \"b\" \\ c:d,e"@example.org`, "", `"a \"b\" \\ c:d,e"@example.org`, ""},
		{"first.last+tag/x=y@example.org", "first.last+tag/x=y@example.org", "", "first.last+tag/x=y@example.org", ""},
		{"a..b.@example.org", "a..b.@example.org", "", "a..b.@example.org", ""},
		{strings.Repeat("a", 64) + "@example.org", strings.Repeat("a", 64) + "@example.org", "", strings.Repeat("a", 64) + "@example.org", ""},
		{"jürgen@bücher.example", "jürgen@xn--bcher-kva.example", "", "jürgen@xn--bcher-kva.example", ""},
		{"mail.example.org", "", "mail.example.org", "", ""},
		{"bücher.example", "", "xn--bcher-kva.example", "", ""},
		{"mail.example.org:993", "", "mail.example.org", "", "imap tls mail.example.org:993"},
		{"mail.example.org:110", "", "mail.example.org", "", "pop3 starttls mail.example.org:110"},
		{"192.0.2.1:587", "", "192.0.2.1", "", "submission starttls 192.0.2.1:587"},
		{"2001:db8::1", "", "2001:db8::1", "", ""},
		{"[2001:db8::1]", "", "2001:db8::1", "", ""},
		{"[2001:db8::1]:995", "", "2001:db8::1", "", "pop3 tls [2001:db8::1]:995"},
		{"imaps://mail.example.org", "", "mail.example.org", "", "imap tls mail.example.org:993"},
		{"IMAP://mail.example.org/", "", "mail.example.org", "", "imap starttls mail.example.org:143"},
		{"submissions://mail.example.org:2465", "", "mail.example.org", "", "submission tls mail.example.org:2465"},
		{"pop3://[2001:db8::1]:1110", "", "2001:db8::1", "", "pop3 starttls [2001:db8::1]:1110"},
		{"imaps://user%40example.org@mail.example.org", "", "mail.example.org", "user@example.org", "imap tls mail.example.org:993"},
		{"localhost:143", "", "localhost", "", "imap starttls localhost:143"},
	} {
		t.Run(tt.input, func(t *testing.T) {
			p, err := ParseTarget(tt.input)
			if err != nil {
				t.Fatal(err)
			}
			if p.Target.Address != tt.address || p.Target.Host != tt.host || p.Target.User != tt.user {
				t.Errorf("%+v", p.Target)
			}
			got := ""
			for _, e := range p.Endpoints {
				got += string(e.Service) + " " + string(e.Security) + " " + e.Address()
				if !e.Named {
					t.Error("the endpoint is not marked as named")
				}
			}
			if got != tt.endpoint {
				t.Errorf("endpoint %q, want %q", got, tt.endpoint)
			}
		})
	}
}

func TestParseTargetErrors(t *testing.T) {
	for input, kind := range map[string]string{
		"":                            TargetEmpty,
		"  ":                          TargetEmpty,
		"user@":                       TargetNoDomain,
		"@example.org":                TargetNoLocalPart,
		"a b@example.org":             TargetBadLocalPart,
		"<user@example.org":           TargetBadLocalPart,
		"Jane Doe <jane@example.org>": TargetBadLocalPart,
		`"a@example.org`:              TargetBadLocalPart,
		`"a"b@example.org`:            TargetBadLocalPart,
		`"a\"@example.org`:            TargetBadLocalPart,
		`""@example.org`:              TargetBadLocalPart,
		"a\x1b[31m@example.org":       TargetBadLocalPart,
		"a\u202eb@example.org":        TargetBadLocalPart,
		"\xff@example.org":            TargetBadLocalPart,
		"\"a\nb\"@example.org":        TargetBadLocalPart,
		`"a":hunter2@example.org`:     TargetBadLocalPart,
		strings.Repeat("é", 33) + "@example.org":             TargetTooLong,
		"a@" + strings.Repeat("a123456789.", 24) + "example": TargetTooLong,
		"user@192.0.2.1":               TargetBadHost,
		"mail..example.org":            TargetBadHost,
		"-mail.example.org":            TargetBadHost,
		"mail example org":             TargetBadHost,
		"192.0.2.256":                  TargetBadHost,
		"[2001:db8::1":                 TargetBadHost,
		"[192.0.2.1]:993":              TargetBadHost,
		strings.Repeat("a.", 200):      TargetBadHost,
		"mail.example.org:":            TargetBadPort,
		"mail.example.org:0":           TargetBadPort,
		"mail.example.org:65536":       TargetBadPort,
		"mail.example.org:imap":        TargetBadPort,
		"mail.example.org:8080":        TargetUnknownPort,
		"https://mail.example.org":     TargetBadScheme,
		"mailto:user@example.org":      TargetBadScheme,
		"MAILTO:user@example.org":      TargetBadScheme,
		"imaps://mail.ex/INBOX":        TargetPath,
		"imaps://mail.ex:993?x=1":      TargetPath,
		"mail.example.org:993/INBOX":   TargetPath,
		"imaps://[fe80::1%25a/b]":      TargetPath,
		"imaps://u:hunter2@mail.ex/x":  TargetPassword,
		"imaps://":                     TargetBadHost,
		"imaps://user:hunter2@mail.ex": TargetPassword,
		"imaps://user:hunter2@mail:x":  TargetPassword,
		"imaps://u:hunter2@x@mail.ex":  TargetPassword,
		"imaps://:hunter2@mail.ex":     TargetPassword,
		"https://user:hunter2@mail.ex": TargetBadScheme,
		"user:hunter2@mail.ex":         TargetPassword,
	} {
		_, err := ParseTarget(input)
		var te *TargetError
		if !errors.As(err, &te) || te.Kind != kind {
			t.Errorf("%q: %v, want %s", input, err, kind)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error shows a password: %v", err)
		}
	}
}

func FuzzParseTarget(f *testing.F) {
	for _, seed := range []string{"user@example.org", "[::1]:993", "imaps://a@b:1", "bücher.example", "a:b:c", "://", "x@[1.2.3.4]",
		`"a b"@example.org`, `"a\"b"@example.org`, `"a@example.org`, "a:hunter2@example.org", "imaps://u:hunter2@h", "é@example.org", strings.Repeat("a", 65) + "@example.org"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		p, err := ParseTarget(input)
		if err != nil {
			return
		}
		if local, _, found := strings.Cut(p.Target.Address, "@"+p.Target.Domain); found &&
			(len(local) > maxLocalPart || strings.ContainsAny(local, "\r\n\x00") || strings.Contains(local, ":") && local[0] != '"') {
			t.Errorf("%q has the local part %q", input, local)
		}
		for _, name := range []string{p.Target.Host, p.Target.Domain} {
			if strings.ContainsAny(name, " \r\n\x00/@") || len(name) > 253 {
				t.Errorf("%q becomes %q", input, name)
			}
			if _, err := netip.ParseAddr(name); strings.Contains(name, ":") && err != nil {
				t.Errorf("%q becomes %q", input, name)
			}
		}
		for _, e := range p.Endpoints {
			if e.Port < 1 || e.Port > 65535 || e.Security == result.None {
				t.Errorf("%q: %+v", input, e)
			}
		}
	})
}
