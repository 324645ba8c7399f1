package settings

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Published is a text that an administrator serves so that mail programs find
// a mail host, and where it goes.
type Published struct {
	Form    string        `json:"form"` // one of [PublishForms]
	Name    string        `json:"name"` // a file name
	URL     string        `json:"url,omitempty"`
	Content Content       `json:"content"`
	Notes   []locale.Text `json:"notes,omitempty"`
}

// PublishForms returns the forms in which servers are published, in the order
// of every screen.
func PublishForms() []string {
	return []string{"autoconfig", "autodiscover", "srv", "mobileconfig", "pacc"}
}

// Publish makes one form, or "all" of them, for a domain from the endpoints of
// a report that answered over a verified connection: never one that did not.
// Nil where there is none, or no such form.
func Publish(r *result.Report, domain, form string) []Published {
	h := published(r, domain)
	if len(h.servers) == 0 {
		return nil
	}
	var out []Published
	for _, row := range []struct {
		form string
		make func(publication) []Published
	}{
		{"autoconfig", publishAutoconfig}, {"autodiscover", publishAutodiscover}, {"srv", publishSRV},
		{"mobileconfig", publishMobileconfig}, {"pacc", publishPACC},
	} {
		if form == row.form || form == "all" {
			out = append(out, row.make(h)...)
		}
	}
	return out
}

// SinglePublished returns what a web server or a zone gets of one form, the first
// text of it: nil where there are several forms, or no text.
func SinglePublished(files []Published) *Published {
	var one *Published
	for i := range files {
		switch {
		case files[i].Form != files[0].Form:
			return nil
		case one == nil && len(files[i].Content) > 0:
			one = &files[i]
		}
	}
	return one
}

// publication is what is known of a domain's mail host.
type publication struct {
	domain     string
	servers    []publishedServer // IMAP, POP3, submission; TLS from the first byte first
	refused    []result.Endpoint // seen not to be offered
	preference result.Service    // the domain's own word, "" for none
	beside     []result.Beside   // services beside mail that the domain's own files name now: they are kept
	signIn     *signIn           // where tokens of OAuth2 come from, nil where it is not known
}

// signIn is what a file says of signing in.
type signIn struct {
	issuer, authorize, token, scope, client string
}

type publishedServer struct {
	result.Endpoint
	auth   string // one of the Auth… words
	tokens bool   // it takes those of OAuth2, beside or alone
	form   string // of the user name
}

// stranger reports whether OAuth2 is offered where Thunderbird cannot use it.
func (s publishedServer) stranger() bool { return s.tokens && !client.SignsIn("thunderbird", s.Host) }

// published takes the endpoints of a report that may be told to others.
func published(r *result.Report, domain string) publication {
	h := publication{domain: domain}
	if r.Discovery != nil {
		h.preference, h.beside = r.Discovery.Preference, r.Discovery.Beside
	}
	h.signIn = signInOf(r)
	for i := range r.Probes {
		switch p := &r.Probes[i]; {
		case verified(p):
			path := p.SessionPath()
			h.servers = append(h.servers, publishedServer{p.Endpoint, authWord(path, p.Login), path.TakesTokens(), nameForm(r, p)})
		case p.Status == result.Skip:
			h.refused = append(h.refused, p.Endpoint)
		}
	}
	place := func(e result.Endpoint) int {
		n := 2 * slices.Index(result.Services(), e.Service)
		if e.Security != result.TLS {
			n++
		}
		return n
	}
	slices.SortStableFunc(h.servers, func(a, b publishedServer) int { return cmp.Compare(place(a.Endpoint), place(b.Endpoint)) })
	slices.SortStableFunc(h.refused, func(a, b result.Endpoint) int { return cmp.Compare(place(a), place(b)) })
	return h
}

// signInOf returns where tokens come from: as the domain's own file says it,
// where it came over verified https, then as the table of providers has it. A
// client ID is the domain's own to give: none is made up.
func signInOf(r *result.Report) *signIn {
	if r.Discovery != nil && r.Discovery.OAuth != nil && r.Discovery.OAuth.Trust != result.TrustC {
		o := r.Discovery.OAuth
		return &signIn{o.Issuer, o.Authorize, o.Token, o.Scope, o.ClientID}
	}
	if p := r.KnownProvider(); p != nil && p.OAuth != nil {
		var scopes []string
		for _, service := range result.Services() {
			for word := range strings.FieldsSeq(p.OAuth.Scopes[service]) {
				if !slices.Contains(scopes, word) {
					scopes = append(scopes, word)
				}
			}
		}
		return &signIn{issuer: p.OAuth.Issuer, authorize: p.OAuth.Authorize, token: p.OAuth.Token, scope: strings.Join(scopes, " ")}
	}
	return nil
}

// kept returns the services beside mail that one of some sources names: a file
// that is written anew does not lose what stands in it.
func (h publication) kept(sources ...string) []result.Beside {
	var out []result.Beside
	for _, b := range h.beside {
		if slices.ContainsFunc(b.Sources, func(name string) bool { return slices.Contains(sources, name) }) {
			out = append(out, b)
		}
	}
	return out
}

// tokens reports whether a server takes tokens of OAuth2.
func (h publication) tokens() bool {
	return slices.ContainsFunc(h.servers, func(s publishedServer) bool { return s.tokens })
}

// nameForm returns the form of the user name: as the login that succeeded had
// it, then as it is published, then the whole address.
func nameForm(r *result.Report, p *result.Probe) string {
	user := r.Target.User
	local := ""
	if at := strings.LastIndexByte(r.Target.Address, '@'); at > 0 {
		local = r.Target.Address[:at]
	}
	if p.LoggedIn() && user != "" && user == local {
		return result.FormLocalPart
	}
	if !p.LoggedIn() && r.Discovery != nil {
		for _, c := range r.Discovery.Endpoints {
			if c.Service == p.Service && c.Host == p.Host && c.Port == p.Port && c.UsernameForm == result.FormLocalPart {
				return result.FormLocalPart
			}
		}
	}
	return result.FormAddress
}

// of returns the servers of a service.
func (h publication) of(services ...result.Service) []publishedServer {
	var out []publishedServer
	for _, s := range h.servers {
		if slices.Contains(services, s.Service) {
			out = append(out, s)
		}
	}
	return out
}

// takingPasswords returns the publication of the servers that take more than
// tokens of OAuth2, for the forms that have no word for it.
func (h publication) takingPasswords() publication {
	h.servers = slices.DeleteFunc(slices.Clone(h.servers), func(s publishedServer) bool { return s.auth == AuthOAuth2 })
	return h
}

// first returns the best server of a service, or nil.
func (h publication) first(service result.Service) *publishedServer {
	if all := h.of(service); len(all) > 0 {
		return &all[0]
	}
	return nil
}

// ports returns those of some servers, as a note names them.
func ports(servers []publishedServer) locale.Args {
	var list []string
	for _, s := range servers {
		list = append(list, strconv.Itoa(s.Port))
	}
	return locale.Args{"ports_list": list, "several": len(list) > 1}
}

func note(id string, args locale.Args) locale.Text {
	return locale.Text{ID: "publish." + id, Args: args}
}
