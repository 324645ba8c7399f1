package cli

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/spf13/pflag"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
)

// errRest is a person's wish to take the defaults for the rest.
var errRest = errors.New("the defaults for the rest")

// dialogue is one person answering.
type dialogue struct {
	ctx   context.Context
	lines <-chan string
	talk  *render.Dialogue
	words *locale.Printer
	flags *pflag.FlagSet
}

// ask puts one question until it is answered: by a value, by Enter for the
// default, or by q or the end of input for all that are left.
func (d *dialogue) ask(q choose.Question) error {
	d.talk.Ask(q)
	for {
		typed, ok, err := d.read()
		if err != nil {
			return err
		}
		typed = strings.TrimSpace(typed)
		switch {
		case !ok:
			d.talk.Gap() // the line that nobody ended
			return errRest
		case strings.EqualFold(typed, "q"):
			return errRest
		case typed == "?":
			d.talk.Say(q.More.Text, false)
		default:
			value, problem := d.value(q, typed)
			if problem == "" {
				if typed == "" {
					d.talk.Say(d.assumed(q), false)
				}
				if typed == "" { // a default is nobody's word: the need stays unsaid
					return nil
				}
				return d.take(q, value)
			}
			d.talk.Say(problem, true)
		}
		d.talk.Prompt()
	}
}

// assumed is what becomes of a question without an answer.
func (d *dialogue) assumed(q choose.Question) string {
	if q.Default == "" {
		return render.Default(q, d.words)
	}
	return d.words.T("ask.say.assumed", locale.Args{"value": render.Default(q, d.words)})
}

func (d *dialogue) read() (line string, ok bool, err error) {
	select {
	case <-d.ctx.Done():
		d.talk.Gap()
		return "", false, unable("ask-interrupted", nil)
	case line, ok = <-d.lines:
		return line, ok, nil
	}
}

// take gives an answer to the flag of its question. What is not known stays
// unsaid.
func (d *dialogue) take(q choose.Question, value string) error {
	if value == "" {
		return nil
	}
	if q.Kind == "devices" {
		for _, word := range strings.Fields(value) {
			if err := d.flags.Set(q.ID, word); err != nil {
				return err
			}
		}
		return nil
	}
	return d.flags.Set(q.ID, value)
}

// value reads an answer as the flag of its question takes it, or says what is
// wrong with it.
func (d *dialogue) value(q choose.Question, typed string) (value, problem string) {
	say := func(id string, args locale.Args) (string, string) {
		if args == nil {
			args = locale.Args{}
		}
		args["default"] = render.Default(q, d.words)
		return "", d.words.T("ask.say."+id, args)
	}
	if typed == "" {
		return q.Default, ""
	}
	switch q.Kind {
	case "number":
		n, err := strconv.ParseFloat(strings.Replace(typed, ",", ".", 1), 64)
		if whole := q.ID != "mail-per-day"; err != nil || whole && n != float64(int(n)) || n > 100_000 || n != n {
			return say("not-number", nil)
		}
		least := 0.0
		if q.ID == "devices" {
			least = 1
		}
		if n < least {
			return say("too-small", locale.Args{"least": least})
		}
		return strconv.FormatFloat(n, 'f', -1, 64), ""
	case "size":
		if q.ID == "quota" && choose.Unlimited(typed) {
			return typed, ""
		}
		switch n, err := choose.ParseSize(typed); {
		case errors.Is(err, choose.ErrBareSize):
			return say("size-bare", locale.Args{"value": typed, "megabytes": typed + "MB", "gigabytes": typed + "GB"})
		case err != nil || n <= 0 && q.ID != "used":
			return say("not-size", nil)
		}
		return typed, ""
	case "devices":
		return d.devices(typed, say)
	case "programs":
		return d.programs(typed, say)
	}
	return d.word(q, typed, say)
}

// devices reads the kinds of devices, one word each: as many as there are.
func (d *dialogue) devices(typed string, say func(string, locale.Args) (string, string)) (value, problem string) {
	words := strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == '+' || unicode.IsSpace(r) })
	var kinds []string
	for _, word := range words {
		switch choose.Folded(word) {
		case "and", "et", "a", "an", "un", "une", "&":
			continue
		}
		kind := choose.KindNamed(word)
		if kind == "" {
			return say("not-kind", locale.Args{"value": word})
		}
		kinds = append(kinds, string(kind))
	}
	readers := 0
	for _, kind := range kinds {
		if kind != string(choose.Sender) {
			readers++
		}
	}
	if said := d.flags.Lookup("devices").Value.String(); said != "" && strconv.Itoa(readers) != said {
		return say("kinds-count", locale.Args{"devices": said, "kinds": readers})
	}
	return strings.Join(kinds, " "), ""
}

// programs reads names of mail programs.
func (d *dialogue) programs(typed string, say func(string, locale.Args) (string, string)) (value, problem string) {
	names := strings.FieldsFunc(strings.ToLower(typed), func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
	for i, name := range names {
		names[i] = client.Named(name)
		if _, ok := client.Lookup(names[i]); !ok {
			return say("not-program", locale.Args{"value": name, "near": client.Nearest(name)})
		}
	}
	return strings.Join(names, ","), ""
}

// word finds the option that an answer begins, in the language of the
// dialogue, then in another, then as a flag writes it.
func (d *dialogue) word(q choose.Question, typed string, say func(string, locale.Args) (string, string)) (value, problem string) {
	for _, name := range labels(q, d.words) {
		var found []int
		for i, label := range name {
			if strings.HasPrefix(choose.Folded(label), choose.Folded(typed)) {
				found = append(found, i)
			}
		}
		switch len(found) {
		case 0:
			continue
		case 1:
			return q.Options[found[0]].Value, ""
		}
		return say("two-words", locale.Args{"one": name[found[0]], "two": name[found[1]]})
	}
	return say("not-word", nil)
}

// labels returns the options as each language names them, that of the dialogue
// first, and as flags do.
func labels(q choose.Question, words *locale.Printer) [][]string {
	out := [][]string{nil}
	values := make([]string, 0, len(q.Options))
	for _, o := range q.Options {
		out[0] = append(out[0], o.Text.Text)
		values = append(values, o.Value)
	}
	for _, lang := range locale.Languages() {
		if lang == words.Lang() {
			continue
		}
		other, err := locale.New(lang)
		if err != nil {
			continue
		}
		var names []string
		for _, o := range q.Options {
			names = append(names, other.T(o.Text.ID, o.Text.Args))
		}
		out = append(out, names)
	}
	return slices.Concat(out, [][]string{values})
}
