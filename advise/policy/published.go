package policy

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise/config"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges what a domain publishes of its servers, and holds it
// against what their ports do.

// publisher is a place to publish, as a policy names it, and the sources of a
// search that look there: one of them with an answer is enough.
type publisher struct {
	word    string
	sources []string
}

func publishers() []publisher {
	return []publisher{
		{"autoconfig", []string{"autoconfig", "well-known"}},
		{"srv", []string{"srv"}},
		{"autodiscover", []string{"autodiscover", "autodiscover-domain", "autodiscover-srv", "autodiscover-json"}},
		{"pacc", []string{"pacc"}},
		{"mailconf", []string{"txt-mailconf"}},
		{"ispdb", []string{"ispdb"}},
	}
}

func publisherWord() *config.Word {
	return &config.Word{ID: "publisher", Read: config.AsWritten, Known: func() []string {
		var out []string
		for _, p := range publishers() {
			out = append(out, p.word)
		}
		return out
	}}
}

// recordMX is the key of the MX records; the others are the labels of SRV
// records (RFC 6186 section 3, RFC 8314 section 5.1).
const recordMX = "mx"

func recordKeys() []string {
	var keys []string
	for _, e := range result.DefaultEndpoints("") {
		keys = append(keys, e.Scheme())
	}
	return append(keys, recordMX)
}

// noService is the target of a record by which a service is not offered (RFC
// 6186 section 3.4), or no mail is taken (RFC 7505).
const noService = "."

// recordWord returns what a record points to: a host and, for SRV, a port.
func recordWord(key string) *config.Word {
	if key == recordMX {
		return &config.Word{ID: "mx", Pattern: `^([^ :]+|\.)$`, Read: func(s string) (any, bool) {
			if s == noService {
				return s, true
			}
			return config.Host().Read(s)
		}}
	}
	return &config.Word{ID: "srv", Pattern: `^([^ :]+:[0-9]{1,5}|\.)$`, Read: func(s string) (any, bool) {
		if s == noService {
			return s, true
		}
		host, port, found := strings.Cut(s, ":")
		name, okHost := config.Host().Read(host)
		n, okPort := result.ParsePort(port)
		if !found || !okHost || !okPort {
			return nil, false
		}
		return name.(string) + ":" + strconv.Itoa(n), true
	}}
}

// search returns what was found of a domain; without one, its drafts.
func (e *evaluation) search(c *claim) (*result.Discovery, []draft) {
	d := e.report.Discovery
	switch {
	case c.value == false:
		return nil, nil
	case d == nil && (strings.Contains(e.report.Target.Input, "://") || e.report.Target.Domain == "" && e.report.Target.Host != ""):
		return nil, []draft{{finding: unknown("no-domain", nil)}}
	case d == nil:
		return nil, []draft{{finding: unknown("not-searched", nil)}}
	}
	return d, nil
}

// published returns the servers that somebody publishes for the domain, be they
// followed or not.
func published(d *result.Discovery) []result.Candidate {
	return diagnose.Published(d)
}

// publishedWorks judges each published server by its port.
func (e *evaluation) publishedWorks(c *claim) []draft {
	d, out := e.search(c)
	if d == nil {
		return out
	}
	for _, p := range published(d) {
		switch by := diagnose.Publishers(p.Sources); {
		case !covered(c.at, p.Endpoint):
		case p.NameExists != nil && !*p.NameExists: // there is no such place
			out = append(out, draft{where: diagnose.Where{Service: p.Service}, why: "published-stale",
				finding: says(Fail, "published-no-name", locale.Args{"by_list": by, "host": p.Host})})
		default:
			out = append(out, draft{where: diagnose.Where{Service: p.Service, Host: p.Host, Port: p.Port}, finding: e.asPublished(p, by)})
		}
	}
	if len(out) == 0 {
		return []draft{{finding: unknown("nothing-published", nil)}}
	}
	return out
}

// asPublished judges one published server on a host that exists.
func (e *evaluation) asPublished(c result.Candidate, publishers []string) finding {
	i := slices.IndexFunc(e.report.Probes, func(p result.Probe) bool {
		return p.Service == c.Service && p.Host == c.Host && p.Port == c.Port && p.Security == c.Security
	})
	by := locale.Args{"by_list": publishers}
	if i < 0 {
		return unknown("not-tested", nil)
	}
	p := &e.report.Probes[i]
	switch {
	case p.Status != result.OK && (p.Failure == nil || undecided(p.Failure)):
		return notReached(p.Failure)
	case p.Status != result.OK:
		by["what"] = failureArgs(p.Failure)["what"]
		return says(Fail, "published-fails", by)
	}
	for _, path := range p.Paths {
		if path.TLS != nil && len(path.TLS.Problems) > 0 {
			by["what"] = locale.Text{ID: "screen.cell." + string(path.TLS.Problems[0].Kind)}
			return says(Fail, "published-fails", by)
		}
	}
	return says(Pass, "published-works", by)
}

