package choose

import (
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
)

// Plan is a way in steps, to be taken in their order: out of a full mailbox,
// or from one protocol to the other without losing mail.
type Plan struct {
	ID    string        `json:"id"`
	Title locale.Text   `json:"title"`
	Steps []locale.Text `json:"steps"`
}

// plans are the ways that this mailbox needs.
func plans(f *facts, d decision) []Plan {
	var out []Plan
	for _, p := range []struct {
		id    string
		holds bool
		steps func(step)
	}{
		{"full", f.nearlyFull() && d.strategy != NoneOffered, func(s step) { f.outOfFull(d, s) }},
		{"archive", d.strategy == IMAPArchive, f.toArchive},
		{"pop-to-imap", protocolOf(d.strategy) == "imap" && f.drained(), f.toIMAP},
		{"imap-to-pop", protocolOf(d.strategy) == "pop3" && f.imap.usable.v && f.box.hidden.from == measured && f.box.hidden.v > f.box.spareBytes,
			func(s step) { f.toPOP(d, s) }},
	} {
		if !p.holds {
			continue
		}
		plan := Plan{ID: p.id, Title: locale.Text{ID: "plan." + p.id + ".title"}}
		p.steps(func(id string, args locale.Args) {
			plan.Steps = append(plan.Steps, locale.Text{ID: "plan." + p.id + "." + id, Args: args})
		})
		out = append(out, plan)
	}
	return out
}

// step adds a step to a plan.
type step func(id string, args locale.Args)

// nearlyFull reports whether a large message is, or soon will be, refused.
func (f *facts) nearlyFull() bool {
	return f.box.limited() && (f.box.used.v >= highShare*f.box.quota.v || f.box.used.v >= f.box.limit())
}

// drained reports whether a POP program seems to empty the mailbox already:
// much arrives, and next to nothing is kept.
func (f *facts) drained() bool {
	return f.box.wasDrained
}

// outOfFull frees room in an order in which nothing is lost and nothing is
// refused: a full mailbox refuses COPY, which deleting into the trash needs
// where the server has no MOVE (RFC 6851).
func (f *facts) outOfFull(d decision, s step) {
	where := locale.Args{"no_computer": f.noComputer()}
	s("copy", where)
	if f.box.spareBytes > 0 {
		s("spare", locale.Args{"spare_bytes": octetsArg(f.box.spareBytes)})
	}
	switch {
	case !f.imap.usable.v:
		s("collect", nil)
	case f.imap.move.known() && f.imap.move.v:
		s("move", where)
	case f.imap.move.known():
		s("no-move", where)
	default:
		s("move-unknown", where)
	}
	if f.imap.usable.v {
		s("expunge", nil)
	}
	target := targetShare * f.box.quota.v
	if over := f.box.used.v - target; over > 0 {
		s("until", locale.Args{"target_bytes": octetsArg(target), "over_bytes": octetsArg(over)})
	}
	switch d.strategy {
	case IMAPArchive:
		s("then-archive", f.horizonArgs())
	case POPKeepDays, POPRemove:
		s("then-pop", nil)
	default:
		if f.noComputer() {
			s("then-delete", nil)
		} else {
			s("then-more-room", nil)
		}
	}
	if f.box.used.v >= f.box.limit() {
		s("refused", nil)
	}
}

// toIMAP returns the steps from POP to IMAP, where a program empties the mailbox
// by POP already.
func (f *facts) toIMAP(s step) {
	s("stop", nil)
	s("add", nil)
	args := locale.Args{"room_known": f.box.limited(), "free_bytes": int64(0)}
	if f.box.limited() {
		args["free_bytes"] = octetsArg(max(f.box.limit()-f.box.used.v, 0))
	}
	s("upload", args)
	s("compare", nil)
	s("remove", nil)
}

// toPOP returns the steps from IMAP to POP, which sees the inbox alone.
func (f *facts) toPOP(d decision, s step) {
	s("folders", locale.Args{"folders": f.box.hiddenFolders, "hidden_bytes": octetsArg(f.box.hidden.v), "sent": f.box.sentFolder != nil})
	s("read", nil)
	s("collect", locale.Args{"copy_days": max(d.options.FirstKeepDays, d.options.LeaveOnServerDays), "keeps": d.options.LeaveOnServerDays > 0})
	s("empty", nil)
	s("backup", nil)
}

// toArchive is how old mail leaves the server for the archive: on which device,
// to which folder, and by which way of its program. What a mail program calls
// its archive button moves mail to another folder of the same server.
func (f *facts) toArchive(s step) {
	where := locale.Args{"device": "", "client": ""}
	way := "any"
	for _, x := range f.programs.list {
		if kindOfProgram(x.row.Name) != Computer && KindNamed(x.device) != Computer {
			continue
		}
		where["device"], where["client"] = x.device, x.row.Name
		way = archiveWay(x.row)
		break
	}
	args := f.horizonArgs()
	for key, v := range where {
		args[key] = v
	}
	s("where-"+way, args)
	if way == "mirror" {
		s("mirror-then", args)
		return
	}
	s("move", args)
	s("button", args)
}

// archiveWay returns how a program keeps mail that is on no server: in local
// folders, by a copy that mbsync makes, or not at all.
func archiveWay(row client.Row) string {
	switch row.Archive {
	case client.InFolders:
		return row.Name
	case client.ByMirror:
		return "mirror"
	}
	return "other"
}
