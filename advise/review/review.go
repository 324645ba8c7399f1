// Package review judges the accounts that a person's mail programs have: what
// is wrong, risky, out of date or against the advice, with the line that shows
// it and the change to make on that program's screen or in its file.
//
// What is judged was read by package accounts; what is known of the hosts comes
// in as reports. A rule says no more than that: what needs a host and has none
// is not judged ("not checked"), and what a program would not use gives no
// finding at all. [Make] is pure, as package diagnose is.
package review

import (
	"cmp"
	"slices"
	"time"

	"mailadvisor/advise/accounts"
	"mailadvisor/advise/choose"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Schema names the version of the JSON document of a review.
const Schema = "mailadvisor-review/1"

// Review is the whole answer: what was found on a computer, and what is to be
// said of it.
type Review struct {
	Schema    string      `json:"schema"`
	Tool      result.Tool `json:"tool"`
	Lang      string      `json:"lang"`
	StartedAt time.Time   `json:"started_at"` // UTC
	Verdict   string      `json:"verdict"`    // ok, warn, fail, unable
	Sentence  locale.Text `json:"verdict_text"`

	Accounts []accounts.Account `json:"accounts"`
	Passed   []Passed           `json:"passed_over,omitempty"` // held by a file, and not used by its program
	Unknown  []Unknown          `json:"not_known,omitempty"`   // what the files alone do not say
	Findings []Finding          `json:"findings"`
	// Untested says why no host was asked: no-network; "" where they were.
	Untested string `json:"untested,omitempty"`
	// NotChecked are the rules that needed a host, a login or an answer that
	// was not there.
	NotChecked []string `json:"not_checked,omitempty"`

	Mailboxes []Mailbox `json:"mailboxes,omitempty"` // each with the accounts that read it, and what becomes of its mail
	// Reports are what is known of the hosts, one for each mailbox of which
	// something is.
	Reports []*result.Report `json:"reports,omitempty"`
}

// Passed is something that a file holds and no program uses, in words.
type Passed struct {
	accounts.Passed
	Text string `json:"text"`
}

// Unknown is something that cannot be known without running what a file names.
type Unknown struct {
	accounts.Note
	Text string `json:"text"`
}

// Finding is one thing that a rule says of an account.
type Finding struct {
	ID       string            `json:"id"`
	Status   diagnose.Status   `json:"status"`   // fail, warn
	Severity diagnose.Severity `json:"severity"` // not info
	Program  string            `json:"program"`
	File     string            `json:"file"`
	Account  int               `json:"account"` // in Review.Accounts
	Name     string            `json:"name,omitempty"`
	Args     locale.Args       `json:"args,omitempty"`
	Title    string            `json:"title"`
	Risk     string            `json:"risk"`
	Lines    []accounts.Line   `json:"lines"`          // that show it
	Seen     []locale.Text     `json:"seen,omitempty"` // what the host, a list of providers or another account says
	Changes  []Change          `json:"changes"`
}

// Input is what is judged.
type Input struct {
	Found accounts.Found
	// Reports are what is known of the hosts; Of is the report of each
	// account, or -1.
	Reports []*result.Report
	Of      []int
	Needs   choose.Needs     // what the person said besides
	Before  []*result.Report // of an earlier run, to count against
	Tested  bool             // hosts were asked
	Today   time.Time
	Version string
}

// Make judges, in the printer's language.
func Make(in Input, p *locale.Printer) *Review {
	s := newScene(in)
	r := &Review{
		Schema: Schema, Tool: result.Tool{Version: in.Version}, Lang: p.Lang(), StartedAt: in.Today.UTC().Truncate(time.Second),
		Accounts: in.Found.Accounts, Reports: slices.DeleteFunc(slices.Clone(in.Reports), func(rep *result.Report) bool { return rep == nil }),
	}
	r.Findings = []Finding{}
	if r.Accounts == nil {
		r.Accounts = []accounts.Account{}
	}
	if !in.Tested && len(in.Found.Accounts) > 0 {
		r.Untested = result.UntestedAsked
	}
	said := map[setting]string{}
	for _, row := range rules() {
		if missing := row.missing(s); missing {
			r.NotChecked = append(r.NotChecked, row.id)
		}
		for _, d := range row.eval(s) {
			at := setting{d.account, d.server, row.about}
			if by, spoken := said[at]; spoken && by != row.id && row.about != "" {
				continue // something that explains it was said of the same setting
			}
			said[at] = row.id
			r.Findings = append(r.Findings, s.finding(row, d))
		}
	}
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(a.Severity.Compare(b.Severity), cmp.Compare(a.Account, b.Account))
	})
	for _, x := range in.Found.Passed {
		r.Passed = append(r.Passed, Passed{Passed: x})
	}
	for _, x := range in.Found.Notes {
		r.Unknown = append(r.Unknown, Unknown{Note: x})
	}
	r.Mailboxes = s.mailboxes()
	r.Verdict = r.verdict()
	r.Fill(p)
	return r
}

// setting is what a finding speaks of: of two that speak of one setting, the first
// counts.
type setting struct {
	account int
	server  side
	about   string
}

func (r *Review) verdict() string {
	v := "ok"
	for _, f := range r.Findings {
		if f.Status == diagnose.Fail {
			return "fail"
		}
		v = "warn"
	}
	if len(r.Accounts) == 0 && slices.ContainsFunc(r.Unknown, func(u Unknown) bool { return u.ID == accounts.NoteUnread }) {
		return "unable"
	}
	return v
}
