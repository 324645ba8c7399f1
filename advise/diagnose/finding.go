package diagnose

import (
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Finding is one thing that a rule says of a report: an ID and arguments,
// and the words once package advise has filled them in.
type Finding struct {
	ID       string      `json:"id"`
	Status   string      `json:"status"`   // fail, warn, pass, unknown
	Severity string      `json:"severity"` // critical, high, medium, low, info
	Where    Where       `json:"where"`
	Args     locale.Args `json:"args,omitempty"`

	Title    string   `json:"title"`
	Causes   []Cause  `json:"causes,omitempty"`
	Evidence []string `json:"evidence,omitempty"` // wire lines and measured facts, cleaned
	Risk     string   `json:"risk,omitempty"`
	Fix      Fix      `json:"fix"`
	Recheck  string   `json:"recheck,omitempty"` // a command, ready to type
}

// Where is what a finding applies to; what does not apply is empty.
type Where struct {
	Service result.Service `json:"service,omitempty"`
	Host    string         `json:"host,omitempty"`
	Port    int            `json:"port,omitempty"`
	Address string         `json:"address,omitempty"`
}

// Cause is one possible cause; several stand in order of likelihood.
type Cause struct {
	ID         string      `json:"id"`
	Args       locale.Args `json:"args,omitempty"`
	Confidence string      `json:"confidence"` // high, medium, low
	Text       string      `json:"text"`
}

// Fix is what to do: one for the person, another for the administrator.
type Fix struct {
	User  string `json:"user,omitempty"`
	Admin string `json:"admin,omitempty"`
}
