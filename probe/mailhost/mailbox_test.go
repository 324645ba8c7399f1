package mailhost

import (
	"math"
	"slices"
	"testing"
)

// A reader of UID, RFC822.SIZE and INTERNALDATE must find again what the row
// says: the rate of arrival, what is kept of it, how large a message is.
func TestHistory(t *testing.T) {
	const tolerance = 0.04
	for _, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			b := newMailbox(s, 0, testNow)
			since := testNow.AddDate(0, 0, -90).Unix()
			recent := recentOf(b.inbox(), since)
			first, last := recent[0], recent[len(recent)-1]

			var slopes []float64 // UIDs a day, over a week of messages each
			var octets float64
			for i, m := range recent {
				octets += float64(m.size)
				if j := i + int(7*s.PerDay*s.Kept); j < len(recent) {
					days := float64(recent[j].date-m.date) / (24 * 60 * 60)
					slopes = append(slopes, float64(recent[j].uid-m.uid)/days)
				}
			}
			slices.Sort(slopes)
			near(t, "messages a day", slopes[len(slopes)/2], s.PerDay, tolerance)
			near(t, "mean size", octets/float64(len(recent)), float64(s.Folders[0].Mean), tolerance)

			survivors := 0
			for _, f := range b.folders {
				if f.PerDay == 0 {
					survivors += len(recentOf(f, since))
				}
			}
			near(t, "kept fraction", float64(survivors)/float64(last.uid-first.uid+1), s.Kept, tolerance)
		})
	}
}

func recentOf(f *folder, since int64) []message {
	i, _ := slices.BinarySearchFunc(f.messages, since, func(m message, at int64) int { return int(m.date - at) })
	return f.messages[i:]
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance*want {
		t.Errorf("%s: found %.4g, the row says %.4g", what, got, want)
	}
}

func TestMailboxAddsUp(t *testing.T) {
	share := map[string]float64{"small-quota": 0.61, "nearly-full": 0.96, "full-trash": 0.66}
	for _, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			b := newMailbox(s, 0, testNow)
			var used int64
			for i, f := range b.folders {
				var octets int64
				unseen := 0
				for j, m := range f.messages {
					octets += int64(m.size)
					if m.flag&seen == 0 {
						unseen++
					}
					if m.uid >= f.uidNext || j > 0 && (m.uid <= f.messages[j-1].uid || m.date < f.messages[j-1].date) {
						t.Fatalf("%s: message %d is out of order: %+v", f.Name, j+1, m)
					}
					if m.date > testNow.Unix() {
						t.Fatalf("%s: message %d is of the future", f.Name, j+1)
					}
				}
				if len(f.messages) != s.Folders[i].Messages+s.Folders[i].Copies || octets != f.octets || unseen != f.unseen {
					t.Errorf("%s: %d messages, %d octets, %d unseen do not add up", f.Name, len(f.messages), f.octets, f.unseen)
				}
				used += octets
			}
			if used != b.used {
				t.Errorf("%d octets are used, the folders have %d", b.used, used)
			}
			want := share[s.Name]
			if want == 0 {
				want = 0.42
			}
			near(t, "share of the quota", float64(b.used)/float64(b.limit), want, 0.01)
		})
	}
}

func TestMailboxIsTheSameEveryTime(t *testing.T) {
	s := Scenarios()[0]
	a, b := newMailbox(s, 0, testNow), newMailbox(s, 0, testNow)
	for i := range a.folders {
		if !slices.Equal(a.folders[i].messages, b.folders[i].messages) {
			t.Errorf("%s differs between two starts", a.folders[i].Name)
		}
	}
}

func TestMailboxScales(t *testing.T) {
	s := Scenarios()[0]
	b := newMailbox(s, 200_000, testNow)
	if n := len(b.inbox().messages); n != 200_000 {
		t.Errorf("INBOX has %d messages", n)
	}
	if share := float64(b.used) / float64(b.limit); share > 0.5 || share < 0.2 {
		t.Errorf("%.0f%% of the quota is used", 100*share)
	}
}
