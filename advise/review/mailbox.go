package review

import (
	"cmp"
	"slices"
	"strings"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Mailbox is one mailbox with the accounts that read it.
type Mailbox struct {
	User     string `json:"username,omitempty"`
	Host     string `json:"host"`
	Accounts []int  `json:"accounts"` // in Review.Accounts
	// Gone says where messages have gone that a person misses, as far as these
	// settings and the server's state explain it, the likeliest first.
	Gone []locale.Text `json:"gone,omitempty"`
	// Move are the steps from POP to IMAP, where it is read by POP.
	Move []locale.Text `json:"move,omitempty"`
	// Counts are what the server held: before, of the report that was named, and
	// now. What was not counted is absent.
	Counts []Count `json:"counts,omitempty"`
}

// Count is the messages of a folder, before and now.
type Count struct {
	Folder string `json:"folder"`
	Before *int64 `json:"before,omitempty"`
	Now    *int64 `json:"now,omitempty"`
}

func (s *scene) mailboxes() []Mailbox {
	var out []Mailbox
	for _, box := range s.boxes {
		a := s.account(box[0])
		m := Mailbox{User: a.User, Host: a.Host, Accounts: box}
		for _, i := range box {
			m.Gone = append(m.Gone, s.gone(i)...)
		}
		m.Move = s.move(box)
		m.Counts = s.counts(box)
		out = append(out, m)
	}
	return out
}

// gone tells how an account makes messages disappear from the server: the line
// that shows it, and what the server holds, where that was counted.
func (s *scene) gone(i int) []locale.Text {
	a := s.account(i)
	id, what := "", accounts.SetKeep
	switch {
	case a.Service == accounts.POP3 && a.Keep == accounts.KeepNot:
		id = "pop-removes"
	case a.Service == accounts.POP3 && a.Keep == accounts.KeepDays && s.shortest(i):
		id, what = "pop-days-first", accounts.SetKeepDays
	case a.Service == accounts.POP3 && a.Keep == accounts.KeepDays:
		id, what = "pop-days", accounts.SetKeepDays
	case a.RemovesOnServer:
		id = "imap-removes"
	case a.RetainDays > 0:
		id, what = "retention-days", accounts.SetRetention
	case a.RetainCount > 0:
		id, what = "retention-count", accounts.SetRetention
	case a.EmptiesTrash && a.Service == accounts.IMAP:
		id, what = "trash", accounts.SetTrash
	case a.DeletesWhatIsDeleted && s.readers(i) > 1:
		id, what = "deleted", accounts.SetDeleted
	default:
		return nil
	}
	held, counted := s.held(i)
	l := first1(accountLine(a, what))
	return []locale.Text{{ID: "review.gone." + id, Args: locale.Args{
		"client": a.Program, "name": cmp.Or(a.Name, a.User, a.Host), "file": cmp.Or(l.File, a.File), "line": l.Number, "shows": l.Text,
		"copy_days": a.KeepDays, "days": a.RetainDays, "count": a.RetainCount, "readers": s.readers(i), "collected": collected(a), "counted": counted, "held": held,
	}}}
}

// shortest reports whether a program removes what another on the same mailbox is
// set to leave for longer.
func (s *scene) shortest(i int) bool {
	a := s.account(i)
	return slices.ContainsFunc(s.others(i), func(j int) bool {
		b := s.account(j)
		return b.Service == accounts.IMAP || b.Keep == accounts.KeepForever || b.Keep == accounts.KeepDays && b.KeepDays > a.KeepDays
	})
}

// held counts the messages in the inbox of an account's server.
func (s *scene) held(i int) (int64, bool) {
	r := s.report(i)
	if r == nil {
		return 0, false
	}
	acc := r.MainAccount()
	if acc == nil || acc.Mailbox == nil {
		return 0, false
	}
	for _, f := range inboxes(acc) {
		if strings.EqualFold(f.Name, "INBOX") && f.Messages != nil {
			return *f.Messages, true
		}
	}
	return 0, false
}

// inboxes returns the folders of a mailbox; of one that POP alone told of, its
// inbox.
func inboxes(acc *result.Account) []result.Folder {
	if len(acc.Mailbox.Folders) == 0 {
		return []result.Folder{{Name: "INBOX", Messages: acc.Mailbox.Messages}}
	}
	return acc.Mailbox.Folders
}

// move are the steps from POP to IMAP for a mailbox that is read by POP alone,
// where IMAP is there, as far as that is known.
func (s *scene) move(box []int) []locale.Text {
	var out []locale.Text
	for _, i := range box {
		a := s.account(i)
		if a.Service != accounts.POP3 || !s.advisesIMAP(i) || s.provider(i).Needs("no-imap", "no-imap-no-pop") || s.row(i).IMAP != "yes" {
			continue
		}
		srv := a.Server
		srv.Service = accounts.IMAP
		e, tested := s.better(i, &srv)
		if r := s.report(i); !tested && r != nil && len(r.Probes) > 0 {
			continue // nothing answers
		}
		held, counted := s.held(i)
		args := locale.Args{"held": held, "counted": counted, "collected": collected(a), "client": a.Program, "name": a.Name, "host": e.Host, "port": e.Port, "security": string(e.Security), "user": a.User, "copy_days": a.KeepDays, "tested": tested, "file": a.File}
		say := func(id string) { out = append(out, locale.Text{ID: "review.move." + id, Args: args}) }
		say("count")
		if a.Keep != accounts.KeepForever {
			say("stop-removing")
		}
		say("add")
		switch a.Keep {
		case accounts.KeepNot:
			say("upload-all")
		case accounts.KeepDays:
			say("upload-older")
		default:
			say("upload-none")
		}
		if a.SentHere == nil || *a.SentHere {
			say("upload-sent")
		}
		say("check")
		say("remove-pop")
	}
	return out
}

// advisesIMAP reports whether the advice for a mailbox that is read by POP is
// IMAP: by what was seen of its host and by its readers, each of which is a
// device. Of a host that nobody asked, only several readers say so.
func (s *scene) advisesIMAP(i int) bool {
	readers := s.readers(i)
	r := s.report(i)
	if r == nil || len(r.Probes) == 0 {
		return readers > 1
	}
	n := s.Needs
	if n.Devices == nil {
		n.Devices = &readers
	}
	advice := choose.Choose(r, n)
	return advice.Protocol == "imap" || advice.Protocol == "mixed"
}

// counts compares what the server held with what it holds.
func (s *scene) counts(box []int) []Count {
	var now, before *result.Account
	user := s.account(box[0]).User
	for _, i := range box {
		if r := s.report(i); r != nil && now == nil {
			if now = r.MainAccount(); now != nil {
				user = cmp.Or(r.Target.User, user) // the name that was logged in with
			}
		}
	}
	for _, r := range s.Before {
		acc := r.MainAccount()
		if acc != nil && before == nil && domainOf(acc.Host) == domainOf(s.account(box[0]).Host) && (r.Target.User == "" || user == "" || strings.EqualFold(r.Target.User, user)) {
			before = acc
		}
	}
	if before == nil {
		return nil
	}
	var out []Count
	at := map[string]int{}
	read := func(acc *result.Account, set func(*Count, *int64)) {
		if acc == nil || acc.Mailbox == nil {
			return
		}
		for _, f := range inboxes(acc) {
			if f.Messages == nil {
				continue
			}
			if _, ok := at[f.Name]; !ok {
				at[f.Name] = len(out)
				out = append(out, Count{Folder: f.Name})
			}
			set(&out[at[f.Name]], f.Messages)
		}
	}
	read(before, func(c *Count, n *int64) { c.Before = n })
	read(now, func(c *Count, n *int64) { c.Now = n })
	return out
}

// today returns how an account collects: see choose.Device.
func today(a *accounts.Account) string {
	switch {
	case a.Service == accounts.IMAP:
		return "imap"
	case a.Keep == accounts.KeepNot:
		return "pop-removes"
	case a.Keep == accounts.KeepDays:
		return "pop-days"
	}
	return "pop-forever"
}

// Measured returns the needs that follow from what was read: the devices of a
// mailbox, each with its program, and how they collect today.
func Measured(r *Review) choose.Needs {
	var n choose.Needs
	if len(r.Mailboxes) == 0 {
		return n
	}
	most := 0
	for i := range r.Mailboxes {
		if len(r.Mailboxes[i].Accounts) > len(r.Mailboxes[most].Accounts) {
			most = i
		}
	}
	seen := map[string]bool{}
	for _, i := range r.Mailboxes[most].Accounts {
		a := r.Accounts[i]
		if seen[a.Program] {
			continue
		}
		seen[a.Program] = true
		n.DeviceList = append(n.DeviceList, choose.Device{Name: a.Program, Client: a.Program, Today: today(&a), Days: a.KeepDays})
		if a.Service == accounts.IMAP && (a.Offline == "all" || a.Offline == "recent" && n.Offline == "") {
			n.Offline = a.Offline
		}
	}
	return n
}
