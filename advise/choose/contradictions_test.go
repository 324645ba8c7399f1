package choose

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// english are the printers of a test that has no [testing.T] at hand.
var english = func() *locale.Printer {
	p, err := locale.New("en")
	if err != nil {
		panic(err)
	}
	return p
}()

// contradictionsIn are the ways in which an answer contradicts itself, the
// person, or the host: settings against strategy, plan against devices, shares
// and dates against each other, sentences against tables.
func contradictionsIn(r *result.Report, n Needs, a Advice) []string {
	var out []string
	wrong := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	f := gather(r, n)
	a.Fill(english)
	o, first := a.Options, ids(a.First)
	has := func(list ...string) bool {
		return slices.ContainsFunc(list, func(id string) bool { return slices.Contains(first, id) })
	}

	out = append(out, leadingNowhere(a)...)

	// Settings against the strategy.
	switch a.Strategy {
	case POPRemove:
		if o.LeaveOnServer != "no" || o.LeaveOnServerDays != 0 || o.ArchiveDays != 0 {
			wrong("%s with %+v", a.Strategy, o)
		}
	case POPKeepDays, Mixed:
		if o.LeaveOnServer != "days" || o.LeaveOnServerDays < 1 || a.Strategy == Mixed && o.LeaveOnServerDays < 30 {
			wrong("%s with %+v", a.Strategy, o)
		}
		if f.pop.expire.known() && o.LeaveOnServerDays > f.pop.expire.v {
			wrong("a copy stays %d days, and the server keeps it %d", o.LeaveOnServerDays, f.pop.expire.v)
		}
	case IMAPArchive:
		if o.ArchiveDays < 1 || o.OfflineDays > o.ArchiveDays || o.Offline == "all" || o.LeaveOnServer != "" {
			wrong("%s with %+v", a.Strategy, o)
		}
	default:
		if o.ArchiveDays != 0 || o.LeaveOnServer != "" {
			wrong("%s with %+v", a.Strategy, o)
		}
	}
	if o.OfflineDays < 0 || o.OfflineDays > windowDays && a.Strategy != IMAPArchive {
		wrong("%d days offline", o.OfflineDays)
	}

	// The rows of the table.
	rows := map[Strategy]Alternative{}
	for _, alt := range a.Alternatives {
		rows[alt.Strategy] = alt
		for name, share := range map[string]*float64{"a year": alt.Share1Year, "three years": alt.Share3Years, "steady": alt.SteadyShare, "absence": alt.AbsenceShare, "peak": alt.PeakShare} {
			if share != nil && (*share < 0 || *share > 1 || math.IsNaN(*share)) {
				wrong("%s: %s %v", alt.Strategy, name, *share)
			}
		}
		if alt.SteadyShare != nil && alt.AbsenceShare != nil && *alt.AbsenceShare < *alt.SteadyShare-1e-4 {
			wrong("%s: less after an absence (%v) than before (%v)", alt.Strategy, *alt.AbsenceShare, *alt.SteadyShare)
		}
		if alt.Never && alt.FullInDays != nil || f.limited() && !alt.Never && alt.FullInDays == nil {
			wrong("%s: never %v, full in %v", alt.Strategy, alt.Never, alt.FullInDays)
		}
		if alt.FullInDays != nil && (*alt.FullInDays < 0 || math.IsNaN(*alt.FullInDays)) {
			wrong("%s: full in %v days", alt.Strategy, *alt.FullInDays)
		}
		if alt.LocalBytes != nil && *alt.LocalBytes < 0 || alt.TrafficBytesPerDay != nil && *alt.TrafficBytesPerDay < 0 {
			wrong("%s: a negative size", alt.Strategy)
		}
		if alt.Strategy == IMAPAll && alt.FullInDays != nil && *alt.FullInDays < 1 && f.box.used.v < 0.4*f.box.quota.v && f.box.inflow() < 0.1*f.box.quota.v && f.box.countLimit == 0 {
			wrong("full now, with %v of %v", f.box.used.v, f.box.quota.v)
		}
	}
	if a.Strategy != NoneOffered {
		top := a.Alternatives[0]
		if top.Strategy != a.Strategy || !top.Possible && !slices.Contains([]string{"archive-no-room", "remove-required"}, top.Obstacle) {
			wrong("the first row is %s, possible %v (%s)", top.Strategy, top.Possible, top.Obstacle)
		}
		if days, ok := top.Args["copy_days"].(int); ok && days != o.LeaveOnServerDays {
			wrong("%d days in the table, %d in the settings", days, o.LeaveOnServerDays)
		}
		if days, ok := top.Args["horizon_days"].(int); ok && days != o.ArchiveDays {
			wrong("%d days in the table, %d in the settings", days, o.ArchiveDays)
		}
		// What the plan does not survive is said first, and nothing else is.
		settled := a.Strategy == IMAPArchive || a.Strategy == POPRemove
		short := settled && top.AwayDays != nil && *top.AwayDays < float64(f.absence.v)-1e-6
		if said := has("archive-away", "archive-tight", "pop-away"); short && !said || said && settled && !short && !has("archive-tight", "archive-away") {
			wrong("room for an absence of %v days, and %v is said first", top.AwayDays, first)
		}
		if a.Strategy == POPKeepDays && top.AbsenceShare != nil && *top.AbsenceShare > targetShare+0.001 && f.box.growth == 0 && f.box.countLimit == 0 {
			wrong("%v after the absence", *top.AbsenceShare)
		}
	}

	// Rules.
	if f.forbidden() && a.Strategy != NoneOffered && (a.Strategy != POPRemove || f.severalSaid()) && !has("rule-several", "rule-no-pop", "rule-nowhere", "rule-one-device") {
		wrong("nothing may stay, %s, and no conflict is said", a.Strategy)
	}
	if f.required() && a.Protocol == "pop3" && !has("kept-no-imap") || f.required() && a.Strategy == IMAPArchive && !has("kept-two-disks") {
		wrong("everything must be kept: %s, and %v", a.Strategy, first)
	}
	if f.required() && f.forbidden() {
		wrong("two rules at once")
	}
	if has("rule-several", "rule-no-pop", "kept-no-imap", "several-pop", "other-program") && !a.Conflict {
		wrong("%v is a conflict, and not marked so", first)
	}

	// Wishes.
	if f.disk.from == you && f.offline.v == "all" && f.offline.from == you && f.everythingBytes() > float64(f.disk.v) &&
		a.Strategy != NoneOffered && !has("offline-disk", "disk-pop", "disk-archive") {
		wrong("everything offline does not fit, and %v is said", first)
	}
	if f.offline.v == "all" && f.offline.from == you && o.Offline != "all" && a.Protocol == "imap" && !has("offline-disk", "offline-archive", "offline-metered", "disk-archive") {
		wrong("everything offline became %s, and %v is said", o.Offline, first)
	}

	// An answer is what was said; evidence names what was contacted.
	ports := map[string]bool{}
	for _, p := range r.Probes {
		ports[fmt.Sprint(p.Port)] = true
	}
	for _, reason := range slices.Concat(a.First, a.Gates, a.Checked, a.Reasons) {
		if (reason.Weight == "strong" || reason.Weight == "decisive") && strings.Contains(reason.Evidence, "assumed") {
			wrong("%s weighs %s and rests on %q", reason.ID, reason.Weight, reason.Evidence)
		}
		if listed, ok := strings.CutPrefix(reason.Evidence, "measured: ports "); ok {
			for _, port := range strings.Split(listed, ", ") {
				if !ports[port] {
					wrong("%s rests on port %s, which was not contacted", reason.ID, port)
				}
			}
		}
	}

	// Devices: who does it, with what.
	for _, d := range a.Devices {
		row, _ := client.Lookup(d.Client)
		if d.Protocol == "pop3" && row.POP == client.No || d.Protocol == "imap" && row.IMAP == client.No {
			wrong("%s is to use %s", d.Client, d.Protocol)
		}
		if d.Protocol == "pop3" && row.Keep.ByHand && len(a.Devices) == 1 && f.programs.unnamed == 0 {
			wrong("%s is to collect alone, and never deletes", d.Client)
		}
	}
	if a.Strategy == Mixed && !f.programs.mixedStay {
		wrong("mixed, for a program that cannot count days")
	}

	// Sentences against tables and devices.
	text := a.Summary
	for _, c := range a.Consequences {
		text += " " + c.Text.Text
	}
	for _, b := range append(slices.Clone(a.BackupHow), a.Backup) {
		text += " " + b.Text
	}
	for _, c := range a.Changes {
		text += " " + c.If.Text + " " + c.After.Text
		if (c.Then == a.Strategy) != c.Same {
			wrong("%s leads to %s, same: %v", c.If.ID, c.Then, c.Same)
		}
		if strings.Contains(c.After.Text, "room for IMAP") && !f.imap.usable.v {
			wrong("there is room for IMAP, and no IMAP")
		}
	}
	for _, reason := range slices.Concat(a.First, a.Reasons, a.Gates) {
		text += " " + reason.Text
	}
	for _, p := range a.Plans {
		for _, s := range p.Steps {
			text += " " + s.Text
		}
	}
	if f.noComputer() && regexp.MustCompile(`your computer|the computer with the archive|On the computer|MailStore|~/Library`).MatchString(text) {
		wrong("there is no computer: %s", text)
	}
	if f.noComputer() && (a.Strategy == IMAPArchive || a.Strategy == IMAPBackup) {
		wrong("there is no computer for %s", a.Strategy)
	}
	if bad := regexp.MustCompile(`NaN|Inf|<no value>|‹|%!|[^K]-[0-9]|\b0 messages a day|for 0 days`).FindString(text); bad != "" {
		wrong("%q in %s", bad, text)
	}
	if strings.Contains(a.Summary, "IMAP cannot be used here") && !f.imap.out() {
		wrong("IMAP is only %q, and the summary says that it cannot be used", f.imap.why)
	}
	if full, ok := a.SummaryArgs["full_date"].(string); ok && rows[IMAPAll].FullInDays != nil {
		if want := f.day("full", *rows[IMAPAll].FullInDays)["full_date"]; want != full {
			wrong("full on %s in the sentence, on %v in the table", full, want)
		}
	}
	if full, ok := a.SummaryArgs["full_month"].(string); ok && rows[IMAPAll].FullInDays != nil {
		if want := f.day("full", *rows[IMAPAll].FullInDays)["full_month"]; want != full {
			wrong("full in %s in the sentence, in %v in the table", full, want)
		}
	}
	if a.SummaryArgs["room_form"] == "decade" && f.box.newBox && f.box.perDay.from == assumed {
		wrong("room for ten years, after %d messages", f.box.few)
	}
	if f.box.limited() && f.box.used.v >= f.box.quota.v && (len(first) == 0 || first[0] != "refused-now" && first[0] != "host-silent") {
		wrong("mail is refused now, and %v is said first", first)
	}
	if a.Protocol == "pop3" && f.severalSaid() && a.Strategy == POPKeepDays && !has("several-pop") {
		wrong("several devices by POP, and what they lose is not said")
	}
	return out
}

