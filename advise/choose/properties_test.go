package choose

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"mailadvisor/probe/result"
	"mailadvisor/probe/testkit"
)

// random makes any host, mailbox and person; a seed makes the same ones.
func random(r *rand.Rand) (fixture, Needs) {
	pick := func(chance float64) bool { return r.Float64() < chance }
	x := fixture{
		imap: result.OK, pop: result.OK,
		imapCaps: []string{"IMAP4rev1"}, popCaps: []string{"TOP"},
		quota: int64(20*mB) << r.IntN(10), perDay: 1 + 150*r.Float64(), meanBytes: 10*kB + r.Int64N(150*kB),
		kept: r.Float64(), sentPerDay: 10 * r.Float64(), sentBytes: r.Int64N(200 * kB),
		noLogin: pick(0.1),
	}
	x.used = int64(float64(x.quota) * r.Float64())
	x.large = min(x.quota/10, 100*x.meanBytes)
	if pick(0.8) {
		x.popCaps = append(x.popCaps, "UIDL")
	}
	if pick(0.5) {
		x.popCaps = append(x.popCaps, []string{"EXPIRE NEVER", "EXPIRE 0", "EXPIRE 5", "EXPIRE 60"}[r.IntN(4)])
	}
	if pick(0.1) {
		x.pop = result.Skip
	}
	if pick(0.1) {
		x.imap = result.Skip
	}
	inbox := x.used / mB
	if pick(0.5) {
		sent := r.Int64N(inbox + 1)
		x.folders = append(x.folders, folder("Sent", `\Sent`, 10, sent), folder("Archive", "", 5, 0))
		inbox -= sent
	}
	x.folders = append(x.folders, folder("INBOX", "", 100, inbox))

	var n Needs
	if pick(0.7) {
		n.Devices = ptr(1 + r.IntN(3))
	}
	n.OldMail = []string{"", "everywhere", "one-computer"}[r.IntN(3)]
	n.Offline = []string{"", "none", "recent", "all"}[r.IntN(4)]
	n.ServerCopy = []string{"", "", "any", "forbidden", "required"}[r.IntN(5)]
	if pick(0.5) {
		n.AbsenceDays = ptr(r.IntN(60))
	}
	if pick(0.2) {
		n.Metered = ptr(true)
	}
	if pick(0.2) {
		n.DiskBytes = ptr(int64(10*mB) << r.IntN(12))
	}
	randomPerson(r, &n)
	if pick(0.1) {
		x.count = 1 + r.Int64N(20000)
		x.countUsed = 1 + r.Int64N(x.count+x.count/10)
	}
	if pick(0.1) {
		x.samples = 1 + r.IntN(12)
	}
	if pick(0.05) {
		x.used *= 1 + r.Int64N(4)
	}
	if pick(0.1) { // a URL of one service
		if pick(0.5) {
			x.imap = ""
		} else {
			x.pop = ""
		}
	}
	if kinds := []result.Kind{result.Timeout, result.CertUnknownIssuer, result.Refused, result.StartTLSMissing}; pick(0.1) {
		x.imap, x.imapKind = result.Fail, kinds[r.IntN(4)]
	} else if pick(0.1) {
		x.pop, x.popKind = result.Fail, kinds[r.IntN(4)]
	}
	return x, n
}

// randomPerson adds devices with names and programs, and what stands in for a
// measurement.
func randomPerson(r *rand.Rand, n *Needs) {
	pick := func(chance float64) bool { return r.Float64() < chance }
	if pick(0.4) {
		programs := []string{"thunderbird", "k9", "fairemail", "apple-mail", "ios-mail", "mpop", "alpine", "mbsync", "getmail6", "geary", "mutt", "outlook", "", "", "nextcloud-mail", "msmtp"}
		names := []string{"pc", "phone", "tablet", "laptop", "scanner", "one", "two"}
		n.DeviceList = nil
		for range 1 + r.IntN(3) {
			n.DeviceList = append(n.DeviceList, Device{Name: names[r.IntN(len(names))], Client: programs[r.IntN(len(programs))]})
		}
		n.Devices = ptr(Readers(n.DeviceList))
	} else if pick(0.2) {
		n.Clients = []string{[]string{"thunderbird", "k9", "alpine", "mpop", "geary"}[r.IntN(5)]}
	}
	if pick(0.2) {
		n.QuotaBytes = ptr(int64(5*mB) << r.IntN(14))
		if pick(0.5) {
			n.UsedBytes = ptr(r.Int64N(*n.QuotaBytes * 2))
		}
	} else if pick(0.05) {
		n.NoQuota = true
	}
	if pick(0.2) {
		n.MailPerDay = ptr(float64(r.IntN(200)))
	}
	if pick(0.2) {
		n.Growth = ptr([]float64{0, 0.1, 0.5, 1, 3}[r.IntN(5)])
	}
	if pick(0.1) {
		n.Shared = ptr(true)
	}
	if pick(0.05) {
		n.IMAP = ptr(pick(0.5))
	}
	if pick(0.05) {
		n.POP = ptr(pick(0.5))
	}
}