// publishedAgrees judges whether those who publish contradict each other. That
// one host has several ports is no contradiction.
func (e *evaluation) publishedAgrees(c *claim) []draft {
	d, out := e.search(c)
	if d == nil {
		return out
	}
	for _, x := range d.Disagreements {
		if x.ID == result.DifferPort || len(x.Claims) == 0 {
			continue
		}
		for _, claim := range x.Claims[1:] {
			if by := diagnose.Publishers(claim.Sources); len(by) > 0 {
				args := locale.Args{"by_list": by, "matter": x.ID, "host": claim.Host, "port": claim.Port, "several": len(by) > 1,
					"than": locale.Text{ID: "screen.discover.by." + x.Followed}}
				out = append(out, draft{where: diagnose.Where{Service: x.Service}, finding: says(Fail, "published-differs", args)})
			}
		}
	}
	var by []string
	for _, p := range published(d) {
		for _, name := range diagnose.Publishers(p.Sources) {
			if !slices.Contains(by, name) {
				by = append(by, name)
			}
		}
	}
	switch {
	case len(out) > 0:
		return out
	case len(by) == 0:
		return []draft{{finding: unknown("nothing-published", nil)}}
	}
	return []draft{{finding: says(Pass, "published-agrees", locale.Args{"by_list": by, "several": len(by) > 1})}}
}

// publishedBy wants that a domain publishes its servers somewhere.
func (e *evaluation) publishedBy(c *claim) []draft {
	d, out := e.search(c)
	if d == nil {
		return out
	}
	all := publishers()
	i := slices.IndexFunc(all, func(p publisher) bool { return p.word == c.value })
	var skipped, failed *result.Source
	for j := range d.Sources {
		x := &d.Sources[j]
		switch {
		case !slices.Contains(all[i].sources, x.Name):
		case x.Status == result.SourceOK:
			return []draft{{finding: says(Pass, "published", locale.Args{"place": askedAt(x)})}}
		case x.Status == result.SourceSkip, x.Reason == result.SkipAddress:
			skipped = x
		case x.Failure != nil:
			failed = x
		}
	}
	switch {
	case skipped != nil:
		return []draft{{finding: unknown("not-asked", locale.Args{"why": locale.Text{ID: "screen.discover.not-asked." + string(skipped.Reason)}})}}
	case failed != nil && undecided(failed.Failure):
		return []draft{{finding: unknown("lookup", locale.Args{"what": failureArgs(failed.Failure)["what"]})}}
	case failed != nil:
		return []draft{{finding: says(Fail, "publisher-fails", locale.Args{"place": askedAt(failed), "what": failureArgs(failed.Failure)["what"]})}}
	}
	return []draft{{finding: says(Fail, "not-published", nil)}}
}

// askedAt returns where a source was asked, as the screen of a search says it.
func askedAt(x *result.Source) locale.Text {
	host := x.Asked
	if u, err := url.Parse(x.Asked); err == nil && u.Host != "" {
		host = u.Host
	}
	return locale.Text{ID: "screen.discover.place." + x.Name, Args: locale.Args{"host": host, "signed": x.DNSSEC, "as_of_month": ""}}
}

// publishedDNS wants that a record is there.
func (e *evaluation) publishedDNS(c *claim) []draft {
	d, out := e.search(c)
	if d == nil {
		return out
	}
	f := unknown("not-searched", nil)
	if d.DNS != nil {
		for _, set := range d.DNS.Records {
			if recordKey(set) == c.key {
				f = record(set, c.value.(string))
			}
		}
	}
	return []draft{{of: c.key + " " + c.word, finding: f}}
}

// record judges whether a record is in a set.
func record(set result.RecordSet, wanted string) finding {
	words := recordWords(set)
	switch {
	case set.Failure != nil:
		return unknown("lookup", locale.Args{"what": failureArgs(set.Failure)["what"]})
	case len(words) == 0:
		return says(Fail, "no-record", nil)
	}
	return holds(slices.Contains(words, wanted), "records", locale.Args{"records_list": words})
}

// recordKey returns the key of a policy under which a set of records stands.
func recordKey(set result.RecordSet) string {
	if set.Type == "MX" {
		return recordMX
	}
	label, _, _ := strings.Cut(strings.TrimPrefix(set.Name, "_"), ".")
	return label
}

// recordWords returns the records of a set as a policy writes them.
func recordWords(set result.RecordSet) []string {
	var out []string
	for _, r := range set.Records {
		word := r.Host
		if set.Type != "MX" && r.Host != noService {
			word = r.Host + ":" + strconv.Itoa(r.Port)
		}
		if !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}

// publishedSigned wants that the name server finds the records signed. One
// that checks no signatures says nothing of them.
func (e *evaluation) publishedSigned(c *claim) []draft {
	d, out := e.search(c)
	if d == nil {
		return out
	}
	var signed, bare []string
	if d.DNS != nil {
		for _, set := range d.DNS.Records {
			switch key := strings.ToUpper(recordKey(set)); {
			case len(set.Records) == 0:
			case set.DNSSEC:
				signed = append(signed, key)
			default:
				bare = append(bare, key)
			}
		}
	}
	f := says(Pass, "signed", locale.Args{"records_list": signed})
	switch {
	case len(signed)+len(bare) == 0:
		f = unknown("nothing-published", nil)
	case len(bare) > 0 && !d.DNS.Validates:
		f = unknown("no-validation", nil)
	case len(bare) > 0:
		f = says(Fail, "unsigned", locale.Args{"records_list": bare})
	}
	return []draft{{finding: f}}
}
