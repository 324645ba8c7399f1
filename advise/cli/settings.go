package cli

import (
	"cmp"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"mailadvisor/advise"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/command"
	"mailadvisor/advise/known"
	"mailadvisor/advise/locale"
	"mailadvisor/advise/render"
	"mailadvisor/advise/render/machine"
	"mailadvisor/advise/run"
	"mailadvisor/advise/settings"
	"mailadvisor/probe/discover"
	"mailadvisor/probe/result"
)

// settingsFlags are the flags of the command settings alone.
type settingsFlags struct {
	protocol, version, dir, publish, tool string
	force, list, qr                       bool
}

func (a *app) settingsCommand() *cobra.Command {
	var needs choose.Needs
	var own settingsFlags
	c := a.command("settings", "settings TARGET --client NAME", func(cmd *cobra.Command, args []string) error {
		if cmd.Flags().Changed("publish") {
			return a.publish(cmd, args, own.publish)
		}
		if err := a.flags.check(forms("settings")...); err != nil {
			return err
		}
		ownNames(&needs)
		if own.list {
			return a.listClients(args, needs.Clients)
		}
		if len(args) == 0 && a.flags.demo == "" {
			return usage("target-missing", nil, "settings mail.example.org --client thunderbird", "settings --demo --client thunderbird")
		}
		if p := programTyped(args); p != nil {
			return p
		}
		if len(args) > 2 {
			return usage("one-target", locale.Args{"value": args[2]})
		}
		if len(needs.Clients) > 1 {
			return usage("one-client", locale.Args{"value": needs.Clients[1]})
		}
		name := ""
		if len(needs.Clients) == 1 {
			name = needs.Clients[0]
		}
		if err := own.check(name); err != nil {
			return err
		}
		if err := a.oneOutput(cmd, args, name, own); err != nil {
			return err
		}
		if err := checkNeeds(&needs); err != nil {
			return err
		}
		if err := a.checkIdentity(); err != nil {
			return err
		}
		reports, done, err := a.reportsWith(cmd, args)
		if err != nil {
			return err
		}
		defer done()
		doc := advise.Make(reports[0], &needs, a.words, advise.Advise)
		if p := run.WholeFailure(reports[0]); p != nil {
			return p
		}
		err = a.chooseProtocol(doc, name, own.protocol)
		if err == nil {
			a.identify(doc)
			if row, _ := client.Lookup(name); row.Use == client.SendsIt {
				doc.Known = known.ForSending(doc.Known)
			}
			own.names(doc)
			a.status = a.statusOf(doc)
			err = a.printSettings(doc, name, own)
		}
		if doc.Interrupted { // what was not seen is missing for no fault of the host
			return a.interrupted(doc, err == nil)
		}
		if err == nil && a.status == StatusFailed && a.flags.output == "text" { // settings have no place for it
			a.complain(failed("settings-verdict", locale.Args{"verdict": doc.Sentence.Text, "seen": doc.SettingsSeen()}, "probe "+command.Target(doc.Target)))
		}
		return err
	})
	f := c.Flags()
	t := func(id string) string { return a.words.T("flag."+id, nil) }
	a.needsFlags(c, &needs)
	a.identityFlags(c)
	f.Lookup("client").Usage = t("client-one")
	f.StringVar(&own.protocol, "protocol", "", t("protocol"))
	f.StringVar(&own.version, "client-version", "", t("client-version"))
	f.StringVar(&own.tool, "token-tool", "", t("token-tool"))
	f.StringVar(&own.dir, "write", "", t("write"))
	f.BoolVar(&own.force, "force", false, t("force"))
	f.BoolVar(&own.qr, "qr", false, t("qr"))
	f.StringVar(&own.publish, "publish", "", t("publish"))
	f.Lookup("publish").NoOptDefVal = "all"
	f.BoolVar(&own.list, "list", false, t("list-clients"))
	a.outputFlags(c)
	a.networkFlags(c)
	a.offlineFlag(c)
	return c
}

// programTyped refuses a mail program that stands where the target does, and
// names its flag; nil where there is none.
func programTyped(args []string) *problem {
	for i, arg := range args {
		row, isProgram := client.Meant(arg)
		provider := len(args) == 1 && discover.DomainNamed(arg) != "" // as "gmail", which is both
		if !isProgram || provider || len(args) > 2 || strings.ContainsAny(arg, ".@:") {
			continue
		}
		target := "user@example.org"
		if len(args) == 2 {
			target = command.Quote(args[1-i])
		}
		return usage("program-typed", locale.Args{"value": arg, "client": row.Name}, "settings "+target+" --client "+command.Quote(arg))
	}
	return nil
}

// names writes into the settings what prints tokens, where somebody named it.
func (f *settingsFlags) names(doc *advise.Document) {
	if doc.Settings != nil {
		doc.Settings.TokenTool = f.tool
	}
}

// check refuses what no host could make right, before any is connected to.
func (f *settingsFlags) check(name string) error {
	for flag, value := range map[string]string{"protocol": f.protocol, "token-tool": f.tool} {
		if err := checkWord(flag, value); err != nil {
			return err
		}
	}
	if f.force && f.dir == "" {
		return usage("force-alone", nil)
	}
	if f.qr {
		if row, ok := client.Lookup(name); name == "" || ok && !row.QR() {
			return usage("client-no-qr", locale.Args{"client": name, "known_list": withQR()})
		}
	}
	if _, _, err := settings.Known(cmp.Or(name, "other"), f.version, result.Service(f.protocol)); err != nil {
		return settingsProblem(err)
	}
	return nil
}

