package choose

import (
	"cmp"
	"slices"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
)

// DevicePlan is what to do on one of the devices, or in one of the programs,
// that a person named: the whole set is planned at once, so that one deletes
// and the others do not.
type DevicePlan struct {
	Name     string        `json:"name,omitempty"` // of the device; empty where only the program was named
	Client   string        `json:"client"`
	Protocol string        `json:"protocol"` // imap, pop3, none
	Does     []locale.Text `json:"does"`     // what to set, what to beware of, and the way out where it cannot
}

// devicePlans plans every named device for a strategy.
func devicePlans(f *facts, d decision) []DevicePlan {
	var out []DevicePlan
	for i, x := range f.programs.list {
		plan := DevicePlan{Name: x.device, Client: x.row.Name}
		args := locale.Args{"client": x.row.Name}
		say := func(id string, more locale.Args) {
			all := locale.Args{"client": x.row.Name}
			for key, v := range more {
				all[key] = v
			}
			plan.Does = append(plan.Does, locale.Text{ID: "device." + id, Args: all})
		}
		if x.today.Today != "" {
			say("today."+x.today.Today, locale.Args{"copy_days": x.today.Days})
		}
		plan.Protocol = protocolFor(d.strategy, x.row)
		switch {
		case x.row.Use == client.Gone:
			plan.Protocol = "none"
			say("gone", locale.Args{"instead_list": x.row.Instead})
		case plan.Protocol == "imap" && x.row.IMAP == client.No:
			plan.Protocol = "none"
			say("no-imap", nil)
		case plan.Protocol == "pop3" && x.row.POP == client.No:
			plan.Protocol = "none"
			say("no-pop", nil)
		case plan.Protocol == "pop3" && d.limits.instead != "" && x.row.Keep.ByHand:
			plan.Protocol = "none"
			say("pop-never", locale.Args{"instead": d.limits.instead})
		case plan.Protocol == "imap":
			f.imapDevice(d, x.row, say)
		case plan.Protocol == "pop3":
			f.popDevice(d, i, say)
		default:
			plan.Does = append(plan.Does, locale.Text{ID: "device.nothing", Args: args})
		}
		if plan.Protocol != "none" {
			f.anyDevice(x.row, say)
		}
		out = append(out, plan)
	}
	return out
}

// protocolFor returns the protocol of one program: where the two are mixed, POP
// for the program that cannot do IMAP.
func protocolFor(s Strategy, row client.Row) string {
	p := protocolOf(s)
	if p == "mixed" {
		if row.IMAP == client.No {
			return "pop3"
		}
		return "imap"
	}
	return p
}

// imapDevice is what a program keeps offline, and what it does to the others.
func (f *facts) imapDevice(d decision, row client.Row, say tell) {
	kept := cmp.Or(d.options.Offline, "recent")
	days := d.options.OfflineDays
	args := locale.Args{"window_days": days, "window_messages": int(float64(days)*f.box.perDay.v + 0.5)}
	switch {
	case kept == "none":
		say("imap", nil)
	case row.Window.Kind == client.WindowNone || row.Window.Kind == client.WindowHeaders || row.Window.Kind == client.WindowCache:
		say("imap-keeps-little", nil)
	case row.Window.Kind == client.WindowUnknown:
		say("imap-window-unknown", nil)
	case kept == "all" || row.Window.Kind == client.WindowAll:
		say("imap-all", nil)
	case row.Window.Kind == client.WindowMessages:
		say("imap-messages", args)
	case row.Window.Menu || row.Window.Kind == client.WindowMenu:
		say("imap-menu", args)
	default:
		say("imap-days", args)
	}
	if row.InboxOnly {
		say("inbox-only", nil)
	}
	if row.TrashDays > 0 {
		say("empties-trash", locale.Args{"trash_days": row.TrashDays})
	}
	if row.WindowDeletes && kept != "none" {
		say("deletes-originals", nil)
	}
}

// popDevice says which program deletes: one owner, and the others leave every
// copy, or the shortest number of days would decide for all.
func (f *facts) popDevice(d decision, i int, say tell) {
	p := &f.programs
	row := p.list[i].row
	owner := max(p.deletes(), 0)
	alone := p.readers == 1 && p.unnamed == 0 || protocolOf(d.strategy) == "mixed"
	days := d.options.LeaveOnServerDays
	args := locale.Args{"copy_days": days, "owner": p.ownerName()}
	switch {
	case !alone && i != owner:
		args["owner"] = cmp.Or(p.list[owner].device, p.list[owner].row.Name)
		say("pop-leaves", args)
	case days > 0 && row.Keep.Kind == client.KeepForever:
		say("pop-cannot-days", args)
	case days > 0 && row.Keep.Kind == client.KeepSteps && !slices.Contains(row.Keep.Days, days):
		step, _ := stepWithin(row.Keep.Days, days)
		args["copy_days"] = step
		if alone {
			say("pop-days", args)
		} else {
			say("pop-owner", args)
		}
	case days > 0 && alone:
		say("pop-days", args)
	case days > 0:
		say("pop-owner", args)
	case alone:
		say("pop-removes", nil)
	default:
		say("pop-owner-removes", nil)
	}
	switch deletes := alone || i == owner; {
	case row.POP == client.Unknown:
		say("pop-unknown", nil)
	case deletes && days > 0 && row.Keep.Kind == client.KeepUnknown:
		say("keep-unknown", nil)
	}
	if row.Repeats && (days > 0 || !alone && i != owner) {
		say("repeats", nil)
	}
}

// anyDevice is what holds whatever the protocol.
func (f *facts) anyDevice(row client.Row, say tell) {
	if f.oauthOnly() {
		f.tokenDevice(row, say)
	}
	if row.Cloud {
		say("cloud", nil)
	}
}
