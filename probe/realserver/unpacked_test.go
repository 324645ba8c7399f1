package realserver

import (
	"os"
	"path/filepath"
	"testing"

	"mailadvisor/probe/testkit"
)

// Every unpacked server takes logins over both ways of both protocols, and has
// its folders as they are meant to be.
func TestUnpacked(t *testing.T) {
	kinds := map[string][]string{
		"courier":   {`"INBOX.Sent"`, `"INBOX.Drafts"`, `"INBOX.Trash"`},
		"cyrus":     {"Envoy&AOk-s", "Brouillons", "Corbeille", "Ind&AOk-sirables"},
		"mailutils": {"Sent", "Drafts", "Trash"},
	}
	if _, err := os.Stat(filepath.Join(os.Getenv(unpackedServers), "dovecot24")); err == nil { // CI has none
		kinds["dovecot24"] = []string{"Sent", "Drafts", "Trash", "Junk"}
	}
	for kind, folders := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := Start(t, kind, Options{Messages: 12})
			wants(t, s.Folders(t), folders...)
			if n := s.Count(t, "INBOX"); n != 12 {
				t.Errorf("%d messages", n)
			}
			for _, port := range []string{"143", "993"} {
				d := dial(t, s, port, "* OK")
				if port == "143" {
					d.say("a STARTTLS", "a OK")
					d.startTLS()
				}
				said := d.say("a LOGIN "+s.User()+" "+s.Password(), "a OK")
				t.Log(said, d.say("a CAPABILITY", "a OK"))
			}
			for _, port := range []string{"110", "995"} {
				d := dial(t, s, port, "+OK")
				if port == "110" {
					d.say("STLS", "+OK")
					d.startTLS()
				}
				t.Log(d.say("CAPA", "."))
				d.say("USER "+s.User(), "+OK")
				d.say("PASS "+s.Password(), "+OK")
				wants(t, d.say("STAT", "+OK"), "+OK 12 ")
				d.say("QUIT", "+OK")
			}
			d := dial(t, s, "993", "* OK")
			d.say("a LOGIN "+s.User()+" wrong", "a NO")
			testkit.Await(t, "four logins, and one that failed", func() bool {
				succeeded, failed := s.Logins()
				return succeeded == 4 && failed > 0 // mailutils and PAM both tell of it
			})
		})
	}
}
