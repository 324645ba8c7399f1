package settings

import (
	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// notes are what a person must know of a file: where it goes, how the password
// is given, and what it cannot say.
func notes(s Settings, row client.Row, form client.Form, f client.File) []locale.Text {
	var out []locale.Text
	add := func(id string, args locale.Args) {
		out = append(out, locale.Text{ID: id, Args: args})
	}
	if row.Use != client.ByHand {
		d := data(s, form)
		add("settings.place."+f.Template, locale.Args{"account": d.Name, "domain": d.Domain, "file": f.Name})
		if newest := row.Forms[0].From; form.From == newest && newest != "" {
			add("settings.form.newest", locale.Args{"version": newest})
		} else if newest != "" {
			add("settings.form.older", locale.Args{"version": form.From, "next_version": newest})
		}
		if f.Mode == client.Private {
			add("settings.password."+string(row.Password), locale.Args{"account": d.Name})
		}
	}
	if s.Incoming == nil || row.Use == client.SendsIt || row.Use == client.BacksUp || f.Mode == client.Public {
		return out
	}
	if row.Name == "getmail6" && s.Incoming.Service == result.IMAP {
		add("settings.getmail6.inbox", nil)
	}
	if s.Incoming.Service == result.POP3 {
		if id, args := keepNote(row, s.Options); id != "" {
			add(id, args)
		}
		if first := s.Options.FirstKeepDays; first > 0 && s.Options.LeaveOnServer == "days" {
			add("settings.keep.first", locale.Args{"first_days": first, "copy_days": s.Options.LeaveOnServerDays})
		}
		return out
	}
	if id, args := windowNote(row, s.Options); id != "" {
		add(id, args)
	}
	return out
}

// keepNote says how long copies stay on the POP server, and what to do where
// the program cannot be told, or not so exactly.
func keepNote(row client.Row, o choose.Options) (string, locale.Args) {
	args := locale.Args{"client": row.Name, "copy_days": o.LeaveOnServerDays}
	mode := o.LeaveOnServer
	switch row.Keep.Kind {
	case client.KeepAny:
		return "settings.keep.file." + mode, args
	case client.KeepUnknown:
		return "settings.keep.hand." + mode, args
	case client.KeepForever:
		if mode == "days" {
			return "settings.keep.for-ever", args
		}
		return "settings.keep.file." + mode, args
	case client.KeepSteps:
		args["step_days"] = step(row.Keep.Days, o.LeaveOnServerDays)
		return "settings.keep." + row.Name + "." + mode, args
	}
	return "", nil
}

// step is the longest choice within n days, or the shortest there is: a copy
// that stays too long is what fills the mailbox.
func step(choices []int, n int) int {
	best := choices[0]
	for _, days := range choices {
		if days <= n {
			best = days
		}
	}
	return best
}

// windowNote says what is kept for reading without a connection, where the
// file does not.
func windowNote(row client.Row, o choose.Options) (string, locale.Args) {
	kept := offline(o)
	args := locale.Args{"client": row.Name, "window_days": o.OfflineDays}
	switch row.Window.Kind {
	case client.WindowMessages:
		if kept != client.OfflineAll && kept != "" {
			return "settings.window.messages", args
		}
	case client.WindowDays:
		if kept == client.OfflineRecent {
			return "settings.window." + row.Name, args
		}
	case client.WindowMenu:
		if kept != "" {
			return "settings.window." + row.Name + "." + string(kept), args
		}
	case client.WindowUnknown:
		if kept != "" {
			return "settings.window.hand." + string(kept), args
		}
	}
	return "", nil
}
