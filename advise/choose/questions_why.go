package choose

import (
	"slices"

	"mailadvisor/advise/locale"
)

// becauseOf says why a question is asked: in words of its own, or by what its
// answers decide between.
func becauseOf(f *facts, row asking, conclusions []conclusion) locale.Text {
	if row.because != nil {
		if id := row.because(f, conclusions); id != "" {
			return locale.Text{ID: "ask.because." + id, Args: f.sizesOffline()}
		}
	}
	names := distinct(conclusions)
	args := locale.Args{"one": "", "two": "", "three": ""}
	for i, key := range []string{"one", "two", "three"} {
		if i < len(names) {
			args[key] = names[i].name
		}
	}
	args["third"] = len(names) > 2
	if len(names) < 2 || !slices.ContainsFunc(names, func(o conclusion) bool { return o.strategy != names[0].strategy }) {
		return locale.Text{ID: "ask.because.weighs"} // the strategy is the same, with other settings
	}
	return locale.Text{ID: "ask.because.decides", Args: args}
}

// sizesOffline returns what a device keeps with each answer to "offline".
func (f *facts) sizesOffline() locale.Args {
	return locale.Args{"recent_bytes": octetsArg(f.windowBytes(f.window())), "all_bytes": octetsArg(f.everythingBytes())}
}

// leftOutPlain returns a reason without figures.
func leftOutPlain(id string) func(*facts, decision) locale.Text {
	return func(*facts, decision) locale.Text { return locale.Text{ID: "ask.left-out." + id} }
}

func leftOutOffline(_ *facts, d decision) locale.Text {
	if protocolOf(d.strategy) == "pop3" {
		return locale.Text{ID: "ask.left-out.offline-pop"}
	}
	return locale.Text{ID: "ask.left-out.plain"}
}

func leftOutOldMail(f *facts, d decision) locale.Text {
	switch {
	case d.limits.imap() != d.limits.pop():
		return locale.Text{ID: "ask.left-out.forced"}
	case f.devices.from == you && f.devices.v >= 2:
		return locale.Text{ID: "ask.left-out.devices", Args: locale.Args{"devices": f.devices.v, "devices_id": inWords(f.devices.v, "devices")}}
	case f.limited() && !f.small():
		return locale.Text{ID: "ask.left-out.room"}
	}
	return locale.Text{ID: "ask.left-out.plain"}
}

func leftOutDisk(f *facts, d decision) locale.Text {
	needed := f.everythingBytes()
	if d.options.Offline == "recent" && d.strategy != IMAPArchive {
		needed = f.windowBytes(f.window())
	}
	if d.options.Offline == "none" {
		return locale.Text{ID: "ask.left-out.nothing-kept"}
	}
	return locale.Text{ID: "ask.left-out.disk", Args: locale.Args{"needed_bytes": octetsArg(needed), "everywhere": needed < gB}}
}

func leftOutMetered(_ *facts, d decision) locale.Text {
	switch {
	case protocolOf(d.strategy) == "pop3":
		return locale.Text{ID: "ask.left-out.metered-pop"}
	case d.options.Offline == "recent":
		return locale.Text{ID: "ask.left-out.metered", Args: locale.Args{"window_days": d.options.OfflineDays}}
	case d.options.Offline == "none":
		return locale.Text{ID: "ask.left-out.nothing-kept"}
	}
	return locale.Text{ID: "ask.left-out.plain"}
}

func leftOutAbsence(_ *facts, d decision) locale.Text {
	if protocolOf(d.strategy) == "imap" {
		return locale.Text{ID: "ask.left-out.absence"}
	}
	return locale.Text{ID: "ask.left-out.absence-pop"}
}

// Fill writes the words of a question.
func (q *Question) Fill(p *locale.Printer) {
	for _, t := range []*locale.Text{&q.Text, &q.More, &q.Because, &q.LeftOut} {
		p.Fill(t)
	}
	for i := range q.Options {
		p.Fill(&q.Options[i].Text)
	}
}
