package render

import (
	"slices"
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/command"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/settings"
)

// How much of an advice a screen shows without --why.
const (
	maxReasons = 3 // of one weight
	maxGains   = 3 // of what a plan means: its limits are all shown
	maxChanges = 3
)

// leastWeight is the least width of the column of weights, so that reasons
// stand alike in both languages.
const leastWeight = 6

// advise writes the verdict, why, what it means, the forecast, what would
// change the answer, the settings, the backup and what to do next.
func (s *screen) advise(d *advise.Document) {
	a := d.Advice
	s.ahead(d)
	s.put(nil, 0, s.of(a.Summary, bold))
	s.terms(a.Terms)
	s.briefFindings(d, diagnose.Person)
	s.first(a.First)
	s.why(a)
	s.means(a.Consequences)
	s.devices(a.Devices)
	s.traps(a.Traps)
	s.briefFindings(d, diagnose.Administrator)
	s.plans(a.Plans)
	s.briefRoom(d)
	s.forecast(d)
	s.changes(a.Changes)
	if d.Settings != nil {
		s.section()
		s.settingsTable(d)
	}
	s.known(d)
	s.backup(d)
	s.next(s.nextCommands(d))
}

// terms opens the two words of the trade, once.
func (s *screen) terms(list []locale.Text) {
	for _, t := range list {
		s.put([]span{indent(2)}, 2, s.of(t.Text, dim))
	}
}

// first says what comes before every reason. Nothing of it is left out.
func (s *screen) first(list []choose.Reason) {
	if len(list) == 0 {
		return
	}
	s.heading("first", nil)
	for _, r := range list {
		s.putFlush([]span{indent(2), s.of("!", red), indent(1)}, 4, 1, "["+r.Evidence+"]", s.of(r.Text, plain))
	}
}

// why lists the reasons with what each rests on.
func (s *screen) why(a *choose.Advice) {
	gates, reasons := a.Gates, a.Reasons
	left := 0
	if !s.reasons {
		if len(reasons) > 0 {
			gates = slices.DeleteFunc(slices.Clone(gates), func(g choose.Reason) bool { return g.For == "" })
		}
		reasons, left = firstOfEachWeight(reasons)
	}
	if len(gates)+len(reasons) == 0 {
		return
	}
	s.heading("why", nil)
	width := leastWeight
	for _, r := range reasons {
		if r.Weight != "" {
			width = max(width, s.measure(s.of(s.t("weight."+r.Weight, nil), plain)))
		}
	}
	if len(gates) > 0 {
		width = max(width, s.measure(s.of(s.t("gate", nil), plain)))
	}
	if s.reasons && len(a.Checked) > 0 {
		width = max(width, s.measure(s.of(s.Words.T("why.passed", nil), plain)), s.measure(s.of(s.Words.T("why.unchecked", nil), plain)))
	}
	for _, g := range gates {
		s.reason(s.t("gate", nil), width, g)
	}
	if s.reasons {
		s.checked(a.Checked, width)
	}
	for _, r := range reasons {
		weight := ""
		if r.Weight != "" {
			weight = s.t("weight."+r.Weight, nil)
			if s.reasons {
				r.Evidence = s.Words.T("why.evidence", locale.Args{"counts": s.counts(r), "evidence": r.Evidence})
			}
		}
		s.reason(weight, width, r)
	}
	s.more(left)
	if s.reasons && a.Sums != nil {
		s.sums(a)
	}
}

// reason writes one reason, with its weight before it. A reason without a
// weight is a computation: it begins where the weights stand.
func (s *screen) reason(weight string, width int, r choose.Reason) {
	first := []span{indent(2)}
	if weight != "" {
		w := s.of(weight, plain)
		first = append(first, w, indent(width-s.measure(w)+between))
	}
	note := ""
	if r.Evidence != "" {
		note = "[" + r.Evidence + "]"
	}
	s.putFlush(first, 2+width+between, 1, note, s.of(r.Text, plain))
}

// firstOfEachWeight keeps a few reasons of each weight, the weak ones only
// where nothing weighs more, and counts the others.
func firstOfEachWeight(reasons []choose.Reason) (kept []choose.Reason, left int) {
	seen := map[string]int{}
	for _, r := range reasons {
		seen[r.Weight]++
		if seen[r.Weight] > maxReasons || r.Weight == "weak" && seen["decisive"]+seen["strong"]+seen["medium"] > 0 {
			left++
			continue
		}
		kept = append(kept, r)
	}
	return kept, left
}

// mostOf returns the beginning of a list, and how many are left out of it.
func mostOf[T any](s *screen, list []T, most int) (shown []T, left int) {
	if s.reasons || len(list) <= most {
		return list, 0
	}
	return list[:most], len(list) - most
}

// more says that something was left out, and how to see it.
func (s *screen) more(left int) {
	if left > 0 {
		s.line(indent(2), s.of(s.t("more", locale.Args{"n": left}), dim))
	}
}

// means lists what the choice gives and what it costs.
func (s *screen) means(list []choose.Consequence) {
	if len(list) == 0 {
		return
	}
	s.heading("means", nil)
	gains, left := 0, 0
	for _, c := range list {
		if c.Gain && !s.reasons { // what a plan costs is never left out
			if gains++; gains > maxGains {
				left++
				continue
			}
		}
		sign := s.of("-", yellow)
		if c.Gain {
			sign = s.of("+", green)
		}
		s.put([]span{indent(2), sign, indent(1)}, 4, s.of(c.Text.Text, plain))
	}
	s.more(left)
}

