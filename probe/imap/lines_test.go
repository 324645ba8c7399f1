package imap

import (
	"strings"
	"testing"
)

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
