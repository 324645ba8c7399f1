package discover

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mailadvisor/probe/result"
)

// brief returns a view on one line: source, incoming, user, outgoing, notes.
func brief(v result.ClientView) string {
	if v.Source == "" {
		return strings.TrimSpace("nothing " + strings.Join(v.Notes, ","))
	}
	out := fmt.Sprintf("%s: %s %s %s %s", v.Source, v.Incoming.Service, v.Incoming.Address(), v.Incoming.Security, v.Incoming.Username)
	if v.Outgoing == nil {
		out += ", sends nowhere"
	} else {
		out += fmt.Sprintf(", sends by %s %s", v.Outgoing.Address(), v.Outgoing.Security)
	}
	if len(v.Notes) > 0 {
		out += "; " + strings.Join(v.Notes, ",")
	}
	return out
}

// Each habit and each known mistake of a mail program, from the answers that
// bring it out.
func TestClients(t *testing.T) {
	everySRV := []string{
		"_imaps._tcp.example.test. SRV 0 1 993 mail.example.test.", "_imap._tcp.example.test. SRV 0 1 143 mail.example.test.",
		"_submissions._tcp.example.test. SRV 0 1 465 mail.example.test.", "_submission._tcp.example.test. SRV 0 1 587 mail.example.test.",
	}
	cases := []struct {
		name   string
		client result.Client
		world  func(*world)
		want   string
	}{
		{"an autoconfig file", "thunderbird", func(w *world) { w.file(autoconfigAddress, ownFile()).file(ispdbAddress, otherFile()) },
			"autoconfig: imap mail.example.test:993 tls user@example.test, sends by mail.example.test:465 tls"},
		{"the database", "thunderbird", func(w *world) { w.file(ispdbAddress, otherFile()) },
			"ispdb: imap mail.provider.test:993 tls user@example.test, sends by mail.provider.test:465 tls"},
		{"POP3 is listed first", "thunderbird", func(w *world) {
			w.file(ispdbAddress, autoconfigXML("pop3 pop.example.test 995 SSL u", "imap imap.example.test 993 SSL u", "smtp smtp.example.test 465 SSL u"))
		}, "ispdb: pop3 pop.example.test:995 tls u, sends by smtp.example.test:465 tls; takes-first-listed"},
		{"http before the database", "thunderbird", func(w *world) { w.file(httpAddress, ownFile()).file(ispdbAddress, otherFile()) },
			"autoconfig-http: imap mail.example.test:993 tls user@example.test, sends by mail.example.test:465 tls; takes-plain-http,http-before-https"},
		{"a server without encryption", "thunderbird", func(w *world) {
			w.file(autoconfigAddress, autoconfigXML("imap mail.example.test 143 plain u", "smtp mail.example.test 465 SSL u"))
		}, "autoconfig: imap mail.example.test:143 none u, sends by mail.example.test:465 tls; takes-plaintext"},
		{"a word in another spelling passes its server over", "thunderbird", func(w *world) {
			w.file(autoconfigAddress, autoconfigXML("imap mail.example.test 993 ssl u", "pop3 mail.example.test 995 SSL u", "smtp mail.example.test 465 SSL u"))
		}, "autoconfig: pop3 mail.example.test:995 tls u, sends by mail.example.test:465 tls"},
		{"an internationalised host does", "thunderbird", func(w *world) {
			w.file(autoconfigAddress, autoconfigXML("imap b\u00fccher.example.test 993 SSL u", "imap mail.example.test 143 STARTTLS u", "smtp mail.example.test 465 SSL u"))
		}, "autoconfig: imap mail.example.test:143 starttls u, sends by mail.example.test:465 tls"},
		{"OAuth2 at a host that it does not know does", "thunderbird", func(w *world) {
			w.file(autoconfigAddress, strings.Replace(ownFile(), "password-cleartext", "OAuth2", 1)).file(ispdbAddress, otherFile())
		}, "ispdb: imap mail.provider.test:993 tls user@example.test, sends by mail.provider.test:465 tls; drops-file-incomplete"},
		{"no outgoing server discards the file", "thunderbird", func(w *world) {
			w.file(autoconfigAddress, autoconfigXML("imap mail.example.test 993 SSL u")).file(ispdbAddress, otherFile())
		}, "ispdb: imap mail.provider.test:993 tls user@example.test, sends by mail.provider.test:465 tls; drops-file-incomplete"},
		{"no domain discards the file", "thunderbird", func(w *world) {
			w.file(autoconfigAddress, strings.Replace(ownFile(), `<domain>example.test</domain>`, ``, 1))
		}, "nothing drops-file-incomplete"},
		{"an identifier that is no host discards the file", "thunderbird", func(w *world) {
			w.file(autoconfigAddress, strings.Replace(ownFile(), `id="example.test"`, `id="Example Mail!"`, 1))
		}, "nothing drops-file-incomplete"},
		{"a file that is not served as XML", "thunderbird", func(w *world) {
			w.handle(autoconfigAddress, func(rw http.ResponseWriter, _ *http.Request) {
				rw.Header().Set("Content-Type", "text/html")
				io.WriteString(rw, ownFile())
			}).file(ispdbAddress, otherFile())
		}, "ispdb: imap mail.provider.test:993 tls user@example.test, sends by mail.provider.test:465 tls; drops-file-type"},
		{"a page for people is in the way", "thunderbird", func(w *world) {
			w.file(autoconfigAddress, "<!DOCTYPE html><html>hello").file(wellKnownAddress, ownFile()).file(httpAddress, ownFile()).file(ispdbAddress, otherFile())
		}, "ispdb: imap mail.provider.test:993 tls user@example.test, sends by mail.provider.test:465 tls; stops-at-page"},
		{"so is a broken file", "thunderbird", func(w *world) { w.file(autoconfigAddress, "<clientConfig>").file(wellKnownAddress, ownFile()) },
			"nothing stops-at-page"},
		{"so is a file that it cannot use", "thunderbird", func(w *world) {
			w.file(autoconfigAddress, autoconfigXML("imap mail.example.test 993 SSL u")).file(wellKnownAddress, ownFile())
		}, "nothing drops-file-incomplete,stops-at-page"},
		{"a page that hides nothing", "thunderbird", func(w *world) {
			w.file(autoconfigAddress, "<!DOCTYPE html><html>hello").file(ispdbAddress, otherFile())
		}, "ispdb: imap mail.provider.test:993 tls user@example.test, sends by mail.provider.test:465 tls"},
		{"no page at its own host", "thunderbird", func(w *world) { w.file(wellKnownAddress, ownFile()) },
			"well-known: imap mail.example.test:993 tls user@example.test, sends by mail.example.test:465 tls"},
		{"no SRV", "thunderbird", func(w *world) { w.zone(everySRV...) }, "nothing"},
		{"a guess", "thunderbird", func(w *world) { w.zone(exists("imap.example.test", "smtp.example.test")...) },
			"guess: imap imap.example.test:993 tls user@example.test, sends by smtp.example.test:465 tls"},
		{"a wildcard", "thunderbird", func(w *world) { w.zone("*.example.test. A 127.0.0.9") },
			"guess: imap imap.example.test:993 tls user@example.test, sends by smtp.example.test:465 tls; fooled-by-wildcard"},

		{"an autoconfig file", "thunderbird-android", func(w *world) { w.file(autoconfigAddress, ownFile()) },
			"autoconfig: imap mail.example.test:993 tls user@example.test, sends by mail.example.test:465 tls"},
		{"one plain server discards a good file", "thunderbird-android", func(w *world) {
			w.file(autoconfigAddress, autoconfigXML("imap mail.example.test 993 SSL u", "imap mail.example.test 143 plain u", "smtp mail.example.test 465 SSL u")).
				file(ispdbAddress, otherFile())
		}, "ispdb: imap mail.provider.test:993 tls user@example.test, sends by mail.provider.test:465 tls; drops-file-plaintext"},
		{"a plain POP3 server does not", "thunderbird-android", func(w *world) {
			w.file(autoconfigAddress, autoconfigXML("imap mail.example.test 993 SSL u", "pop3 mail.example.test 110 plain u", "smtp mail.example.test 465 SSL u"))
		}, "autoconfig: imap mail.example.test:993 tls u, sends by mail.example.test:465 tls"},
		{"an unknown spelling discards the file", "thunderbird-android", func(w *world) {
			w.file(autoconfigAddress, autoconfigXML("imap mail.example.test 993 ssl u", "smtp mail.example.test 465 SSL u"))
		}, "nothing drops-file-incomplete"},
		{"an identifier that is no host discards the file", "thunderbird-android", func(w *world) {
			w.file(autoconfigAddress, strings.Replace(ownFile(), `id="example.test"`, `id="Example Mail!"`, 1))
		}, "nothing drops-file-incomplete"},
		{"no domain discards the file", "thunderbird-android", func(w *world) {
			w.file(autoconfigAddress, strings.Replace(ownFile(), `<domain>example.test</domain>`, ``, 1))
		}, "nothing drops-file-incomplete"},
		{"no outgoing server discards the file", "thunderbird-android", func(w *world) {
			w.file(autoconfigAddress, autoconfigXML("imap mail.example.test 993 SSL u"))
		}, "nothing drops-file-incomplete"},
		{"POP3 alone", "thunderbird-android", func(w *world) {
			w.file(autoconfigAddress, autoconfigXML("pop3 mail.example.test 995 SSL u", "smtp mail.example.test 465 SSL u"))
		}, "nothing knows-imap-only"},
		{"no guesses", "thunderbird-android", func(w *world) { w.zone(exists("imap.example.test")...) }, "nothing"},

		{"Autodiscover", "outlook", func(w *world) { w.file(poxAddress, poxXML(poxIMAP)).file(autoconfigAddress, otherFile()) },
			"autodiscover: imap mail.example.test:993 tls user@example.test, sends nowhere"},
		{"Autodiscover on the domain first", "outlook", func(w *world) {
			w.file(poxAddress, poxXML(strings.Replace(poxIMAP, "mail.", "other.", 1))).file(poxDomainAddress, poxXML(poxIMAP))
		}, "autodiscover-domain: imap mail.example.test:993 tls user@example.test, sends nowhere"},
		{"Autodiscover's second version last", "outlook", func(w *world) {
			w.file(jsonAddress, jsonAnswer("https://example.test/x.xml")).file("https://example.test/x.xml", poxXML(poxIMAP))
		}, "autodiscover-json: imap mail.example.test:993 tls user@example.test, sends nowhere"},
		{"no autoconfig", "outlook", func(w *world) { w.file(autoconfigAddress, ownFile()) }, "nothing"},

		{"a guess", "apple", func(w *world) { w.zone(exists("mail.example.test")...) },
			"guess: imap mail.example.test:993 tls user@example.test, sends by mail.example.test:465 tls"},

		{"http before the database", "gnome", func(w *world) { w.file(httpAddress, ownFile()).file(ispdbAddress, otherFile()) },
			"autoconfig-http: imap mail.example.test:993 tls user@example.test, sends by mail.example.test:465 tls; takes-plain-http,http-before-https"},

		{"SRV", "evolution", func(w *world) { w.zone(everySRV...) },
			"srv: imap mail.example.test:993 tls user@example.test, sends by mail.example.test:465 tls"},
		{"SRV of POP3 alone", "evolution", func(w *world) { w.zone("_pop3s._tcp.example.test. SRV 0 1 995 mail.example.test.") },
			"srv: pop3 mail.example.test:995 tls user@example.test, sends nowhere"},
		{"IMAP whatever the domain prefers", "evolution", func(w *world) {
			w.zone("_pop3s._tcp.example.test. SRV 0 1 995 mail.example.test.", "_imaps._tcp.example.test. SRV 10 1 993 mail.example.test.")
		}, "srv: imap mail.example.test:993 tls user@example.test, sends nowhere"},
		{"the right record", "evolution", func(w *world) {
			w.zone("_imaps._tcp.example.test. SRV 20 100 993 backup.example.test.", "_imaps._tcp.example.test. SRV 10 1 993 mail.example.test.")
		}, "srv: imap mail.example.test:993 tls user@example.test, sends nowhere"},

		{"_imap before _imaps", "aerc", func(w *world) { w.zone(everySRV...) },
			"srv: imap mail.example.test:143 starttls user@example.test, sends by mail.example.test:587 starttls; prefers-starttls"},
		{"the highest weight over all priorities", "aerc", func(w *world) {
			w.zone("_imaps._tcp.example.test. SRV 20 100 993 backup.example.test.", "_imaps._tcp.example.test. SRV 10 1 993 mail.example.test.")
		}, "srv: imap backup.example.test:993 tls user@example.test, sends nowhere; highest-weight"},
		{"never _submissions", "aerc", func(w *world) {
			w.zone("_imaps._tcp.example.test. SRV 0 1 993 mail.example.test.", "_submissions._tcp.example.test. SRV 0 1 465 mail.example.test.")
		}, "srv: imap mail.example.test:993 tls user@example.test, sends nowhere; asks-smtps"},
		{"_smtps instead", "aerc", func(w *world) {
			w.zone("_imaps._tcp.example.test. SRV 0 1 993 mail.example.test.", "_submissions._tcp.example.test. SRV 0 1 465 mail.example.test.",
				"_smtps._tcp.example.test. SRV 0 1 465 old.example.test.")
		}, "srv: imap mail.example.test:993 tls user@example.test, sends by old.example.test:465 tls; asks-smtps"},
		{"a placeholder that it does not know", "aerc", func(w *world) {
			w.file(autoconfigAddress, autoconfigXML("imap mail.example.test 993 SSL %EMAILLOCALPART%", "smtp mail.example.test 465 SSL %EMAILADDRESS%"))
		}, "autoconfig: imap mail.example.test:993 tls %EMAILLOCALPART%, sends by mail.example.test:465 tls; keeps-placeholder"},
		{"STARTTLS first in a guess", "aerc", func(w *world) { w.zone(exists("imap.example.test", "smtp.example.test")...) },
			"guess: imap imap.example.test:143 starttls user@example.test, sends by smtp.example.test:587 starttls"},
		{"the whole mail host", "aerc", func(w *world) { w.zone("example.test. MX 10 mx1.provider.test.") },
			"mx-host: imap mx1.provider.test:143 starttls user@example.test, sends by mx1.provider.test:587 starttls; takes-mail-host"},

		{"Google by its mail host", "himalaya", func(w *world) { w.zone("example.test. MX 10 aspmx.l.google.com.").file(paccAddress, paccJSON) },
			"mx-provider: imap imap.gmail.com:993 tls user@example.test, sends by smtp.gmail.com:465 tls"},
		{"no other provider by its mail host", "himalaya", func(w *world) { w.zone("example.test. MX 10 mx.laposte.net.") }, "nothing"},
		{"PACC before autoconfig", "himalaya", func(w *world) { w.file(paccAddress, paccJSON).file(autoconfigAddress, otherFile()) },
			"pacc: imap mail.example.test:993 tls user@example.test, sends by mail.example.test:465 tls"},
		{"a TXT record before the database", "himalaya", func(w *world) {
			w.zone(`example.test. TXT "mailconf=https://conf.example.test/m.xml"`).file("https://conf.example.test/m.xml", ownFile()).file(ispdbAddress, otherFile())
		}, "txt-mailconf: imap mail.example.test:993 tls user@example.test, sends by mail.example.test:465 tls"},
		{"the database before SRV", "himalaya", func(w *world) { w.zone(everySRV...).file(ispdbAddress, otherFile()) },
			"ispdb: imap mail.provider.test:993 tls user@example.test, sends by mail.provider.test:465 tls"},
		{"SRV last", "himalaya", func(w *world) { w.zone(everySRV...) },
			"srv: imap mail.example.test:993 tls user@example.test, sends by mail.example.test:465 tls"},

		{"Autodiscover before the database", "delta-chat", func(w *world) { w.file(poxDomainAddress, poxXML(poxIMAP)).file(ispdbAddress, otherFile()) },
			"autodiscover-domain: imap mail.example.test:993 tls user@example.test, sends nowhere"},
		{"a guess with the whole address", "delta-chat", func(w *world) { w.zone(exists("mail.example.test")...) },
			"guess: imap mail.example.test:993 tls user@example.test, sends by mail.example.test:465 tls"},
	}
	tested, notes := map[result.Client]bool{}, map[string]bool{}
	for _, c := range cases {
		tested[c.client] = true
		for _, n := range ClientNotes() {
			notes[n] = notes[n] || strings.Contains(c.want, n)
		}
		t.Run(string(c.client)+": "+c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c.world(w)
			v := w.find("user@example.test", sendAddress, overHTTP).As[c.client]
			if got := brief(v); got != c.want {
				t.Errorf("\n got %s\nwant %s\nlooks %v", got, c.want, v.Looks)
			}
		})
	}
	for _, c := range result.Clients() {
		if !tested[c] {
			t.Errorf("%s has no test", c)
		}
	}
	for _, n := range ClientNotes() {
		if !notes[n] {
			t.Errorf("no test brings out %s", n)
		}
	}
}

