package hostname

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	long := strings.Repeat("a", 63)
	for said, want := range map[string]string{
		"mail.example.org":                      "mail.example.org",
		"MAIL.Example.ORG.":                     "mail.example.org",
		"localhost":                             "localhost",
		"fe80::1%eth0.7":                        "fe80::1%eth0.7",
		"bücher.example":                        "xn--bcher-kva.example",
		"xn--bcher-kva.example":                 "xn--bcher-kva.example",
		"192.0.2.7":                             "192.0.2.7",
		"2001:DB8:0::7":                         "2001:db8::7",
		long + ".example":                       long + ".example",
		"":                                      "",
		".":                                     "",
		"a..b":                                  "",
		".example.org":                          "",
		"-a.example.org":                        "",
		"a-.example.org":                        "",
		"192.0.2.777":                           "", // a name whose last label is a number
		"mail.example.org:993":                  "",
		"[2001:db8::7]":                         "",
		" mail.example.org":                     "",
		"mail example.org":                      "",
		"mail.example.org\x1b[m":                "",
		"fe80::1%\x1b[m":                        "",
		"mail_1.example.org":                    "",
		strings.Repeat("ü", 600) + ".example":   "",
		"a\xff.example":                         "",
		"a@example.org":                         "",
		"a" + long + ".example":                 "",
		strings.Repeat(long+".", 4) + "example": "",
	} {
		got, ok := Parse(said)
		if got = map[bool]string{true: got}[ok]; got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}

// What is parsed once is parsed to itself, and has nothing to obey in it.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"mail.example.org.", "bücher.example", "2001:db8::7", "fe80::1%eth0", "192.0.2.777", "-a", "ß.example", "a\x00b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, said string) {
		name, ok := Parse(said)
		if !ok {
			return
		}
		if again, ok := Parse(name); !ok || again != name {
			t.Errorf("%q: %q, and then %q %v", said, name, again, ok)
		}
		if strings.ContainsAny(name, " \t\r\n\x1b\x00/@") {
			t.Errorf("%q: %q", said, name)
		}
		Registrable(name)
		IsPublicSuffix(name)
		Unicode(name)
	})
}

func TestRegistrable(t *testing.T) {
	for host, want := range map[string]string{
		"imap.mail.example.co.uk": "example.co.uk", "example.org": "example.org", "com": "com",
		"192.0.2.10": "192.0.2.10", "2001:db8::1": "2001:db8::1", "localhost": "localhost", "a.b.test": "b.test",
	} {
		if got := Registrable(host); got != want {
			t.Errorf("%s: %s, want %s", host, got, want)
		}
	}
}

func TestIsPublicSuffix(t *testing.T) {
	for name, want := range map[string]bool{
		"com": true, "co.uk": true, "github.io": true, "example.org": false, "corp": false, "localhost": false,
	} {
		if got := IsPublicSuffix(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestUnicode(t *testing.T) {
	for host, want := range map[string]string{
		"xn--bcher-kva.example": "bücher.example", "mail.example.org": "", "192.0.2.7": "", "xn--a": "",
	} {
		if got := Unicode(host); got != want {
			t.Errorf("%s: %q, want %q", host, got, want)
		}
	}
}
