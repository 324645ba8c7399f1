package render_test

import (
	"bytes"
	"strings"
	"testing"

	"mailadvisor/advise"
	"mailadvisor/advise/render"
	"mailadvisor/probe/result"
)

// searched returns the search for user@example.org: its own autoconfig file,
// SRV records, and a database that is out of date.
func searched() *result.Report {
	at := func(service result.Service, host string, port int, security result.Security) result.Endpoint {
		return result.Endpoint{Service: service, Host: host, Port: port, Security: security, Named: true}
	}
	candidate := func(e result.Endpoint, trust result.Trust, followed bool, sources ...string) result.Candidate {
		return result.Candidate{
			Endpoint: e, Trust: trust, Sources: sources, Followed: followed, Domain: "example.org", NameExists: ptr(e.Host == "mail.example.org"),
			Username: "user@example.org", UsernameForm: result.FormAddress, Auth: []string{"password"},
		}
	}
	pop := candidate(at(result.POP3, "mail.example.org", 995, result.TLS), "A", true, "autoconfig", "srv")
	pop.Priority = 10
	old := candidate(at(result.IMAP, "imap.example.org", 143, result.StartTLS), "B", false, "ispdb")
	old.Username, old.UsernameForm = "user", result.FormLocalPart
	all := result.Services()
	imap := at(result.IMAP, "mail.example.org", 993, result.TLS)
	sends := at(result.Submission, "mail.example.org", 465, result.TLS)
	sends587 := at(result.Submission, "mail.example.org", 587, result.StartTLS)
	server := func(e result.Endpoint, user string) *result.ClientServer {
		return &result.ClientServer{Endpoint: e, Username: user, Auth: []string{"password"}}
	}
	same := func(source string, looks ...result.Look) result.ClientView {
		return result.ClientView{Source: source, Looks: looks, Incoming: server(imap, "user@example.org"), Outgoing: server(sends, "user@example.org")}
	}
	return &result.Report{
		Schema: result.Schema, Tool: result.Tool{Version: "0.1.0"}, StartedAt: day("2026-03-10 14:05"), ElapsedMS: 240,
		Target: result.Target{Input: "user@example.org", Address: "user@example.org", Domain: "example.org", User: "user@example.org"},
		Discovery: &result.Discovery{
			FirstMS: 31, AllMS: 240, Preference: result.IMAP,
			Sources: []result.Source{
				{Name: "autoconfig", Status: "ok", Asked: "https://autoconfig.example.org/mail/config-v1.1.xml", HTTPStatus: 200, Trust: "A", Services: all, TookMS: 142},
				{Name: "well-known", Status: "none", Reason: result.NoFile, Asked: "https://example.org/.well-known/autoconfig/mail/config-v1.1.xml", HTTPStatus: 404, TookMS: 96},
				{Name: "pacc", Status: "none", Reason: result.NoName, Asked: "https://ua-auto-config.example.org/.well-known/user-agent-configuration.json", Draft: true, TookMS: 29},
				{Name: "provider", Status: "none", Reason: result.NoListing, Asked: "example.org"},
				{Name: "srv", Status: "ok", Asked: "example.org", Trust: "C", Services: all, TookMS: 31},
				{Name: "ispdb", Status: "ok", Asked: "https://live.thunderbird.net/autoconfig/v1.1/example.org", HTTPStatus: 200, Trust: "B", Services: []result.Service{result.IMAP, result.Submission}, ThirdParty: true, TookMS: 188},
				{Name: "autodiscover", Status: "skip", Reason: result.SkipAddress},
				{Name: "autodiscover-domain", Status: "skip", Reason: result.SkipAddress},
				{Name: "autodiscover-srv", Status: "skip", Reason: result.SkipAddress},
				{Name: "mx-provider", Status: "none", Reason: result.NoListing, Asked: "mx1.example.net", TookMS: 30},
				{Name: "mx-autoconfig", Status: "none", Reason: result.NoName, Asked: "https://autoconfig.example.net/mail/config-v1.1.xml", TookMS: 236},
				{Name: "mx-ispdb", Status: "none", Reason: result.NoFile, Asked: "https://live.thunderbird.net/autoconfig/v1.1/example.net", HTTPStatus: 404, ThirdParty: true, TookMS: 190},
				{Name: "autoconfig-http", Status: "skip", Reason: result.SkipHTTP},
				{Name: "guess", Status: "ok", Asked: "example.org", Trust: "C", Services: all, TookMS: 33},
			},
			Endpoints: []result.Candidate{
				candidate(imap, "A", true, "autoconfig", "srv", "guess"), pop,
				candidate(sends, "A", true, "autoconfig", "srv", "guess"), old,
				candidate(sends587, "B", false, "ispdb", "guess"),
			},
			Disagreements: []result.Disagreement{
				{ID: result.DifferHost, Service: result.IMAP, Followed: "autoconfig", Claims: []result.Claim{
					{Sources: []string{"autoconfig", "srv"}, Trust: "A", Host: "mail.example.org", Port: 993, Security: result.TLS, UsernameForm: result.FormAddress, NameExists: ptr(true)},
					{Sources: []string{"ispdb"}, Trust: "B", Host: "imap.example.org", Port: 143, Security: result.StartTLS, UsernameForm: result.FormLocalPart, NameExists: ptr(false)}}},
				{ID: result.DifferUsername, Service: result.IMAP, Followed: "autoconfig", Claims: []result.Claim{
					{Sources: []string{"autoconfig"}, Trust: "A", Host: "mail.example.org", Port: 993, Security: result.TLS, UsernameForm: result.FormAddress, NameExists: ptr(true)},
					{Sources: []string{"ispdb"}, Trust: "B", Host: "imap.example.org", Port: 143, Security: result.StartTLS, UsernameForm: result.FormLocalPart, NameExists: ptr(true)}}},
				{ID: result.DifferPort, Service: result.Submission, Followed: "autoconfig", Claims: []result.Claim{
					{Sources: []string{"autoconfig", "srv"}, Trust: "A", Host: "mail.example.org", Port: 465, Security: result.TLS, NameExists: ptr(true)},
					{Sources: []string{"ispdb"}, Trust: "B", Host: "mail.example.org", Port: 587, Security: result.StartTLS, NameExists: ptr(true)}}},
			},
			As: map[result.Client]result.ClientView{
				"thunderbird": same("autoconfig", result.Look{Source: "autoconfig", Status: "ok"}, result.Look{Source: "ispdb", Status: "ok"}),
				"thunderbird-android": {
					Source: "ispdb", Incoming: server(old.Endpoint, "user"), Outgoing: server(sends587, "user"),
					Looks: []result.Look{{Source: "autoconfig", Status: "ok"}, {Source: "well-known", Status: "none"}, {Source: "autoconfig-http", Status: "skip"}, {Source: "ispdb", Status: "ok"}, {Source: "mx-ispdb", Status: "none"}},
					Notes: []string{"drops-file-plaintext"}, Ignores: []string{"srv"}, Unsure: []string{"autoconfig-http"},
				},
				"outlook": {Unsure: []string{"autodiscover-domain", "autodiscover", "autodiscover-srv", "autodiscover-json"}, Ignores: []string{"autoconfig", "srv", "ispdb"},
					Looks: []result.Look{{Source: "autodiscover-domain", Status: "skip"}, {Source: "autodiscover", Status: "skip"}, {Source: "autodiscover-srv", Status: "skip"}, {Source: "autodiscover-json", Status: "unknown"}}},
				"evolution": same("srv"),
				"apple":     {Source: "guess", Unsure: []string{"built-in-list"}, Incoming: server(imap, "user@example.org"), Outgoing: server(sends, "user@example.org")},
			},
		},
	}
}

