package choose

import (
	"sync"

	"mailadvisor/advise/client"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// limits is what the gates leave possible. Each obstacle is the ID of the
// gate that put it there, "" where nothing stands in the way.
type limits struct {
	noIMAP, noPOP string
	noCopy        string // POP may leave no copy
	instead       string // the program to take for POP, where those that were named never delete
	maxDays       int    // for which it may leave one, at most
	minPollSec    int    // between two POP sessions
}

func (l limits) imap() bool { return l.noIMAP == "" }
func (l limits) pop() bool  { return l.noPOP == "" }

// noCopyAtAll returns the obstacle to leaving every copy for ever.
func (l limits) noCopyAtAll() string {
	if l.noCopy == "client-for-ever" {
		return "" // that is what the program can do
	}
	return l.noCopy
}

// bar is what a gate rules out.
type bar string

const (
	barsIMAP bar = "imap"
	barsPOP  bar = "pop"
	barsCopy bar = "copy"
	tells    bar = "" // it rules nothing out
)

// gate is one row of what is impossible or forced, checked before any
// weighing and said as such.
type gate struct {
	id       string
	bars     bar
	holds    func(*facts) bool
	args     func(*facts) locale.Args
	evidence func(*facts) evidence
}

// gates is the table. It is made once: what would change the answer is found by
// deciding again some hundred times.
var gates = sync.OnceValue(func() []gate {
	imap := func(f *facts) *service { return &f.imap }
	pop := func(f *facts) *service { return &f.pop }
	lost := func(s func(*facts) *service, why obstacle) func(*facts) bool {
		return func(f *facts) bool { return !s(f).usable.v && s(f).why == why }
	}
	source := func(s func(*facts) *service) func(*facts) evidence {
		return func(f *facts) evidence { return s(f).evidence() }
	}
	failure := func(s func(*facts) *service) func(*facts) locale.Args {
		return func(f *facts) locale.Args {
			p := s(f).failed
			args := locale.Args{"port": p.Port, "kind": "", "explained": p.Failure != nil, "temporary": false}
			if p.Failure != nil {
				args["kind"], args["temporary"] = string(p.Failure.Kind), p.Failure.Temporary
			}
			return args
		}
	}
	none := func(*facts) locale.Args { return nil }
	popSays := func(holds func(*service) bool) func(*facts) bool {
		return func(f *facts) bool { return f.pop.usable.v && holds(&f.pop) }
	}
	wire := func(words string) func(*facts) evidence { return func(*facts) evidence { return seenAs(words) } }
	program := func(p func(*facts) string) func(*facts) locale.Args {
		return func(f *facts) locale.Args { return locale.Args{"client": p(f)} }
	}
	named := func(f *facts) evidence { return evidenceOf(you, f.programs.flag, "") }
	return []gate{
		{id: "imap-not-offered", bars: barsIMAP, holds: lost(imap, notOffered), args: none, evidence: source(imap)},
		{id: "imap-unencrypted", bars: barsIMAP, holds: lost(imap, unencrypted), args: none, evidence: source(imap)},
		{id: "imap-fails", bars: barsIMAP, holds: lost(imap, fails), args: failure(imap), evidence: source(imap)},
		{id: "imap-said-no", bars: barsIMAP, holds: lost(imap, saidNo), args: none, evidence: source(imap)},
		{id: "imap-port-closed", bars: barsIMAP, holds: lost(imap, portClosed), args: failure(imap), evidence: source(imap)},
		{id: "imap-not-tested", bars: barsIMAP, holds: lost(imap, notTested), args: none,
			evidence: func(*facts) evidence { return evidence{"evidence.not-checked", nil} }},
		{id: "pop-port-closed", bars: barsPOP, holds: lost(pop, portClosed), args: failure(pop), evidence: source(pop)},
		{id: "pop-not-tested", bars: barsPOP, holds: lost(pop, notTested), args: none,
			evidence: func(*facts) evidence { return evidence{"evidence.not-checked", nil} }},
		{id: "pop-not-offered", bars: barsPOP, holds: lost(pop, notOffered), args: none, evidence: source(pop)},
		{id: "pop-unencrypted", bars: barsPOP, holds: lost(pop, unencrypted), args: none, evidence: source(pop)},
		{id: "pop-fails", bars: barsPOP, holds: lost(pop, fails), args: failure(pop), evidence: source(pop)},
		{id: "pop-said-no", bars: barsPOP, holds: lost(pop, saidNo), args: none, evidence: source(pop)},
		{
			id: "client-no-imap", bars: barsIMAP,
			holds: func(f *facts) bool { return f.programs.noneReadsIMAP() && f.pop.usable.v },
			args:  program(func(f *facts) string { return f.programs.noIMAP }), evidence: named,
		},
		{
			id: "client-no-pop", bars: barsPOP,
			holds: func(f *facts) bool {
				return f.programs.noneCollects() && !f.programs.noneReadsIMAP() && f.imap.usable.v
			},
			args: program(func(f *facts) string { return f.programs.noPOP }), evidence: named,
		},
		{
			id: "client-never-deletes", bars: barsPOP,
			holds: func(f *facts) bool { return f.programs.neverDeletes() && f.imap.usable.v && f.pop.usable.v },
			args:  program(func(f *facts) string { return f.programs.neverName }), evidence: named,
		},
		{
			id: "client-must-change", bars: tells,
			holds: func(f *facts) bool { return f.programs.neverDeletes() && !f.imap.usable.v && f.pop.usable.v },
			args: func(f *facts) locale.Args {
				return locale.Args{"client": f.programs.neverName, "instead": f.instead()}
			}, evidence: named,
		},
		{
			id: "pop-no-uidl", bars: barsCopy,
			holds: popSays(func(s *service) bool { return s.uidl.known() && !s.uidl.v }), args: none, evidence: func(f *facts) evidence { return f.pop.uidlSeen() },
		},
		{
			id: "expire-zero", bars: barsCopy,
			holds: popSays(func(s *service) bool { return s.expire.known() && s.expire.v == 0 }), args: none, evidence: wire("CAPA, EXPIRE 0"),
		},
		{
			id: "client-for-ever", bars: barsCopy,
			holds: func(f *facts) bool { return f.pop.usable.v && f.programs.keepsForEver() },
			args:  program(func(f *facts) string { return f.programs.forEver }), evidence: named,
		},
		{
			id: "expire-days", bars: tells,
			holds:    popSays(func(s *service) bool { return s.expire.v > 0 && s.expire.v < maxCopyDays }),
			args:     func(f *facts) locale.Args { return locale.Args{"expire_days": f.pop.expire.v} },
			evidence: func(f *facts) evidence { return seenAs("CAPA, " + expireWord(f)) },
		},
		{
			id: "login-delay", bars: tells,
			holds: popSays(func(s *service) bool { return s.loginDelay.v > pollMinutes*60 }),
			args: func(f *facts) locale.Args {
				return locale.Args{"delay_minutes": minutes(f.pop.loginDelay.v), "several": f.several()}
			},
			evidence: wire("CAPA, LOGIN-DELAY"),
		},
		{
			id: "oauth-only", bars: tells,
			holds: (*facts).oauthOnly,
			args: func(f *facts) locale.Args {
				not := f.withoutTokens()
				return locale.Args{"named": len(not) > 0, "client_list": not}
			},
			evidence: func(f *facts) evidence {
				if f.known.Needs("oauth2-only") {
					return evidence{"evidence.table", locale.Args{"provider": f.known.Name, "as_of_month": f.known.AsOf}}
				}
				if host := f.hostAmong([]string{microsoft}); host != "" {
					return evidence{"evidence.provider", locale.Args{"wire": host}}
				}
				return seenAs("AUTH")
			},
		},
	}
})

// runGates applies the table. Of several gates that rule out the same, the
// first is the obstacle.
func runGates(f *facts) (limits, []Reason) {
	l := limits{maxDays: result.ExpireNever}
	if f.pop.expire.known() {
		l.maxDays = f.pop.expire.v
	}
	l.minPollSec = f.pop.loginDelay.v
	if f.programs.neverDeletes() && !f.imap.usable.v && f.pop.usable.v {
		l.instead = f.instead()
	}
	var out []Reason
	bars := map[bar]*string{barsIMAP: &l.noIMAP, barsPOP: &l.noPOP, barsCopy: &l.noCopy}
	rows := gates()
	for _, g := range rows {
		if !g.holds(f) {
			continue
		}
		if obstacle, ok := bars[g.bars]; ok && *obstacle == "" {
			*obstacle = g.id
		}
		out = append(out, reason(g.id, string(g.bars), "decisive", g.args(f), g.evidence(f)))
	}
	for i := range out { // a protocol that is out speaks for the other, where that is left
		switch was := bar(out[i].For); {
		case was == barsIMAP && l.pop():
			out[i].For = "pop3"
			if out[i].ID == "imap-not-tested" {
				out[i].For = "" // it speaks for nothing
			}
		case was == barsPOP && l.imap():
			out[i].For = "imap"
			if out[i].ID == "pop-not-tested" {
				out[i].For = ""
			}
		default:
			out[i].For = ""
		}
	}
	return l, out
}

// minutes rounds seconds up.
func minutes(seconds int) int { return (seconds + 59) / 60 }

// instead returns the program to take for POP where those that were named never
// delete: one for a telephone where there is no computer.
func (f *facts) instead() string {
	names := client.OnDesktops()
	if f.noComputer() {
		names = client.OnPhones()
	}
	for _, name := range names {
		if row, _ := client.Lookup(name); row.POP == client.Yes && !row.Keep.ByHand {
			return name
		}
	}
	return client.Usual
}
