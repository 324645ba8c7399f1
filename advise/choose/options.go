package choose

import "math"

// The figures that the choice turns on, each in one place.
const (
	smallDays    = 2 * yearDays // a quota that IMAP fills within this is small
	maxCopyDays  = 14           // N, unless more is asked for
	mixedDays    = 30           // N where POP and IMAP are mixed: every device must see the mail first
	targetShare  = 0.75         // of the quota, at the end of the longest absence
	sayShare     = 0.80         // look again here
	highShare    = 0.90
	emptyShare   = 0.005    // of the quota: less than this is next to nothing
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
	boundBy string  // room, expire, client, usual, or gate: no copy may stay
}

// copyDays computes N = min(θQ/(r·s) − A, EXPIRE, 14), with what POP cannot
// see taken off the room. 0 means that nothing may stay.
func (f *facts) copyDays(l limits) copyDays {
	b := &f.box
	d := copyDays{n: maxCopyDays, room: math.Inf(1), boundBy: "usual"}
	if b.limited() && b.inflow() > 0 {
		d.room = (targetShare*b.quota.v-b.hidden.v)/b.inflow() - float64(f.absence.v)
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
	if l.noCopy != "" {
		d.n, d.boundBy = 0, "gate"
	}
	return d
}

// stepWithin is the longest of a program's choices within n days, 0 where all
// are longer; false where the program has no steps.
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

// horizons is the ladder of archive rhythms, the longest first.
func horizons() []horizon {
	return []horizon{{365, 30}, {180, 30}, {90, 30}, {60, 7}, {30, 7}, {14, 7}, {7, 1}}
}

// horizon is the longest rhythm whose steady state stays below the target:
// H ≤ θQ/g − P. Where mail must leave, it is a month at most. The shortest
// stands for "none fits".
func (f *facts) horizon() (h horizon, fits bool) {
	b := &f.box
	for _, h := range horizons() {
		if f.serverCopy.v == "forbidden" && h.days > windowDays {
			continue
		}
		if !b.limited() || b.gain()*float64(h.days+h.period) <= targetShare*b.quota.v {
			return h, true
		}
	}
	ladder := horizons()
	return ladder[len(ladder)-1], false
}

// window is how many days of mail a device keeps offline: a month, or less
// where the disk is too small for one.
func (f *facts) window() int {
	for _, days := range []int{windowDays, 14, 7} {
		if f.windowBytes(days) <= float64(f.disk.v) {
			return days
		}
	}
	return 7
}

// windowBytes is the disk for some days of mail and the list of all messages.
func (f *facts) windowBytes(days int) float64 {
	return diskOverhead*float64(days)*f.box.gain() + headerBytes*f.box.messages
}

// everythingBytes is the disk for all mail, with two years of growth.
func (f *facts) everythingBytes() float64 {
	return diskOverhead*f.box.used.v + smallDays*f.box.gain()
}

func (f *facts) everythingFits() bool { return f.everythingBytes() <= float64(f.disk.v) }

// options are the settings that follow from a strategy.
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
			h, _ := f.horizon()
			o.ArchiveDays, o.ArchiveEveryDays = h.days, h.period
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
		o.LeaveOnServer, o.LeaveOnServerDays = "days", mixedDays
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

// peakTooHigh says that the first collection would fill the mailbox: N counts
// from the program's first sight of a message, so all old mail stays N days.
func (f *facts) peakTooHigh(days int) bool {
	return f.box.limited() && f.peak(days) > f.box.limit()
}
