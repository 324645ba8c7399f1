package diagnose

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// This file judges what a mailbox holds, and what could not be read of it.

// unreadable makes the function of a rule about a part of an account that
// could not be read.
func unreadable(of func(*result.Account) (*result.Failure, bool)) func(*scene) []draft {
	return func(s *scene) []draft {
		var out []draft
		for _, sp := range s.accounts() {
			f, read := of(sp.account)
			switch {
			case f != nil:
				causes := []Cause{likely("answer-odd", Probable), likely("busy-now", Possible)}
				switch {
				case f.Kind == result.Timeout:
					causes = []Cause{likely("busy-now", Probable)}
				case cut(f):
					causes = []Cause{likely("server-ended", Probable), likely("busy-now", Possible)}
				case f.Kind == result.ProtocolError:
					causes = []Cause{likely("store-refuses", Probable)}
				}
				out = append(out, draft{status: Warn, spots: []spot{sp}, args: locale.Args{"detail": f.Detail}, causes: causes,
					seen: []Seen{failing(sp.at(), f, false)}})
			case read:
				out = append(out, draft{status: Pass, spots: []spot{sp}})
			}
		}
		return out
	}
}

func quotaAnswer(a *result.Account) (*result.Failure, bool) {
	if a.QuotaStatus == result.QuotaFail && a.QuotaFailure == nil {
		return &result.Failure{Kind: result.Malformed, Step: result.StepQuota}, false
	}
	return a.QuotaFailure, a.QuotaStatus == result.QuotaOK
}

// mailboxAnswer returns why folders, sizes or dates could not be read. It is
// silent where the question for the quota had ended the connection: that is
// told already.
func mailboxAnswer(a *result.Account) (*result.Failure, bool) {
	if q, m := a.QuotaFailure, a.MailboxFailure; q != nil && m != nil && q.Kind == m.Kind && cut(q) {
		return nil, false
	}
	return cmp.Or(a.MailboxFailure, a.ArrivalFailure), a.Mailbox != nil
}

// Opening returns why a mailbox did not open after an accepted login: INBOX
// itself was refused, or the session ended or was refused where it was first
// looked into. What only could not be understood is told as unreadable.
func Opening(a *result.Account) *result.Failure {
	if a.InboxFailure != nil {
		return a.InboxFailure
	}
	f := a.MailboxFailure
	if f == nil || a.Mailbox != nil && a.Mailbox.Messages != nil && f.Step == result.StepArrival {
		return nil
	}
	if q := a.QuotaFailure; q != nil && q.Kind == f.Kind && cut(q) {
		return nil
	}
	switch f.Kind {
	case result.MailboxRefused, result.IDRequired, result.Busy, result.InUse, result.ProtocolError, result.Closed, result.Reset:
		return f
	}
	return nil
}

// idRequired judges whether folders open for programs that do not say who
// they are.
func idRequired(s *scene) []draft {
	var out []draft
	for _, sp := range s.accounts() {
		if sp.service() != result.IMAP {
			continue
		}
		d := draft{status: Pass, spots: []spot{sp}}
		f := Opening(sp.account)
		switch {
		case f != nil && f.Kind == result.IDRequired:
			d.status, d.args, d.seen = Fail, locale.Args{"detail": f.Detail, "opened": false}, s.opened(sp, f)
		case sp.account.Identified:
			d.status, d.severity, d.args = Warn, Medium, locale.Args{"opened": true}
			d.seen = []Seen{word("", "identified", locale.Args{"at": sp.at()})}
		case f != nil:
			continue
		}
		if d.status != Pass {
			d.causes = []Cause{likely("id-wanted", Sure)}
		}
		out = append(out, d)
	}
	return out
}

// opened returns the evidence about a mailbox that did not open.
func (s *scene) opened(sp spot, f *result.Failure) []Seen {
	seen := []Seen{failing(sp.at(), f, false)}
	for _, other := range s.everySpot() {
		if other.host() == sp.host() && other.service() == sp.service() && other.port() == sp.port() && other.loggedIn() {
			seen = append(seen, word(Contrast, "logged-in", locale.Args{"ports": s.ports([]spot{other}), "mechanism": other.login().Mechanism}))
		}
	}
	return seen
}

