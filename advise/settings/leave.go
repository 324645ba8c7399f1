package settings

import (
	"slices"

	"mailadvisor/advise/choose"
	"mailadvisor/advise/client"
)

// What a mail program deletes on the server is gone for every other device, and
// for this one too once its disk is. So settings delete only where the person
// said that this is wanted and the advice agrees; in every other case copies
// stay, and a note says what to do.

// defaultKeepDays is how long a copy stays on a POP server where nobody has
// computed it: Thunderbird's own default.
const defaultKeepDays = 14

// leave decides how long a copy stays on the POP server.
func (s *Settings) leave(a *choose.Advice, n *choose.Needs) {
	o := &s.Options
	advised := o.LeaveOnServer != ""
	if !advised {
		o.LeaveOnServer = "no" // where no copy fits
		if days := keepDays(a); days > 0 {
			o.LeaveOnServer, o.LeaveOnServerDays = "days", days
		}
	}
	switch {
	case n.ServerCopy == "forbidden":
		o.LeaveOnServer = "no"
	case n.ServerCopy == "required":
		o.LeaveOnServer = "forever"
	case o.LeaveOnServer == "no" && !s.OnlyCopy:
		o.LeaveOnServer, s.Held = "forever", true
		if s.NoCopy = noCopy(a); s.NoCopy != "" {
			o.LeaveOnServer = ""
		}
	case !advised && o.LeaveOnServer == "days" && s.Elsewhere:
		o.LeaveOnServer = "forever" // the others would lose what they have not read
	}
	if o.LeaveOnServer != "days" {
		o.LeaveOnServerDays, o.FirstKeepDays = 0, 0
	}
}

// collects says what a program that collects the inbox over IMAP leaves there:
// everything, unless mail must not stay with the provider. Where other devices
// read the mailbox too, they have the days after which mail is archived.
func (s *Settings) collects(n *choose.Needs) {
	if n.ServerCopy != "forbidden" {
		return
	}
	s.Options.LeaveOnServer = "no"
	if days := s.Options.ArchiveDays; days > 0 && s.Elsewhere {
		s.Options.LeaveOnServer, s.Options.LeaveOnServerDays = "days", days
	}
}

// As returns what one program makes of settings: it may send alone, or not at
// all, and not every one can count the days of a copy.
func (s Settings) As(row client.Row) Settings {
	s = s.signedIn(row)
	if row.Use == client.SendsIt && s.Outgoing != nil {
		s.Incoming = nil
	}
	if row.Sends == client.No && s.Incoming != nil {
		s.Outgoing = nil
	}
	s.Options.LeaveOnServer = string(keepOf(s, row))
	if row.Use == client.BacksUp { // it keeps everything, whatever a device does
		s.Options.Offline, s.Options.OfflineDays = "all", 0
		s.Options.ArchiveDays, s.Options.ArchiveEveryDays, s.Options.BodyLimitBytes = 0, 0, 0
	}
	return s
}

// onlyCopy reports whether the person said that a computer may hold the only
// copy: mail must not stay with the provider, or one device is all there is and
// old mail is needed there alone. A default is nobody's word.
func onlyCopy(n *choose.Needs) bool {
	alone := n.Devices != nil && *n.Devices == 1 || n.Devices == nil && len(n.DeviceList) == 1
	return n.ServerCopy == "forbidden" || n.ServerCopy != "required" && n.OldMail == "one-computer" && alone && !readElsewhere(n)
}

// readElsewhere reports whether the person said that more than one device, or
// more than one person, reads the mailbox.
func readElsewhere(n *choose.Needs) bool {
	return n.Devices != nil && *n.Devices > 1 || len(n.DeviceList) > 1 || n.Shared != nil && *n.Shared
}

// keepOf returns how long a copy stays with a program. Where days were advised
// and it cannot count them, or counts them from the date of a message, so that
// it deletes all old mail at once, the copies stay.
func keepOf(s Settings, row client.Row) client.KeepFor {
	keep := client.KeepFor(s.Options.LeaveOnServer)
	switch {
	case keep == client.KeepDays && row.Keep.Kind == client.KeepForever && !row.Keep.ByHand,
		keep == client.KeepDays && row.Keep.ByDate && !s.OnlyCopy:
		return client.KeepAll
	}
	return keep
}

// noCopy returns why the POP server can keep no copy, whatever a program is set
// to, or "".
func noCopy(a *choose.Advice) string {
	switch obstacle := alternative(a, choose.POPKeepAll).Obstacle; obstacle {
	case "pop-no-uidl", "expire-zero":
		return obstacle
	}
	return ""
}

// keepDays is N of the strategy "a copy stays N days", which is computed even
// where it is not the one advised.
func keepDays(a *choose.Advice) int {
	alt := alternative(a, choose.POPKeepDays)
	if alt.Obstacle == "copy-no-room" || alt.Obstacle == "copy-forbidden" || noCopy(a) != "" {
		return 0 // the row shows what would be, and is not possible
	}
	switch n := alt.Args["copy_days"].(type) {
	case int:
		return n
	case float64: // as JSON reads it back
		return int(n)
	}
	return defaultKeepDays
}

// alternative returns what an advice says of a strategy; nothing where it does
// not speak of it.
func alternative(a *choose.Advice, strategy choose.Strategy) (alt choose.Alternative) {
	if a != nil {
		if i := slices.IndexFunc(a.Alternatives, func(alt choose.Alternative) bool { return alt.Strategy == strategy }); i >= 0 {
			return a.Alternatives[i]
		}
	}
	return alt
}
