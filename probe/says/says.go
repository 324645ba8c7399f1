// Package says knows what mail servers say where they refuse something: their
// words, and their codes. It is the one table of both. What package probe
// understands from a server, anybody understands from it who has the text in
// front of them.
//
// A refusal is read by its words first, because they say more than codes do:
// "[UNAVAILABLE] Maximum number of connections … exceeded" is a limit, and no
// defect. Then by its code (RFC 5530, RFC 2449, RFC 3206, RFC 4954, RFC 5248).
// Words that say little ("try again later") count only where no code says more.
package says

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"mailadvisor/probe/result"
)

// Row is one thing that servers say in words.
type Row struct {
	// Words are in lower case and stand in the text as whole words; "…" is
	// for anything between two of them, and "*" at the end of a word for any
	// letters.
	Words string
	Kind  result.Kind
	// Reasons are what the words name beyond the kind, the likeliest first:
	// some of the Reason… values.
	Reasons []string
	// At is the step at which the words mean this, "" for any.
	At string
	// Service whose servers use the words so, "" for any.
	Service result.Service
	// Weak words count only where no code says more.
	Weak bool
	// Source is who says so: a server with its version, a provider's page, or
	// a public report. AsOf is when that was read, as YYYY-MM.
	Source, AsOf string
	// Example is an answer with these words, as a server sends it.
	Example string
}

// What words name beyond a kind of failure: the closed list of Row.Reasons.
const (
	Sessions     = "sessions"      // as many sessions are open as are allowed
	Rate         = "rate"          // too much was asked in too short a time
	FailedLogins = "failed-logins" // logins failed before, and the server defends itself
	Listed       = "listed"        // the address of the client is on a list
	Place        = "place"         // the client's network or country is not let in
	ProtocolOff  = "protocol-off"  // the service is switched off for the account
	AccountOff   = "account-off"   // the account is locked or closed
	AppPassword  = "app-password"  // programs need a password of their own
	Backend      = "backend"       // what stands behind the server does not answer
	Store        = "store"         // the mailbox is not there, or cannot be opened
	Identity     = "identity"      // the program must say who it is (RFC 2971)
	Form         = "form"          // a command or its arguments were not understood
	UserName     = "user-name"     // nobody has this user name, or it is not whole
	Unnamed      = "unnamed"       // the address of the client has no name in the DNS
	PopFirst     = "pop-first"     // mail has to be collected before it is sent
	Rules        = "rules"         // the password does not fit the rules for passwords
)

// Reasons returns the closed list of Row.Reasons.
func Reasons() []string {
	return []string{Sessions, Rate, FailedLogins, Listed, Place, ProtocolOff, AccountOff, AppPassword, Backend, Store, Identity, Form, UserName, Unnamed, PopFirst, Rules}
}

// Code is what a code of a server means in answer to a login.
type Code struct {
	// Code in capitals: an RFC 5530 or RFC 3206 response code, an SMTP reply
	// code, or an enhanced one.
	Code   string
	Kind   result.Kind
	Source string // the RFC, or who else defines it
}

// Answer is a server's refusal, taken apart.
type Answer struct {
	Service result.Service // "" where it is not known
	Step    string         // what was under way, "" where it is not known
	Codes   []string       // in capitals, the most telling first
	Text    string         // what a person is meant to read
}

// Meaning is what a refusal means.
type Meaning struct {
	Kind    result.Kind // "" where nothing is known
	Reasons []string    // see Row.Reasons
	Row     *Row        // whose words these are, or nil
	Code    *Code       // the code that says it, or nil where the words do
}

// Read says what a refusal means: by its words, else by its code. The kind is
// empty where the table knows neither.
func Read(a Answer) Meaning {
	code := codeOf(a.Codes)
	text := plain(strings.Join(a.Codes, " ") + " " + a.Text)
	for _, row := range Rows() {
		if row.Weak && code != nil || !row.fits(a) || !match(row.Words, text) {
			continue
		}
		return Meaning{Kind: row.Kind, Reasons: row.Reasons, Row: &row}
	}
	if code != nil {
		return Meaning{Kind: code.Kind, Code: code}
	}
	return Meaning{}
}

func (r Row) fits(a Answer) bool {
	return (r.At == "" || a.Step == "" || r.At == a.Step) && (r.Service == "" || a.Service == "" || r.Service == a.Service)
}

// codeOf returns the row of the first code that has one; nil where none has.
func codeOf(all []string) *Code {
	for _, said := range all {
		for _, c := range codes() {
			if c.Code == said {
				return &c
			}
		}
	}
	return nil
}

// Match reports whether the row's words stand in a text.
func (r Row) Match(text string) bool { return match(r.Words, plain(text)) }

// plain returns a text in lower case, with single spaces.
func plain(text string) string { return strings.Join(strings.Fields(strings.ToLower(text)), " ") }

// match finds the parts of a pattern in a plain text, one behind the other.
func match(words, text string) bool {
	for part := range strings.SplitSeq(words, "…") {
		end := find(strings.TrimSpace(part), text)
		if end < 0 {
			return false
		}
		text = text[end:]
	}
	return true
}

// find returns the index behind the first place where a part stands as whole
// words, or -1.
func find(part, text string) int {
	part, open := strings.CutSuffix(part, "*")
	for from := 0; ; {
		at := strings.Index(text[from:], part)
		if at < 0 {
			return -1
		}
		at += from
		end := at + len(part)
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		behind, _ := utf8.DecodeRuneInString(text[end:])
		if (at == 0 || !joins(before, part[0])) && (open || end == len(text) || !joins(behind, part[len(part)-1])) {
			return end
		}
		from = at + 1
	}
}

// joins reports whether a letter or digit beside a word makes it another word.
// Scripts without spaces between words have no such edges.
func joins(beside rune, edge byte) bool {
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return edge < utf8.RuneSelf && letter(rune(edge)) && letter(beside)
}