// A search by situation, from the same one.
func searches() map[string]func(*result.Report) (program result.Client) {
	return map[string]func(*result.Report) result.Client{
		"discover": func(*result.Report) result.Client { return "" },
		"discover-android": func(r *result.Report) result.Client {
			v := r.Discovery.As["thunderbird-android"]
			for _, e := range []*result.ClientServer{v.Incoming, v.Outgoing} {
				p := endpoint(e.Endpoint, 21, 23, 24, 90)
				p.Login = nil
				if e.Host == "imap.example.org" {
					p.Status, p.Paths, p.Session = result.Fail, nil, ""
					p.Failure = &result.Failure{Kind: result.NameUnknown, Step: result.StepResolve, Detail: "no such host"}
				}
				r.Probes = append(r.Probes, p)
			}
			return "thunderbird-android"
		},
		"discover-outlook": func(*result.Report) result.Client { return "outlook" },
		"discover-provider": func(r *result.Report) result.Client {
			at := func(service result.Service, host string, port int) result.Candidate {
				return result.Candidate{Endpoint: result.Endpoint{Service: service, Host: host, Port: port, Security: result.TLS, Named: true},
					Username: "user@gmail.com", UsernameForm: result.FormAddress, Trust: "A", Sources: []string{"provider"}, Followed: true, Domain: "gmail.com"}
			}
			r.Target = result.Target{Input: "user@gmail.com", Address: "user@gmail.com", Domain: "gmail.com", User: "user@gmail.com"}
			r.Discovery = &result.Discovery{
				Provider:  &result.Provider{Name: "Gmail", Hints: []string{"app-password", "enable-access-first"}, AsOf: "2026-02", By: "domain"},
				Endpoints: []result.Candidate{at(result.IMAP, "imap.gmail.com", 993), at(result.POP3, "pop.gmail.com", 995), at(result.Submission, "smtp.gmail.com", 465)},
				Sources: []result.Source{
					{Name: "autoconfig", Status: "skip", Reason: result.SkipNetwork},
					{Name: "provider", Status: "ok", Asked: "gmail.com", Trust: "A", Services: result.Services()},
					{Name: "srv", Status: "skip", Reason: result.SkipNetwork},
				},
			}
			return ""
		},
		"discover-unsafe": func(r *result.Report) result.Client {
			host := "xn--mil-ela.example.net"
			at := func(service result.Service, port int) result.Candidate {
				return result.Candidate{Endpoint: result.Endpoint{Service: service, Host: host, Port: port, Security: result.TLS, Named: true}, Trust: "C",
					Sources: []string{"srv"}, Followed: true, Domain: "example.net", Unicode: "màil.example.net", OtherDomain: true, NameExists: ptr(true)}
			}
			d := r.Discovery
			d.Endpoints = []result.Candidate{at(result.IMAP, 993), at(result.Submission, 465)}
			d.Disagreements, d.As, d.Wildcard, d.Preference = nil, nil, true, ""
			d.NotOffered = []result.Service{result.POP3}
			for i := range d.Sources {
				switch x := &d.Sources[i]; x.Name {
				case "autoconfig":
					*x = result.Source{Name: x.Name, Status: "fail", Asked: x.Asked, TookMS: 5000, Failure: &result.Failure{Kind: result.Timeout, Step: result.StepDiscover}}
				case "ispdb", "guess":
					*x = result.Source{Name: x.Name, Status: "none", Reason: result.NoName, Asked: x.Asked, ThirdParty: x.ThirdParty, TookMS: x.TookMS}
				}
			}
			return ""
		},
		"discover-beside": func(r *result.Report) result.Client {
			r.Discovery.Beside = []result.Beside{
				{Kind: result.CalDAV, URL: "https://dav.example.org/remote.php/dav/calendars/%EMAILADDRESS%/", Host: "dav.example.org", Trust: "A", Sources: []string{"autoconfig", "srv"}},
				{Kind: result.CardDAV, URL: "https://dav.example.org/.well-known/carddav", Host: "dav.example.org", Trust: "C", Sources: []string{"srv"}},
				{Kind: result.JMAP, URL: "https://jmap.example.org/session", Host: "jmap.example.org", Trust: "A", Sources: []string{"pacc"}},
				{Kind: result.ManageSieve, Host: "sieve.example.org", Port: 4190, Trust: "C", Sources: []string{"srv"}},
			}
			r.Discovery.As = nil
			return ""
		},
		"discover-nothing": func(r *result.Report) result.Client {
			d := r.Discovery
			r.Target = result.Target{Input: "example.org", Domain: "example.org", Host: "example.org"}
			d.Endpoints, d.Disagreements, d.As, d.Preference, d.FirstMS = nil, nil, nil, "", 0
			for i := range d.Sources {
				if x := &d.Sources[i]; x.Status == result.SourceOK {
					x.Status, x.Reason, x.Trust, x.Services = result.SourceNone, result.NoName, "", nil
				}
			}
			return ""
		},
	}
}

