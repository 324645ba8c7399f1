package choose

import (
	"math"
	"strconv"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// box is what is known of the mailbox: sizes in octets, rates a day.
type box struct {
	quota     fact[float64] // unknown where nobody says; +Inf where there is none
	used      fact[float64]
	perDay    fact[float64] // arriving messages
	meanBytes fact[float64]
	kept      fact[float64] // the fraction of arriving mail that is not deleted
	sent      fact[float64] // octets of sent mail a day
	large     fact[float64] // the 99th percentile message
	messages  float64       // 0 where not counted
	growth    float64       // γ of the arriving mail: it is e^γ times as much after a year

	sentPerDay float64 // messages, 0 where not measured
	newBox     bool    // too few messages were seen for a rate
	few        int     // so many
	fewDays    int     // in so many days, 0 where that is not known
	drained    float64 // the fraction kept where a POP program seems to empty the mailbox, else 0
	wasDrained bool

	// hidden is what POP cannot see: every folder but the inbox (RFC 1939
	// knows one maildrop). It stays on the server whatever POP collects.
	hidden         fact[float64]
	hiddenFolders  int
	hiddenMessages float64
	sentFolder     *result.Folder
	spareBytes     float64 // trash and junk: room that costs nothing to regain
	trashOutside   float64 // a trash that the quota does not count

	others *result.Limit // one that counts more than this person's mail, if there is one

	arrival *result.Arrival

	countUsed, countLimit int64 // of messages (the MESSAGE resource); 0 where there is no limit
}

// inflow returns the octets that arrive a day.
func (b *box) inflow() float64 { return b.perDay.v * b.meanBytes.v }

// gain returns the octets a day that an IMAP mailbox grows by. The trash needs
// no term of its own: the kept fraction counts survivors in every folder, the
// trash among them, and what lies there today is in used.
func (b *box) gain() float64 { return b.inflow()*b.kept.v + b.sent.v }

// limit is where the mailbox is full: a large message must still fit, be it as
// large as half the quota.
func (b *box) limit() float64 { return b.quota.v - min(b.large.v, b.quota.v/2) }

// limited reports whether there is a limit, and that it is known.
func (b *box) limited() bool { return b.quota.known() && !math.IsInf(b.quota.v, 1) }

func (f *facts) mailbox(r *result.Report, n Needs) {
	b := &f.box
	imap := r.Account(result.IMAP)
	box := mailboxOf(imap)
	if box == nil {
		box = mailboxOf(r.Account(result.POP3))
	}
	if box == nil {
		box = &result.Mailbox{}
	}

	quota, used := storage(imap)
	b.others = imap.SharedLimit()
	if !used.known() {
		used = octets(box.Bytes)
	}
	typed := func(flag string) func(float64) string {
		return func(v float64) string { return n.typed(flag, flagBytes(v)) }
	}
	b.quota = firstKnown(said(positive(n.QuotaBytes), "--quota", typed("quota")), quota)
	if n.NoQuota {
		b.quota = fact[float64]{math.Inf(1), you, "--quota " + n.typed("quota", "unlimited")}
	}
	b.used = firstKnown(said(asFloat(n.UsedBytes), "--used", typed("used")), used, fact[float64]{0, assumed, "--used 0B"})
	f.tell("quota", said(positive(n.QuotaBytes), "", flagBytes), quota)
	f.tell("used", said(asFloat(n.UsedBytes), "", flagBytes), used)

	if count := imap.Tightest(result.Messages); count != nil {
		b.countUsed, b.countLimit = count.Used, count.Limit
	}

	var perDay, mean, kept, sent fact[float64]
	switch a := box.Arrival; {
	case a == nil || a.PerDay <= 0 || a.MeanBytes <= 0:
		if box.Messages != nil && *box.Messages < leastSamples {
			b.newBox, b.few = true, int(*box.Messages)
		}
	case a.Samples > 0 && a.Samples < leastSamples:
		b.newBox, b.few, b.fewDays = true, a.Samples, a.WindowDays
	default:
		b.arrival = a
		perDay = fact[float64]{a.PerDay, measured, ""}
		mean = fact[float64]{float64(a.MeanBytes), measured, ""}
		if a.KeptFraction != nil {
			kept = fact[float64]{min(max(*a.KeptFraction, 0), 1), measured, ""}
		}
		if kept.known() && kept.v < drainedShare && a.PerDay >= 1 {
			// A POP program empties it: once it no longer does, all may stay.
			b.drained, b.wasDrained, kept = kept.v, true, fact[float64]{}
		}
		if a.SentPerDay != nil && a.SentBytes != nil {
			sent = fact[float64]{*a.SentPerDay * float64(*a.SentBytes), measured, ""}
			b.sentPerDay = *a.SentPerDay
		}
	}
	b.perDay = firstKnown(said(n.MailPerDay, "--mail-per-day", flagNumber), perDay,
		fact[float64]{defaultPerDay, assumed, "--mail-per-day 20"})
	b.meanBytes = firstKnown(said(asFloat(n.MailBytes), "--mail-size", typed("mail-size")), mean,
		fact[float64]{defaultMeanBytes, assumed, "--mail-size 75kB"})
	f.tell("mail-per-day", said(n.MailPerDay, "", flagNumber), perDay)
	b.meanBytes.v = max(b.meanBytes.v, 1)
	b.kept = firstKnown(kept, fact[float64]{1, assumed, ""}) // all is kept: the careful side
	b.sent = firstKnown(sent, fact[float64]{0, assumed, ""}) // counted in the default's messages a day
	if n.Growth != nil {
		b.growth = math.Log1p(max(*n.Growth, 0))
	}

	large := largeToMean * b.meanBytes.v
	if b.limited() {
		large = min(large, b.quota.v/10)
	}
	b.large = firstKnown(octets(box.LargeBytes), fact[float64]{large, assumed, ""})

	f.folders(mailboxOf(imap), used)
	switch {
	case box.Messages != nil:
		b.messages = float64(*box.Messages)
	case b.used.from != assumed:
		b.messages = math.Ceil(b.used.v / b.meanBytes.v)
	}
}

// folders sums what POP would not see. Where folders were not listed, or
// their sizes not told, all mail is taken to lie in the inbox.
//
// Where the root of the inbox uses less than all folders hold by the size of
// the trash, the trash is counted elsewhere, or nowhere: emptying it makes no
// room, and it fills none.
func (f *facts) folders(m *result.Mailbox, used fact[float64]) {
	b := &f.box
	b.hidden = fact[float64]{0, assumed, ""}
	if m == nil || len(m.Folders) == 0 {
		return
	}
	sum, told := 0.0, true
	outside := trashOutside(m, used)
	for i := range m.Folders {
		folder := &m.Folders[i]
		if folder.Messages == nil || *folder.Messages == 0 {
			continue
		}
		if folder.SpecialUse == `\Sent` {
			b.sentFolder = folder
		}
		if folder.Name == "INBOX" && folder.View && folder.Bytes != nil { // another folder holds its mail too
			sum -= float64(*folder.Bytes)
			b.hiddenMessages -= float64(*folder.Messages)
		}
		if folder.Name == "INBOX" || folder.View {
			continue
		}
		b.hiddenFolders++
		b.hiddenMessages += float64(*folder.Messages)
		if folder.Bytes == nil {
			told = false
			continue
		}
		if outside && folder.SpecialUse == `\Trash` {
			b.trashOutside = float64(*folder.Bytes)
			continue
		}
		sum += float64(*folder.Bytes)
		if folder.SpecialUse == `\Trash` || folder.SpecialUse == `\Junk` {
			b.spareBytes += float64(*folder.Bytes)
		}
	}
	if told {
		b.hidden = fact[float64]{max(0, sum), measured, ""}
	}
	b.hiddenMessages = max(0, b.hiddenMessages)
}

// trashOutside reports whether the trash is not in what the quota counts.
func trashOutside(m *result.Mailbox, used fact[float64]) bool {
	if used.from != measured {
		return false
	}
	trash, sum := 0.0, 0.0
	for _, folder := range m.Folders {
		if folder.View {
			continue
		}
		if folder.Bytes == nil {
			return false
		}
		sum += float64(*folder.Bytes)
		if folder.SpecialUse == `\Trash` {
			trash += float64(*folder.Bytes)
		}
	}
	return trash > mB && math.Abs(sum-trash-used.v) < 0.02*trash+mB
}

// storage returns the tightest limit in octets of the person, as the report
// reads it: unknown where nobody says, and without bound where the server says
// so.
func storage(a *result.Account) (quota, used fact[float64]) {
	used = octets(a.UsedBytes())
	switch tight := a.Tightest(result.Storage); {
	case tight != nil:
		quota = octets(&tight.Limit)
	case a.Unlimited():
		quota = fact[float64]{math.Inf(1), measured, ""}
	}
	return quota, used
}

// tell notes that a person and a measurement differ by more than a tenth.
func (f *facts) tell(what string, said, seen fact[float64]) {
	switch {
	case !said.known() || !seen.known():
		return
	case math.IsInf(seen.v, 1):
		f.contradict(what+"-none", locale.Args{"said_bytes": said.v})
		return
	case math.Abs(said.v-seen.v) <= 0.1*max(said.v, seen.v):
		return
	}
	args := locale.Args{"said_bytes": said.v, "seen_bytes": seen.v}
	if what == "mail-per-day" {
		args = locale.Args{"said": said.v, "seen": seen.v}
	}
	f.contradict(what, args)
}

func mailboxOf(a *result.Account) *result.Mailbox {
	if a == nil {
		return nil
	}
	return a.Mailbox
}

func octets(n *int64) fact[float64] {
	if n == nil {
		return fact[float64]{}
	}
	return fact[float64]{float64(*n), measured, ""}
}

func asFloat(n *int64) *float64 {
	if n == nil {
		return nil
	}
	v := float64(*n)
	return &v
}

// positive drops a quota of zero, which says nothing: see [storage].
func positive(n *int64) *float64 {
	if n == nil || *n <= 0 {
		return nil
	}
	return asFloat(n)
}

// typed returns a size as the person typed it, or as its flag would be.
func (n Needs) typed(flag, otherwise string) string {
	if typed, ok := n.Typed[flag]; ok {
		return typed
	}
	return otherwise
}

func flagBytes(n float64) string { return flagSize(int64(n)) }

func flagNumber(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
