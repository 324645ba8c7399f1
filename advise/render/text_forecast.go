package render

import (
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
)

// The forecast takes one of two forms: by years, or, where IMAP fills the
// quota within two years, as it usually is and after the longest absence.

// The least widths of a forecast's columns, so that both languages and both
// forms look alike from one run to the next.
const (
	yearsName  = 44
	absentName = 30
	shareWidth = 6
)

// twoYears is the time within which a quota that fills is small, in days: the
// same bound as in package choose.
const twoYears = 2 * 365.25

// How precise a date in a forecast may be, in days from today.
const (
	byDay   = 60
	byMonth = 3652
)

// forecast writes how full the mailbox gets with each strategy.
func (s *screen) forecast(d *advise.Document) {
	rows := s.forecastRows(d.Advice)
	if len(rows) == 0 {
		return
	}
	switch basis := d.Advice.Basis; {
	case basis.NoLimit:
		s.heading("full.title", nil)
		s.put([]span{indent(2)}, 2, s.of(s.t("full.no-limit", nil), plain))
	case basis.QuotaBytes == nil:
		s.heading("full.title", nil)
		s.put([]span{indent(2)}, 2, s.of(s.t("full.no-quota", nil), plain))
	case smallQuota(d.Advice.Alternatives):
		s.section()
		s.forecastByAbsence(d, rows)
	default:
		s.section()
		s.forecastByYears(d, rows)
	}
	if s.reasons {
		for _, o := range s.obstacles(d.Advice) {
			s.put([]span{indent(2)}, 4, s.of(o, dim))
		}
	}
}

// forecastRows returns the strategies that the advice wants shown: those that
// fill alike have one row. With --why it is all that are possible.
func (s teller) forecastRows(a *choose.Advice) (rows []choose.Alternative) {
	for _, alt := range a.Alternatives {
		if (alt.Possible || alt.Strategy == a.Strategy) && (s.reasons || alt.Show == "always") {
			rows = append(rows, alt)
		}
	}
	return rows
}

// whyNot says what stands against a strategy.
func (s teller) whyNot(a *choose.Advice, alt choose.Alternative) string {
	for _, g := range a.Gates {
		if g.ID == alt.Obstacle {
			return g.Text
		}
	}
	if id := "gate." + alt.Obstacle; s.Words.Has(id) {
		return s.Words.T(id, alt.Args)
	}
	return ""
}

// smallQuota reports whether mail that stays on the server fills the quota
// within two years, by IMAP or, where there is none, by POP.
func smallQuota(list []choose.Alternative) bool {
	for _, stays := range []choose.Strategy{choose.IMAPAll, choose.IMAPWindow, choose.POPKeepAll} {
		for _, a := range list {
			if a.Strategy == stays && a.Possible && a.FullInDays != nil {
				return *a.FullInDays <= twoYears
			}
		}
	}
	return false
}

// strategy returns the name of a strategy by what happens.
func (s teller) strategy(a choose.Alternative) string {
	return s.Words.T("strategy."+string(a.Strategy), a.Args)
}

// name returns the first cell of a row: the strategy, marked where it is
// recommended.
func (s *screen) name(d *advise.Document, a choose.Alternative, words string) cell {
	if a.Strategy == d.Advice.Strategy {
		return s.word("> "+words, green)
	}
	return s.word("  "+words, plain)
}

func (s *screen) forecastByYears(d *advise.Document, rows []choose.Alternative) {
	head := func(id string) span { return s.of(s.t("full."+id, nil), plain) }
	t := table{columns: []column{
		{head: s.of(s.t("full.title", nil), bold), min: yearsName, spill: true},
		{head: head("today"), right: true, min: shareWidth},
		{head: head("one-year"), right: true, min: shareWidth},
		{head: head("three-years"), right: true, min: shareWidth},
		{head: head("full")},
	}}
	pop := false
	for _, a := range rows {
		pop = pop || isPOP(a.Strategy)
		t.rows = append(t.rows, []cell{
			s.name(d, a, s.strategy(a)),
			s.share(a, a.ShareToday, 0),
			s.share(a, a.Share1Year, 365.25),
			s.share(a, a.Share3Years, 3*365.25),
			s.fullOn(d, a),
		})
	}
	s.putTable(t)
	if basis := d.Advice.Basis; pop {
		s.putFlush([]span{indent(2)}, 4, 1, "["+s.absenceSource(basis)+"]",
			s.of(s.t("full.pop-rows", locale.Args{"absence_days": basis.AbsenceDays}), plain))
	}
}

