package cli

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
	"mailadvisor/advise/settings"
	"mailadvisor/probe"
)

// The errors of package run, by short names: commands are full of them.
type problem = run.Problem

func usage(id string, args locale.Args, commands ...string) *problem {
	return run.Usage(id, args, commands...)
}

func unable(id string, args locale.Args, commands ...string) *problem {
	return run.Unable(id, args, commands...)
}

func failed(id string, args locale.Args, commands ...string) *problem {
	return run.Failed(id, args, commands...)
}

// statusFor returns the exit status of a problem.
func statusFor(p *problem) int {
	switch p.Class {
	case run.ClassUsage:
		return StatusUsage
	case run.ClassFailed:
		return StatusFailed
	case run.ClassUnable:
		return StatusUnable
	}
	return 0
}

// exclude refuses two flags of which only one can be meant.
func exclude(one, other string) *problem {
	return usage("flags-exclude", locale.Args{"one": one, "other": other})
}

// settingsProblem gives an error of package settings its next command.
func settingsProblem(err error) error {
	var e *settings.Error
	if errors.As(err, &e) {
		return usage(e.ID, e.Args, "settings --list")
	}
	return err
}

// complain writes a problem to standard error.
func (a *app) complain(p *problem) {
	e := render.ErrorText{What: a.words.T("error."+p.ID+".what", p.Args)}
	if id := "error." + p.ID + ".why"; a.words.Has(id) {
		e.Why = a.words.T(id, p.Args)
	}
	if id := "error." + p.ID + ".next"; a.words.Has(id) {
		e.Next = a.words.T(id, p.Args)
	}
	for _, c := range p.Commands {
		e.Commands = append(e.Commands, "mailadvisor "+c)
	}
	_ = render.Error(a.Err, e, a.words, a.errStyle()) // nobody is left to tell
	for _, more := range p.More[:min(len(p.More), moreShown)] {
		a.complain(&problem{ID: more.ID, Args: more.Args})
	}
	if left := len(p.More) - moreShown; left > 0 {
		a.say("more-wrong", locale.Args{"n": left})
	}
}

// moreShown bounds what else is told of one file.
const moreShown = 20

// flagError turns an error of the flag parser into a problem.
func (a *app) flagError(cmd *cobra.Command, err error) error {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	if !cmd.HasParent() && cmd.Flags().NArg() > 0 { // what stood before the flag is no command
		return unknownCommand(cmd, cmd.Flags().Arg(0))
	}
	help := helpFor(cmd)
	var missing *pflag.ValueRequiredError
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &missing):
		if missing.GetFlag().Name == "output" {
			known := forms(cmd.Name())
			return usage("flag-value-missing", locale.Args{"flag": dashes(missing.GetSpecifiedName()), "known_list": known, "known": true})
		}
		return valueMissing(missing.GetSpecifiedName(), help)
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		if others := a.commandsWith(name); len(others) > 0 {
			return usage("flag-other", locale.Args{"flag": dashes(name), "first": !cmd.HasParent(), "command": cmd.Name(), "other_list": others}, help)
		}
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := nearest.Word(name, names); near != "" {
			return usage("flag-unknown-near", locale.Args{"flag": dashes(name), "near": "--" + near}, help)
		}
		return usage("flag-unknown", locale.Args{"flag": dashes(name)}, help)
	case errors.As(err, &invalid):
		if errors.As(invalid.Unwrap(), &p) {
			return p
		}
		if isFlag(cmd, invalid.GetValue()) {
			return flagSwallowed(invalid.GetFlag(), invalid.GetValue(), help)
		}
		return flagValue(invalid.GetFlag(), invalid.GetValue(), help)
	}
	return usage("flag-syntax", locale.Args{"detail": err.Error()}, help)
}

func helpFor(cmd *cobra.Command) string {
	return strings.TrimSpace(strings.TrimPrefix(cmd.CommandPath(), "mailadvisor") + " --help")
}

// commandsWith returns the commands that have a flag, by its name or its
// letter.
func (a *app) commandsWith(flag string) []string {
	var names []string
	for _, c := range (&app{Streams: a.Streams, words: a.words}).commands([]string{"--" + flag}) { // whose flags are not those of this run
		if f := c.Flags(); !c.Hidden && (f.Lookup(flag) != nil || len(flag) == 1 && f.ShorthandLookup(flag) != nil) {
			names = append(names, c.Name())
		}
	}
	return names
}

// valueMissing refuses a flag without its value, and says which it takes, or
// where that stands.
func valueMissing(flag, help string) *problem {
	known := words(flag)
	args := locale.Args{"flag": dashes(flag), "known_list": known, "known": len(known) > 0}
	if len(known) > 0 {
		return usage("flag-value-missing", args)
	}
	return usage("flag-value-missing", args, help)
}

