package diagnose

import (
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// found adds a search to a report: the domain's own autoconfig file and its
// SRV records name all six endpoints.
func found(changes ...func(*result.Report)) func(*result.Report) {
	return func(r *result.Report) {
		r.Target = result.Target{Input: "user@example.org", Address: "user@example.org", Domain: "example.org", User: "user@example.org"}
		d := &result.Discovery{}
		for i := range r.Probes {
			r.Probes[i].Named = true
			d.Endpoints = append(d.Endpoints, result.Candidate{
				Endpoint: r.Probes[i].Endpoint, Trust: result.TrustA, Sources: []string{"autoconfig", "srv"}, Followed: true, NameExists: ptr(true), UsernameForm: result.FormAddress,
			})
		}
		r.Discovery = d
		for _, change := range changes {
			change(r)
		}
	}
}

// publishes adds a server of another source.
func publishes(source, host string, port int, security result.Security, exists bool) func(*result.Report) {
	return func(r *result.Report) {
		r.Discovery.Endpoints = append(r.Discovery.Endpoints, result.Candidate{
			Endpoint: result.Endpoint{Service: result.IMAP, Host: host, Port: port, Security: security, Named: true},
			Trust:    result.TrustB, Sources: []string{source}, NameExists: ptr(exists),
		})
	}
}

// aliased makes the host that was published last an alias.
func aliased(r *result.Report) {
	r.Discovery.Endpoints[len(r.Discovery.Endpoints)-1].AliasOf = "mail.example.org"
}

// disagrees makes a source differ from autoconfig.
func disagrees(matter, source string, exists bool) func(*result.Report) {
	return func(r *result.Report) {
		r.Discovery.Disagreements = append(r.Discovery.Disagreements, result.Disagreement{
			ID: matter, Service: result.IMAP, Followed: "autoconfig", Claims: []result.Claim{
				{Sources: []string{"autoconfig"}, Trust: "A", Host: "mail.example.org", Port: 993, Security: result.TLS, UsernameForm: result.FormAddress, NameExists: ptr(true)},
				{Sources: []string{source}, Trust: "B", Host: "imap.example.org", Port: 993, Security: result.TLS, UsernameForm: result.FormLocalPart, NameExists: ptr(exists)},
			}})
	}
}

func provider(hints ...string) func(*result.Report) {
	return func(r *result.Report) {
		r.Discovery.Provider = &result.Provider{Name: "Example Mail", Hints: hints, AsOf: "2026-02", By: "domain"}
	}
}

func wildcard(r *result.Report) { r.Discovery.Wildcard = true }

// certificateFor shows another name's certificate at a port.
func certificateFor(port int, name string) func(*result.Report) {
	return func(r *result.Report) {
		badTLS(port, result.CertNameMismatch)(r)
		for i := range at(r, port).Paths {
			at(r, port).Paths[i].TLS.Chain[0].Names = []string{name}
		}
	}
}

func bySourceOnly(port int, source string) func(*result.Report) {
	return func(r *result.Report) {
		for i := range r.Discovery.Endpoints {
			if c := &r.Discovery.Endpoints[i]; c.Port == port {
				c.Sources = []string{source}
			}
		}
	}
}

// slip has IMAP published, and tested, at the port of POP3.
func slip(was int) func(*result.Report) {
	return func(r *result.Report) {
		wrong := *at(r, 995)
		wrong.Service = result.IMAP
		r.Probes = append(r.Probes, wrong)
		for i := range r.Discovery.Endpoints {
			if c := &r.Discovery.Endpoints[i]; c.Service == result.IMAP && c.Port == was {
				c.Port = 995
			}
		}
	}
}

// contradicts publishes IMAP at 143 with TLS from the first byte, where 993
// works and was tried for it.
func contradicts(r *result.Report) {
	wrong := *at(r, 995)
	wrong.Service, wrong.Port = result.IMAP, 143
	r.Probes = append(r.Probes, wrong)
	for i := range r.Discovery.Endpoints {
		if c := &r.Discovery.Endpoints[i]; c.Service == result.IMAP && c.Port == 993 {
			published := c.Endpoint
			published.Port = 143
			meant := *c
			meant.InsteadOf = &published
			c.Endpoint = published
			r.Discovery.Endpoints = append(r.Discovery.Endpoints, meant)
			return
		}
	}
}

// portless is a record without a port.
func portless(r *result.Report) {
	r.Discovery.Sources = append(r.Discovery.Sources, result.Source{Name: "srv", Status: result.SourceOK,
		Unusable: []string{"_imaps._tcp.example.org SRV 0 0 0 mail.example.org"}})
}

func unusable(r *result.Report) {
	r.Discovery.Sources = append(r.Discovery.Sources, result.Source{Name: "autoconfig", Status: result.SourceOK,
		Unusable: []string{`<incomingServer type="imap"><hostname>mail.%DOMAIN%</hostname>`}})
}

// discoveryCases are reports of searches, as in cases.
func discoveryCases() []struct {
	rule   string
	change func(*result.Report)
	status Status
	causes string
} {
	const connect = result.StepConnect
	refused := port(995, result.Refused, connect)
	rejects := rejected(result.AuthRejected, "AUTHENTICATIONFAILED", "PLAIN")
	return []struct {
		rule   string
		change func(*result.Report)
		status Status
		causes string
	}{
		{"published-not-served", found(refused), Fail, "published-outdated published-service-down"},
		{"published-not-served", found(port(993, result.WrongProtocol, result.StepGreeting)), Fail, "published-outdated"},
		{"published-not-served", found(port(993, result.SpeaksPlaintext, result.StepTLS)), Fail, "published-outdated"},
		{"published-not-served", found(host(result.Refused, connect)), "", ""},
		{"published-not-served", found(refused, bySourceOnly(995, "provider")), Pass, ""},
		{"published-not-served", found(), Pass, ""},
		{"published-not-served", refused, "", ""},
		{"port-refused", found(refused), Pass, ""}, // told by published-not-served
		{"cert-not-published-name", found(certificateFor(993, "example.org")), Fail, "published-for-many"},
		{"cert-not-published-name", found(), Pass, ""},
		{"cert-not-published-name", certificateFor(993, "example.org"), "", ""},
		{"published-not-served", found(publishes("srv", "mail.example.org", 995, result.TLS, true), port(995, result.WrongProtocol, result.StepGreeting)), Fail, "published-outdated"},
		{"published-not-served", found(slip(993), port(995, result.WrongProtocol, result.StepGreeting)), Fail, "published-slip published-outdated"},
		{"published-not-served", found(port(995, result.WrongProtocol, result.StepGreeting), contradicts), Fail, "published-slip published-outdated"},
		{"published-unusable", found(unusable), Warn, "placeholder-left"},
		{"published-unusable", found(portless), Warn, "entry-incomplete"},
		{"published-unusable", found(), Pass, ""},
		{"published-stale", found(publishes("ispdb", "imap.example.org", 993, result.TLS, false)), Warn, "entry-left"},
		{"published-stale", found(publishes("provider", "imap.example.org", 993, result.TLS, false)), Pass, ""},
		{"published-stale", found(publishes("ispdb", "imap.example.org", 993, result.TLS, true)), Pass, ""},
		{"srv-alias", found(publishes("srv", "imap.example.org", 993, result.TLS, true), aliased), note, "alias-for-move"},
		{"srv-alias", found(publishes("srv", "imap.example.org", 993, result.TLS, true)), Pass, ""},
		{"published-plaintext", found(publishes("ispdb", "mail.example.org", 143, result.None, true)), Warn, "file-old"},
		{"published-plaintext", found(), Pass, ""},
		{"address-not-public", found(leads("private", true)), Warn, "address-inner address-published"},
		{"address-not-public", found(leads("link-local", true)), Warn, "address-inner address-published"},
		{"address-not-public", found(leads("loopback", true)), Warn, "address-hosts-file address-published"},
		{"address-not-public", found(leads("loopback", false)), "", ""}, // --connect names it
		{"address-not-public", found(leads("translated", true)), Pass, ""},
		{"address-not-public", found(leads("", true)), Pass, ""},
		{"address-not-public", leads("private", true), "", ""}, // the person names the host, in their own network
		{"sources-disagree", found(disagrees(result.DifferHost, "ispdb", true)), Warn, "third-party-old sources-apart"},
		{"sources-disagree", found(disagrees(result.DifferUsername, "srv", true)), Warn, "sources-apart"},
		{"sources-disagree", found(disagrees(result.DifferOffered, "srv", true)), Warn, "sources-apart"},
		{"sources-disagree", found(disagrees(result.DifferHost, "ispdb", false)), Pass, ""},
		{"sources-disagree", found(disagrees(result.DifferPort, "ispdb", true)), Pass, ""},
		{"sources-disagree", found(disagrees(result.DifferHost, "mx-provider", true)), Pass, ""},
		{"dns-wildcard", found(wildcard), note, "wildcard-record"},
		{"dns-wildcard", found(), Pass, ""},
		{"provider-login", found(provider("app-password"), rejects), Fail, "provider-terms password-wrong"},
		{"provider-login", found(provider("enable-access-first", "app-password"), rejects), Fail, "provider-terms provider-terms"},
		{"provider-login", found(provider("app-password"), notLoggedIn), note, "provider-terms"},
		{"provider-login", found(provider("app-password")), Pass, ""},
		{"provider-login", found(provider("no-pop"), rejects), "", ""},
		{"auth-rejected", found(provider("no-pop"), rejects), Fail, "password-wrong"},
		{"auth-rejected", found(provider("app-password"), rejects), "", ""}, // told by provider-login
	}
}

// Without a search, or without a server that was probed, the rules over it
// are silent.
func TestNoSearch(t *testing.T) {
	empty := &result.Report{Discovery: &result.Discovery{Wildcard: true, Endpoints: []result.Candidate{{Sources: []string{"srv"}, NameExists: ptr(false)}}}}
	for name, r := range map[string]*result.Report{"no search": healthy(), "no server": empty} {
		for _, f := range Run(r) {
			if slices.ContainsFunc(discoveryRules(), func(row rule) bool { return row.id == f.ID }) {
				t.Errorf("%s: %s says %s", name, f.ID, f.Status)
			}
		}
	}
}

// The words name who publishes what, in both languages.
func TestPublishedWords(t *testing.T) {
	r := healthy()
	found(notLoggedIn, port(995, result.Refused, result.StepConnect), publishes("ispdb", "imap.example.org", 993, result.TLS, false),
		disagrees(result.DifferUsername, "ispdb", true), provider("app-password"))(r)
	said := map[string]map[string]string{}
	for _, p := range printers(t) {
		said[p.Lang()] = map[string]string{}
		for _, f := range Run(r) {
			f.Fill(p)
			said[p.Lang()][f.ID] = f.Title + " | " + strings.Join(f.Evidence, " | ")
		}
	}
	for lang, words := range map[string][][2]string{
		"en": {
			{"published-not-served", "autoconfig and SRV name POP3 995, which is refused | autoconfig, SRV  mail.example.org:995, SSL/TLS"},
			{"published-stale", "ISPDB names imap.example.org, which does not exist | ISPDB  imap.example.org:993, SSL/TLS: no such name"},
			{"sources-disagree", "ISPDB and autoconfig say different user names | ISPDB  the part before the @ | autoconfig  the whole address"},
			{"provider-login", "Example Mail: mail programs need an app password"},
		},
		"fr": {
			{"published-not-served", "autoconfig et SRV nomment POP3 995, qui refuse la connexion"},
			{"published-stale", "ISPDB nomme imap.example.org, qui n’existe pas | ISPDB  imap.example.org:993, SSL/TLS" + locale.Narrow + ": nom inexistant"},
		},
	} {
		for _, w := range words {
			if !strings.HasPrefix(said[lang][w[0]], w[1]) {
				t.Errorf("%s: %s says %q, want %q", lang, w[0], said[lang][w[0]], w[1])
			}
		}
	}
}
