package tally

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"mailadvisor/probe/result"
)

var today = time.Date(2026, 3, 10, 14, 5, 0, 0, time.UTC)

// messages returns some of every size and age, the same at each call.
func messages(n int, seed uint64) []Message {
	random := rand.New(rand.NewPCG(seed, 3501))
	out := make([]Message, n)
	for i := range out {
		out[i] = Message{
			Number: int64(i + 1), UID: uint32(2*i + 1), Size: int64(500 * math.Exp(10*random.Float64())),
			Date: today.Add(-time.Duration(random.IntN(3000*24*3600)) * time.Second), Unread: random.IntN(9) == 0, Deleted: random.IntN(50) == 0,
		}
	}
	return out
}

// Every sum is that of the messages themselves.
func TestSums(t *testing.T) {
	all := map[string][]Message{result.KindMail: messages(4000, 1), result.KindTrash: messages(300, 2), result.KindJunk: nil}
	tally := New(result.UsageByFetch, today)
	for _, kind := range []string{result.KindMail, result.KindTrash, result.KindJunk} {
		f := tally.Folder(Folder{Name: kind, Kind: kind, Total: int64(len(all[kind])), Flags: true})
		for _, m := range all[kind] {
			f.Add(m)
		}
	}
	tally.Folder(Folder{Name: "All", View: true, Total: 9999})
	u := tally.Usage()
	sum := func(holds func(kind string, m Message) bool) (out result.Amount) {
		for kind, list := range all {
			for _, m := range list {
				if holds(kind, m) {
					out = out.Plus(result.Amount{Messages: 1, Bytes: m.Size})
				}
			}
		}
		return out
	}
	same := func(what string, got, want result.Amount) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %+v, want %+v", what, got, want)
		}
	}
	same("all", u.Amount, sum(func(string, Message) bool { return true }))
	same("unread", *u.Unread, sum(func(_ string, m Message) bool { return m.Unread }))
	same("deleted", *u.Deleted, sum(func(_ string, m Message) bool { return m.Deleted }))
	for _, y := range u.Years() {
		same(y.Period, y.Amount, sum(func(_ string, m Message) bool { return m.Date.Format("2006") == y.Period }))
	}
	for _, s := range u.Sizes() {
		same("size", s.Amount, sum(func(_ string, m Message) bool { return result.SizeClass(m.Size) == s.LeastBytes }))
	}
	same("large in the trash", u.Sum(func(c result.UsageCell) bool { return c.Kind == result.KindTrash && c.LeastBytes >= 1<<20 }),
		sum(func(kind string, m Message) bool { return kind == result.KindTrash && m.Size >= 1<<20 }))
	if u.Partial || u.Estimated || u.Read != 4300 {
		t.Errorf("partial %v, estimated %v, read %d", u.Partial, u.Estimated, u.Read)
	}

	var sizes []int64
	for _, list := range all {
		for _, m := range list {
			sizes = append(sizes, m.Size)
		}
	}
	slices.Sort(sizes)
	for i, l := range u.Largest {
		if l.Bytes != sizes[len(sizes)-1-i] {
			t.Errorf("largest %d: %d, want %d", i, l.Bytes, sizes[len(sizes)-1-i])
		}
	}
}

// What is missing is never taken for what is there.
func TestStates(t *testing.T) {
	some := messages(100, 1)
	for name, test := range map[string]struct {
		total    int64
		add      int
		sample   int
		state    string
		messages int64
	}{
		"read":      {100, 100, 0, result.FolderRead, 100},
		"estimated": {1000, 100, 50, result.FolderEstimated, 1000},
		"partial":   {1000, 100, 0, result.FolderPartial, 100},
		"unread":    {1000, 0, 0, result.FolderUnread, 0},
		"empty":     {0, 0, 0, result.FolderRead, 0},
	} {
		tally := New(result.UsageByFetch, today)
		f := tally.Folder(Folder{Name: "INBOX", Kind: result.KindMail, Total: test.total, Flags: true})
		for _, m := range some[:test.add] {
			f.Add(m)
		}
		for _, m := range some[:test.sample] {
			f.Sample(m)
		}
		u := tally.Usage()
		if got := u.Folders[0].State; got != test.state || u.Messages != test.messages {
			t.Errorf("%s: %s, %d messages", name, got, u.Messages)
		}
		if u.Partial != (test.state == result.FolderPartial || test.state == result.FolderUnread) || u.Estimated != (test.state == result.FolderEstimated) {
			t.Errorf("%s: partial %v, estimated %v", name, u.Partial, u.Estimated)
		}
	}
}

// A copy has size and second; one of the two alone is none, nor is what was
// imported at once.
func TestCopies(t *testing.T) {
	tally := New(result.UsageByFetch, today)
	inbox := tally.Folder(Folder{Name: "INBOX", Kind: result.KindMail})
	archive := tally.Folder(Folder{Name: "Archive", Kind: result.KindMail})
	trash := tally.Folder(Folder{Name: "Trash", Kind: result.KindTrash})
	for i := range 50 {
		m := Message{Size: int64(1000 + i), Date: today.Add(time.Duration(i) * time.Minute)}
		inbox.Add(m)
		trash.Add(m) // gone by emptying it
		if i < 7 {
			archive.Add(m)
		}
		m.Date = m.Date.Add(time.Second)
		archive.Add(m)
		if i == 0 {
			archive.Add(m)
		}
	}
	for range 1000 { // an import: one date for all
		inbox.Add(Message{Size: 5000, Date: today.Add(-time.Hour)})
	}
	u := tally.Usage()
	want := map[string]int64{"INBOX": 2, "INBOX Archive": 7, "Archive": 1}
	for _, c := range u.Copies {
		key := c.Folders[0]
		if len(c.Folders) > 1 {
			key += " " + c.Folders[1]
		}
		if want[key] != c.Messages {
			t.Errorf("%s: %d, want %d", key, c.Messages, want[key])
		}
		delete(want, key)
	}
	if len(want) > 0 || u.CopiesEstimated {
		t.Errorf("missing %v, estimated %v", want, u.CopiesEstimated)
	}
}

// Memory does not grow with the mailbox, and copies are found in a large one
// too, to a few percent.
func TestMemoryIsFlat(t *testing.T) {
	used := func(n int) (uint64, *result.Usage) {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		tally := New(result.UsageByFetch, today)
		f := tally.Folder(Folder{Name: "INBOX", Kind: result.KindMail})
		g := tally.Folder(Folder{Name: "Archive", Kind: result.KindMail})
		for i := range n {
			m := Message{Number: int64(i), UID: uint32(i), Size: int64(1000 + i*7919%100_000), Date: today.Add(-time.Duration(i) * time.Minute)}
			f.Add(m)
			if i%10 == 0 {
				g.Add(m)
			}
		}
		u := tally.Usage()
		runtime.GC()
		runtime.ReadMemStats(&after)
		runtime.KeepAlive(tally)
		return after.HeapAlloc - min(before.HeapAlloc, after.HeapAlloc), u
	}
	octets, u := used(1_000_000)
	if octets > 16<<20 {
		t.Errorf("a million messages take %d octets", octets)
	}
	if got := float64(u.Copies[0].Messages); math.Abs(got-100_000) > 5000 || !u.CopiesEstimated {
		t.Errorf("%v copies, want 100,000; estimated %v", got, u.CopiesEstimated)
	}
}
