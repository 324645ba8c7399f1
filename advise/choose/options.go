package choose

import (
	"math"

	"mailadvisor/advise/client"
)

// The figures that the choice turns on, each in one place.
const (
	smallDays    = 2 * yearDays // a quota that IMAP fills within this is small
	maxCopyDays  = 14           // N, unless more is asked for
	mixedDays    = 30           // N where POP and IMAP are mixed: every device must see the mail first
	targetShare  = 0.75         // of the quota, at the end of the longest absence
	sayShare     = 0.80         // look again here
	highShare    = 0.90
	emptyShare   = 0.005    // of the quota: less than this is next to nothing
	leastSamples = 10       // messages: fewer are no rate
	drainedShare = 0.05     // of what arrives: less than this is kept where a POP program empties the mailbox
	windowDays   = 30       // offline
	pollMinutes  = 15       // where nothing pushes
	meteredPoll  = 60       // the same on a metered link
	bodyLimit    = 128 * kB // bodies above it on demand, on a metered link (K-9's default)
	yearDays     = 365.25
	monthDays    = 30
	headerBytes  = 663 // IMAP: envelope and structure of one message
	uidBytes     = 32  // POP3: a line of LIST and one of UIDL, for each message left, at each poll
	diskOverhead = 1.2 // what a mail program's store takes, as a multiple of the mail
)

// copyDays is how long POP may leave a copy, and what bounds it.
type copyDays struct {
	n       int
	room    float64 // days of mail that fit below the target, less the absence; +Inf where no limit is known
	boundBy string  // room, expire, client, usual, several, or gate: no copy may stay
}

// copyDays computes N = min(θQ/(r·s) − A, EXPIRE, usual), with what POP cannot
// see taken off the room. 0 means that nothing may stay. One device needs no
// more than 14 days; where several collect, a copy stays for 30 days or the
// longest absence, so that each of them sees it.
func (f *facts) copyDays(l limits) copyDays {
	d := copyDays{n: maxCopyDays, room: math.Inf(1), boundBy: "usual"}
	if f.several() && f.severalSaid() {
		d.n, d.boundBy = max(mixedDays, f.absence.v), "several"
	}
	for _, s := range f.stocks() {
		if s.inflow > 0 {
			d.room = min(d.room, (targetShare*s.quota-s.hidden)/(s.inflow*f.grown())-float64(f.absence.v))
		}
	}
	if l.maxDays < d.n {
		d.n, d.boundBy = l.maxDays, "expire"
	}
	if d.room < float64(d.n) {
		d.n, d.boundBy = max(int(math.Floor(d.room+tiny)), 0), "room"
	}
	if step, ok := stepWithin(f.programs.steps, d.n); ok && step < d.n {
		d.n, d.boundBy = step, "client"
	}
	instead, _ := client.Lookup(l.instead)
	if l.noCopy != "" || f.forbidden() || instead.Keep.Kind == client.KeepForever {
		d.n, d.boundBy = 0, "gate"
	}
	return d
}

// stepWithin returns the longest of a program's choices within n days, 0 where
// all are longer; false where the program has no steps.
func stepWithin(steps []int, n int) (int, bool) {
	best := 0
	for _, days := range steps {
		if days <= n {
			best = max(best, days)
		}
	}
	return best, len(steps) > 0
}

// horizon is when mail moves to an archive: what is older than days, every period.
type horizon struct{ days, period int }

// horizons returns the ladder of archive rhythms, the longest first.
func horizons() []horizon {
	return []horizon{{365, 30}, {180, 30}, {90, 30}, {60, 7}, {30, 7}, {14, 7}, {7, 1}}
}

// archive is the rhythm of an archive, and what of the longest absence it
// survives.
type archive struct {
	horizon
	fits     bool // below the target while it is tended
	survives bool // and below the limit after the longest absence
}

