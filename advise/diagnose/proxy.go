package diagnose

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges what stands between a program and the server: a proxy that
// ends TLS, a firewall that rewrites, and the lack of a name to ask for.

// insideTLS returns the words by which a server shows, inside an encrypted
// session, that it takes it for one in the clear: the offer to encrypt it, and
// the ban on logins until then (RFC 3501 section 6.2.1, RFC 2595 section 4, RFC
// 3207 section 4.2). They stand in the list after TLS, or in the greeting
// behind it.
func (sp spot) insideTLS() []string {
	list := sp.path.Phase(result.PhaseAfterTLS)
	if list == nil && sp.probe.Security == result.TLS {
		list = sp.path.Phase(result.PhaseGreeting)
	}
	var out []string
	for _, word := range []string{switchWord(sp.service()), "LOGINDISABLED"} {
		if list.Has(word) {
			out = append(out, word)
		}
	}
	if len(out) == 1 && out[0] == "LOGINDISABLED" && len(list.Mechanisms(sp.service())) > 0 {
		return nil // the command LOGIN is off for good, and another way is open: as where tokens alone are taken
	}
	if (sp.probe.Security == result.StartTLS || sp.service() == result.POP3) && !slices.Contains(out, "LOGINDISABLED") {
		return nil // some list the switch again behind it, and mean nothing by that
	}
	return out
}

// tlsEndsInFront judges whether the server knows that the session is encrypted.
// Where it bans logins, nobody can log in; else programs find their own way.
func tlsEndsInFront(s *scene) []draft {
	return judge(s.spots(), func(sp spot) judgement {
		words := sp.insideTLS()
		switch {
		case sp.path == nil || sp.path.TLS == nil || sp.path.Phase(result.PhaseAfterTLS) == nil && sp.path.Phase(result.PhaseGreeting) == nil:
			return judgement{}
		case slices.Contains(words, "LOGINDISABLED"):
			return judgement{Fail, "disabled"}
		case len(words) > 0:
			return judgement{Warn, "offered"}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		first := d.spots[0]
		var words []string
		for _, sp := range d.spots {
			for _, w := range sp.insideTLS() {
				words = appendNew(words, w)
			}
		}
		if d.status == Warn {
			d.severity = Low
		}
		d.args = locale.Args{"words_list": words, "banned": d.status == Fail}
		d.causes = []Cause{likely("proxy-ends-tls", Sure), likely("list-not-made-anew", Possible)}
		if d.status == Warn {
			d.causes = []Cause{likely("proxy-ends-tls", Probable), likely("list-not-made-anew", Probable)}
		}
		lines := first.wires(result.StepCapabilities, words...)
		if len(lines) == 0 {
			lines = first.wires(result.StepGreeting, words...)
		}
		if len(lines) > 1 {
			lines = lines[len(lines)-1:] // the one before it was in the clear
		}
		d.seen = append(lines, word(Fault, "inside-tls", locale.Args{"at": s.places(d.spots), "words_list": words, "version": first.path.TLS.Version}))
		return d
	})
}

// masked returns the words that a firewall put in place of others: it writes X
// over the capabilities that it does not let through, and stars over the
// greeting.
func (sp spot) masked() []string {
	var out []string
	if sp.path != nil && starred(sp.path.Greeting) {
		out = append(out, sp.path.Greeting)
	}
	crossed := regexp.MustCompile(`^X{3,}[A-Z]?( X*)?$`)
	for _, list := range []result.Words{sp.path.Phase(result.PhaseBeforeTLS), sp.path.Phase(result.PhaseAfterTLS)} {
		for _, c := range list {
			if crossed.MatchString(strings.TrimSpace(c)) {
				out = appendNew(out, c)
			}
		}
	}
	return out
}

// starred reports whether a greeting is hidden: "220 ****…", with digits at most.
func starred(greeting string) bool {
	_, text, _ := strings.Cut(greeting, " ")
	return strings.Count(text, "*") >= 8 && strings.Trim(text, "*0123456789 ") == ""
}

// inspected returns the cause where a firewall shows itself by what it masks.
func (sp spot) inspected() (Cause, bool) {
	words := sp.masked()
	if len(words) == 0 {
		return Cause{}, false
	}
	return Cause{ID: "smtp-inspection", Confidence: Sure, Args: locale.Args{"masked_list": atMost(words, 4)}}, true
}

// byAddress reports whether the host was asked for by its address: no server
// name goes out then (RFC 6066 section 3), and no name can be compared.
func byIP(sp spot) bool {
	_, err := netip.ParseAddr(sp.host())
	return err == nil
}

// askedByAddress judges hosts that were asked for by an address that their
// certificate does not hold: the certificate of one name out of several that a
// server has, or one that it shows to those who send no name.
func askedByAddress(s *scene) []draft {
	return judge(s.spots(), func(sp spot) judgement {
		switch {
		case !byIP(sp) || sp.leaf() == nil:
			return judgement{}
		// A certificate that names the address, as that of a bridge on this
		// computer does, is judged by its issuer.
		case sp.problem(result.CertNameMismatch) != nil:
			return judgement{Fail, sp.leaf().SHA256}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		leaf := d.spots[0].leaf()
		self := d.spots[0].problem(result.CertSelfSigned) != nil
		d.args = locale.Args{"names_list": atMost(leaf.Names, 5), "named": len(leaf.Names) > 0 && !self, "subject": leaf.Subject, "self": self,
			"issuer": commonName(top(d.spots[0].path.TLS.Chain).Issuer)}
		d.causes = []Cause{likely("no-name-sent", Sure)}
		d.seen = []Seen{word(Fault, "certificate", merge(d.args, locale.Args{"ports": s.ports(d.spots), "named": len(leaf.Names) > 0})),
			word("", "no-name-sent", locale.Args{"host": d.spots[0].host(), "subject": leaf.Subject})}
		return d
	})
}
