package diagnose

import (
	"cmp"
	"slices"
	"strings"

	"mailadvisor/advise/command"
	"mailadvisor/advise/known"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file holds what is published against what answers: the rules over a
// search for the servers of an address. They look at published hosts that were
// probed, and are silent where there was no search.

func discoveryRules() []rule {
	return []rule{
		{id: "published-not-served", severity: High, acts: Administrator, since: since, source: "RFC 6186 section 3, RFC 8314 section 5.1",
			scope: perEndpoint, kinds: kinds(result.Refused, result.SpeaksPlaintext, result.SpeaksTLS, result.WrongProtocol),
			causes: []string{"published-slip", "published-outdated", "published-service-down"}, eval: publishedNotServed},
		{id: "cert-not-published-name", severity: Critical, acts: Administrator, since: since, source: "RFC 6186 section 6, RFC 7817 section 3",
			scope: perPath, kinds: kinds(result.CertNameMismatch),
			causes: []string{"published-before-certificate", "published-for-many"}, eval: publishedCertificate},
		{id: "published-stale", severity: Medium, acts: Administrator, since: since, source: "RFC 6186 section 3", scope: perHost,
			causes: []string{"entry-left", "entry-misspelt"}, eval: publishedStale},
		{id: "srv-alias", severity: Info, acts: Administrator, since: since, source: "RFC 2782", scope: perHost,
			causes: []string{"alias-for-move"}, eval: srvAlias},
		{id: "published-unusable", severity: Medium, acts: Administrator, since: since, scope: perHost,
			causes: []string{"placeholder-left", "entry-incomplete"}, eval: publishedUnusable},
		{id: "published-plaintext", severity: Medium, acts: Administrator, since: since, source: "RFC 8314 section 3", scope: perHost,
			causes: []string{"file-old"}, eval: publishedPlaintext},
		{id: "address-not-public", severity: Medium, acts: Administrator, since: since, source: "RFC 6890", scope: perPath,
			causes: []string{"address-inner", "address-hosts-file", "address-published"}, eval: addressNotPublic},
		{id: "sources-disagree", severity: Low, acts: Administrator, since: since, scope: perHost, causes: []string{"sources-apart", "third-party-old"}, eval: sourcesDisagree},
		{id: "dns-wildcard", severity: Info, acts: Administrator, since: since, source: "RFC 4592", scope: perHost, causes: []string{"wildcard-record"}, eval: dnsWildcard},
		{id: "provider-login", severity: High, acts: Person, since: since, scope: perEndpoint, kinds: kinds(result.AuthRejected),
			causes: []string{"provider-terms", "password-wrong"}, eval: providerLogin},
	}
}

// publisher returns the name of a source in which somebody publishes, the same
// in every language; "" for the built-in table and for guesses.
func publisher(source string) string {
	return map[string]string{
		"autoconfig": "autoconfig", "well-known": "well-known", "autoconfig-http": "autoconfig (http)", "pacc": "PACC", "srv": "SRV", "ispdb": "ISPDB", "ispdb-dir": "ISPDB",
		"autodiscover": "Autodiscover", "autodiscover-domain": "Autodiscover", "autodiscover-srv": "Autodiscover", "autodiscover-json": "Autodiscover",
		"txt-mailconf":  "TXT mailconf",
		"mx-autoconfig": "MX", "mx-ispdb": "MX, ISPDB",
	}[source]
}

// Publishers names those sources of a search in which somebody publishes, the
// same in every language; not the built-in table, nor guesses.
func Publishers(sources []string) []string {
	var out []string
	for _, s := range sources {
		if name := publisher(s); name != "" {
			out = appendNew(out, name)
		}
	}
	return out
}

// byArgs returns the words for those who publish something.
func byArgs(by []string) locale.Args {
	return locale.Args{"by_list": by, "several": len(by) > 1}
}

// Published returns the servers that somebody publishes, be they followed or
// not; not those that were tried instead of one, nor any without a search.
func Published(d *result.Discovery) []result.Candidate {
	if d == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(d.Endpoints), func(c result.Candidate) bool {
		return c.InsteadOf != nil || len(Publishers(c.Sources)) == 0
	})
}

// candidates returns the published servers, with who publishes each.
func (s *scene) candidates() []result.Candidate { return Published(s.report.Discovery) }

// publishedAt returns the published server that a spot is at, or nil.
func (s *scene) publishedAt(sp spot) *result.Candidate {
	for _, c := range s.candidates() {
		if c.Service == sp.service() && c.Host == sp.host() && c.Port == sp.port() {
			return &c
		}
	}
	return nil
}

