package diagnose

import (
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Finding is one thing that a rule says of a report: an ID and arguments,
// and the words once [Finding.Fill] has set them.
type Finding struct {
	ID       string      `json:"id"`
	Status   string      `json:"status"`         // fail, warn, pass, unknown
	Severity string      `json:"severity"`       // critical, high, medium, low, info
	Note     bool        `json:"note,omitempty"` // worth knowing, nothing to mend: its title stands under "Notes"
	Acts     Actor       `json:"acts,omitempty"` // who can do something about it first
	Where    Where       `json:"where"`
	Args     locale.Args `json:"args,omitempty"`

	Title    string   `json:"title"`
	Causes   []Cause  `json:"causes,omitempty"`
	Evidence []string `json:"evidence,omitempty"` // the words of Seen, in its order
	Seen     []Seen   `json:"seen,omitempty"`
	Risk     string   `json:"risk,omitempty"`
	Fix      Fix      `json:"fix"`
	Recheck  string   `json:"recheck,omitempty"` // a command, ready to type
}

// The values of Finding.Status.
const (
	Fail    = "fail"
	Warn    = "warn"
	Pass    = "pass"
	Unknown = "unknown" // not checked, or what was seen does not decide
)

// The values of Finding.Severity, the gravest first.
const (
	Critical = "critical" // nobody can use it, or a password is in danger
	High     = "high"     // some cannot use it now, or nobody soon
	Medium   = "medium"
	Low      = "low"
	Info     = "info"
)

// Actor is who can do something about a finding first. The other may have a way
// round it.
type Actor string

// The values of Finding.Acts.
const (
	Person        Actor = "person"        // who reads the mailbox: a password, a name, a network, room
	Administrator Actor = "administrator" // who runs the host, or publishes what leads to it
)

// Actors are all who can do something, in the order of every screen.
func Actors() []Actor { return []Actor{Person, Administrator} }

// Mend reports whether something is to be mended: what a verdict counts.
func (f *Finding) Mend() bool {
	return (f.Status == Fail || f.Status == Warn) && !f.Note
}

// Where is what a finding applies to; what does not apply, or is not one
// alone, is empty.
type Where struct {
	Service result.Service `json:"service,omitempty"`
	Host    string         `json:"host,omitempty"`
	Port    int            `json:"port,omitempty"`
	Address string         `json:"address,omitempty"`
}

// Cause is one possible cause; several stand in order of likelihood. Its
// words may use the finding's arguments beside its own.
type Cause struct {
	ID         string      `json:"id"`
	Args       locale.Args `json:"args,omitempty"`
	Confidence string      `json:"confidence"` // high, medium, low
	Text       string      `json:"text"`
}

// Seen is one line of evidence: a line of the wire as it came ("S: …" or
// "C: …"), or a message evidence-word.ID about what was measured.
type Seen struct {
	ID   string      `json:"id,omitempty"`
	Args locale.Args `json:"args,omitempty"`
	Wire string      `json:"wire,omitempty"`
	Role string      `json:"role,omitempty"` // fault: it shows the fault; contrast: it shows what works
}

// The values of Seen.Role.
const (
	Fault    = "fault"
	Contrast = "contrast"
)

// Fix is what to do: one for the person, another for the administrator.
type Fix struct {
	User  string `json:"user,omitempty"`
	Admin string `json:"admin,omitempty"`
}
