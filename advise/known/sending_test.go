package known

import (
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/discover"
)

// TestForSending wants no word about reading, and every word about a password,
// among what a machine is told that only sends.
func TestForSending(t *testing.T) {
	en, err := locale.New("en")
	if err != nil {
		t.Fatal(err)
	}
	left := 0
	for _, host := range []string{"imap.gmail.com", "outlook.office365.com", "imap.mail.yahoo.com", "imap.gmx.net", "imap.web.de", "imap.free.fr", "imap.mail.me.com"} {
		p := discover.KnownHost(host)
		if p == nil {
			t.Fatalf("%s is not in the table", host)
		}
		all := Facts(p)
		kept := ForSending(all)
		left += len(all) - len(kept)
		for _, fact := range kept {
			said := en.T(fact.ID, fact.Args)
			if strings.Contains(said, "POP") && !strings.Contains(said, "IMAP and POP") {
				t.Errorf("%s: a machine that sends is told: %s", host, said)
			}
		}
		for _, hint := range Login(p) {
			if !slices.Contains([]string{"hint.enable-pop-first", "hint.enable-imap-first"}, hint.ID) && !slices.ContainsFunc(kept, func(f locale.Text) bool { return f.ID == hint.ID }) {
				t.Errorf("%s: %s is missing: a login fails without it", host, hint.ID)
			}
		}
	}
	if left == 0 {
		t.Error("nothing was left out")
	}
}
