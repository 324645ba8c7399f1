package run

import (
	"reflect"
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/probe"
)

// Problem is an error for a person: what happened, why, and what to do next.
// Its words are the messages error.ID.what, error.ID.why and error.ID.next.
type Problem struct {
	ID       string
	Args     locale.Args
	Commands []string // to type next, without the program's name
	Class    Class
	More     []*Problem // what else is wrong in the same file: of each what it is
}

// Class says whose a problem is.
type Class int

// The classes of problems.
const (
	ClassUsage  Class = iota // wrong use, or bad input
	ClassFailed              // what was looked at fails
	ClassUnable              // the tool could not do its work
)

func (p *Problem) Error() string { return p.ID }

// What returns what happened, alone: for a log, an answer, or a place in a
// list.
func (p *Problem) What() locale.Text {
	return locale.Text{ID: "error." + p.ID + ".what", Args: p.Args}
}

// Usage returns a problem of what was asked for.
func Usage(id string, args locale.Args, commands ...string) *Problem {
	return newProblem(id, args, commands, ClassUsage)
}

// Failed returns a problem of what was looked at.
func Failed(id string, args locale.Args, commands ...string) *Problem {
	return newProblem(id, args, commands, ClassFailed)
}

// Unable returns a problem of the tool, or of the machine that it runs on.
func Unable(id string, args locale.Args, commands ...string) *Problem {
	return newProblem(id, args, commands, ClassUnable)
}

// newProblem leaves a password out of what was typed, wherever that is
// repeated: an error is read by others, and kept in logs. A long text is
// repeated by its ends.
func newProblem(id string, args locale.Args, commands []string, class Class) *Problem {
	for _, key := range []string{"value", "file", "target", "source"} {
		if typed, ok := args[key].(string); ok {
			args[key] = probe.WithoutPassword(typed)
		}
	}
	for key, arg := range args {
		text, ok := arg.(string)
		if ok && key != "file" && (key == "value" || key == "target" || len(text) > 4*mostTyped) {
			args[key] = Shortened(text)
		}
	}
	return &Problem{ID: id, Args: args, Commands: commands, Class: class}
}

// Joined is the first of problems, with what else is wrong behind it, each
// once: two that refer to one file find the same in it.
func Joined(problems []*Problem) *Problem {
	var all []*Problem
	for _, p := range problems {
		alone := *p
		alone.More = nil
		for _, one := range append([]*Problem{&alone}, p.More...) {
			if !slices.ContainsFunc(all, func(known *Problem) bool { return known.ID == one.ID && reflect.DeepEqual(known.Args, one.Args) }) {
				all = append(all, one)
			}
		}
	}
	all[0].More = all[1:]
	return all[0]
}
