package run

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/testkit"
)

// TestReviewPackagedExamples reads the examples that the programs' own packages
// bring: what they hold is read, and what they show that is wrong is found.
func TestReviewPackagedExamples(t *testing.T) {
	const docs = "/usr/share/doc/"
	for _, c := range []struct {
		file, pack string
		accounts   []string // protocol host:port security user
		findings   string
	}{
		{docs + "isync/examples/mbsyncrc.sample", "isync", []string{
			"imap work.host.com:143 starttls tehuser", "imap host.play.com:6789 starttls-if-offered ", "imap st1.domain.com:143 starttls ", "imap imap.another-domain.com:143 starttls-if-offered ", "imap foo.bar.com:993 tls ",
		}, "password-readable starttls-optional"},
		{docs + "mutt/examples/Muttrc", "mutt", nil, ""},
		{docs + "mutt/examples/sample.muttrc", "mutt", nil, ""},
		{docs + "mutt/examples/sample.muttrc-tlr", "mutt", nil, ""},
		{docs + "mutt/examples/sample.muttrc-starter", "mutt", []string{"imap imap.gmail.com:993 tls .....@gmail.com"}, ""},
		{docs + "msmtp/examples/msmtprc-user.example", "msmtp", []string{"submission smtp.freemail.example:587 starttls joe.smith", "submission smtp.freemail.example:587 starttls joe.smith", "submission mail.company.example:587 starttls company12345"}, ""},
		{docs + "msmtp/examples/msmtprc-system.example", "msmtp", []string{"submission mail.oursite.example:465 tls "}, "sending-without-login"},
		{docs + "mpop/examples/mpoprc.example", "mpop", []string{"pop3 pop.freemail.example:110 starttls joe.smith", "pop3 pop.freemail.example:110 starttls joey", "pop3 mail.company.example:110 starttls company12345"}, ""},
		{docs + "offlineimap3/examples/offlineimap.conf", "offlineimap3", []string{"imap examplehost:993 tls username"}, ""},
		{docs + "offlineimap3/examples/offlineimap.conf.minimal", "offlineimap3", []string{"imap examplehost:993 tls jgoerzen"}, ""},
	} {
		t.Run(c.file[strings.LastIndexByte(c.file, '/')+1:], func(t *testing.T) {
			testkit.File(t, c.file, c.pack)
			r := judged(t, "", c.file)
			var read []string
			for i := range r.Accounts {
				a := &r.Accounts[i]
				read = append(read, fmt.Sprintf("%s %s:%d %s %s", a.Service, a.Host, a.Port, a.Security, a.User))
			}
			if !slices.Equal(read, c.accounts) {
				t.Errorf("%q, want %q", read, c.accounts)
			}
			if got := strings.Join(ids(r), " "); got != c.findings {
				t.Errorf("%q, want %q", got, c.findings)
			}
		})
	}
}
