package choose

import (
	"slices"
	"testing"

	"mailadvisor/probe/result"
)

// expectation is one case: a host and a person, and the answer that they must
// get, with the reason why.
type expectation struct {
	name    string
	host    *fixture // nil: nothing was probed
	needs   Needs
	because string

	protocol string
	strategy Strategy
	gates    []string // that must be told
	reasons  []string // that must be given
	first    []string // that must be said before them, in this order; nil: nothing is looked for
	options  func(Options) bool
	conflict bool
}

// with changes a fixture.
func with(x fixture, change func(*fixture)) *fixture {
	change(&x)
	return &x
}

func same(x fixture) *fixture { return &x }

func days(n int) func(Options) bool {
	return func(o Options) bool { return o.LeaveOnServer == "days" && o.LeaveOnServerDays == n }
}

func noCopy(o Options) bool { return o.LeaveOnServer == "no" && o.LeaveOnServerDays == 0 }

func expectations() []expectation {
	popOnly := func(x *fixture) { x.imap, x.folders = result.Skip, nil }
	caps := func(caps ...string) func(*fixture) { return func(x *fixture) { x.popCaps = caps } }
	both := func(changes ...func(*fixture)) func(*fixture) {
		return func(x *fixture) {
			for _, c := range changes {
				c(x)
			}
		}
	}
	return []expectation{
		// The prior, and needs alone.
		{name: "nothing known", because: "no fact either way: IMAP is the prior, and two devices are the default",
			protocol: "imap", strategy: IMAPWindow, reasons: []string{"devices-assumed", "quota-unknown"},
			options: func(o Options) bool { return o.OfflineDays == 30 && o.PollMinutes == 15 }},
		{name: "one device, nothing else", needs: Needs{Devices: ptr(1)}, because: "one device alone does not speak for POP",
			protocol: "imap", strategy: IMAPWindow, reasons: []string{"prior", "quota-unknown"}},
		{name: "three devices, no report", needs: Needs{Devices: ptr(3)}, because: "two devices or more are decisive for IMAP",
			protocol: "imap", strategy: IMAPWindow, reasons: []string{"several-devices"}},
		{name: "small quota said, one computer", needs: Needs{Devices: ptr(1), OldMail: "one-computer", QuotaBytes: ptr(int64(200 * mB))},
			because:  "one device and a small quota speak for POP; 150 MB hold 102 days of 1.46 MB, so N is the usual 14",
			protocol: "pop3", strategy: POPKeepDays, reasons: []string{"small-quota", "one-computer", "copy-days-usual"}, options: days(14)},
		{name: "small quota said, two devices", needs: Needs{Devices: ptr(2), QuotaBytes: ptr(int64(200 * mB))},
			because:  "decisive reasons come before sums, and an archive makes room: 150 MB hold 102 days, so 90 and 30 do not fit and 60 do",
			protocol: "imap", strategy: IMAPArchive, reasons: []string{"several-devices", "small-quota", "archive-horizon"},
			options: func(o Options) bool { return o.ArchiveDays == 60 && o.ArchiveEveryDays == 7 }},
		{name: "large quota said, one computer", needs: Needs{Devices: ptr(1), OldMail: "one-computer", QuotaBytes: ptr(int64(50 * gB))},
			because: "a quota is small only where IMAP fills it within two years", protocol: "imap", strategy: IMAPWindow, reasons: []string{"room"}},
		{name: "offline everything", needs: Needs{Devices: ptr(2), Offline: "all"},
			because: "IMAP with a cache equals POP: only the offline copy changes", protocol: "imap", strategy: IMAPAll,
			reasons: []string{"offline-neutral"}, options: func(o Options) bool { return o.Offline == "all" && o.OfflineDays == 0 }},
		{name: "offline nothing", needs: Needs{Devices: ptr(2), Offline: "none"}, because: "no window where nothing is read offline",
			protocol: "imap", strategy: IMAPAll, options: func(o Options) bool { return o.Offline == "none" }},
		{name: "shared", needs: Needs{Shared: ptr(true)}, because: "a shared mailbox is decisive", protocol: "imap", strategy: IMAPWindow, reasons: []string{"shared"}},
		{name: "shared, one device each", needs: Needs{Shared: ptr(true), Devices: ptr(1)}, because: "the contradiction is told, and shared decides",
			protocol: "imap", strategy: IMAPWindow, reasons: []string{"shared", "contradiction-shared-one-device"}},
		{name: "must leave the provider, two devices", needs: Needs{Devices: ptr(2), ServerCopy: "forbidden"},
			because: "several devices need it there: the conflict is named, and it stays for the shortest time", protocol: "imap", strategy: IMAPArchive,
			reasons: []string{"must-leave"}, first: []string{"rule-several"}, conflict: true,
			options: func(o Options) bool { return o.ArchiveDays == 7 && o.ArchiveEveryDays == 1 && o.OfflineDays <= 7 }},
		{name: "must be kept", needs: Needs{ServerCopy: "required"}, because: "kept by law: IMAP and a backup, never POP that removes",
			protocol: "imap", strategy: IMAPBackup, reasons: []string{"must-be-kept"}},
		{name: "must leave, yet old mail everywhere", needs: Needs{ServerCopy: "forbidden", OldMail: "everywhere"},
			because: "a rule beats a wish, and nobody said that there are several devices: nothing stays", protocol: "pop3", strategy: POPRemove,
			reasons: []string{"contradiction-old-mail-forbidden"}, first: []string{"old-mail-pop"}},
		{name: "no IMAP, said", needs: Needs{Devices: ptr(1), IMAP: ptr(false)}, because: "a forced choice is said as such",
			protocol: "pop3", strategy: POPKeepDays, gates: []string{"imap-said-no"}, options: days(14)},
		{name: "neither, said", needs: Needs{IMAP: ptr(false), POP: ptr(false)}, because: "nothing to choose, and why",
			protocol: "none", strategy: NoneOffered, gates: []string{"imap-said-no", "pop-said-no"}},
		{name: "metered", needs: Needs{Devices: ptr(1), Metered: ptr(true), Offline: "all"}, because: "a metered link wants a window and a cap on bodies",
			protocol: "imap", strategy: IMAPWindow, reasons: []string{"metered"}, options: func(o Options) bool { return o.BodyLimitBytes == 128*kB && o.PollMinutes == 60 }},
		{name: "little disk", needs: Needs{Devices: ptr(1), Offline: "all", DiskBytes: ptr(int64(500 * mB))},
			because: "two years of 1.46 MB a day do not fit on 500 MB", protocol: "imap", strategy: IMAPWindow, reasons: []string{"little-disk"}},
		{name: "hardly any disk", needs: Needs{Devices: ptr(2), DiskBytes: ptr(int64(30 * mB))}, because: "30 days need 53 MB and 14 days 25 MB: the window shrinks",
			protocol: "imap", strategy: IMAPWindow, options: func(o Options) bool { return o.OfflineDays == 14 }},
		{name: "a quota of nothing", needs: Needs{Devices: ptr(1), OldMail: "one-computer", QuotaBytes: ptr(int64(0))},
			because: "a limit of 0 may mean unlimited: unknown, neither full nor free", protocol: "imap", strategy: IMAPWindow, reasons: []string{"quota-unknown"}},

		// A healthy host.
		{name: "5 GB, three devices", host: same(situationA()), needs: needsA(), because: "three devices decide, and there is room until 2030", protocol: "imap", strategy: IMAPWindow,
			reasons: []string{"several-devices", "sent-on-server", "folders", "room"}},
		{name: "5 GB, one computer", host: same(situationA()), needs: needsB(), because: "room for four years and folders that POP would miss",
			protocol: "imap", strategy: IMAPWindow, reasons: []string{"folders", "room"}},
		{name: "5 GB, nothing said", host: same(situationA()), because: "measured reasons agree with the default", protocol: "imap", strategy: IMAPWindow},
		{name: "5 GB, said to be 1 GB", host: same(situationA()), needs: Needs{Devices: ptr(3), QuotaBytes: ptr(int64(gB))},
			because: "the person beats the measurement, and the contradiction is told", protocol: "imap", strategy: IMAPArchive,
			reasons: []string{"contradiction-quota", "small-quota"}, first: []string{"refused-now"}},
		{name: "5 GB, no POP", host: with(situationA(), func(x *fixture) { x.pop = result.Skip }), needs: needsA(), because: "one protocol is offered: forced",
			protocol: "imap", strategy: IMAPWindow, gates: []string{"pop-not-offered"}},
		{name: "SRV says there is no POP", host: with(situationA(), func(x *fixture) { x.pop, x.notOffered = "", []result.Service{result.POP3} }), needs: needsB(),
			because: "a target of \".\" is the domain's own word (RFC 6186)", protocol: "imap", strategy: IMAPWindow, gates: []string{"pop-not-offered"}},
		{name: "no login", host: with(situationB(), func(x *fixture) { x.noLogin = true }), needs: needsB(),
			because: "an unknown quota is not a small one", protocol: "imap", strategy: IMAPWindow, reasons: []string{"quota-unknown"}},
		{name: "no login, quota said", host: with(situationB(), func(x *fixture) { x.noLogin = true }),
			needs:   Needs{Devices: ptr(1), OldMail: "one-computer", QuotaBytes: ptr(int64(100 * mB))},
			because: "a flag stands in for what was not measured; 75 MB hold 51 days less 21", protocol: "pop3", strategy: POPKeepDays, options: days(14)},
		{name: "no limit on the account", host: with(situationA(), func(x *fixture) { x.quota, x.quotaStatus = 0, result.QuotaNone }), needs: needsB(),
			because: "no limit is room", protocol: "imap", strategy: IMAPWindow, reasons: []string{"no-limit"}},
		{name: "only tokens", host: with(situationA(), func(x *fixture) {
			x.authIMAP, x.authPOP, x.loginCommand = []string{"XOAUTH2"}, []string{"XOAUTH2", "OAUTHBEARER"}, ptr(false)
		}), needs: Needs{Devices: ptr(2), Clients: []string{"thunderbird", "getmail6"}}, because: "programs without OAuth2 drop out", protocol: "imap", strategy: IMAPWindow, gates: []string{"oauth-only"}},
		{name: "the domain prefers POP", host: with(situationA(), func(x *fixture) { x.preference = result.POP3 }), needs: needsB(),
			because: "a preference is weak: it does not outweigh what was measured", protocol: "imap", strategy: IMAPWindow, reasons: []string{"domain-prefers-pop"}},

		// A small mailbox.
		{name: "100 MB, one computer", host: same(situationB()), needs: needsB(), because: "75 MB hold 33 days less 21 of absence: 12", protocol: "pop3", strategy: POPKeepDays,
			reasons: []string{"small-quota", "one-computer", "copies-may-stay", "copy-days-room"}, options: days(12)},
		{name: "100 MB, two devices", host: same(situationB()), needs: Needs{Devices: ptr(2), OldMail: "one-computer"}, because: "21 days away bring 48 MB: of 94, 46 hold 26 days of what is kept, so 14 and a week",
			protocol: "imap", strategy: IMAPArchive, options: func(o Options) bool { return o.ArchiveDays == 14 && o.ArchiveEveryDays == 7 && o.OfflineDays == 14 }},
		{name: "100 MB, one device", host: same(situationB()), needs: Needs{Devices: ptr(1)}, because: "one device and a small quota: POP, though old mail was not asked about",
			protocol: "pop3", strategy: POPKeepDays, reasons: []string{"one-device"}},
		{name: "100 MB, one device, old mail everywhere", host: same(situationB()), needs: Needs{Devices: ptr(1), OldMail: "everywhere"},
			because: "old mail within reach everywhere is on the server: an archive makes room for the rest", protocol: "imap", strategy: IMAPArchive, reasons: []string{"old-mail-everywhere"}},
		{name: "100 MB, 40 days away", host: same(situationB()), needs: Needs{Devices: ptr(1), OldMail: "one-computer", AbsenceDays: ptr(40)},
			because: "33 days of room less 40 leave none for a copy; without copies 41 days fit", protocol: "pop3", strategy: POPRemove, options: noCopy},
		{name: "100 MB, never away", host: same(situationB()), needs: Needs{Devices: ptr(1), OldMail: "one-computer", AbsenceDays: ptr(0)},
			because: "33 days of room, but 14 unless more is asked for; the old mail would fill it first, so begin with 1", protocol: "pop3", strategy: POPKeepDays,
			options: func(o Options) bool { return o.LeaveOnServerDays == 14 && o.FirstKeepDays == 0 }},
		{name: "100 MB, 85 used", host: with(situationB(), func(x *fixture) { x.used = 85 * mB }), needs: needsB(),
			because: "85 MB and 12 days of 2.27 pass 94 MB: collect once with a copy for a day", protocol: "pop3", strategy: POPKeepDays,
			options: func(o Options) bool { return o.LeaveOnServerDays == 12 && o.FirstKeepDays == 1 }},
		{name: "100 MB, 95 used", host: with(situationB(), func(x *fixture) { x.used = 95 * mB }), needs: Needs{Devices: ptr(2)},
			because: "full already: make room first", protocol: "imap", strategy: IMAPArchive, reasons: []string{"nearly-full"}},
		{name: "100 MB, must leave", host: same(situationB()), needs: Needs{Devices: ptr(1), OldMail: "one-computer", ServerCopy: "forbidden"},
			because: "no copy may stay", protocol: "pop3", strategy: POPRemove, reasons: []string{"must-leave"}, options: noCopy},
		{name: "100 MB, EXPIRE 7", host: with(situationB(), caps("UIDL", "EXPIRE 7")), needs: needsB(), because: "N is at most EXPIRE (RFC 2449)",
			protocol: "pop3", strategy: POPKeepDays, gates: []string{"expire-days"}, reasons: []string{"copy-days-expire"}, options: days(7)},
		{name: "100 MB, EXPIRE 0", host: with(situationB(), caps("UIDL", "EXPIRE 0")), needs: needsB(), because: "EXPIRE 0: mail may not be left",
			protocol: "pop3", strategy: POPRemove, gates: []string{"expire-zero"}, options: noCopy},
		{name: "100 MB, EXPIRE NEVER", host: with(situationB(), caps("UIDL", "EXPIRE NEVER")), needs: needsB(), because: "NEVER sets no limit: the room does",
			protocol: "pop3", strategy: POPKeepDays, options: days(12)},
		{name: "100 MB, no UIDL", host: with(situationB(), caps("TOP", "EXPIRE 60")), needs: needsB(), because: "without UIDL nothing can be left",
			protocol: "pop3", strategy: POPRemove, gates: []string{"pop-no-uidl"}, options: noCopy},
		{name: "100 MB, UIDL announced and refused", host: with(situationB(), func(x *fixture) { x.uidl = ptr(false) }), needs: needsB(),
			because: "UIDL itself outweighs its announcement", protocol: "pop3", strategy: POPRemove, gates: []string{"pop-no-uidl"}},
		{name: "100 MB, LOGIN-DELAY 3600", host: with(situationB(), caps("UIDL", "LOGIN-DELAY 3600")), needs: needsB(), because: "polls at least an hour apart",
			protocol: "pop3", strategy: POPKeepDays, gates: []string{"login-delay"}, options: func(o Options) bool { return o.PollMinutes == 60 }},
		{name: "100 MB, Apple Mail", host: same(situationB()), needs: Needs{Devices: ptr(1), OldMail: "one-computer", Clients: []string{"apple-mail"}},
			because: "it offers 1, 7 or 30 days: 7 is the longest within 12", protocol: "pop3", strategy: POPKeepDays, reasons: []string{"copy-days-client"}, options: days(7)},
		{name: "100 MB, mbsync", host: same(situationB()), needs: Needs{Devices: ptr(1), OldMail: "one-computer", Clients: []string{"mbsync"}},
			because: "never a setting that the program cannot do: it has no POP", protocol: "imap", strategy: IMAPArchive, gates: []string{"client-no-pop"}},

		// Mail that grows, and sets of devices with the real table of programs.
		{name: "room today, and 60% more mail a year", needs: Needs{Devices: ptr(2), QuotaBytes: ptr(int64(1300 * mB)), Growth: ptr(0.6)},
			because: "1.2 GB last 830 days without growth and fewer than two years with it; in two years 2.6 times as much arrives, and a year of it no longer fits", protocol: "imap", strategy: IMAPArchive, reasons: []string{"small-quota"},
			options: func(o Options) bool { return o.ArchiveDays == 180 }},
		{name: "the same without growth", needs: Needs{Devices: ptr(2), QuotaBytes: ptr(int64(1300 * mB))},
			because: "without growth it is no small quota", protocol: "imap", strategy: IMAPWindow, reasons: []string{"room"}},
		{name: "laptop and phone by IMAP", host: same(situationA()), needs: Needs{DeviceList: []Device{{Name: "laptop", Client: "thunderbird"}, {Name: "phone", Client: "k9"}}},
			because: "named devices count as said", protocol: "imap", strategy: IMAPWindow, reasons: []string{"several-devices"}},
		{name: "a program without IMAP beside one with it", host: same(situationA()), needs: Needs{DeviceList: []Device{{Name: "server", Client: "mpop"}, {Name: "laptop", Client: "thunderbird"}}},
			because: "mpop cannot be told 30 days: it cannot share the mailbox, and is replaced", protocol: "imap", strategy: IMAPWindow, reasons: []string{"mixed-programs"}, first: []string{"other-imap"}, conflict: true},
		{name: "POP alone, a phone that keeps for ever", host: with(situationA(), popOnly), needs: Needs{DeviceList: []Device{{Name: "phone", Client: "k9"}}},
			because: "K-9 never deletes: another program must, and on a telephone FairEmail leaves nothing", protocol: "pop3", strategy: POPRemove,
			gates: []string{"imap-not-offered", "client-must-change"}, first: []string{"other-program"}, conflict: true, options: noCopy},
		{name: "POP alone, the laptop deletes for the phone", host: with(situationA(), popOnly), needs: Needs{DeviceList: []Device{{Name: "phone", Client: "k9"}, {Name: "laptop", Client: "thunderbird"}}},
			because: "one owner deletes, so the phone is no obstacle, and has 30 days to see the mail", protocol: "pop3", strategy: POPKeepDays,
			gates: []string{"imap-not-offered"}, first: []string{"several-pop"}, conflict: true, options: days(30)},
		{name: "POP alone, 7 days of Apple Mail beside any of Thunderbird", host: with(situationB(), popOnly), needs: Needs{DeviceList: []Device{{Name: "mac", Client: "apple-mail"}, {Name: "laptop", Client: "thunderbird"}}, QuotaBytes: ptr(int64(100 * mB)), MailPerDay: ptr(40.0), MailBytes: ptr(int64(58 * kB))},
			because: "the program that can be told 12 days is the owner, not the one with steps", protocol: "pop3", strategy: POPKeepDays, gates: []string{"imap-not-offered"}, reasons: []string{"copy-days-room"}, conflict: true, options: days(12)},

		// Forced and broken hosts.
		{name: "POP alone, three devices", host: with(situationA(), popOnly), needs: needsA(), because: "what is offered overrules what is needed: a conflict, and said",
			protocol: "pop3", strategy: POPKeepDays, gates: []string{"imap-not-offered"}, first: []string{"several-pop"}, conflict: true, options: days(30)},
		{name: "POP alone, one device", host: with(situationA(), popOnly), needs: needsB(), because: "forced, and no conflict", protocol: "pop3", strategy: POPKeepDays, gates: []string{"imap-not-offered"}, options: days(14)},
		{name: "POP alone, no copy", host: with(situationA(), both(popOnly, caps("TOP"))), needs: needsB(), because: "forced, and without UIDL nothing stays",
			protocol: "pop3", strategy: POPRemove, gates: []string{"imap-not-offered", "pop-no-uidl"}},
		{name: "IMAP fails", host: with(situationA(), func(x *fixture) { x.imap, x.imapKind, x.folders = result.Fail, result.CertExpired, nil }), needs: needsB(),
			because: "what fails is not offered as a setting; the kind is told", protocol: "pop3", strategy: POPKeepDays, gates: []string{"imap-fails"}},
		{name: "IMAP fails, said to work", host: with(situationA(), func(x *fixture) { x.imap, x.imapKind, x.folders = result.Fail, result.Timeout, nil }),
			needs: Needs{Devices: ptr(1), IMAP: ptr(true)}, because: "the person beats the probe, and the contradiction is told",
			protocol: "imap", strategy: IMAPWindow, reasons: []string{"contradiction-imap-yes"}},
		{name: "no encryption anywhere", host: with(situationA(), func(x *fixture) {
			x.imap, x.pop, x.folders = result.Fail, result.Fail, nil
			x.imapKind, x.popKind = result.StartTLSMissing, result.StartTLSMissing
		}), needs: needsA(), because: "no cleartext setting is ever printed", protocol: "none", strategy: NoneOffered, gates: []string{"imap-unencrypted", "pop-unencrypted"}},
		{name: "nothing answers", host: with(situationA(), func(x *fixture) {
			x.imap, x.pop, x.folders = result.Fail, result.Fail, nil
			x.imapKind, x.popKind = result.Timeout, result.Refused
		}), needs: Needs{Devices: ptr(1)}, because: "neither works, with the reason", protocol: "none", strategy: NoneOffered, gates: []string{"imap-fails", "pop-not-offered"}},
		{name: "not probed, the domain prefers POP", host: with(fixture{}, func(x *fixture) { x.preference = result.POP3 }), needs: needsB(),
			because: "the only fact there is", protocol: "pop3", strategy: POPKeepDays, reasons: []string{"domain-prefers-pop"}, options: days(14)},
		{name: "no login, POP preferred, no UIDL", host: &fixture{noLogin: true, imap: result.OK, pop: result.OK, popCaps: []string{"TOP"}, imapCaps: []string{"IMAP4rev1"}, preference: result.POP3},
			needs: needsB(), because: "POP, and nothing can be left", protocol: "pop3", strategy: POPRemove, gates: []string{"pop-no-uidl"}},
		{name: "a POP program at work", host: with(situationA(), func(x *fixture) { x.kept = 0.02 }), needs: needsA(), because: "hardly anything is kept: a hint",
			protocol: "imap", strategy: IMAPWindow, reasons: []string{"pop-already"}},
	}
}

