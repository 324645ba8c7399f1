package discover

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mailadvisor/probe/result"
)

const (
	autoconfigAddress = "https://autoconfig.example.test/mail/config-v1.1.xml"
	wellKnownAddress  = "https://example.test/.well-known/autoconfig/mail/config-v1.1.xml"
	ispdbAddress      = "https://live.thunderbird.net/autoconfig/v1.1/example.test"
	paccAddress       = "https://ua-auto-config.example.test/.well-known/user-agent-configuration.json"
	poxAddress        = "https://autodiscover.example.test/autodiscover/autodiscover.xml"
	jsonAddress       = "https://autodiscover.example.test/autodiscover/autodiscover.json/v1.0/user@example.test"
	poxDomainAddress  = "https://example.test/autodiscover/autodiscover.xml"
	httpAddress       = "http://autoconfig.example.test/mail/config-v1.1.xml"

	paccJSON = `{"protocols":{"imap":{"host":"mail.example.test"},"smtp":{"host":"mail.example.test"}},"authentication":{"password":true}}`
)

func ownFile() string {
	return autoconfigXML("imap mail.example.test 993 SSL %EMAILADDRESS%", "smtp mail.example.test 465 SSL %EMAILADDRESS%")
}

func otherFile() string {
	return autoconfigXML("imap mail.provider.test 993 SSL %EMAILADDRESS%", "smtp mail.provider.test 465 SSL %EMAILADDRESS%")
}

func poxXML(protocols string) string {
	return `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">` +
		`<Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"><Account>` +
		`<AccountType>email</AccountType><Action>settings</Action>` + protocols + `</Account></Response></Autodiscover>`
}

const poxIMAP = `<Protocol><Type>IMAP</Type><Server>mail.example.test</Server><Port>993</Port><LoginName>user@example.test</LoginName><SSL>on</SSL><SPA>off</SPA></Protocol>`

func sendAddress(o *Options)  { o.SendAddress = true }
func noThirdParty(o *Options) { o.NoThirdParty = true }
func overHTTP(o *Options)     { o.HTTP = true }