// inboxRefused judges whether the mailbox opens once the login was accepted,
// or in answer to it.
func inboxRefused(s *scene) []draft {
	var out []draft
	usual := func(f *result.Failure) []Cause {
		switch {
		case cut(f):
			return []Cause{likely("server-ended", Probable), likely("store-broken", Probable)}
		case f.Kind == result.InUse:
			return []Cause{likely("other-session", Sure)}
		}
		return []Cause{likely("store-broken", Probable), likely("store-refuses", Probable)}
	}
	var shut []spot
	for _, sp := range s.accounts() {
		switch {
		case Opening(sp.account) != nil:
			shut = append(shut, sp)
		case sp.account.Mailbox != nil:
			out = append(out, draft{status: Pass, spots: []spot{sp}})
		}
	}
	type words struct{ host, detail string }
	for _, these := range groupBy(shut, func(sp spot) words { return words{sp.host(), Opening(sp.account).Detail} }) {
		f := Opening(these[0].account)
		d := draft{status: Fail, spots: these, args: locale.Args{"detail": f.Detail, "code": f.Code, "at_login": false}}
		d.causes = s.named(these[0].service(), f, usual(f)...)
		for _, sp := range these {
			d.seen = append(d.seen, s.opened(sp, f)...)
		}
		out = append(out, d)
	}
	for _, d := range refusedLogin(func(s *scene, sp spot) []Cause {
		return s.named(sp.service(), sp.loginFailure(), usual(sp.loginFailure())...)
	})(s) {
		if d.status == Fail {
			d.args["at_login"] = true
			out = append(out, d)
		}
	}
	return out
}

// folderRefused tells of folders that could not be looked into. Where the
// account only has no right to them, nothing is to be mended.
func folderRefused(s *scene) []draft {
	var out []draft
	for _, sp := range s.accounts() {
		box := sp.account.Mailbox
		if box == nil {
			continue
		}
		d := draft{status: Pass, spots: []spot{sp}}
		var names []string
		rights := true
		for _, f := range box.Folders {
			if f.Failure == nil || f.Name == "INBOX" {
				continue
			}
			names = append(names, f.Name)
			rights = rights && denied(f.Failure)
			if len(names) <= mostLines {
				d.seen = append(d.seen, word(Fault, "folder-refused", locale.Args{"folder": f.Name, "detail": f.Failure.Detail, "code": f.Failure.Code}))
			}
		}
		if len(names) > 0 {
			d.status, d.note = Warn, rights
			d.args = locale.Args{"count": len(names), "folder": names[0], "folders_list": names[:min(len(names), mostLines)], "one_folder": len(names) == 1}
			d.causes = []Cause{likely("folder-broken", Probable), likely("no-rights", Possible)}
			if rights {
				d.severity = Info
				d.causes = []Cause{likely("no-rights", Sure)}
			}
		}
		out = append(out, d)
	}
	return out
}

// denied reports whether a folder was refused for want of rights (RFC 4314).
func denied(f *result.Failure) bool {
	text := strings.ToLower(f.Detail)
	return f.Code == "NOPERM" || strings.Contains(text, "permission denied") || strings.Contains(text, "access denied")
}

// numberUntrue tells of numbers that cannot be true, which were left out. What
// depends on them was not checked, and nothing else is wrong by them.
func numberUntrue(s *scene) []draft {
	var out []draft
	for _, sp := range s.accounts() {
		d := draft{status: Pass, spots: []spot{sp}}
		for _, u := range sp.account.Untrue {
			d.status, d.note = Warn, true
			d.seen = append(d.seen, word(Fault, "untrue", locale.Args{"of": u.Of, "said": u.Said}))
		}
		if n := len(sp.account.Untrue); n > 0 {
			d.args = locale.Args{"of": sp.account.Untrue[0].Of, "said": sp.account.Untrue[0].Said, "others": n > 1}
			d.causes = []Cause{likely("counter-broken", Probable)}
		}
		out = append(out, d)
	}
	return out
}

// serverAlert passes on what the server wants shown to the person.
func serverAlert(s *scene) []draft {
	return judge(s.everySpot(), func(sp spot) judgement {
		if l := sp.login(); l != nil && len(l.Alerts) > 0 {
			return judgement{Warn, strings.Join(l.Alerts, "\n")}
		}
		return judgement{}
	}, func(d draft) draft {
		alerts := d.spots[0].login().Alerts
		d.note = true
		d.args = locale.Args{"alert": alerts[0]}
		d.causes = []Cause{likely("server-tells", Sure)}
		for _, a := range alerts[:min(len(alerts), mostLines)] {
			d.seen = append(d.seen, word("", "alert", locale.Args{"at": s.ports(d.spots), "alert": a}))
		}
		return d
	})
}

