package run

import "testing"

func TestPasted(t *testing.T) {
	for typed, want := range map[string]string{
		" user@example.org\u00a0": "user@example.org", `"user@example.org"`: "user@example.org", "'user@example.org'": "user@example.org", "« user@example.org »": "user@example.org",
		"mailto:user%2Bx@example.org?subject=a": "user+x@example.org", "MAILTO:user@example.org": "user@example.org", "Jean <user@example.org>": "user@example.org", "user@example.org;": "user@example.org",
		`"a,b"@example.org`: `"a,b"@example.org`, "mail.example.org": "mail.example.org", "imaps://mail.example.org": "imaps://mail.example.org", "": "", "'": "'", `""`: `""`,
	} {
		if got := Pasted(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

func TestMeantTarget(t *testing.T) {
	for input, want := range map[string]string{
		"mail.example.org:993/ssl": "probe mail.example.org:993", "{mail.example.org:993/imap/ssl}INBOX": "probe mail.example.org:993", "user@example.org:993": "probe user@example.org",
		"imaps:mail.example.org": "probe imaps://mail.example.org", "a.example.org,b.example.org": "probe a.example.org b.example.org", "user@example,org": "probe user@example.org", "user @example.org": "probe user@example.org",
		"https://www.example.org/mail": "discover example.org", "user@@example.org": "probe user@example.org",
		"example": "", "a,b": "", "@": "", "http://": "", "user@": "", "$(x)@example.org,": "",
	} {
		if got := meantTarget("probe", input); got != want {
			t.Errorf("%q: %q, want %q", input, got, want)
		}
	}
}