// TestContradictions holds 2,000 random people and hosts to it.
func TestContradictions(t *testing.T) {
	eachOf(t, 2000, func(t *testing.T, x fixture, n Needs) {
		r := x.report()
		for _, wrong := range contradictionsIn(r, n, Choose(r, n)) {
			t.Error(wrong)
		}
	})
	for _, e := range append(expectations(), moreCases()...) {
		for _, wrong := range contradictionsIn(e.report(), e.needs, Choose(e.report(), e.needs)) {
			t.Errorf("%s: %s", e.name, wrong)
		}
	}
}

// restsOn names, for every step that speaks of another or of what is advised,
// what must stand before it in its plan: one of these steps.
var restsOn = map[string][]string{
	"full.expunge": {"full.move", "full.no-move", "full.move-unknown"}, "full.until": {"full.move", "full.no-move", "full.move-unknown", "full.collect"},
	"archive.move":        {"archive.where-any", "archive.where-thunderbird", "archive.where-apple-mail", "archive.where-outlook", "archive.where-evolution", "archive.where-kmail", "archive.where-claws-mail", "archive.where-sylpheed", "archive.where-other"},
	"archive.mirror-then": {"archive.where-mirror"}, "archive.button": {"archive.move"},
	"pop-to-imap.add": {"pop-to-imap.stop"}, "pop-to-imap.upload": {"pop-to-imap.add"}, "pop-to-imap.compare": {"pop-to-imap.upload"}, "pop-to-imap.remove": {"pop-to-imap.compare"},
	"imap-to-pop.read": {"imap-to-pop.folders"}, "imap-to-pop.collect": {"imap-to-pop.read"}, "imap-to-pop.empty": {"imap-to-pop.folders"}, "imap-to-pop.backup": {"imap-to-pop.collect"},
}

