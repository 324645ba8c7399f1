package diagnose

import (
	"math"
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges the room of a mailbox: its quota, how fast it fills, and
// what holds most of it.

// The shares of a quota from which on it is told (RFC 9208 sets none; these
// are those of the common monitors).
const (
	tellShare     = 0.75
	warnShare     = 0.80
	highShare     = 0.90
	criticalShare = 0.95
)

// soonDays is how near a full mailbox is told of.
const soonDays = 30

// defaultLarge stands in for the 99th percentile message size where no sizes
// were read: what an attachment of 7 MB makes.
const defaultLarge = 10 << 20

// large returns the size of a large message: the 99th percentile that was
// measured, or an assumption, of which ten fit into the mailbox.
func large(a *result.Account, u result.Limit) (bytes int64, measured bool) {
	if a.Mailbox != nil && a.Mailbox.LargeBytes != nil {
		return *a.Mailbox.LargeBytes, true
	}
	return min(defaultLarge, u.Limit/10), false
}

// limitArgs returns the arguments of a limit; other says that it is not the one
// that ends first for this person, which the advice and the screen tell of.
func limitArgs(l result.Limit, other bool) locale.Args {
	return locale.Args{"root": l.Root, "resource": l.Resource, "bytes": l.Bytes(), "other": other, "shared": l.Shared,
		"used_bytes": l.Used, "limit_bytes": l.Limit, "free_bytes": l.Room(), "over_bytes": max(0, l.Used-l.Limit),
		"used_count": l.Used, "limit_count": l.Limit, "used_share": l.Share()}
}

// ofQuota makes the function of a rule that judges the tightest limit of an
// account, and where that is in order, the fullest of the others: mail is
// refused at each.
func ofQuota(bytesOnly bool, about func(*result.Account, result.Limit) (Status, Severity), fill func(*result.Account, result.Limit, draft) draft) func(*scene) []draft {
	return func(s *scene) []draft {
		var out []draft
		for _, sp := range s.accounts() {
			if sp.service() == result.POP3 && sp.account.QuotaStatus == "" {
				continue // POP3 has no quota to ask for
			}
			all := sp.account.Limits()
			limits := slices.DeleteFunc(slices.Clone(all), func(l result.Limit) bool { return bytesOnly && !l.Bytes() })
			if len(limits) == 0 && len(all) > 0 {
				continue // messages are limited, not octets
			}
			d := draft{status: Unknown, spots: []spot{sp}}
			if len(limits) > 0 {
				l, other := worst(sp.account, limits, about)
				d.status, d.severity = about(sp.account, l)
				d.args = limitArgs(l, other)
				if d.status == Fail || d.status == Warn {
					d.seen = []Seen{word(Fault, "quota", d.args)}
					d = fill(sp.account, l, d)
					d.args["other"] = other
				}
			}
			if d.status != "" {
				out = append(out, d)
			}
		}
		return out
	}
}

// worst returns the limit to tell of: the tightest where it is in order as
// little as any other, and else the fullest that is not; other says that it is
// such a one.
func worst(a *result.Account, limits []result.Limit, about func(*result.Account, result.Limit) (Status, Severity)) (l result.Limit, other bool) {
	wrong := func(l result.Limit) bool {
		status, _ := about(a, l)
		return status == Fail || status == Warn
	}
	l, other = limits[0], limits[0].Shared
	if wrong(l) {
		return l, other
	}
	for _, o := range limits[1:] {
		if wrong(o) && (!wrong(l) || o.Share() > l.Share()) {
			l, other = o, true
		}
	}
	return l, other
}

// quotaOver judges whether more is used than allowed.
func quotaOver(s *scene) []draft {
	return ofQuota(false, func(_ *result.Account, u result.Limit) (Status, Severity) {
		if u.Used > u.Limit {
			return Fail, ""
		}
		return Pass, ""
	}, func(_ *result.Account, _ result.Limit, d draft) draft {
		d.causes = []Cause{likely("limit-lowered", Probable), likely("counted-late", Possible)}
		return d
	})(s)
}

// quotaNoRoom judges whether a large message still fits: full comes before 100%.
func quotaNoRoom(s *scene) []draft {
	return ofQuota(true, func(a *result.Account, u result.Limit) (Status, Severity) {
		size, measured := large(a, u)
		switch {
		case !measured && u.Share() < highShare:
			return Pass, "" // a small mailbox with much room by share
		case u.Limit-u.Used < size:
			return Fail, ""
		}
		return Pass, ""
	}, func(a *result.Account, u result.Limit, d draft) draft {
		size, measured := large(a, u)
		d.args = merge(d.args, locale.Args{"large_bytes": size, "measured": measured})
		d.causes = filling(a, u)
		d.seen = append(d.seen, word("", "large", locale.Args{"large_bytes": size, "measured": measured}))
		return d
	})(s)
}

// quotaUsage judges the share of the tightest limit.
func quotaUsage(s *scene) []draft {
	return ofQuota(false, func(_ *result.Account, u result.Limit) (Status, Severity) {
		switch share := u.Share(); {
		case share >= criticalShare:
			return Fail, Critical
		case share >= highShare:
			return Warn, High
		case share >= warnShare:
			return Warn, Medium
		case share >= tellShare:
			return Warn, Info
		}
		return Pass, ""
	}, func(a *result.Account, u result.Limit, d draft) draft {
		d.note = d.severity == Info
		d.causes = filling(a, u)
		return d
	})(s)
}

// filling names what fills a mailbox up to a limit, as far as it was measured.
func filling(a *result.Account, l result.Limit) []Cause {
	if l.Shared {
		return []Cause{likely("counts-others", Probable)}
	}
	if f, share, ok := biggest(a, false); ok && share >= mostShare {
		return []Cause{{ID: "one-folder", Confidence: Sure, Args: locale.Args{"folder": f.Name, "folder_bytes": *f.Bytes, "folder_share": share}}}
	}
	return []Cause{likely("mail-stays", Probable)}
}

// growth returns how much a mailbox grows a day if nothing changes, in octets:
// what arrives and is kept, and what is sent and kept.
func growth(a *result.Account) (float64, bool) {
	if a.Mailbox == nil || a.Mailbox.Arrival == nil || a.Mailbox.Arrival.KeptFraction == nil {
		return 0, false
	}
	r := a.Mailbox.Arrival
	g := r.PerDay * float64(r.MeanBytes) * *r.KeptFraction
	if r.SentPerDay != nil && r.SentBytes != nil {
		g += *r.SentPerDay * float64(*r.SentBytes)
	}
	return g, true
}

// fillsSoon judges whether the mailbox will be full within a month.
func fillsSoon(s *scene) []draft {
	left := func(a *result.Account, u result.Limit) (float64, bool) {
		g, ok := growth(a)
		size, measured := large(a, u)
		if !measured {
			size = 0
		}
		return float64(u.Limit-size-u.Used) / g, ok && g > 0
	}
	return ofQuota(true, func(a *result.Account, u result.Limit) (Status, Severity) {
		g, known := growth(a)
		days, ok := left(a, u)
		switch {
		case u.Shared:
			return Pass, "" // what others add to it is not known
		case !known:
			return Unknown, ""
		case g <= 0 || !ok || days >= soonDays:
			return Pass, ""
		}
		return Warn, ""
	}, func(a *result.Account, u result.Limit, d draft) draft {
		days, _ := left(a, u)
		g, _ := growth(a)
		n := int(math.Floor(max(0, days)))
		d.args = merge(d.args, locale.Args{"days": n, "grows_bytes": g, "today": n == 0,
			"full_date": s.today().UTC().AddDate(0, 0, n).Format("2006-01-02"), "per_day": a.Mailbox.Arrival.PerDay,
			"window_days": a.Mailbox.Arrival.WindowDays, "confidence": a.Mailbox.Arrival.Confidence})
		d.causes = filling(a, u)
		d.seen = append(d.seen, word("", "growth", d.args))
		return d
	})(s)
}

// limitState makes the function of a rule about limits that cannot be
// reckoned with.
func limitState(state string, status Status, causes ...Cause) func(*scene) []draft {
	return func(s *scene) []draft {
		var out []draft
		for _, sp := range s.accounts() {
			d := draft{status: Pass, spots: []spot{sp}}
			for _, q := range sp.account.Stated(state) {
				d.status, d.causes = status, causes
				d.args = locale.Args{"root": q.Root, "resource": q.Resource}
				d.seen = append(d.seen, word(Fault, "limit-"+state, d.args))
			}
			if sp.account.QuotaStatus == result.QuotaOK {
				out = append(out, d)
			}
		}
		return out
	}
}

// noQuota tells that no limit was read, so that nobody takes it for room.
func noQuota(s *scene) []draft {
	var out []draft
	for _, sp := range s.accounts() {
		switch sp.account.QuotaStatus {
		case result.QuotaOK:
			out = append(out, draft{status: Pass, spots: []spot{sp}})
		case result.QuotaNone, result.QuotaUnsupported:
			out = append(out, draft{status: Unknown, spots: []spot{sp},
				args:   locale.Args{"told": sp.account.QuotaStatus == result.QuotaNone},
				causes: []Cause{likely("limit-not-told", Probable)},
				seen:   []Seen{word("", "quota-"+string(sp.account.QuotaStatus), locale.Args{"at": sp.at()})}})
		}
	}
	return out
}
