package utf7

import "testing"

// As RFC 3501 section 5.1.3 has it, and as servers were seen to write it.
func TestEncode(t *testing.T) {
	for name, want := range map[string]string{
		"INBOX.Entwürfe":     "INBOX.Entw&APw-rfe",
		"Éléments envoyés":   "&AMk-l&AOk-ments envoy&AOk-s",
		"~peter/mail/台北/日本語": "~peter/mail/&U,BTFw-/&ZeVnLIqe-",
		"a&b":                "a&-b",
		"R&D – Übung":        "R&-D &IBM- &ANw-bung",
		"𝄞":                  "&2DTdHg-",
		"Sent":               "Sent",
		"":                   "",
		"äÄ":                 "&AOQAxA-",
		"&ä":                 "&-&AOQ-",
		"Отправленные":       "&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-",
	} {
		if got := Encode(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestDecodeShift(t *testing.T) {
	for encoded, want := range map[string]string{"": "&", "APw": "\u00fc", "U,BTFw": "\u53f0\u5317"} {
		if got, ok := DecodeShift(encoded); got != want || !ok {
			t.Errorf("DecodeShift(%q) = %q, %v, want %q", encoded, got, ok, want)
		}
	}
	for _, bad := range []string{"A", "APw=", "U/BTFw", "2D0", "APwA"} {
		if got, ok := DecodeShift(bad); ok {
			t.Errorf("DecodeShift(%q) = %q", bad, got)
		}
	}
}
