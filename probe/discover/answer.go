package discover

import (
	"slices"
	"strings"

	"mailadvisor/probe/result"
)

// answer is what one source said.
type answer struct {
	source     result.Source
	servers    []server // in the source's own order
	meant      []server // by entries that name no endpoint as they stand
	notOffered []result.Service
	preference result.Service
	wildcard   bool
	provider   *result.Provider
	beside     []result.Beside        // services beside mail
	oauth      *result.PublishedOAuth // of an autoconfig file

	// Evidence that only the view of a mail program needs.
	file   *autoconfigFile // of an autoconfig source
	mime   string          // the Content-Type of a file; "" where none is known
	other  []server        // SRV labels that no standard knows; guesses that a wildcard makes
	mxHost string          // of a source that goes by MX

	records []result.RecordSet // of the source that asks for SRV records
}

// server is an endpoint as one source names it.
type server struct {
	result.Endpoint
	username         string // as published, with its placeholders
	literal          bool   // a program enters it without replacing them
	auth             []string
	label            string // SRV: the service label
	priority, weight int
	dnssec           bool
	tlsa             []string
	trust            result.Trust
	text             string // as the source has it, to the letter
	slip             bool   // the text names no endpoint as it stands: this one was probably meant
}

// reading is what came of one entry of a file.
type reading int

const (
	readNothing reading = iota // it names no server
	readMeaning                // no program can use it, and what it means shows
	readWell
)

// entries are the servers that a file names.
type entries struct {
	usable   []server
	meant    []server // by some that are not
	unusable []string // the text of those
}

// take adds an entry as it was read, with the kind of server that it says it is,
// and its text. Servers that are not for mail are left out.
func (all *entries) take(e server, read reading, kind, text string) {
	switch read {
	case readWell:
		all.usable = append(all.usable, e)
		return
	case readMeaning:
		all.meant = append(all.meant, e)
	}
	if _, ours := autoconfigServices()[strings.ToLower(strings.TrimSpace(kind))]; ours {
		all.unusable = append(all.unusable, text)
	}
}

// name takes the servers of a file into an answer.
func (a *answer) name(all entries) {
	a.servers, a.meant, a.source.Unusable = all.usable, all.meant, all.unusable
}

// finish fills in what follows from the rest of an answer.
func (a *answer) finish() {
	s := &a.source
	for _, service := range result.Services() {
		named := slices.ContainsFunc(a.servers, func(e server) bool { return e.Service == service })
		if named {
			s.Services = append(s.Services, service)
		}
	}
	for _, e := range a.servers {
		if s.Trust == "" || e.trust < s.Trust {
			s.Trust = e.trust
		}
	}
	if s.Status != "" {
		return
	}
	switch {
	case s.Failure != nil:
		s.Status = result.SourceFail
	case s.Reason != "":
		s.Status = result.SourceNone
	case len(a.servers) > 0 || len(a.notOffered) > 0 || a.provider != nil:
		s.Status = result.SourceOK
	default:
		s.Status, s.Reason = result.SourceNone, result.NoServers
	}
}

func skipped(reason result.SourceReason) answer {
	return answer{source: result.Source{Status: result.SourceSkip, Reason: reason}}
}

func nothing(reason result.SourceReason) answer {
	return answer{source: result.Source{Reason: reason}}
}

func failed(f *result.Failure) answer {
	return answer{source: result.Source{Failure: f}}
}
