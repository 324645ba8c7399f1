package render

import (
	"slices"
	"strconv"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/settings"
	"mailadvisor/advise/tell"
	"mailadvisor/probe/result"
)

// advicePage is POP or IMAP, why, what it means, what to do on each device,
// what to beware of, ways in steps, the forecast, what would change the answer,
// the settings and the backup: in the order of the text.
func (s teller) advicePage(d *advise.Document) []part {
	a := d.Advice
	var why []item
	for _, g := range a.Gates {
		if g.For != "" || len(a.Reasons) == 0 {
			why = append(why, reasonItem(s.t("gate", nil), g))
		}
	}
	for _, r := range a.Reasons {
		weight := ""
		if r.Weight != "" {
			weight = s.t("weight."+r.Weight, nil)
		}
		why = append(why, reasonItem(weight, r))
	}
	var first []item
	for _, t := range a.Terms {
		first = append(first, item{Text: tell.Clean(t.Text)})
	}
	for _, r := range a.First {
		first = append(first, reasonItem("", r))
	}
	var means []item
	for _, c := range a.Consequences {
		i := item{Sign: "-", Text: tell.Clean(c.Text.Text), Look: yellow}
		if c.Gain {
			i.Sign, i.Look = "+", green
		}
		means = append(means, i)
	}
	var changes []item
	for _, c := range a.Changes {
		changes = append(changes, item{Text: tell.Clean(s.t("change", locale.Args{"if": c.If.Text, "after": c.After.Text}))})
	}
	parts := []part{
		listPart(PartFirst, s.t("first", nil), first),
		listPart(PartWhy, s.t("why", nil), why),
		listPart(PartMeans, s.t("means", nil), means),
		s.devicesPart(a.Devices),
		s.trapsPart(a.Traps),
	}
	for _, p := range a.Plans {
		parts = append(parts, planPart(p))
	}
	return append(parts,
		s.forecastPart(d),
		listPart(PartChanges, s.t("changes", nil), changes),
		s.settingsPart(d),
		s.knownPart(d),
		s.backupPart(d),
		s.nextPart(d),
	)
}

// devicesPart returns what to do on each device, or in each program.
func (s teller) devicesPart(list []choose.DevicePlan) part {
	var pairs []pair
	for _, d := range list {
		pairs = append(pairs, pair{tell.Clean(deviceName(d, s.Words)), s.text(doesOn(d))})
	}
	if len(pairs) == 0 {
		return part{}
	}
	return part{ID: PartDevices, Heading: s.Words.T("why.devices", nil), Blocks: []block{{Pairs: pairs}}}
}

// trapsPart returns what to beware of with this provider.
func (s teller) trapsPart(list []choose.Reason) part {
	var items []item
	for _, r := range list {
		items = append(items, reasonItem("", r))
	}
	return listPart(PartTraps, s.Words.T("why.traps", nil), items)
}

// planPart returns a way in steps.
func planPart(p choose.Plan) part {
	var steps []string
	for _, step := range p.Steps {
		steps = append(steps, tell.Clean(step.Text))
	}
	return part{ID: PartPlan, Heading: tell.Clean(p.Title.Text), Blocks: []block{{Steps: steps}}}
}

func reasonItem(weight string, r choose.Reason) item {
	return item{Sign: tell.Clean(weight), Text: tell.Clean(r.Text), Note: tell.Clean(r.Evidence)}
}

// forecastPart returns how full the mailbox gets, in the form that screens use.
func (s teller) forecastPart(d *advise.Document) part {
	rows := s.forecastRows(d.Advice)
	if len(rows) == 0 {
		return part{}
	}
	heading := s.t("full.title", nil)
	switch basis := d.Advice.Basis; {
	case basis.NoLimit:
		return part{ID: PartForecast, Heading: heading, Blocks: []block{{Text: s.text(s.t("full.no-limit", nil))}}}
	case basis.QuotaBytes == nil:
		return part{ID: PartForecast, Heading: heading, Blocks: []block{{Text: s.text(s.t("full.no-quota", nil))}}}
	}
	days := d.Advice.Basis.AbsenceDays
	small := smallQuota(d.Advice.Alternatives)
	if small {
		heading = s.t("full.title-of", locale.Args{"limit_bytes": *d.Advice.Basis.QuotaBytes})
	}
	g := &grid{Head: s.heads("report.strategy", "screen.full.today", "screen.full.one-year", "screen.full.three-years", "screen.full.full")}
	if small {
		g.Head = append(s.heads("report.strategy", "screen.full.usual"), s.word(s.t("full.away", locale.Args{"absence_days": days}), plain))
	}
	pop := false
	for _, a := range rows {
		pop = pop || isPOP(a.Strategy)
		recommended := a.Strategy == d.Advice.Strategy
		name := s.word(s.strategy(a), plain)
		if recommended {
			name = cell{text: []span{s.of(s.strategy(a), bold), s.of(" ("+s.Words.T("report.recommended", nil)+")", plain)}}
		}
		row := []cell{name}
		if small {
			cells := s.absenceCells(d, a, days)
			row = append(row, barred(cells[0], cells[1]), cells[2])
		} else {
			row = append(row, s.share(a, a.ShareToday, 0), s.share(a, a.Share1Year, 365.25), s.share(a, a.Share3Years, 3*365.25), s.fullOn(d, a))
		}
		g.Rows, g.Marks = append(g.Rows, row), append(g.Marks, recommended)
	}
	blocks := []block{{Table: g}}
	if pop && !small {
		condition := item{Text: tell.Clean(s.t("full.pop-rows", locale.Args{"absence_days": days})), Note: tell.Clean(s.absenceSource(d.Advice.Basis))}
		blocks = append(blocks, block{List: []item{condition}})
	}
	return part{ID: PartForecast, Heading: heading, Blocks: blocks}
}

