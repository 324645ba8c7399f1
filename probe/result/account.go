package result

import (
	"slices"
	"strings"
)

// Account is what a login showed of a mailbox, over one service.
type Account struct {
	Service Service `json:"service"`
	Host    string  `json:"host"`
	From    int     `json:"from"` // the port of the session that it was read over

	// QuotaStatus: ok (limits read), none (the server has quotas, this
	// account has no limit), unsupported (the server does not tell), fail.
	// Empty where it was not checked.
	QuotaStatus  QuotaStatus `json:"quota_status,omitempty"`
	QuotaFailure *Failure    `json:"quota_failure,omitempty"`
	Quota        []Quota     `json:"quota,omitempty"`

	Mailbox        *Mailbox `json:"mailbox,omitempty"`
	MailboxFailure *Failure `json:"mailbox_failure,omitempty"` // why Mailbox is absent or partial
	ArrivalFailure *Failure `json:"arrival_failure,omitempty"` // why Mailbox.Arrival is absent or partial

	Usage        *Usage   `json:"usage,omitempty"`         // what takes the room, where that was asked for
	UsageFailure *Failure `json:"usage_failure,omitempty"` // why Usage is absent or partial

	// InboxFailure is why INBOX could not be opened or looked into, although
	// the login was accepted.
	InboxFailure *Failure `json:"inbox_failure,omitempty"`
	// Identified says that folders opened only after this program had said
	// who it is, after the login (ID, RFC 2971).
	Identified bool `json:"identified,omitempty"`
	// Untrue are the first numbers that cannot be true, below zero or beyond all
	// that there is. They were left out.
	Untrue []Untrue `json:"untrue,omitempty"`
}

// Untrue is a number of a server that cannot be true.
type Untrue struct {
	Of   string `json:"of"`   // what it is of, in the protocol's words: "STAT", "STATUS INBOX SIZE"
	Said string `json:"said"` // as it came
}

// mostUntrue is how many of them an account keeps.
const mostUntrue = 8

// NoteUntrue keeps a number that cannot be true, once for what it is of. What
// is no number at all is none.
func (a *Account) NoteUntrue(of, said string) {
	digits := strings.TrimLeft(said, "+-")
	known := slices.ContainsFunc(a.Untrue, func(u Untrue) bool { return u.Of == of })
	if digits == "" || strings.Trim(digits, "0123456789") != "" || known || len(a.Untrue) >= mostUntrue {
		return
	}
	const longest = 40
	a.Untrue = append(a.Untrue, Untrue{of, said[:min(len(said), longest)]})
}

// QuotaStatus is what is known of the quotas of an account: a closed list.
type QuotaStatus string

// The values of a quota's status.
const (
	QuotaOK          QuotaStatus = "ok"
	QuotaNone        QuotaStatus = "none"
	QuotaUnsupported QuotaStatus = "unsupported"
	QuotaFail        QuotaStatus = "fail"
)

// Quota is one resource of one quota root (RFC 9208).
type Quota struct {
	Root     string `json:"root"`
	Resource string `json:"resource"` // STORAGE, MESSAGE

	UsedBytes  *int64 `json:"used_bytes,omitempty"` // STORAGE: octets (the wire's units of 1024, converted)
	LimitBytes *int64 `json:"limit_bytes,omitempty"`
	UsedCount  *int64 `json:"used_count,omitempty"` // MESSAGE
	LimitCount *int64 `json:"limit_count,omitempty"`

	// LimitState: set (a limit above zero), zero (0: may mean "unlimited",
	// so neither full nor empty), none (no limit given), invalid (negative,
	// or above 2^53).
	LimitState string `json:"limit_state"`
}

// The values of Quota.LimitState.
const (
	LimitSet     = "set"
	LimitZero    = "zero"
	LimitNone    = "none"
	LimitInvalid = "invalid"
)

// Mailbox is what the account holds. Over POP3 it is the inbox alone.
type Mailbox struct {
	Messages *int64   `json:"messages,omitempty"`
	Bytes    *int64   `json:"bytes,omitempty"`
	Folders  []Folder `json:"folders,omitempty"`
	// FoldersOmitted counts folders beyond the bound of a report. The totals
	// hold them where the server told their sizes with their names.
	FoldersOmitted int `json:"folders_omitted,omitempty"`
	// AtLeast says that folders were refused or not asked for, so that the
	// totals are those of the others. Folder.Failure tells which were refused.
	AtLeast    bool     `json:"at_least,omitempty"`
	Arrival    *Arrival `json:"arrival,omitempty"`
	LargeBytes *int64   `json:"large_bytes,omitempty"` // the 99th percentile message size of the sample
	UIDL       *bool    `json:"uidl,omitempty"`        // POP3: whether UIDL was answered, not only announced

	// Prefix is what the names of the person's own folders begin with, but for
	// INBOX, such as "INBOX." (RFC 2342); Delimiter is what stands between the
	// parts of a name. Both are empty where the server did not say.
	Prefix    string `json:"prefix,omitempty"`
	Delimiter string `json:"delimiter,omitempty"`
}

// Folder is one mailbox name (RFC 3501 section 5.1), decoded to UTF-8.
type Folder struct {
	Name       string `json:"name"`
	SpecialUse string `json:"special_use,omitempty"` // "\\Sent" … (RFC 6154)
	// View says that its messages are those of other folders: they are not in
	// the totals of the mailbox.
	View     bool   `json:"view,omitempty"`
	Messages *int64 `json:"messages,omitempty"`
	Bytes    *int64 `json:"bytes,omitempty"`

	// Failure is why the folder could not be looked into.
	Failure *Failure `json:"failure,omitempty"`
}

// Arrival is how fast mail comes in: an estimate, with its confidence.
//
// The method uid-slope rests on UIDs that only grow (RFC 3501 section
// 2.3.1.1): the median slope of UID over INTERNALDATE counts mail that has
// been deleted since. KeptFraction counts survivors over all folders.
type Arrival struct {
	Method       string   `json:"method"`                  // uid-slope, survivors (POP3 has no dates: absent)
	PerDay       float64  `json:"per_day"`                 // messages a day
	MeanBytes    int64    `json:"mean_bytes"`              // octets a message
	SentPerDay   *float64 `json:"sent_per_day,omitempty"`  // from the \Sent folder
	SentBytes    *int64   `json:"sent_bytes,omitempty"`    // mean octets a sent message
	KeptFraction *float64 `json:"kept_fraction,omitempty"` // 0 to 1
	WindowDays   int      `json:"window_days"`             // whole days, the same at any hour of the day
	Samples      int      `json:"samples"`
	Confidence   string   `json:"confidence"` // high, medium, low
}
