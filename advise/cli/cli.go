// Package cli is the command line: flags in, a document out.
//
// It is the one place where the two sides meet. A command reads its flags,
// has package probe look at the network where there is something to look at,
// hands the report to package advise, and gives the document to a renderer.
// Nothing below it reads a flag, an environment variable or a terminal.
//
// Results go to standard output, everything else to standard error. The exit
// status is one of [StatusOK], [StatusFailed], [StatusUsage] and
// [StatusUnable], and is decided here alone.
package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"mailadvisor/advise"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/run"
	"mailadvisor/probe"
	"mailadvisor/probe/result"
)

// The exit statuses.
const (
	StatusOK     = 0 // nothing failed
	StatusFailed = 1 // a finding is "fail"
	StatusUsage  = 2 // wrong use, or bad input
	StatusUnable = 3 // the tool could not do its work
)

// Streams is the world of a command: everything that it may read or write.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(string) string
	Now      func() time.Time
	// Terminals: whether a person sits at each end. ReadPassword is nil
	// where nobody can be asked.
	OutTerminal, ErrTerminal bool
	OutColumns, ErrColumns   int // to be filled, 0 where nobody says
	ReadPassword             func(context.Context) (string, error)
	// OpenBrowser opens an address in the person's browser; nil where there is
	// none.
	OpenBrowser func(address string) error
	// Online reports whether this computer has a connection; nil: it is not
	// known.
	Online func() bool
	// Language is the language of the system, such as "fr-FR", for where no
	// variable of the environment names one; nil: it is not known.
	Language func() string
	// Clicked reports whether the program was started by a double click: no
	// terminal of a person's is attached.
	Clicked func() bool
}

// OS returns the world of the running process.
func OS() Streams {
	cobra.MousetrapHelpText = "" // on Windows, it would send away whoever double-clicks
	s := Streams{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv, Now: time.Now, Online: probe.Online,
		OpenBrowser: browserOpener(os.Getenv),
		Clicked:     clicked,
		Language:    systemLanguage,
		OutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		ErrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
	}
	s.OutColumns, s.ErrColumns = columns(os.Stdout, s.OutTerminal), columns(os.Stderr, s.ErrTerminal)
	if fd := int(os.Stdin.Fd()); term.IsTerminal(fd) {
		s.ReadPassword = func(ctx context.Context) (string, error) {
			before, err := term.GetState(fd)
			if err != nil {
				return "", err
			}
			secret, err := answered(ctx, func() (string, error) {
				b, err := term.ReadPassword(fd)
				return string(b), err
			})
			if ctx.Err() != nil {
				_ = term.Restore(fd, before) // what is typed shows again
			}
			return secret, err
		}
	}
	return s
}

// columns returns how wide a stream is shown: as COLUMNS says, where somebody
// has exported it (as POSIX has it, XBD 8.3), or as the terminal is; 0 where
// nobody says.
func columns(f *os.File, terminal bool) int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	n := 0
	if terminal {
		n, _, _ = term.GetSize(int(f.Fd()))
	}
	return n
}

// app is one run of the program.
type app struct {
	Streams
	words  *locale.Printer
	flags  flags
	search run.Search
	sweep  sweepFlags
	next   string        // the command as it would be typed again, for what a screen shows next
	name   string        // of the command
	asked  []result.Flag // those of its flags that decide what is seen of a target
	status int
}

// Main runs the program and returns its exit status.
func Main(ctx context.Context, args []string, s Streams) int {
	s.Err = &locked{w: s.Err}
	if len(args) > 0 && args[0] == "--" { // flags end here, and none stood before
		args = args[1:]
	}
	args = publishForm(pasted(args))
	lang, langErr := language(args, s)
	words, err := locale.New(lang)
	if err != nil {
		io.WriteString(s.Err, "mailadvisor: "+err.Error()+"\n")
		return StatusUnable
	}
	a := &app{Streams: s, words: words}
	if langErr != nil && !completing(args) {
		return a.report(langErr)
	}
	root := a.root(args)
	if completing(args) {
		a.completions(root)
	} else {
		args = joined(root, args)
	}
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	var p profiles
	p.flags(root)
	err = root.ExecuteContext(ctx)
	if ended := p.end(); err == nil {
		err = ended
	}
	if err != nil {
		return a.plugin(args, a.report(err), err)
	}
	return a.status
}

