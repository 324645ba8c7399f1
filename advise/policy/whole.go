package policy

import (
	"cmp"
	"slices"
	"strconv"

	"mailadvisor/advise/config"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges what is seen of a whole target.

// undecided are the failures that say nothing of the host: the tool could not
// look.
func undecided(f *result.Failure) bool {
	return f != nil && slices.Contains([]result.Kind{result.NameLookupFailed, result.Canceled, result.LocalError}, f.Kind)
}

// answered reports whether something accepted a connection.
func answered(p *result.Probe) bool {
	return slices.ContainsFunc(p.Paths, func(path result.Path) bool {
		f := path.Failure
		return f == nil || f.Step != result.StepConnect && f.Step != result.StepResolve
	})
}

// reachable returns one assertion a host.
func (e *evaluation) reachable(*claim) []draft {
	var out []draft
	for _, host := range e.hosts() {
		d := draft{where: diagnose.Where{Host: host}, finding: unknown("not-seen", nil)}
		for i := range e.report.Probes {
			p := &e.report.Probes[i]
			switch {
			case p.Host != host:
			case answered(p):
				d.finding = says(Pass, "answers", nil)
			case d.status != Pass && undecided(p.Failure):
				d.finding = notReached(p.Failure)
			case d.status == Unknown && p.Failure != nil && !e.report.Interrupted:
				d.finding = says(Fail, "failed", failureArgs(p.Failure))
			}
		}
		out = append(out, d)
	}
	if len(out) == 0 {
		out = []draft{{finding: says(Fail, "no-servers", nil)}}
		if e.report.Interrupted {
			out[0].finding = unknown("not-seen", nil)
		}
	}
	return out
}

// hosts returns those that a person of the domain is led to, or all that were
// tested: what is published beside them is judged as published alone.
func (e *evaluation) hosts() []string {
	all := e.everyHost()
	var followed []string
	if d := e.report.Discovery; d != nil {
		for _, c := range d.Followed() {
			followed = append(followed, c.Host)
		}
	}
	if len(followed) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(h string) bool { return !slices.Contains(followed, h) })
}

func (e *evaluation) everyHost() []string {
	var out []string
	for _, p := range e.report.Probes {
		if !slices.Contains(out, p.Host) {
			out = append(out, p.Host)
		}
	}
	return out
}

// offered wants a service to work on every host that was tested for it, and
// that a person is led to: at one port, or at any of its ports.
func (e *evaluation) offered(c *claim) []draft {
	return e.services(c, e.hosts(), func(tested []*result.Probe) finding {
		var last *result.Failure
		maybe := false
		for _, p := range tested {
			if p.Status == result.OK {
				return says(Pass, "offered", nil)
			}
			maybe = maybe || undecided(p.Failure)
			if last == nil || p.Failure != nil && p.Failure.Kind != result.Refused {
				last = p.Failure
			}
		}
		switch {
		case maybe || last == nil:
			return notReached(last)
		case last.Kind == result.Refused:
			return says(Fail, "refused", nil)
		}
		return says(Fail, "failed", failureArgs(last))
	})
}

// forbidden wants that no connection to a service is accepted. Silence is no
// offer, where something else on the host answers.
func (e *evaluation) forbidden(c *claim) []draft {
	return e.services(c, e.everyHost(), func(tested []*result.Probe) finding {
		var ports []string
		silent, maybe := false, false
		for _, p := range tested {
			switch {
			case answered(p):
				ports = append(ports, strconv.Itoa(p.Port))
			case undecided(p.Failure):
				maybe = true
			case p.Failure == nil || p.Failure.Kind != result.Refused:
				silent = true
			}
		}
		host := tested[0].Host
		alive := slices.ContainsFunc(e.report.Probes, func(p result.Probe) bool { return p.Host == host && answered(&p) })
		switch {
		case len(ports) > 0:
			return says(Fail, "answers-on", locale.Args{"ports_list": ports})
		case maybe:
			return unknown("not-seen", nil)
		case silent && !alive:
			return unknown("silent", nil)
		case silent:
			return says(Pass, "silent", nil)
		}
		return says(Pass, "refused", nil)
	})
}

// services judges a service on each of some hosts.
func (e *evaluation) services(c *claim, hosts []string, about func(tested []*result.Probe) finding) []draft {
	want := c.value.(config.Place)
	where := diagnose.Where{Service: want.Service, Port: want.Port}
	var out []draft
	for _, host := range hosts {
		var tested []*result.Probe
		for i := range e.report.Probes {
			if p := &e.report.Probes[i]; p.Host == host && want.Covers(p.Endpoint) {
				tested = append(tested, p)
			}
		}
		if len(tested) > 0 {
			where.Host = host
			out = append(out, draft{where: where, finding: about(tested)})
		}
	}
	if len(out) == 0 {
		where.Host = ""
		if len(hosts) == 1 {
			where.Host = hosts[0]
		}
		return []draft{{where: where, finding: unknown("not-tested", nil)}}
	}
	return out
}

