package choose

import "mailadvisor/advise/locale"

// Strategy is a way to use a mailbox: what stays where, and for how long.
type Strategy string

const (
	IMAPAll     Strategy = "imap"          // everything stays on the server
	IMAPWindow  Strategy = "imap-window"   // each device keeps the last N days offline
	IMAPArchive Strategy = "imap-archive"  // mail older than N days moves to a computer
	IMAPBackup  Strategy = "imap-backup"   // IMAP and a one-way backup
	POPRemove   Strategy = "pop-remove"    // mail leaves the server once collected
	POPKeepDays Strategy = "pop-keep-days" // a copy stays N days
	POPKeepAll  Strategy = "pop-keep-all"  // a copy stays for ever: never recommended
	Mixed       Strategy = "mixed"         // POP with N days on one computer, IMAP on the others
	NoneOffered Strategy = "none"          // neither protocol can be used
)

// Advice is the answer: POP or IMAP, why, and what follows from it.
// Everything in words is a message ID with its arguments; the text is filled
// in by package advise.
type Advice struct {
	Protocol string   `json:"protocol"` // imap, pop3, mixed, none
	Strategy Strategy `json:"strategy"`

	Summary     string      `json:"summary"`
	SummaryID   string      `json:"summary_id"`
	SummaryArgs locale.Args `json:"summary_args,omitempty"`

	Terms    []locale.Text `json:"terms,omitempty"`    // POP and IMAP in a few words, for who does not know them
	First    []Reason      `json:"first,omitempty"`    // what is refused now, and rules and wishes that cannot be met: before any reason
	Untested []string      `json:"untested,omitempty"` // imap, pop3: what the answer would need to know of

	Gates        []Reason       `json:"gates,omitempty"`     // checked before any weighing
	Checked      []Reason       `json:"checked,omitempty"`   // what the gates found in order, or could not check
	Reasons      []Reason       `json:"reasons"`             // decisive first, as screens show them
	Sums         map[string]int `json:"sums,omitempty"`      // of the weights, by protocol: strong 3, medium 2, weak 1
	Unweighed    []locale.Text  `json:"unweighed,omitempty"` // what weighs elsewhere, and does not hold here
	Conflict     bool           `json:"conflict,omitempty"`
	Consequences []Consequence  `json:"consequences"`
	Alternatives []Alternative  `json:"alternatives"`      // every strategy, the recommended one first
	Changes      []Change       `json:"changes"`           // what would change the answer
	Devices      []DevicePlan   `json:"devices,omitempty"` // what to do on each that was named
	Traps        []Reason       `json:"traps,omitempty"`   // of this provider, to beware of
	Plans        []Plan         `json:"plans,omitempty"`   // ways in steps, where one is needed
	Backup       locale.Text    `json:"backup"`
	BackupHow    []locale.Text  `json:"backup_how,omitempty"`

	Options Options `json:"options"` // the settings computed for the chosen strategy
	Basis   Basis   `json:"basis"`   // what the forecasts rest on
}

// Reason speaks for or against a protocol, and says what it rests on.
type Reason struct {
	ID     string      `json:"id"`
	For    string      `json:"for"`    // imap, pop3, or a strategy; "" speaks for none
	Weight string      `json:"weight"` // decisive, strong, medium, weak; "" explains a figure and weighs nothing
	Args   locale.Args `json:"args,omitempty"`
	Text   string      `json:"text"`

	// Evidence is what the reason rests on: an answer of the person, a
	// measured value, a provider's fact, a stated default.
	Evidence     string      `json:"evidence"`
	EvidenceID   string      `json:"evidence_id"`
	EvidenceArgs locale.Args `json:"evidence_args,omitempty"`
}

// Consequence is what the choice means for the person.
type Consequence struct {
	locale.Text
	Gain bool `json:"gain"` // a gain ("+") or a limit ("-")
}

// Alternative is the forecast of one strategy. What cannot be said without a
// measured value or an assumption is nil.
type Alternative struct {
	Strategy Strategy    `json:"strategy"`
	Possible bool        `json:"possible"`           // the gates allow it
	Obstacle string      `json:"obstacle,omitempty"` // the ID of the gate that does not
	Args     locale.Args `json:"args,omitempty"`     // for its name: copy_days, horizon_days, window_days, period_days

	ShareToday   *float64 `json:"share_today,omitempty"` // of the quota; above 1 where more is used
	Share1Year   *float64 `json:"share_1_year,omitempty"`
	Share3Years  *float64 `json:"share_3_years,omitempty"`
	SteadyShare  *float64 `json:"steady_share,omitempty"`  // where it settles; nil where it does not
	AbsenceShare *float64 `json:"absence_share,omitempty"` // at the end of the longest absence
	PeakShare    *float64 `json:"peak_share,omitempty"`    // on the way there, where higher
	FullInDays   *float64 `json:"full_in_days,omitempty"`  // nil: not known; see Never
	Never        bool     `json:"never,omitempty"`         // proven to settle below the limit
	AwayDays     *float64 `json:"away_days,omitempty"`     // the longest absence that it tolerates

	LocalBytes         *int64            `json:"local_bytes,omitempty"` // on each device that keeps mail, in two years
	TrafficBytesPerDay *int64            `json:"traffic_bytes_per_day,omitempty"`
	LostIf             map[string]string `json:"lost_if"`     // server, computer, phone -> words
	LostIfIDs          map[string]string `json:"lost_if_ids"` // the same as message IDs

	// Show says which tables need the row: always, compare (the full
	// comparison alone), or "" where another row says the same (imap and
	// imap-window fill the server alike).
	Show string `json:"show,omitempty"`
}

// Change is a nearest change of needs or host that flips the answer, or a
// change that a person would expect to flip it and that does not.
type Change struct {
	If    locale.Text `json:"if"`
	Then  Strategy    `json:"then"`
	Same  bool        `json:"same,omitempty"` // the answer would stay
	After locale.Text `json:"after"`          // what it would be, in words
}

// Options are the settings that follow from the choice.
type Options struct {
	LeaveOnServer     string `json:"leave_on_server,omitempty"` // POP: no, days, forever
	LeaveOnServerDays int    `json:"leave_on_server_days,omitempty"`
	OfflineDays       int    `json:"offline_days,omitempty"` // IMAP: 0 everything
	Offline           string `json:"offline,omitempty"`      // none, recent, all
	ArchiveDays       int    `json:"archive_days,omitempty"`
	ArchiveEveryDays  int    `json:"archive_every_days,omitempty"`
	PollMinutes       int    `json:"poll_minutes,omitempty"` // 0 where the server pushes (IDLE)
	Idle              bool   `json:"idle,omitempty"`
	BodyLimitBytes    int64  `json:"body_limit_bytes,omitempty"` // bodies above it on demand only
	FirstKeepDays     int    `json:"first_keep_days,omitempty"`  // collect once with this N first
}
