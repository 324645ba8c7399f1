package imap

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"mailadvisor/probe/protocol"
)

var lastDay = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// life is a mailbox as it grew, day by day, up to lastDay.
type life struct {
	uid     uint32
	arrived []sample
	random  *rand.Rand
}

func newLife() *life { return &life{uid: 1, random: rand.New(rand.NewPCG(1, 2))} }

// days lets perDay messages arrive on each of these days, weekends half.
func (l *life) days(from, to int, perDay float64) *life {
	for ago := from; ago > to; ago-- {
		day := lastDay.AddDate(0, 0, -ago)
		n := perDay * 7 / 6
		if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday {
			n /= 2
		}
		count := int(n)
		if l.random.Float64() < n-float64(count) {
			count++
		}
		for i := range count {
			l.arrive(day.Add(time.Duration(float64(24*time.Hour) * (float64(i) + l.random.Float64()) / float64(count))))
		}
	}
	return l
}

func (l *life) arrive(date time.Time) {
	l.arrived = append(l.arrived, sample{l.uid, date, 50_000})
	l.uid++
}

// history keeps a fraction of the window's messages.
func (l *life) history(kept float64) history {
	h := history{now: lastDay, since: lastDay.AddDate(0, 0, -windowDays)}
	for _, m := range l.arrived {
		if m.date.After(h.since) && l.random.Float64() < kept {
			h.inbox = append(h.inbox, m)
		}
	}
	n := int64(len(h.inbox))
	h.survivors = &n
	h.inbox = evenly(h.inbox, maxSamples)
	return h
}

func TestEstimate(t *testing.T) {
	for _, test := range []struct {
		name       string
		h          history
		perDay     float64
		within     float64 // share
		kept       float64
		confidence string
	}{
		{"15 a day, 70% deleted", newLife().days(400, 0, 15).history(0.3), 15, 0.05, 0.3, "high"},
		{"200 a day, all kept", newLife().days(400, 0, 200).history(1), 200, 0.05, 1, "high"},
		{"one a day, half kept", newLife().days(400, 0, 1).history(0.5), 1, 0.25, 0.5, "medium"},
		{"3000 messages imported at once, with old dates", func() history {
			l := newLife().days(400, 40, 15)
			for i := range 3000 {
				l.arrive(lastDay.AddDate(-3, 0, -i))
			}
			return l.days(40, 0, 15).history(0.5)
		}(), 15, 0.06, 0.5, "high"},
		{"400 messages imported with dates of the window", func() history {
			l := newLife().days(400, 30, 15)
			for i := range 400 {
				l.arrive(lastDay.AddDate(0, 0, -85).Add(time.Duration(i) * 3 * time.Hour))
			}
			return l.days(30, 0, 15).history(1)
		}(), 15, 0.08, 1, "medium"},
		{"a mailbox of ten days", newLife().days(10, 0, 12).history(0.8), 12, 0.15, 0.8, "low"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := estimate(test.h)
			if a == nil || a.Method != "uid-slope" {
				t.Fatalf("got %+v", a)
			}
			if math.Abs(a.PerDay-test.perDay) > test.perDay*test.within {
				t.Errorf("%.2f a day, want about %.2f", a.PerDay, test.perDay)
			}
			if a.KeptFraction == nil || math.Abs(*a.KeptFraction-test.kept) > 0.1*test.kept+0.02 {
				t.Errorf("kept %s, want about %.2f", showFraction(a.KeptFraction), test.kept)
			}
			if a.Confidence != test.confidence || a.MeanBytes != 50_000 {
				t.Errorf("confidence %s, mean %d; want %s", a.Confidence, a.MeanBytes, test.confidence)
			}
		})
	}
}

func showFraction(f *float64) string {
	if f == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.3f", *f)
}

// A POP program empties INBOX: UIDNEXT is high, and nothing dates it.
func TestEstimateEmptied(t *testing.T) {
	nothing := int64(0)
	h := history{now: lastDay, since: lastDay.AddDate(0, 0, -windowDays), survivors: &nothing}
	if a := estimate(h); a != nil {
		t.Errorf("an empty INBOX gave %+v", a)
	}
	two := int64(2)
	h.survivors = &two
	h.inbox = []sample{{5000, lastDay.Add(-30 * time.Hour), 100}, {5003, lastDay.Add(-time.Hour), 300}}
	if a := estimate(h); a == nil || a.Confidence != "low" || a.Method != "survivors" || a.KeptFraction != nil {
		t.Errorf("two messages gave %+v", a)
	}
}

// Mail that is sorted into folders on its way never takes a UID of INBOX.
func TestEstimateSorted(t *testing.T) {
	h := newLife().days(400, 0, 5).history(1)
	all := int64(20 * windowDays)
	h.survivors = &all
	sent := int64(180)
	h.sent, h.sentSizes = &sent, []int64{100, 300}
	a := estimate(h)
	if a.Method != "survivors" || math.Abs(a.PerDay-20) > 0.1 || a.KeptFraction != nil || a.Confidence != "medium" {
		t.Errorf("got %+v", a)
	}
	if *a.SentPerDay != 2 || *a.SentBytes != 200 {
		t.Errorf("sent %v a day of %v", *a.SentPerDay, *a.SentBytes)
	}
}

func TestLargeBytes(t *testing.T) {
	var octets []int64
	for i := range 200 {
		octets = append(octets, int64(200-i))
	}
	if got := protocol.LargeBytes(octets); *got != 198 {
		t.Errorf("got %d", *got)
	}
	if got := protocol.LargeBytes(octets[:19]); got != nil {
		t.Errorf("of 19: %d", *got)
	}
}

// Whatever a server sends as UIDs and dates, an estimate is a number.
func FuzzEstimate(f *testing.F) {
	f.Add([]byte{1, 10, 2, 20, 3, 30, 4, 40}, int64(3))
	f.Add([]byte{9, 1, 9, 1, 200, 1}, int64(-1))
	f.Fuzz(func(t *testing.T, octets []byte, survivors int64) {
		h := history{now: lastDay, since: lastDay.AddDate(0, 0, -windowDays), survivors: &survivors}
		for i := 0; i+1 < min(len(octets), 200); i += 2 {
			h.inbox = append(h.inbox, sample{uint32(octets[i]) << (i % 24), lastDay.Add(-time.Duration(octets[i+1]) * 9 * time.Hour), int64(octets[i])})
		}
		a := estimate(h)
		if a != nil && (math.IsNaN(a.PerDay) || math.IsInf(a.PerDay, 0) || a.PerDay < 0) {
			t.Errorf("%+v", a)
		}
	})
}

// evenly picks at most n of a list, evenly spaced, the first and the last
// among them.
func evenly[T any](list []T, n int) []T {
	if len(list) <= n {
		return list
	}
	picked := make([]T, n)
	for i := range picked {
		picked[i] = list[i*(len(list)-1)/(n-1)]
	}
	return picked
}