// cut reports whether a failure ended the connection.
func cut(f *result.Failure) bool {
	return slices.Contains([]result.Kind{result.Closed, result.Reset, result.Timeout}, f.Kind)
}

// mostShare is the share of a mailbox from which on one folder "holds most".
const mostShare = 0.5

// fewBytes is below what a folder is worth a word.
const fewBytes = 10 << 20

// biggest returns the largest folder of an account, of those that only wait to
// be deleted (trash) or of the others, and its share of all folders.
func biggest(a *result.Account, trash bool) (best result.Folder, share float64, ok bool) {
	if a.Mailbox == nil {
		return best, 0, false
	}
	total := int64(0)
	for _, f := range a.Mailbox.Folders {
		if f.Bytes == nil || f.View {
			continue
		}
		total += *f.Bytes
		if f.SpecialUse == `\All` { // nothing is filed there
			continue
		}
		waits := f.SpecialUse == `\Trash` || f.SpecialUse == `\Junk`
		if waits == trash && (best.Bytes == nil || *f.Bytes > *best.Bytes) {
			best = f
		}
	}
	if total == 0 || best.Bytes == nil {
		return best, 0, false
	}
	return best, float64(*best.Bytes) / float64(total), true
}

// folderHolds notes a folder that holds most of a mailbox. One in daily use
// is worth it only where room is short.
func folderHolds(trash bool) func(*scene) []draft {
	return func(s *scene) []draft {
		var out []draft
		for _, sp := range s.accounts() {
			f, share, ok := biggest(sp.account, trash)
			if !ok {
				continue
			}
			tight := sp.account.Tightest(result.Storage)
			short := tight != nil && tight.Share() >= tellShare
			d := draft{status: Pass, spots: []spot{sp}}
			if share >= mostShare && *f.Bytes >= fewBytes && (trash || short) {
				d.status, d.note = Warn, true
				d.args = locale.Args{"folder": f.Name, "folder_bytes": *f.Bytes, "folder_share": share}
				d.causes = []Cause{likely("never-emptied", Probable)}
				if !trash {
					d.causes = []Cause{likely("never-filed", Probable)}
				}
				d.seen = []Seen{word("", "folder", d.args)}
			}
			out = append(out, d)
		}
		return out
	}
}

// inboxDiffers compares the inbox as IMAP and POP3 show it.
func inboxDiffers(s *scene) []draft {
	var out []draft
	accounts := s.accounts()
	for _, imap := range accounts {
		inbox, ok := inboxOf(imap.account)
		if imap.service() != result.IMAP || !ok {
			continue
		}
		for _, pop := range accounts {
			box := pop.account.Mailbox
			if pop.service() != result.POP3 || pop.host() != imap.host() || box == nil || box.Messages == nil {
				continue
			}
			d := draft{status: Pass, spots: []spot{imap, pop}}
			d.args = locale.Args{"imap_count": *inbox.Messages, "pop_count": *box.Messages, "fewer": *box.Messages < *inbox.Messages}
			if *inbox.Messages != *box.Messages {
				d.status = Warn
				d.seen = []Seen{word("", "inbox-imap", d.args), word(Fault, "inbox-pop", d.args)}
				d.causes = []Cause{likely("arrived-between", Possible), likely("pop-hides", Possible)}
				if far(*inbox.Messages, *box.Messages) {
					d.causes = []Cause{likely("pop-hides", Probable), likely("other-mailbox", Possible)}
				} else {
					d.severity, d.note = Info, true
				}
			}
			out = append(out, d)
		}
	}
	return out
}

// far reports whether two counts differ by more than arrives between two
// sessions.
func far(a, b int64) bool { return math.Abs(float64(a-b)) > max(5, 0.01*float64(max(a, b))) }

func inboxOf(a *result.Account) (result.Folder, bool) {
	if a.Mailbox == nil {
		return result.Folder{}, false
	}
	for _, f := range a.Mailbox.Folders {
		if len(f.Name) == 5 && f.Messages != nil && (f.Name == "INBOX" || f.Name == "Inbox" || f.Name == "inbox") {
			return f, true
		}
	}
	return result.Folder{}, false
}
