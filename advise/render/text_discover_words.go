package render

import (
	"slices"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// disagreements says where sources differ, and whose word was taken.
func (s *screen) disagreements(d *result.Discovery) {
	var list []label
	for _, x := range d.Disagreements {
		if len(x.Claims) == 0 {
			continue
		}
		var parts []string
		for _, c := range x.Claims[1:] {
			parts = append(parts, s.claim(x, c))
		}
		if id := "differ." + x.ID + ".first"; s.Words.Has("screen.discover." + id) {
			parts = append(parts, s.dt(id, s.claimArgs(x.Claims[0])))
		}
		text := strings.Join(parts, s.dt("then", nil)) + "."
		followed := x.Claims[0]
		rest := s.by(x.Followed)
		if other := x.Claims[1:]; len(other) > 0 && followed.Trust != "" && other[0].Trust > followed.Trust {
			rest = s.dt("differ.before", locale.Args{"source": rest})
		}
		list = append(list, label{
			name:  s.dt("differ."+x.ID+".label", locale.Args{"service": s.dt("of."+string(x.Service), nil)}),
			value: []span{s.of(text+" ", plain), s.of(s.dt("differ.followed", nil), bold), s.of(" "+rest+".", plain)},
		})
	}
	if len(list) > 0 {
		s.heading("discover.disagree", nil)
		s.putLabels(list, plain)
	}
}

// claim returns what the other side of a disagreement says.
func (s *screen) claim(x result.Disagreement, c result.Claim) string {
	id := x.ID
	if c.Host == "" {
		id = "none"
	}
	text := s.dt("claim."+id, s.claimArgs(c))
	if c.NameExists != nil && !*c.NameExists {
		text = s.dt("claim.missing", locale.Args{"text": text})
	}
	return text
}

func (s *screen) claimArgs(c result.Claim) locale.Args {
	var names []string
	for _, source := range c.Sources {
		if name := s.by(source); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	form := ""
	if c.UsernameForm != "" {
		form = s.dt("form.kind-"+c.UsernameForm, nil)
	}
	security := ""
	if c.Security != "" {
		security = s.security(c.Security)
	}
	return locale.Args{"sources_list": names, "several": len(names) > 1, "host": c.Host, "port": c.Port, "security": security, "form": form}
}

// worthKnowing is what a person has to know before a login works, and what
// was told to whom.
func (s *screen) worthKnowing(d *advise.Document) {
	var lines []string
	add := func(id string, args locale.Args) { lines = append(lines, s.dt("know."+id, args)) }
	x := d.Discovery
	for _, c := range otherDomains(x) {
		add("confirm-"+string(c.Trust), locale.Args{"registered": s.shown(c.Domain, c.Unicode, c.Host), "domain": d.Target.Domain})
	}
	for _, c := range diagnose.Published(x) {
		if meant := c.Slip(); meant != nil {
			args := diagnose.SlipArgs(c, *meant)
			for key, arg := range args {
				if text, ok := arg.(locale.Text); ok {
					args[key] = s.Words.T(text.ID, text.Args)
				}
			}
			args["by_list"], args["several"] = diagnose.Publishers(c.Sources), len(diagnose.Publishers(c.Sources)) > 1
			args["service"], args["host"], args["texts"] = s.service(c.Service, "name"), c.Host, strings.Join(statementsOf(c), "; ")
			add("slip", args)
		}
	}
	for _, source := range x.Sources {
		if len(source.Unusable) > 0 {
			add("unusable", locale.Args{"by": s.by(source.Name), "text": source.Unusable[0], "more": len(source.Unusable) > 1})
		}
	}
	if x.Wildcard {
		add("wildcard", locale.Args{"domain": d.Target.Domain})
	}
	for _, service := range x.NotOffered {
		if x.Provider.Needs("no-pop", "no-imap", "no-imap-no-pop", "closed") {
			continue // told of the provider
		}
		add("not-offered", locale.Args{"service": s.service(service, "name")})
	}
	if x.Preference != "" {
		low, high := priorities(x)
		other := result.POP3
		if x.Preference == result.POP3 {
			other = result.IMAP
		}
		add("preference", locale.Args{"preferred": s.service(x.Preference, "name"), "other": s.service(other, "name"), "low": low, "high": high})
	}
	if hosts := withTLSA(x); len(hosts) > 0 {
		add("tlsa", locale.Args{"hosts_list": hosts})
	}
	if !asksNobody(x) {
		lines = append(lines, s.privacy(d))
	}
	if len(lines) == 0 {
		return
	}
	if len(x.Disagreements) == 0 { // else it goes on from there
		s.section()
	}
	s.line(s.of(s.dt("know.title", nil), bold))
	for _, l := range lines {
		s.put([]span{indent(2)}, 2, s.of(l, plain))
	}
}

// statementsOf returns the words by which a server is published.
func statementsOf(c result.Candidate) []string {
	var out []string
	for _, said := range c.Published {
		out = append(out, said.Text)
	}
	return out
}

// privacy says who learned the address and the domain.
func (s *screen) privacy(d *advise.Document) string {
	var address, domain []string
	add := func(list []string, host string) []string {
		if host == "" || slices.Contains(list, host) {
			return list
		}
		return append(list, host)
	}
	for _, x := range d.Discovery.Sources {
		host := strings.TrimPrefix(x.Asked, "https://")
		host, _, _ = strings.Cut(strings.TrimPrefix(host, "http://"), "/")
		hosts := append([]string{host}, x.Redirects...)
		for _, h := range hosts {
			if x.SentAddress {
				address = add(address, h)
			}
			if x.ThirdParty && !within(h, d.Target.Domain) {
				domain = add(domain, h)
			}
		}
	}
	var parts []string
	say := func(id string, args locale.Args) { parts = append(parts, s.dt("know."+id, args)) }
	switch {
	case len(address) > 0:
		say("address-sent", locale.Args{"hosts_list": address})
	case d.Target.Address != "":
		say("address-kept", nil)
	}
	if len(domain) > 0 {
		say("domain-told", locale.Args{"hosts_list": domain, "several": len(domain) > 1, "domain": d.Target.Domain})
	}
	say("no-password", nil)
	return strings.Join(parts, " ")
}

func within(host, domain string) bool { return host == domain || strings.HasSuffix(host, "."+domain) }

func asksNobody(d *result.Discovery) bool {
	return !slices.ContainsFunc(d.Sources, func(x result.Source) bool {
		return x.Name != "provider" && x.Name != "ispdb-dir" && x.Status != result.SourceSkip
	})
}

// otherDomains returns the servers to use whose domain somebody else registered
// and that a person has to confirm, one for each domain.
func otherDomains(d *result.Discovery) []result.Candidate {
	var out []result.Candidate
	for _, c := range d.Followed() {
		if c.Trust == result.TrustA || !c.OtherDomain && c.Trust == result.TrustB {
			continue
		}
		if !slices.ContainsFunc(out, func(o result.Candidate) bool { return o.Domain == c.Domain && o.Trust == c.Trust }) {
			out = append(out, c)
		}
	}
	return out
}

// shown returns a registrable domain, with the host as people read it beside it
// where that has letters that can be mistaken.
func (s *screen) shown(domain, unicode, host string) string {
	if unicode == "" {
		return domain
	}
	return domain + " (" + host + s.t("colon", nil) + unicode + ")"
}

// priorities returns the lowest SRV priorities of the preferred service and of
// the other.
func priorities(d *result.Discovery) (low, high int) {
	least := map[result.Service]int{}
	for _, c := range d.Endpoints {
		if !slices.Contains(c.Sources, "srv") {
			continue
		}
		if p, ok := least[c.Service]; !ok || c.Priority < p {
			least[c.Service] = c.Priority
		}
	}
	if d.Preference == result.POP3 {
		return least[result.POP3], least[result.IMAP]
	}
	return least[result.IMAP], least[result.POP3]
}

func withTLSA(d *result.Discovery) []string {
	var hosts []string
	for _, c := range d.Followed() {
		if len(c.TLSA) > 0 && !slices.Contains(hosts, c.Host) {
			hosts = append(hosts, c.Host)
		}
	}
	return hosts
}