// oneOutput refuses several files on an output that is no terminal: whatever
// reads them there takes them for one. Whoever names the format text wants to
// read them.
func (a *app) oneOutput(cmd *cobra.Command, args []string, name string, own settingsFlags) error {
	if a.OutTerminal || own.dir != "" || cmd.Flags().Changed("output") {
		return nil
	}
	_, form, err := settings.Known(cmp.Or(name, "other"), own.version, result.Service(own.protocol))
	if err != nil {
		return settingsProblem(err)
	}
	names := settings.Several(form)
	target, more := "--demo", ""
	if len(args) > 0 {
		target = command.Quote(args[0])
	}
	if own.qr {
		names, more = []string{qrPicture, qrDrawing}, " --qr"
	}
	if len(names) == 0 {
		return nil
	}
	again := "settings " + target + " --client " + name + more
	return usage("one-output", locale.Args{"client": name, "files_list": names}, again+" --write .", again+" -o text")
}

func withQR() []string {
	var out []string
	for _, row := range client.Table() {
		if row.QR() {
			out = append(out, row.Name)
		}
	}
	return out
}

// chooseProtocol makes the settings for the protocol that was asked for, or,
// where the program has not the one that is advised, for the one that it has.
func (a *app) chooseProtocol(doc *advise.Document, name, protocol string) error {
	if protocol != "" {
		doc.Settings = settings.For(&doc.Report, doc.Advice, doc.Needs, protocol)
		return nil
	}
	row, ok := client.Lookup(name)
	if !ok || row.Use == client.SendsIt || doc.Settings == nil || doc.Settings.Incoming == nil || row.Reads(string(doc.Settings.Incoming.Service)) != client.No {
		return nil
	}
	names := map[result.Service]string{result.IMAP: "IMAP", result.POP3: "POP"}
	has := result.IMAP
	if doc.Settings.Incoming.Service == result.IMAP {
		has = result.POP3
	}
	s := settings.For(&doc.Report, doc.Advice, doc.Needs, string(has))
	if s.Incoming == nil {
		return usage("client-host", locale.Args{"client": name, "protocol": names[has], "host": doc.Settings.Incoming.Host}, "settings --list")
	}
	a.say("other-protocol", locale.Args{"client": name, "protocol": names[has], "advised": names[doc.Settings.Incoming.Service]})
	doc.Settings = s
	return nil
}

// printSettings makes the files of a mail program and gives them to the
// person: on the screen, into a folder, or as a code for a phone to scan.
func (a *app) printSettings(doc *advise.Document, name string, own settingsFlags) error {
	if doc.Settings == nil || doc.Settings.Incoming == nil && doc.Settings.Outgoing == nil {
		return failed("no-settings", locale.Args{"host": doc.Target.Input}, "probe "+command.Target(doc.Target))
	}
	files, err := settings.Files(*doc.Settings, cmp.Or(name, "other"), own.version, a.words)
	var missing *settings.Error
	if errors.As(err, &missing) && (missing.ID == "settings-user" || missing.ID == "settings-address") {
		again := strings.TrimPrefix(a.settingsAgain(doc, name), "mailadvisor ")
		if a.search.NoNetwork {
			again += " --no-network"
		}
		return usage(missing.ID, missing.Args, again+" --user user@"+cmp.Or(doc.Target.Domain, "example.org"))
	}
	if err != nil {
		return settingsProblem(err)
	}
	if name != "" {
		doc.Files = files
	}
	show := func() error { return a.showFiles(doc, name, files) }
	if own.qr {
		files, show, err = a.qrCode(doc, files)
	} else {
		files = settings.WithoutQR(files)
	}
	if err != nil {
		return err
	}
	if own.dir != "" {
		if err := a.writeFiles(files, own.dir, own.force); err != nil {
			return err
		}
	}
	if a.flags.output == "json" {
		return a.json([]*advise.Document{doc})
	}
	if own.dir != "" {
		return nil
	}
	return show()
}

// showFiles writes the settings to the screen. Where the program reads one
// file, standard output is that file to the letter and what is said of it goes
// to standard error, so that "settings … > ~/.mbsyncrc" makes what mbsync reads.
func (a *app) showFiles(doc *advise.Document, name string, files []settings.File) error {
	again := a.settingsAgain(doc, name)
	doc = sidesOf(doc, name)
	if one := settings.Single(files); one != nil {
		o := a.textOptionsBeside("settings")
		if err := render.SettingsBeside(a.Err, doc, files, again, a.words, o); err != nil {
			return writeProblem(err)
		}
		_, err := a.Out.Write(one.Content)
		return writeProblem(err)
	}
	if name == "" {
		files = nil // the table says it all
	}
	return writeProblem(render.Settings(a.Out, doc, files, again, a.words, a.textOptions("settings")))
}

// sidesOf has in a document's settings what the program can be told.
func sidesOf(doc *advise.Document, name string) *advise.Document {
	row, known := client.Lookup(name)
	if !known {
		return doc
	}
	shown, set := *doc, doc.Settings.As(row)
	shown.Settings = &set
	return &shown
}

// settingsAgain returns the command that was typed, for a screen that shows
// what to add to it.
func (a *app) settingsAgain(doc *advise.Document, name string) string {
	return "mailadvisor settings " + command.Target(doc.Target) + " --client " + command.Quote(cmp.Or(name, "other"))
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
		return writeProblem(machine.JSON(a.Out, rows))
	case len(names) > 0:
		return writeProblem(render.ClientsWhole(a.Out, rows, a.words, a.textOptions("settings")))
	}
	return writeProblem(render.Clients(a.Out, rows, a.words, a.textOptions("settings")))
}
