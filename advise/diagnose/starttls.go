package diagnose

import (
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges the switch to encryption on 143, 110 and 587.

// switchWord returns what a service calls the switch (RFC 3501 section 6.2.1,
// RFC 2595 section 4, RFC 3207 section 2).
func switchWord(service result.Service) string {
	if service == result.POP3 {
		return "STLS"
	}
	return "STARTTLS"
}

// noStartTLS judges whether one service offers the switch. The other ports of
// the host tell whether something on the way may have removed the offer.
func noStartTLS(service result.Service) func(*scene) []draft {
	return func(s *scene) []draft {
		spots := those(s.spots(), func(sp spot) bool {
			return sp.service() == service && sp.path != nil && sp.probe.Security == result.StartTLS
		})
		return judge(spots, func(sp spot) judgement {
			switch {
			case sp.is(result.StartTLSMissing):
				return judgement{Fail, portText(sp.port())}
			case sp.offersSwitch():
				return judgement{status: Pass}
			}
			return judgement{}
		}, func(d draft) draft { return s.switchMissing(d) })
	}
}

func (s *scene) switchMissing(d draft) draft {
	first := d.spots[0]
	d.args = locale.Args{"word": switchWord(first.service()), "tls_port": 0, "tls_works": false}
	if first.path != nil {
		d.seen = append(d.seen, first.timing())
	}
	lines := first.wires(result.StepCapabilities, "* CAPABILITY")
	if len(lines) == 0 {
		lines = first.wires(result.StepGreeting, "[CAPABILITY")
	}
	if len(lines) == 0 {
		lines = first.wires(result.StepCapabilities)
	}
	d.seen = append(d.seen, lines...)
	d.seen = append(d.seen, first.lacksSwitch())

	var offer, same []spot // other ports, and other addresses of this one, where the offer stands
	var tls spot
	for _, sp := range s.everySpot() {
		switch {
		case sp.path == nil || sp.host() != first.host():
		case sp.offersSwitch() && sp.probe == first.probe:
			same = append(same, sp)
		case sp.offersSwitch() && !slices.ContainsFunc(offer, func(o spot) bool { return o.probe == sp.probe }):
			offer = append(offer, sp)
		case sp.service() == first.service() && sp.probe.Security == result.TLS && sp.path.TLS != nil && sp.path.TLS.Verified && tls.path == nil:
			tls = sp
		}
	}
	for _, sp := range same {
		d.seen = append(d.seen, word(Contrast, "offered", locale.Args{"at": sp.at(), "word": switchWord(sp.service())}))
	}
	if len(offer) == 2 {
		d.seen = append(d.seen, word(Contrast, "offered-both", locale.Args{"at": offer[0].at(), "word": switchWord(offer[0].service()),
			"other_port": offer[1].port(), "other_word": switchWord(offer[1].service())}))
	} else {
		for _, sp := range offer {
			d.seen = append(d.seen, word(Contrast, "offered", locale.Args{"at": sp.at(), "word": switchWord(sp.service())}))
		}
	}
	if seen, ok := tls.tlsOK(s); ok {
		d.seen = append(d.seen, seen)
		d.args["tls_port"], d.args["tls_works"] = tls.port(), true
	}
	off := likely("switched-off", Sure)
	switch {
	case len(same) > 0:
		off.Confidence = Possible
		d.causes = []Cause{{ID: "addresses-differ", Confidence: Probable, Args: locale.Args{"other_address": same[0].path.Address}},
			likely("offer-removed", Probable), off}
	case len(offer) > 0:
		off.Confidence = Possible
		d.causes = []Cause{{ID: "offer-removed-here", Confidence: Probable, Args: locale.Args{
			"offer_list": portList(offer), "tls_port": tls.portOr0(), "alike": alike(first, tls)}}, off}
	default:
		d.causes = []Cause{off, likely("offer-removed", Possible)}
	}
	if inspected, ok := first.inspected(); ok {
		off.Confidence = Possible
		d.causes = []Cause{inspected, off}
		if starred(first.path.Greeting) {
			d.seen = append(first.wires(result.StepGreeting), d.seen...)
		}
	}
	return d
}

func (sp spot) portOr0() int {
	if sp.probe == nil {
		return 0
	}
	return sp.port()
}

// offersSwitch reports whether the switch stood in the list before TLS.
func (sp spot) offersSwitch() bool {
	return sp.path.Phase(result.PhaseBeforeTLS).Has(switchWord(sp.service()))
}

// lacksSwitch returns the line "no STARTTLS, no LOGINDISABLED".
func (sp spot) lacksSwitch() Seen {
	if sp.service() != result.IMAP {
		return word(Fault, "lacks", locale.Args{"word": switchWord(sp.service())})
	}
	if sp.path.Phase(result.PhaseBeforeTLS).Has("LOGINDISABLED") {
		return word(Fault, "lacks-but-disabled", nil)
	}
	return word(Fault, "lacks-both", nil)
}

// alike reports whether two lists differ in nothing but the switch.
func alike(a, b spot) bool {
	left, right := a.path.Phase(result.PhaseBeforeTLS), b.path.Phase(result.PhaseAfterTLS)
	if len(left) == 0 || len(left) != len(right) {
		return false
	}
	return !slices.ContainsFunc(left, func(c string) bool { return !right.Has(c) })
}

// takesPassword are the ways by which a list before TLS lets a password cross.
func (sp spot) takesPassword() []string {
	list := sp.path.Phase(result.PhaseBeforeTLS)
	if list == nil {
		return nil
	}
	out := []string{}
	var word string
	switch sp.service() {
	case result.IMAP:
		word = "AUTH="
	case result.POP3:
		word = "SASL "
	case result.Submission:
		word = "AUTH "
	}
	offered := list.Mechanisms(sp.service())
	for _, name := range []string{"PLAIN", "LOGIN"} {
		if slices.Contains(offered, name) {
			out = append(out, word+name)
		}
	}
	switch {
	case sp.service() == result.IMAP && !list.Has("LOGINDISABLED"):
		out = append(out, "LOGIN")
	case sp.service() == result.POP3 && list.Has("USER"):
		out = append(out, "USER")
	}
	return out
}

// passwordBeforeTLS judges whether a password may cross before the switch.
func passwordBeforeTLS(s *scene) []draft {
	return judge(s.spots(), func(sp spot) judgement {
		ways := sp.takesPassword()
		switch {
		case ways == nil || sp.probe.Security == result.TLS:
			return judgement{}
		case len(ways) > 0:
			return judgement{status: Warn}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		var ways []string
		for _, sp := range d.spots {
			for _, way := range sp.takesPassword() {
				ways = appendNew(ways, way)
			}
		}
		d.args = locale.Args{"ways_list": ways}
		d.causes = []Cause{likely("plaintext-allowed", Sure)}
		if loopback(d.spots[0].path.Address) {
			d.causes = []Cause{likely("plaintext-allowed", Probable), likely("own-address", Probable)}
		}
		for _, these := range groupBy(d.spots, func(sp spot) string { return strings.Join(sp.takesPassword(), " ") }) {
			d.seen = append(d.seen, word(Fault, "before-tls", locale.Args{"at": s.places(these), "ways_list": these[0].takesPassword()}))
		}
		return d
	})
}

func loopback(address string) bool { return strings.HasPrefix(address, "127.") || address == "::1" }
