package policy

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges what is seen at one address of an endpoint.

// encryption returns the TLS of a path, or what there is to say without it.
func encryption(at spot) (*result.TLSState, finding) {
	f := at.path.Failure
	switch {
	case at.path.TLS != nil:
		return at.path.TLS, finding{}
	case at.probe.Security == result.None || f != nil && slices.Contains([]result.Kind{result.StartTLSMissing, result.StartTLSRefused, result.SpeaksPlaintext}, f.Kind):
		none := says(Fail, "no-encryption", nil)
		none.title = "policy.broken.no-encryption"
		return nil, none
	}
	return nil, notReached(f)
}

// leaf returns the server's own certificate, or what there is to say without
// it.
func leaf(at spot) (*result.Certificate, finding) {
	state, f := encryption(at)
	switch {
	case state == nil:
		return nil, f
	case len(state.Chain) == 0:
		return nil, unknown("not-seen", nil)
	}
	return &state.Chain[0], finding{}
}

// tlsFloor compares what is spoken with a program of today, and what a scan
// found accepted: it tries the versions that RFC 8996 has ended. Without a
// scan it is not known whether they are.
func (e *evaluation) tlsFloor(c *claim, at spot) finding {
	if f := at.path.Failure; at.path.TLS == nil && f != nil && f.Kind == result.TLSVersionRefused {
		return says(Fail, "tls-old", nil)
	}
	state, f := encryption(at)
	if state == nil {
		return f
	}
	floor := slices.Index(tlsVersions(), c.value.(string))
	older := func(name string) bool {
		i := slices.Index(tlsVersions(), strings.TrimPrefix(name, "TLS "))
		return i >= 0 && i < floor
	}
	var accepted []string
	for _, name := range state.Weak {
		if older(name) {
			accepted = append(accepted, name)
		}
	}
	args := locale.Args{"version": state.Version}
	switch {
	case older(state.Version):
		return says(Fail, "tls-spoken", args)
	case len(accepted) > 0:
		return says(Fail, "tls-accepts", locale.Args{"version": state.Version, "versions_list": accepted})
	case state.Weak == nil && floor > 0:
		return unknown("no-scan", args)
	}
	return says(Pass, "tls-spoken", args)
}

func (e *evaluation) certificateValid(c *claim, at spot) finding {
	if c.value == false {
		return finding{}
	}
	state, f := encryption(at)
	if state == nil {
		return f
	}
	if state.Verified {
		return says(Pass, "cert-valid", nil)
	}
	if len(state.Problems) == 0 {
		return says(Fail, "cert-unverified", nil)
	}
	return says(Fail, "cert-problem", locale.Args{"kind": string(state.Problems[0].Kind),
		"what": locale.Text{ID: "screen.cell." + string(state.Problems[0].Kind)}})
}

func (e *evaluation) certificateDays(c *claim, at spot) finding {
	cert, f := leaf(at)
	if cert == nil {
		return f
	}
	left := cert.NotAfter.Sub(e.now)
	days := int(left / (24 * time.Hour))
	args := locale.Args{"days": days, "until_at": cert.NotAfter.UTC().Format(time.RFC3339)}
	if left < 0 {
		f := says(Fail, "cert-ended", args)
		f.title = "policy.broken.certificate-ended"
		return f
	}
	return holds(days >= c.value.(int), "cert-days", args)
}

func (e *evaluation) certificateNames(c *claim, at spot) finding {
	cert, f := leaf(at)
	if cert == nil {
		return f
	}
	host := c.value.(string)
	ok := slices.ContainsFunc(cert.Names, func(name string) bool { return names(name, host) })
	if len(cert.Names) == 0 {
		return says(Fail, "cert-nameless", nil)
	}
	const most = 4
	return holds(ok, "cert-names", locale.Args{"names_list": cert.Names[:min(len(cert.Names), most)], "more": len(cert.Names) > most})
}

// names compares a name of a certificate with a host: the same, or a wildcard
// in place of its first label (RFC 9525 section 6.3).
func names(name, host string) bool {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if rest, ok := strings.CutPrefix(name, "*."); ok {
		_, parent, _ := strings.Cut(host, ".")
		return parent == rest
	}
	return name == host
}

// announced finds a capability in a phase. A phase that the endpoint does not
// have is nothing to judge.
func announced(c *claim, at spot) (line string, found bool, other finding, ok bool) {
	if at.probe.Security == result.TLS && c.key == "before-tls" || at.probe.Service != result.IMAP && c.key == "greeting" ||
		c.key == "after-login" && at.path != at.probe.SessionPath() {
		return "", false, finding{}, false
	}
	list := at.path.Phase(strings.ReplaceAll(c.key, "-", "_"))
	if list == nil {
		if c.key == "after-login" && at.path.Failure == nil {
			return "", false, unknown("no-login", nil), false
		}
		if c.key == "greeting" && at.path.Failure == nil {
			return "", false, unknown("no-greeting-list", nil), false
		}
		return "", false, notReached(at.path.Failure), false
	}
	line, found = list.Line(c.word)
	return line, found, finding{}, true
}

func (e *evaluation) capabilityRequired(c *claim, at spot) finding { return capability(c, at, true) }

func (e *evaluation) capabilityForbidden(c *claim, at spot) finding { return capability(c, at, false) }

