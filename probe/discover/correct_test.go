package discover

import (
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/result"
)

// Servers that nobody could use are told with their words; those of other
// kinds are not.
func TestUnusable(t *testing.T) {
	w := newWorld(t).file("https://autoconfig.example.test/mail/config-v1.1.xml",
		autoconfigXML("imap mail.%DOMAIN% 993 SSL %EMAILADDRESS%", "smtp mail.example.test 465 SSL %USERNAME%", "exchange ews.example.test 443 SSL x"))
	d := w.find("user@example.test")
	s := source(t, d, "autoconfig")
	if len(s.Unusable) != 1 || !strings.Contains(s.Unusable[0], "mail.%DOMAIN%") {
		t.Errorf("unusable: %q", s.Unusable)
	}
	i := slices.IndexFunc(d.Endpoints, func(c result.Candidate) bool { return c.Service == result.Submission && c.Sources[0] == "autoconfig" })
	if i < 0 || d.Endpoints[i].Username != "" {
		t.Errorf("a placeholder that nobody knows is taken for a user name: %+v", d.Endpoints)
	}
}
