package review

import (
	"math"
	"slices"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// What becomes of mail.

// usualDays is for how long a copy stays where nothing else decides: see
// package choose.
const usualDays = 14

// also names the other accounts of a mailbox, with the lines that show them.
func (s *scene) also(i int) []locale.Text {
	var out []locale.Text
	for _, j := range s.others(i) {
		b := s.account(j)
		out = append(out, told("also", locale.Args{"client": b.Program, "file": b.File, "service": string(b.Service), "user": b.User}))
	}
	if s.Needs.Devices != nil && *s.Needs.Devices > 1+len(s.others(i)) {
		out = append(out, told("devices", locale.Args{"devices": *s.Needs.Devices}))
	}
	return out
}

func popRemovesShared(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a := s.account(i)
		if a.Service != accounts.POP3 || a.Keep != accounts.KeepNot || s.readers(i) < 2 {
			continue
		}
		l := lines(accountLine(a, accounts.SetKeep), accountLine(a, accounts.SetKeepDays))
		out = append(out, draft{account: i, lines: l, seen: s.also(i), args: locale.Args{"readers": s.readers(i)}, changes: []wish{s.keepWish(i, l)}})
	}
	return out
}

// keepWish returns the longest time that a program can leave copies for, up to
// the usual and to what the server keeps: see [scene.limitWish] for those that
// have to remove some.
func (s *scene) keepWish(i int, l []accounts.Line) wish {
	w := wish{id: "keep-days", days: usualDays, line: first1(l)}
	days, said := s.expire(i)
	switch {
	case said && days == 0: // nothing can stay (RFC 2449 section 6.7)
		return wish{id: "imap"}
	case said && days < w.days:
		w.days = days
	}
	switch keep := s.row(i).Keep; keep.Kind {
	case client.KeepForever, client.KeepUnknown, client.KeepNone:
		w.id = "keep-all"
	case client.KeepSteps:
		w.days = stepBelow(keep.Days, w.days)
	}
	return w
}

// stepBelow returns the longest of a program's choices that is within a bound,
// or the shortest.
func stepBelow(steps []int, most int) int {
	best := steps[0]
	for _, d := range steps {
		if d <= most {
			best = d
		}
	}
	return best
}

// limitWish is keepWish where copies have to go at last: a program that leaves
// all or nothing cannot do it, and the mailbox is for IMAP, or for another.
func (s *scene) limitWish(i int, l []accounts.Line) wish {
	w := s.keepWish(i, l)
	if w.id == "keep-all" {
		w = wish{id: "program"}
	}
	return w
}

// expire is for how many days the server of a POP account keeps mail, where it
// says so.
func (s *scene) expire(i int) (int, bool) {
	r := s.report(i)
	if r == nil {
		return 0, false
	}
	for k := range r.Probes {
		p := &r.Probes[k]
		path := p.SessionPath()
		if p.Service != result.POP3 || path == nil || path.Google() {
			continue
		}
		if days, perUser, said := path.Expire(); said && (!perUser || p.LoggedIn()) && days < result.ExpireNever {
			return days, true
		}
	}
	return 0, false
}

func imapRemoves(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a := s.account(i)
		if a.Service != accounts.IMAP || !a.RemovesOnServer || s.readers(i) < 2 {
			continue
		}
		l := accountLine(a, accounts.SetKeep)
		out = append(out, draft{account: i, lines: l, seen: s.also(i), changes: []wish{{id: "keep-on-imap", line: first1(l)}}})
	}
	return out
}

// shortestDays speaks of the program that removes first, where another on the
// same mailbox is set to leave mail for longer.
func shortestDays(s *scene) []draft {
	var out []draft
	for _, box := range s.boxes {
		shortest, longest := -1, 0
		for _, i := range box {
			a := s.account(i)
			if a.Service != accounts.POP3 || a.Keep == "" || a.Keep == accounts.KeepNot {
				continue
			}
			days := math.MaxInt
			if a.Keep == accounts.KeepDays {
				days = a.KeepDays
			}
			longest = max(longest, days)
			if days < math.MaxInt && (shortest < 0 || days < s.account(shortest).KeepDays) {
				shortest = i
			}
		}
		if shortest < 0 || longest <= s.account(shortest).KeepDays {
			continue
		}
		a := s.account(shortest)
		l := accountLine(a, accounts.SetKeepDays)
		d := draft{account: shortest, lines: l, args: locale.Args{"copy_days": a.KeepDays}, changes: []wish{{id: "keep-all", line: first1(l)}}}
		for _, j := range box {
			if b := s.account(j); j != shortest && b.Service == accounts.POP3 {
				d.seen = append(d.seen, told("keeps", locale.Args{"client": b.Program, "file": b.File, "copy_days": b.KeepDays, "forever": b.Keep == accounts.KeepForever}))
			}
		}
		if longest < math.MaxInt {
			if steps := s.row(shortest).Keep.Days; len(steps) > 0 {
				longest = stepBelow(steps, longest)
			}
			d.changes[0] = wish{id: "keep-days", days: longest, line: first1(l)}
		}
		out = append(out, d)
	}
	return out
}