func capability(c *claim, at spot, wanted bool) finding {
	line, found, other, ok := announced(c, at)
	switch {
	case !ok:
		return other
	case found:
		return holds(wanted, "announced", locale.Args{"line": line})
	}
	return holds(!wanted, "not-announced", nil)
}

func (e *evaluation) mechanismRequired(c *claim, at spot) finding {
	return mechanism(at, at.path.Offers(c.value.(string)))
}

func (e *evaluation) mechanismForbidden(c *claim, at spot) finding {
	return mechanism(at, !at.path.Offers(c.value.(string)))
}

func (e *evaluation) mechanismOneOf(c *claim, at spot) finding {
	return mechanism(at, slices.ContainsFunc(c.value.([]string), at.path.Offers))
}

// mechanism says whether the ways of login that are offered are as demanded,
// where that phase was reached.
func mechanism(at spot, demanded bool) finding {
	switch offered := at.path.Offered(); {
	case offered == nil && at.path.Announced() == nil:
		return notReached(at.path.Failure)
	case len(offered) == 0:
		return holds(demanded, "no-mechanisms", nil)
	default:
		return holds(demanded, "mechanisms", locale.Args{"mechanisms_list": offered})
	}
}

// addresses wants that an endpoint works by a family: at one address of it at
// least, since that is what a mail program tries for. Where this computer has
// no way to any address of a family, nothing is said of the host.
func (e *evaluation) addresses(c *claim, at spot) finding {
	p, family := at.probe, c.value.(string)
	var worked []string
	var failed *result.Failure
	seen, silent := false, true
	for i := range p.Paths {
		path := &p.Paths[i]
		if path.Family != family {
			continue
		}
		if path.Status == result.OK {
			worked = append(worked, path.Address)
			continue
		}
		seen, failed = true, path.Failure
		silent = silent && (undecided(failed) || failed != nil && failed.Kind == result.Unreachable)
	}
	switch {
	case len(worked) > 0:
		return says(Pass, "addresses", locale.Args{"addresses_list": worked})
	case seen && (failed == nil || silent):
		return notReached(failed)
	case seen:
		return says(Fail, "failed", failureArgs(failed))
	case p.Unanswered != nil && p.Unanswered.Family == family:
		return notReached(&p.Unanswered.Failure)
	case p.Failure != nil && p.Failure.Step == result.StepResolve:
		return notReached(p.Failure)
	case e.oneFamily(p.Host):
		return unknown("family-not-tested", nil)
	}
	return says(Fail, "no-address", nil)
}

// oneFamily reports whether a family of addresses was left out for this host:
// by a flag, or because an address was given in place of a name.
func (e *evaluation) oneFamily(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return slices.ContainsFunc(e.report.Target.Flags, func(f result.Flag) bool {
		name, _, _ := strings.Cut(f.Value, ":")
		return f.Name == "ipv4" || f.Name == "ipv6" || f.Name == "connect" && strings.EqualFold(name, host)
	})
}

func (e *evaluation) loginWorks(c *claim, at spot) finding {
	if c.value == false {
		return finding{}
	}
	l := at.probe.Login
	switch {
	case l == nil:
		return unknown("no-login", nil)
	case at.probe.LoggedIn() && e.shut(at) != nil:
		return says(Fail, "login-failed", failureArgs(e.shut(at)))
	case at.probe.LoggedIn():
		return says(Pass, "login-accepted", locale.Args{"mechanism": l.Mechanism})
	case l.Status == result.LoginFailed && l.Failure != nil:
		return says(Fail, "login-failed", failureArgs(l.Failure))
	case l.Status == result.LoginFailed, l.Reason == result.NoMechanism:
		return says(Fail, "login-refused", locale.Args{"why": locale.Text{ID: "screen.reason." + string(l.Reason)}})
	}
	return unknown("login", locale.Args{"why": locale.Text{ID: "screen.reason." + string(l.Reason)}})
}

// shut returns why the mailbox behind an accepted login did not open, or nil.
func (e *evaluation) shut(at spot) *result.Failure {
	for i := range e.report.Accounts {
		if a := &e.report.Accounts[i]; a.Service == at.probe.Service && a.Host == at.probe.Host {
			return diagnose.Opening(a)
		}
	}
	return nil
}

func (e *evaluation) latency(c *claim, at spot) finding {
	took, seen := 0.0, false
	switch c.key {
	case result.StepLogin:
		if at.probe.LoggedIn() && at.path == at.probe.SessionPath() {
			took, seen = at.probe.Login.TookMS, true
		} else if at.path != at.probe.SessionPath() {
			return finding{}
		}
	case "endpoint":
		for _, s := range at.path.Steps {
			took += s.TookMS
		}
		last := at.path.StepNamed(result.StepCapabilities)
		seen = last != nil && last.Status == result.OK
	default:
		for _, s := range at.path.Steps {
			if s.Name == c.key && s.Status == result.OK {
				took, seen = max(took, s.TookMS), true
			}
		}
	}
	budget := c.value.(float64)
	switch {
	case took > budget: // even where it never ended
		return says(Fail, "took", locale.Args{"took_ms": took})
	case !seen && c.key == result.StepStartTLS && at.probe.Security != result.StartTLS,
		!seen && c.key == result.StepTLS && at.probe.Security == result.None:
		return finding{}
	case !seen && c.key == result.StepLogin:
		return unknown("no-login", nil)
	case !seen:
		return notReached(at.path.Failure)
	}
	return says(Pass, "took", locale.Args{"took_ms": took})
}