// meantNumber is the whole number that a text probably stands for: a word for
// it, or a span of time as a number of days; "" where it stands for none.
func meantNumber(text string, days bool) string {
	text = folded(text)
	spelt := map[string]int{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
		"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5}
	if n, ok := spelt[text]; ok {
		return strconv.Itoa(n)
	}
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz ")
	n, err := strconv.Atoi(digits)
	if err != nil || !days {
		return ""
	}
	units := map[string]int{"d": 1, "day": 1, "days": 1, "j": 1, "jour": 1, "jours": 1,
		"w": 7, "week": 7, "weeks": 7, "semaine": 7, "semaines": 7, "month": 30, "months": 30, "mois": 30}
	if unit := units[strings.TrimSpace(text[len(digits):])]; unit > 0 && n > 0 && n < 10000 {
		return strconv.Itoa(n * unit)
	}
	return ""
}

// meantSpan returns the span of time that a number with a word, or alone,
// probably stands for, as it is typed: "30 secondes" is 30s. "" where it stands
// for none.
func meantSpan(text string) string {
	text = folded(text)
	digits := text[:len(text)-len(strings.TrimLeft(text, "0123456789"))]
	n, err := strconv.Atoi(digits)
	if err != nil || n <= 0 {
		return ""
	}
	units := map[string]string{"": "s", "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "seconde": "s", "secondes": "s",
		"m": "m", "mn": "m", "min": "m", "mins": "m", "minute": "m", "minutes": "m", "h": "h", "hour": "h", "hours": "h", "heure": "h", "heures": "h"}
	unit, known := units[strings.TrimSpace(text[len(digits):])]
	if !known {
		return ""
	}
	return digits + unit
}

// flagValue refuses a value that a flag cannot read, and says what it takes.
func flagValue(f *pflag.Flag, value, help string) *problem {
	args := locale.Args{"flag": "--" + f.Name, "value": shown(value), "wants": "", "near": ""}
	switch f.Value.Type() {
	case "duration":
		if span := meantSpan(value); span != "" {
			args["near"] = "--" + f.Name + " " + span
		}
		return usage("flag-time", args)
	case "yes|no":
		return wrongWord(f.Name, value)
	case "SIZE":
		args["wants"] = "size"
	case "int":
		args["wants"], args["near"] = "number", meantNumber(value, false)
	case "N":
		args["wants"], args["near"] = "amount", meantNumber(value, false)
		if _, whole := f.Value.(optional[int]); whole {
			args["wants"] = "count"
		}
	case "DAYS":
		args["wants"], args["near"] = "days", meantNumber(value, true)
	case "PERCENT":
		args["wants"] = "percent"
	case "NAME[:CLIENT]":
		args["wants"] = "device"
	default:
		return usage("flag-value", args, help)
	}
	return usage("flag-value", args)
}

// checkGiven refuses a flag that was given nothing, which is what becomes of a
// variable that a shell does not know, and a time that is none. What such a
// flag asks for would be left undone without a word.
func checkGiven(cmd *cobra.Command) error {
	var wrong error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		empty := f.Value.String() == ""
		if list, ok := f.Value.(pflag.SliceValue); ok {
			empty = slices.Contains(list.GetSlice(), "") || len(list.GetSlice()) == 0
		}
		if other := swallowed(cmd, f); other != "" {
			wrong = cmp.Or(wrong, error(flagSwallowed(f, other, helpFor(cmd))))
			return
		}
		if err := translate(f); err != nil {
			wrong = cmp.Or(wrong, error(flagValue(f, f.Value.String(), helpFor(cmd))))
		}
		if empty && f.Value.Type() != "NAME[:CLIENT]" { // which refuses it itself
			wrong = cmp.Or(wrong, error(valueMissing(f.Name, helpFor(cmd))))
		}
	})
	if limit, err := cmd.Flags().GetDuration("timeout"); wrong == nil && err == nil && limit <= 0 {
		return usage("flag-time", locale.Args{"flag": "--timeout", "value": limit.String(), "near": ""})
	}
	return wrong
}

// swallowed returns the flag that another was given as its value, because its
// own is missing, or "".
func swallowed(cmd *cobra.Command, f *pflag.Flag) string {
	var values []string
	if list, ok := f.Value.(pflag.SliceValue); ok {
		values = list.GetSlice()
	} else if f.NoOptDefVal == "" {
		values = []string{f.Value.String()}
	}
	for _, v := range values {
		if isFlag(cmd, v) {
			return v
		}
	}
	return ""
}

// isFlag reports whether a text is one of a command's flags, as it is typed.
func isFlag(cmd *cobra.Command, text string) bool {
	name, _, _ := strings.Cut(text, "=")
	if long, ok := strings.CutPrefix(name, "--"); ok {
		return cmd.Flags().Lookup(long) != nil
	}
	short, ok := strings.CutPrefix(name, "-")
	return ok && len(short) == 1 && cmd.Flags().ShorthandLookup(short) != nil
}

// flagSwallowed refuses a flag that was given another as its value.
func flagSwallowed(f *pflag.Flag, value, help string) *problem {
	return usage("flag-swallowed", locale.Args{"flag": "--" + f.Name, "value": value}, help)
}

// shown returns a value that was typed, where it stands by itself.
func shown(value string) string {
	if value == "" {
		return `""`
	}
	return value
}

func dashes(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

func unknownCommand(root *cobra.Command, name string) error {
	name = probe.WithoutPassword(name)
	var names []string
	for _, c := range root.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	if near := nearest.Word(name, names); near != "" {
		return usage("command-unknown-near", locale.Args{"value": name, "near": near}, near+" --help")
	}
	if strings.ContainsAny(name, "@.:") { // a target where a command belongs
		return usage("command-missing", locale.Args{"value": name}, "advise "+name, "probe "+name)
	}
	return usage("command-unknown", locale.Args{"value": shown(name)}, "--help")
}

// writeProblem says why a result could not be written. A reader that went
// away early, as head does, is no problem.
func writeProblem(err error) error {
	if err == nil || errors.Is(err, syscall.EPIPE) {
		return nil
	}
	reason, detail := run.ReasonOf(err)
	return unable("write", locale.Args{"reason": reason, "detail": detail})
}