// quotaFree looks at what every account tells over IMAP: the tightest of its
// limits decides.
func (e *evaluation) quotaFree(c *claim) []draft {
	return e.quotas(func(a *result.Account) finding { return free(c.value.(room), a) })
}

// quotaLeast looks at the limits of octets: the smallest of them decides.
func (e *evaluation) quotaLeast(c *claim) []draft {
	return e.quotas(func(a *result.Account) finding { return least(c.value.(size), a) })
}

func least(want size, a *result.Account) finding {
	all := a.Limits()
	limits := slices.DeleteFunc(slices.Clone(all), func(l result.Limit) bool { return !l.Bytes() })
	switch {
	case len(limits) == 0 && a.Unclear(result.Storage):
		return unknown("quota-unclear", nil)
	case len(limits) == 0 && (len(all) > 0 || len(a.Stated(result.LimitNone)) > 0):
		return says(Pass, "quota-no-size", nil)
	case len(limits) == 0:
		return unknown("quota-unreadable", nil)
	}
	smallest := slices.MinFunc(limits, func(a, b result.Limit) int { return cmp.Compare(a.Limit, b.Limit) })
	args := locale.Args{"limit_bytes": smallest.Limit, "root": smallest.Root}
	if smallest.Limit >= int64(want) && a.Unclear(result.Storage) {
		return unknown("quota-unclear", nil)
	}
	return holds(smallest.Limit >= int64(want), "quota-limit", args)
}

// quotas looks at every account of which a quota was asked, and judges those
// that tell one.
func (e *evaluation) quotas(judge func(*result.Account) finding) []draft {
	var out []draft
	for i := range e.report.Accounts {
		a := &e.report.Accounts[i]
		if a.QuotaStatus == "" {
			continue
		}
		f := noQuota(a)
		if f.status == "" {
			f = judge(a)
		}
		out = append(out, draft{where: diagnose.Where{Service: a.Service, Host: a.Host, Port: a.From}, finding: f})
	}
	if len(out) == 0 {
		where := diagnose.Where{Service: result.IMAP}
		if hosts := e.hosts(); len(hosts) == 1 {
			where.Host = hosts[0]
		}
		return []draft{{where: where, finding: unknown("no-login", nil)}}
	}
	return out
}

// noQuota returns what there is to say of an account without a quota that is
// told.
func noQuota(a *result.Account) finding {
	switch a.QuotaStatus {
	case result.QuotaNone:
		return says(Pass, "quota-none", nil)
	case result.QuotaUnsupported:
		return unknown("quota-unsupported", nil)
	case result.QuotaFail:
		return unknown("quota-unreadable", nil)
	}
	return finding{}
}

func free(want room, a *result.Account) finding {
	var told []finding
	for i, l := range a.Limits() { // the tightest first: of equal ones, it is told
		told = append(told, freeOf(want, l, i > 0 || l.Shared))
	}
	if a.Unclear(result.Storage) || a.Unclear(result.Messages) && want.bytes == 0 {
		told = append(told, unknown("quota-unclear", nil))
	}
	if len(a.Stated(result.LimitNone)) > 0 {
		told = append(told, says(Pass, "quota-none", nil))
	}
	worst := finding{}
	for _, f := range told {
		if gravity(f.status) > gravity(worst.status) {
			worst = f
		}
	}
	if worst.status == "" {
		return unknown("quota-unreadable", nil)
	}
	return worst
}

// freeOf judges one limit; other says that it is not the one that ends first.
func freeOf(want room, l result.Limit, other bool) finding {
	share := float64(l.Room()) / float64(l.Limit)
	if !l.Bytes() {
		if want.bytes > 0 { // a size says nothing of a number of messages
			return finding{}
		}
		return holds(share >= want.share, "quota-messages", locale.Args{"free": l.Room(), "limit": l.Limit, "free_share": share})
	}
	return holds(share >= want.share && l.Room() >= want.bytes, "quota-free",
		locale.Args{"root": l.Root, "other": other, "free_bytes": l.Room(), "limit_bytes": l.Limit, "free_share": share})
}

