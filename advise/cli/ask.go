package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/probe/result"
)

// maxAnswers bounds what a dialogue reads.
const maxAnswers = 64 << 10

// canAsk reports whether a person sits at both ends of a dialogue.
func (a *app) canAsk() bool { return a.ReadPassword != nil && a.ErrTerminal }

// noTerminal is --ask where nobody can answer: it names the flags instead.
func noTerminal(targets []string) *problem {
	target := "mail.example.org"
	if len(targets) == 1 {
		target = command.Quote(targets[0])
	}
	var flags []string
	for _, q := range choose.Questions(&result.Report{}, choose.Needs{}) {
		flags = append(flags, "--"+q.ID)
	}
	return usage("ask-terminal", locale.Args{"flags": strings.Join(flags, ", ")}, "advise "+target+" --devices 2 --offline recent")
}

// ask asks what the report and the needs leave open, the most telling question
// first, until no answer could change the advice. Each answer is given to the
// flag of its question, so that it is read as if it had been typed there.
func (a *app) ask(ctx context.Context, r *result.Report, needs *choose.Needs, flags *pflag.FlagSet) error {
	talk := render.NewDialogue(a.Err, a.words, a.errStyle())
	questions := a.questions(r, needs)
	if len(open(questions)) == 0 {
		talk.Note("nothing-left")
		talk.Gap()
		return nil
	}
	lines, stop := readLines(a.In)
	defer stop()
	d := dialogue{ctx: ctx, lines: lines, talk: talk, words: a.words, flags: flags}
	talk.Begin(r, choose.Choose(r, *needs).Basis, len(questions))
	for len(open(questions)) > 0 {
		q := open(questions)[0]
		if err := d.ask(q); errors.Is(err, errRest) {
			talk.Note("rest")
			talk.Gap()
			return nil
		} else if err != nil {
			return err
		}
		needs.Asked = append(needs.Asked, q.ID)
		questions = a.questions(r, needs)
	}
	talk.End(questions)
	talk.Gap()
	return nil
}

// questions returns what is left to ask or to leave out, in words.
func (a *app) questions(r *result.Report, needs *choose.Needs) []choose.Question {
	list := choose.Questions(r, *needs)
	for i := range list {
		list[i].Fill(a.words)
	}
	return list
}

// open returns the questions whose answer can change the advice.
func open(list []choose.Question) []choose.Question {
	var out []choose.Question
	for _, q := range list {
		if q.Changes != "" {
			out = append(out, q)
		}
	}
	return out
}

// readLines reads what a person types, line by line, so that an interruption
// need not wait for the next one. A read from a terminal cannot be called
// back: after stop, it ends with the line or the process.
func readLines(in io.Reader) (<-chan string, func()) {
	lines, done := make(chan string), make(chan struct{})
	go func() {
		defer close(lines)
		for scan := bufio.NewScanner(io.LimitReader(in, maxAnswers)); scan.Scan(); {
			select {
			case lines <- scan.Text():
			case <-done:
				return
			}
		}
	}()
	return lines, func() { close(done) }
}
