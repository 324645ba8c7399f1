package choose

import (
	"slices"
	"strings"
	"testing"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// deviceCase is a whole set of devices, and what each is told.
type deviceCase struct {
	name    string
	host    fixture
	devices []string // each is also the name of its program
	offline string
	because string

	strategy Strategy
	does     []string // of each device: the IDs of what it is told
}

func popHost() fixture {
	return *with(situationA(), func(x *fixture) { x.imap, x.folders = result.Skip, nil })
}

func tokenHost() fixture {
	return *with(situationA(), func(x *fixture) {
		x.authIMAP, x.authPOP, x.loginCommand = []string{"XOAUTH2"}, []string{"XOAUTH2"}, ptr(false)
	})
}

func deviceCases() []deviceCase {
	return []deviceCase{
		{name: "two by IMAP", host: situationA(), devices: []string{"thunderbird", "by-hand"}, strategy: IMAPWindow,
			because: "both keep 30 days, and Thunderbird has a setting that looks alike and deletes originals", does: []string{"imap-days deletes-originals", "imap-days"}},
		{name: "a phone that empties the trash", host: situationA(), devices: []string{"all", "ios-mail"}, strategy: IMAPWindow,
			because: "what one device empties is gone for all", does: []string{"imap-days", "imap-menu empties-trash"}},
		{name: "windows of other kinds", host: situationA(), devices: []string{"messages", "whole", "repeats", "cloud"}, strategy: IMAPWindow,
			because: "never a setting that the program does not have", does: []string{"imap-messages inbox-only", "imap-all", "imap-keeps-little", "imap-window-unknown cloud"}},
		{name: "nothing offline", host: situationA(), devices: []string{"thunderbird", "messages"}, offline: "none", strategy: IMAPAll, does: []string{"imap", "imap inbox-only"},
			because: "nothing is to be set where nothing is kept"},
		{name: "no longer made", host: situationA(), devices: []string{"gone", "whole"}, strategy: IMAPWindow, does: []string{"gone", "imap-all"},
			because: "a program that is gone gets a way out, not a setting"},
		{name: "one owner deletes", host: popHost(), devices: []string{"for-ever", "all", "steps"}, strategy: POPKeepDays, does: []string{"pop-leaves", "pop-owner", "pop-leaves"},
			because: "the program that can be told any number of days deletes; the shortest N would win for everyone"},
		{name: "the owner has steps", host: popHost(), devices: []string{"by-hand", "steps"}, strategy: POPKeepDays, does: []string{"pop-leaves", "pop-owner"},
			because: "steps are better than nothing"},
		{name: "no owner", host: popHost(), devices: []string{"for-ever", "repeats"}, strategy: POPRemove, does: []string{"pop-owner-removes", "pop-leaves repeats"},
			because: "copies for ever or none: none, and the first to collect takes all"},
		{name: "a client that keeps for ever", host: popHost(), devices: []string{"by-hand"}, strategy: POPKeepDays, does: []string{"pop-never"},
			because: "it would fill the mailbox: another program must collect"},
		{name: "alone", host: popHost(), devices: []string{"all"}, strategy: POPKeepDays, does: []string{"pop-days"}, because: "one device, one setting"},
		{name: "alone, and nothing may stay", host: *with(popHost(), func(x *fixture) { x.popCaps = []string{"TOP"} }), devices: []string{"all"}, strategy: POPRemove, does: []string{"pop-removes"},
			because: "without UIDL no copy can stay"},
		{name: "not known to us", host: popHost(), devices: []string{"cloud"}, strategy: POPKeepDays, does: []string{"pop-days pop-unknown cloud"},
			because: "what is not known is said, and never taken for no"},
		{name: "a phone by POP", host: popHost(), devices: []string{"ios-mail"}, strategy: POPKeepDays, does: []string{"pop-days keep-unknown"},
			because: "its menus have a choice that we have not verified"},
		{name: "a program without POP", host: popHost(), devices: []string{"all", "whole"}, strategy: POPKeepDays, does: []string{"pop-owner", "no-pop"},
			because: "it is told so, and given a way"},
		{name: "a program without IMAP", host: *with(situationB(), func(*fixture) {}), devices: []string{"pop", "all"}, strategy: IMAPArchive, does: []string{"no-imap", "imap-days"},
			because: "there is no room to mix the two"},
		{name: "mixed", host: situationA(), devices: []string{"pop", "thunderbird"}, strategy: Mixed, does: []string{"pop-days", "imap-days deletes-originals"},
			because: "POP where IMAP cannot be had, and IMAP elsewhere"},
		{name: "mixed, for ever", host: situationA(), devices: []string{"pop-for-ever", "thunderbird"}, strategy: IMAPWindow, does: []string{"no-imap", "imap-days deletes-originals"},
			because: "a mixture needs 30 days, and this program cannot be told a number"},
		{name: "only tokens", host: tokenHost(), devices: []string{"thunderbird", "steps"}, strategy: IMAPWindow, does: []string{"imap-days deletes-originals oauth-add-on", "imap-days no-oauth"},
			because: "a program without OAuth2 drops out, and is given a way"},
		{name: "only tokens, from nobody that it knows", host: tokenHost(), devices: []string{"listed", "all"}, strategy: IMAPWindow, does: []string{"imap-days oauth-listed", "imap-days oauth-setting"},
			because: "it signs in at the providers of its list alone"},
		{name: "only tokens, four ways", host: tokenHost(), devices: []string{"button", "own-id", "command", "untold"}, strategy: IMAPWindow,
			does: []string{"imap-days oauth-button", "imap-days oauth-client-id", "imap-days oauth-command", "imap-days oauth-unknown"}, because: "each has its own way to a token"},
		{name: "neither protocol", host: *with(popHost(), func(x *fixture) { x.pop = result.Skip }), devices: []string{"all"}, strategy: NoneOffered, does: []string{"nothing"},
			because: "there is nothing to set"},
	}
}

func (c deviceCase) advice() Advice {
	n := Needs{Devices: ptr(len(c.devices)), Offline: c.offline}
	for _, d := range c.devices {
		n.DeviceList = append(n.DeviceList, Device{Name: d, Client: d})
	}
	f := gather(c.host.report(), n)
	f.programs = programsOf(n, shelf)
	return f.advice(decide(f))
}

func TestWholeSetsOfDevices(t *testing.T) {
	for _, c := range deviceCases() {
		t.Run(c.name, func(t *testing.T) {
			a := c.advice()
			if a.Strategy != c.strategy {
				t.Errorf("%s, want %s", a.Strategy, c.strategy)
			}
			var got []string
			for _, d := range a.Devices {
				var ids []string
				for _, text := range d.Does {
					ids = append(ids, strings.TrimPrefix(text.ID, "device."))
				}
				got = append(got, strings.Join(ids, " "))
			}
			if !slices.Equal(got, c.does) {
				t.Errorf("got  %q\nwant %q\nbecause %s", got, c.does, c.because)
			}
		})
	}
}

// wayCase is a mailbox that needs a way in steps, or a warning.
type wayCase struct {
	name    string
	host    *fixture
	needs   Needs
	because string
	plans   map[string][]string // plan -> steps
	traps   []string
}

func wayCases() []wayCase {
	at := func(imap, pop string) func(*fixture) {
		return func(x *fixture) { x.imapHost, x.popHost = imap, pop }
	}
	fullSteps := func(x *fixture) { x.used = 96 * mB }
	return []wayCase{
		{name: "full, with MOVE", host: with(situationB(), func(x *fixture) { fullSteps(x); x.imapCaps = []string{"MOVE"} }), needs: Needs{Devices: ptr(2)},
			because: "MOVE works in a full mailbox", plans: map[string][]string{"full": {"copy", "move", "expunge", "until", "then-archive", "refused"}}},
		{name: "full, without MOVE", host: with(situationB(), func(x *fixture) {
			fullSteps(x)
			x.folders = append(x.folders, folder("Trash", `\Trash`, 9, 9))
		}), needs: needsB(),
			because: "COPY to the trash fails in a full mailbox; the trash itself need not be taken along to POP",
			plans:   map[string][]string{"full": {"copy", "spare", "no-move", "expunge", "until", "then-pop", "refused"}}},
		{name: "full, POP alone", host: with(situationB(), func(x *fixture) { x.imap, x.folders = result.Skip, nil }), needs: Needs{Devices: ptr(1), QuotaBytes: ptr(int64(100 * mB)), UsedBytes: ptr(int64(95 * mB))},
			because: "what POP collects frees its room", plans: map[string][]string{"full": {"copy", "collect", "until", "then-pop", "refused"}}},
		{name: "full by word of mouth", needs: Needs{Devices: ptr(2), QuotaBytes: ptr(int64(100 * gB)), UsedBytes: ptr(int64(99*gB + 900*mB)), MailPerDay: ptr(1e-9)},
			because: "nothing was probed: whether there is MOVE is not known", plans: map[string][]string{"full": {"copy", "move-unknown", "expunge", "until", "then-more-room"}}},
		{name: "a POP program drains it", host: with(situationA(), func(x *fixture) { x.kept = 0.01 }), needs: needsA(),
			because: "much arrives and nothing is kept", plans: map[string][]string{"pop-to-imap": {"stop", "add", "upload", "compare", "remove"}}},
		{name: "the same, without a quota", host: with(situationA(), func(x *fixture) { x.kept, x.quota, x.quotaStatus = 0.01, 0, "unsupported" }), needs: needsA(),
			because: "room that is not known is asked for", plans: map[string][]string{"pop-to-imap": {"stop", "add", "upload", "compare", "remove"}}},
		{name: "to POP with folders", host: with(situationB(), func(x *fixture) { x.folders = append(x.folders, folder("Sent", `\Sent`, 20, 3)) }), needs: needsB(),
			because: "POP sees the inbox alone", plans: map[string][]string{"imap-to-pop": {"folders", "read", "collect", "empty", "backup"}}},
		{name: "nothing to warn of", host: same(situationA()), needs: needsA(), because: "a healthy mailbox"},
		{name: "Gmail by POP", host: with(situationB(), at(gmailIMAP, gmailPOP)), needs: needsB(), because: "about 250 messages at a time", traps: []string{"gmail-pop"}},
		{name: "Gmail by IMAP", host: with(situationA(), func(x *fixture) { at(gmailIMAP, gmailPOP)(x); x.used = 4 * gB }), needs: needsA(),
			because: "2500 MB a day: the first copy takes two days", traps: []string{"gmail-day"}},
		{name: "Gmail by IMAP, little mail", host: with(situationA(), at(gmailIMAP, gmailPOP)), needs: needsA(), because: "2150 MB fit in one day"},
		{name: "Yahoo by IMAP", host: with(situationA(), at(yahooIMAP, "pop.mail.yahoo.com")), needs: needsA(), because: "about 10,000 messages of a folder are shown", traps: []string{"yahoo-window"}},
		{name: "a host with a like name", host: with(situationA(), at("imap.mail.yahoo.com.example.org", "pop.gmail.com.example.org")), needs: needsA(), because: "a fact belongs to its host alone"},
	}
}

func (c wayCase) report() *result.Report { return expectation{host: c.host}.report() }

func TestWaysAndTraps(t *testing.T) {
	for _, c := range wayCases() {
		t.Run(c.name, func(t *testing.T) {
			a := Choose(c.report(), c.needs)
			got := map[string][]string{}
			for _, p := range a.Plans {
				for _, s := range p.Steps {
					got[p.ID] = append(got[p.ID], strings.TrimPrefix(s.ID, "plan."+p.ID+"."))
				}
			}
			for _, id := range []string{"full", "pop-to-imap", "imap-to-pop"} {
				if !slices.Equal(got[id], c.plans[id]) {
					t.Errorf("%s: got %q, want %q, because %s", id, got[id], c.plans[id], c.because)
				}
			}
			if traps := ids(a.Traps); !slices.Equal(traps, c.traps) {
				t.Errorf("traps %q, want %q, because %s", traps, c.traps, c.because)
			}
		})
	}
}

// Microsoft announces PLAIN and takes no password: a gate by its host name.
func TestMicrosoftTakesTokensAlone(t *testing.T) {
	x := with(situationA(), func(x *fixture) { x.imapHost, x.popHost = microsoft, microsoft })
	a := Choose(x.report(), Needs{Devices: ptr(2), Clients: []string{"fetchmail", "ios-mail", "mutt", "thunderbird", "claws-mail"}})
	if got := ids(a.Gates); !slices.Contains(got, "oauth-only") || a.Gates[slices.Index(got, "oauth-only")].EvidenceID != "evidence.provider" {
		t.Errorf("gates %v", got)
	}
	for _, d := range a.Devices {
		want := map[string]string{"fetchmail": "no-oauth", "ios-mail": "oauth-button", "mutt": "oauth-command", "thunderbird": "oauth-setting", "claws-mail": "oauth-client-id"}[d.Client]
		if !slices.ContainsFunc(d.Does, func(x locale.Text) bool { return x.ID == "device."+want }) {
			t.Errorf("%s is not told %s: %v", d.Client, want, d.Does)
		}
	}
}
