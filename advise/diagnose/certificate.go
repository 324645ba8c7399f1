package diagnose

import (
	"math"
	"slices"
	"strings"
	"time"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges certificates: what is wrong with a chain, when it ends,
// and whether all ports and addresses of a host show the same.

// leaf returns the certificate of the host itself, or nil.
func (sp spot) leaf() *result.Certificate {
	if sp.path == nil || sp.path.TLS == nil || len(sp.path.TLS.Chain) == 0 {
		return nil
	}
	return &sp.path.TLS.Chain[0]
}

// problem finds a kind among the problems of the chain.
func (sp spot) problem(kind result.Kind) *result.Problem {
	if sp.path == nil || sp.path.TLS == nil {
		return nil
	}
	for i, p := range sp.path.TLS.Problems {
		if p.Kind == kind {
			return &sp.path.TLS.Problems[i]
		}
	}
	return nil
}

// badCertificate makes the function of a rule for one problem of a chain. One
// certificate on several ports is one finding.
func badCertificate(kind result.Kind, causes ...Cause) func(*scene) []draft {
	return func(s *scene) []draft {
		return judge(s.spots(), func(sp spot) judgement {
			switch {
			case sp.problem(kind) != nil || sp.is(kind):
				if leaf := sp.leaf(); leaf != nil {
					return judgement{Fail, leaf.SHA256}
				}
				return judgement{status: Fail}
			case sp.leaf() != nil:
				return judgement{status: Pass}
			}
			return judgement{}
		}, func(d draft) draft {
			first := d.spots[0]
			d.args = locale.Args{"detail": "", "subject": "", "issuer": "", "names_list": []string{}, "named": false,
				"from_at": "", "until_at": "", "key": "", "signature": ""}
			if p := first.problem(kind); p != nil {
				d.args["detail"] = p.Detail
			}
			d.causes = causes
			if leaf := first.leaf(); leaf != nil {
				d.args["subject"], d.args["issuer"] = leaf.Subject, commonName(top(first.path.TLS.Chain).Issuer)
				d.args["names_list"], d.args["named"] = atMost(leaf.Names, 5), len(leaf.Names) > 0
				d.args["from_at"], d.args["until_at"] = instant(leaf.NotBefore), instant(leaf.NotAfter)
				d.args["key"], d.args["signature"] = leaf.Key, leaf.Signature
				args := merge(d.args, locale.Args{"ports": s.ports(d.spots)})
				d.seen = append(d.seen, word(Fault, "certificate", args), word("", "cert-until", args))
			} else {
				d.seen = s.story(d.spots)
			}
			renewed := s.others(d.spots, func(sp spot) bool {
				return sp.path.TLS.Verified && (first.leaf() == nil || sp.leaf().SHA256 != first.leaf().SHA256)
			})
			d.seen = append(d.seen, s.until(renewed, Contrast)...)
			if len(renewed) > 0 {
				d.causes = append([]Cause{{ID: "not-reloaded", Confidence: Sure, Args: locale.Args{"renewed_list": portList(renewed)}}}, less(causes)...)
			}
			return d
		})
	}
}

// nameMismatch returns the rule of certificates for another name. One that has
// the name in its subject alone is refused for its form (RFC 9525 section 2).
func nameMismatch(s *scene) []draft {
	out := badCertificate(result.CertNameMismatch, likely("other-name", Probable), likely("name-not-served", Probable), likely("interference", Possible))(s)
	for i, d := range out {
		first := d.spots[0]
		if leaf := first.leaf(); d.status == Fail && leaf != nil && len(leaf.Names) == 0 && strings.EqualFold(commonName(leaf.Subject), first.host()) {
			out[i].causes = append([]Cause{likely("common-name-alone", Sure)}, less(d.causes)...)
		}
	}
	return out
}

// top returns the last certificate of a chain: its issuer is whom to trust.
func top(chain []result.Certificate) result.Certificate { return chain[len(chain)-1] }

// commonName returns the name by which people know the holder of a
// distinguished name (RFC 4514): its CN, or all of it where it has none.
func commonName(dn string) string {
	for _, part := range strings.Split(dn, ",") {
		if name, ok := strings.CutPrefix(part, "CN="); ok && !strings.HasSuffix(name, `\`) {
			return name
		}
	}
	return dn
}

// less lowers causes behind a likelier one.
func less(causes []Cause) []Cause {
	out := slices.Clone(causes)
	for i := range out {
		out[i].Confidence = Possible
	}
	return out
}

// others returns the paths of the same host, not among the spots, whose
// certificate is known and that pass the test.
func (s *scene) others(spots []spot, test func(spot) bool) []spot {
	return those(s.everySpot(), func(sp spot) bool {
		return sp.host() == spots[0].host() && sp.leaf() != nil && !slices.Contains(spots, sp) && test(sp)
	})
}

// until tells when the certificates of these paths end, a line for each.
func (s *scene) until(spots []spot, role Role) []Seen {
	var out []Seen
	for _, these := range groupBy(spots, func(sp spot) string { return sp.leaf().SHA256 }) {
		out = append(out, word(role, "cert-until", locale.Args{"ports": s.ports(these), "until_at": instant(these[0].leaf().NotAfter)}))
	}
	return out
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// days are whole days, down: what a person relies on.
func days(d time.Duration) int { return int(math.Floor(d.Hours() / 24)) }

func atMost(list []string, n int) []string {
	if len(list) > n {
		return append(slices.Clone(list[:n]), "…")
	}
	return slices.Clone(list)
}

// endsSoon returns the severity of a certificate's end, "" where it is far.
func endsSoon(leaf *result.Certificate, today time.Time) Severity {
	left := leaf.NotAfter.Sub(today)
	for _, b := range endBounds(leaf) {
		if left.Hours() < b.days*24 {
			return b.severity
		}
	}
	return ""
}

// expiresSoon judges certificates that are still valid.
func expiresSoon(s *scene) []draft {
	return judge(s.spots(), func(sp spot) judgement {
		leaf := sp.leaf()
		switch {
		case leaf == nil || leaf.NotAfter.Before(s.today()):
			return judgement{} // none, or ended already
		case endsSoon(leaf, s.today()) != "":
			return judgement{Warn, leaf.SHA256}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		leaf := d.spots[0].leaf()
		left := days(leaf.NotAfter.Sub(s.today()))
		d.severity = endsSoon(leaf, s.today())
		d.args = locale.Args{"days": left, "today": left == 0, "until_at": instant(leaf.NotAfter),
			"until_date": leaf.NotAfter.UTC().Format(time.DateOnly), "issuer": commonName(leaf.Issuer)}
		d.seen = s.until(d.spots, Fault)
		renewed := s.others(d.spots, func(sp spot) bool {
			return sp.path.TLS.Verified && endsSoon(sp.leaf(), s.today()) == ""
		})
		d.seen = append(d.seen, s.until(renewed, Contrast)...)
		d.causes = []Cause{likely("renewal-not-run", Probable), likely("renewal-by-hand", Probable)}
		if len(renewed) > 0 {
			d.causes = []Cause{{ID: "not-reloaded", Confidence: Sure, Args: locale.Args{"renewed_list": portList(renewed)}}}
		}
		return d
	})
}

// certificatesDiffer judges whether a host shows one certificate everywhere.
// Between the addresses of one port it is a fault, between ports worth a note.
func certificatesDiffer(s *scene) []draft {
	spots := those(s.spots(), func(sp spot) bool { return sp.leaf() != nil })
	var out []draft
	for _, these := range groupBy(spots, spot.host) {
		d := draft{status: Pass, spots: these}
		certs := groupBy(these, func(sp spot) string { return sp.leaf().SHA256 })
		if len(certs) > 1 {
			d.status, d.severity, d.note = Warn, Info, true
			d.seen, d.causes = s.until(these, ""), []Cause{likely("certificate-each", Probable)}
			if split := byAddress(these); len(split) > 0 {
				d.severity, d.note, d.spots = "", false, split
				d.seen, d.causes = digests(split), []Cause{likely("machine-left-behind", Probable)}
			}
		}
		d.args = locale.Args{"certificates": len(certs), "by_address": d.status == Warn && !d.note}
		out = append(out, d)
	}
	return out
}

// byAddress returns the spots of the endpoints whose addresses show different
// certificates.
func byAddress(spots []spot) []spot {
	var out []spot
	for _, endpoint := range groupBy(spots, func(sp spot) int { return sp.place.probe }) {
		if len(groupBy(endpoint, func(sp spot) string { return sp.leaf().SHA256 })) > 1 {
			out = append(out, endpoint...)
		}
	}
	return out
}

// digests tell which address shows which certificate.
func digests(spots []spot) []Seen {
	var out []Seen
	for _, sp := range spots[:min(len(spots), mostLines)] {
		digest := strings.ToUpper(sp.leaf().SHA256)
		out = append(out, word(Fault, "cert-at", locale.Args{"at": sp.at(), "until_at": instant(sp.leaf().NotAfter), "digest": digest[:min(8, len(digest))]}))
	}
	return out
}
