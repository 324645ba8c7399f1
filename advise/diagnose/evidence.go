package diagnose

import (
	"cmp"
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// mostLines bounds the wire lines of one piece of evidence.
const mostLines = 4

// at returns a path as evidence names it: 192.0.2.10:143, [2001:db8::10]:143.
func (sp spot) at() string {
	if sp.account != nil {
		return sp.account.Host + ":" + portText(sp.account.From)
	}
	if sp.path == nil {
		return sp.probe.Endpoint.Address()
	}
	e := sp.probe.Endpoint
	e.Host = sp.path.Address
	return e.Address()
}

// word returns a line of evidence in words: a message evidence-word.ID.
func word(role Role, id string, args locale.Args) Seen { return Seen{ID: id, Args: args, Role: role} }

// wires returns the server's lines of a step that hold one of the words, or its
// last lines where no word is given.
func (sp spot) wires(step string, words ...string) []Seen {
	if sp.path == nil {
		return nil
	}
	var lines []string
	for _, st := range sp.path.Steps {
		if st.Name == step {
			lines = append(lines, st.Lines...)
		}
	}
	lines = slices.DeleteFunc(lines, func(line string) bool {
		if !strings.HasPrefix(line, "S: ") {
			return true
		}
		upper := strings.ToUpper(line)
		return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(upper, w) })
	})
	lines = slices.Compact(lines)
	if len(lines) > mostLines {
		lines = lines[len(lines)-mostLines:]
	}
	out := make([]Seen, len(lines))
	for i, line := range lines {
		out[i] = Seen{Wire: line}
	}
	return out
}

// timing is "connected 21 ms, greeting 43 ms", from the start of the path.
func (sp spot) timing() Seen {
	args := locale.Args{"at": sp.at(), "greeted": false}
	total := 0.0
	for _, st := range sp.path.Steps {
		total += st.TookMS
		if st.Status != result.OK {
			break
		}
		switch st.Name {
		case result.StepConnect:
			args["connect_ms"] = total
		case result.StepGreeting:
			args["greeting_ms"], args["greeted"] = total, true
		}
	}
	if args["connect_ms"] == nil {
		return word("", "path", args)
	}
	if args["greeted"] == false {
		return word("", "connected", args)
	}
	return word("", "timing", args)
}

// failing returns a failure with its step and cause, at one spot or at a label
// of several ([scene.places]).
func failing(at any, f *result.Failure, shown bool) Seen {
	detail := f.Detail
	if f.Kind == result.StartTLSInjection {
		_, detail, _ = strings.Cut(detail, ": ") // the octets themselves
	}
	return word(Fault, "failed", locale.Args{
		"at": at, "step": f.Step, "kind": string(f.Kind), "silent": slices.Contains(unsaid(), f.Kind), "shown": shown,
		"detail": detail, "said": detail != "",
	})
}

// unsaid returns the kinds of which a host says nothing itself: their detail is
// this machine's and tells no more than the kind, evidence-word.kind.KIND.
func unsaid() []result.Kind {
	return []result.Kind{
		result.NameUnknown, result.NoAddress,
		result.Refused, result.Unreachable, result.Timeout, result.Reset, result.Closed, result.ClosedBeforeGreeting,
		result.SpeaksTLS, result.StartTLSMissing, result.StartTLSBroken, result.TLSVersionRefused, result.TooLarge,
	}
}

// story returns the usual evidence of failed paths: where they ended, those
// that ended alike in one line, and behind it the last words of the server on
// the first of them. What these words hold is not told twice.
func (s *scene) story(spots []spot) []Seen {
	type end struct {
		step, detail string
		kind         result.Kind
	}
	groups := groupBy(spots, func(sp spot) end {
		f := cmp.Or(sp.failure(), sp.loginFailure(), &result.Failure{})
		if slices.Contains(unsaid(), f.Kind) {
			return end{f.Step, "", f.Kind}
		}
		return end{f.Step, f.Detail, f.Kind}
	})
	var out []Seen
	for i, these := range groups {
		if i == mostLines {
			out = append(out, word("", "more", locale.Args{"more": len(groups) - mostLines}))
			break
		}
		f := cmp.Or(these[0].failure(), these[0].loginFailure())
		if f == nil {
			out = append(out, word("", "path", locale.Args{"at": s.places(these)}))
			continue
		}
		var lines []Seen
		if f.Step != result.StepConnect {
			lines = these[0].wires(f.Step)
		}
		shown := f.Detail != "" && slices.ContainsFunc(lines, func(l Seen) bool { return strings.Contains(l.Wire, f.Detail) })
		told := failing(s.places(these), f, shown)
		if f.Kind == result.Timeout && len(lines) > 0 {
			told.Args["kind"] = "unfinished"
		}
		out = append(append(out, told), lines...)
	}
	return out
}

// places returns the label of several spots of a host: the path itself where it
// is one; ports alone where every address of theirs is meant.
func (s *scene) places(spots []spot) any {
	if len(spots) == 1 {
		return spots[0].at()
	}
	var addresses, endpoints = []string{}, []*result.Probe{}
	whole := 0
	for _, sp := range spots {
		endpoints = appendNew(endpoints, sp.probe)
		if sp.path != nil {
			addresses = appendNew(addresses, sp.path.Address)
		}
	}
	for _, p := range endpoints {
		whole += max(len(p.Paths), 1)
	}
	list := portList(spots)
	switch {
	case whole == len(spots) && len(list) == 1 && len(addresses) > 1:
		return locale.Text{ID: "evidence-word.place.addresses", Args: locale.Args{"port": spots[0].port(), "addresses": len(addresses)}}
	case whole == len(spots):
		return s.ports(spots)
	case len(addresses) == 1:
		return locale.Text{ID: "evidence-word.place.address", Args: locale.Args{"address": bracketed(addresses[0]), "ports": len(list)}}
	}
	return locale.Text{ID: "evidence-word.place.mixed", Args: locale.Args{"ports": len(list), "addresses": len(addresses)}}
}

// ports returns the label of the ports of spots, whichever address: 993, 110,
// 465, or all that were tested.
func (s *scene) ports(spots []spot) any {
	list := portList(spots)
	tested := 0
	for i := range s.report.Probes {
		if s.report.Probes[i].Host == spots[0].host() {
			tested++
		}
	}
	if len(list) > 2 && len(list) == tested {
		return locale.Text{ID: "evidence-word.place.all", Args: locale.Args{"ports": tested}}
	}
	return strings.Join(list, ", ")
}

// working returns the endpoints of a host that do work, as contrast: at most
// one a service, other than the spots' own.
func (s *scene) working(spots []spot) []Seen {
	var out []Seen
	said := map[result.Service]bool{}
	for _, sp := range s.everySpot() {
		if sp.path == nil || sp.host() != spots[0].host() || sp.path.Status != result.OK || said[sp.service()] {
			continue
		}
		if seen, ok := sp.tlsOK(s); ok {
			said[sp.service()] = true
			out = append(out, seen)
		}
	}
	return out
}

// tlsOK returns the contrast of a path whose TLS was verified.
func (sp spot) tlsOK(s *scene) (Seen, bool) {
	if sp.path == nil || sp.path.TLS == nil || !sp.path.TLS.Verified || len(sp.path.TLS.Chain) == 0 {
		return Seen{}, false
	}
	left := sp.path.TLS.Chain[0].NotAfter.Sub(s.today())
	return word(Contrast, "tls-ok", locale.Args{"at": sp.at(), "version": sp.path.TLS.Version, "days": days(left)}), true
}
