package discover

import (
	"slices"
	"strings"
	"testing"

	"mailadvisor/probe/result"
)

// What looks like a slip is published as it is, and what was meant is looked at
// beside it, with the trust of whoever published it.
func TestCorrected(t *testing.T) {
	pox := func(kind, port, more string) string {
		return `<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"><Response><Account><Protocol><Type>` + kind +
			`</Type><Server>mail.example.test</Server><Port>` + port + `</Port>` + more + `</Protocol></Account></Response></Autodiscover>`
	}
	cases := []struct {
		name  string
		zone  []string
		files map[string]string
		want  []string // service:port security, of what is followed; with ! where it is instead of something
	}{
		{"the port of another service", []string{"_imaps._tcp.example.test. SRV 0 0 995 mail.example.test."}, nil,
			[]string{"imap:995 tls", "!imap:993 tls"}},
		{"the port of another service, without TLS at once", []string{"_pop3._tcp.example.test. SRV 0 0 143 mail.example.test."}, nil,
			[]string{"pop3:143 starttls", "!pop3:110 starttls"}},
		{"submission at the port of submissions", []string{"_submission._tcp.example.test. SRV 0 0 465 mail.example.test."}, nil,
			[]string{"submission:465 starttls", "!submission:465 tls"}},
		{"submissions at the port of submission", []string{"_submissions._tcp.example.test. SRV 0 0 587 mail.example.test."}, nil,
			[]string{"submission:587 tls", "!submission:587 starttls"}},
		{"what was meant is published too", []string{"_imaps._tcp.example.test. SRV 0 0 995 mail.example.test.", "_imaps._tcp.example.test. SRV 0 0 993 mail.example.test."}, nil,
			[]string{"imap:993 tls", "imap:995 tls"}},
		{"a port of nobody", []string{"_imaps._tcp.example.test. SRV 0 0 1993 mail.example.test."}, nil, []string{"imap:1993 tls"}},
		{"STARTTLS at 993 in a file", nil, map[string]string{"https://autoconfig.example.test/mail/config-v1.1.xml": autoconfigXML("imap mail.example.test 993 STARTTLS %EMAILADDRESS%")},
			[]string{"imap:993 starttls", "!imap:993 tls"}},
		{"no encryption at 993 in a file", nil, map[string]string{"https://autoconfig.example.test/mail/config-v1.1.xml": autoconfigXML("imap mail.example.test 993 plain %EMAILADDRESS%")},
			[]string{"!imap:993 tls"}},
		{"no encryption at 143 is no slip", nil, map[string]string{"https://autoconfig.example.test/mail/config-v1.1.xml": autoconfigXML("imap mail.example.test 143 plain %EMAILADDRESS%")}, nil},
		{"Autodiscover: TLS at 993", nil, map[string]string{"https://autodiscover.example.test/autodiscover/autodiscover.xml": pox("IMAP", "993", "<Encryption>TLS</Encryption>")},
			[]string{"imap:993 starttls", "!imap:993 tls"}},
		{"Autodiscover: an empty SSL", nil, map[string]string{"https://autodiscover.example.test/autodiscover/autodiscover.xml": pox("IMAP", "993", "<SSL></SSL>")},
			[]string{"imap:993 tls"}},
		{"Autodiscover: no encryption at 995", nil, map[string]string{"https://autodiscover.example.test/autodiscover/autodiscover.xml": pox("POP3", "995", "<SSL>off</SSL>")},
			[]string{"!pop3:995 tls"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t).zone(append(c.zone, "mail.example.test. A 192.0.2.10")...)
			for address, text := range c.files {
				w.file(address, text)
			}
			d := w.find("user@example.test", func(o *Options) { o.SendAddress = true })
			var got []string
			for _, e := range d.Followed() {
				if slices.Equal(e.Sources, []string{"guess"}) {
					continue
				}
				mark := ""
				if e.InsteadOf != nil {
					mark = "!"
				}
				got = append(got, mark+string(e.Service)+":"+strings.TrimPrefix(e.Address(), "mail.example.test:")+" "+string(e.Security))
				if len(e.Published) == 0 || !strings.Contains(e.Published[0].Text, "mail.example.test") {
					t.Errorf("%s: how it is published is not kept: %v", e.Address(), e.Published)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("followed: %q, want %q", got, c.want)
			}
		})
	}
}

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
