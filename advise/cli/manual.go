package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/run"
)

// manualCommand writes the manual pages of all commands into a folder: those
// in English there, those in another language below it. The pages are of the
// day that SOURCE_DATE_EPOCH says and of this version; without it they have
// neither, so that equal commands give equal pages
// (https://reproducible-builds.org/specs/source-date-epoch/).
//
// It is for those who package the program, and so no help names it.
func (a *app) manualCommand() *cobra.Command {
	return a.command("manual", "manual DIR", func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usage("manual", nil)
		}
		pages, err := manuals(a.Env("SOURCE_DATE_EPOCH"))
		if err != nil {
			return err
		}
		for name, page := range pages {
			path := filepath.Join(args[0], name)
			err := os.MkdirAll(filepath.Dir(path), 0o755)
			if err == nil {
				err = os.WriteFile(path, page, 0o644)
			}
			if err != nil {
				return run.FileProblem("write-file", path, err)
			}
		}
		return nil
	})
}

// manuals returns the manual pages by the names of their files.
func manuals(epoch string) (map[string][]byte, error) {
	var date, built string
	if epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return nil, usage("source-date", locale.Args{"value": epoch})
		}
		date, built = time.Unix(seconds, 0).UTC().Format(time.DateOnly), version()
	}
	pages := map[string][]byte{}
	for i, lang := range locale.Languages() {
		words, err := locale.New(lang)
		if err != nil {
			return nil, err
		}
		dir := lang
		if i == 0 {
			dir = ""
		}
		a := &app{words: words}
		root := a.root([]string{"help"}) // every command, with its flags
		for _, c := range append(root.Commands(), root) {
			if c.Hidden {
				continue
			}
			m := a.manual(c)
			m.Date, m.Version = date, built
			var page bytes.Buffer
			if err := render.WriteManual(&page, m, words); err != nil {
				return nil, err
			}
			pages[filepath.Join(dir, m.Name+".1")] = page.Bytes()
		}
	}
	return pages, nil
}

// manual returns the manual page of a command.
func (a *app) manual(cmd *cobra.Command) render.Manual {
	t := func(id string) string { return a.words.T("manual."+id, nil) }
	has := func(flag string) bool { return cmd.Flags().Lookup(flag) != nil }
	m := render.Manual{Name: page(cmd), Short: cmd.Short, Help: a.helpOf(cmd)}
	for status, id := range []string{StatusOK: "ok", StatusFailed: "failed", StatusUsage: "usage", StatusUnable: "unable"} {
		m.Status = append(m.Status, [2]string{strconv.Itoa(status), t("status-of." + id)})
	}
	if has("output") && slices.Contains(forms(cmd.Name()), "nagios") {
		m.Status = append(m.Status, [2]string{"-o nagios", t("status-of.nagios")})
	}
	if has("password-file") {
		m.Environment = append(m.Environment, [2]string{"MAILADVISOR_PASSWORD", t("env.password")})
	}
	m.Environment = append(m.Environment, [2]string{"LC_ALL, LC_MESSAGES, LANG", t("env.lang")},
		[2]string{"NO_COLOR", t("env.color")}, [2]string{"TERM", t("env.term")})
	if has("ca-file") {
		m.Environment = append(m.Environment, [2]string{"SSL_CERT_FILE, SSL_CERT_DIR", t("env.roots")})
	}
	if has("resolver") {
		m.Files = [][2]string{{"/etc/resolv.conf", t("file.resolv")}}
	}
	root := cmd.Root()
	if cmd == root {
		m.Notes = []string{a.words.T("manual.no-configuration", nil)}
	} else {
		m.SeeAlso = []string{page(root)}
	}
	for _, c := range root.Commands() {
		if c != cmd && !c.Hidden {
			m.SeeAlso = append(m.SeeAlso, page(c))
		}
	}
	return m
}

// page returns the name of a command's manual page.
func page(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }
