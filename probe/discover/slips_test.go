package discover

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mailadvisor/probe/result"
)

// What is published with a slip: which endpoints are tried for it, in what
// order, and which entries are named, to the letter, as those that nobody can
// use. Guesses are left out, where they are not the matter.
func TestSlips(t *testing.T) {
	const file, pox = "https://autoconfig.example.test/mail/config-v1.1.xml", "https://autodiscover.example.test/autodiscover/autodiscover.xml"
	protocol := func(kind, more string) string {
		return poxXML("<Protocol><Type>" + kind + "</Type><Server>mail.example.test</Server>" + more + "<SPA>off</SPA></Protocol>")
	}
	port := func(n int, more string) string { return fmt.Sprintf("<Port>%d</Port>%s", n, more) }
	srv := func(rest ...string) []string {
		var out []string
		for _, r := range rest {
			label, fields, _ := strings.Cut(r, " ")
			out = append(out, label+"._tcp.example.test. SRV "+fields)
		}
		return out
	}
	cases := []struct {
		name     string
		zone     []string // beside the host mail.example.test
		file     string   // of autoconfig
		pox      string   // of Autodiscover
		want     []string // followed: service host:port security; ! where it is not published so
		unusable []string
	}{
		// SRV records.
		{name: "imaps at the port of pop3s", zone: srv("_imaps 0 0 995 mail.example.test."), want: []string{"imap mail:995 tls", "!imap mail:993 tls"}},
		{name: "imaps at 143: the label or the port", zone: srv("_imaps 0 0 143 mail.example.test."), want: []string{"imap mail:143 tls", "!imap mail:143 starttls", "!imap mail:993 tls"}},
		{name: "imap at 993", zone: srv("_imap 0 0 993 mail.example.test."), want: []string{"imap mail:993 starttls", "!imap mail:993 tls", "!imap mail:143 starttls"}},
		{name: "pop3s at 993", zone: srv("_pop3s 0 0 993 mail.example.test."), want: []string{"pop3 mail:993 tls", "!pop3 mail:995 tls"}},
		{name: "pop3s at 110", zone: srv("_pop3s 0 0 110 mail.example.test."), want: []string{"pop3 mail:110 tls", "!pop3 mail:110 starttls", "!pop3 mail:995 tls"}},
		{name: "submission at 465", zone: srv("_submission 0 0 465 mail.example.test."), want: []string{"submission mail:465 starttls", "!submission mail:465 tls", "!submission mail:587 starttls"}},
		{name: "submissions at 587", zone: srv("_submissions 0 0 587 mail.example.test."), want: []string{"submission mail:587 tls", "!submission mail:587 starttls", "!submission mail:465 tls"}},
		{name: "submissions at 25", zone: srv("_submissions 0 0 25 mail.example.test."), want: []string{"submission mail:25 tls", "!submission mail:465 tls", "!submission mail:587 starttls"}},
		{name: "submission at 25 is no slip", zone: srv("_submission 0 0 25 mail.example.test."), want: []string{"submission mail:25 starttls"}},
		{name: "the port of another service, without TLS at once", zone: srv("_pop3 0 0 143 mail.example.test."), want: []string{"pop3 mail:143 starttls", "!pop3 mail:110 starttls"}},
		{name: "what was meant is published too", zone: srv("_imaps 0 0 995 mail.example.test.", "_imaps 0 0 993 mail.example.test."), want: []string{"imap mail:993 tls", "imap mail:995 tls"}},
		{name: "a port of nobody", zone: srv("_imaps 0 0 1993 mail.example.test."), want: []string{"imap mail:1993 tls"}},
		{name: "port 0", zone: srv("_imaps 0 0 0 mail.example.test."), want: []string{"!imap mail:993 tls"},
			unusable: []string{"_imaps._tcp.example.test SRV 0 0 0 mail.example.test"}},
		{name: "the port where the priority belongs", zone: srv("_imaps 993 0 0 mail.example.test."), want: []string{"!imap mail:993 tls"},
			unusable: []string{"_imaps._tcp.example.test SRV 993 0 0 mail.example.test"}},
		{name: "port 0 beside a good record", zone: srv("_imaps 0 0 0 mail.example.test.", "_imaps 5 0 1993 mail.example.test."), want: []string{"imap mail:1993 tls"},
			unusable: []string{"_imaps._tcp.example.test SRV 0 0 0 mail.example.test"}},
		{name: "a target of . beside a record", zone: srv("_imaps 0 0 0 .", "_imaps 1 0 993 mail.example.test."), want: []string{"imap mail:993 tls"},
			unusable: []string{"_imaps._tcp.example.test SRV 0 0 0 ."}},
		{name: "a target of . alone is a word", zone: srv("_imaps 0 0 0 .")},
		{name: "a target that is no host", zone: srv("_imaps 0 0 993 192.0.2.256."), unusable: []string{"_imaps._tcp.example.test SRV 0 0 993 192.0.2.256"}},
		{name: "a target that is an alias", zone: append(srv("_imaps 0 0 993 alias.example.test."), "alias.example.test. CNAME mail.example.test."), want: []string{"imap alias:993 tls"}},
		{name: "a target that does not exist, and one that does", zone: srv("_imaps 0 0 993 gone.example.test.", "_imaps 10 0 993 mail.example.test."), want: []string{"imap mail:993 tls"}},
		{name: "a target that does not exist under one label", zone: srv("_imaps 0 0 993 gone.example.test.", "_imap 0 0 143 mail.example.test."), want: []string{"imap mail:143 starttls"}},
		{name: "priorities the other way round", zone: srv("_imaps 10 0 993 mail.example.test.", "_imaps 0 0 993 backup.example.test."), want: []string{"imap mail:993 tls"}},

		// Autoconfig.
		{name: "SSL at 143", file: autoconfigXML("imap mail.example.test 143 SSL x"), want: []string{"imap mail:143 tls", "!imap mail:143 starttls", "!imap mail:993 tls"}},
		{name: "SSL at 587", file: autoconfigXML("smtp mail.example.test 587 SSL x"), want: []string{"submission mail:587 tls", "!submission mail:587 starttls", "!submission mail:465 tls"}},
		{name: "STARTTLS at 465", file: autoconfigXML("smtp mail.example.test 465 STARTTLS x"), want: []string{"submission mail:465 starttls", "!submission mail:465 tls", "!submission mail:587 starttls"}},
		{name: "plain at 993", file: autoconfigXML("imap mail.example.test 993 plain x"), want: []string{"!imap mail:993 tls"}},
		{name: "plain at 143 is no slip", file: autoconfigXML("imap mail.example.test 143 plain x")},
		{name: "plain at 465", file: autoconfigXML("smtp mail.example.test 465 plain x"), want: []string{"!submission mail:465 tls"}},
		{name: "plain at the port of another service", file: autoconfigXML("imap mail.example.test 995 plain x"), want: []string{"!imap mail:993 tls"}},
		{name: "STARTTLS at the port of another service", file: autoconfigXML("imap mail.example.test 995 STARTTLS x"),
			want: []string{"imap mail:995 starttls", "!imap mail:143 starttls", "!imap mail:993 tls"}},
		{name: "port 0 in a file", file: autoconfigXML("imap mail.example.test 0 STARTTLS x"), want: []string{"!imap mail:143 starttls"},
			unusable: []string{`<incomingServer type="imap"><hostname>mail.example.test</hostname><port>0</port><socketType>STARTTLS</socketType><username>x</username>`}},
		{name: "no port in a file", file: strings.Replace(autoconfigXML("imap mail.example.test 993 SSL x"), "993", " ", 1), want: []string{"!imap mail:993 tls"},
			unusable: []string{`<incomingServer type="imap"><hostname>mail.example.test</hostname><port></port><socketType>SSL</socketType><username>x</username>`}},
		{name: "an unknown placeholder", file: autoconfigXML("imap mail.%DOMAIN% 993 SSL x"),
			unusable: []string{`<incomingServer type="imap"><hostname>mail.%DOMAIN%</hostname><port>993</port><socketType>SSL</socketType><username>x</username>`}},
		{name: "an address of the web for a host", file: autoconfigXML("imap https://mail.example.test/ 993 SSL x"), want: []string{"!imap mail:993 tls"},
			unusable: []string{`<incomingServer type="imap"><hostname>https://mail.example.test/</hostname><port>993</port><socketType>SSL</socketType><username>x</username>`}},
		{name: "a host with its port", file: autoconfigXML("imap mail.example.test:993 993 SSL x"), want: []string{"!imap mail:993 tls"},
			unusable: []string{`<incomingServer type="imap"><hostname>mail.example.test:993</hostname><port>993</port><socketType>SSL</socketType><username>x</username>`}},
		{name: "blanks around a host", file: strings.Replace(autoconfigXML("imap mail.example.test 993 SSL x"), "mail.example.test", " mail.example.test\n", 1), want: []string{"imap mail:993 tls"}},
		{name: "incoming and outgoing ports the wrong way round", file: autoconfigXML("imap mail.example.test 465 SSL x", "smtp mail.example.test 993 SSL x"),
			want: []string{"imap mail:465 tls", "!imap mail:993 tls", "submission mail:993 tls", "!submission mail:465 tls"}},
		{name: "incoming and outgoing hosts and ports the wrong way round", zone: []string{"in.example.test. A 192.0.2.11", "out.example.test. A 192.0.2.12"},
			file: autoconfigXML("imap out.example.test 465 SSL x", "smtp in.example.test 993 SSL x"),
			want: []string{"imap out:465 tls", "!imap in:993 tls", "!imap out:993 tls", "submission in:993 tls", "!submission out:465 tls", "!submission in:465 tls"}},
		{name: "incoming and outgoing elements the wrong way round", file: strings.NewReplacer("incomingServer", "outgoingServer").Replace(autoconfigXML("imap mail.example.test 993 SSL x")),
			want:     []string{"!imap mail:993 tls"},
			unusable: []string{`<outgoingServer type="imap"><hostname>mail.example.test</hostname><port>993</port><socketType>SSL</socketType><username>x</username>`}},
		{name: "a broken entry, and a good one elsewhere", zone: srv("_imaps 0 0 1993 mail.example.test."), file: autoconfigXML("imap mail.example.test 0 SSL x"), want: []string{"imap mail:1993 tls"},
			unusable: []string{`<incomingServer type="imap"><hostname>mail.example.test</hostname><port>0</port><socketType>SSL</socketType><username>x</username>`}},

		// Autodiscover.
		{name: "TLS at 993", pox: protocol("IMAP", port(993, "<Encryption>TLS</Encryption>")), want: []string{"imap mail:993 starttls", "!imap mail:993 tls", "!imap mail:143 starttls"}},
		{name: "an empty SSL at 993", pox: protocol("IMAP", port(993, "<SSL></SSL>")), want: []string{"imap mail:993 tls"}},
		{name: "an empty SSL at 143", pox: protocol("IMAP", port(143, "<SSL/>")), want: []string{"imap mail:143 starttls"}},
		{name: "SSL on at 993", pox: protocol("IMAP", port(993, "<SSL>on</SSL>")), want: []string{"imap mail:993 tls"}},
		{name: "SSL on at 143", pox: protocol("IMAP", port(143, "<SSL>on</SSL>")), want: []string{"imap mail:143 starttls"}},
		{name: "SSL off at 993", pox: protocol("IMAP", port(993, "<SSL>off</SSL>")), want: []string{"!imap mail:993 tls"}},
		{name: "SSL off at 143 is without encryption", pox: protocol("IMAP", port(143, "<SSL>off</SSL>"))},
		{name: "the port of POP3 for IMAP", pox: protocol("IMAP", port(995, "")), want: []string{"imap mail:995 tls", "!imap mail:993 tls"}},
		{name: "the plain port of POP3 for IMAP", pox: protocol("IMAP", port(110, "<SSL>on</SSL>")), want: []string{"imap mail:110 starttls", "!imap mail:143 starttls"}},
		{name: "no port is the usual one", pox: protocol("IMAP", "<SSL>on</SSL>"), want: []string{"imap mail:993 tls"}},
		{name: "no port, with STARTTLS", pox: protocol("SMTP", "<Port></Port><Encryption>TLS</Encryption>"), want: []string{"submission mail:587 starttls"}},
		{name: "port 0 in an answer", pox: protocol("POP3", port(0, "")), want: []string{"!pop3 mail:995 tls"},
			unusable: []string{"<Protocol><Type>POP3</Type><Server>mail.example.test</Server><Port>0</Port>"}},
		{name: "an address of the web in an answer", pox: strings.Replace(protocol("IMAP", port(993, "")), "mail.", "imaps://mail.", 1), want: []string{"!imap mail:993 tls"},
			unusable: []string{"<Protocol><Type>IMAP</Type><Server>imaps://mail.example.test</Server><Port>993</Port>"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).zone(append(c.zone, "mail.example.test. A 192.0.2.10", "alias.example.test. A 192.0.2.10")...)
			if c.file != "" {
				w.file(file, c.file)
			}
			if c.pox != "" {
				w.file(pox, c.pox)
			}
			d := w.find("user@example.test", func(o *Options) { o.SendAddress = true })
			var got, unusable []string
			for _, e := range d.Followed() {
				if guessed(e) {
					continue
				}
				mark := ""
				if e.InsteadOf != nil {
					mark = "!"
				}
				got = append(got, mark+string(e.Service)+" "+strings.Replace(e.Address(), ".example.test", "", 1)+" "+string(e.Security))
				if len(e.Published) == 0 || !strings.Contains(e.Published[0].Text, "example.test") {
					t.Errorf("%s: how it is published is not kept: %v", e.Address(), e.Published)
				}
				if e.Named && e.InsteadOf != nil && e.Port == e.InsteadOf.Port && e.Security == e.InsteadOf.Security {
					t.Errorf("%s is instead of itself", e.Address())
				}
			}
			for _, s := range d.Sources {
				unusable = append(unusable, s.Unusable...)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error("followed:", diff)
			}
			if diff := cmp.Diff(c.unusable, unusable); diff != "" {
				t.Error("unusable:", diff)
			}
			if i := slices.IndexFunc(d.Endpoints, func(e result.Candidate) bool { return e.Port == 0 }); i >= 0 {
				t.Errorf("an endpoint without a port: %+v", d.Endpoints[i])
			}
		})
	}
}
