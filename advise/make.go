package advise

import (
	"mailadvisor/advise/choose"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/known"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/settings"
	"mailadvisor/probe/result"
)

// Level is how far along the way from report to settings a document goes.
type Level int

const (
	Probe  Level = iota // the report and its findings
	Advise              // and the choice, its forecast and the settings
)

// Make says what a report means, in the printer's language. Needs may be nil
// where the level is [Probe].
func Make(r *result.Report, needs *choose.Needs, p *locale.Printer, level Level) *Document {
	d := Wordless(r, p.Lang())
	d.Sentence = diagnose.Verdict(r, d.Findings)
	p.Fill(&d.Sentence)
	for i := range d.Findings {
		d.Findings[i].Fill(p)
	}
	if needs == nil {
		needs = &choose.Needs{}
	}
	if d.Room = choose.MakeRoom(r, *needs); d.Room != nil {
		d.Room.Fill(p)
	}
	if level == Probe {
		return d
	}
	d.tellKnown(p)
	advice := choose.Choose(r, *needs)
	advice.Fill(p)
	d.Needs, d.Advice = needs, &advice
	d.Settings = settings.From(r, d.Advice, d.Needs)
	return d
}

// Wordless returns what a report means without words: its findings by their
// IDs.
func Wordless(r *result.Report, lang string) *Document {
	return wordless(r, lang, diagnose.Run(r))
}

// WordlessFaults is [Wordless] with the findings alone that fail or warn.
func WordlessFaults(r *result.Report, lang string) *Document {
	return wordless(r, lang, diagnose.Faults(r))
}

func wordless(r *result.Report, lang string, findings []diagnose.Finding) *Document {
	d := &Document{Report: *r, Lang: lang, Findings: findings}
	d.Schema = result.Schema
	return d
}

// WithoutPassed leaves out the findings of a document that say that something
// is as it should be: two thirds of it, and for very many targets too much.
func (d *Document) WithoutPassed() *Document {
	short := *d
	short.Findings = nil
	for _, f := range d.Findings {
		if f.Status != diagnose.Pass {
			short.Findings = append(short.Findings, f)
		}
	}
	return &short
}

// tellKnown adds what is known of the provider, and what of it comes first.
func (d *Document) tellKnown(p *locale.Printer) {
	d.Ahead, d.Known = known.Ahead(&d.Report), known.Facts(d.KnownProvider())
	for _, list := range [][]locale.Text{d.Ahead, d.Known} {
		for i := range list {
			p.Fill(&list[i])
		}
	}
}