// leadingNowhere are the steps of plans that speak of one that is not there:
// "move it there" without a folder, "archive, as advised" where that is not.
func leadingNowhere(a Advice) []string {
	var out []string
	for _, plan := range a.Plans {
		var before []string
		for _, step := range plan.Steps {
			id := strings.TrimPrefix(step.ID, "plan.")
			if needs, rests := restsOn[id]; rests && !slices.ContainsFunc(needs, func(n string) bool { return slices.Contains(before, n) }) {
				out = append(out, fmt.Sprintf("the step %s rests on none of %q", id, needs))
			}
			if id == "full.then-archive" && !slices.ContainsFunc(a.Plans, func(p Plan) bool { return p.ID == "archive" }) ||
				id == "full.then-pop" && a.Protocol != "pop3" && a.Protocol != "mixed" {
				out = append(out, fmt.Sprintf("the step %s with the advice %s", id, a.Strategy))
			}
			if number := regexp.MustCompile(`(?i)\bsteps? \d`).FindString(step.Text); number != "" {
				out = append(out, fmt.Sprintf("%q in the step %s: it is numbered where it is shown", number, id))
			}
			before = append(before, id)
		}
		if len(before) < 2 {
			out = append(out, fmt.Sprintf("the plan %s has %d steps", plan.ID, len(before)))
		}
	}
	return out
}
