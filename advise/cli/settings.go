package cli

import (
	"cmp"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/command"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/settings"
)

func (a *app) settingsCommand() *cobra.Command {
	var needs choose.Needs
	var protocol, clientVersion, write string
	var list bool
	c := a.command("settings", "settings TARGET --client NAME", func(cmd *cobra.Command, args []string) error {
		if err := a.flags.check("text", "json"); err != nil {
			return err
		}
		if list {
			return a.listClients(args, needs.Clients)
		}
		if len(args) == 0 && a.flags.demo == "" {
			return usage("target-missing", nil, "settings mail.example.org --client thunderbird", "settings --list")
		}
		if len(args) > 1 {
			return usage("one-target", locale.Args{"value": args[1]})
		}
		if len(needs.Clients) > 1 {
			return usage("one-client", locale.Args{"value": needs.Clients[1]})
		}
		name := "other"
		if len(needs.Clients) == 1 {
			name = needs.Clients[0]
		}
		switch protocol {
		case "", "imap", "pop3":
		default:
			return usage("flag-word", locale.Args{"flag": "--protocol", "value": protocol, "known_list": []string{"imap", "pop3"}})
		}
		if err := checkNeeds(&needs); err != nil {
			return err
		}
		reports, done, err := a.look(cmd, args)
		if err != nil {
			return err
		}
		defer done()
		doc := advise.Make(reports[0], &needs, a.words, advise.Advise)
		if p := wholeFailure(reports[0]); p != nil {
			return p
		}
		if protocol != "" {
			doc.Settings = settings.For(reports[0], doc.Advice, protocol)
		}
		a.status = a.statusOf(doc)
		return a.printSettings(doc, name, clientVersion, write)
	})
	f := c.Flags()
	a.needsFlags(c, &needs)
	f.Lookup("client").Usage = a.words.T("flag.client-one", nil)
	f.StringVar(&protocol, "protocol", "", a.words.T("flag.protocol", nil))
	f.StringVar(&clientVersion, "client-version", "", a.words.T("flag.client-version", nil))
	f.StringVar(&write, "write", "", a.words.T("flag.write", nil))
	f.BoolVar(&list, "list", false, a.words.T("flag.list-clients", nil))
	a.outputFlags(c)
	a.networkFlags(c)
	return c
}

// printSettings writes the table to type from, and the client's files.
func (a *app) printSettings(doc *advise.Document, name, clientVersion, dir string) error {
	if doc.Settings == nil || doc.Settings.Incoming == nil && doc.Settings.Outgoing == nil {
		return failed("no-settings", locale.Args{"host": doc.Target.Input}, "probe "+doc.Target.Input)
	}
	files, err := settings.Files(*doc.Settings, name, clientVersion, a.words)
	if err != nil {
		return settingsProblem(err)
	}
	if a.flags.output == "json" {
		return a.json([]*advise.Document{doc})
	}
	if dir != "" {
		return a.writeFiles(files, dir)
	}
	return writeProblem(render.Settings(a.Out, doc, files, a.words, a.textOptions("settings")))
}

// writeFiles writes the files of a client. A file that is already there is
// never overwritten.
func (a *app) writeFiles(files []settings.File, dir string) error {
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, os.FileMode(f.Mode))
		if err != nil {
			return fileProblem("write-file", path, err)
		}
		_, err = file.Write(f.Content)
		if closeErr := file.Close(); err == nil {
			err = closeErr
		}
		if err != nil {
			return fileProblem("write-file", path, err)
		}
		a.say("wrote", locale.Args{"file": path})
	}
	return nil
}

// listClients writes the list of mail programs, or the named ones whole.
func (a *app) listClients(args, names []string) error {
	if len(args) > 0 {
		return usage("list-target", locale.Args{"value": args[0]}, "settings --list --client "+command.Quote(cmp.Or(client.Nearest(args[0]), "thunderbird")))
	}
	rows := client.Table()
	if len(names) > 0 {
		rows = nil
		for _, name := range names {
			row, ok := client.Lookup(name)
			if !ok {
				return usage("client-unknown", locale.Args{"value": name, "near": client.Nearest(name)}, "settings --list")
			}
			rows = append(rows, row)
		}
	}
	switch {
	case a.flags.output == "json":
		return writeProblem(render.JSON(a.Out, rows))
	case len(names) > 0:
		return writeProblem(render.ClientsWhole(a.Out, rows, a.words, a.textOptions("settings")))
	}
	return writeProblem(render.Clients(a.Out, rows, a.words, a.textOptions("settings")))
}
