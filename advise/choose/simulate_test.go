package choose

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// inbox simulates a mailbox day by day, message by message: what arrives, what
// the reader deletes, what a strategy takes away. It shares nothing with the
// closed forms but the figures that a person would name: no γ, no integral.
type inbox struct {
	r      *rand.Rand
	perDay float64 // today; it grows by a share of itself from year to year
	yearly float64 // 0.5: half as much more after a year
	mean   float64
	kept   float64
	sent   float64 // octets a day, today
	days   []float64
	old    float64 // what lay there at the start
	due    float64 // of a message, carried to the next day
}

// more returns how many times as much arrives on a day as on the first.
func (s *inbox) more(day int) float64 { return math.Pow(1+s.yearly, float64(day)/365.25) }

// live adds a day: of each message the reader keeps it or not.
func (s *inbox) live(day int, keeps float64) {
	sum := 0.0
	for s.due += s.perDay * s.more(day); s.due >= 1; s.due-- {
		if s.r.Float64() < keeps {
			sum += s.mean * (0.5 + s.r.Float64())
		}
	}
	s.days = append(s.days, sum)
}

// holds returns what lies there of the mail of the last days.
func (s *inbox) holds(last int) float64 {
	sum := 0.0
	for _, octets := range s.days[max(0, len(s.days)-last):] {
		sum += octets
	}
	return sum
}

// simulated returns a random box, as the program sees it and as it is
// simulated.
func simulated(r *rand.Rand) (*facts, *inbox) {
	f := func(v float64) fact[float64] { return fact[float64]{v, measured, ""} }
	quota := float64(300+r.IntN(3000)) * mB
	yearly := []float64{0, 0, 0.1, 0.5, 1, 2}[r.IntN(6)]
	b := box{
		quota: f(quota), used: f(quota * 0.5 * r.Float64()), perDay: f(20 + 60*r.Float64()),
		meanBytes: f(float64(30+r.IntN(60)) * kB), kept: f(0.3 + 0.7*r.Float64()), sent: f(float64(r.IntN(500)) * kB),
		large: f(4 * mB), hidden: f(0), growth: math.Log1p(yearly),
	}
	s := &inbox{r: r, perDay: b.perDay.v, yearly: yearly, mean: b.meanBytes.v, kept: b.kept.v, sent: b.sent.v, old: b.used.v}
	return &facts{box: b, absence: fact[int]{21, assumed, ""}, disk: fact[int64]{defaultDiskBytes, assumed, ""}}, s
}

// The closed forms against the simulation, over 300 random mailboxes, half of
// which grow: dates, shares, an archive, a copy for some days, an absence.
// 95 of 100 stray by at most 5%.
func TestForecastAgreesWithASimulation(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	off := map[string][]float64{}
	stray := func(what string, got, want, least float64) {
		off[what] = append(off[what], max(math.Abs(got-want)-least, 0)/max(want, 1))
	}
	for range 300 {
		f, s := simulated(r)
		g, limit := f.box.growth, f.box.limit()

		// Everything stays, by IMAP: until it is full, and how much it is by then.
		day, content := 0, s.old
		for ; content < limit && day < 4000; day++ {
			s.live(day, s.kept)
			content += s.days[day] + s.sent*s.more(day)
		}
		if day < 4000 {
			stray("full", f.fullIn(stays), float64(day), 1)
			half := day / 2
			stray("share", f.within(stays, float64(half))*f.box.quota.v, s.old+s.holds(day)-s.holds(day-half)+s.sent*sumMore(s, half), s.mean)
		}

		// Every copy stays, by POP.
		_, s = f, restarted(s)
		day, content = 0, s.old
		for ; content < limit && day < 4000; day++ {
			s.live(day, 1)
			content += s.days[day]
		}
		if day < 4000 {
			stray("every copy", f.fullIn(popAll), float64(day), 1)
		}

		// A copy for some days, and an absence after a year.
		s = restarted(s)
		keep, absence := 3+r.IntN(28), 7+r.IntN(30)
		for day := range 366 {
			s.live(day, 1)
		}
		stray("copies", f.popDaysAt(keep, 366), s.holds(keep), s.mean)
		before := s.holds(keep)
		for day := range absence {
			s.live(366+day, 1)
		}
		stray("absence", before+f.box.inflow()*math.Exp(g)*float64(absence), before+s.holds(absence), s.inflowDay()*0.05*float64(absence))

		// An archive: full on the eve of a move, a year and a half from now.
		s = restarted(s)
		h := horizons()[r.IntN(len(horizons()))]
		for day := range 550 {
			s.live(day, s.kept)
		}
		sent := s.sent * (sumMore(s, 550) - sumMore(s, max(550-h.days-h.period, 0)))
		if 550 >= h.days+h.period {
			stray("archive", archivedAt(f, h, 550), s.holds(h.days+h.period)+sent, s.mean)
		}

		// What comes in a month, and all of two years for the disk.
		stray("a month", f.gained(30), s.holds(550)-s.holds(520)+s.sent*sumMore(s, 30), s.mean)
	}
	for what, list := range off {
		slices.Sort(list)
		at := list[len(list)*95/100]
		t.Logf("%-10s %4d mailboxes, median %.2f%%, 95th percentile %.2f%%", what, len(list), 100*list[len(list)/2], 100*at)
		if at > 0.05 {
			t.Errorf("%s: 5 of 100 stray by more than %.1f%%", what, 100*at)
		}
	}
}

// sumMore returns how many days of today's mail come in some days.
func sumMore(s *inbox, days int) float64 {
	sum := 0.0
	for day := range days {
		sum += s.more(day)
	}
	return sum
}

func (s *inbox) inflowDay() float64 { return s.perDay * s.mean }

// restarted is the same mailbox on its first day.
func restarted(s *inbox) *inbox {
	again := *s
	again.days, again.due = nil, 0
	return &again
}

func (f *facts) popDaysAt(n int, day float64) float64 {
	return f.stocks()[0].popDays(n).at(day, f.box.growth)
}

func archivedAt(f *facts, h horizon, day float64) float64 {
	return f.stocks()[0].archived(h).at(day, f.box.growth)
}
