package result

import "testing"

func TestSchemes(t *testing.T) {
	for i, want := range []string{"imaps", "imap", "pop3s", "pop3", "submissions", "submission"} {
		if got := DefaultEndpoints("mail.example.org")[i].Scheme(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := (Endpoint{Service: POP3, Security: None}).Scheme(); got != "pop3" {
		t.Error(got)
	}
}

func TestParsePort(t *testing.T) {
	for text, want := range map[string]int{"993": 993, "1": 1, "65535": 65535, "0993": 993,
		"0": 0, "65536": 0, "-1": 0, "+993": 0, " 993": 0, "": 0, "imap": 0, "0x3e1": 0, "٩٩٣": 0} {
		if got, ok := ParsePort(text); ok != (want > 0) || ok && got != want {
			t.Errorf("%q: %d %v, want %d", text, got, ok, want)
		}
	}
}

// What the table of kinds knows of each, and of one that it does not have.
func TestKindInfo(t *testing.T) {
	for _, row := range Kinds() {
		if row.Kind.Info() != row {
			t.Errorf("%s: %+v", row.Kind, row.Kind.Info())
		}
	}
	if got := Kind("new").Info(); got != (KindInfo{Kind: "new"}) {
		t.Errorf("%+v", got)
	}
}
