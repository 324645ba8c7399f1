// Package texts tells what an error text means that a person pastes: the words
// of a mail server, of a mail program, of the system below it, or of a server
// that returns mail.
//
// [Explain] folds a text (letter case, accents, quotation marks, white space),
// takes the codes out of it, and holds it to the rows of one table. A row has
// a pattern or a code, and the [Meaning] that it stands for. What no row knows
// is said to be unknown, with what comes nearest; nothing is guessed.
//
// What a person pastes holds names and addresses of people. An [Answer] has
// words of this package and, of the text itself, nothing but a code, the name
// of a host, and a port.
package texts

import (
	"cmp"
	"slices"
	"strings"

	"mailadvisor/probe/result"
)

// MaxText is how much of a text is read, in octets. Dialogue boxes have some
// hundreds, a bounce some thousands.
const MaxText = 256 << 10

// Answer is what a text means.
type Answer struct {
	Readings []Reading // the likeliest first; none where no row knows the text
	Nearest  []Meaning // where there is no reading: what comes closest, likeliest first
	Place    Place     // what the text is about, as far as it says so
	Cut      bool      // only the first MaxText octets were read
	// Elsewhere says that nothing in the text is of mail: other programs say the
	// same, and the readings hold only if it is.
	Elsewhere bool
}

// Reading is one meaning of a text, with the row that found it.
type Reading struct {
	Meaning Meaning
	By      Speaker
	Code    string // the code that was recognised, as it is written; "" where words were
	Row     string // the name of the row
	Source  string
	AsOf    string
}

// Speaker is who says a text.
type Speaker string

// The speakers. A mail program has a name of its own, and stands as that.
const (
	Server    Speaker = "server"   // the mail server of the account
	Bounce    Speaker = "bounce"   // a server on the way to a recipient, in mail that comes back
	Provider  Speaker = "provider" // the provider's page or service for signing in
	System    Speaker = "system"   // the operating system below the program
	TLS       Speaker = "tls"      // the TLS library of a program
	AnyClient Speaker = "any"      // a mail program; which one its words do not tell
	maxShown          = 3          // readings of one text
)

// grade says how much a match proves.
type grade int

const (
	byWords   grade = iota // words that mean one thing
	byCode                 // a code that stands for one thing
	byUsual                // words, or a code, that many causes share
	byWrapper              // a sentence that a program puts around anything
)

// row is one thing that is recognised. It has Patterns or Code.
type row struct {
	Name     string // unique; named in tests
	Patterns []string
	Code     string // "5.7.8", "535", "[authenticationfailed]": see codesOf
	Means    Meaning
	By       Speaker
	Service  result.Service // what it is said of, where that is one service alone
	Scene    scene          // where alone it counts
	Grade    grade
	Source   string
	AsOf     string
	Example  string // a text that it recognises
}

// scene is what a text is about as a whole.
type scene int

const (
	anyScene   scene = iota
	atDelivery       // a server's answer to a message, with SMTP's codes, or a bounce
	atMailbox        // none of these
)

// match is a row that was found in a text.
type match struct {
	row  *row
	size int // of what was recognised, in octets
}

// Explain tells what a text means.
func Explain(text string) Answer {
	var a Answer
	if a.Cut = len(text) > MaxText; a.Cut {
		text = text[:MaxText]
	}
	t := read(text)
	a.Place = t.place()
	mail := a.Place.Service != ""
	found := t.matches()
	if len(found) == 0 {
		if spelt := t.spelt(); spelt != nil {
			found = spelt.matches()
		}
	}
	for _, m := range found {
		if len(a.Readings) == maxShown {
			break
		}
		if slices.ContainsFunc(a.Readings, func(r Reading) bool { return r.Meaning == m.row.Means }) {
			continue
		}
		a.Readings = append(a.Readings, Reading{
			Meaning: m.row.Means, By: m.row.By, Code: t.shownCode(m.row), Row: m.row.Name, Source: m.row.Source, AsOf: m.row.AsOf,
		})
		if a.Place.Service == "" {
			a.Place.Service = m.row.Service
		}
	}
	a.Elsewhere = len(a.Readings) > 0 && !mail && t.elsewhere()
	if len(a.Readings) == 0 {
		a.Nearest = t.nearest()
	}
	return a
}

// matches returns the rows that a text holds, the most telling first: words
// before codes before what programs wrap around anything; then what recognises
// more. Rows of a lesser grade than the best are left out.
func (t *text) matches() []match {
	var found []match
	where := t.scene()
	for _, r := range table() {
		if r.Scene != anyScene && r.Scene != where {
			continue
		}
		if size := t.find(r); size > 0 {
			found = append(found, match{row: r, size: size})
		}
	}
	slices.SortStableFunc(found, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.row.Grade, b.row.Grade), cmp.Compare(codeLast(a.row), codeLast(b.row)), cmp.Compare(b.size, a.size))
	})
	for i := range found {
		if found[i].row.Grade != found[0].row.Grade {
			return found[:i]
		}
	}
	return found
}

// codeLast sorts codes behind words.
func codeLast(r *row) int { return min(len(r.Code), 1) }

// find returns how much of a text a row recognises, in octets, or 0.
func (t *text) find(r *row) int {
	if r.Code != "" {
		if slices.Contains(t.codes, r.Code) {
			return len(r.Code)
		}
		return 0
	}
	best := 0
	for _, p := range r.Patterns {
		best = max(best, t.matchPattern(p))
	}
	return best
}

// shownCode returns the code by which a row was recognised, or, where it was by
// words, the first code of the text that is more than a basic one. An enhanced
// code has the basic one that stood before it.
func (t *text) shownCode(r *row) string {
	code := r.Code
	for _, c := range t.codes {
		if code == "" && (c[0] == '[' || strings.Contains(c, ".")) && t.known(c) {
			code = c
		}
	}
	if basic, ok := t.basic[code]; ok && basic != "" {
		code = basic + " " + code
	}
	return strings.ToUpper(code)
}

// known reports whether a row stands for a code: others may be anything that
// a person has in brackets.
func (t *text) known(code string) bool {
	return code[0] != '[' || slices.ContainsFunc(codeRows(), func(r row) bool { return r.Code == code })
}