// Every source of the table, alone in its world: what it finds, and how far
// that is trusted.
func TestSources(t *testing.T) {
	digest := func() string {
		sum := sha256.Sum256([]byte(paccJSON))
		return base64.StdEncoding.EncodeToString(sum[:])
	}
	cases := []struct {
		name    string
		source  string
		world   func(*world)
		options func(*Options)
		want    []string // the endpoints
		status  string   // status and reason of the source, and the kind of its failure
	}{
		{"its own https, its own hosts", "autoconfig", func(w *world) { w.file(autoconfigAddress, ownFile()) }, nil,
			[]string{"> A autoconfig imap mail.example.test:993 tls", "> A autoconfig submission mail.example.test:465 tls"}, "ok"},
		{"its own https, other hosts", "autoconfig", func(w *world) { w.file(autoconfigAddress, otherFile()) }, nil,
			[]string{"> B autoconfig imap mail.provider.test:993 tls", "> B autoconfig submission mail.provider.test:465 tls"}, "ok"},
		{"well-known", "well-known", func(w *world) { w.file(wellKnownAddress, ownFile()) }, nil,
			[]string{"> A well-known imap mail.example.test:993 tls", "> A well-known submission mail.example.test:465 tls"}, "ok"},
		{"a page for people", "well-known", func(w *world) { w.file(wellKnownAddress, "\n<!DOCTYPE html><html>hello") }, nil, nil, "none other-page"},
		{"a page for people that is XML", "well-known", func(w *world) {
			w.file(wellKnownAddress, `<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html/>`)
		}, nil, nil, "none other-page"},
		{"no such file", "well-known", func(w *world) { w.Host("https://example.test") }, nil, nil, "none not-found"},
		{"no such name", "autoconfig", func(*world) {}, nil, nil, "none no-such-name"},
		{"a server error", "autoconfig", func(w *world) {
			w.handle(autoconfigAddress, func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(503) })
		}, nil, nil, "fail protocol-error"},
		{"nothing but noise", "autoconfig", func(w *world) { w.file(autoconfigAddress, "not XML at all") }, nil, nil, "fail malformed"},
		{"an entity", "autoconfig", func(w *world) {
			w.file(autoconfigAddress, `<!DOCTYPE a [<!ENTITY h "mail.example.test">]>`+ownFile())
		}, nil, nil, "fail malformed"},
		{"a file without end", "autoconfig", func(w *world) {
			w.file(autoconfigAddress, ownFile()+strings.Repeat(" ", maxBody))
		}, nil, nil, "fail too-large"},
		{"a file without servers", "autoconfig", func(w *world) { w.file(autoconfigAddress, autoconfigXML()) }, nil, nil, "none no-servers"},
		{"more servers than anybody has", "autoconfig", func(w *world) {
			w.file(autoconfigAddress, autoconfigXML(make25()...))
		}, nil, nil, "fail malformed"},
		{"the database", "ispdb", func(w *world) { w.file(ispdbAddress, ownFile()) }, nil,
			[]string{"> B ispdb imap mail.example.test:993 tls", "> B ispdb submission mail.example.test:465 tls"}, "ok"},
		{"a folder of the database", "ispdb-dir", func(*world) {}, func(o *Options) { o.ISPDB = "testdata/ispdb" },
			[]string{"> B ispdb-dir imap mail.provider.test:993 tls", "> B ispdb-dir submission mail.provider.test:465 tls"}, "ok"},
		{"a folder without the domain", "ispdb-dir", func(*world) {}, func(o *Options) { o.ISPDB = "testdata/providers" }, nil, "none not-listed"},
		{"a folder that is not there", "ispdb-dir", func(*world) {}, func(o *Options) { o.ISPDB = "testdata/no-such-folder" }, nil, "fail local-error"},
		{"the database, forbidden", "ispdb", func(w *world) { w.file(ispdbAddress, ownFile()) }, noThirdParty, nil, "skip third-party"},
		{"http, not asked for", "autoconfig-http", func(w *world) { w.file(httpAddress, ownFile()) }, nil, nil, "skip plain-http"},
		{"http is never trusted", "autoconfig-http", func(w *world) { w.file(httpAddress, ownFile()) }, overHTTP,
			[]string{"> C autoconfig-http imap mail.example.test:993 tls", "> C autoconfig-http submission mail.example.test:465 tls"}, "ok"},
		{"http that points to https is still http", "autoconfig-http", func(w *world) {
			w.handle(httpAddress, redirectTo("https://setup.example.test/file.xml")).file("https://setup.example.test/file.xml", ownFile())
		}, overHTTP, []string{"> C autoconfig-http imap mail.example.test:993 tls", "> C autoconfig-http submission mail.example.test:465 tls"}, "ok"},
		{"a redirect within the domain", "autoconfig", func(w *world) {
			w.handle(autoconfigAddress, redirectTo("https://setup.example.test/file.xml")).file("https://setup.example.test/file.xml", ownFile())
		}, nil, []string{"> A autoconfig imap mail.example.test:993 tls", "> A autoconfig submission mail.example.test:465 tls"}, "ok"},
		{"a redirect to another domain", "autoconfig", func(w *world) {
			w.handle(autoconfigAddress, redirectTo("https://provider.test/file.xml")).file("https://provider.test/file.xml", ownFile())
		}, nil, []string{"> B autoconfig imap mail.example.test:993 tls", "> B autoconfig submission mail.example.test:465 tls"}, "ok"},
		{"a redirect to another domain, forbidden", "autoconfig", func(w *world) {
			w.handle(autoconfigAddress, redirectTo("https://provider.test/file.xml")).file("https://provider.test/file.xml", ownFile())
		}, noThirdParty, nil, "fail protocol-error"},
		{"a redirect to http", "autoconfig", func(w *world) {
			w.handle(autoconfigAddress, redirectTo(httpAddress)).file(httpAddress, ownFile())
		}, nil, nil, "fail protocol-error"},
		{"a redirect to an address of a network of its own", "autoconfig", func(w *world) {
			w.handle(autoconfigAddress, redirectTo("https://192.168.1.1/file.xml")).file("https://192.168.1.1/file.xml", ownFile())
		}, nil, nil, "fail protocol-error"},
		{"a redirect to the metadata of a cloud", "autoconfig", func(w *world) { w.handle(autoconfigAddress, redirectTo("https://[fd00:ec2::254]/latest")) }, nil, nil, "fail protocol-error"},
		{"a name that leads where nobody is to be asked", "autoconfig", func(w *world) { w.file(autoconfigAddress, ownFile()) },
			func(o *Options) { o.Allow = func(ip netip.Addr) error { return errors.New("not " + ip.String()) } }, nil, "fail protocol-error"},
		{"redirects in a circle", "autoconfig", func(w *world) { w.handle(autoconfigAddress, redirectTo(autoconfigAddress)) }, nil, nil, "fail protocol-error"},
		{"PACC without a digest", "pacc", func(w *world) { w.file(paccAddress, paccJSON) }, nil,
			[]string{"> A pacc imap mail.example.test:993 tls", "> A pacc submission mail.example.test:465 tls"}, "ok"},
		{"PACC with its digest", "pacc", func(w *world) {
			w.file(paccAddress, paccJSON).zone(`_ua-auto-config.example.test. TXT "v=UAAC1; a=sha256; d=` + digest() + `"`)
		}, nil, []string{"> A pacc imap mail.example.test:993 tls", "> A pacc submission mail.example.test:465 tls"}, "ok"},
		{"PACC with the digest of another file", "pacc", func(w *world) {
			w.file(paccAddress, paccJSON+" ").zone(`_ua-auto-config.example.test. TXT "v=UAAC1; a=sha256; d=` + digest() + `"`)
		}, nil, nil, "fail protocol-error"},
		{"PACC of other hosts", "pacc", func(w *world) { w.file(paccAddress, strings.ReplaceAll(paccJSON, "mail.example", "mail.provider")) }, nil,
			[]string{"> B pacc imap mail.provider.test:993 tls", "> B pacc submission mail.provider.test:465 tls"}, "ok"},
		{"PACC that is no JSON", "pacc", func(w *world) { w.file(paccAddress, "{") }, nil, nil, "fail malformed"},
		{"Autodiscover, without leave", "autodiscover", func(w *world) { w.file(poxAddress, poxXML(poxIMAP)) }, nil, nil, "skip needs-address"},
		{"Autodiscover", "autodiscover", func(w *world) { w.file(poxAddress, poxXML(poxIMAP)) }, sendAddress,
			[]string{"> A autodiscover imap mail.example.test:993 tls"}, "ok"},
		{"Autodiscover on the domain", "autodiscover-domain", func(w *world) { w.file(poxDomainAddress, poxXML(poxIMAP)) }, sendAddress,
			[]string{"> A autodiscover-domain imap mail.example.test:993 tls"}, "ok"},
		{"Autodiscover by SRV", "autodiscover-srv", func(w *world) {
			w.zone("_autodiscover._tcp.example.test. SRV 0 0 443 ad.provider.test.").
				file("https://ad.provider.test/autodiscover/autodiscover.xml", poxXML(poxIMAP))
		}, sendAddress, []string{"> C autodiscover-srv imap mail.example.test:993 tls"}, "ok"},
		{"Autodiscover by SRV, on another port", "autodiscover-srv", func(w *world) {
			w.zone("_autodiscover._tcp.example.test. SRV 0 0 8443 ad.example.test.").
				file("https://ad.example.test:8443/autodiscover/autodiscover.xml", poxXML(poxIMAP))
		}, sendAddress, []string{"> C autodiscover-srv imap mail.example.test:993 tls"}, "ok"},
		{"Autodiscover by SRV, another party, forbidden", "autodiscover-srv", func(w *world) {
			w.zone("_autodiscover._tcp.example.test. SRV 0 0 443 ad.provider.test.")
		}, func(o *Options) { sendAddress(o); noThirdParty(o) }, nil, "skip third-party"},
		{"Autodiscover by SRV, at a public suffix", "autodiscover-srv", func(w *world) {
			w.zone("_autodiscover._tcp.example.test. SRV 0 0 443 co.uk.")
		}, sendAddress, nil, "none no-servers"},
		{"Autodiscover that points on", "autodiscover", func(w *world) {
			w.file(poxAddress, poxXML("<RedirectUrl>https://ad.provider.test/x</RedirectUrl>")).file("https://ad.provider.test/x", poxXML(poxIMAP))
		}, sendAddress, []string{"> B autodiscover imap mail.example.test:993 tls"}, "ok"},
		{"Autodiscover that points to itself", "autodiscover", func(w *world) {
			w.file(poxAddress, poxXML("<RedirectUrl>"+poxAddress+"</RedirectUrl>"))
		}, sendAddress, nil, "fail protocol-error"},
		{"Autodiscover that points to a public suffix", "autodiscover", func(w *world) {
			w.file(poxAddress, poxXML("<RedirectUrl>https://co.uk/x</RedirectUrl>"))
		}, sendAddress, nil, "fail protocol-error"},
		{"Autodiscover that points to another address", "autodiscover", func(w *world) {
			w.file(poxAddress, poxXML("<RedirectAddr>user@provider.test</RedirectAddr>"))
		}, sendAddress, nil, "fail malformed"},
		{"Autodiscover that knows no such mailbox", "autodiscover", func(w *world) {
			w.file(poxAddress, `<Autodiscover><Response><Error><ErrorCode>500</ErrorCode><Message>no</Message></Error></Response></Autodiscover>`)
		}, sendAddress, nil, "fail malformed"},
		{"Autodiscover's second version", "autodiscover-json", func(w *world) {
			w.file(jsonAddress, jsonAnswer("https://example.test/x.xml")).file("https://example.test/x.xml", poxXML(poxIMAP))
		}, sendAddress, []string{"> A autodiscover-json imap mail.example.test:993 tls"}, "ok"},
		{"Autodiscover's second version that points to another party", "autodiscover-json", func(w *world) {
			w.file(jsonAddress, jsonAnswer("https://ad.provider.test/x.xml")).file("https://ad.provider.test/x.xml", poxXML(poxIMAP))
		}, sendAddress, []string{"> B autodiscover-json imap mail.example.test:993 tls"}, "ok"},
		{"Autodiscover's second version that points to http", "autodiscover-json", func(w *world) { w.file(jsonAddress, jsonAnswer("http://example.test/x.xml")) },
			sendAddress, nil, "fail protocol-error"},
		{"Autodiscover's second version that points nowhere", "autodiscover-json", func(w *world) {
			w.file(jsonAddress, jsonAnswer("https://example.test/x.xml")).Host("https://example.test")
		},
			sendAddress, nil, "none not-found"},
		{"Autodiscover's second version that is no JSON", "autodiscover-json", func(w *world) { w.file(jsonAddress, "<Autodiscover/>") },
			sendAddress, nil, "fail malformed"},
		{"Autodiscover's second version, without leave", "autodiscover-json", func(w *world) { w.file(jsonAddress, jsonAnswer(poxAddress)) }, nil, nil, "skip needs-address"},
		{"a TXT record", "txt-mailconf", func(w *world) {
			w.zone(`example.test. TXT "v=spf1 -all"`, `example.test. TXT "mailconf=https://conf.example.test/m.xml"`).file("https://conf.example.test/m.xml", ownFile())
		}, nil, []string{"> C txt-mailconf imap mail.example.test:993 tls", "> C txt-mailconf submission mail.example.test:465 tls"}, "ok"},
		{"a TXT record that is signed", "txt-mailconf", func(w *world) {
			w.Sign()
			w.zone(`example.test. TXT "mailconf=https://conf.example.test/" "m.xml"`).file("https://conf.example.test/m.xml", ownFile())
		}, nil, []string{"> B txt-mailconf imap mail.example.test:993 tls", "> B txt-mailconf submission mail.example.test:465 tls"}, "ok"},
		{"a TXT record that names another party, forbidden", "txt-mailconf", func(w *world) {
			w.zone(`example.test. TXT "mailconf=https://conf.provider.test/m.xml"`)
		}, noThirdParty, nil, "skip third-party"},
		{"a TXT record that names an http address", "txt-mailconf", func(w *world) { w.zone(`example.test. TXT "mailconf=http://conf.example.test/m.xml"`) },
			nil, nil, "skip plain-http"},
		{"a TXT record that names an http address, with leave", "txt-mailconf", func(w *world) {
			w.Sign()
			w.zone(`example.test. TXT "mailconf=http://conf.example.test/m.xml"`).file("http://conf.example.test/m.xml", ownFile())
		}, overHTTP, []string{"> C txt-mailconf imap mail.example.test:993 tls", "> C txt-mailconf submission mail.example.test:465 tls"}, "ok"},
		{"a TXT record that names a login", "txt-mailconf", func(w *world) { w.zone(`example.test. TXT "mailconf=https://u:p@conf.example.test/m.xml"`) },
			nil, nil, "fail malformed"},
		{"TXT records of other kinds", "txt-mailconf", func(w *world) { w.zone(`example.test. TXT "mailconf=imap.example.test"`) }, nil, nil, "none no-such-name"},
		{"the mail host's domain", "mx-autoconfig", func(w *world) {
			w.zone("example.test. MX 20 other.test.", "example.test. MX 10 mx1.in.provider.test.").
				file("https://autoconfig.provider.test/mail/config-v1.1.xml", otherFile())
		}, nil, []string{"> C mx-autoconfig imap mail.provider.test:993 tls", "> C mx-autoconfig submission mail.provider.test:465 tls"}, "ok"},
		{"the mail host's domain, less its first label before all", "mx-autoconfig", func(w *world) {
			w.zone("example.test. MX 10 mx1.in.provider.test.").
				file("https://autoconfig.in.provider.test/mail/config-v1.1.xml", otherFile()).
				file("https://autoconfig.provider.test/mail/config-v1.1.xml", ownFile())
		}, nil, []string{"> C mx-autoconfig imap mail.provider.test:993 tls", "> C mx-autoconfig submission mail.provider.test:465 tls"}, "ok"},
		{"the mail host's domain, forbidden", "mx-autoconfig", func(w *world) {
			w.zone("example.test. MX 10 mx1.provider.test.").file("https://autoconfig.provider.test/mail/config-v1.1.xml", otherFile())
		}, noThirdParty, nil, "skip third-party"},
		{"a mail host of its own", "mx-autoconfig", func(w *world) { w.zone("example.test. MX 10 mx1.example.test.") }, nil, nil, "skip same-domain"},
		{"no mail at all", "mx-autoconfig", func(w *world) { w.zone("example.test. MX 0 .") }, nil, nil, "none no-mail"},
		{"the mail host's domain in the database", "mx-ispdb", func(w *world) {
			w.zone("example.test. MX 10 mx1.provider.test.").file("https://live.thunderbird.net/autoconfig/v1.1/provider.test", otherFile())
		}, nil, []string{"> C mx-ispdb imap mail.provider.test:993 tls", "> C mx-ispdb submission mail.provider.test:465 tls"}, "ok"},
		{"the mail host in the table", "mx-provider", func(w *world) { w.zone("example.test. MX 10 aspmx.l.google.com.") }, nil,
			[]string{"> C mx-provider imap imap.gmail.com:993 tls", "> C mx-provider pop3 pop.gmail.com:995 tls", "> C mx-provider submission smtp.gmail.com:465 tls"}, "ok"},
		{"no name server's answer", "srv", func(w *world) {
			for _, l := range srvLabels() {
				w.Break("_" + l.label + "._tcp.example.test.")
			}
		}, nil, nil, "fail name-lookup-failed"},
		{"not in the table", "provider", func(*world) {}, nil, nil, "none not-listed"},
		{"no guess exists", "guess", func(*world) {}, nil, nil, "none no-such-name"},
	}
	tested := map[string]bool{} // srv has more in srv_test.go
	for _, c := range cases {
		tested[c.source] = true
		t.Run(c.source+": "+c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c.world(w)
			d := w.find("user@example.test", func(o *Options) {
				if c.options != nil {
					c.options(o)
				}
			})
			if diff := cmp.Diff(c.want, lines(d)); diff != "" {
				t.Error(diff)
			}
			s := source(t, d, c.source)
			got := strings.TrimSpace(string(s.Status) + " " + string(s.Reason))
			if s.Failure != nil {
				got += " " + string(s.Failure.Kind)
			}
			if got != c.status {
				t.Errorf("status %q, want %q (%+v)", got, c.status, s.Failure)
			}
			if s.Draft != (c.source == "pacc") {
				t.Errorf("draft %v", s.Draft)
			}
		})
	}
	for _, name := range Sources() {
		if !tested[name] {
			t.Errorf("source %q has no row here: a world in which it finds servers", name)
		}
	}
}

