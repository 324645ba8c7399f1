package cli

import (
	"runtime"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/render/machine"
)

// build is what is known of how this program was built. Go writes it into the
// program (see "go help buildvcs"): what was built outside a repository has no
// commit, and no version but "(devel)".
type build struct {
	Version  string     `json:"version"`             // the tag, or what Go makes of the commit
	Commit   string     `json:"commit,omitempty"`    // its hash
	CommitAt *time.Time `json:"commit_at,omitempty"` // its date, UTC
	Modified bool       `json:"modified,omitempty"`  // the tree had changes that no commit has
	Go       string     `json:"go"`
	OS       string     `json:"os"`
	Arch     string     `json:"arch"`
}

func thisBuild() build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return buildOf(info)
}

func buildOf(info *debug.BuildInfo) build {
	b := build{Version: info.Main.Version, Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	if b.Version == "" {
		b.Version = "(devel)"
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			if at, err := time.Parse(time.RFC3339, s.Value); err == nil {
				b.CommitAt = &at
			}
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

// version returns what the build says of itself: a tag, or the revision.
func version() string { return thisBuild().Version }

func (a *app) versionCommand() *cobra.Command {
	c := a.command("version", "version", func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check(forms("version")...); err != nil {
			return err
		}
		if len(args) > 0 {
			return usage("version-argument", locale.Args{"value": args[0]}, "version")
		}
		return a.tellBuild()
	})
	c.Flags().StringVarP(&a.flags.output, "output", "o", "text", a.words.T("flag.output", nil))
	a.wordFlags(c)
	return c
}

// tellBuild returns the command version, and the flag --version.
func (a *app) tellBuild() error {
	b := thisBuild()
	if a.flags.output == "json" {
		return writeProblem(machine.JSON(a.Out, b))
	}
	return writeProblem(render.WritePairs(a.Out, []render.Pairs{a.buildPairs(b)}, a.words, a.textOptions("version")))
}

func (a *app) buildPairs(b build) render.Pairs {
	t := func(id string, args locale.Args) string { return a.words.T("version."+id, args) }
	commit := b.Commit
	switch {
	case commit == "":
		commit = t("unknown", nil)
	case b.CommitAt != nil:
		commit = t("of", locale.Args{"commit": commit, "commit_at": b.CommitAt.Format(time.RFC3339)})
	}
	p := render.Pairs{Heading: "mailadvisor " + b.Version, Rows: [][2]string{{t("commit", nil), commit}}}
	if b.Modified {
		p.Rows = append(p.Rows, [2]string{t("tree", nil), t("modified", nil)})
	}
	p.Rows = append(p.Rows, [2]string{"Go", b.Go + ", " + b.OS + "/" + b.Arch})
	return p
}