func aboveExpire(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a := s.account(i)
		days, said := s.expire(i)
		if a.Service != accounts.POP3 || !said || a.Keep != accounts.KeepForever && (a.Keep != accounts.KeepDays || a.KeepDays <= days) {
			continue
		}
		l := lines(accountLine(a, accounts.SetKeepDays), accountLine(a, accounts.SetKeep))
		out = append(out, draft{account: i, lines: l, args: locale.Args{"copy_days": a.KeepDays, "forever": a.Keep == accounts.KeepForever, "expire_days": days},
			seen: []locale.Text{told("expire", locale.Args{"host": a.Host, "expire_days": days})}, changes: []wish{s.limitWish(i, l)}})
	}
	return out
}

// warnShare is the part of a quota from which on a mailbox is about to be full.
const warnShare = 0.8

// fillsQuota speaks of copies that stay for ever in a mailbox that is filling.
func fillsQuota(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a, r := s.account(i), s.report(i)
		if a.Service != accounts.POP3 || a.Keep != accounts.KeepForever || r == nil {
			continue
		}
		for _, service := range []result.Service{result.IMAP, result.POP3} {
			acc := r.Account(service)
			limits := acc.Limits()
			if len(limits) == 0 || limits[0].Share() < warnShare {
				continue
			}
			l := accountLine(a, accounts.SetKeep)
			args := locale.Args{"share": limits[0].Share(), "used_share": limits[0].Share()}
			out = append(out, draft{account: i, lines: l, args: args, seen: []locale.Text{told("quota", locale.Args{"host": acc.Host, "used_share": limits[0].Share()})}, changes: []wish{s.limitWish(i, l)}})
			break
		}
	}
	return out
}

func popForEver(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a := s.account(i)
		if a.Service != accounts.POP3 || a.Keep != accounts.KeepForever || s.row(i).Keep.Kind == client.KeepForever && s.row(i).Keep.ByHand {
			continue
		}
		if slices.ContainsFunc(s.others(i), func(j int) bool { // another deletes
			b := s.account(j)
			return b.Service == accounts.IMAP || b.Keep != accounts.KeepForever
		}) {
			continue
		}
		l := accountLine(a, accounts.SetKeep)
		out = append(out, draft{account: i, lines: l, args: locale.Args{"collected": collected(a)}, changes: []wish{s.limitWish(i, l)}})
	}
	return out
}

func collected(a *accounts.Account) int {
	if a.Collected == nil {
		return 0
	}
	return *a.Collected
}

func popRepeats(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a := s.account(i)
		if a.Service == accounts.POP3 && a.Repeats && a.Keep != accounts.KeepNot {
			l := accountLine(a, accounts.SetKeep)
			w := wish{id: "remember", line: first1(l)}
			if len(editOf(a.Program, incoming, "remember", "", &a.Server)) == 0 {
				w = wish{id: "program"}
			}
			out = append(out, draft{account: i, lines: l, changes: []wish{w}})
		}
	}
	return out
}

// pollsTooOften speaks of a program that logs in more often than the server, or
// the provider, allows.
func pollsTooOften(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a := s.account(i)
		if a.PollSeconds == 0 || a.Service != accounts.POP3 {
			continue
		}
		least := 0
		var seen []locale.Text
		if r := s.report(i); r != nil {
			for k := range r.Probes {
				if path := r.Probes[k].SessionPath(); r.Probes[k].Service == result.POP3 && path != nil {
					if delay, said := path.LoginDelay(); said && delay > least {
						least = delay
						seen = []locale.Text{told("login-delay", locale.Args{"host": a.Host, "seconds": delay})}
					}
				}
			}
		}
		if p := s.provider(i); p != nil && 60*p.PollMinutes > least {
			least = 60 * p.PollMinutes
			seen = []locale.Text{told("poll", locale.Args{"provider": p.Name, "poll_minutes": p.PollMinutes, "as_of_month": p.AsOf})}
		}
		if a.PollSeconds >= least {
			continue
		}
		l := accountLine(a, accounts.SetPoll)
		out = append(out, draft{account: i, lines: l, seen: seen, args: locale.Args{"poll_seconds": a.PollSeconds, "least_seconds": least}, changes: []wish{{id: "poll", minutes: (least + 59) / 60, line: first1(l)}}})
	}
	return out
}

