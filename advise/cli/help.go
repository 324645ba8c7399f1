package cli

import (
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
)

// help writes the help of a command: what it does, examples first, then its
// commands and flags, in the language of the run and within 80 columns.
func (a *app) help(cmd *cobra.Command, _ []string) {
	if err := writeProblem(render.WriteHelp(a.Out, a.helpOf(cmd), a.words, a.textOptions("help"))); err != nil {
		a.status = a.report(err)
	}
}

// helpOf returns what a command's help says.
func (a *app) helpOf(cmd *cobra.Command) render.Help {
	name := cmd.Annotations["name"]
	h := render.Help{
		Long:     a.words.T("help."+name+".long", nil),
		Use:      useLine(cmd),
		Commands: commandRows(cmd),
		Flags:    a.flagRows(cmd),
	}
	if id := "help." + name + ".examples"; a.words.Has(id) {
		h.Examples = strings.Split(strings.TrimSpace(a.words.T(id, nil)), "\n")
	}
	var held []string // forms that take a certain number of targets
	most := 0
	for _, f := range render.Formats() {
		if f.Limit > 0 {
			held, most = append(held, f.Name), f.Limit
		}
	}
	for _, note := range [][2]string{{"quota", "units"}, {"targets", "list"}, {"targets", "limit"}} {
		if cmd.Flags().Lookup(note[0]) != nil {
			h.Notes = append(h.Notes, a.words.T("help."+note[1], locale.Args{"known_list": held, "most": most}))
		}
	}
	if !cmd.HasParent() {
		h.Notes = append(h.Notes, a.words.T("help.topics", nil), a.words.T("help.more", locale.Args{"command": "mailadvisor"}))
	}
	return h
}

func useLine(cmd *cobra.Command) string {
	if !cmd.HasParent() {
		return cmd.Use + " COMMAND"
	}
	return "mailadvisor " + cmd.Use
}

func commandRows(cmd *cobra.Command) [][2]string {
	var rows [][2]string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			rows = append(rows, [2]string{c.Name(), c.Short})
		}
	}
	return rows
}

// flagRows returns the flags, each with the form of its value and what it does.
func (a *app) flagRows(cmd *cobra.Command) [][2]string {
	var rows [][2]string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		label := "    --" + f.Name
		if f.Shorthand != "" {
			label = "-" + f.Shorthand + ", --" + f.Name
		}
		rows = append(rows, [2]string{label + valueName(f), a.flagText(cmd, f)})
	})
	return rows
}

// valueName returns how a flag's value is written in help.
func valueName(f *pflag.Flag) string {
	kind := f.Value.Type()
	switch kind {
	case "bool", "":
		return ""
	case "string", "stringSlice":
		kind = cmp.Or(valueNames()[f.Name], "VALUE")
	case "duration":
		kind = "TIME"
	case "int":
		kind = "N"
	}
	if f.NoOptDefVal != "" {
		return "[=" + kind + "]"
	}
	return " " + kind
}

// valueNames returns the names of the values that are text.
func valueNames() map[string]string {
	return map[string]string{
		"baseline": "FILE", "ca-file": "FILE", "config": "FILE", "password-file": "FILE", "policy": "FILE", "profile-cpu": "FILE", "profile-mem": "FILE",
		"resume": "FILE", "client-secret-file": "FILE", "retry-failed": "KINDS", "targets": "FILE", "token-file": "FILE", "transcript": "FILE", "web.config.file": "FILE",
		"against": "FILE", "from-review": "FILE", "login-host": "HOST", "program": "NAME",
		"address": "ADDRESS", "as": "NAME", "auth": "MECHANISM", "client": "NAME", "client-version": "V", "color": "WHEN", "connect": "FROM=TO", "demo": "SCENARIO",
		"fail-on": "WHAT", "lang": "LANG", "listen": "ADDR", "name": "NAME", "offline": "WHAT", "old-mail": "WHERE", "only": "SERVICE", "output": "FORM", "password-command": "CMD", "token-command": "CMD", "sign-in": "FLOW", "client-id": "ID", "issuer": "URL",
		"print-policy": "TARGET", "protocol": "NAME", "publish": "WHAT", "resolver": "ADDR", "server-copy": "WHAT", "shard": "K/N", "token-tool": "NAME", "user": "NAME",
		"web.listen-address": "ADDR", "write": "DIR", "ispdb": "DIR",
	}
}

// flagText returns what a flag does, which words it takes, and what it is
// without.
func (a *app) flagText(cmd *cobra.Command, f *pflag.Flag) string {
	args := locale.Args{"text": f.Usage}
	id := ""
	list := words(f.Name)
	if f.Name == "output" {
		list = forms(cmd.Name())
	}
	if len(list) > 0 && !said(f.Usage, list) {
		id, args["known_list"] = "one-of", list
	}
	kind, value := f.Value.Type(), f.DefValue
	if kind == "stringSlice" {
		value = strings.TrimSuffix(strings.TrimPrefix(value, "["), "]")
	}
	if value != "" && kind != "bool" && f.Name != "lang" && f.NoOptDefVal == "" {
		id += "-default"
		args["value"] = value
	}
	if id == "" {
		return f.Usage
	}
	return a.words.T("help."+strings.TrimPrefix(id, "-"), args)
}

// said reports whether a text names every word of a list.
func said(text string, list []string) bool {
	return !slices.ContainsFunc(list, func(w string) bool { return !strings.Contains(text, w) })
}

func (a *app) helpCommand(root *cobra.Command) *cobra.Command {
	c := a.command("help", "help [COMMAND]", func(_ *cobra.Command, args []string) error {
		cmd, _, err := root.Find(args)
		if err != nil || cmd == root && len(args) > 0 {
			return unknownCommand(root, args[0])
		}
		return cmd.Help()
	})
	c.Flags().BoolP("help", "h", false, a.words.T("flag.help", nil))
	c.Hidden = true
	return c
}