// findingsForbidden wants that a finding, or any of a severity or graver, is
// not made. Each that is made is an assertion of its own, but for those that
// another assertion has told of.
func (e *evaluation) findingsForbidden(c *claim) []draft {
	limit := slices.Index(diagnose.Severities(), diagnose.Severity(c.word))
	var out []draft
	passes, told := 0, false
	var unchecked []string
	for i := range e.findings {
		f := &e.findings[i]
		if limit < 0 && f.ID != c.word || limit >= 0 && slices.Index(diagnose.Severities(), f.Severity) > limit || !speaksOf(c.at, f) {
			continue
		}
		switch {
		case f.Mend() && limit >= 0 && e.toldOf(f):
			told = true
		case f.Mend():
			d := draft{where: f.Where, of: f.ID, why: f.ID}
			d.finding = says(Fail, "finding", locale.Args{"title": locale.Text{ID: "finding." + f.ID + ".short", Args: f.Args}})
			out = append(out, d)
		case f.Status == diagnose.Unknown:
			if !slices.Contains(unchecked, f.ID) {
				unchecked = append(unchecked, f.ID)
			}
		case f.Status == diagnose.Pass:
			passes++
		}
	}
	if len(out) > 0 {
		return out
	}
	d := draft{finding: says(Pass, "no-finding", nil)}
	if hosts := e.hosts(); len(hosts) == 1 {
		d.where.Host = hosts[0]
	}
	switch {
	case len(unchecked) > 0:
		const most = 3
		d.finding = unknown("findings", locale.Args{"findings_list": unchecked[:min(len(unchecked), most)], "more": len(unchecked) > most})
	case told:
		d.finding = says(Pass, "no-other-finding", nil)
	case passes == 0:
		d.finding = unknown("not-seen", nil)
	}
	return []draft{d}
}

// noFailure wants that nothing fails: neither a finding nor an endpoint that
// was reached. Each that does is an assertion of its own, but for those that
// another assertion has told of, and for what the policy gives up itself.
func (e *evaluation) noFailure(*claim) []draft {
	var out []draft
	for i := range e.findings {
		f := &e.findings[i]
		if f.Status != diagnose.Fail || f.Note || e.toldOf(f) || e.givenUp(f) {
			continue
		}
		d := draft{where: f.Where, of: f.ID, why: f.ID}
		d.finding = says(Fail, "finding", locale.Args{"title": locale.Text{ID: "finding." + f.ID + ".short", Args: f.Args}})
		out = append(out, d)
	}
	for i := range e.report.Probes {
		p := &e.report.Probes[i]
		where := diagnose.Where{Service: p.Service, Host: p.Host, Port: p.Port}
		fails := func(f diagnose.Finding) bool { return f.Status == diagnose.Fail && covers(&f, where) }
		told := func(a Assertion) bool {
			return (a.Status == Fail || a.Status == Excepted) && a.Where.Host == p.Host && a.Where.Port == p.Port && a.Where.Service == p.Service
		}
		if p.Status != result.Fail || !answered(p) || undecided(p.Failure) ||
			slices.ContainsFunc(e.findings, fails) || slices.ContainsFunc(e.told, told) {
			continue
		}
		out = append(out, draft{where: where, of: string(p.Failure.Kind), finding: says(Fail, "failed", failureArgs(p.Failure))})
	}
	return out
}

// givenUp reports whether the policy says itself that what a finding speaks of
// need not hold: a requirement that it explains is switched off there, or the
// service is not to be offered, and is not.
func (e *evaluation) givenUp(f *diagnose.Finding) bool {
	for i := range e.claims {
		c := &e.claims[i]
		if c.value == false && slices.Contains(c.is.explains, f.ID) && e.everywhere(f, c) {
			return true
		}
	}
	return slices.ContainsFunc(e.told, func(a Assertion) bool {
		return a.ID == "forbidden" && a.Status == Pass && a.Where.Service == f.Where.Service && covers(f, a.Where) &&
			(a.Where.Port == 0 || slices.Equal(ports(f), []string{strconv.Itoa(a.Where.Port)}))
	})
}

// everywhere reports whether a claim is the one that counts at every endpoint
// that a finding speaks of.
func (e *evaluation) everywhere(f *diagnose.Finding, c *claim) bool {
	any := false
	for i := range e.report.Probes {
		p := &e.report.Probes[i]
		if !covers(f, diagnose.Where{Service: p.Service, Host: p.Host, Port: p.Port}) {
			continue
		}
		any = true
		if !covered(c.at, p.Endpoint) || e.overridden(c, p) {
			return false
		}
	}
	return any
}

// speaksOf reports whether a finding speaks of one of the places.
func speaksOf(places []config.Place, f *diagnose.Finding) bool {
	if places == nil || f.Where.Service == "" && len(ports(f)) == 0 {
		return true
	}
	return slices.ContainsFunc(places, func(p config.Place) bool {
		return (f.Where.Service == "" || f.Where.Service == p.Service) &&
			(p.Port == 0 || len(ports(f)) == 0 || slices.Contains(ports(f), strconv.Itoa(p.Port)))
	})
}

// toldOf reports whether an assertion that does not hold rests on a finding.
func (e *evaluation) toldOf(f *diagnose.Finding) bool {
	return slices.ContainsFunc(e.told, func(a Assertion) bool {
		return (a.Status == Fail || a.Status == Excepted) && a.Finding == f.ID && covers(f, a.Where)
	})
}
