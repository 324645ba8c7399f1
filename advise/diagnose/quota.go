package diagnose

import (
	"math"

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

// usage is one limit of an account that can be reckoned with.
type usage struct {
	quota       result.Quota
	used, limit int64
	bytes       bool // octets, or messages
}

func (u usage) share() float64 { return float64(u.used) / float64(u.limit) }

// limits are the limits of an account that are set and whose use is known.
func limits(a *result.Account) []usage {
	var out []usage
	for _, q := range a.Quota {
		switch {
		case q.LimitState != result.LimitSet:
		case q.LimitBytes != nil && q.UsedBytes != nil:
			out = append(out, usage{q, *q.UsedBytes, *q.LimitBytes, true})
		case q.LimitCount != nil && q.UsedCount != nil:
			out = append(out, usage{q, *q.UsedCount, *q.LimitCount, false})
		}
	}
	return out
}

// tightest is the limit with the least room left by share; ok says that there is one.
func tightest(a *result.Account, bytesOnly bool) (best usage, ok bool) {
	for _, u := range limits(a) {
		if bytesOnly && !u.bytes {
			continue
		}
		if !ok || u.share() > best.share() {
			best, ok = u, true
		}
	}
	return best, ok
}

// large is the size of a large message: the 99th percentile that was
// measured, or an assumption, of which ten fit into the mailbox.
func large(a *result.Account, u usage) (bytes int64, measured bool) {
	if a.Mailbox != nil && a.Mailbox.LargeBytes != nil {
		return *a.Mailbox.LargeBytes, true
	}
	return min(defaultLarge, u.limit/10), false
}

func (u usage) args() locale.Args {
	return locale.Args{"root": u.quota.Root, "resource": u.quota.Resource, "bytes": u.bytes,
		"used_bytes": u.used, "limit_bytes": u.limit, "free_bytes": max(0, u.limit-u.used), "over_bytes": max(0, u.used-u.limit),
		"used_count": u.used, "limit_count": u.limit, "used_share": u.share()}
}

// ofQuota makes the function of a rule that looks at the tightest limit.
func ofQuota(bytesOnly bool, about func(*result.Account, usage) (status, severity string), fill func(*result.Account, usage, draft) draft) func(*scene) []draft {
	return func(s *scene) []draft {
		var out []draft
		for _, sp := range s.accounts() {
			if sp.service() == result.POP3 && sp.account.QuotaStatus == "" {
				continue // POP3 has no quota to ask for
			}
			u, ok := tightest(sp.account, bytesOnly)
			if !ok && len(limits(sp.account)) > 0 {
				continue // messages are limited, not octets
			}
			d := draft{status: Unknown, spots: []spot{sp}}
			if ok {
				d.status, d.severity = about(sp.account, u)
				d.args = u.args()
			}
			if d.status == Fail || d.status == Warn {
				d.seen = []Seen{word(Fault, "quota", u.args())}
				d = fill(sp.account, u, d)
			}
			if d.status != "" {
				out = append(out, d)
			}
		}
		return out
	}
}

// quotaOver judges whether more is used than allowed.
func quotaOver(s *scene) []draft {
	return ofQuota(false, func(_ *result.Account, u usage) (string, string) {
		if u.used > u.limit {
			return Fail, ""
		}
		return Pass, ""
	}, func(_ *result.Account, _ usage, d draft) draft {
		d.causes = []Cause{likely("limit-lowered", Medium), likely("counted-late", Low)}
		return d
	})(s)
}

// quotaNoRoom judges whether a large message still fits: full comes before 100%.
func quotaNoRoom(s *scene) []draft {
	return ofQuota(true, func(a *result.Account, u usage) (string, string) {
		size, measured := large(a, u)
		switch {
		case !measured && u.share() < highShare:
			return Pass, "" // a small mailbox with much room by share
		case u.limit-u.used < size:
			return Fail, ""
		}
		return Pass, ""
	}, func(a *result.Account, u usage, d draft) draft {
		size, measured := large(a, u)
		d.args = merge(u.args(), locale.Args{"large_bytes": size, "measured": measured})
		d.causes = filling(a)
		d.seen = append(d.seen, word("", "large", locale.Args{"large_bytes": size, "measured": measured}))
		return d
	})(s)
}

// quotaUsage judges the share of the tightest limit.
func quotaUsage(s *scene) []draft {
	return ofQuota(false, func(_ *result.Account, u usage) (string, string) {
		switch share := u.share(); {
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
	}, func(a *result.Account, _ usage, d draft) draft {
		d.note = d.severity == Info
		d.causes = filling(a)
		return d
	})(s)
}

// filling names what fills a mailbox, as far as it was measured.
func filling(a *result.Account) []Cause {
	if f, share, ok := biggest(a, false); ok && share >= mostShare {
		return []Cause{{ID: "one-folder", Confidence: High, Args: locale.Args{"folder": f.Name, "folder_bytes": *f.Bytes, "folder_share": share}}}
	}
	return []Cause{likely("mail-stays", Medium)}
}

// growth is how much a mailbox grows a day if nothing changes, in octets: what
// arrives and is kept, and what is sent and kept.
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
	left := func(a *result.Account, u usage) (float64, bool) {
		g, ok := growth(a)
		size, measured := large(a, u)
		if !measured {
			size = 0
		}
		return float64(u.limit-size-u.used) / g, ok && g > 0
	}
	return ofQuota(true, func(a *result.Account, u usage) (string, string) {
		g, known := growth(a)
		days, ok := left(a, u)
		switch {
		case !known:
			return Unknown, ""
		case g <= 0 || !ok || days >= soonDays:
			return Pass, ""
		}
		return Warn, ""
	}, func(a *result.Account, u usage, d draft) draft {
		days, _ := left(a, u)
		g, _ := growth(a)
		n := int(math.Floor(max(0, days)))
		d.args = merge(u.args(), locale.Args{"days": n, "grows_bytes": g, "today": n == 0,
			"full_date": s.today().UTC().AddDate(0, 0, n).Format("2006-01-02"), "per_day": a.Mailbox.Arrival.PerDay,
			"window_days": a.Mailbox.Arrival.WindowDays, "confidence": a.Mailbox.Arrival.Confidence})
		d.causes = filling(a)
		d.seen = append(d.seen, word("", "growth", d.args))
		return d
	})(s)
}

// limitState makes the function of a rule about limits that cannot be
// reckoned with.
func limitState(state, status string, causes ...Cause) func(*scene) []draft {
	return func(s *scene) []draft {
		var out []draft
		for _, sp := range s.accounts() {
			d := draft{status: Pass, spots: []spot{sp}}
			for _, q := range sp.account.Quota {
				if q.LimitState == state {
					d.status, d.causes = status, causes
					d.args = locale.Args{"root": q.Root, "resource": q.Resource}
					d.seen = append(d.seen, word(Fault, "limit-"+state, d.args))
				}
			}
			if len(sp.account.Quota) > 0 {
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
				causes: []Cause{likely("limit-not-told", Medium)},
				seen:   []Seen{word("", "quota-"+sp.account.QuotaStatus, locale.Args{"at": sp.at()})}})
		}
	}
	return out
}