// archive returns the longest rhythm whose steady state stays below the target
// and that leaves room for the longest absence, in which nothing is moved:
//
//	g·(H + P) ≤ θQ  and  g·(H + P) + r·s·A ≤ Q − L
//
// Where mail grows, as it is in two years. Where mail must leave, the shortest
// is taken; it also stands for "none fits".
func (f *facts) archive() archive {
	ladder := horizons()
	shortest := ladder[len(ladder)-1]
	for _, h := range ladder {
		if f.forbidden() && h != shortest {
			continue
		}
		if fits, survives := f.archiveFits(h); fits && survives {
			return archive{h, true, true}
		}
	}
	fits, _ := f.archiveFits(shortest)
	return archive{shortest, fits, false}
}

func (f *facts) archiveFits(h horizon) (fits, survives bool) {
	fits, survives = true, true
	for _, s := range f.stocks() {
		steady := s.gain * f.grown() * float64(h.days+h.period)
		fits = fits && steady <= targetShare*s.quota
		survives = survives && steady+s.inflow*f.grown()*float64(f.absence.v) <= s.limit
	}
	return fits, survives
}

// window returns how many days of mail a device keeps offline: a month, or less
// where the disk is said to be too small for one.
func (f *facts) window() int {
	for _, days := range []int{windowDays, 14, 7} {
		if f.fitsDisk(f.windowBytes(days)) {
			return days
		}
	}
	return 7
}

// fitsDisk reports whether the disk has room, as far as it is known: nobody's
// plan rests on a disk that was assumed.
func (f *facts) fitsDisk(octets float64) bool {
	return f.disk.from != you || octets <= float64(f.disk.v)
}

// windowBytes returns the disk for some days of mail and the list of all
// messages.
func (f *facts) windowBytes(days int) float64 {
	return diskOverhead*float64(days)*f.box.gain() + headerBytes*f.box.messages
}

// everythingBytes returns the disk for all mail, with two years of growth.
func (f *facts) everythingBytes() float64 {
	return diskOverhead * (f.box.used.v + f.gained(smallDays))
}

func (f *facts) everythingFits() bool { return f.fitsDisk(f.everythingBytes()) }

// options returns the settings that follow from a strategy.
func (f *facts) options(s Strategy, l limits, days copyDays) Options {
	var o Options
	poll := pollMinutes
	if f.metered.v {
		poll = meteredPoll
	}
	switch protocolOf(s) {
	case "imap":
		o.Offline = f.offline.v
		if s == IMAPWindow {
			o.Offline = "recent"
		}
		if o.Offline == "recent" {
			o.OfflineDays = f.window()
		}
		if s == IMAPArchive {
			h := f.archive()
			o.ArchiveDays, o.ArchiveEveryDays = h.days, h.period
			if o.Offline == "all" { // of what is on the server: no more is there
				o.Offline, o.OfflineDays = "recent", h.days
			}
			o.OfflineDays = min(o.OfflineDays, h.days)
		}
		o.Idle = f.imap.idle.v
		if !o.Idle {
			o.PollMinutes = poll
		}
		if f.metered.v {
			o.BodyLimitBytes = bodyLimit
		}
	case "mixed":
		o.PollMinutes = max(poll, minutes(l.minPollSec))
		o.LeaveOnServer, o.LeaveOnServerDays = "days", f.mixedDays(l, days)
		o.Offline, o.OfflineDays = "recent", f.window()
	case "pop3":
		o.PollMinutes = max(poll, minutes(l.minPollSec))
		o.LeaveOnServer = "no"
		if s == POPKeepDays {
			o.LeaveOnServer, o.LeaveOnServerDays = "days", days.n
			if f.peakTooHigh(days.n) {
				o.FirstKeepDays = 1
			}
		}
	}
	return o
}

// peakTooHigh reports whether the first collection would fill the mailbox: N
// counts from the program's first sight of a message, so all old mail stays N
// days.
func (f *facts) peakTooHigh(days int) bool {
	return f.box.limited() && f.peak(days) > f.box.limit()
}