// publishedWord returns a line of evidence: who publishes which server.
func publishedWord(role Role, by []string, host string, port int, security result.Security, missing bool) Seen {
	return word(role, "published", locale.Args{
		"by": strings.Join(by, ", "), "host": host, "port": port, "missing": missing,
		"security": locale.Text{ID: "screen.security." + string(security)},
	})
}

func candidateWord(role Role, c result.Candidate) Seen {
	return publishedWord(role, Publishers(c.Sources), c.Host, c.Port, c.Security, c.NameExists != nil && !*c.NameExists)
}

// publishedNotServed judges published endpoints at which the service is not: a
// refusal where another endpoint of the host answers, or whatever answers in
// its place.
func publishedNotServed(s *scene) []draft {
	if s.report.Discovery == nil {
		return nil
	}
	lives := map[string]bool{}
	for _, sp := range s.spots() {
		lives[sp.host()] = lives[sp.host()] || sp.works()
	}
	absent := map[*result.Probe]bool{}
	for _, spots := range s.endpoints() {
		missing := s.publishedAt(spots[0]) != nil && spots[0].probe.Status != result.Skip
		for _, sp := range spots {
			missing = missing && sp.is(s.rule.kinds...) && (lives[sp.host()] || !sp.is(result.Refused))
		}
		absent[spots[0].probe] = missing
	}
	return judge(s.spots(), func(sp spot) judgement {
		switch {
		case absent[sp.probe]:
			return judgement{Fail, string(sp.service()) + sp.probe.Address()}
		case s.publishedAt(sp) != nil && sp.works():
			return judgement{status: Pass}
		}
		return judgement{}
	}, func(d draft) draft {
		c := s.publishedAt(d.spots[0])
		kind := "other"
		if d.spots[0].is(result.Refused) {
			kind = "refused"
		}
		d.args = merge(byArgs(Publishers(c.Sources)), locale.Args{"kind": kind, "meant_port": 0, "meant": "", "meant_works": false, "meant_host": "", "slip": false})
		d.causes = []Cause{likely("published-outdated", Probable), likely("published-service-down", Probable)}
		d.seen = append([]Seen{candidateWord(Fault, *c)}, statements(*c)...)
		d.seen = append(d.seen, s.story(d.spots)...)
		if meant, at := s.meantBy(*c); meant != nil {
			slip := Cause{ID: "published-slip", Confidence: Probable, Args: SlipArgs(*c, *meant)}
			if meant.Host != c.Host {
				d.args["meant_host"] = meant.Host
			}
			if at != nil {
				slip.Confidence = Sure
				d.args["meant_works"] = true
				d.seen = append(d.seen, worksWord(*at, meant.Security))
			}
			d.args["slip"], d.args["meant_port"], d.args["meant"] = true, meant.Port, locale.Text{ID: "screen.security." + string(meant.Security)}
			d.causes = append([]Cause{slip}, less(d.causes)...)
		}
		d.seen = append(d.seen, s.working(d.spots)...)
		return d
	})
}

// meantBy returns the endpoint that was probably meant by a published one, nil
// where it shows no slip: of those that were tried for it, the first that
// works, with the path by which it does; else the likeliest, with no path.
func (s *scene) meantBy(c result.Candidate) (*result.Endpoint, *spot) {
	slips := c.Slips()
	for _, o := range s.report.Discovery.Endpoints {
		if o.InsteadOf != nil && o.InsteadOf.Service == c.Service && o.InsteadOf.Address() == c.Address() && o.InsteadOf.Security == c.Security {
			slips = append(slips, o.Endpoint)
		}
	}
	for _, meant := range slips {
		if at, works := s.worksAt(meant); works {
			return &meant, &at
		}
	}
	return c.Slip(), nil
}

// statements returns the words of those who publish a server, to the letter.
func statements(c result.Candidate) []Seen {
	var out []Seen
	for _, said := range c.Published {
		out = append(out, word(Fault, "statement", locale.Args{"by": cmp.Or(publisher(said.Source), said.Source), "text": said.Text}))
	}
	return out[:min(len(out), mostLines)]
}

// SlipArgs tell what is odd about a published server: its port belongs to
// another service, or to another encryption.
func SlipArgs(c result.Candidate, meant result.Endpoint) locale.Args {
	owner := cmp.Or(c.PortOf(), c.Service)
	elsewhere := ""
	if meant.Host != c.Host {
		elsewhere = meant.Host
	}
	return locale.Args{"port": c.Port, "other": owner != c.Service, "elsewhere": meant.Port != c.Port, "meant_host": elsewhere, "owner": locale.Text{ID: "screen.service.name." + string(owner)},
		"meant_port": meant.Port, "meant": locale.Text{ID: "screen.security." + string(meant.Security)},
		"said": locale.Text{ID: "screen.security." + string(c.Security)}}
}

