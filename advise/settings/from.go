package settings

import (
	"cmp"
	"slices"
	"strings"

	"mailadvisor/advise/choose"
	"mailadvisor/probe/result"
)

// From makes the settings that follow from the advice and from what the person
// said. A server is nil where no endpoint of the report can be used. Without an
// advice, IMAP comes before POP3. The needs are nil where nothing was said.
func From(r *result.Report, a *choose.Advice, n *choose.Needs) *Settings {
	if a != nil && a.Protocol != "" {
		return For(r, a, n, a.Protocol)
	}
	if pick(r, result.IMAP) == nil {
		return For(r, a, n, string(result.POP3))
	}
	return For(r, a, n, string(result.IMAP))
}

// For makes the settings for a protocol of the person's own choice: imap or
// pop3. "mixed", IMAP with POP on one computer, gives the IMAP side; "none"
// gives no incoming server.
func For(r *result.Report, a *choose.Advice, n *choose.Needs, protocol string) *Settings {
	if n == nil {
		n = new(choose.Needs)
	}
	s := &Settings{Address: r.Target.Address, Outgoing: pick(r, result.Submission), Findable: findable(r)}
	if a != nil {
		s.Options = a.Options
	}
	switch protocol {
	case string(result.POP3):
		s.Incoming = pick(r, result.POP3)
	case string(result.IMAP), "mixed":
		s.Incoming = pick(r, result.IMAP)
	}
	if s.Incoming == nil {
		return s
	}
	s.OnlyCopy, s.Elsewhere = onlyCopy(n), readElsewhere(n)
	if s.Address == "" && strings.Contains(s.Incoming.Username, "@") {
		s.Address = s.Incoming.Username
	}
	if s.Incoming.Service == result.IMAP {
		s.folders(r)
		if protocol != "mixed" {
			s.Options.LeaveOnServer, s.Options.LeaveOnServerDays, s.Options.FirstKeepDays = "", 0, 0
			s.collects(n)
		}
		return s
	}
	// What only IMAP has is no setting of POP, whatever was advised.
	s.Options = choose.Options{
		LeaveOnServer: s.Options.LeaveOnServer, LeaveOnServerDays: s.Options.LeaveOnServerDays,
		FirstKeepDays: s.Options.FirstKeepDays, PollMinutes: s.Options.PollMinutes,
	}
	s.leave(a, n)
	return s
}

// findable reports whether the domain is a provider's, or has a file of its own
// or of Thunderbird's database.
func findable(r *result.Report) bool {
	if p := r.KnownProvider(); p != nil && (p.By == "domain" || p.By == "rule") {
		return true
	}
	files := append(ownFiles(), "ispdb")
	return r.Discovery != nil && slices.ContainsFunc(r.Discovery.Sources, func(s result.Source) bool {
		return s.Status == result.SourceOK && slices.Contains(files, s.Name)
	})
}

// pick chooses the endpoint for a service, by RFC 8314 section 3: TLS from the
// first byte, then STARTTLS. Where the run logged in at one and not at another,
// that says more.
func pick(r *result.Report, service result.Service) *Server {
	var usable []*result.Probe
	for i := range r.Probes {
		if p := &r.Probes[i]; p.Service == service && verified(p) {
			usable = append(usable, p)
		}
	}
	if len(usable) == 0 {
		return listed(r, service)
	}
	best := slices.MinFunc(usable, func(a, b *result.Probe) int {
		return cmp.Or(
			result.CompareBool(!a.LoggedIn(), !b.LoggedIn()),
			result.CompareBool(a.Security != result.TLS, b.Security != result.TLS),
		)
	})
	s := &Server{
		Service: service, Host: best.Host, Port: best.Port, Security: best.Security,
		Username: username(r, best),
	}
	path := best.SessionPath()
	s.Mechanisms = path.Offered()
	s.LoginCommand = service == result.IMAP && path.OffersCommand()
	s.UTF8 = service == result.IMAP && path.Announced().HasAny("UTF8=ACCEPT", "UTF8=ONLY")
	s.Auth = authWord(path, best.Login)
	s.demanded(r.KnownProvider(), best.Login)
	s.Issuer = issuer(r.KnownProvider())
	s.Mechanism = mechanism(s.Auth, service, path, best.Login)
	return s
}

// listed returns the server of the built-in table, where none could be tested.
func listed(r *result.Report, service result.Service) *Server {
	servers := r.Listed(service)
	if r.Untested == "" || len(servers) == 0 {
		return nil
	}
	best := slices.MinFunc(servers, func(a, b result.Candidate) int {
		return result.CompareBool(a.Security != result.TLS, b.Security != result.TLS)
	})
	s := &Server{
		Service: service, Host: best.Host, Port: best.Port, Security: best.Security, Auth: AuthPassword,
		Username: cmp.Or(ownUser(r), best.Username, r.Target.User), Untested: true,
	}
	takes := func(word string) bool { return slices.Contains(best.Auth, word) }
	switch {
	case takes(AuthPassword):
	case takes(AuthEncrypted):
		s.Auth = AuthEncrypted
	case takes(AuthOAuth2):
		s.Auth = AuthOAuth2
	}
	s.demanded(r.KnownProvider(), nil)
	s.Issuer = issuer(r.KnownProvider())
	return s
}

// verified reports whether a person's password may go there: the journey
// succeeded, encrypted, with a certificate verified for the host.
func verified(p *result.Probe) bool {
	if p.Status != result.OK || p.Security != result.TLS && p.Security != result.StartTLS {
		return false
	}
	path := p.SessionPath()
	return path != nil && path.Status == result.OK && path.TLS != nil && path.TLS.Verified
}

// ownUser returns the user name that the person gave; "" where there is none
// but what is published, or the address.
func ownUser(r *result.Report) string {
	user := r.Target.User
	if user == r.Target.Address || r.Discovery != nil && slices.ContainsFunc(r.Discovery.Endpoints, func(c result.Candidate) bool { return c.Username == user }) {
		return ""
	}
	return user
}

// username returns the name to log in with: the one that the server accepted,
// then the person's own word, then what is published for the server, then the
// address. A name that is published for another server, as where one wants the
// whole address and another what stands before the @, is nobody's own word.
func username(r *result.Report, p *result.Probe) string {
	published, own := "", ownUser(r) != ""
	if r.Discovery != nil {
		for _, c := range r.Discovery.Endpoints {
			if published == "" && c.Service == p.Service && c.Host == p.Host && c.Port == p.Port {
				published = c.Username
			}
		}
	}
	if published != "" && !own && !p.LoggedIn() {
		return published
	}
	return cmp.Or(r.Target.User, published, r.Target.Address)
}

// folders takes from the account the names of the folders that have a use: those
// that the server marks, and else those that are named so.
func (s *Settings) folders(r *result.Report) {
	a := r.Account(result.IMAP)
	if a == nil || a.Host != s.Incoming.Host || a.Mailbox == nil {
		return
	}
	s.Prefix, s.Delimiter = a.Mailbox.Prefix, a.Mailbox.Delimiter
	for _, f := range a.Mailbox.Folders {
		if f.SpecialUse != "" && s.Folders[f.SpecialUse] == "" {
			s.note(f.SpecialUse, f.Name)
		}
	}
	for _, use := range result.NamedUses() {
		if f, byName, ok := a.Mailbox.FolderFor(use); ok && byName && s.Folders[use] == "" {
			s.note(use, f.Name)
			s.ByName = append(s.ByName, use)
		}
	}
}

func (s *Settings) note(use, name string) {
	if s.Folders == nil {
		s.Folders = map[string]string{}
	}
	s.Folders[use] = name
}
