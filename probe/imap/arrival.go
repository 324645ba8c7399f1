package imap

import (
	"cmp"
	"math"
	"slices"
	"time"

	"mailadvisor/probe/protocol"
	"mailadvisor/probe/result"
)

// windowDays is how far back arrival looks: long enough for weekly habits to
// even out, short enough to be about today.
const windowDays = 90

// muchMore is how many times more must survive than INBOX took in for the
// survivors to be the better count. An import alone makes it a little more.
const muchMore = 1.5

// sample is one message of INBOX: its UID, when it arrived (INTERNALDATE),
// and its octets.
type sample struct {
	uid  uint32
	date time.Time
	size int64
}

// history is what arrival is estimated from.
type history struct {
	now   time.Time
	since time.Time // the start of the window
	inbox []sample  // some of INBOX's messages of the window, evenly chosen

	// survivors counts the messages of the window in every folder that is
	// not for what the person writes; nil where it could not be counted.
	survivors *int64
	// sent counts those of the folder of sent mail, and sentSizes are the
	// octets of some of them; nil where there is no such folder.
	sent      *int64
	sentSizes []int64
}

// estimate returns how fast mail arrives, or nil where nothing can be told.
//
// UIDs only grow (RFC 3501 section 2.3.1.1), so that between two messages
// that are left, the difference of their UIDs counts those that have been
// deleted or moved since. The rate is the median of that slope over pairs of
// messages: an import, which leaps ahead in UIDs, or puts old dates behind
// new ones, spoils few of the pairs. Where mail is sorted into folders before
// it reaches INBOX, more survives than INBOX took in, and the survivors are
// the better count.
func estimate(h history) *result.Arrival {
	days := h.now.Sub(h.since).Hours() / 24
	ordered := inOrder(h.inbox)
	slopes := pairSlopes(ordered)
	a := &result.Arrival{WindowDays: int(days), Samples: len(h.inbox), MeanBytes: mean(sizesOf(h.inbox))}
	if len(slopes) > 0 {
		a.Method, a.PerDay = "uid-slope", slopes[len(slopes)/2]
		a.Confidence = confidence(ordered, slopes, len(h.inbox))
		days = min(days, began(ordered, a.PerDay, h))
	}
	if left := h.survivors; left != nil && days > 0 {
		if rate := float64(*left) / days; *left > 0 && rate > muchMore*a.PerDay {
			if a.Confidence = "medium"; a.Method == "" {
				a.Confidence = "low"
			}
			a.Method, a.PerDay = "survivors", rate
		}
		if arrived := a.PerDay * days; arrived > 0 && a.Method == "uid-slope" {
			kept := min(1, float64(*left)/arrived)
			a.KeptFraction = &kept
		}
	}
	if a.Method == "" {
		return nil
	}
	if h.sent != nil && days > 0 {
		perDay, octets := float64(*h.sent)/days, mean(h.sentSizes)
		a.SentPerDay = &perDay
		if len(h.sentSizes) > 0 {
			a.SentBytes = &octets
		}
	}
	return a
}

// inOrder returns the longest run of samples in which UIDs and dates grow
// together (not side by side: a subsequence). Messages that were imported with
// dates of their own fall out.
func inOrder(inbox []sample) []sample {
	list := slices.Clone(inbox)
	slices.SortFunc(list, func(a, b sample) int { return cmp.Compare(a.uid, b.uid) })
	list = slices.CompactFunc(list, func(a, b sample) bool { return a.uid == b.uid })
	// Patience sorting: ends[n] is the last of the best run of n+1 samples.
	var ends []int
	before := make([]int, len(list))
	for i, s := range list {
		n, _ := slices.BinarySearchFunc(ends, s, func(end int, s sample) int {
			if list[end].date.After(s.date) {
				return 1
			}
			return -1
		})
		before[i] = -1
		if n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	run := make([]sample, len(ends))
	for n, i := len(ends)-1, last(ends); n >= 0; n, i = n-1, before[i] {
		run[n] = list[i]
	}
	return run
}

func last(ends []int) int {
	if len(ends) == 0 {
		return -1
	}
	return ends[len(ends)-1]
}

// pairSlopes returns the slopes, in messages a day and sorted, over pairs that
// lie one to two weeks apart: whole weeks even out, and a leap of UIDs falls
// into few pairs. A mailbox without such pairs is too sparse or too young for
// them: then over all pairs a day or more apart.
func pairSlopes(ordered []sample) []float64 {
	for _, span := range []struct{ least, most float64 }{{6.5, 14.5}, {1, math.Inf(1)}} {
		var slopes []float64
		for i, a := range ordered {
			for _, b := range ordered[i+1:] {
				days := b.date.Sub(a.date).Hours() / 24
				if days > span.most {
					break
				}
				if days >= span.least {
					slopes = append(slopes, float64(b.uid-a.uid)/days)
				}
			}
		}
		if len(slopes) >= 5 {
			slices.Sort(slopes)
			return slopes
		}
	}
	return nil
}

// confidence judges the estimate by how much it rests on: how many messages
// over how long a time, how far they keep their order, and how much the
// slopes differ.
func confidence(ordered []sample, slopes []float64, samples int) string {
	days := ordered[len(ordered)-1].date.Sub(ordered[0].date).Hours() / 24
	kept := float64(len(ordered)) / float64(samples)
	median := slopes[len(slopes)/2]
	spread := (slopes[len(slopes)*3/4] - slopes[len(slopes)/4]) / max(median, 0.01)
	switch {
	case samples >= 100 && days >= 45 && kept >= 0.9 && spread <= 0.5:
		return "high"
	case samples >= 20 && days >= 14 && kept >= 0.7 && spread <= 1.5:
		return "medium"
	}
	return "low"
}

// began returns how many days before now the mailbox took in its first message,
// by the UIDs below the oldest sample: a young mailbox has a shorter window.
func began(ordered []sample, perDay float64, h history) float64 {
	first := ordered[0]
	before := float64(first.uid-1) / max(perDay, 0.01)
	return h.now.Sub(first.date).Hours()/24 + before
}

func sizesOf(list []sample) []int64 {
	octets := make([]int64, len(list))
	for i, s := range list {
		octets[i] = s.size
	}
	return octets
}

func mean(octets []int64) int64 { return sum(octets) / int64(max(1, len(octets))) }

func sum(octets []int64) int64 {
	var total int64
	for _, n := range octets {
		total = protocol.Add(total, n)
	}
	return total
}
