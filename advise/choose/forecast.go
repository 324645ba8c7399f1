package choose

import "math"

// tiny keeps a figure that is whole but for rounding from being cut by one.
const tiny = 1e-9

// course is how full a strategy makes the mailbox, in octets or in messages:
// what lies there and stays (base), what arrives a day and is held for some
// days (rate, hold), and what comes on top each day and stays (slope). Mail
// that is e^γ times as much after a year multiplies rate and slope, so that
// after t days, with x = e^(γt/Y) and a year of Y days, the mailbox holds
//
//	base + rate·Y·x·(1 − e^(−γ·hold/Y))/γ + slope·Y·(x − 1)/γ
//
// or base + rate·hold + slope·t where γ is 0.
type course struct{ base, rate, hold, slope float64 }

// held returns what of the rate lies there today.
func (c course) held(growth float64) float64 {
	if growth <= 0 {
		return c.rate * c.hold
	}
	return c.rate * yearDays * -math.Expm1(-growth*c.hold/yearDays) / growth
}

// at returns the content after some days.
func (c course) at(days, growth float64) float64 {
	if growth <= 0 {
		return c.base + c.held(0) + c.slope*days
	}
	return c.base + c.held(growth)*math.Exp(growth*days/yearDays) + c.slope*yearDays*math.Expm1(growth*days/yearDays)/growth
}

// full returns the days until the limit is reached: 0 where it is passed
// already, +Inf where it never is.
func (c course) full(limit, growth float64) float64 {
	held := c.held(growth)
	if c.base+held >= limit {
		return 0
	}
	if growth <= 0 {
		if c.slope <= 0 {
			return math.Inf(1)
		}
		return (limit - c.base - held) / c.slope
	}
	s := c.slope * yearDays / growth
	if held+s <= 0 {
		return math.Inf(1)
	}
	return math.Log((limit-c.base+s)/(held+s)) / growth * yearDays
}

// settles reports whether nothing comes on top that stays: the content grows
// with the arriving mail alone.
func (c course) settles() bool { return c.slope <= 0 }

// stock is one thing that a mailbox has room for: octets, or messages where
// the server counts them too. Rates are a day.
type stock struct {
	quota  float64 // +Inf where there is none, or none is known
	limit  float64 // full: one large message less than the quota
	used   float64
	hidden float64 // in folders that POP cannot see
	inflow float64 // arriving
	gain   float64 // of an IMAP mailbox: what is kept, and what is sent
	sent   float64
}

// stays is IMAP with everything on the server: U + g·t.
func (s stock) stays() course { return course{base: s.used, slope: s.gain} }

// popAll is POP with every copy left: the trash is never emptied from afar
// and sent mail stays on the computer, so U + r·s·t.
func (s stock) popAll() course { return course{base: s.used, slope: s.inflow} }

// popDays is POP with a copy for some days: what POP cannot see, and r·s·N.
func (s stock) popDays(n int) course {
	return course{base: s.hidden, rate: s.inflow, hold: float64(n)}
}

// archived is IMAP with an archive: g·(H + P), as P days go by before mail of
// H days is moved.
func (s stock) archived(h horizon) course {
	return course{rate: s.gain, hold: float64(h.days + h.period)}
}

// mixed is POP with a copy for some days on one computer; what the IMAP devices
// send stays on the server.
func (s stock) mixed(n int) course {
	c := s.popDays(n)
	c.slope = s.sent
	return c
}

// plan is one strategy's course of each stock.
type plan func(stock) course

func stays(s stock) course        { return s.stays() }
func popAll(s stock) course       { return s.popAll() }
func popDays(n int) plan          { return func(s stock) course { return s.popDays(n) } }
func archived(h horizon) plan     { return func(s stock) course { return s.archived(h) } }
func (f *facts) mixed(n int) plan { return func(s stock) course { return s.mixed(n) } }

// stocks returns what the mailbox has limited room for.
func (f *facts) stocks() []stock {
	b := &f.box
	var out []stock
	if b.limited() {
		out = append(out, stock{
			quota: b.quota.v, limit: b.limit(), used: b.used.v, hidden: b.hidden.v,
			inflow: b.inflow(), gain: b.gain(), sent: b.sent.v,
		})
	}
	if b.countLimit > 0 {
		count := float64(b.countLimit)
		out = append(out, stock{
			quota: count, limit: count, used: float64(b.countUsed), hidden: b.hiddenMessages,
			inflow: b.perDay.v, gain: b.perDay.v*b.kept.v + b.sentPerDay, sent: b.sentPerDay,
		})
	}
	return out
}

// limited reports whether something limits the mailbox, and that it is known.
func (f *facts) limited() bool { return len(f.stocks()) > 0 }

// fullIn returns the days until a plan fills the mailbox: whatever is full
// first.
func (f *facts) fullIn(p plan) float64 {
	days := math.Inf(1)
	for _, s := range f.stocks() {
		days = min(days, p(s).full(s.limit, f.box.growth))
	}
	return days
}

// peak returns the most that a first collection leads to, in octets: old mail
// waits for its N days while new mail arrives.
func (f *facts) peak(days int) float64 {
	return f.box.used.v + f.box.inflow()*float64(days)
}

// away returns the longest absence, in days, that a settled plan tolerates:
// nothing is collected or moved, and r·s goes on arriving.
func (f *facts) away(p plan) float64 {
	days := math.Inf(1)
	for _, s := range f.stocks() {
		c := p(s)
		if s.inflow > 0 {
			days = min(days, max((s.limit-c.base-c.held(f.box.growth))/s.inflow, 0))
		}
	}
	return days
}

// within returns what a plan holds after some days, as a share of the quota:
// that of the stock that is fullest.
func (f *facts) within(p plan, days float64) float64 {
	share := 0.0
	for _, s := range f.stocks() {
		content := p(s).at(days, f.box.growth)
		if content >= s.limit {
			content = max(content, s.quota)
		}
		share = max(share, content/s.quota)
	}
	return share
}

// grown returns how many times as much mail arrives at the end of the time for
// which days and horizons are computed.
func (f *facts) grown() float64 { return math.Exp(f.box.growth * smallDays / yearDays) }

// gained returns what stays of some days of arriving mail, growth included.
func (f *facts) gained(days float64) float64 {
	return course{slope: f.box.gain()}.at(days, f.box.growth)
}