// jsonAnswer returns an answer of Autodiscover's second version.
func jsonAnswer(address string) string {
	return `{"Protocol":"Autodiscoverv1","Url":"` + address + `"}`
}

// What the records of a domain say stands in the report, whatever is followed.
func TestDNSRecords(t *testing.T) {
	w := newWorld(t)
	w.Break("_pop3s._tcp.example.test.")
	w.zone("_imaps._tcp.example.test. SRV 10 1 993 b.example.test.", "_imaps._tcp.example.test. SRV 0 5 993 a.example.test.",
		"_pop3._tcp.example.test. SRV 0 0 0 .", "example.test. MX 20 mx2.example.test.", "example.test. MX 10 mx1.example.test.")
	say := func(d *result.DNS) string {
		var out []string
		for _, set := range d.Records {
			line := set.Type + " " + set.Name
			for _, r := range set.Records {
				line += fmt.Sprintf(" %d/%d %s:%d", r.Priority, r.Weight, r.Host, r.Port)
			}
			if set.Failure != nil {
				line += " " + string(set.Failure.Kind)
			}
			out = append(out, fmt.Sprint(line, " ", set.DNSSEC))
		}
		return strings.Join(out, "\n")
	}
	want := `SRV _imaps._tcp.example.test 0/5 a.example.test:993 10/1 b.example.test:993 false
SRV _imap._tcp.example.test false
SRV _pop3s._tcp.example.test name-lookup-failed false
SRV _pop3._tcp.example.test 0/0 .:0 false
SRV _submissions._tcp.example.test false
SRV _submission._tcp.example.test false
MX example.test 10/0 mx1.example.test:0 20/0 mx2.example.test:0 false`
	d := w.find("user@example.test")
	if diff := cmp.Diff(want, say(d.DNS)); diff != "" || d.DNS.Validates {
		t.Error(diff, d.DNS.Validates)
	}
	w.Sign()
	if d = w.find("user@example.test"); !d.DNS.Validates || !strings.HasSuffix(say(d.DNS), "true") {
		t.Errorf("%+v", d.DNS)
	}
	if d = w.find("user@example.test", func(o *Options) { o.NoNetwork = true }); d.DNS != nil {
		t.Errorf("nobody was asked: %+v", d.DNS)
	}
}

func redirectTo(address string) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, address, http.StatusFound) }
}

func make25() []string {
	var out []string
	for range 25 {
		out = append(out, "imap mail.example.test 993 SSL u")
	}
	return out
}
