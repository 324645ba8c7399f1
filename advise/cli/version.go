package cli

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is what the build says of itself: a tag, or the revision.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

func (a *app) versionCommand() *cobra.Command {
	return a.command("version", "version", func(cmd *cobra.Command, args []string) error {
		info, _ := debug.ReadBuildInfo()
		_, err := fmt.Fprintf(a.Out, "mailadvisor %s\n", version())
		if err == nil && info != nil {
			_, err = fmt.Fprintf(a.Out, "%s\n", info.GoVersion)
		}
		return writeProblem(err)
	})
}