// popAndIMAP speaks of one mailbox that one program reads both ways: each message
// comes twice.
func popAndIMAP(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a := s.account(i)
		if a.Service != accounts.POP3 {
			continue
		}
		for _, j := range s.others(i) {
			b := s.account(j)
			if b.Service == accounts.IMAP && b.Program == a.Program {
				out = append(out, draft{account: i, lines: lines(accountLine(a, accounts.SetProtocol), line(&a.Server, accounts.SetHost), accountLine(b, accounts.SetProtocol), line(&b.Server, accounts.SetHost)),
					seen: s.also(i), changes: []wish{{id: "one-account"}}})
				break
			}
		}
	}
	return out
}

func accountTwice(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		for _, j := range s.others(i) {
			a, b := s.account(i), s.account(j)
			if j < i && a.Program == b.Program && a.Service == b.Service && a.Host == b.Host && a.User == b.User && a.Into == b.Into && a.File == b.File && !s.row(i).Jobs {
				out = append(out, draft{account: i, lines: lines(line(&a.Server, accounts.SetHost), line(&b.Server, accounts.SetHost)), changes: []wish{{id: "one-account"}}})
				break
			}
		}
	}
	return out
}

func deletesForAll(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a := s.account(i)
		if a.Service == accounts.POP3 && a.DeletesWhatIsDeleted && s.readers(i) > 1 && !s.row(i).Keep.ByHand {
			l := accountLine(a, accounts.SetDeleted)
			out = append(out, draft{account: i, lines: l, seen: s.also(i), changes: []wish{{id: "deleted-stay", line: first1(l)}}})
		}
	}
	return out
}

func retention(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a := s.account(i)
		if a.Service == accounts.IMAP && (a.RetainDays > 0 || a.RetainCount > 0) {
			l := accountLine(a, accounts.SetRetention)
			out = append(out, draft{account: i, lines: l, args: locale.Args{"days": a.RetainDays, "count": a.RetainCount}, seen: s.also(i), changes: []wish{{id: "retention", line: first1(l)}}})
		}
	}
	return out
}

func trashEmptied(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a := s.account(i)
		if a.EmptiesTrash && a.Service == accounts.IMAP {
			l := accountLine(a, accounts.SetTrash)
			out = append(out, draft{account: i, lines: l, changes: []wish{{id: "trash", line: first1(l)}}})
		}
	}
	return out
}

// sentHere speaks of sent mail that one computer alone has, where the mailbox is
// read over IMAP or by several.
func sentHere(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a := s.account(i)
		if a.SentHere == nil || !*a.SentHere || a.Service == accounts.POP3 && s.readers(i) < 2 {
			continue
		}
		if slices.ContainsFunc(s.others(i), func(j int) bool { // what is wrong is that it is there twice
			return s.account(j).Program == a.Program && s.account(j).Service != a.Service
		}) {
			continue
		}
		l := accountLine(a, accounts.SetSent)
		w := wish{id: "sent", line: first1(l)}
		if a.Service == accounts.POP3 { // it knows no folder of the server
			w = wish{id: "imap"}
		}
		out = append(out, draft{account: i, lines: l, seen: s.also(i), args: locale.Args{"service": string(a.Service)}, changes: []wish{w}})
	}
	return out
}

func offlineOff(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a := s.account(i)
		if a.Service != accounts.IMAP || a.Offline == "" || s.Needs.Offline != "all" && s.Needs.Offline != "recent" {
			continue
		}
		if a.Offline == "none" || s.Needs.Offline == "all" && a.Offline == "recent" {
			l := accountLine(a, accounts.SetOffline)
			out = append(out, draft{account: i, lines: l, args: locale.Args{"offline": s.Needs.Offline, "days": a.OfflineDays}, changes: []wish{{id: "offline", line: first1(l)}}})
		}
	}
	return out
}

// diskFactor is what an offline copy takes, of the size on the server.
const diskFactor = 1.2

func diskSmall(s *scene) []draft {
	var out []draft
	for i := range s.Found.Accounts {
		a, r := s.account(i), s.report(i)
		if a.Service != accounts.IMAP || a.Offline != "all" || s.Needs.DiskBytes == nil || r == nil {
			continue
		}
		acc := r.Account(result.IMAP)
		if acc == nil || acc.Mailbox == nil || acc.Mailbox.Bytes == nil {
			continue
		}
		need := int64(diskFactor * float64(*acc.Mailbox.Bytes))
		if a.LocalBytes != nil { // what is here already takes no more
			need -= *a.LocalBytes
		}
		if need > *s.Needs.DiskBytes {
			l := accountLine(a, accounts.SetOffline)
			out = append(out, draft{account: i, lines: l, args: locale.Args{"copy_bytes": need, "disk_bytes": *s.Needs.DiskBytes}, changes: []wish{{id: "offline-days", days: 30, line: first1(l)}}})
		}
	}
	return out
}
