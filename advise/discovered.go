package advise

import (
	"slices"

	"mailadvisor/advise/known"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Discovered says what a search for the servers of an address found, in one
// sentence; its sources, its servers and their disagreements are the report's.
func Discovered(r *result.Report, p *locale.Printer) *Document {
	d := &Document{Report: *r, Lang: p.Lang(), Sentence: found(r)}
	d.Schema = result.Schema
	d.tellKnown(p)
	d.tellPurposes(p)
	p.Fill(&d.Sentence)
	return d
}

// tellPurposes adds what a server is for that stands beside another of the same
// service, so that a person knows which of the two to type.
func (d *Document) tellPurposes(p *locale.Printer) {
	if d.Discovery == nil || d.KnownProvider() == nil {
		return
	}
	for _, c := range d.Discovery.Followed() {
		if t := known.Purpose(c.Host); t != nil {
			p.Fill(t)
			d.Known = append(d.Known, *t)
		}
	}
}

// OnlySearched reports whether a document tells of a search for servers, and of
// none that was tested.
func (d *Document) OnlySearched() bool {
	return d.Discovery != nil && len(d.Probes) == 0 && d.Advice == nil
}

// found returns the verdict of a search: which host reads and sends, and who
// says so.
func found(r *result.Report) locale.Text {
	d := r.Discovery
	args := locale.Args{"domain": r.Target.Domain, "first_ms": d.FirstMS, "all_ms": d.AllMS, "timed": d.AllMS >= 5 && !r.Interrupted}
	var in, out *result.Candidate
	for _, c := range d.Followed() {
		switch {
		case c.Service == result.Submission && out == nil:
			out = &c
		case c.Service != result.Submission && in == nil:
			in = &c
		}
	}
	switch {
	case in != nil && out != nil:
		args["reads"], args["sends"], args["same"] = in.Host, out.Host, in.Host == out.Host
		args["why"] = whoSays(*in, d)
		return locale.Text{ID: "verdict.discover.both", Args: args}
	case in != nil:
		args["reads"], args["why"] = in.Host, whoSays(*in, d)
		return locale.Text{ID: "verdict.discover.reads", Args: args}
	case out != nil:
		args["sends"], args["why"] = out.Host, whoSays(*out, d)
		return locale.Text{ID: "verdict.discover.sends", Args: args}
	}
	if no := known.NoWay(d.Provider); no != nil && !r.Interrupted {
		return *no
	}
	return locale.Text{ID: "verdict.discover." + nothing(r), Args: args}
}

// whoSays tells on whose word a server is followed.
func whoSays(c result.Candidate, d *result.Discovery) locale.Text {
	source := ""
	if len(c.Sources) > 0 {
		source = c.Sources[0]
	}
	args := locale.Args{"as_of_month": "", "by": locale.Text{ID: "screen.discover.by." + source}}
	id := "elsewhere"
	switch {
	case source == "provider" && d.Provider != nil && d.Provider.Rule != "":
		id = "rule"
		args["provider"], args["rule"] = d.Provider.Name, d.Provider.Rule
	case source == "provider":
		id = "table"
		if d.Provider != nil {
			args["as_of_month"] = d.Provider.AsOf
		}
	case source == "guess":
		id = "guess"
	case c.Trust == result.TrustA:
		id = "own"
	case c.DNSSEC && c.Trust == result.TrustB:
		id = "signed"
	case c.Trust == result.TrustC && source == "srv":
		id = "dns"
	case c.Trust == result.TrustC:
		id = "unsafe"
	}
	return locale.Text{ID: "verdict.discover.why." + id, Args: args}
}

// nothing tells why there is no server.
func nothing(r *result.Report) string {
	if r.Interrupted {
		return "interrupted"
	}
	d := r.Discovery
	if d.Unresolved() != nil {
		return "no-resolver"
	}
	if slices.ContainsFunc(d.Sources, func(s result.Source) bool { return s.Reason == result.NoMail }) {
		return "no-mail"
	}
	if !slices.ContainsFunc(d.Sources, func(s result.Source) bool { return s.Reason != result.NoListing && s.Reason != result.SkipNetwork }) {
		return "unlisted"
	}
	if len(d.NotOffered) > 0 {
		return "not-offered"
	}
	return "nothing"
}