// A source that this run did not ask may have the answer that a program takes.
func TestViewIsUnsure(t *testing.T) {
	w := newWorld(t).file(ispdbAddress, ownFile()).zone("_imaps._tcp.example.test. SRV 0 1 993 mail.example.test.")
	as := w.find("user@example.test").As
	cases := []struct {
		client  result.Client
		unsure  []string
		ignores []string
	}{
		{"thunderbird", []string{"autoconfig-http"}, []string{"srv"}},
		{"gnome", []string{"autoconfig-http"}, []string{"srv"}},
		{"delta-chat", []string{"autodiscover-domain", "autodiscover"}, []string{"srv"}},
		{"outlook", []string{"autodiscover-domain", "autodiscover", "autodiscover-srv", "autodiscover-json"}, []string{"srv", "ispdb"}},
		{"apple", []string{"built-in-list"}, []string{"srv", "ispdb"}},
		{"himalaya", nil, nil},
		{"evolution", nil, nil},
	}
	for _, c := range cases {
		v := as[c.client]
		if diff := cmp.Diff(c.unsure, v.Unsure); diff != "" {
			t.Errorf("%s: %s", c.client, diff)
		}
		if diff := cmp.Diff(c.ignores, v.Ignores); diff != "" {
			t.Errorf("%s: %s", c.client, diff)
		}
	}
	looks := as["apple"].Looks
	if i := slices.IndexFunc(looks, func(l result.Look) bool { return l.Source == "built-in-list" }); looks[i].Status != result.LookUnknown {
		t.Errorf("%+v", looks[i])
	}
}