// worksAt returns the path by which an endpoint works, if there is one.
func (s *scene) worksAt(e result.Endpoint) (spot, bool) {
	for _, sp := range s.everySpot() {
		if sp.service() == e.Service && sp.host() == e.Host && sp.port() == e.Port && sp.works() {
			return sp, true
		}
	}
	return spot{}, false
}

// publishedUnusable judges servers that a source names and nobody can use.
func publishedUnusable(s *scene) []draft {
	if s.report.Discovery == nil {
		return nil
	}
	var told []draft
	for _, source := range s.report.Discovery.Sources {
		if len(source.Unusable) == 0 {
			continue
		}
		d := draft{status: Warn, args: merge(byArgs([]string{cmp.Or(publisher(source.Name), source.Name)}), locale.Args{"servers": len(source.Unusable), "more": len(source.Unusable) > 1}),
			causes: []Cause{likely("entry-incomplete", Probable)}}
		if slices.ContainsFunc(source.Unusable, hasForeignPlaceholder) {
			d.causes = append([]Cause{likely("placeholder-left", Probable)}, d.causes...)
		}
		for _, text := range source.Unusable[:min(len(source.Unusable), mostLines)] {
			d.seen = append(d.seen, word(Fault, "statement", locale.Args{"by": cmp.Or(publisher(source.Name), source.Name), "text": text}))
		}
		for _, c := range s.report.Discovery.Followed() {
			if at, works := s.worksAt(c.Endpoint); works && c.InsteadOf != nil && c.InsteadOf.Port == 0 && slices.Contains(c.Sources, source.Name) {
				d.seen = append(d.seen, worksWord(at, c.Security))
			}
		}
		told = append(told, d)
	}
	return s.over(told)
}

// hasForeignPlaceholder reports whether an entry holds a placeholder that is
// none of autoconfig's.
func hasForeignPlaceholder(text string) bool {
	known := strings.NewReplacer("%EMAILADDRESS%", "", "%EMAILLOCALPART%", "", "%EMAILDOMAIN%", "")
	return strings.Contains(known.Replace(text), "%")
}

// worksWord returns a line of evidence: what was meant works.
func worksWord(at spot, security result.Security) Seen {
	return word(Contrast, "works-at", locale.Args{"at": at.at(), "security": locale.Text{ID: "screen.security." + string(security)}})
}

