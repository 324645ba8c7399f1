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
)

// manualCommand writes the manual pages of all commands into a folder: those
// in English there, those in another language below it. The pages are of the
// day that SOURCE_DATE_EPOCH says and of this version; without it they have
// neither, so that equal commands give equal pages
// (https://reproducible-builds.org/specs/source-date-epoch/).
//
// It is for those who package the program, and so no help names it.
func (a *app) manualCommand() *cobra.Command {
	c := a.command("manual", "manual DIR", func(cmd *cobra.Command, args []string) error {
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
				return fileProblem("write-file", path, err)
			}
		}
		return nil
	})
	c.Hidden = true
	return c
}

// manuals are the manual pages by the names of their files.
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
		root := a.root(nil)
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

// manual is the manual page of a command.
func (a *app) manual(cmd *cobra.Command) render.Manual {
	t := func(id string) string { return a.words.T("manual."+id, nil) }
	has := func(flag string) bool { return cmd.Flags().Lookup(flag) != nil }
	m := render.Manual{Name: page(cmd), Short: cmd.Short, Help: a.helpOf(cmd)}
	m.Notes = nil
	if has("quota") {
		m.Notes = append(m.Notes, a.words.T("help.units", nil))
	}
	for i := range m.Flags {
		m.Flags[i][1] = a.flagText(cmd, m.Flags[i])
	}
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
		m.Notes = append(m.Notes, a.words.T("manual.no-configuration", nil))
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

// page is the name of a command's manual page.
func page(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// mostWords is how many words of a flag a page lists; where there are more, the
// flag's own text says where they are listed.
const mostWords = 16

// flagText is what a flag does, which words it takes, and what it is without.
func (a *app) flagText(cmd *cobra.Command, row [2]string) string {
	_, name, _ := strings.Cut(row[0], "--")
	name = strings.TrimRight(strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '[' || r == '=' })[0], " ")
	f := cmd.Flags().Lookup(name)
	args := locale.Args{"text": f.Usage}
	id := ""
	if list := a.choices(cmd, name); len(list) > 0 && len(list) <= mostWords && !said(f.Usage, list) {
		id, args["known_list"] = "one-of", list
	}
	kind, value := f.Value.Type(), f.DefValue
	if kind == "stringSlice" {
		value = strings.TrimSuffix(strings.TrimPrefix(value, "["), "]")
	}
	if value != "" && kind != "bool" && name != "lang" && f.NoOptDefVal == "" {
		id += "-default"
		args["value"] = value
	}
	if id == "" {
		return f.Usage
	}
	return a.words.T("manual."+strings.TrimPrefix(id, "-"), args)
}

// said reports whether a text names every word of a list.
func said(text string, list []string) bool {
	return !slices.ContainsFunc(list, func(w string) bool { return !strings.Contains(text, w) })
}
