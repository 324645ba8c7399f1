package choose

import (
	"math"
	"testing"
	"time"
)

// figure is one number of a sheet: what was computed, and what it must be.
type figure struct {
	what      string
	got, want float64
	within    float64
}

func check(t *testing.T, figures []figure) {
	t.Helper()
	for _, f := range figures {
		if math.Abs(f.got-f.want) > f.within {
			t.Errorf("%s: %v, want %v", f.what, f.got, f.want)
		}
	}
}

func value(t *testing.T, what string, v *float64) float64 {
	t.Helper()
	if v == nil {
		t.Fatalf("%s is not known", what)
	}
	return *v
}

func dateAfter(days float64) string {
	return today.AddDate(0, 0, int(days)).Format(time.DateOnly)
}

// 5 GB and three devices: the figures can be computed by hand from the
// fixture (r·s = 2.25 MB, g = 1.82 MB a day).
func TestFiguresOfAHealthyHost(t *testing.T) {
	a := Choose(situationA().report(), needsA())
	if a.Strategy != IMAPWindow || a.Protocol != "imap" || a.Alternatives[0].Strategy != IMAPWindow {
		t.Fatalf("got %s by %s", a.Strategy, a.Protocol)
	}
	window, archive := a.Alternatives[0], alternativeOf(t, a, IMAPArchive)
	pop, all := alternativeOf(t, a, POPKeepDays), alternativeOf(t, a, POPKeepAll)
	check(t, []figure{
		{"today", value(t, "today", window.ShareToday), 0.42, 0.005},
		{"IMAP in a year", value(t, "1", window.Share1Year), 0.55, 0.005},
		{"IMAP in three", value(t, "3", window.Share3Years), 0.81, 0.005},
		{"IMAP full", value(t, "full", window.FullInDays), 1623.5, 0.5},
		{"archive in a year", value(t, "1", archive.Share1Year), 0.14, 0.005},
		{"archive in three", value(t, "3", archive.Share3Years), 0.14, 0.005},
		{"POP 30 days", value(t, "1", pop.Share1Year), 0.1714, 0.0005},
		{"POP every copy in a year", value(t, "1", all.Share1Year), 0.58, 0.005},
		{"POP every copy in three", value(t, "3", all.Share3Years), 0.90, 0.005},
		{"POP every copy full", value(t, "full", all.FullInDays), 1316.5, 0.5},
		{"offline window", float64(*window.LocalBytes) / mB, 80.03, 0.01},
		{"everything offline", float64(*archive.LocalBytes) / gB, 1.2 * (2150 + 2*365.25*1.8234375) / 1024, 0.005},
		{"quota to change", float64(a.Changes[0].If.Args["quota_bytes"].(int64)) / mB, 2150 + 9 + 2*365.25*1.8234375, 0.1},
	})
	if !archive.Never || !pop.Never || window.Never || all.Never {
		t.Errorf("never: archive %v, POP 30 days %v, IMAP %v, every copy %v", archive.Never, pop.Never, window.Never, all.Never)
	}
	if got := dateAfter(*window.FullInDays)[:7]; got != "2030-08" {
		t.Errorf("IMAP full in %s", got)
	}
	if got := dateAfter(*all.FullInDays)[:7]; got != "2029-10" {
		t.Errorf("every copy full in %s", got)
	}
	if archive.Args["horizon_days"] != 365 || archive.Args["period_days"] != 30 || pop.Args["copy_days"] != 30 {
		t.Errorf("archive %v, POP %v", archive.Args, pop.Args)
	}
	if o := a.Options; o.Offline != "recent" || o.OfflineDays != 30 || !o.Idle || o.PollMinutes != 0 {
		t.Errorf("options %+v", o)
	}
	shown(t, a, IMAPWindow, IMAPArchive, POPKeepDays, POPKeepAll)
}

// 100 MB and one computer (r·s = 2.27 MB, g = 1.74 MB a day).
func TestFiguresOfASmallMailbox(t *testing.T) {
	a := Choose(situationB().report(), needsB())
	if a.Strategy != POPKeepDays || a.Protocol != "pop3" {
		t.Fatalf("got %s by %s", a.Strategy, a.Protocol)
	}
	days, remove := a.Alternatives[0], alternativeOf(t, a, POPRemove)
	archive, stays, all := alternativeOf(t, a, IMAPArchive), alternativeOf(t, a, IMAPAll), alternativeOf(t, a, POPKeepAll)
	backup, mixed := alternativeOf(t, a, IMAPBackup), alternativeOf(t, a, Mixed)
	check(t, []figure{
		{"N", float64(a.Options.LeaveOnServerDays), 12, 0},
		{"usual", value(t, "usual", days.SteadyShare), 0.27, 0.005},
		{"after 21 days away", value(t, "away", days.AbsenceShare), 0.75, 0.005},
		{"peak", value(t, "peak", days.PeakShare), 0.88, 0.005},
		{"leaving nothing", value(t, "usual", remove.SteadyShare), 0, 0},
		{"leaving nothing, away", value(t, "away", remove.AbsenceShare), 0.48, 0.005},
		{"leaving nothing, room", value(t, "room", remove.AwayDays), 41.5, 0.5},
		{"archive", value(t, "usual", archive.SteadyShare), 0.366, 0.005},
		{"archive, away", value(t, "away", archive.AbsenceShare), 0.842, 0.005},
		{"archive, full after", value(t, "room", archive.AwayDays), 25.3, 0.05},
		{"IMAP full", value(t, "full", stays.FullInDays), 18.9, 0.05},
		{"POP every copy full", value(t, "full", all.FullInDays), 14.6, 0.05},
		{"disk", float64(*days.LocalBytes) / gB, 1.2 * (61 + 2*365.25*1.7449) / 1024, 0.005},
		{"disk of 30 days", float64(*stays.LocalBytes) / mB, 63.5, 0.05},
		{"traffic of POP", float64(*days.TrafficBytesPerDay) / mB, 3.7, 0.05},
		{"traffic leaving nothing", float64(*remove.TrafficBytesPerDay) / mB, 2.3, 0.05},
		{"traffic of IMAP", float64(*stays.TrafficBytesPerDay) / mB, 2.6, 0.05},
		{"traffic with an archive", float64(*archive.TrafficBytesPerDay) / mB, 2.6, 0.05},
		{"traffic with a backup", float64(*backup.TrafficBytesPerDay) / mB, 5.2, 0.05},
		{"traffic of every copy", float64(*all.TrafficBytesPerDay) / mB, 2.266 + (1077+14.57*40)*32*96/(1<<20), 0.05},
		{"absence to change", float64(a.Changes[2].If.Args["absence_days"].(int)), 33, 0},
		{"quota to change", float64(a.Changes[1].If.Args["quota_bytes"].(int64)) / gB, 1.31, 0.005},
	})
	if stays, all := dateAfter(*stays.FullInDays), dateAfter(*all.FullInDays); stays != "2026-03-28" || all != "2026-03-24" {
		t.Errorf("IMAP full on %s, every copy on %s", stays, all)
	}
	if mixed.Possible || mixed.Obstacle != "mixed-no-room" || mixed.Args["room_days"] != 12 {
		t.Errorf("mixed: %+v", mixed)
	}
	if c := a.Changes[0]; c.If.ID != "change.if.devices-two" || c.Then != IMAPArchive || c.After.Args["horizon_days"] != 14 || c.After.Args["period_days"] != 7 {
		t.Errorf("a second device: %+v", c)
	}
	if c := a.Changes[1]; c.If.ID != "change.if.quota-from" || c.Then != IMAPWindow {
		t.Errorf("more room: %+v", c)
	}
	if c := a.Changes[2]; c.If.ID != "change.if.absence-from" || c.Then != POPRemove || c.After.Args["away_days"] != 41 {
		t.Errorf("a longer absence: %+v", c)
	}
	shown(t, a, POPKeepDays, IMAPArchive, POPRemove, IMAPAll, POPKeepAll)
}

// shown asserts the rows of the short table, in their order.
func shown(t *testing.T, a Advice, want ...Strategy) {
	t.Helper()
	var got []Strategy
	for _, alt := range a.Alternatives {
		if alt.Show == "always" {
			got = append(got, alt.Strategy)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("rows %v, want %v", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("rows %v, want %v", got, want)
		}
	}
}

// The chart of the small mailbox: POP climbs with "every copy" until old mail
// has had its 12 days, the archive is a saw with a tooth a week.
func TestDaily(t *testing.T) {
	a := Choose(situationB().report(), needsB())
	line := func(s Strategy) []float64 { return a.Basis.Daily(alternativeOf(t, a, s), 60) }
	pop, all, stays, archive := line(POPKeepDays), line(POPKeepAll), line(IMAPAll), line(IMAPArchive)
	check(t, []figure{
		{"today", pop[0], 0.61, 0.001}, {"POP on day 11", pop[11], 0.86, 0.005}, {"POP on day 12", pop[12], 0.27, 0.005},
		{"every copy on day 11", all[11], pop[11], 0}, {"every copy on day 13", all[13], 0.905, 0.005}, {"every copy on day 14", all[14], 0.927, 0.005}, {"every copy on day 15", all[15], 1, 0},
		{"IMAP on day 17", stays[17], 0.907, 0.005}, {"IMAP on day 18", stays[18], 0.924, 0.005}, {"IMAP on day 19", stays[19], 1, 0},
		{"archive on day 1", archive[1], 0.2617, 0.005}, {"archive on day 6", archive[6], 0.3489, 0.005},
		{"archive on day 7", archive[7], 0.2442, 0.005}, {"archive today", archive[0], 0.61, 0},
	})
	if len(pop) != 61 || a.Basis.Daily(alternativeOf(t, a, Mixed), 60) != nil {
		t.Errorf("%d days; what is not possible has no line", len(pop))
	}
}