// changes lists what would change the answer.
func (s *screen) changes(list []choose.Change) {
	if len(list) == 0 {
		return
	}
	s.heading("changes", nil)
	list, left := mostOf(s, list, maxChanges)
	for _, c := range list {
		text := s.t("change", locale.Args{"if": c.If.Text, "after": c.After.Text})
		s.put([]span{indent(2)}, 4, s.of(text, plain))
	}
	s.more(left)
}

// backup says what a backup is here, and how to make one.
func (s *screen) backup(d *advise.Document) {
	b := d.Advice.Backup
	if b.Text == "" {
		return
	}
	s.section()
	text := s.t("backup", locale.Args{"text": "\x00"})
	before, _, _ := strings.Cut(text, "\x00")
	s.put(nil, 2, s.of(before, bold), s.of(b.Text, plain))
	how := make([]string, 0, len(d.Advice.BackupHow))
	ways, mirror := s.backupWays(d)
	for _, h := range ways {
		how = append(how, h.Text)
	}
	if len(how) > 0 {
		s.put([]span{indent(2)}, 2, s.of(strings.Join(how, " "), plain))
	}
	if mirror != "" {
		s.command(4, mirror)
	}
}

// backupWays are the ways to make a backup, and the command that the last of
// them leads to, "" for none: a mirror that could not log in is no way.
func (s teller) backupWays(d *advise.Document) (ways []locale.Text, mirror string) {
	const name = client.Mirror
	possible := d.Target.Input == "" || d.Settings != nil && settings.Suits(*d.Settings, name)
	for _, h := range d.Advice.BackupHow {
		if h.ID == "backup.elsewhere-mirror" { // ends with a colon
			if !possible {
				continue
			}
			mirror = s.settingsCommand(d, name, "")
		}
		ways = append(ways, h)
	}
	return ways, mirror
}

// nextCommands returns the commands that follow from an advice.
func (s teller) nextCommands(d *advise.Document) []string {
	commands := append(s.testCommands(d), s.settingsCommands(d)...)
	if len(numbered(d)) > 0 && d.Target.Input != "" {
		commands = append(commands, "mailadvisor probe "+command.Target(d.Target))
	}
	if s.called != "" && !smallQuota(d.Advice.Alternatives) && d.Advice.Strategy != choose.NoneOffered {
		commands = append(commands, s.called+" --compare")
	}
	return commands
}

// testCommands returns those that would tell what the answer does not know: the
// whole host, where a part of it was tested.
func (s teller) testCommands(d *advise.Document) []string {
	if len(d.Advice.Untested) == 0 || d.Target.Host == "" || d.Target.Demo != "" {
		return nil
	}
	words := "mailadvisor advise " + command.Host(d.Target, d.Target.Host) + command.User(d.Target)
	if d.Needs != nil {
		for _, flag := range d.Needs.Flags() {
			words += " " + flag
		}
	}
	return []string{words}
}

// next writes the commands to type next. It stands right below the backup.
func (s *screen) next(commands []string) {
	if len(commands) == 0 || s.handed {
		return
	}
	s.line(s.of(s.t("next", nil), bold))
	for _, c := range commands {
		s.command(4, c)
	}
}

func (s teller) settingsCommand(d *advise.Document, client, protocol string) string {
	who := command.Target(d.Target)
	if d.Target.Input == "" {
		who = s.t("placeholder", nil)
	}
	c := "mailadvisor settings " + who + " --client " + command.Quote(client)
	if protocol != "" {
		c += " --protocol " + protocol
	}
	return c
}

// settingsCommands returns the commands for the settings of every mail program
// that the person named, by the protocol that is advised where the program has
// it. Thunderbird, which runs on every desktop, stands in where none was named.
func (s teller) settingsCommands(d *advise.Document) []string {
	if d.Target.Input == "" || d.Settings == nil || d.Settings.Incoming == nil {
		return nil
	}
	var out []string
	for _, name := range namedClients(d.Needs) {
		if row, ok := client.Lookup(name); ok && row.Reads(string(d.Settings.Incoming.Service)) != client.No && !settings.Suits(*d.Settings, name) {
			continue // the command would only say why not
		}
		protocol := ""
		if row, ok := client.Lookup(name); d.Advice.Protocol == "pop3" && (!ok || row.POP != client.No) {
			protocol = "pop3"
		}
		out = append(out, s.settingsCommand(d, name, protocol))
	}
	return out
}

// namedClients returns the programs that the person named; where none was named,
// the usual one.
func namedClients(n *choose.Needs) []string {
	if out := programsOf(n); len(out) > 0 {
		return out
	}
	return []string{client.Usual}
}

// programsOf returns the mail programs that the person named, each once; what
// to take in its place for one that is no longer made.
func programsOf(n *choose.Needs) []string {
	var out []string
	add := func(name string) {
		if row, ok := client.Lookup(name); ok && row.Use == client.Gone {
			name = row.Instead[0]
		}
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	if n != nil {
		for _, name := range n.Clients {
			add(name)
		}
		for _, device := range n.DeviceList {
			add(device.Client)
		}
	}
	return out
}
