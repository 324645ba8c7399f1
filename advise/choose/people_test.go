package choose

import (
	"slices"
	"testing"

	"mailadvisor/probe/result"
)

// need is one thing that a person says.
type need func(*Needs)

func says(list ...need) Needs {
	var n Needs
	for _, say := range list {
		say(&n)
	}
	return n
}

func devices(n int) need { return func(x *Needs) { x.Devices = &n } }

// own are devices by name, NAME or NAME:PROGRAM.
func own(list ...string) need {
	return func(x *Needs) {
		for _, s := range list {
			d := Device{Name: s}
			if i := slices.Index([]byte(s), ':'); i >= 0 {
				d = Device{Name: s[:i], Client: s[i+1:]}
			}
			x.DeviceList = append(x.DeviceList, d)
		}
		x.Devices = ptr(Readers(x.DeviceList))
	}
}
func with1(programs ...string) need {
	return func(x *Needs) { x.Devices, x.Clients = ptr(1), programs }
}
func quota(mb int64) need       { return func(x *Needs) { x.QuotaBytes = ptr(mb * mB) } }
func used(mb int64) need        { return func(x *Needs) { x.UsedBytes = ptr(mb * mB) } }
func perDay(n float64) need     { return func(x *Needs) { x.MailPerDay = &n } }
func sized(kb int64) need       { return func(x *Needs) { x.MailBytes = ptr(kb * kB) } }
func offline(w string) need     { return func(x *Needs) { x.Offline = w } }
func old(w string) need         { return func(x *Needs) { x.OldMail = w } }
func rule(w string) need        { return func(x *Needs) { x.ServerCopy = w } }
func disk(mb int64) need        { return func(x *Needs) { x.DiskBytes = ptr(mb * mB) } }
func away(days int) need        { return func(x *Needs) { x.AbsenceDays = &days } }
func growth(share float64) need { return func(x *Needs) { x.Growth = &share } }
func metered(x *Needs)          { x.Metered = ptr(true) }
func noIMAP(x *Needs)           { x.IMAP = ptr(false) }
func noPOP(x *Needs)            { x.POP = ptr(false) }
func endless(x *Needs)          { x.NoQuota = true }
func sharing(x *Needs)          { x.Shared = ptr(true) }

// person is one of the people of the corpus: who they are, what they say, and
// the right answer with its reason. They were written down before the program
// was asked.
type person struct {
	who      string
	needs    Needs
	host     *fixture
	strategy Strategy
	first    []string // what must be said before the reasons, and nothing else
	days     int      // that a copy stays, or after which mail is archived; 0: not looked at
	because  string
}

func onlyPOP() *fixture {
	return with(situationA(), func(x *fixture) { x.imap, x.folders = result.Skip, nil })
}

