package diagnose

import (
	"slices"
	"strconv"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// mostNamed bounds the findings that a verdict names.
const mostNamed = 3

// Verdict is the one sentence before the table of a probe: what works, or
// what is wrong first. The findings are those of [Run], in its order.
func Verdict(r *result.Report, findings []Finding) locale.Text {
	v := sum(r)
	omitted := r.AddressesOmitted()
	args := locale.Args{"host": name(r), "elapsed_ms": r.ElapsedMS, "worked": v.worked, "tested": v.offered, "can": v.works.can(),
		"encrypted": v.encrypted, "opened": v.opened.can() != nothing, "untried": v.untried.can(), "untried_list": v.untried.read, "addresses": len(v.addresses), "one_address": len(v.addresses) == 1 && omitted == 0, "both": len(v.addresses) == 2 && omitted == 0, "omitted": omitted > 0, "all_addresses": len(v.addresses) + omitted, "read_list": v.works.read}
	var mend []Finding
	for _, f := range findings {
		if f.Mend() {
			mend = append(mend, f)
		}
	}
	if len(mend) == 0 {
		if v.works.can() == nothing {
			return locale.Text{ID: "verdict.nothing", Args: args}
		}
		if nobodyIn(r) {
			args["others"], args["things"] = false, ""
			return locale.Text{ID: "verdict.no-mailbox", Args: args}
		}
		if v.opened.can() == nothing {
			return locale.Text{ID: "verdict.not-opened", Args: args} // whether a mailbox can be read was not seen
		}
		args["can"], args["read_list"] = v.opened.can(), v.opened.read
		return locale.Text{ID: "verdict.in-order", Args: args}
	}
	args["count"], args["more"] = len(mend), len(mend) > mostNamed
	args["things"] = locale.Text{ID: "verdict.things." + things(len(mend)), Args: locale.Args{"n": len(mend)}}
	args["over"] = ""
	for i, key := range []string{"a", "b", "c"} {
		if i < len(mend) {
			args[key] = locale.Text{ID: "finding." + mend[i].ID + ".short", Args: mend[i].Args}
		}
	}
	for _, f := range mend {
		if other, ok := map[string]string{"ipv4-no-answer": "IPv6", "ipv6-no-answer": "IPv4"}[f.ID]; ok {
			args["over"] = other
		}
	}
	args["family"] = args["over"] != ""
	named := "n" + strconv.Itoa(min(len(mend), mostNamed))
	if at := slices.IndexFunc(mend, AboutLogin); at >= 0 && nobodyIn(r) {
		args["a"] = locale.Text{ID: "finding." + mend[at].ID + ".short", Args: mend[at].Args}
		args["others"] = len(mend) > 1
		args["things"] = locale.Text{ID: "verdict.things." + things(len(mend)-1), Args: locale.Args{"n": len(mend) - 1}}
		return locale.Text{ID: "verdict.no-login", Args: args}
	}
	switch {
	case v.getsBy() && nobodyIn(r):
		args["others"] = true
		return locale.Text{ID: "verdict.no-mailbox", Args: args}
	case v.getsBy():
		return locale.Text{ID: "verdict.mend." + named, Args: args}
	case slices.Contains([]string{"name-unknown", "name-lookup-failed", "no-address", "host-no-answer", "host-refuses-all"}, mend[0].ID):
		return locale.Text{ID: "verdict.unreachable", Args: args}
	}
	return locale.Text{ID: "verdict.broken", Args: args}
}

// Unopened reports whether a host answers, and no login was seen to lead to a
// mailbox: what is in order is so as far as a test without a login shows.
func Unopened(r *result.Report) bool {
	v := sum(r)
	return v.works.can() != nothing && v.opened.can() == nothing
}

// AboutLogin reports whether a finding tells why a login failed.
func AboutLogin(f Finding) bool {
	return f.Severity != Info && slices.ContainsFunc(loginRules(), func(r rule) bool { return r.id == f.ID })
}

// nobodyIn reports whether servers answered, a login was tried, or could not be
// because they take none of this kind, and none succeeded: what is behind it is
// not known to work.
func nobodyIn(r *result.Report) bool {
	tried, answered := false, false
	for i := range r.Probes {
		p := &r.Probes[i]
		if p.LoggedIn() {
			return false
		}
		tried = tried || p.Login != nil && (p.Login.Status == result.LoginFailed || p.Login.Reason == result.NoMechanism)
		answered = answered || p.Status == result.OK
	}
	return tried && answered
}

// things returns the number of findings as the messages spell it, up to nine.
func things(n int) string {
	if n > 9 {
		return "lots"
	}
	return "n" + strconv.Itoa(n)
}

// summary is what works in a run.
type summary struct {
	works     uses // what went well as far as it was tried
	opened    uses // that of it where a login led to a mailbox that could be read
	untried   uses // that of it where none did
	asked     bool // something that mail is read by was tested
	offered   int  // endpoints that were tested and are offered
	worked    int  // those with an address on which all went well
	encrypted bool
	addresses []string
}

// uses are what mail can be read by, and whether it can be sent.
type uses struct {
	read []string // IMAP, POP3
	send bool
}

func (u *uses) add(s result.Service) {
	switch s {
	case result.IMAP:
		u.read = appendNew(u.read, "IMAP")
	case result.POP3:
		u.read = appendNew(u.read, "POP3")
	case result.Submission:
		u.send = true
	}
}

// nothing is the word of no use.
const nothing = "nothing"

// can returns the word by which the messages tell them apart.
func (u uses) can() string {
	switch {
	case len(u.read) > 0 && u.send:
		return "both"
	case len(u.read) > 0:
		return "read"
	case u.send:
		return "send"
	}
	return nothing
}

func sum(r *result.Report) summary {
	v := summary{encrypted: true}
	in := map[result.Service]bool{}
	for i := range r.Probes {
		if p := &r.Probes[i]; p.LoggedIn() {
			in[p.Service] = true
		}
	}
	for i := range r.Probes {
		p := &r.Probes[i]
		if p.Status != result.Skip {
			v.offered++
		}
		v.asked = v.asked || p.Service != result.Submission
		works := false
		for _, path := range p.Paths {
			v.addresses = appendNew(v.addresses, path.Address)
			works = works || path.Status == result.OK
		}
		if !works {
			continue
		}
		v.worked++
		if shut(r, p) {
			continue // a login that is refused, or leads to no mailbox, reads no mail
		}
		v.encrypted = v.encrypted && p.Security != result.None
		v.works.add(p.Service)
		switch {
		case !in[p.Service]:
			v.untried.add(p.Service)
		case !unread(r, p):
			v.opened.add(p.Service)
		}
	}
	return v
}

// shut reports whether a login was refused, or no mailbox opens behind it.
func shut(r *result.Report, p *result.Probe) bool {
	if p.Login != nil && p.Login.Status == result.LoginFailed {
		return true
	}
	a := accountOf(r, p)
	return a != nil && Opening(a) != nil
}

// unread reports whether nothing of the mailbox could be read behind a login,
// for a reason that [Opening] does not judge: no answer in time, or one that
// nobody understands.
func unread(r *result.Report, p *result.Probe) bool {
	a := accountOf(r, p)
	return a != nil && a.MailboxFailure != nil && (a.Mailbox == nil || a.Mailbox.Messages == nil)
}

// accountOf returns what a login showed at the service of an endpoint; nil where
// there is nothing.
func accountOf(r *result.Report, p *result.Probe) *result.Account {
	for i := range r.Accounts {
		if a := &r.Accounts[i]; a.Service == p.Service && a.Host == p.Host {
			return a
		}
	}
	return nil
}

// getsBy reports whether a person gets by: mail can be read, or, where only
// sending was tested, sent.
func (v summary) getsBy() bool { return len(v.works.read) > 0 || !v.asked && v.works.send }

// name returns what a verdict calls the target.
func name(r *result.Report) string {
	var hosts []string
	for i := range r.Probes {
		hosts = appendNew(hosts, r.Probes[i].Host)
	}
	switch {
	case len(hosts) == 1:
		return hosts[0]
	case r.Target.Host != "":
		return r.Target.Host
	case r.Target.Domain != "":
		return r.Target.Domain
	}
	return r.Target.Input
}
