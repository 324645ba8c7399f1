package diagnose

import (
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges versions and ciphers of TLS.

// old returns the versions that RFC 8996 retired.
func old() []string { return []string{"SSL 3.0", "TLS 1.0", "TLS 1.1"} }

// tooOld judges whether TLS 1.2 or newer can be had.
func tooOld(s *scene) []draft {
	return judge(s.spots(), func(sp spot) judgement {
		switch {
		case sp.is(result.TLSVersionRefused):
			return judgement{status: Fail}
		case sp.path == nil || sp.path.TLS == nil:
			return judgement{}
		case slices.Contains(old(), sp.path.TLS.Version):
			return judgement{status: Fail}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		d.causes = []Cause{likely("old-software", Sure), likely("old-settings", Probable)}
		d.seen = s.story(d.spots)
		if tls := d.spots[0].path.TLS; tls != nil {
			d.seen = []Seen{word(Fault, "tls-version", locale.Args{"ports": s.ports(d.spots), "version": tls.Version, "cipher": tls.Cipher})}
		}
		d.seen = append(d.seen, s.working(d.spots)...)
		return d
	})
}

// largeHello judges whether a first message of TLS may be larger than a packet,
// as those with post-quantum key shares are.
func largeHello(s *scene) []draft {
	return judge(s.spots(), func(sp spot) judgement {
		switch {
		case sp.path == nil || sp.path.TLS == nil:
			return judgement{}
		case sp.path.TLS.LargeHello != nil:
			return judgement{status: Fail}
		}
		return judgement{status: Pass}
	}, func(d draft) draft {
		first := d.spots[0].path.TLS
		d.causes = []Cause{likely("large-hello-dropped", Sure)}
		d.seen = []Seen{failing(s.places(d.spots), first.LargeHello, false),
			word(Contrast, "small-hello", locale.Args{"at": s.places(d.spots), "version": first.Version})}
		return d
	})
}

// noTLS13 notes hosts that stop at TLS 1.2 (RFC 9325 section 3.1.1), and where
// nobody asked them as programs with OpenSSL do: those can be refused where this
// one is not.
func noTLS13(s *scene) []draft {
	return judge(s.spots(), func(sp spot) judgement {
		switch {
		case sp.path == nil || sp.path.TLS == nil || sp.path.TLS.Version == "":
			return judgement{}
		case sp.path.TLS.Version == "TLS 1.3":
			return judgement{status: Pass}
		}
		return judgement{status: Warn}
	}, func(d draft) draft {
		tls := d.spots[0].path.TLS
		d.note = true
		unscanned := slices.ContainsFunc(d.spots, func(sp spot) bool { return sp.path.TLS12 == nil })
		d.args = locale.Args{"version": tls.Version, "unscanned": unscanned}
		d.causes = []Cause{likely("old-library", Probable), likely("old-settings", Probable)}
		d.seen = []Seen{word("", "tls-version", locale.Args{"ports": s.ports(d.spots), "version": tls.Version, "cipher": tls.Cipher})}
		return d
	})
}

// scanned makes the function of a rule about what extra handshakes accepted;
// without them it is not checked.
func scanned(name string, found func(weak []string) []string, causes ...Cause) func(*scene) []draft {
	return func(s *scene) []draft {
		accepted := func(sp spot) []string { return found(sp.path.TLS.Weak) }
		out := judge(s.spots(), func(sp spot) judgement {
			switch {
			case sp.path == nil || sp.path.TLS == nil:
				return judgement{}
			case sp.path.TLS.Weak == nil:
				return judgement{status: Unknown}
			case len(accepted(sp)) > 0:
				return judgement{status: Warn}
			}
			return judgement{status: Pass}
		}, func(d draft) draft {
			var all []string
			for _, sp := range d.spots {
				for _, v := range accepted(sp) {
					all = appendNew(all, v)
				}
			}
			d.args = locale.Args{name: all}
			d.causes = causes
			for i, these := range groupBy(d.spots, func(sp spot) string { return strings.Join(accepted(sp), " ") }) {
				if i < mostLines {
					d.seen = append(d.seen, word(Fault, "scan", locale.Args{"at": s.places(these), "accepted_list": accepted(these[0])}))
				}
			}
			return d
		})
		for i := range out {
			out[i].recheck = s.recheck(out[i].spots, result.Flag{Name: "tls-scan"})
		}
		return out
	}
}

func oldVersions(weak []string) []string {
	return slices.DeleteFunc(slices.Clone(weak), func(v string) bool { return !slices.Contains(old(), v) })
}

func weakCiphers(weak []string) []string {
	return slices.DeleteFunc(slices.Clone(weak), func(v string) bool { return slices.Contains(old(), v) })
}
