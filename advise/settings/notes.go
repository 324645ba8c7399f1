package settings

import (
	"cmp"
	"slices"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// notes returns what a person must know of a file: where it goes, how the
// password is given, and what it cannot say.
func notes(s Settings, row client.Row, form client.Form, f client.File, p *locale.Printer) []locale.Text {
	var out []locale.Text
	add := func(id string, args locale.Args) {
		out = append(out, locale.Text{ID: id, Args: args})
	}
	d := data(s, row, form)
	if row.Use != client.ByHand {
		add(placeID(row, f, p), locale.Args{
			"account": d.Name, "domain": d.Domain, "file": f.Name, "keep": string(d.Keep), "client": row.Name, "pop": d.Incoming.POP, "address": s.Address,
		})
		if newest := row.Forms[0].From; form.From == newest && newest != "" {
			add("settings.form.newest", locale.Args{"version": newest})
		} else if newest != "" {
			add("settings.form.older", locale.Args{"version": form.From, "next_version": newest})
		}
		switch {
		case row.Use == client.SendsIt && f.Typed:
			out = append(out, senderNotes(s, row)...)
		case row.Labels == nil && (f.Typed || f.Format == client.Plist): // its menus are named
			add("settings.unverified", locale.Args{"client": row.Name})
		case f.Typed:
			add("settings.names", locale.Args{"file": row.Labels.File, "client": row.Name, "version": row.Labels.Version, "later": row.Labels.Later, "read_date": row.Labels.Date})
		}
		if !f.QR && f.Mode == client.Private {
			out = append(out, tokenNotes(s, row, f)...)
		}
		passwords := slices.ContainsFunc([]*Server{s.Incoming, s.Outgoing}, func(x *Server) bool { return x != nil && x.Auth != AuthOAuth2 })
		if passwords && f.Mode == client.Private && (f.Incoming || f.Outgoing) && !f.QR && row.Password != client.NoneHere {
			add("settings.password."+string(row.Password), passwordArgs(d, row))
		}
	}
	if row.Cloud {
		add("settings.cloud", locale.Args{"client": row.Name})
	}
	if f.Folders && s.Incoming != nil && s.Incoming.Service == result.IMAP {
		if id, args := foldersNote(s, row); id != "" {
			add(id, args)
		}
	}
	if f.Typed && row.Use != client.SendsIt && s.Incoming != nil && s.Incoming.Service == result.IMAP {
		if args := foldersByHand(s, row); args != nil {
			add("settings.folders.by-hand", args)
		}
	}
	if s.Incoming == nil || row.Use == client.SendsIt || row.Use == client.BacksUp || f.Mode == client.Public || f.Format == client.JSON || !f.Incoming && !f.Typed {
		return out
	}
	labels := Labels(row, p)
	if f.Typed { // no file says it
		row.Keep.Menu, row.Window.Menu = true, true
	}
	if s.Incoming.Service == result.POP3 {
		if row.Repeats && s.Options.LeaveOnServer != "no" {
			add("settings.repeats", locale.Args{"client": row.Name, "account": d.Name})
		}
		if id, args := keepNote(row, s, labels); id != "" {
			add(id, args)
		}
		if s.Held {
			add("settings.keep.held", nil)
		}
		if s.Elsewhere && s.Options.LeaveOnServer == "no" && !row.Keep.ByHand {
			add("settings.keep.elsewhere", nil)
		}
		if first := s.Options.FirstKeepDays; first > 0 && s.Options.LeaveOnServer == "days" && row.Keep.Kind != client.KeepForever && !row.Keep.ByDate {
			add("settings.keep.first", locale.Args{"first_days": first, "copy_days": s.Options.LeaveOnServerDays})
		}
		return out
	}
	if row.InboxOnly {
		mode := cmp.Or(string(d.Keep), "forever")
		if d.Keep == client.KeepAll && s.Options.LeaveOnServer == "days" {
			mode = "uncounted"
		}
		add("settings.inbox."+mode, locale.Args{"client": row.Name, "copy_days": d.KeepDays})
		if s.Elsewhere && d.Keep == client.KeepNot {
			add("settings.keep.elsewhere", nil)
		}
		return out
	}
	if s.Options.LeaveOnServer == "no" && s.Options.ArchiveDays == 0 && row.Use == client.Reads {
		add("settings.imap.stays", nil)
	}
	if id, args := windowNote(row, s.Options, labels); id != "" {
		add(id, args)
	}
	return out
}

// senderNotes says of a machine or a site that sends what its password is, which
// sender it names, and what to do where it cannot do what the server wants.
func senderNotes(s Settings, row client.Row) []locale.Text {
	if s.Outgoing == nil {
		return nil
	}
	auth := "password"
	switch {
	case s.Outgoing.Auth == AuthOAuth2:
		auth = "oauth2"
	case s.Outgoing.Secret == SecretApp:
		auth = "app-password"
	}
	return []locale.Text{
		{ID: "settings.sender." + auth, Args: signInArgs(s, row, s.Outgoing)},
		{ID: "settings.sender.any", Args: locale.Args{"address": s.Address, "tls": s.Outgoing.Security == result.TLS}},
	}
}

// passwordArgs returns what the note on the password names: a program that reads
// ~/.netrc finds it there under the name of each host.
func passwordArgs(d client.Data, row client.Row) locale.Args {
	args := locale.Args{"account": d.Name, "host": d.Incoming.Host, "user": d.Incoming.User}
	if row.Password != client.NetRC {
		return args
	}
	args["user"], args["send_host"], args["send_user"] = client.NetRCWord(row.Name, d.Incoming.User), "", ""
	if d.Outgoing.Host != "" && d.Outgoing.Host != d.Incoming.Host {
		args["send_host"], args["send_user"] = d.Outgoing.Host, client.NetRCWord(row.Name, d.Outgoing.User)
	}
	return args
}

// foldersNote says what is not certain of the folders that a file names: that
// their names alone tell their use, or that none is known for sent mail.
func foldersNote(s Settings, row client.Row) (string, locale.Args) {
	args := locale.Args{"client": row.Name, "token": s.Incoming.Auth == AuthOAuth2}
	switch {
	case len(s.Folders) == 0 && s.Delimiter == "":
		return "settings.folders.unseen", args
	case s.Folders[`\Sent`] == "":
		return "settings.folders.no-sent", args
	case len(s.ByName) > 0:
		var names []string
		for _, use := range s.ByName {
			names = append(names, s.Folders[use])
		}
		args["folder_list"], args["several"] = names, len(names) > 1
		return "settings.folders.by-name", args
	}
	return "", nil
}

// foldersByHand returns those that a person chooses in a program's windows,
// where the server does not mark them and their names alone tell their use: nil
// where there are none.
func foldersByHand(s Settings, row client.Row) locale.Args {
	if row.Sends != client.Yes {
		return nil
	}
	var names []string
	for _, use := range []string{`\Sent`, `\Drafts`, `\Trash`} {
		if slices.Contains(s.ByName, use) {
			names = append(names, s.Folders[use])
		}
	}
	if names == nil {
		return nil
	}
	args := locale.Args{"folder_list": names, "named": row.Use != client.ByHand}
	if row.Use != client.ByHand {
		args["client"] = row.Name
	}
	return args
}

// placeID returns the message that says where a file goes: that of its
// template, or a program's own, where several have one template.
func placeID(row client.Row, f client.File, p *locale.Printer) string {
	switch {
	case f.Typed && p.Has("settings.type."+row.Name):
		return "settings.type." + row.Name
	case f.Typed:
		return "settings.type.any"
	case p.Has("settings.place." + row.Name):
		return "settings.place." + row.Name
	}
	return "settings.place." + f.Template
}

// keepNote says how long copies stay on the POP server, and what to do where
// the program cannot be told, or not so exactly.
func keepNote(row client.Row, s Settings, labels map[string]string) (string, locale.Args) {
	o := s.Options
	args := locale.Args{"client": row.Name, "copy_days": o.LeaveOnServerDays}
	mode := o.LeaveOnServer
	switch row.Keep.Kind {
	case client.KeepAny:
		if row.Keep.ByDate && mode == "days" {
			if keepOf(s, row) == client.KeepAll {
				return "settings.keep.by-date-held", args
			}
			return "settings.keep.by-date", args
		}
		if row.Keep.Menu {
			return keepByHand(mode, labels, args)
		}
		return "settings.keep.file." + mode, args
	case client.KeepUnknown:
		if row.Use != client.ByHand {
			return "settings.keep.unknown." + mode, args
		}
		return "settings.keep.hand." + mode, args
	case client.KeepForever:
		switch {
		case mode == "days":
			return "settings.keep.for-ever", args
		case mode == "no" && row.Keep.ByHand:
			return "settings.keep.by-hand", args
		case row.Keep.Menu && !row.Keep.ByHand:
			return keepByHand(mode, labels, args)
		}
		return "settings.keep.file." + mode, args
	case client.KeepSteps:
		args["step_days"] = client.Step(row.Keep.Days, o.LeaveOnServerDays)
		return "settings.keep." + row.Name + "." + mode, args
	}
	return "", nil
}

// keepByHand says what a person sets for it, by the program's own name of it or
// by ours.
func keepByHand(mode string, labels map[string]string, args locale.Args) (string, locale.Args) {
	if labels["keep"] == "" || mode == "days" && labels["keep-days"] == "" {
		return "settings.keep.hand." + mode, args
	}
	args["label"], args["label_days"] = labels["keep"], labels["keep-days"]
	return "settings.keep.label." + mode, args
}

// windowNote says what is kept for reading without a connection, where the
// file does not.
func windowNote(row client.Row, o choose.Options, labels map[string]string) (string, locale.Args) {
	kept := offline(o)
	args := locale.Args{"client": row.Name, "window_days": o.OfflineDays}
	if kept == "" {
		return "", nil
	}
	switch row.Window.Kind {
	case client.WindowMessages:
		if kept != client.OfflineAll {
			return "settings.window.messages", args
		}
	case client.WindowDays:
		switch {
		case row.WindowDeletes && kept == client.OfflineRecent:
			return "settings.window.thunderbird", args
		case row.Window.Menu && kept == client.OfflineRecent && labels["window"] != "":
			args["label"] = labels["window"]
			return "settings.window.label", args
		case row.Window.Menu:
			return "settings.window.hand." + string(kept), args
		}
	case client.WindowAll:
		if label := labels["window"]; label != "" {
			args["label"] = label
			return "settings.window.switch." + string(kept), args
		}
	case client.WindowMenu:
		return "settings.window." + row.Name + "." + string(kept), args
	case client.WindowUnknown:
		if row.Use != client.ByHand {
			return "settings.window.unknown." + string(kept), args
		}
		return "settings.window.hand." + string(kept), args
	case client.WindowCache:
		if kept != client.OfflineNothing {
			return "settings.window.cache", args
		}
	case client.WindowNone, client.WindowHeaders:
		if kept != client.OfflineNothing {
			return "settings.window.none", args
		}
	}
	return "", nil
}