// publishedCertificate judges published names that their certificate does not
// hold, and tells whether it holds the mail domain.
func publishedCertificate(s *scene) []draft {
	if s.report.Discovery == nil {
		return nil
	}
	return judge(s.spots(), func(sp spot) judgement {
		switch {
		case s.publishedAt(sp) == nil || sp.leaf() == nil:
			return judgement{}
		case sp.problem(result.CertNameMismatch) != nil || sp.is(result.CertNameMismatch):
			return judgement{Fail, sp.leaf().SHA256}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		c, leaf, domain := s.publishedAt(d.spots[0]), d.spots[0].leaf(), s.report.Target.Domain
		names := locale.Args{
			"domain": domain, "names_domain": slices.ContainsFunc(leaf.Names, func(n string) bool { return strings.EqualFold(n, domain) }),
			"names_list": atMost(leaf.Names, 5), "named": len(leaf.Names) > 0, "subject": leaf.Subject, "issuer": commonName(top(d.spots[0].path.TLS.Chain).Issuer),
		}
		d.args = merge(byArgs(Publishers(c.Sources)), names)
		d.causes = []Cause{likely("published-for-many", Probable), likely("published-before-certificate", Probable)}
		d.seen = []Seen{candidateWord("", *c), word(Fault, "certificate", merge(names, locale.Args{"ports": s.ports(d.spots)})), word("", "cert-domain", names)}
		return d
	})
}

// about returns the spots that a finding over one service stands at: those of
// its first endpoint, or all where none was probed.
func (s *scene) about(service result.Service) []spot {
	all := s.everySpot()
	i := slices.IndexFunc(all, func(sp spot) bool { return sp.service() == service })
	if i < 0 {
		return all
	}
	first := all[i].probe
	return those(all, func(sp spot) bool { return sp.probe == first })
}

// over makes the drafts of a rule over a search: one that passes where there is
// nothing to tell, and nothing where no server was probed.
func (s *scene) over(told []draft) []draft {
	all := s.everySpot()
	switch {
	case s.report.Discovery == nil || len(all) == 0:
		return nil
	case len(told) == 0:
		return []draft{{status: Pass, spots: all}}
	}
	for i := range told {
		if len(told[i].spots) == 0 {
			told[i].spots = all
		}
		told[i].recheck = "mailadvisor discover " + command.Search(s.report.Target)
	}
	return told
}

// publishedStale judges published names that do not exist, once each.
func publishedStale(s *scene) []draft {
	var told []draft
	var seen []string
	for _, c := range s.candidates() {
		probed := slices.ContainsFunc(s.report.Probes, func(p result.Probe) bool { return p.Host == c.Host })
		if c.NameExists == nil || *c.NameExists || probed || slices.Contains(seen, c.Host) {
			continue // the rules over names tell of a host that was probed
		}
		seen = append(seen, c.Host)
		told = append(told, draft{
			status: Warn, spots: s.about(c.Service), args: merge(byArgs(Publishers(c.Sources)), locale.Args{"stale": c.Host}),
			causes: []Cause{likely("entry-left", Probable), likely("entry-misspelt", Possible)}, seen: append([]Seen{candidateWord(Fault, c)}, s.followed(c.Service)...),
		})
	}
	return s.over(told)
}

// srvAlias tells of SRV records whose target is an alias. Most programs follow
// it, so it is a note.
func srvAlias(s *scene) []draft {
	var told []draft
	var seen []string
	for _, c := range s.candidates() {
		if c.AliasOf == "" || slices.Contains(seen, c.Host) {
			continue
		}
		seen = append(seen, c.Host)
		args := locale.Args{"alias": c.Host, "alias_of": c.AliasOf}
		told = append(told, draft{status: Warn, note: true, spots: s.about(c.Service), args: args, causes: []Cause{likely("alias-for-move", Probable)},
			seen: append([]Seen{word(Fault, "alias", args)}, statements(c)...)})
	}
	return s.over(told)
}

// publishedPlaintext judges published servers without encryption.
func publishedPlaintext(s *scene) []draft {
	var told []draft
	for _, c := range s.candidates() {
		if c.Security == result.None {
			told = append(told, draft{
				status: Warn, spots: s.about(c.Service), args: merge(byArgs(Publishers(c.Sources)), locale.Args{"plain_host": c.Host, "plain_port": c.Port}),
				causes: []Cause{likely("file-old", Probable)}, seen: append([]Seen{candidateWord(Fault, c)}, s.followed(c.Service)...),
			})
		}
	}
	return s.over(told)
}

// followed returns the servers of a service that are used, as contrast.
func (s *scene) followed(service result.Service) []Seen {
	var out []Seen
	for _, c := range s.candidates() {
		if c.Followed && c.Service == service {
			out = append(out, candidateWord(Contrast, c))
		}
	}
	return out
}

// sourcesDisagree judges whether all that is published says the same. That one
// host has several ports is no disagreement, and names that do not exist and
// servers without encryption are told by other rules.
func sourcesDisagree(s *scene) []draft {
	if s.report.Discovery == nil {
		return nil
	}
	var told []draft
	for _, x := range s.report.Discovery.Disagreements {
		if x.ID != result.DifferHost && x.ID != result.DifferUsername && x.ID != result.DifferOffered || len(x.Claims) < 2 {
			continue
		}
		var by []string
		var seen []Seen
		for _, c := range x.Claims[1:] {
			if names := Publishers(c.Sources); len(names) > 0 && (c.NameExists == nil || *c.NameExists) {
				for _, name := range names {
					by = appendNew(by, name)
				}
				seen = append(seen, claimWord(Fault, x.ID, names, c))
			}
		}
		if len(by) == 0 {
			continue
		}
		if names := Publishers(x.Claims[0].Sources); len(names) > 0 {
			seen = append(seen, claimWord(Contrast, x.ID, names, x.Claims[0]))
		}
		third := slices.Contains(by, "ISPDB")
		causes := []Cause{likely("sources-apart", Probable)}
		if third {
			causes = []Cause{likely("third-party-old", Probable), likely("sources-apart", Possible)}
		}
		told = append(told, draft{
			status: Warn, spots: s.about(x.Service), causes: causes, seen: seen,
			args: merge(byArgs(by), locale.Args{"matter": x.ID, "followed_by": locale.Text{ID: "screen.discover.by." + x.Followed}, "third": third}),
		})
	}
	return s.over(told)
}

// claimWord returns what one side of a disagreement says.
func claimWord(role Role, matter string, by []string, c result.Claim) Seen {
	switch {
	case matter == result.DifferUsername:
		return word(role, "published-name", locale.Args{"by": strings.Join(by, ", "), "form": locale.Text{ID: "screen.discover.form.kind-" + c.UsernameForm}})
	case c.Host == "":
		return word(role, "published-none", locale.Args{"by": strings.Join(by, ", ")})
	}
	return publishedWord(role, by, c.Host, c.Port, c.Security, c.NameExists != nil && !*c.NameExists)
}

// dnsWildcard tells of a zone in which any name exists.
func dnsWildcard(s *scene) []draft {
	if s.report.Discovery == nil || !s.report.Discovery.Wildcard {
		return s.over(nil)
	}
	args := locale.Args{"domain": s.report.Target.Domain}
	return s.over([]draft{{
		status: Warn, note: true, args: args, causes: []Cause{likely("wildcard-record", Sure)}, seen: []Seen{word("", "wildcard-seen", args)},
	}})
}

// providerLogin tells what the built-in table knows of a provider's terms: as
// the cause of a login that was refused, and as a note before there was one.
func providerLogin(s *scene) []draft {
	p := s.report.KnownProvider()
	hints := known.Login(p)
	if len(hints) == 0 {
		return nil
	}
	told := func(d draft, refused bool) draft {
		d.args = locale.Args{"provider": p.Name, "hint": hints[0], "refused": refused}
		for i, hint := range hints {
			confidence := Sure
			if i > 0 {
				confidence = Probable
			}
			d.causes = append(d.causes, Cause{ID: "provider-terms", Args: locale.Args{"hint": hint}, Confidence: confidence})
		}
		d.seen = append(d.seen, word("", "provider-row", locale.Args{"provider": p.Name, "as_of_month": p.AsOf}))
		return d
	}
	out := judge(s.spots(), s.refusal, func(d draft) draft {
		d.seen = s.story(d.spots)
		d = told(d, true)
		d.causes = append(d.causes, likely("password-wrong", Possible))
		return d
	})
	if all := s.everySpot(); len(out) == 0 && len(all) > 0 {
		out = append(out, told(draft{status: Warn, note: true, spots: all}, false))
	}
	return out
}

// addressNotPublic judges the addresses to which published names led, where a
// name server was asked for them: those of ranges that are not routed lead
// elsewhere in every network.
func addressNotPublic(s *scene) []draft {
	return judge(s.everySpot(), func(sp spot) judgement {
		switch {
		case sp.path == nil || sp.path.StepNamed(result.StepResolve) == nil || s.publishedAt(sp) == nil:
			return judgement{}
		case slices.Contains(inner(), sp.path.Special):
			return judgement{Warn, sp.path.Special}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		special := d.spots[0].path.Special
		d.args = locale.Args{"special": special}
		d.causes = []Cause{likely("address-inner", Probable), likely("address-published", Probable)}
		if special == "loopback" {
			d.causes = []Cause{likely("address-hosts-file", Probable), likely("address-published", Probable)}
		}
		for _, these := range groupBy(d.spots, func(sp spot) string { return sp.path.Address }) {
			d.seen = append(d.seen, word(Fault, "special", locale.Args{"host": these[0].host(), "address": these[0].path.Address, "special": special}))
		}
		d.recheck = "mailadvisor discover " + s.report.Target.Input + s.flags(nil)
		return d
	})
}

// inner returns the ranges of addresses that mean another machine in each
// network. Others that are not public are made on the way to here: by a
// translation to IPv6, or by a filter that answers with addresses of its own.
func inner() []string { return []string{"loopback", "private", "link-local", "shared", "unspecified"} }

// discoveryExample returns the arguments of the rules above, for documentation.
func discoveryExample() locale.Args {
	return locale.Args{
		"by_list": []string{"SRV"}, "several": false, "kind": "refused", "domain": "example.org", "names_domain": true,
		"alias": "imap.example.org", "alias_of": "mail.example.org", "stale": "imap.example.org", "plain_host": "mail.example.org", "plain_port": 143, "matter": result.DifferHost,
		"followed_by": locale.Text{ID: "screen.discover.by.autoconfig"}, "third": false, "provider": "Gmail",
		"hint": locale.Text{ID: "hint.app-password", Args: locale.Args{"provider": "Gmail", "page": "https://myaccount.google.com/apppasswords"}}, "refused": true,
		"special": "private", "omitted": 12,
		"meant_port": 993, "meant": locale.Text{ID: "screen.security.tls"}, "meant_works": true, "meant_host": "", "slip": true, "elsewhere": true, "servers": 1, "more": false,
		"other": true, "owner": locale.Text{ID: "screen.service.name.pop3"}, "said": locale.Text{ID: "screen.security.tls"},
	}
}