func (e expectation) report() *result.Report {
	if e.host == nil {
		return nothing()
	}
	return e.host.report()
}

func TestCases(t *testing.T) {
	for _, e := range expectations() {
		t.Run(e.name, func(t *testing.T) {
			a := Choose(e.report(), e.needs)
			if a.Protocol != e.protocol || a.Strategy != e.strategy {
				t.Errorf("got %s (%s), want %s (%s), because %s", a.Strategy, a.Protocol, e.strategy, e.protocol, e.because)
			}
			if a.Conflict != e.conflict {
				t.Errorf("conflict %v, want %v", a.Conflict, e.conflict)
			}
			if got := ids(a.Gates); !containsAll(got, e.gates) || len(e.gates) == 0 && len(got) > 0 {
				t.Errorf("gates %v, want %v", got, e.gates)
			}
			if got := ids(a.Reasons); !containsAll(got, e.reasons) {
				t.Errorf("reasons %v, want %v among them", got, e.reasons)
			}
			if got := ids(a.First); e.first != nil && !slices.Equal(got, e.first) {
				t.Errorf("first %v, want %v, because %s", got, e.first, e.because)
			}
			if e.options != nil && !e.options(a.Options) {
				t.Errorf("options %+v, but %s", a.Options, e.because)
			}
			if len(a.Alternatives) != 8 || a.Backup.ID == "" || len(a.BackupHow) == 0 {
				t.Errorf("%d alternatives, backup %q: every answer has all of them", len(a.Alternatives), a.Backup.ID)
			}
			if e.strategy != NoneOffered && (a.Alternatives[0].Strategy != e.strategy || !a.Alternatives[0].Possible) {
				t.Errorf("the first row is %s, possible %v", a.Alternatives[0].Strategy, a.Alternatives[0].Possible)
			}
		})
	}
}

func ids(reasons []Reason) []string {
	var out []string
	for _, r := range reasons {
		out = append(out, r.ID)
	}
	return out
}

func containsAll(list, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(list, w) })
}