// each runs a property over random hosts and people.
func each(t *testing.T, property func(t *testing.T, x fixture, n Needs)) {
	t.Helper()
	eachOf(t, 2000, property)
}

func eachOf(t *testing.T, most int, property func(t *testing.T, x fixture, n Needs)) {
	t.Helper()
	if testkit.Raced && most >= 1000 {
		most /= 5
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := 0; i < most && !t.Failed(); i++ {
		x, n := random(r)
		property(t, x, n)
		if t.Failed() {
			t.Logf("case %d: %+v, %+v", i, x, n)
		}
	}
}

// TestProperties holds for any host, mailbox and person.
func TestProperties(t *testing.T) {
	for name, property := range map[string]func(*testing.T){
		"more devices never turn IMAP into POP": moreDevicesNeverTurnIMAPIntoPOP,
		"a smaller quota never lengthens N":     aSmallerQuotaNeverLengthensN,
		"a longer absence never lengthens N":    aLongerAbsenceNeverLengthensN,
		"nor an archive, and more room does":    nothingButRoomLengthensAnArchive,
		"growth never lengthens anything":       growthNeverLengthens,
		"more disk never takes mail away":       moreDiskNeverTakesMailAway,
		"removing a capability":                 removingACapability,
		"the answer holds":                      theAnswerHolds,
		"changes lead where they say":           changesLeadWhereTheySay,
		"equal inputs give equal words":         equalInputsGiveEqualWords,
	} {
		t.Run(name, property)
	}
}

func decided(x fixture, n Needs) decision { return decide(gather(x.report(), n)) }

func moreDevicesNeverTurnIMAPIntoPOP(t *testing.T) {
	each(t, func(t *testing.T, x fixture, n Needs) {
		was := ""
		for devices := 1; devices <= 4; devices++ {
			n.Devices = &devices
			now := protocolOf(decided(x, n).strategy)
			if was == "imap" && now == "pop3" {
				t.Errorf("%d devices: %s after %s", devices, now, was)
			}
			was = now
		}
	})
}

func aSmallerQuotaNeverLengthensN(t *testing.T) {
	each(t, func(t *testing.T, x fixture, n Needs) {
		was := decided(x, n).days.n
		for range 5 {
			x.quota = x.quota * 3 / 4
			now := decided(x, n).days.n
			if now > was {
				t.Errorf("N %d after %d with %d octets", now, was, x.quota)
			}
			was = now
		}
	})
}

func aLongerAbsenceNeverLengthensN(t *testing.T) {
	each(t, func(t *testing.T, x fixture, n Needs) {
		if gather(x.report(), n).severalSaid() { // whose copies stay for the longest absence
			return
		}
		was := maxCopyDays
		for absence := 0; absence <= 90; absence += 10 {
			n.AbsenceDays = &absence
			if now := decided(x, n).days.n; now > was {
				t.Errorf("N %d after %d, %d days away", now, was, absence)
			} else {
				was = now
			}
		}
	})
}

// A strategy that needs a capability is gone without it: no copy without
// UIDL, no protocol that is not offered.
func removingACapability(t *testing.T) {
	eachOf(t, 500, func(t *testing.T, x fixture, n Needs) {
		if n.IMAP != nil || n.POP != nil { // the person's word stands for the host's
			return
		}
		noUIDL := x
		noUIDL.popCaps = []string{"TOP"}
		if x.pop == result.OK {
			if d := decided(noUIDL, n); d.days.n > 0 || d.strategy == POPKeepDays {
				t.Errorf("without UIDL: %s, N = %d", d.strategy, d.days.n)
			}
			for _, alt := range Choose(noUIDL.report(), n).Alternatives {
				if alt.Possible && (alt.Strategy == POPKeepDays || alt.Strategy == POPKeepAll || alt.Strategy == Mixed) {
					t.Errorf("%s is possible without UIDL", alt.Strategy)
				}
			}
		}
		for _, service := range []string{"imap", "pop3"} {
			y, gone := x, protocolOf(decided(x, n).strategy) == service
			if service == "imap" {
				y.imap = result.Skip
			} else {
				y.pop = result.Skip
			}
			if now := protocolOf(decided(y, n).strategy); now == service || now != protocolOf(decided(x, n).strategy) && !gone {
				t.Errorf("without %s: %s", service, now)
			}
		}
	})
}

// What is recommended is possible, and does not fill the mailbox where a
// settled strategy was called for.
func theAnswerHolds(t *testing.T) {
	each(t, func(t *testing.T, x fixture, n Needs) {
		a := Choose(x.report(), n)
		if a.Strategy == NoneOffered {
			return
		}
		first := a.Alternatives[0]
		if first.Strategy != a.Strategy {
			t.Errorf("the first row is %s, the answer %s", first.Strategy, a.Strategy)
		}
		if !first.Possible && first.Obstacle != "archive-no-room" && first.Obstacle != "remove-required" {
			t.Errorf("%s is not possible: %s", first.Strategy, first.Obstacle)
		}
		if a.Strategy == POPKeepDays && first.AbsenceShare != nil && *first.AbsenceShare > targetShare+0.0001 {
			t.Errorf("%d days: %v after the absence", a.Options.LeaveOnServerDays, *first.AbsenceShare)
		}
		if a.Strategy == POPKeepDays && first.PeakShare != nil && a.Options.FirstKeepDays == 0 &&
			*first.PeakShare*gather(x.report(), n).box.quota.v > gather(x.report(), n).box.limit()*1.001 {
			t.Errorf("the first collection reaches %v, and nothing is said", *first.PeakShare)
		}
	})
}

// Every change, tried on its own, leads where it says.
func changesLeadWhereTheySay(t *testing.T) {
	eachOf(t, 1000, func(t *testing.T, x fixture, n Needs) {
		a := Choose(x.report(), n)
		for _, c := range a.Changes {
			m := n
			switch args := c.If.Args; c.If.ID {
			case "change.if.devices-two":
				addDevice(Device{})(&m)
			case "change.if.devices-one", "change.if.devices-one-same":
				oneDevice(&m)
			case "change.if.quota-below", "change.if.quota-from":
				setQuota(float64(args["quota_bytes"].(int64)))(&m)
			case "change.if.absence-from":
				m.AbsenceDays = ptr(args["absence_days"].(int))
			case "change.if.mail-from":
				m.MailPerDay = ptr(args["per_day"].(float64))
			case "change.if.mail-below":
				m.MailPerDay = ptr(args["per_day"].(float64))
			case "change.if.size-from", "change.if.size-below":
				m.MailBytes = ptr(args["size_bytes"].(int64))
			case "change.if.disk-from", "change.if.disk-below":
				m.DiskBytes = ptr(args["disk_bytes"].(int64))
			case "change.if.metered":
				m.Metered = ptr(true)
			case "change.if.offline-all":
				m.Offline = "all"
			case "change.if.forbidden":
				m.ServerCopy = "forbidden"
			case "change.if.required":
				m.ServerCopy = "required"
			default:
				continue
			}
			if got := decided(x, m).strategy; got != c.Then || (got == a.Strategy) != c.Same {
				t.Errorf("%s %v: %s, said %s (same: %v)", c.If.ID, c.If.Args, got, c.Then, c.Same)
			}
		}
	})
}

func equalInputsGiveEqualWords(t *testing.T) {
	p := printers(t)["en"]
	eachOf(t, 200, func(t *testing.T, x fixture, n Needs) {
		one, two := Choose(x.report(), n), Choose(x.report(), n)
		one.Fill(p)
		two.Fill(p)
		a, err := json.Marshal(one)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(two)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(a, b) {
			t.Errorf("two runs differ:\n%s\n%s", a, b)
		}
	})
}

// A longer absence never lets mail stay longer, and more room never shorter.
func nothingButRoomLengthensAnArchive(t *testing.T) {
	each(t, func(t *testing.T, x fixture, n Needs) {
		was := 1 << 20
		for absence := 0; absence <= 90; absence += 10 {
			n.AbsenceDays = &absence
			now := gather(x.report(), n).archive().days
			if now > was {
				t.Errorf("%d days, %d away, after %d", now, absence, was)
			}
			was = now
		}
		n.AbsenceDays, was = ptr(21), 0
		for mb := int64(20); mb < 1<<20; mb *= 2 {
			n.QuotaBytes, n.NoQuota = ptr(mb*mB), false
			now := gather(x.report(), n).archive().days
			if now < was {
				t.Errorf("%d days with %d MB, after %d", now, mb, was)
			}
			was = now
		}
	})
}

// The more it grows, the sooner it is full and the less stays.
func growthNeverLengthens(t *testing.T) {
	each(t, func(t *testing.T, x fixture, n Needs) {
		days, horizon, full, octets := 1<<20, 1<<20, math.Inf(1), 0.0
		for _, growth := range []float64{0, 0.1, 0.5, 1, 3} {
			n.Growth = &growth
			f := gather(x.report(), n)
			d := decide(f)
			if d.days.n > days || f.archive().days > horizon || f.fullIn(stays) > full+1e-6 || f.everythingBytes() < octets-1 {
				t.Errorf("growth %v: N %d after %d, archive %d after %d, full %v after %v, disk %v after %v", growth, d.days.n, days, f.archive().days, horizon, f.fullIn(stays), full, f.everythingBytes(), octets)
			}
			days, horizon, full, octets = d.days.n, f.archive().days, f.fullIn(stays), f.everythingBytes()
		}
	})
}

// With more free disk no device keeps less offline, where the strategy stays.
func moreDiskNeverTakesMailAway(t *testing.T) {
	each(t, func(t *testing.T, x fixture, n Needs) {
		kept := 0
		for mb := int64(1); mb < 1<<20; mb *= 4 {
			n.DiskBytes = ptr(mb * mB)
			now := gather(x.report(), n).window()
			if now < kept {
				t.Errorf("%d days offline with %d MB, after %d", now, mb, kept)
			}
			kept = now
		}
	})
}
