package render

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/tell"
)

// A page is for people who type no flags: what evidence calls by its flag has
// the name of its question there.

var flagWords = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`--([a-z][a-z-]*)(?:=| )?`) })

var deviceFlags = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`--device [^\s;]+(?: --device [^\s;]+)*`) })

// Evidence returns what a reason rests on, without flags.
func Evidence(text string, words *locale.Printer) string {
	if !strings.Contains(text, "--") {
		return tell.Clean(text)
	}
	text = deviceFlags().ReplaceAllLiteralString(text, words.T("ask.name.own-devices", nil))
	return tell.Clean(flagWords().ReplaceAllStringFunc(text, func(flag string) string {
		id := "ask.name." + strings.TrimRight(strings.TrimLeft(flag, "-"), "= ")
		if !words.Has(id) {
			return flag
		}
		name := words.T(id, nil)
		if strings.HasSuffix(flag, " ") || strings.HasSuffix(flag, "=") {
			name += " "
		}
		return name
	}))
}

// forPages returns a teller whose reader types no flags.
func (s teller) forPages() teller {
	s.typed, s.Words = s.Words, s.Words.ForPages()
	s.flagless = true
	return s
}

// again says a message anew for a page, where its text is the one for a
// terminal: another text was made elsewhere, and stays.
func (s teller) again(id string, args locale.Args, text string) string {
	if said, err := s.typed.Message(id, args); err != nil || said != text {
		return text
	}
	return s.Words.T(id, args)
}

func (s teller) textAgain(t locale.Text) locale.Text {
	t.Text = s.again(t.ID, t.Args, t.Text)
	return t
}

func (s teller) textsAgain(list []locale.Text) []locale.Text {
	out := slices.Clone(list)
	for i, t := range out {
		out[i] = s.textAgain(t)
	}
	return out
}

// withoutFlags returns a document that names no flags to a person.
func (s teller) withoutFlags(d *advise.Document) *advise.Document {
	out := *d
	out.Ahead, out.Known = s.textsAgain(d.Ahead), s.textsAgain(d.Known)
	out.Findings = slices.Clone(d.Findings)
	for i := range out.Findings {
		f := &out.Findings[i]
		f.Fix.User = s.again("finding."+f.ID+".user", f.Args, f.Fix.User)
	}
	if d.Room != nil && d.Room.Backup != nil {
		room, backup := *d.Room, s.textAgain(*d.Room.Backup)
		room.Backup = &backup
		out.Room = &room
	}
	if d.Advice == nil {
		return &out
	}
	advice := *d.Advice
	out.Advice = &advice
	for prefix, list := range map[string]*[]choose.Reason{
		"first.": &advice.First, "gate.": &advice.Gates, "checked.": &advice.Checked, "reason.": &advice.Reasons, "trap.": &advice.Traps,
	} {
		*list = slices.Clone(*list)
		for i := range *list {
			r := &(*list)[i]
			r.Text = s.again(prefix+r.ID, r.Args, r.Text)
			r.Evidence = Evidence(s.again(r.EvidenceID, r.EvidenceArgs, r.Evidence), s.Words)
		}
	}
	advice.Plans = slices.Clone(advice.Plans)
	for i := range advice.Plans {
		advice.Plans[i].Steps = s.textsAgain(advice.Plans[i].Steps)
	}
	advice.Devices = slices.Clone(advice.Devices)
	for i := range advice.Devices {
		advice.Devices[i].Does = s.textsAgain(advice.Devices[i].Does)
	}
	advice.BackupHow = s.textsAgain(advice.BackupHow)
	return &out
}
