package cli

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mailadvisor/advise/client"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/texts"
	"mailadvisor/probe/mailhost"
	"mailadvisor/probe/result"
)

// A shell completes a line by calling the program itself, as
// "mailadvisor __complete WORD…": so what it offers is what this version
// takes, said in the person's language.

// shells returns those that completion knows, each with its writer.
func shells() []string { return []string{"bash", "zsh", "fish", "powershell"} }

func (a *app) completionCommand() *cobra.Command {
	c := a.command("completion", "completion SHELL", func(cmd *cobra.Command, args []string) error {
		shell := ""
		if len(args) == 1 {
			shell = args[0]
		}
		root := cmd.Root()
		switch shell {
		case "bash":
			return writeProblem(root.GenBashCompletionV2(a.Out, true))
		case "zsh":
			return writeProblem(root.GenZshCompletion(a.Out))
		case "fish":
			return writeProblem(root.GenFishCompletion(a.Out, true))
		case "powershell":
			return writeProblem(root.GenPowerShellCompletionWithDesc(a.Out))
		}
		return usage("shell", locale.Args{"value": strings.Join(args, " "), "known_list": shells()}, "completion --help")
	})
	a.wordFlags(c)
	return c
}

// completing reports whether a shell asks what could stand next.
func completing(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// completions gives every command and flag what can stand there. It is called
// where a shell asks alone: cobra keeps what is registered for as long as the
// process lives.
func (a *app) completions(root *cobra.Command) {
	for _, c := range append(root.Commands(), root) {
		if c.HasParent() {
			c.ValidArgsFunction = a.argument
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Value.Type() == "bool" {
				return
			}
			err := c.RegisterFlagCompletionFunc(f.Name, func(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
				return a.flagValue(cmd, f, typed)
			})
			if err != nil { // a flag has two: never, as each command has its own flags
				panic(err)
			}
		})
	}
}

const (
	nothing = cobra.ShellCompDirectiveNoFileComp
	inOrder = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	files   = cobra.ShellCompDirectiveFilterFileExt
)

// argument completes what stands behind a command. A target is completed by
// nothing: hosts are not listed anywhere.
func (a *app) argument(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, nothing
	}
	switch cmd.Name() {
	case "completion":
		return shells(), inOrder
	case "demo":
		return a.scenarios(), inOrder
	case "explain":
		return a.explainable(), inOrder
	case "help":
		return commandNames(cmd.Root()), inOrder
	case "render":
		return []cobra.Completion{"json"}, files
	}
	return nil, nothing
}

// flagValue completes the value of a flag. Of a list between commas, it
// completes the last one.
func (a *app) flagValue(cmd *cobra.Command, f *pflag.Flag, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	switch f.Name {
	case "baseline":
		return []cobra.Completion{"json"}, files
	case "policy", "config":
		return []cobra.Completion{"yaml", "yml"}, files
	case "ca-file":
		return []cobra.Completion{"pem", "crt", "cer"}, files
	case "write":
		return nil, cobra.ShellCompDirectiveFilterDirs
	case "device":
		name, _, named := strings.Cut(typed, ":")
		if !named {
			return nil, nothing
		}
		return behind(name+":", programs()), nothing
	}
	if valueName(f) == " FILE" || f.Name == "output" && strings.Contains(typed, "=") {
		return nil, cobra.ShellCompDirectiveDefault
	}
	list := a.choices(cmd, f.Name)
	if f.Value.Type() == "stringSlice" {
		list = behind(typed[:strings.LastIndexByte(typed, ',')+1], list)
	}
	return list, inOrder
}

// choices returns the words that a flag takes.
func (a *app) choices(cmd *cobra.Command, flag string) []cobra.Completion {
	switch flag {
	case "client":
		return programs()
	case "demo":
		return a.scenarios()
	case "only":
		return endpoints()
	case "output":
		return forms(cmd.Name())
	}
	return words(flag)
}

// behind puts what was typed already before each word.
func behind(typed string, list []cobra.Completion) []cobra.Completion {
	out := make([]cobra.Completion, len(list))
	for i, word := range list {
		out[i] = typed + word
	}
	return out
}

func commandNames(root *cobra.Command) (out []cobra.Completion) {
	for _, c := range commandRows(root) {
		out = append(out, cobra.CompletionWithDesc(c[0], c[1]))
	}
	return out
}

// programs returns the mail programs that --client takes.
func programs() (out []cobra.Completion) {
	for _, r := range client.Table() {
		out = append(out, r.Name)
	}
	return out
}

// scenarios returns what the embedded mail host can play, each with what it
// shows.
func (a *app) scenarios() (out []cobra.Completion) {
	for _, s := range mailhost.Scenarios() {
		out = append(out, cobra.CompletionWithDesc(s.Name, a.words.T("scenario."+s.Name, nil)))
	}
	for _, f := range mailhost.Faults() {
		out = append(out, cobra.CompletionWithDesc("fault:"+f.Name, cmp.Or(f.Kind, a.words.T("demo.works", nil))))
	}
	for _, f := range mailhost.IssuerFaults() {
		out = append(out, cobra.CompletionWithDesc("fault:"+f.Name, "--sign-in: "+cmp.Or(f.Kind, a.words.T("demo.works", nil))))
	}
	return out
}

// endpoints returns the services, and the usual ports of each.
func endpoints() []cobra.Completion {
	out := words("only")
	for _, e := range result.DefaultEndpoints("") {
		out = append(out, string(e.Service)+":"+strconv.Itoa(e.Port))
	}
	slices.Sort(out)
	return out
}

// explainable returns all that explain knows: what tells more comes first.
func (a *app) explainable() (out []cobra.Completion) {
	seen := map[string]bool{}
	add := func(word, meaning string) {
		if !seen[word] {
			out, seen[word] = append(out, cobra.CompletionWithDesc(word, meaning)), true
		}
	}
	for _, t := range texts.Topics() {
		add(t.ID, render.ExplainTopic(t.ID, a.words).Title)
	}
	for _, g := range diagnose.Groups(a.words) {
		for _, r := range g.Rules {
			add(r.ID, r.Name)
		}
	}
	for _, k := range diagnose.Kinds(a.words) {
		add(string(k.Kind), k.Meaning)
	}
	return out
}
