package run

import (
	"context"
	"errors"
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

// Job is one target, ready to be probed.
type Job struct {
	Target    result.Target
	Endpoints []result.Endpoint
	Options   probe.Options
	Discovery *result.Discovery // where the target is an address
	Live      bool              // its servers are looked for while it is probed
	// Recipients are the hosts that may have the password, where that is not
	// for the search to say; nil where it is.
	Recipients []string

	forget func(context.Context) // gives back the token that was got for it; nil for none
}

// Reader makes a job of what was typed.
type Reader func(r *Runner, ctx context.Context, input string) (Job, error)

// Jobs are the targets that were typed, with the login, which is for one target
// alone. The servers of a single address are looked for while they are probed;
// of several, each search ends first.
func (r *Runner) Jobs(ctx context.Context, inputs []string) ([]Job, error) {
	if len(inputs) != 1 {
		return r.JobsBy(ctx, inputs, (*Runner).Job)
	}
	return r.JobsBy(ctx, inputs, func(r *Runner, _ context.Context, input string) (Job, error) {
		j, err := r.Read(input)
		j.Live = j.unsearched()
		return j, err
	})
}

// JobsBy is Jobs, with a reader of the caller's.
func (r *Runner) JobsBy(ctx context.Context, inputs []string, read Reader) ([]Job, error) {
	var out []Job
	for _, input := range inputs {
		j, err := read(r, ctx, input)
		if err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	if len(out) == 1 && out[0].Live { // who the password is for is not known yet
		return out, nil
	}
	if err := r.giveOne(ctx, out); err != nil {
		return nil, err
	}
	return out, nil
}

// Job reads one target; the servers of an address are looked for first.
func (r *Runner) Job(ctx context.Context, input string) (Job, error) {
	j, err := r.Read(input)
	if err == nil && j.unsearched() {
		err = r.Find(ctx, &j)
	}
	return j, err
}

// Read reads one target. The job of an address has no endpoints yet.
func (r *Runner) Read(input string) (Job, error) {
	input = Pasted(input)
	parsed, err := probe.ParseTarget(input)
	if err != nil {
		return Job{}, r.TargetProblem(input, err)
	}
	j := Job{Target: parsed.Target, Endpoints: parsed.Endpoints, Options: r.options()}
	j.Target.Flags = r.Flags
	if len(j.Endpoints) == 0 && j.Target.Host != "" {
		j.Endpoints = result.DefaultEndpoints(j.Target.Host)
	}
	if !j.unsearched() {
		j.Endpoints, err = r.Only.narrow(j.Endpoints)
		r.addressOf(&j.Target)
	}
	return j, err
}

// options returns those of a probe, watched.
func (r *Runner) options() probe.Options {
	o := r.Options
	o.Observe = r.Watch.Event
	return o
}

// unsearched reports whether a job's servers are still to be found: it is an
// address, and not a host.
func (j Job) unsearched() bool {
	return len(j.Endpoints) == 0 && j.Target.Address != "" && j.Discovery == nil
}

// mostTyped is how much of what was typed, or of a name, is repeated, in letters.
const mostTyped = 100

// Shortened returns a text without its middle where it is long: what was typed
// by mistake is known by its ends.
func Shortened(text string) string {
	letters := []rune(text)
	if len(letters) <= mostTyped {
		return text
	}
	return string(letters[:mostTyped*2/3]) + "…" + string(letters[len(letters)-mostTyped/4:])
}

// TargetProblem says why something cannot be a target, with the command that
// was typed where its examples fit there.
func (r *Runner) TargetProblem(input string, err error) *Problem {
	kind, input := kindOf(input, err)
	args := locale.Args{"value": Shortened(input)}
	host, address := "probe ", "advise "
	if slices.Contains([]string{"probe", "advise", "usage", "settings"}, r.Command) {
		host, address = r.Command+" ", r.Command+" "
	}
	if again := meantTarget(strings.TrimSpace(host), input); again != "" && kind != probe.TargetPassword {
		if kind == probe.TargetBadScheme {
			return Usage("target-"+kind, args, again, host+"imaps://mail.example.org:993")
		}
		_, args["meant"], _ = strings.Cut(again, " ")
		return Usage("target-meant", args, again)
	}
	if domain := discover.DomainNamed(input); kind == probe.TargetBadHost && domain != "" {
		return Usage("target-provider", locale.Args{"value": Shortened(input), "domain": domain}, address+"user@"+domain, "discover "+domain)
	}
	switch kind {
	case probe.TargetNoDomain, probe.TargetNoLocalPart, probe.TargetBadLocalPart, probe.TargetTooLong:
		return Usage("target-"+kind, args, address+"user@example.org", address+"mail.example.org --user user@example.org")
	case probe.TargetPassword:
		return Usage("target-password", args, host+"imaps://mail.example.org --user user@example.org")
	case probe.TargetUnknownPort:
		return Usage("target-unknown-port", args, host+"imaps://"+input, host+"pop3s://"+input)
	}
	return Usage("target-"+kind, args, host+"mail.example.org", host+"imaps://mail.example.org:993")
}

// TargetFault returns what is wrong with a target, a kind of
// [probe.TargetError], "" where nothing is, and the target without a password.
func TargetFault(target string) (kind, shown string) {
	if _, err := probe.ParseTarget(target); err != nil {
		return kindOf(target, err)
	}
	return "", target
}

// kindOf returns the kind of an error of a target, and the target without a
// password.
func kindOf(input string, err error) (kind, shown string) {
	if t, ok := errors.AsType[*probe.TargetError](err); ok {
		return t.Kind, t.Input
	}
	return probe.TargetBadHost, input
}
