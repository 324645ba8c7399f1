package choose

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// write tells an advice as plain lines, so that a golden file reads like the
// screen without its layout.
func write(a Advice, p *locale.Printer) string {
	a.Fill(p)
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s (%s): %s", a.Strategy, a.Protocol, a.Summary)
	for _, t := range a.Terms {
		line("  %s", t.Text)
	}
	for _, r := range a.First {
		line("! %s [%s]", r.Text, r.Evidence)
	}
	for _, g := range a.Gates {
		line("gate [%s] %s [%s]", g.For, g.Text, g.Evidence)
	}
	for _, c := range a.Checked {
		line("checked %s [%s]", c.Text, c.Evidence)
	}
	for _, r := range a.Reasons {
		line("%s [%s] %s [%s]", r.Weight, r.For, r.Text, r.Evidence)
	}
	line("sums %v", a.Sums)
	for _, c := range a.Consequences {
		sign := "-"
		if c.Gain {
			sign = "+"
		}
		line("%s %s", sign, c.Text.Text)
	}
	for _, alt := range a.Alternatives {
		line("%-8s %s: today %s, 1 year %s, 3 years %s; usual %s, away %s, peak %s; %s; tolerates %s; disk %s, traffic %s; lost with the server: %s, the computer: %s, the phone: %s",
			alt.Show, p.T("strategy."+string(alt.Strategy), alt.Args),
			percent(p, alt.ShareToday), percent(p, alt.Share1Year), percent(p, alt.Share3Years),
			percent(p, alt.SteadyShare), percent(p, alt.AbsenceShare), percent(p, alt.PeakShare),
			fullWord(p, alt), tolerated(p, alt.AwayDays),
			p.Size(float64(*alt.LocalBytes), locale.Up), p.Size(float64(*alt.TrafficBytesPerDay), locale.Nearest),
			alt.LostIf["server"], alt.LostIf["computer"], alt.LostIf["phone"])
		if alt.Obstacle != "" {
			line("         not possible: %s", alt.Obstacle)
		}
	}
	for _, c := range a.Changes {
		line("%s: %s (%s)", c.If.Text, c.After.Text, c.Then)
	}
	for _, d := range a.Devices {
		line("device %s (%s): %s", d.Name, d.Client, d.Protocol)
		for _, t := range d.Does {
			line("  %s", t.Text)
		}
	}
	for _, r := range a.Traps {
		line("trap: %s [%s]", r.Text, r.Evidence)
	}
	for _, p := range a.Plans {
		line("%s", p.Title.Text)
		for i, t := range p.Steps {
			line("  %d %s", i+1, t.Text)
		}
	}
	line("backup: %s", a.Backup.Text)
	for _, h := range a.BackupHow {
		line("  %s", h.Text)
	}
	line("%+v", a.Options)
	return b.String()
}

func percent(p *locale.Printer, share *float64) string {
	if share == nil {
		return "?"
	}
	return p.Percent(*share)
}

func tolerated(p *locale.Printer, n *float64) string {
	if n == nil {
		return "-"
	}
	return p.Number(math.Floor(*n))
}

func fullWord(p *locale.Printer, a Alternative) string {
	switch {
	case a.Never:
		return "never"
	case a.FullInDays == nil:
		return "?"
	}
	at := today.AddDate(0, 0, int(*a.FullInDays))
	if *a.FullInDays > 60 {
		return p.ShortMonth(at)
	}
	return p.Date(at)
}

func printers(t *testing.T) map[string]*locale.Printer {
	t.Helper()
	out := map[string]*locale.Printer{}
	for _, lang := range locale.Languages() {
		p, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		out[lang] = p
	}
	return out
}

// Whole answers, in both languages.
func TestWords(t *testing.T) {
	cases := []struct {
		name  string
		x     fixture
		needs Needs
	}{
		{"three-devices", situationA(), needsA()},
		{"one-computer", situationB(), needsB()},
		{"needs-alone", fixture{}, Needs{Devices: ptr(2), QuotaBytes: ptr(int64(gB)), AbsenceDays: ptr(30)}},
		{"no-login", *with(situationA(), func(x *fixture) { x.noLogin = true }), needsA()},
		{"pop-alone", *with(situationB(), func(x *fixture) { x.imap, x.folders = result.Skip, nil }), Needs{Devices: ptr(2)}},
		{"must-leave", situationA(), Needs{Devices: ptr(2), ServerCopy: "forbidden", OldMail: "everywhere"}},
		{"nothing-works", *with(situationA(), func(x *fixture) {
			x.imap, x.imapKind, x.pop, x.folders = result.Fail, result.StartTLSMissing, result.Skip, nil
		}), Needs{}},
	}
	for _, c := range cases {
		for lang, p := range printers(t) {
			name := c.name + "." + lang
			t.Run(name, func(t *testing.T) {
				got := write(Choose(c.x.report(), c.needs), p)
				testkit.Golden(t, filepath.Join("testdata", name+".golden"), got)
			})
		}
	}
}
