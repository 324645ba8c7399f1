package choose

import "math"

// tiny keeps a figure that is whole but for rounding from being cut by one.
const tiny = 1e-9

// course is how full a strategy makes the mailbox, in octets: what lies there
// and stays (base), what is held for a time and then leaves (pool), and what
// comes on top each day (slope). Mail that grows by γ a year multiplies pool
// and slope, so that after t days, with x = e^(γt/365.25), the mailbox holds
//
//	base + pool·x + slope·365.25·(x − 1)/γ
//
// or base + pool + slope·t where γ is 0.
type course struct{ base, pool, slope float64 }

// at is the content after some days.
func (c course) at(days, growth float64) float64 {
	if growth <= 0 {
		return c.base + c.pool + c.slope*days
	}
	x := math.Exp(growth * days / yearDays)
	return c.base + c.pool*x + c.slope*yearDays*(x-1)/growth
}

// full is the days until the limit is reached: 0 where it is passed already,
// +Inf where it never is.
func (c course) full(limit, growth float64) float64 {
	if c.base+c.pool >= limit {
		return 0
	}
	if growth <= 0 {
		if c.slope <= 0 {
			return math.Inf(1)
		}
		return (limit - c.base - c.pool) / c.slope
	}
	s := c.slope * yearDays / growth
	if c.pool+s <= 0 {
		return math.Inf(1)
	}
	return math.Log((limit-c.base+s)/(c.pool+s)) / growth * yearDays
}

// settles says that the content does not grow from day to day.
func (c course) settles() bool { return c.slope <= 0 }

// stays is IMAP with everything on the server: U + g·t.
func (f *facts) stays() course { return course{base: f.box.used.v, slope: f.box.gain()} }

// popAll is POP with every copy left: the trash is never emptied from afar
// and sent mail stays on the computer, so U + r·s·t.
func (f *facts) popAll() course { return course{base: f.box.used.v, slope: f.box.inflow()} }

// popDays is POP with a copy for some days: what POP cannot see, and r·s·N.
func (f *facts) popDays(n int) course {
	return course{base: f.box.hidden.v, pool: f.box.inflow() * float64(n)}
}

// archived is IMAP with an archive: g·(H + P), as P days go by before mail of
// H days is moved.
func (f *facts) archived(h horizon) course {
	return course{pool: f.box.gain() * float64(h.days+h.period)}
}

// mixed is POP with a copy for 30 days on one computer; what the IMAP devices
// send stays on the server.
func (f *facts) mixed() course {
	c := f.popDays(mixedDays)
	c.slope = f.box.sent.v
	return c
}

// peak is the most that a first collection leads to: old mail waits for its N
// days while new mail arrives.
func (f *facts) peak(days int) float64 {
	return f.box.used.v + f.box.inflow()*float64(days)
}

// away is the longest absence, in days, that a settled course tolerates:
// nothing is collected or moved, and r·s goes on arriving.
func (f *facts) away(c course) float64 {
	if f.box.inflow() <= 0 {
		return math.Inf(1)
	}
	return max((f.box.limit()-c.base-c.pool)/f.box.inflow(), 0)
}