// plugin returns the exit status of an error: a plugin of Nagios says on
// standard output that nothing is known, and has a status of its own for it.
func (a *app) plugin(args []string, status int, err error) int {
	asked := a.flags.output == "nagios" || slices.Contains(args, "-onagios") || slices.Contains(args, "--output=nagios")
	for i, arg := range args {
		asked = asked || (arg == "-o" || arg == "--output") && i+1 < len(args) && args[i+1] == "nagios"
	}
	var p *problem
	if !asked {
		return status
	}
	what := err.Error()
	if errors.As(err, &p) {
		what = a.words.T("error."+p.ID+".what", p.Args)
	}
	_ = machine.NagiosUnknown(a.Out, what) // nobody is left to tell
	return machine.NagiosStatus(advise.VerdictUnable)
}

// language finds the language before the flags are read, because help and
// errors about flags are written in it too.
func language(args []string, s Streams) (string, error) {
	named := []string{s.Env("LC_ALL"), s.Env("LC_MESSAGES"), s.Env("LANG")}
	if s.Language != nil && strings.Join(named, "") == "" {
		named = []string{s.Language()}
	}
	lang := locale.Match(named...)
	for i, arg := range args {
		asked, found := strings.CutPrefix(arg, "--lang=")
		if arg == "--" {
			break
		}
		if arg == "--lang" && i+1 < len(args) {
			asked, found = args[i+1], !strings.HasPrefix(args[i+1], "-") // else checkGiven names it
		}
		if found {
			for _, known := range locale.Languages() {
				if ownWord("lang", asked) == known {
					return known, nil
				}
			}
			return lang, usage("lang", locale.Args{"value": shown(asked)})
		}
	}
	return lang, nil
}

// root builds the commands that args may need.
func (a *app) root(args []string) *cobra.Command {
	root := a.command("root", "mailadvisor", a.runRoot)
	root.Flags().Bool("version", false, a.words.T("help.version.short", nil))
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true // there is one of our own
	root.SetHelpCommand(a.helpCommand(root))
	root.SetHelpFunc(a.help)
	root.SetFlagErrorFunc(a.flagError)
	root.AddCommand(a.commands(args)...)
	for _, c := range append(root.Commands(), root) {
		c.Flags().BoolP("help", "h", false, a.words.T("flag.help", nil))
	}
	return root
}

// runRoot returns the program without a command: its help, or what it is.
func (a *app) runRoot(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return unknownCommand(cmd, args[0])
	}
	if asked, _ := cmd.Flags().GetBool("version"); asked {
		return a.tellBuild()
	}
	if a.Clicked != nil && a.Clicked() {
		return a.runWeb(cmd.Context(), webFlags{})
	}
	return cmd.Help()
}

// commands builds the commands. Where the first argument names one of them it
// is built alone: to build all, with their flags, costs as much as to advise.
func (a *app) commands(args []string) []*cobra.Command {
	type row struct {
		name   string
		build  func() *cobra.Command
		hidden bool
	}
	rows := []row{
		{"discover", a.discoverCommand, false},
		{"probe", a.probeCommand, false},
		{"advise", a.adviseCommand, false},
		{"settings", a.settingsCommand, false},
		{"usage", a.usageCommand, false},
		{"check", a.checkCommand, false},
		{"review", a.reviewCommand, false},
		{"explain", a.explainCommand, false},
		{"render", a.renderCommand, false},
		{"demo", a.demoCommand, false},
		{"serve", a.serveCommand, false},
		{"web", a.webCommand, false},
		{"completion", a.completionCommand, false},
		{"manual", a.manualCommand, true},
		{"version", a.versionCommand, false},
	}
	if i := slices.IndexFunc(rows, func(r row) bool { return len(args) > 0 && r.name == args[0] }); i >= 0 {
		rows = rows[i : i+1]
	}
	// The list of commands needs their names alone.
	list := len(args) == 0 || len(args) == 1 && slices.Contains([]string{"--help", "-h"}, args[0])
	var built []*cobra.Command
	for _, r := range rows {
		var c *cobra.Command
		if list {
			c = a.command(r.name, r.name, nil)
		} else {
			c = r.build()
		}
		c.Hidden = r.hidden
		built = append(built, c)
	}
	return built
}

// command makes a command whose words are the messages help.NAME.*.
func (a *app) command(name, use string, run func(cmd *cobra.Command, args []string) error) *cobra.Command {
	c := &cobra.Command{
		Use:   use,
		Short: a.words.T("help."+name+".short", nil),
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			a.name = cmd.Name()
			if err := checkGiven(cmd); err != nil {
				return err
			}
			a.asked = asked(cmd)
			return run(cmd, args)
		},
		Annotations: map[string]string{"name": name},
	}
	c.Flags().SortFlags = false // they stand in the order in which they matter
	return c
}

// report writes an error and returns its exit status.
func (a *app) report(err error) int {
	var p *problem
	if !errors.As(err, &p) {
		p = unable("internal", locale.Args{"detail": err.Error()})
	}
	a.complain(p)
	return statusFor(p)
}