func discovered(t *testing.T, lang, name string, o render.TextOptions) string {
	t.Helper()
	r := searched()
	program := searches()[name](r)
	var out bytes.Buffer
	d := advise.Discovered(r, printer(t, lang))
	if err := render.Discover(&out, d, program, printer(t, lang), o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// Each search, in each language.
func TestDiscoverScreens(t *testing.T) {
	for name := range searches() {
		for _, lang := range []string{"en", "fr"} {
			golden(t, name+"."+lang+".txt", discovered(t, lang, name, render.TextOptions{}))
		}
	}
}

// Colour repeats words, no line is wider than the screen, and every message
// exists, whatever the width.
func TestDiscoverOnEveryTerminal(t *testing.T) {
	for name := range searches() {
		for _, lang := range []string{"en", "fr"} {
			plain := discovered(t, lang, name, render.TextOptions{})
			if strings.ContainsAny(plain, "‹›") {
				t.Errorf("%s, %s: a message without words:\n%s", name, lang, plain)
			}
			if got := escapes.ReplaceAllString(discovered(t, lang, name, render.TextOptions{Color: true}), ""); got != plain {
				t.Errorf("%s, %s: colour changes the words", name, lang)
			}
			for _, o := range []render.TextOptions{{Verbose: true}, {Width: 50}, {Width: 72}, {ASCII: true}} {
				width := 80
				if o.Width > 0 {
					width = o.Width
				}
				tooWide(t, discovered(t, lang, name, o), width)
			}
		}
	}
}

func TestDiscoverHasNothingToShow(t *testing.T) {
	d := advise.Discovered(searched(), printer(t, "en"))
	if err := render.Discover(&bytes.Buffer{}, d, "pine", printer(t, "en"), render.TextOptions{}); err == nil {
		t.Error("a program without a view is shown")
	}
	d.Discovery = nil
	if err := render.Discover(&bytes.Buffer{}, d, "", printer(t, "en"), render.TextOptions{}); err == nil {
		t.Error("a document without a search is shown")
	}
}
