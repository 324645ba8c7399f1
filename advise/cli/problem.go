package cli

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/nearest"
	"mailadvisor/advise/render"
	"mailadvisor/advise/settings"
)

// problem is an error for a person: what happened, why, and what to do next.
// Its words are the messages error.ID.what, error.ID.why and error.ID.next.
type problem struct {
	id       string
	args     locale.Args
	commands []string // to type next, without the program's name
	status   int
}

func (p *problem) Error() string { return p.id }

func usage(id string, args locale.Args, commands ...string) *problem {
	return &problem{id, args, commands, StatusUsage}
}

// settingsProblem gives an error of package settings its next command.
func settingsProblem(err error) error {
	var e *settings.Error
	if errors.As(err, &e) {
		return usage(e.ID, e.Args, "settings --list")
	}
	return err
}

func unable(id string, args locale.Args, commands ...string) *problem {
	return &problem{id, args, commands, StatusUnable}
}

func failed(id string, args locale.Args, commands ...string) *problem {
	return &problem{id, args, commands, StatusFailed}
}

// complain writes a problem to standard error.
func (a *app) complain(p *problem) {
	e := render.ErrorText{What: a.words.T("error."+p.id+".what", p.args)}
	if id := "error." + p.id + ".why"; a.words.Has(id) {
		e.Why = a.words.T(id, p.args)
	}
	if id := "error." + p.id + ".next"; a.words.Has(id) {
		e.Next = a.words.T(id, p.args)
	}
	for _, c := range p.commands {
		e.Commands = append(e.Commands, "mailadvisor "+c)
	}
	_ = render.Error(a.Err, e, a.words, a.errStyle()) // nobody is left to tell
}

// flagError turns an error of the flag parser into a problem.
func (a *app) flagError(cmd *cobra.Command, err error) error {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	help := strings.TrimSpace(strings.TrimPrefix(cmd.CommandPath(), "mailadvisor") + " --help")
	var missing *pflag.ValueRequiredError
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &missing):
		return usage("flag-value-missing", locale.Args{"flag": "--" + missing.GetSpecifiedName()}, help)
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
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
		return usage("flag-value", locale.Args{"flag": "--" + invalid.GetFlag().Name, "value": invalid.GetValue()}, help)
	}
	return usage("flag-syntax", locale.Args{"detail": err.Error()}, help)
}

func dashes(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

func unknownCommand(root *cobra.Command, name string) error {
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
	return usage("command-unknown", locale.Args{"value": name}, "--help")
}

// writeProblem says why a result could not be written. A reader that went
// away early, as head does, is no problem.
func writeProblem(err error) error {
	if err == nil || errors.Is(err, syscall.EPIPE) {
		return nil
	}
	return unable("write", locale.Args{"detail": err.Error()})
}

// fileProblem says why a file cannot be read or written: the ID's message has
// the file, and a reason among missing, denied, other.
func fileProblem(id, file string, err error) *problem {
	reason := "other"
	detail := err.Error()
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		detail = pathErr.Err.Error()
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		reason = "missing"
	case errors.Is(err, fs.ErrPermission):
		reason = "denied"
	case errors.Is(err, fs.ErrExist):
		reason = "exists"
	}
	return usage(id, locale.Args{"file": file, "reason": reason, "detail": detail})
}
