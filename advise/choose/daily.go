package choose

import (
	"math"

	"mailadvisor/advise/locale"
)

// Basis is what the forecasts rest on, so that a table can name it and a
// chart is drawn from the same numbers.
type Basis struct {
	QuotaBytes        *int64  `json:"quota_bytes,omitempty"` // nil: not known, or there is none
	NoLimit           bool    `json:"no_limit,omitempty"`    // the server sets none
	UsedBytes         int64   `json:"used_bytes"`
	LargeBytes        int64   `json:"large_bytes"`          // the 99th percentile message: full is the quota less this
	InflowBytesPerDay int64   `json:"inflow_bytes_per_day"` // arriving
	GainBytesPerDay   int64   `json:"gain_bytes_per_day"`   // kept, and sent
	SentBytesPerDay   int64   `json:"sent_bytes_per_day"`
	HiddenBytes       int64   `json:"hidden_bytes"`     // in folders that POP cannot see
	Growth            float64 `json:"growth,omitempty"` // of arriving mail, a year: 0.5 is half as much more after a year
	AbsenceDays       int     `json:"absence_days"`

	// Sources says where each figure comes from: you, measured or assumed,
	// by the name of its flag (quota, used, mail-per-day, mail-size, absence)
	// or kept, sent, large, hidden.
	Sources map[string]string `json:"sources"`
}

func (f *facts) basis() Basis {
	b := &f.box
	out := Basis{
		NoLimit: b.quota.known() && !b.limited(), UsedBytes: octetsArg(b.used.v), LargeBytes: octetsArg(b.large.v),
		InflowBytesPerDay: octetsArg(b.inflow()), GainBytesPerDay: octetsArg(b.gain()), SentBytesPerDay: octetsArg(b.sent.v),
		HiddenBytes: octetsArg(b.hidden.v), Growth: round(math.Expm1(b.growth), 6), AbsenceDays: f.absence.v,
		Sources: map[string]string{"absence": string(f.absence.from)},
	}
	if b.limited() {
		quota := octetsArg(b.quota.v)
		out.QuotaBytes = &quota
	}
	for name, v := range map[string]fact[float64]{
		"quota": b.quota, "used": b.used, "mail-per-day": b.perDay, "mail-size": b.meanBytes, "kept": b.kept,
		"sent": b.sent, "large": b.large, "hidden": b.hidden,
	} {
		if v.known() {
			out.Sources[name] = string(v.from)
		}
	}
	return out
}

// Daily returns how full a strategy makes the mailbox at the start of each day
// from today (day 0) on, as a share of the quota: mail is collected daily,
// nobody is away, and a full mailbox is 1. Nil where the quota is not known or
// the strategy is not possible.
func (b Basis) Daily(a Alternative, days int) []float64 {
	if b.QuotaBytes == nil || !a.Possible {
		return nil
	}
	quota, limit := float64(*b.QuotaBytes), float64(*b.QuotaBytes-b.LargeBytes)
	out := make([]float64, 0, days+1)
	for day := range days + 1 {
		share := b.content(a, float64(day)) / quota
		if day == 0 {
			share = float64(b.UsedBytes) / quota
		}
		if share*quota > limit {
			share = 1
		}
		out = append(out, share)
	}
	return out
}

// content returns what lies on the server after some days.
func (b Basis) content(a Alternative, day float64) float64 {
	growth := math.Log1p(b.Growth)
	stays := course{base: float64(b.UsedBytes), slope: float64(b.GainBytesPerDay)}
	left := course{base: float64(b.UsedBytes), slope: float64(b.InflowBytesPerDay)}
	pop := course{base: float64(b.HiddenBytes), rate: float64(b.InflowBytesPerDay), hold: dayArg(a.Args, "copy_days")}
	switch a.Strategy {
	case POPKeepAll:
		return left.at(day, growth)
	case Mixed:
		left.slope += float64(b.SentBytesPerDay)
		pop.slope = float64(b.SentBytesPerDay)
		fallthrough
	case POPRemove, POPKeepDays:
		keep := dayArg(a.Args, "copy_days")
		if first := dayArg(a.Args, "first_days"); first > 0 {
			keep = first // the old mail leaves after these, once
		}
		if day < keep {
			return left.at(day, growth) // old mail waits for its days, too
		}
		young := course{base: pop.base, slope: left.slope}
		return min(pop.at(day, growth), young.at(day, growth))
	case IMAPArchive:
		since := math.Mod(day, max(dayArg(a.Args, "period_days"), 1))
		moved := course{rate: float64(b.GainBytesPerDay), hold: dayArg(a.Args, "horizon_days") + since}
		return min(moved.at(day, growth), stays.at(day, growth)) // a young mailbox has less to move
	}
	return stays.at(day, growth)
}

// dayArg reads a number of days as code writes it or JSON reads it back.
func dayArg(args locale.Args, key string) float64 {
	switch n := args[key].(type) {
	case int:
		return float64(n)
	case float64:
		return n
	}
	return 0
}
