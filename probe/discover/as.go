package discover

import (
	"slices"

	"mailadvisor/probe/result"
)

// clientRow is a mail program: where it looks, in its order, and what it
// takes from each place. The rows are in clients.go.
type clientRow struct {
	name  result.Client
	looks []lookup
}

// lookup is one place. A place without a way to choose cannot be asked from
// outside the program.
type lookup struct {
	name   string
	source string // the source whose answer it reads, where that has another name
	choose func(*search, answer) choice
	joined bool // one lookup with the others that are: the first page that is there counts, whatever it is
}

// choice is what a program takes from one answer; nothing where incoming is nil.
type choice struct {
	incoming, outgoing *server
	notes              []string
}

// The habits of mail programs that shape a choice: the closed list of
// ClientView.Notes.
const (
	noteFirstListed    = "takes-first-listed"    // POP3, because the file names it before IMAP
	noteIMAPOnly       = "knows-imap-only"       // the file names no IMAP server
	noteDropsPlain     = "drops-file-plaintext"  // one server without encryption discards the file
	noteDropsFile      = "drops-file-incomplete" // one server that lacks a field discards the file
	noteNotXML         = "drops-file-type"       // the file is served as something else than XML
	noteStopsAtPage    = "stops-at-page"         // a page that is no use hides the file in a later place
	noteTakesPlain     = "takes-plaintext"       // it would connect without encryption
	noteHTTP           = "takes-plain-http"      // from a file that anybody on the way can write
	noteHTTPFirst      = "http-before-https"     // although an https source has an answer
	notePrefersUpgrade = "prefers-starttls"      // _imap before _imaps, _submission before all
	noteWeight         = "highest-weight"        // over all priorities: another server than RFC 2782 means
	noteSMTPS          = "asks-smtps"            // and never _submissions
	notePlaceholder    = "keeps-placeholder"     // the user name is entered as %EMAILLOCALPART%
	noteWholeMX        = "takes-mail-host"       // the MX host itself, which may read no mail
	noteWildcard       = "fooled-by-wildcard"    // a guess that exists because any name does
)

// ClientNotes returns the closed list of ClientView.Notes.
func ClientNotes() []string {
	return []string{noteFirstListed, noteIMAPOnly, noteDropsPlain, noteDropsFile, noteNotXML, noteStopsAtPage, noteTakesPlain, noteHTTP, noteHTTPFirst,
		notePrefersUpgrade, noteWeight, noteSMTPS, notePlaceholder, noteWholeMX, noteWildcard}
}

// clientViews returns the views of all programs on the same answers; none where
// nothing was asked.
func (s *search) clientViews(answers []answer) map[result.Client]result.ClientView {
	if s.NoNetwork {
		return nil
	}
	return s.allViews(answers)
}

func (s *search) allViews(answers []answer) map[result.Client]result.ClientView {
	views := map[result.Client]result.ClientView{}
	for _, c := range clients() {
		views[c.name] = s.view(c, answers)
	}
	return views
}

// view goes through the places where one program looks, in its order.
func (s *search) view(c clientRow, answers []answer) result.ClientView {
	var v result.ClientView
	reads := map[string]bool{}
	stopped := false
	for _, l := range c.looks {
		source := l.source
		if source == "" {
			source = l.name
		}
		reads[source] = true
		a, known := named(answers, source)
		status := result.LookUnknown
		if known && l.choose != nil {
			status = a.source.Status
		}
		v.Looks = append(v.Looks, result.Look{Source: l.name, Status: status})
		if v.Source != "" {
			continue
		}
		if l.joined && stopped {
			if l.choose(s, a).incoming != nil && !slices.Contains(v.Notes, noteStopsAtPage) {
				v.Notes = append(v.Notes, noteStopsAtPage)
			}
			continue
		}
		if status == result.LookUnknown || status == result.SourceSkip && a.source.Reason != result.SkipSameDomain {
			v.Unsure = append(v.Unsure, l.name)
			continue
		}
		got := l.choose(s, a)
		v.Notes = append(v.Notes, got.notes...)
		if got.incoming == nil {
			stopped = stopped || l.joined && a.source.HTTPStatus/100 == 2
			continue
		}
		v.Source = l.name
		v.Looks[len(v.Looks)-1].Status = result.SourceOK
		v.Incoming, v.Outgoing = s.clientServer(got.incoming), s.clientServer(got.outgoing)
		v.Notes = append(v.Notes, afterwards(l.name, got, answers)...)
	}
	for _, a := range answers {
		if len(a.servers) > 0 && !reads[a.source.Name] && published(a.source.Name) {
			v.Ignores = append(v.Ignores, a.source.Name)
		}
	}
	return v
}

// afterwards returns the habits that only the whole shows.
func afterwards(source string, got choice, answers []answer) []string {
	var notes []string
	if source == "autoconfig-http" {
		notes = append(notes, noteHTTP)
		if a, ok := named(answers, "ispdb"); ok && len(a.servers) > 0 {
			notes = append(notes, noteHTTPFirst)
		}
	}
	if got.incoming.Security == result.None || got.outgoing != nil && got.outgoing.Security == result.None {
		notes = append(notes, noteTakesPlain)
	}
	return notes
}

// published reports whether a source holds the domain's own word, or that of
// the database: what a program misses by not asking.
func published(source string) bool {
	return slices.ContainsFunc(sources(), func(r row) bool { return r.name == source && r.word })
}

func named(answers []answer, source string) (answer, bool) {
	i := slices.IndexFunc(answers, func(a answer) bool { return a.source.Name == source })
	if i < 0 {
		return answer{}, false
	}
	return answers[i], true
}

func (s *search) clientServer(e *server) *result.ClientServer {
	if e == nil {
		return nil
	}
	username := e.username
	if !e.literal {
		username = s.expand(username)
	}
	return &result.ClientServer{Endpoint: e.Endpoint, Username: username, Auth: e.auth}
}
