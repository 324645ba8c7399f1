package diagnose

import (
	"slices"
	"strconv"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges whether programs with other TLS libraries than this one's
// can connect. This program offers no key exchange by RSA or DHE, does not ask
// for secure renegotiation, and has no certificate to show.

// leastDH is the length of a prime that OpenSSL 3 takes at its security level
// 2, which Debian, Ubuntu and Red Hat set, and OpenSSL itself from 3.2 on.
const leastDH = 2048

func weakDH(t *result.TLS12) bool { return t.DHBits > 0 && t.DHBits < leastDH }

// bits returns the length of the prime in words, which group no digits; ""
// where there is none.
func bits(t *result.TLS12) string {
	if t.DHBits == 0 {
		return ""
	}
	return strconv.Itoa(t.DHBits)
}

func oldRenegotiation(t *result.TLS12) bool { return !t.SecureRenegotiation }

// clientCertificate judges whether the server takes nobody without a
// certificate of the client: it asked for one, and then refused.
func clientCertificate(s *scene) []draft {
	return judge(s.spots(), func(sp spot) judgement {
		switch {
		case sp.path == nil || sp.path.TLS == nil:
			return judgement{}
		case sp.path.TLS.ClientCertificate && sp.is(result.TLSHandshakeFailed):
			return judgement{status: Fail}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		d.causes = []Cause{likely("own-devices-only", Sure), likely("verification-slip", Possible)}
		d.seen = []Seen{word(Fault, "certificate-asked", locale.Args{"at": s.places(d.spots)})}
		d.seen = append(d.seen, s.story(d.spots)...)
		d.seen = append(d.seen, s.working(d.spots)...)
		return d
	})
}

// onlyOldKeyExchange judges whether a server that has no cipher in common with
// this program has one with others, by an old key exchange.
func onlyOldKeyExchange(s *scene) []draft {
	return judge(s.spots(), func(sp spot) judgement {
		switch {
		case sp.path == nil:
			return judgement{}
		case sp.is(result.TLSHandshakeFailed) && sp.path.TLS12 != nil && slices.Contains([]string{"DHE", "RSA"}, sp.path.TLS12.KeyExchange):
			return judgement{Fail, sp.path.TLS12.KeyExchange}
		case sp.path.TLS != nil:
			return judgement{status: Pass}
		}
		return judgement{}
	}, func(d draft) draft {
		first := d.spots[0].path.TLS12
		d.args = locale.Args{"exchange": first.KeyExchange, "bits": bits(first), "short": weakDH(first), "unsafe": !first.SecureRenegotiation}
		d.causes = []Cause{likely("old-settings", Sure), likely("old-library", Probable)}
		d.seen = s.story(d.spots)
		d.seen = append(d.seen, s.chosen(d.spots)...)
		if read := those(d.spots, func(sp spot) bool { return sp.path.Announced() != nil && sp.path.TLS != nil }); len(read) > 0 {
			d.seen = append(d.seen, word("", "read-by-rsa", locale.Args{"at": s.places(read), "version": read[0].path.TLS.Version, "cipher": read[0].path.TLS.Cipher}))
		}
		d.seen = append(d.seen, s.working(d.spots)...)
		return d
	})
}

// handshakeFailed returns the rule of the failure kind. Programs with OpenSSL
// may be better off.
func handshakeFailed(s *scene) []draft {
	out := byKind(likely("no-common-cipher", Probable), likely("no-certificate", Probable), likely("device-rewrites", Possible))(s)
	for i := range out {
		d := &out[i]
		if d.status != Fail {
			continue
		}
		var chose, refused, pss []spot
		for _, sp := range d.spots {
			switch {
			case sp.path == nil || sp.path.TLS12 == nil:
			case sp.path.TLS12.Failure == nil:
				chose = append(chose, sp)
				if sp.path.TLS12.PSS {
					pss = append(pss, sp)
				}
			case sp.path.TLS12.Failure.Kind == result.TLSHandshakeFailed:
				refused = append(refused, sp)
			}
		}
		d.args["agreed"], d.args["refused"], d.args["pss"] = len(chose) > 0, len(refused) == len(d.spots), len(pss) > 0
		d.seen = append(d.seen, s.chosen(chose)...)
		if len(pss) > 0 {
			d.causes = []Cause{likely("pss-key", Sure)}
			d.seen = append(d.seen, word(Fault, "pss-key", locale.Args{"at": s.places(pss)}))
		}
		if len(refused) > 0 {
			d.seen = append(d.seen, word(Fault, "openssl-refused", locale.Args{"at": s.places(refused)}))
		}
	}
	return out
}

// byTLS12 makes the function of a rule about what programs with OpenSSL 3 are
// answered where there is nothing newer than TLS 1.2; it is not checked where
// nobody asked as they do.
func byTLS12(bad func(*result.TLS12) bool, cause string) func(*scene) []draft {
	return func(s *scene) []draft {
		out := judge(s.spots(), func(sp spot) judgement {
			switch {
			case sp.path == nil || sp.path.TLS == nil || sp.path.TLS.Version == "":
				return judgement{}
			case sp.path.TLS.Version == "TLS 1.3":
				return judgement{status: Pass}
			case sp.path.TLS12 == nil || sp.path.TLS12.Failure != nil:
				return judgement{status: Unknown}
			case bad(sp.path.TLS12):
				return judgement{status: Warn}
			}
			return judgement{status: Pass}
		}, func(d draft) draft {
			d.args = locale.Args{"bits": bits(d.spots[0].path.TLS12)}
			d.causes = []Cause{likely(cause, Probable), likely("old-library", Probable)}
			d.seen = s.chosen(d.spots)
			first := d.spots[0]
			d.seen = append(d.seen, word(Contrast, "this-program", locale.Args{"at": first.at(), "version": first.path.TLS.Version, "cipher": first.path.TLS.Cipher}))
			return d
		})
		for i := range out {
			out[i].recheck = s.recheck(out[i].spots, result.Flag{Name: "tls-scan"})
		}
		return out
	}
}

// chosen returns what programs with OpenSSL are answered, those places that
// answer alike in one line.
func (s *scene) chosen(spots []spot) []Seen {
	var out []Seen
	for i, these := range groupBy(spots, func(sp spot) result.TLS12 { return *sp.path.TLS12 }) {
		if i == mostLines {
			break
		}
		t := these[0].path.TLS12
		out = append(out, word(Fault, "openssl-chosen", locale.Args{
			"at": s.places(these), "cipher": t.Cipher, "exchange": t.KeyExchange, "bits": bits(t), "unsafe": !t.SecureRenegotiation}))
	}
	return out
}
