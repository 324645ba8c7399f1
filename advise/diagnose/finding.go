package diagnose

import (
	"slices"

	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Finding is one thing that a rule says of a report: an ID and arguments,
// and the words once [Finding.Fill] has set them.
type Finding struct {
	ID       string      `json:"id"`
	Status   Status      `json:"status"`
	Severity Severity    `json:"severity"`
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

// Status is what a rule says of what it looked at.
type Status string

// The values of Finding.Status, the worst first.
const (
	Fail    Status = "fail"
	Warn    Status = "warn"
	Unknown Status = "unknown" // not checked, or what was seen does not decide
	Pass    Status = "pass"
)

// Statuses returns all values of Finding.Status, the worst first.
func Statuses() []Status { return []Status{Fail, Warn, Unknown, Pass} }

// Severity is how grave it is where a finding fails or warns.
type Severity string

// The values of Finding.Severity, the gravest first.
const (
	Critical Severity = "critical" // nobody can use it, or a password is in danger
	High     Severity = "high"     // some cannot use it now, or nobody soon
	Medium   Severity = "medium"
	Low      Severity = "low"
	Info     Severity = "info"
)

// Severities returns all values of Finding.Severity, the gravest first.
func Severities() []Severity { return []Severity{Critical, High, Medium, Low, Info} }

// Compare orders severities, the gravest first.
func (s Severity) Compare(other Severity) int {
	return slices.Index(Severities(), s) - slices.Index(Severities(), other)
}

// Actor is who can do something about a finding first. The other may have a way
// round it.
type Actor string

// The values of Finding.Acts.
const (
	Person        Actor = "person"        // who reads the mailbox: a password, a name, a network, room
	Administrator Actor = "administrator" // who runs the host, or publishes what leads to it
)

// Actors returns all who can do something, in the order of every screen.
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
	Confidence Confidence  `json:"confidence"`
	Text       string      `json:"text"`
}

// Confidence is how sure a cause is.
type Confidence string

// The values of Cause.Confidence, the surest first.
const (
	Sure     Confidence = "high"
	Probable Confidence = "medium"
	Possible Confidence = "low"
)

// Confidences returns all values of Cause.Confidence, the surest first.
func Confidences() []Confidence { return []Confidence{Sure, Probable, Possible} }

// Seen is one line of evidence: a line of the wire as it came ("S: …" or
// "C: …"), or a message evidence-word.ID about what was measured.
type Seen struct {
	ID   string      `json:"id,omitempty"`
	Args locale.Args `json:"args,omitempty"`
	Wire string      `json:"wire,omitempty"`
	Role Role        `json:"role,omitempty"`
}

// Role is what a line of evidence is shown for; "" where it is neither.
type Role string

// The values of Seen.Role.
const (
	Fault    Role = "fault"    // it shows the fault
	Contrast Role = "contrast" // it shows what works
)

// Roles returns all values of Seen.Role but "".
func Roles() []Role { return []Role{Fault, Contrast} }

// Fix is what to do: one for the person, another for the administrator.
type Fix struct {
	User  string `json:"user,omitempty"`
	Admin string `json:"admin,omitempty"`
}
