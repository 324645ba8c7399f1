package render

import (
	"strconv"
	"strings"
	"time"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// What fills a mailbox, in tables that text, pages and pictures share.

// The most rows of a table: what is beyond is added up in the last.
const (
	mostFolders = 15
	mostYears   = 12
)

// usageTable is a table of amounts, each with its share of the largest.
type usageTable struct {
	title string
	rows  []usageRow
}

// usageRow is one amount.
type usageRow struct {
	name   string
	amount result.Amount
	unread *result.Amount
	note   string // in place of figures that are not known
	apart  bool   // its messages count elsewhere
}

// u writes a message of the screens of usage.
func (s teller) u(id string, args locale.Args) string { return s.t("usage."+id, args) }

// usageTables returns the folders, the years and the sizes.
func (s teller) usageTables(u *result.Usage) []usageTable {
	out := []usageTable{{s.u("folders", nil), s.folderRows(u)}}
	if years := s.yearRows(u); len(years) > 0 {
		out = append(out, usageTable{s.u("years", nil), years})
	}
	return append(out, usageTable{s.u("sizes", nil), s.sizeRows(u)})
}

func (s teller) folderRows(u *result.Usage) []usageRow {
	var out []usageRow
	rest := usageRow{unread: &result.Amount{}}
	others := 0
	for _, f := range u.Folders {
		if f.Messages == 0 && f.Failure == nil {
			continue
		}
		row := usageRow{name: s.folderName(f), amount: f.Amount, unread: f.Unread}
		switch f.State {
		case result.FolderView:
			row.note, row.apart = s.u("view", nil), true
		case result.FolderUnread:
			row.note, row.apart = s.u("not-read", nil), true
		case result.FolderPartial:
			row.note = s.u("part", locale.Args{"read": f.Read})
		case result.FolderEstimated:
			row.note = s.u("estimated", nil)
		}
		if len(out) < mostFolders || s.verbose || row.note != "" && !(f.State == result.FolderView) {
			out = append(out, row)
			continue
		}
		others++
		if !row.apart {
			rest.amount = rest.amount.Plus(f.Amount)
			if f.Unread == nil {
				rest.unread = nil
			} else if rest.unread != nil {
				*rest.unread = rest.unread.Plus(*f.Unread)
			}
		}
	}
	if others > 0 {
		rest.name = s.u("others", locale.Args{"folders": others})
		out = append(out, rest)
	}
	return out
}

// folderName is the name of a folder, with what it is for where that is not
// the same.
func (s teller) folderName(f result.FolderUsage) string {
	if f.Kind == result.KindMail || !s.Words.Has("screen.usage.kind."+f.Kind) {
		return f.Name
	}
	kind := s.u("kind."+f.Kind, nil)
	if strings.EqualFold(kind, f.Name) || strings.EqualFold(f.Kind, f.Name) && s.Words.Lang() == "en" {
		return f.Name
	}
	return f.Name + " (" + kind + ")"
}

// yearRows are nothing where no message has a date.
func (s teller) yearRows(u *result.Usage) []usageRow {
	years := u.Years()
	if len(years) == 0 || len(years) == 1 && years[0].Period == "" {
		return nil
	}
	var out []usageRow
	if over := len(years) - mostYears; over > 1 && !s.verbose {
		sum := result.Amount{}
		for _, y := range years[:over] {
			sum = sum.Plus(y.Amount)
		}
		out = append(out, usageRow{name: s.u("until", locale.Args{"year": years[over-1].Period}), amount: sum})
		years = years[over:]
	}
	for _, y := range years {
		name := y.Period
		if name == "" {
			name = s.u("undated", nil)
		}
		out = append(out, usageRow{name: name, amount: y.Amount})
	}
	return out
}

func (s teller) sizeRows(u *result.Usage) []usageRow {
	var out []usageRow
	sizes := u.Sizes()
	for i, size := range sizes {
		if size.Messages == 0 {
			continue
		}
		id, args := "from", locale.Args{"least_bytes": size.LeastBytes}
		switch {
		case i == 0:
			id, args["most_bytes"] = "below", sizes[1].LeastBytes
		case i < len(sizes)-1:
			id, args["most_bytes"] = "between", sizes[i+1].LeastBytes
		}
		out = append(out, usageRow{name: s.u(id, args), amount: size.Amount})
	}
	return out
}

// largest returns the most that one row of a table has.
func (t usageTable) largest() int64 {
	most := int64(1)
	for _, r := range t.rows {
		if !r.apart {
			most = max(most, r.amount.Bytes)
		}
	}
	return most
}

// counted says how the messages were counted, and what is missing.
func (s teller) counted(a *result.Account, u *result.Usage) []string {
	args := locale.Args{"read": u.Read, "messages": u.Messages, "unread": int64(0), "unread_bytes": int64(0)}
	id := "counted"
	switch {
	case u.By == result.UsageByList:
		id = "counted-list"
	case u.Estimated:
		id = "counted-some"
	}
	out := []string{s.u(id, args)}
	if u.Unread != nil && u.Messages > 0 {
		out = append(out, s.u("unread-of", locale.Args{"unread": u.Unread.Messages, "unread_bytes": u.Unread.Bytes}))
	}
	if u.Partial {
		why := ""
		if f := a.UsageFailure; f != nil {
			why = s.Words.T("failure."+string(f.Kind)+".meaning", nil)
		}
		out = append(out, s.u("partial", locale.Args{"why": why}))
	}
	return out
}

// roomRow is one step with what it gains, and when the mailbox is full then.
type roomRow struct {
	number string
	step   string
	gain   string
	then   cell
}

func (s teller) roomRows(d *advise.Document, steps []choose.RoomStep, together bool) []roomRow {
	r := d.Room
	var rows []roomRow
	if r.QuotaBytes != nil {
		rows = append(rows, roomRow{"", s.u("as-it-is", nil), "", s.outlook(d, r.Now)})
	}
	for i, step := range steps {
		rows = append(rows, roomRow{strconv.Itoa(i + 1), step.Title.Text, s.gain(step.Gain.Bytes, step.About), s.outlook(d, step.After)})
	}
	if t := r.Together; together && t != nil {
		rows = append(rows, roomRow{"", s.u("together", nil), s.gain(t.Gain.Bytes, t.About), s.outlook(d, t.After)})
	}
	return rows
}

// gain returns what a step gains; about says that it is an estimate.
func (s teller) gain(octets int64, about bool) string {
	if about {
		return s.u("about", locale.Args{"gain_bytes": octets})
	}
	return s.Words.Format("gain_bytes", octets)
}

// outlook is when a mailbox is full.
func (s teller) outlook(d *advise.Document, o choose.Outlook) cell {
	if !o.Never && o.FullInDays == nil {
		return s.word("?", plain)
	}
	return s.fullOn(d, choose.Alternative{FullInDays: o.FullInDays, Never: o.Never})
}

// stepHow is the way to take a step, and what comes of it as a habit.
func (s teller) stepHow(step choose.RoomStep) string {
	if step.Repeat != nil {
		return step.How.Text + " " + step.Repeat.Text
	}
	return step.How.Text
}

// largeRow returns the date of a message, or its number in a list without
// dates.
func (s teller) largeRow(l result.LargeMessage) (when, where string) {
	when = "?"
	if day, err := time.Parse(time.DateOnly, l.Date); err == nil {
		when = s.Words.Date(day)
	}
	where = "?"
	switch {
	case l.UID > 0:
		where = strconv.FormatUint(uint64(l.UID), 10)
	case l.Number > 0:
		where, when = strconv.FormatInt(l.Number, 10), ""
	}
	return when, where
}

// noSteps says that nothing would make room, as far as that was seen.
func (s teller) noSteps(u *result.Usage) string {
	if u.By == result.UsageByList {
		return s.u("no-steps-list", nil)
	}
	return s.u("no-steps", nil)
}
