package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Dialogue writes the questions of a person at a terminal, and what is said
// beside them. What it writes can be read without colour.
type Dialogue struct {
	w      io.Writer
	words  *locale.Printer
	opt    TextOptions
	asked  int
	filled bool // something stands above: an empty line comes before the next part
}

// NewDialogue begins a dialogue on w.
func NewDialogue(w io.Writer, words *locale.Printer, o TextOptions) *Dialogue {
	return &Dialogue{w: w, words: words, opt: o}
}

// part writes what a function puts on a screen.
func (d *Dialogue) part(space bool, write func(*screen)) {
	s := newScreen(d.words, d.opt)
	if space && d.filled {
		fmt.Fprintln(d.w)
	}
	write(s)
	d.filled = true
	_ = s.writeTo(d.w) // nobody is left to tell
}

// Begin says what the mailbox answered for itself, and how many questions are left.
func (d *Dialogue) Begin(r *result.Report, basis choose.Basis, left int) {
	d.part(true, func(s *screen) {
		facts := s.answeredFacts(r, basis)
		text := s.Words.T("ask.say.measured", locale.Args{"measured": len(facts) > 0, "facts": strings.Join(facts, ", "), "left": left})
		s.put(nil, 0, s.of(text, plain))
		s.put(nil, 0, s.of(s.Words.T("ask.say.enter", nil), plain))
	})
}

// answeredFacts returns what a probe has answered of a person's questions.
func (s *screen) answeredFacts(r *result.Report, basis choose.Basis) []string {
	var out []string
	say := func(id string, args locale.Args) { out = append(out, s.Words.T("ask.say."+id, args)) }
	works := map[result.Service]bool{}
	for _, p := range r.Probes {
		works[p.Service] = works[p.Service] || p.Status == result.OK && p.Security != result.None
	}
	switch {
	case works[result.IMAP] && works[result.POP3]:
		say("both", nil)
	case works[result.IMAP]:
		say("imap", nil)
	case works[result.POP3]:
		say("pop", nil)
	}
	switch {
	case basis.Sources["quota"] != "measured":
	case basis.NoLimit:
		say("no-limit", nil)
	case basis.QuotaBytes != nil && basis.Sources["used"] == "measured":
		quota := float64(*basis.QuotaBytes)
		say("used", locale.Args{"used": s.sameUnit(float64(basis.UsedBytes), quota), "quota_bytes": *basis.QuotaBytes})
	}
	if a := r.MainAccount(); a != nil && a.Mailbox != nil {
		if a.Mailbox.Arrival != nil {
			say("arriving", locale.Args{"per_day": a.Mailbox.Arrival.PerDay})
		}
		for _, f := range a.Mailbox.Folders {
			if f.SpecialUse == `\Sent` && f.Messages != nil && *f.Messages > 0 {
				say("sent", nil)
			}
		}
	}
	return out
}

// Ask writes a question with its answers and the default in brackets.
func (d *Dialogue) Ask(q choose.Question) {
	d.asked++
	d.part(true, func(s *screen) {
		number := strconv.Itoa(d.asked)
		first := []span{s.of(number, bold), indent(3 - len(number))}
		question := s.of(q.Text.Text, bold)
		answers, standard := s.choices(q)
		switch in := 3 + s.measure(standard); {
		case len(answers) == 0 && in+s.measure(question) < s.width:
			s.line(append(first, question, indent(1), standard)...)
		case in+s.measure(question)+1+s.measure(answers...)+between <= s.width && len(answers) > 0:
			s.line(append(append(first, question, indent(1)), append(answers, indent(between), standard)...)...)
		case in+s.measure(answers...)+between <= s.width && len(answers) > 0:
			s.put(first, 3, question)
			s.line(append(append([]span{indent(3)}, answers...), indent(between), standard)...)
		default:
			s.put(first, 3, question)
			if len(answers) > 0 {
				s.put([]span{indent(3)}, 3, answers...)
			}
			s.put([]span{indent(3)}, 3, standard)
		}
		if q.Because.Text != "" {
			s.put([]span{indent(3)}, 3, s.of(q.Because.Text, dim))
		}
	})
	d.Prompt()
}

// choices returns the answers of a question, and the default in brackets.
func (s *screen) choices(q choose.Question) (answers []span, standard span) {
	var names []string
	for _, o := range q.Options {
		names = append(names, o.Text.Text)
	}
	if len(names) > 0 {
		answers = []span{s.of(strings.Join(names, " / "), plain)}
	}
	return answers, s.of("["+Default(q, s.Words)+"]", green)
}

// Default returns the answer that Enter gives, as it is shown.
func Default(q choose.Question, words *locale.Printer) string {
	for _, o := range q.Options {
		if o.Value == q.Default {
			return o.Text.Text
		}
	}
	if q.Default == "" {
		return words.T("ask.say.not-known", nil)
	}
	return q.Default
}

// Prompt writes what a person types after.
func (d *Dialogue) Prompt() { io.WriteString(d.w, " > ") }

// Say answers a person inside a question: what was taken, more words, or a correction.
func (d *Dialogue) Say(text string, correction bool) {
	look := plain
	if correction {
		look = yellow
	}
	d.part(false, func(s *screen) { s.put([]span{indent(3)}, 3, s.of(text, look)) })
}

// End says why no more is asked, and which questions are left out.
func (d *Dialogue) End(left []choose.Question) {
	d.part(true, func(s *screen) {
		if len(left) == 0 {
			s.put(nil, 0, s.of(s.Words.T("ask.say.settled", nil), plain))
			return
		}
		names := make([]string, len(left))
		for i, q := range left {
			names[i] = s.Words.T("ask.say.left-one", locale.Args{"name": s.Words.T("ask.name."+q.ID, nil), "why": q.LeftOut.Text})
		}
		text := s.Words.T("ask.say.left-out", locale.Args{
			"one": len(left) == 1, "names": s.Words.List(names), "count_id": choose.InWords(len(left)), "count": len(left),
		})
		s.put(nil, 0, s.of(s.Words.T("ask.say.settled", nil)+" "+text, plain))
	})
}

// Note writes one of the sentences of the dialogue, by its ID.
func (d *Dialogue) Note(id string) {
	d.part(true, func(s *screen) { s.put(nil, 0, s.of(s.Words.T("ask.say."+id, nil), plain)) })
}

// Gap leaves an empty line.
func (d *Dialogue) Gap() { fmt.Fprintln(d.w) }

// Without shows the command that gives the same answer without the questions.
func (d *Dialogue) Without(command string) {
	d.filled = true
	d.part(true, func(s *screen) {
		s.line(s.of(s.Words.T("ask.say.without", nil), bold))
		s.command(4, command)
	})
}
