package result

import (
	"encoding/json"
	"slices"
	"time"
)

// Schema names the version of the JSON document.
const Schema = "mailadvisor/1"

// BriefSchema names the version of the short form of one, for very many targets.
const BriefSchema = "mailadvisor-brief/1"

// UsualTimeout is how long the run of one target may last where nobody says.
const UsualTimeout = 30 * time.Second

// Report is what one run saw of one target.
type Report struct {
	Schema    string    `json:"schema"`
	Line      int       `json:"line,omitempty"` // of a list of targets, from 1
	ID        Given     `json:"id,omitzero"`    // that the line gives its target
	Labels    Given     `json:"labels,omitzero"`
	Tool      Tool      `json:"tool"`
	Target    Target    `json:"target"`
	StartedAt time.Time `json:"started_at"` // start of the run, UTC; "today" for all advice
	ElapsedMS float64   `json:"elapsed_ms"` // milliseconds from start to the last answer

	// Interrupted says that the run was ended from outside or by its own
	// limit, so that what is absent may only not have been reached.
	Interrupted bool `json:"interrupted,omitempty"`

	// Rests are those that the target waited for, because a server asked to be
	// left alone for a while.
	Rests []Rest `json:"rests,omitempty"`

	// Untested says why no server was tested, where none was: one of the
	// Untested… constants. What is known then comes from the built-in table.
	Untested string `json:"untested,omitempty"`

	Discovery *Discovery `json:"discovery,omitempty"`
	// Provider is what the built-in table knows of the host of a target; of an
	// address it stands in Discovery. See [Report.KnownProvider].
	Provider *Provider `json:"provider,omitempty"`
	Probes   []Probe   `json:"probes,omitempty"`
	Accounts []Account `json:"accounts,omitempty"`
}

// Given is a JSON value that a list gives a target, as it stands there.
type Given = json.RawMessage

// Rest is the time for which a server was left alone.
type Rest struct {
	Server string    `json:"server"` // address and port
	Until  time.Time `json:"until"`
}

// The values of Report.Untested.
const (
	UntestedAsked   = "no-network" // nobody was to be asked
	UntestedOffline = "offline"    // this computer has no connection to any network
	UntestedBlocked = "blocked"    // no server of a known provider could be reached from here
)

// Unreached reports whether not one endpoint of a run that has some was
// connected to.
func (r *Report) Unreached() bool {
	return len(r.Probes) > 0 && !slices.ContainsFunc(r.Probes, func(p Probe) bool {
		return p.Failure == nil || !slices.Contains([]string{StepResolve, StepConnect}, p.Failure.Step)
	})
}

// Listed returns the servers of a service that the built-in table names.
func (r *Report) Listed(service Service) []Candidate {
	var out []Candidate
	if r.Discovery == nil {
		return nil
	}
	for _, c := range r.Discovery.Followed() {
		if c.Service == service && c.Security != None && slices.Contains(c.Sources, "provider") {
			out = append(out, c)
		}
	}
	return out
}

// KnownProvider returns what the built-in table knows of the provider, whether
// it was found by an address or by a host; nil where it knows nothing.
func (r *Report) KnownProvider() *Provider {
	if r.Provider == nil && r.Discovery != nil {
		return r.Discovery.Provider
	}
	return r.Provider
}

// Account returns what a login showed over a service, or nil: a mailbox is read
// once over IMAP and once over POP3 in a run.
func (r *Report) Account(service Service) *Account {
	for i := range r.Accounts {
		if r.Accounts[i].Service == service {
			return &r.Accounts[i]
		}
	}
	return nil
}

// MainAccount returns the account that a mailbox is told of: IMAP sees every
// folder, and POP3 the inbox alone. It is nil where no login showed one.
func (r *Report) MainAccount() *Account {
	for _, service := range []Service{IMAP, POP3} {
		if a := r.Account(service); a != nil {
			return a
		}
	}
	return nil
}

// Tool identifies the program that wrote the report.
type Tool struct {
	Version string `json:"version"`
}

// Target is what the person asked about.
type Target struct {
	Input   string `json:"input"`             // as it was typed
	Address string `json:"address,omitempty"` // the mail address, where one was given
	Domain  string `json:"domain,omitempty"`  // its domain, in A-label form
	Host    string `json:"host,omitempty"`    // the mail host, where one was given
	User    string `json:"user,omitempty"`    // the user name for logins
	Demo    string `json:"demo,omitempty"`    // the scenario, where it is the embedded host
	Flags   []Flag `json:"flags,omitempty"`   // what else was asked for on the command line, and decides what is seen; never a secret
}

// Flag is a flag of the command line.
type Flag struct {
	Name  string `json:"name"`            // without its dashes
	Value string `json:"value,omitempty"` // none where the flag is one that is given or not
}

// AddressesOmitted counts the addresses of the hosts that were not looked at,
// because a name server told too many.
func (r *Report) AddressesOmitted() (n int) {
	of := map[string]int{}
	for i := range r.Probes {
		host := r.Probes[i].Host
		of[host] = max(of[host], r.Probes[i].AddressesOmitted)
	}
	for _, omitted := range of {
		n += omitted
	}
	return n
}