func people() []person {
	certFails := with(situationA(), func(x *fixture) { x.imap, x.imapKind, x.folders = result.Fail, result.CertUnknownIssuer, nil })
	silentHost := with(situationA(), func(x *fixture) {
		x.imap, x.pop, x.imapKind, x.popKind, x.folders = result.Fail, result.Fail, result.Timeout, result.Timeout, nil
	})
	counted := func(used, limit int64) *fixture {
		return with(situationA(), func(x *fixture) { x.count, x.countUsed = limit, used })
	}
	return []person{
		// One computer and little room: POP.
		{who: "a retired man, one PC, the 250 MB of his provider", needs: says(devices(1), quota(250)), strategy: POPKeepDays, days: 14, because: "the mailbox never fills, and one device needs no other to learn of anything"},
		{who: "a student, one laptop with Thunderbird, 500 MB", needs: says(own("laptop:thunderbird"), quota(500)), strategy: POPKeepDays, days: 14, because: "Thunderbird can be told 14 days"},
		{who: "one Mac with Mail, 200 MB", needs: says(own("mac:apple-mail"), quota(200)), strategy: POPKeepDays, days: 7, because: "Mail offers a day, a week or a month: a week is the longest within 14 days"},
		{who: "one PC with Outlook, 700 MB of 1 GB", needs: says(own("pc:outlook"), quota(1024), used(700)), strategy: POPKeepDays, days: 14, because: "full within a year by IMAP"},
		{who: "one PC with Evolution, 300 MB", needs: says(own("pc:evolution"), quota(300)), strategy: POPKeepDays, days: 14, because: "Evolution can be told days"},
		{who: "one PC with KMail, 300 MB", needs: says(own("pc:kmail"), quota(300)), strategy: POPKeepDays, days: 14, because: "KMail can be told days"},
		{who: "one PC with Claws Mail, 300 MB", needs: says(own("pc:claws-mail"), quota(300)), strategy: POPKeepDays, days: 14, because: "Claws Mail can be told days"},
		{who: "one PC with mutt, 300 MB", needs: says(own("pc:mutt"), quota(300)), strategy: POPRemove, because: "mutt keeps for ever or not at all: nothing stays"},
		{who: "one PC with fetchmail, 300 MB", needs: says(own("pc:fetchmail"), quota(300)), strategy: POPRemove, because: "fetchmail keeps for ever or not at all"},
		{who: "one PC with getmail6, 300 MB", needs: says(own("pc:getmail6"), quota(300)), strategy: POPKeepDays, days: 14, because: "getmail6 deletes after any number of days"},
		{who: "one PC with alpine, 300 MB", needs: says(own("pc:alpine"), quota(300)), strategy: IMAPArchive, days: 90, because: "alpine never deletes what it collects: POP would fill the mailbox"},
		{who: "one PC with mbsync, 300 MB", needs: says(own("pc:mbsync"), quota(300)), strategy: IMAPArchive, days: 90, because: "mbsync has no POP"},
		{who: "one PC with Geary, 300 MB", needs: says(own("pc:geary"), quota(300)), strategy: IMAPArchive, because: "Geary has no POP"},
		{who: "one PC with Gnus, 300 MB", needs: says(own("pc:gnus"), quota(300)), strategy: POPKeepDays, days: 14, because: "Gnus can be told days"},
		{who: "one PC, 10 GB", needs: says(devices(1), quota(10240)), strategy: IMAPWindow, because: "there is room for years: the prior"},
		{who: "one PC, 2 GB", needs: says(devices(1), quota(2048)), strategy: IMAPWindow, because: "two years bring 1.1 GB"},
		{who: "one PC, 20 MB, five small messages a day", needs: says(devices(1), quota(20), perDay(5), sized(20)), strategy: POPKeepDays, days: 14, because: "0.1 MB a day fill 20 MB in six months"},
		{who: "one PC, 10 MB, 40 a day", needs: says(devices(1), quota(10), perDay(40)), strategy: POPRemove, first: []string{"pop-away"}, because: "three days of mail fit: no copy, and three weeks away are too long"},
		{who: "one PC, small, old mail everywhere", needs: says(devices(1), quota(200), old("everywhere")), strategy: IMAPArchive, first: []string{"old-mail-archive"}, because: "what was asked for is IMAP, and what does not fit is said"},
		{who: "two programs on one PC, small", needs: says(with1("thunderbird", "getmail6"), quota(300)), strategy: POPKeepDays, days: 14, because: "both can be told days"},
		{who: "one PC, 100 MB, away 60 days", needs: says(devices(1), quota(100), away(60)), strategy: POPRemove, because: "51 days of mail fit below the target, 63 below the limit"},
		{who: "one PC, 100 MB, away 90 days", needs: says(devices(1), quota(100), away(90)), strategy: POPRemove, first: []string{"pop-away"}, because: "63 days fit, whatever is set"},
		{who: "one PC, 100 MB, never away", needs: says(devices(1), quota(100), away(0)), strategy: POPKeepDays, days: 14, because: "there is room for more than the usual 14"},
		{who: "one PC, 50 MB, 20 a day", needs: says(devices(1), quota(50)), strategy: POPKeepDays, days: 4, because: "37.5 MB hold 25 days, less 21 of absence"},
		{who: "a photographer, one PC, 10 messages of 5 MB a day, 5 GB", needs: says(devices(1), quota(5120), perDay(10), sized(5120)), strategy: POPKeepDays, days: 14, because: "50 MB a day fill 5 GB in three months"},
		{who: "one PC, 200 a day, 1 GB", needs: says(devices(1), quota(1024), perDay(200)), strategy: POPKeepDays, days: 14, because: "768 MB hold 52 days, less 21"},
		{who: "one computer for old mail, one device, small", needs: says(devices(1), quota(300), old("one-computer")), strategy: POPKeepDays, days: 14, because: "all that IMAP would give is not asked for"},

		// Several devices: IMAP, and an archive where there is little room.
		{who: "PC and phone, half of 1 GB", needs: says(own("pc", "phone"), quota(1024), used(500)), strategy: IMAPArchive, days: 365, because: "a year and a month of mail take 580 MB"},
		{who: "a family, 1.5 of 2 GB", needs: says(sharing, quota(2048), used(1536)), strategy: IMAPArchive, days: 365, because: "several people read it, and it is full within a year"},
		{who: "three devices, 300 MB", needs: says(devices(3), quota(300)), strategy: IMAPArchive, days: 90, because: "120 days of mail take 176 MB, and 31 more while away"},
		{who: "laptop and phone, 50 MB, ten a day", needs: says(own("laptop", "phone"), quota(50), perDay(10)), strategy: IMAPArchive, days: 30, because: "37 days take 27 MB, and 15 more while away"},
		{who: "two devices, 20 MB", needs: says(devices(2), quota(20)), strategy: IMAPArchive, days: 7, first: []string{"archive-away"}, because: "21 days away bring 31 MB, which fit under no plan"},
		{who: "two devices, 10 MB, 40 a day", needs: says(devices(2), quota(10), perDay(40)), strategy: IMAPArchive, days: 7, first: []string{"archive-tight"}, because: "not even eight days fit"},
		{who: "two devices, 100 MB, never away", needs: says(devices(2), quota(100), away(0)), strategy: IMAPArchive, days: 30, because: "37 days take 54 MB of 75"},
		{who: "two devices, 100 MB, away six weeks", needs: says(devices(2), quota(100), away(42)), strategy: IMAPArchive, days: 14, because: "42 days away bring 62 MB of 92: 21 days of mail fit beside them, and 20 do not allow 30"},
		{who: "two devices, 10 GB, 110 a day", needs: says(devices(2), quota(10240), perDay(110)), strategy: IMAPWindow, because: "two years bring 5.9 GB"},
		{who: "an office, two devices, 110 a day, 5 GB", needs: says(devices(2), quota(5120), perDay(110)), strategy: IMAPArchive, days: 365, because: "395 days take 3.2 of 5 GB"},
		{who: "a heavy user, two devices, 200 a day, 5 GB", needs: says(devices(2), quota(5120), perDay(200)), strategy: IMAPArchive, days: 180, because: "395 days take 5.8 GB, 210 take 3.1"},
		{who: "two devices, one message a day, 100 MB", needs: says(devices(2), quota(100), perDay(1)), strategy: IMAPWindow, because: "two years bring 53 MB"},
		{who: "twelve devices", needs: says(devices(12)), strategy: IMAPWindow, because: "many devices, nothing known of the room"},
		{who: "a couple that shares a mailbox, 15 GB", needs: says(sharing, quota(15360)), strategy: IMAPWindow, because: "sharing decides, and there is room"},
		{who: "the family, named as such", needs: says(own("famille"), quota(15360)), strategy: IMAPWindow, because: "several people read it"},
		{who: "two devices, quota not known", needs: says(devices(2)), strategy: IMAPWindow, because: "an unknown quota is not a small one"},
		{who: "two devices, a limit that is none", needs: says(devices(2), endless), strategy: IMAPWindow, because: "no limit is room"},
		{who: "one device, a limit that is none", needs: says(devices(1), endless), strategy: IMAPWindow, because: "nothing speaks for POP"},
		{who: "nobody says how many devices, 100 MB", needs: says(quota(100)), strategy: IMAPArchive, because: "nothing said speaks for POP, and IMAP needs an archive"},

		// Without a computer.
		{who: "a phone with K-9, 900 MB of 1 GB", needs: says(own("phone:k9"), quota(1024), used(900), perDay(10)), strategy: IMAPWindow, first: []string{"make-room"}, because: "K-9 never deletes by POP, and there is no computer for an archive"},
		{who: "a phone with Thunderbird for Android, 300 MB", needs: says(own("phone:thunderbird-android"), quota(300)), strategy: IMAPWindow, first: []string{"make-room"}, because: "the same program by another name"},
		{who: "an iPhone, 4.8 of 5 GB", needs: says(own("iphone:ios-mail"), quota(5120), used(4915)), strategy: IMAPWindow, first: []string{"make-room"}, because: "a phone is no place for the only copy, and holds no archive"},
		{who: "a phone, 1 of 15 GB", needs: says(own("phone"), quota(15360), used(1024)), strategy: IMAPWindow, because: "there is room"},
		{who: "a phone, 100 MB", needs: says(own("phone"), quota(100)), strategy: IMAPWindow, first: []string{"make-room"}, because: "a lost phone would lose everything by POP"},
		{who: "phone and tablet, 300 MB", needs: says(own("phone", "tablet"), quota(300)), strategy: IMAPWindow, first: []string{"make-room"}, because: "two devices, and no computer"},
		{who: "téléphone et tablette, 300 MB", needs: says(own("téléphone", "tablette"), quota(300)), strategy: IMAPWindow, first: []string{"make-room"}, because: "the same in French"},
		{who: "a program for phones alone, one device", needs: says(with1("k9"), quota(300)), strategy: IMAPWindow, first: []string{"make-room"}, because: "the program tells that it is a phone"},
		{who: "phone and laptop, 300 MB", needs: says(own("phone:k9", "laptop:thunderbird"), quota(300)), strategy: IMAPArchive, days: 90, because: "the laptop holds the archive"},
		{who: "a tablet with FairEmail, only POP", needs: says(own("tablet:fairemail"), noIMAP, quota(300)), strategy: POPRemove, because: "FairEmail can leave nothing, and cannot count days"},

		// Rules.
		{who: "a lawyer, one PC, nothing may stay", needs: says(devices(1), rule("forbidden"), quota(5120)), strategy: POPRemove, because: "POP that leaves nothing is the only plan that obeys"},
		{who: "a doctor, two devices, nothing may stay", needs: says(devices(2), rule("forbidden")), strategy: IMAPArchive, days: 7, first: []string{"rule-several"}, because: "two devices need the mail there: for the shortest time, and the conflict is named"},
		{who: "a doctor, one phone with FairEmail", needs: says(own("phone:fairemail"), rule("forbidden")), strategy: POPRemove, because: "FairEmail deletes what it has collected"},
		{who: "a doctor, one phone with K-9", needs: says(own("phone:k9"), rule("forbidden")), strategy: IMAPWindow, first: []string{"rule-nowhere"}, because: "nothing there can obey, and that is said"},
		{who: "a doctor, phone and tablet with FairEmail", needs: says(own("phone:fairemail", "tablet:fairemail"), rule("forbidden")), strategy: POPRemove, first: []string{"rule-one-device"}, because: "without a computer only one device can have it"},
		{who: "an employee on a metered link, nothing may stay", needs: says(devices(1), rule("forbidden"), metered), strategy: POPRemove, because: "a rule beats a slow link"},
		{who: "nothing may stay, no POP", needs: says(devices(1), rule("forbidden"), noPOP), strategy: IMAPArchive, days: 7, first: []string{"rule-no-pop"}, because: "IMAP always leaves something"},
		{who: "an office that shares, nothing may stay", needs: says(sharing, rule("forbidden")), strategy: IMAPArchive, days: 7, first: []string{"rule-several"}, because: "several people need it there"},
		{who: "nothing may stay, and no more is said", needs: says(rule("forbidden")), strategy: POPRemove, because: "a default of two devices is nobody's word"},
		{who: "nothing may stay, 100 MB, two devices", needs: says(devices(2), rule("forbidden"), quota(100)), strategy: IMAPArchive, days: 7, first: []string{"rule-several"}, because: "the shortest rhythm fits too"},
		{who: "nothing may stay, one PC with alpine", needs: says(own("pc:alpine"), rule("forbidden")), strategy: IMAPArchive, days: 7, first: []string{"rule-no-pop"}, because: "alpine never deletes by POP"},
		{who: "an accountant, two devices, everything is kept", needs: says(devices(2), rule("required"), quota(10240)), strategy: IMAPBackup, because: "IMAP and a copy that only grows"},
		{who: "everything is kept, one PC, 500 MB", needs: says(devices(1), rule("required"), quota(500)), strategy: IMAPArchive, first: []string{"kept-two-disks"}, because: "the archive must not be the only copy"},
		{who: "everything is kept, only POP", needs: says(devices(1), rule("required"), noIMAP), strategy: POPKeepDays, first: []string{"kept-no-imap"}, because: "POP alone does not keep it: a conflict"},
		{who: "everything is kept, only POP without UIDL", needs: says(devices(1), rule("required")), host: with(*onlyPOP(), func(x *fixture) { x.popCaps = []string{"TOP"} }), strategy: POPRemove, first: []string{"kept-no-imap"}, because: "nothing can stay, and that is said first"},
		{who: "everything is kept, one phone", needs: says(own("phone"), rule("required")), strategy: IMAPWindow, first: []string{"kept-no-computer"}, because: "a backup needs a place"},
		{who: "everything is kept, a metered link", needs: says(devices(3), rule("required"), metered), strategy: IMAPBackup, because: "a rule beats a slow link"},
		{who: "everything is kept, and small, two devices", needs: says(devices(2), rule("required"), quota(100)), strategy: IMAPArchive, first: []string{"kept-two-disks"}, because: "it does not fit, so it is moved, to two disks"},
		{who: "no rule", needs: says(devices(2), rule("any")), strategy: IMAPWindow, because: "that there is no rule changes nothing"},

		// Wishes.
		{who: "everything offline, 500 MB free, 20 GB of mail", needs: says(devices(2), offline("all"), disk(500), quota(51200), used(20480)), strategy: IMAPWindow, first: []string{"offline-disk"}, because: "it does not fit, and that is named"},
		{who: "everything offline, 100 GB free, 20 GB of mail", needs: says(devices(2), offline("all"), disk(102400), quota(51200), used(20480)), strategy: IMAPAll, because: "it fits"},
		{who: "everything offline, nobody said how much is free", needs: says(devices(2), offline("all")), strategy: IMAPAll, because: "an assumed disk decides nothing"},
		{who: "everything offline on a metered link", needs: says(devices(2), offline("all"), metered), strategy: IMAPWindow, first: []string{"offline-metered"}, because: "two wishes against each other: named"},
		{who: "everything offline, and an archive", needs: says(devices(2), offline("all"), quota(1024), used(900)), strategy: IMAPArchive, first: []string{"offline-archive"}, because: "what is archived is on one computer"},
		{who: "everything offline by POP", needs: says(devices(1), offline("all"), quota(200)), strategy: POPKeepDays, days: 14, because: "POP keeps everything on the computer"},
		{who: "nothing offline", needs: says(devices(2), offline("none")), strategy: IMAPAll, because: "no window where nothing is read offline"},
		{who: "only POP, 500 MB free", needs: says(devices(1), noIMAP, disk(500)), strategy: POPKeepDays, first: []string{"disk-pop"}, because: "two years of mail take 1.3 GB there"},
		{who: "an archive on 500 MB", needs: says(devices(2), quota(300), disk(500)), strategy: IMAPArchive, first: []string{"disk-archive"}, because: "the archive takes 1.3 GB"},
		{who: "recent mail on 20 MB", needs: says(devices(2), offline("recent"), disk(20)), strategy: IMAPWindow, because: "seven days take 12 MB"},
		{who: "recent mail on 5 MB", needs: says(devices(2), offline("recent"), disk(5)), strategy: IMAPWindow, first: []string{"offline-tight"}, because: "not even seven days fit"},
		{who: "old mail everywhere, 10 GB", needs: says(devices(3), old("everywhere"), quota(10240)), strategy: IMAPWindow, because: "it is on the server"},
		{who: "old mail everywhere, only POP", needs: says(devices(1), old("everywhere"), noIMAP), strategy: POPKeepDays, first: []string{"old-mail-pop"}, because: "POP leaves it in one place"},
		{who: "old mail everywhere, 100 MB, three devices", needs: says(devices(3), old("everywhere"), quota(100)), strategy: IMAPArchive, first: []string{"old-mail-archive"}, because: "there is no room for it"},
		{who: "a metered link, 10 GB", needs: says(devices(1), metered, quota(10240)), strategy: IMAPWindow, because: "large parts can wait on the server"},
		{who: "little disk, one laptop, 10 GB of mail in 50 GB", needs: says(devices(1), disk(2048), quota(51200), used(10240)), strategy: IMAPWindow, because: "IMAP can keep the recent part alone"},
		{who: "little disk, and one computer with little room", needs: says(devices(1), old("one-computer"), disk(300), quota(100)), strategy: POPKeepDays, first: []string{"disk-pop"}, because: "an archive needs the same disk: it does not turn POP into one"},

		// What was tested, and what was not.
		{who: "a URL of IMAP, its issuer unknown", needs: says(devices(1)), host: with(*certFails, func(x *fixture) { x.pop = "" }), strategy: NoneOffered, because: "IMAP did not work, and POP was not tested: nothing is known"},
		{who: "a URL of IMAP that works, one small computer", needs: says(devices(1), quota(100)), host: with(situationB(), func(x *fixture) { x.pop = "" }), strategy: IMAPArchive, because: "POP was not tested: the advice is for what is known"},
		{who: "a URL of POP that works", needs: says(devices(1)), host: with(situationA(), func(x *fixture) { x.imap = "" }), strategy: POPKeepDays, days: 14, because: "the advice is for what is known, and says that IMAP was not tested"},
		{who: "a URL of POP, two devices", needs: says(devices(2)), host: with(situationA(), func(x *fixture) { x.imap = "" }), strategy: POPKeepDays, days: 30, first: []string{"several-pop"}, because: "what two devices lose by POP is said"},
		{who: "IMAP times out, POP works", needs: says(devices(1)), host: with(situationA(), func(x *fixture) { x.imap, x.imapKind, x.folders = result.Fail, result.Timeout, nil }), strategy: POPKeepDays, days: 14, because: "POP is what worked"},
		{who: "IMAP's issuer unknown, POP works", needs: says(devices(1)), host: certFails, strategy: POPKeepDays, days: 14, because: "no password goes to an unknown issuer"},
		{who: "nothing answers, and nothing was said", host: silentHost, strategy: NoneOffered, because: "there is nothing to advise from"},
		{who: "nothing answers, two devices", needs: says(devices(2), quota(10240)), host: silentHost, strategy: IMAPWindow, first: []string{"host-silent"}, because: "the person's answers are still an answer"},
		{who: "nothing answers, one small computer", needs: says(devices(1), quota(100)), host: silentHost, strategy: POPKeepDays, days: 14, first: []string{"host-silent"}, because: "as without a host, and said so"},
		{who: "sending was tested alone", needs: says(devices(2), quota(10240)), host: with(situationA(), func(x *fixture) { x.imap, x.pop, x.sending, x.folders = "", "", result.OK, nil }), strategy: IMAPWindow, first: []string{"reading-untested"}, because: "nothing was seen of reading, and that is said"},
		{who: "both certificates are bad", needs: says(devices(2)), host: with(*certFails, func(x *fixture) { x.pop, x.popKind = result.Fail, result.CertExpired }), strategy: NoneOffered, because: "no setting leads anywhere that is safe"},
		{who: "POP in the clear alone", needs: says(devices(1), quota(100)), host: with(situationB(), func(x *fixture) { x.pop, x.popKind = result.Fail, result.StartTLSMissing }), strategy: IMAPArchive, because: "no cleartext setting is ever given"},
		{who: "the domain says that there is no POP", needs: says(devices(1), quota(100)), host: with(situationB(), func(x *fixture) { x.pop, x.notOffered = "", []result.Service{result.POP3} }), strategy: IMAPArchive, because: "its own word"},
		{who: "no login, quota not known", needs: says(devices(2)), host: with(situationB(), func(x *fixture) { x.noLogin = true }), strategy: IMAPWindow, because: "an unknown quota is not small"},

		// Programs on an only POP host, and beside each other.
		{who: "only POP, a phone with K-9", needs: says(own("phone:k9")), host: onlyPOP(), strategy: POPRemove, first: []string{"other-program"}, because: "FairEmail can leave nothing, K-9 cannot"},
		{who: "only POP, a PC with alpine", needs: says(own("pc:alpine")), host: onlyPOP(), strategy: POPKeepDays, days: 14, first: []string{"other-program"}, because: "Thunderbird can be told days, alpine cannot"},
		{who: "only POP, a phone with FairEmail", needs: says(own("phone:fairemail")), host: onlyPOP(), strategy: POPRemove, because: "it leaves nothing"},
		{who: "only POP, Thunderbird and K-9", needs: says(own("laptop:thunderbird", "tablet:k9")), host: onlyPOP(), strategy: POPKeepDays, days: 30, first: []string{"several-pop"}, because: "Thunderbird deletes for both, after the tablet has seen the mail"},
		{who: "only POP, alpine and K-9", needs: says(own("laptop:alpine", "phone:k9")), host: onlyPOP(), strategy: POPKeepDays, days: 30, first: []string{"other-program", "several-pop"}, because: "neither deletes"},
		{who: "only POP, three devices, away 45 days", needs: says(devices(3), away(45)), host: onlyPOP(), strategy: POPKeepDays, days: 45, first: []string{"several-pop"}, because: "a copy stays for the longest absence"},
		{who: "only POP, two devices, EXPIRE 7", needs: says(devices(2)), host: with(*onlyPOP(), func(x *fixture) { x.popCaps = []string{"UIDL", "EXPIRE 7"} }), strategy: POPKeepDays, days: 7, first: []string{"several-pop"}, because: "the server keeps no longer"},
		{who: "only POP, two devices, a small quota", needs: says(devices(2), quota(100)), host: onlyPOP(), strategy: POPKeepDays, days: 30, first: []string{"several-pop"}, because: "75 MB hold 51 days of what is assumed to arrive, less 21"},
		{who: "only POP, two devices, a smaller quota", needs: says(devices(2), quota(80)), host: onlyPOP(), strategy: POPKeepDays, days: 19, first: []string{"several-pop"}, because: "60 MB hold 40 days, less 21: 19 rather than 30"},
		{who: "mpop alone", needs: says(own("server:mpop"), quota(300)), strategy: POPRemove, because: "it has no IMAP, and cannot count days"},
		{who: "mpop beside Thunderbird", needs: says(own("server:mpop", "laptop:thunderbird")), strategy: IMAPWindow, first: []string{"other-imap"}, because: "mpop cannot leave mail for 30 days: it is replaced"},
		{who: "Thunderbird on a laptop and on Android", needs: says(own("laptop:thunderbird", "phone:thunderbird-android"), quota(15360)), strategy: IMAPWindow, because: "two devices and room"},
		{who: "webmail of a Nextcloud, 300 MB", needs: says(own("office:nextcloud-mail"), quota(300)), strategy: IMAPArchive, because: "it has no POP, and people are several"},
		{who: "a scanner", needs: says(own("scanner")), strategy: NoneOffered, because: "it sends, and reads nothing"},
		{who: "a scanner beside one PC, 300 MB", needs: says(own("scanner", "pc"), quota(300)), strategy: POPKeepDays, days: 14, because: "a machine that only sends is no reader"},
		{who: "msmtp on a NAS", needs: says(own("nas:msmtp")), strategy: NoneOffered, because: "msmtp only sends"},

		// Little data, limits of other kinds.
		{who: "three messages in 91 days", needs: says(devices(2)), host: with(situationA(), func(x *fixture) { x.samples, x.used, x.folders = 3, mB, nil }), strategy: IMAPWindow, because: "three messages are no rate"},
		{who: "a POP program empties it, two devices, 100 MB", needs: says(devices(2)), host: with(situationB(), func(x *fixture) { x.kept, x.used = 0.01, mB }), strategy: IMAPArchive, because: "it fills once that program no longer empties it"},
		{who: "a POP program empties it, one PC, 100 MB", needs: says(devices(1)), host: with(situationB(), func(x *fixture) { x.kept, x.used = 0.01, mB }), strategy: POPKeepDays, days: 12, because: "it does already what is right"},
		{who: "9,990 of 10,000 messages", needs: says(devices(2)), host: counted(9990, 10000), strategy: IMAPArchive, because: "full tomorrow, by messages"},
		{who: "10,000 of 10,000 messages", needs: says(devices(2)), host: counted(10000, 10000), strategy: IMAPArchive, first: []string{"refused-messages"}, because: "mail is refused now"},
		{who: "396 MB of 100", needs: says(devices(2), quota(100), used(396)), strategy: IMAPArchive, days: 30, first: []string{"refused-now"}, because: "what is refused now comes first"},
		{who: "an empty box of 100 MB", needs: says(devices(1), quota(100), used(0)), strategy: POPKeepDays, days: 14, because: "an empty box is not full"},
		{who: "the account has no limit", needs: says(devices(2)), host: with(situationA(), func(x *fixture) { x.quota, x.quotaStatus = 0, result.QuotaNone }), strategy: IMAPWindow, because: "no limit is room"},
		{who: "a trash of 2.3 GB", needs: says(devices(2)), host: with(situationA(), func(x *fixture) { x.folders[3] = folder("Trash", `\Trash`, 9, 2300) }), strategy: IMAPWindow, because: "there is room, and more once it is emptied"},
		{who: "96 of 100 MB, one PC", needs: says(devices(1)), host: with(situationB(), func(x *fixture) { x.used = 96 * mB }), strategy: POPKeepDays, because: "collecting makes room"},

		// Growth.
		{who: "twice as much each year, 1 GB", needs: says(devices(2), quota(1024), used(10), growth(1)), strategy: IMAPArchive, days: 90, because: "in two years four times as much arrives: 120 days take 700 MB then"},
		{who: "half as much more each year, one PC, 5 GB", needs: says(devices(1), quota(5120), growth(0.5)), strategy: IMAPWindow, because: "two years bring 1.7 GB"},
		{who: "four times as much each year, 5 GB", needs: says(devices(2), quota(5120), growth(3)), strategy: IMAPArchive, days: 90, because: "two years bring 5.8 GB; 120 days take 2.8 GB then"},
		{who: "half as much more each year, one PC, 100 MB", needs: says(devices(1), quota(100), growth(0.5)), strategy: POPKeepDays, days: 1, because: "75 MB hold 22 days of what arrives in two years, less 21"},
		{who: "a little more each year, 1.1 GB", needs: says(devices(2), quota(1126), growth(0.1)), strategy: IMAPArchive, because: "1,126 MB last two years without growth, and not with it"},
		{who: "the same without growth, 1.1 GB", needs: says(devices(2), quota(1126)), strategy: IMAPWindow, because: "two years bring 1,070 of 1,118 MB"},
	}
}

func (p person) report() *result.Report { return expectation{host: p.host}.report() }

// TestPeople asks for the answer of each of the corpus, and holds every answer
// to what may never contradict itself.
func TestPeople(t *testing.T) {
	if n := len(people()) + len(expectations()); n < 200 {
		t.Errorf("the corpus has %d cases", n)
	}
	for _, p := range people() {
		t.Run(p.who, func(t *testing.T) {
			a := Choose(p.report(), p.needs)
			if a.Strategy != p.strategy {
				t.Errorf("%s, want %s, because %s", a.Strategy, p.strategy, p.because)
			}
			if got := ids(a.First); !slices.Equal(got, p.first) {
				t.Errorf("first %v, want %v, because %s", got, p.first, p.because)
			}
			if got := max(a.Options.LeaveOnServerDays, a.Options.ArchiveDays); p.days > 0 && got != p.days {
				t.Errorf("%d days, want %d, because %s", got, p.days, p.because)
			}
			for _, wrong := range contradictionsIn(p.report(), p.needs, a) {
				t.Error(wrong)
			}
		})
	}
}
