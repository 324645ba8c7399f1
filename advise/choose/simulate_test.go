package choose

import (
	"math"
	"math/rand/v2"
	"testing"
)

// mail is one message of a simulated mailbox.
type mail struct {
	day   int // it arrived
	bytes float64
}

// server simulates a mailbox day by day, message by message: what arrives,
// what the reader deletes, what a strategy takes away. It shares nothing with
// the closed forms but the figures they start from.
type server struct {
	r        *rand.Rand
	box      *box
	holds    []mail
	sum      float64 // of what it holds
	old      float64 // what lay in the inbox at the start
	hidden   float64 // and in other folders
	sent     float64
	fraction float64 // of a message due on the next day
}

func newServer(r *rand.Rand, b *box) *server {
	return &server{r: r, box: b, old: b.used.v - b.hidden.v, hidden: b.hidden.v}
}

// arrive adds a day's mail; of it the reader keeps a part on the server.
func (s *server) arrive(day int, perDay, keeps float64) {
	s.fraction += perDay
	for ; s.fraction >= 1; s.fraction-- {
		if s.r.Float64() < keeps {
			s.add(mail{day, s.box.meanBytes.v * (0.5 + s.r.Float64())})
		}
	}
}

func (s *server) add(m mail) {
	s.holds = append(s.holds, m)
	s.sum += m.bytes
}

// drop takes away what arrived on a day or before.
func (s *server) drop(day int) {
	for len(s.holds) > 0 && s.holds[0].day <= day {
		s.sum -= s.holds[0].bytes
		s.holds = s.holds[1:]
	}
}

func (s *server) content() float64 { return s.old + s.hidden + s.sent + s.sum }

// live is one day of a strategy with daily collection.
func (s *server) live(strategy Strategy, day int, perDay float64, keep int, h horizon) {
	switch strategy {
	case IMAPAll:
		s.arrive(day, perDay, s.box.kept.v)
		s.sent += s.box.sent.v
	case IMAPArchive:
		s.arrive(day, perDay, s.box.kept.v)
		s.add(mail{day, s.box.sent.v}) // it is moved as well
		if day%h.period == 0 {
			s.old, s.hidden = 0, 0
			s.drop(day - h.days)
		}
	default: // what is deleted after collecting stays on the server
		s.arrive(day, perDay, 1)
	}
	switch strategy {
	case POPRemove:
		s.old = 0
		s.drop(day)
	case POPKeepDays:
		if day >= keep {
			s.old = 0
		}
		s.drop(day - keep)
	}
}

func randomBox(r *rand.Rand) *box {
	f := func(v float64) fact[float64] { return fact[float64]{v, measured, ""} }
	quota := float64(200+r.IntN(800)) * mB
	return &box{
		quota: f(quota), used: f(quota * 0.5 * r.Float64()), perDay: f(20 + 60*r.Float64()),
		meanBytes: f(float64(30+r.IntN(60)) * kB), kept: f(0.3 + 0.7*r.Float64()), sent: f(float64(r.IntN(500)) * kB),
		large: f(4 * mB),
	}
}

// The closed forms against a simulation, message by message. Sizes vary by
// half, so that the sum over some hundred messages strays by a few per cent:
// the tolerance is 6% of the days, or of the content, and one day.
func TestForecastAgreesWithASimulation(t *testing.T) {
	const tolerance = 0.06
	r := rand.New(rand.NewPCG(3, 4))
	near := func(what string, got, want, least float64) {
		t.Helper()
		if math.Abs(got-want) > max(tolerance*want, least) {
			t.Errorf("%s: %v in closed form, %v in the simulation", what, got, want)
		}
	}
	for range 40 {
		b := randomBox(r)
		b.hidden = fact[float64]{b.used.v * r.Float64() * 0.5, measured, ""}
		f := &facts{box: *b, absence: fact[int]{r.IntN(20), you, ""}}

		for _, c := range []struct {
			strategy Strategy
			course   course
		}{{IMAPAll, f.stays()}, {POPKeepAll, f.popAll()}} {
			s, day := newServer(r, b), 0
			for ; s.content() < b.limit() && day < 5000; day++ {
				s.live(c.strategy, day, b.perDay.v, 0, horizon{})
			}
			near(string(c.strategy)+" full", c.course.full(b.limit(), 0), float64(day), 1.5)
		}

		keep, h := 1+r.IntN(14), horizon{30, 7}
		for _, c := range []struct {
			strategy Strategy
			course   course
		}{{POPRemove, f.popDays(0)}, {POPKeepDays, f.popDays(keep)}, {IMAPArchive, f.archived(h)}} {
			s, most := newServer(r, b), 0.0
			for day := range 150 {
				s.live(c.strategy, day, b.perDay.v, keep, h)
				if day > 60 { // settled
					most = max(most, s.content())
				}
			}
			// The archive is fullest on the eve of the next move.
			near(string(c.strategy)+" settles", c.course.base+c.course.pool, most, 2*b.inflow()+0.05*most)
			left := 0
			for ; s.content() < b.limit() && left < 5000; left++ {
				s.arrive(150+left, b.perDay.v, 1)
			}
			if c.strategy != IMAPArchive { // away in the middle of its period
				near(string(c.strategy)+" away", f.away(c.course), float64(left), 2)
			}
		}

		s, peak := newServer(r, b), 0.0
		for day := range 2 * keep {
			s.live(POPKeepDays, day, b.perDay.v, keep, h)
			peak = max(peak, s.content())
		}
		near("first collection", f.peak(keep), peak, 2*b.inflow())
	}
}

// The same with mail that grows from year to year.
func TestForecastWithGrowthAgreesWithASimulation(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		b := randomBox(r)
		b.quota.v, b.sent.v, b.growth = b.quota.v*10, 0, 0.1+0.4*r.Float64()
		f := &facts{box: *b}
		s, day := newServer(r, b), 0
		for ; s.content() < b.limit() && day < 5000; day++ {
			s.live(IMAPAll, day, b.perDay.v*math.Exp(b.growth*float64(day)/yearDays), 0, horizon{})
		}
		full := f.stays().full(b.limit(), b.growth)
		if math.Abs(full-float64(day)) > 0.06*float64(day)+1.5 {
			t.Errorf("growth %v: full after %v days in closed form, %v in the simulation", b.growth, full, day)
		}
		if at := f.stays().at(full, b.growth); math.Abs(at-b.limit()) > 1e-6*b.limit() {
			t.Errorf("at the day it is full it holds %v of %v", at, b.limit())
		}
		if c := f.popDays(14); math.Abs(c.at(c.full(b.limit(), b.growth), b.growth)-b.limit()) > 1e-6*b.limit() {
			t.Errorf("a steady share grows with its mail: %v", c)
		}
	}
}
