package render

import (
	"strings"

	"mailadvisor/advise"
	"mailadvisor/advise/client"
	"mailadvisor/advise/settings"
	"mailadvisor/advise/tell"
)

// programsPart returns what to do in each mail program, step by step, in the
// words of that program: a page has no command to ask for it.
func (s teller) programsPart(d *advise.Document) part {
	out := part{ID: PartPrograms, Heading: s.Words.T("report.programs", nil)}
	set := d.Settings
	if set == nil || set.Incoming == nil && set.Outgoing == nil {
		return out
	}
	names := programsOf(d.Needs)
	if len(names) == 0 {
		names = client.Suggested()
	}
	for _, name := range names {
		if lines := s.stepsIn(*set, name); len(lines) > 0 {
			out.Blocks = append(out.Blocks, block{Label: s.Words.Format("client", name), Folded: lines})
		}
	}
	return out
}

// stepsIn returns the lines of the steps of a program; none where it has none.
func (s teller) stepsIn(set settings.Settings, name string) []string {
	row, known := client.Lookup(name)
	if !known || set.Incoming != nil && row.Use != client.SendsIt && row.Reads(string(set.Incoming.Service)) == client.No {
		return nil
	}
	files, err := settings.Files(set, name, "", s.Words)
	if err != nil {
		return nil
	}
	var out []string
	for _, f := range files {
		if !f.Typed {
			continue
		}
		for _, line := range tell.CleanLines(string(f.Content)) {
			out = append(out, strings.TrimRight(line, " "))
		}
	}
	return out
}

// fileOf returns the file of a program that reads one, as lines; none where
// there is none, or it reads several.
func (s teller) fileOf(d *advise.Document, name string) (file string, lines []string) {
	if d.Settings == nil {
		return "", nil
	}
	files, err := settings.Files(*d.Settings, name, "", s.Words)
	if err != nil {
		return "", nil
	}
	one := settings.Single(files)
	if one == nil {
		return "", nil
	}
	return one.Name, tell.CleanLines(string(one.Content))
}