// absenceSource says who said how long the longest absence is.
func (s teller) absenceSource(basis choose.Basis) string {
	source := "evidence.assumed"
	if basis.Sources["absence"] == "you" {
		source = "evidence.you"
	}
	text := s.Words.T(source, locale.Args{"flags": "--absence"})
	if s.flagless {
		return Evidence(text, s.Words)
	}
	return text
}

func isPOP(strategy choose.Strategy) bool {
	switch strategy {
	case choose.POPRemove, choose.POPKeepDays, choose.POPKeepAll, choose.Mixed:
		return true
	}
	return false
}

// share returns a fill level some days from today.
func (s teller) share(a choose.Alternative, share *float64, days float64) cell {
	switch {
	case share == nil:
		return s.figure("?", plain)
	case *share >= 1, days > 0 && a.FullInDays != nil && *a.FullInDays <= days:
		return s.figure(s.t("full.full", nil), red)
	}
	return s.figure(s.Words.Percent(*share), plain)
}

// fullOn is when a strategy has filled the mailbox.
func (s teller) fullOn(d *advise.Document, a choose.Alternative) cell {
	return s.full(d, a, s.t("full.ten-years", nil), s.Words.Date)
}

// full returns a date no finer than a forecast deserves: a day, a month, or the
// words for more than ten years.
func (s teller) full(d *advise.Document, a choose.Alternative, tenYears string, day func(time.Time) string) cell {
	switch {
	case a.Never:
		return s.word(s.t("full.never", nil), plain)
	case a.FullInDays == nil:
		return s.word("?", plain)
	case *a.FullInDays < 1:
		return s.word(s.t("full.now", nil), red)
	case *a.FullInDays > byMonth:
		return s.word(tenYears, plain)
	case *a.FullInDays > byDay:
		return s.word(s.Words.ShortMonth(after(d, *a.FullInDays)), plain)
	}
	return s.word(day(after(d, *a.FullInDays)), red)
}

// after returns the day a number of whole days from the start of the run.
func after(d *advise.Document, days float64) time.Time {
	return d.StartedAt.UTC().AddDate(0, 0, int(days))
}

func (s *screen) forecastByAbsence(d *advise.Document, rows []choose.Alternative) {
	days := d.Advice.Basis.AbsenceDays
	title := s.t("full.title-of", locale.Args{"limit_bytes": *d.Advice.Basis.QuotaBytes})
	away := s.t("full.away", locale.Args{"absence_days": days})
	t := table{columns: []column{
		{head: s.of(title, bold), min: absentName, spill: true},
		{},
		{head: s.of(s.t("full.usual", nil), plain), right: true, min: shareWidth},
		{head: s.of(away, plain)},
	}}
	for _, a := range rows {
		t.rows = append(t.rows, append([]cell{s.name(d, a, s.shortStrategy(a))}, s.absenceCells(d, a, days)...))
	}
	s.putTable(t)
}

// absenceCells returns the bar, the usual fill level, and the one after the
// longest absence.
func (s teller) absenceCells(d *advise.Document, a choose.Alternative, days int) []cell {
	full := s.t("full.full", nil)
	switch {
	case a.FullInDays != nil && (a.SteadyShare == nil || *a.FullInDays < twoYears):
		return []cell{{text: s.bar(1, tableBar)}, s.figure(full, red), s.word(s.fullPhrase(d, *a.FullInDays), plain)}
	case a.SteadyShare == nil:
		return []cell{s.word("", plain), s.figure("?", plain), s.word("?", plain)}
	}
	away := s.word("?", plain)
	switch {
	case a.AwayDays != nil && *a.AwayDays < float64(days), a.AbsenceShare != nil && *a.AbsenceShare >= 1:
		away = s.word(s.t("full.refused", nil), red)
	case a.AbsenceShare != nil:
		text := s.Words.Percent(*a.AbsenceShare)
		if a.FullInDays != nil { // it settles but for the yearly growth
			text += s.t("semicolon", nil) + s.fullAt(d, *a.FullInDays)
		}
		away = s.word(text, plain)
	}
	return []cell{{text: s.bar(*a.SteadyShare, tableBar)}, s.figure(s.Words.Percent(*a.SteadyShare), plain), away}
}

// fullPhrase says when a mailbox is full, with as much precision as it deserves.
func (s teller) fullPhrase(d *advise.Document, days float64) string {
	day := after(d, days)
	switch {
	case days < 1:
		return s.t("full.now", nil)
	case days > byMonth:
		return s.t("full.ten-years", nil)
	case days > byDay:
		return s.t("full.in-month", locale.Args{"full_month": day.Format("2006-01")})
	}
	return s.t("full.on-day", locale.Args{"full_date": day.Format(time.DateOnly)})
}