// settingsPart returns what to type into a mail program.
func (s teller) settingsPart(d *advise.Document) part {
	set := d.Settings
	if set == nil {
		return part{}
	}
	out := part{ID: PartSettings, Heading: s.t("settings.title", nil)}
	g := &grid{Head: append(s.heads("screen.table.service"), s.heads("settings.table.server", "settings.table.port", "settings.table.security", "settings.table.user")...)}
	add := func(name string, server *settings.Server) {
		if server != nil {
			g.Rows = append(g.Rows, s.serverRow(s.Words.T("settings.table."+name, nil), server.Host, server.Port, server.Security, server.Username))
		}
	}
	if set.Incoming != nil {
		add("incoming-"+string(set.Incoming.Service), set.Incoming)
	}
	add("outgoing", set.Outgoing)
	if len(g.Rows) == 0 {
		out.Blocks = []block{{Text: s.text(s.noSettings(d))}}
		return out
	}
	how := append([]string{s.auth(set)}, s.options(set)...)
	if untested(set) {
		how = append(how, s.Words.T("settings.table.untested", nil))
	}
	if userUnknown(set) {
		how = append([]string{s.Words.T("settings.table.user-unknown", nil)}, how...)
	}
	out.Blocks = []block{{Table: g}, {Text: s.text(strings.Join(how, " "))}}
	return out
}

func (s teller) backupPart(d *advise.Document) part {
	b := d.Advice.Backup
	if b.Text == "" {
		return part{}
	}
	text := []string{locale.Capital(b.Text)} // on a screen it follows a colon
	ways, mirror := s.backupWays(d)
	for _, h := range ways {
		text = append(text, h.Text)
	}
	out := part{ID: PartBackup, Heading: s.Words.T("report.backup", nil), Blocks: []block{{Text: s.text(strings.Join(text, " "))}}}
	if mirror != "" {
		out.Blocks = append(out.Blocks, s.mirror(d)...)
	}
	return out
}

// mirror returns how a copy is made that only ever grows: the command for its
// file, or on a page that stands alone the file.
func (s teller) mirror(d *advise.Document) []block {
	const program = client.Mirror
	if !s.whole {
		return []block{{Command: tell.Clean(s.settingsCommand(d, program, ""))}}
	}
	name, lines := s.fileOf(d, program)
	if len(lines) == 0 {
		return nil
	}
	return []block{{Label: s.Words.T("report.file", locale.Args{"file": name}), Folded: lines}}
}

// barred returns a figure with its bar before it.
func barred(bar, figure cell) cell {
	if len(bar.text) == 0 || strings.TrimSpace(cellText(bar)) == "" {
		return figure
	}
	return cell{text: append(append(slices.Clone(bar.text), span{"\u00a0", plain}), figure.text...)}
}

// nextPart returns what to type after a page; a page that stands alone has the
// steps of mail programs in its place.
func (s teller) nextPart(d *advise.Document) part {
	if s.whole {
		return s.programsPart(d)
	}
	out := part{ID: PartNext, Heading: s.t("next", nil)}
	for _, c := range s.nextCommands(d) {
		out.Blocks = append(out.Blocks, block{Command: tell.Clean(c)})
	}
	return out
}

// serverRow returns one row of the settings.
func (s teller) serverRow(name, host string, port int, security result.Security, user string) []cell {
	return []cell{s.word(name, plain), s.word(host, plain), s.figure(strconv.Itoa(port), plain),
		s.word(s.security(security), plain), s.word(tell.OrUnknown(user), plain)}
}
