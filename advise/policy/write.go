package policy

import (
	"cmp"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"mailadvisor/advise/config"
	"mailadvisor/advise/diagnose"
	"mailadvisor/advise/locale"
	"mailadvisor/probe/result"
)

// Write makes a policy of what a host shows today. What it would not keep
// itself, by the same report, is left out, and told beside it: the result
// passes its own check. It is "" where nothing is left. The credential may be
// nil.
func Write(r *result.Report, findings []diagnose.Finding, c *Credential, now time.Time) (content string, left []Left) {
	if !slices.ContainsFunc(r.Probes, func(p result.Probe) bool { return p.Status == result.OK }) {
		return "", nil
	}
	s := &sketch{report: r, credential: c}
	s.everything()
	for {
		content := s.yaml()
		p, err := Parse("", []byte(content), nil)
		if err != nil || len(s.items) == 0 { // a target's name that is no word
			return "", nil
		}
		kept := len(s.items)
		for _, a := range Evaluate(r, findings, p, r.Target.Input, now).Assertions {
			if a.Status != Pass {
				s.leave(a)
			}
		}
		if len(s.items) == kept {
			s.strictest()
			return s.yaml(), s.leftOnce()
		}
	}
}

// Left is a requirement that a policy could have and has not, because the
// host does not keep it, or nobody saw whether it does.
type Left struct {
	ID, Of string
	Status string // Fail or Unknown
	Why    locale.Text
	Places []string // "imap:993"; none for a whole host
}

// leftOnce is what is left, without the failures that are told by what is asked
// for too.
func (s *sketch) leftOnce() []Left {
	return slices.DeleteFunc(slices.Clone(s.left), func(l Left) bool {
		return l.ID == noFailure().id && slices.ContainsFunc(s.left, func(x Left) bool {
			told := func(place string) bool { return place == x.Of || slices.Contains(x.Places, place) }
			return x.ID != l.ID && x.Status == Fail && len(l.Places) > 0 && !slices.ContainsFunc(l.Places, func(p string) bool { return !told(p) })
		})
	})
}

// leave leaves out what an assertion speaks of, and notes what it says. That a
// domain publishes nothing at a place of many is nothing to be told.
func (s *sketch) leave(a Assertion) {
	s.items = slices.DeleteFunc(s.items, func(it item) bool { return it.line == a.Line && it.column == a.Column })
	l := Left{ID: a.ID, Of: a.Of, Status: a.Status, Why: a.Found}
	if a.Status == Unknown {
		l.Why = a.Reason
	}
	if a.ID == "published-by" && a.Status == Fail {
		return
	}
	i := slices.IndexFunc(s.left, func(x Left) bool {
		return x.ID == l.ID && x.Of == l.Of && x.Status == l.Status && reflect.DeepEqual(x.Why, l.Why)
	})
	if i < 0 {
		i, s.left = len(s.left), append(s.left, l)
	}
	place := config.Place{Service: a.Where.Service, Port: a.Where.Port}.String()
	if place != "" && place != l.Of && !slices.Contains(s.left[i].Places, place) {
		s.left[i].Places = append(s.left[i].Places, place)
	}
}

// sketch is a policy in the making.
type sketch struct {
	report     *result.Report
	credential *Credential
	items      []item
	left       []Left
}

// item is one word of one requirement, and where it was last written.
type item struct {
	at, id, key, word string
	list              bool
	line, column      int
}

func (s *sketch) add(at, id, key, word string, list bool) {
	it := item{at: at, id: id, key: key, word: word, list: list}
	if !slices.Contains(s.items, it) {
		s.items = append(s.items, it)
	}
}

// everything adds whatever may hold.
func (s *sketch) everything() {
	const anyDays = 14 // what a renewal by machine never falls below
	for _, p := range s.report.Probes {
		at := config.Place{Service: p.Service, Port: p.Port}.String()
		switch {
		case p.Status != result.Skip: // what fails is left out, and told
			s.add("", "offered", "", at, true)
		default:
			s.add("", "forbidden", "", at, true)
		}
	}
	all := s.working("")
	s.add(all, "certificate-valid", "", "true", false)
	s.add(all, "certificate-days", "", strconv.Itoa(anyDays), false)
	if host := s.report.Target.Host; host != "" {
		s.add(all, "certificate-names", "", host, true)
	}
	s.published()
	s.add(all, "login-works", "", "true", false)
	s.add("", "quota-free", "", "10%", false)
	if n := s.smallest(); n > 0 {
		s.add("", "quota-least", "", n.word(), false)
	}
	s.add(all, "latency", "endpoint", "5s", false)
	for _, severity := range []string{diagnose.Medium, diagnose.High, diagnose.Critical} {
		s.add(all, "findings-forbidden", "", severity, true)
	}
	order := []string{"", all}
	for _, service := range result.Services() {
		at := s.working(service)
		s.floors(service, at)
		s.words(service, at)
		order = append(order, at)
	}
	var ids []string
	for _, row := range requirements() {
		ids = append(ids, row.id)
	}
	keys := slices.Concat(phases(), recordKeys())
	slices.SortStableFunc(s.items, func(a, b item) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.at), slices.Index(order, b.at)),
			cmp.Compare(slices.Index(ids, a.id), slices.Index(ids, b.id)),
			cmp.Compare(slices.Index(keys, a.key), slices.Index(keys, b.key)))
	})
}

// working is where something is asked for of a service, or of all: everywhere,
// or, where an endpoint of it does not work, at the others. So one port that
// fails takes nothing from what is asked of the rest.
func (s *sketch) working(service result.Service) string {
	var places []string
	whole := true
	for _, p := range s.report.Probes {
		if service != "" && p.Service != service || p.Status == result.Skip {
			continue
		}
		place := config.Place{Service: p.Service, Port: p.Port}.String()
		switch {
		case p.Status != result.OK:
			whole = false
		case !slices.Contains(places, place):
			places = append(places, place)
		}
	}
	if whole || len(places) == 0 {
		return string(service)
	}
	return "[" + strings.Join(places, ", ") + "]"
}

// published adds what a domain publishes, where it was looked for. ISPDB is
// another's: what it says today is nothing for a domain to keep.
func (s *sketch) published() {
	d := s.report.Discovery
	if d == nil {
		return
	}
	for _, id := range []string{"published-works", "published-agrees", "published-signed"} {
		s.add("", id, "", "true", false)
	}
	for _, p := range publishers() {
		if p.word != "ispdb" {
			s.add("", "published-by", "", p.word, true)
		}
	}
	if d.DNS == nil {
		return
	}
	for _, set := range d.DNS.Records {
		for _, word := range recordWords(set) {
			s.add("", "published-dns", recordKey(set), word, true)
		}
	}
}

// strictest leaves the first of the severities that hold: it stands for the
// others.
func (s *sketch) strictest() {
	found := false
	s.items = slices.DeleteFunc(s.items, func(it item) bool {
		if it.id != "findings-forbidden" {
			return false
		}
		again := found
		found = true
		return again
	})
}

// floors adds, for a service, the families by which it is reached and the
// oldest version of TLS that was spoken or accepted there. Where no older one
// was tried, what was spoken is told as not checked.
func (s *sketch) floors(service result.Service, at string) {
	oldest := ""
	for _, p := range s.report.Probes {
		if p.Service != service || p.Status != result.OK {
			continue
		}
		for _, path := range p.Paths {
			s.add(at, "addresses", "", path.Family, true)
			if path.TLS == nil {
				continue
			}
			for _, name := range slices.Concat(path.TLS.Weak, []string{path.TLS.Version}) {
				if v := strings.TrimPrefix(name, "TLS "); slices.Contains(tlsVersions(), v) && (oldest == "" || v < oldest) {
					oldest = v
				}
			}
		}
	}
	if oldest != "" {
		s.add(at, "tls-floor", "", oldest, false)
	}
}

// smallest is the smallest limit of octets; 0 for none.
func (s *sketch) smallest() size {
	var least size
	for i := range s.report.Accounts {
		for _, l := range s.report.Accounts[i].Limits() {
			if l.Bytes() && (least == 0 || size(l.Limit) < least) {
				least = size(l.Limit)
			}
		}
	}
	return least
}

// lasting is a capability without a value that changes (APPENDLIMIT=…); ways
// of login are told apart from capabilities.
var lasting = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?i:(QUOTA|STATUS|SORT|THREAD|CONTEXT|NOTIFY)=)?[A-Za-z0-9][A-Za-z0-9+._-]*$`)
})

// words adds the capabilities and mechanisms of a service.
func (s *sketch) words(service result.Service, at string) {
	skipped := []string{"IMPLEMENTATION", "SASL", "AUTH", "STARTTLS", "STLS"}
	plain := map[result.Service][]string{result.IMAP: {"AUTH=PLAIN", "AUTH=LOGIN"}, result.POP3: {"SASL PLAIN", "SASL LOGIN"},
		result.Submission: {"AUTH PLAIN", "AUTH LOGIN"}}[service]
	for _, p := range s.report.Probes {
		if p.Service != service || p.Status != result.OK {
			continue
		}
		for _, path := range p.Paths {
			if path.Announced() == nil {
				continue
			}
			for _, phase := range []string{"after-tls", "after-login"} {
				for _, line := range path.Phase(strings.ReplaceAll(phase, "-", "_")) {
					name, _, _ := strings.Cut(line, " ")
					if lasting().MatchString(name) && !slices.Contains(skipped, strings.ToUpper(name)) {
						s.add(at, "capabilities-required", phase, name, true)
					}
				}
			}
			for _, m := range path.Offered() {
				if _, ok := mechanismForm().Read(m); ok {
					s.add(at, "mechanisms-required", "", strings.ToUpper(m), true)
				}
			}
			if p.Security == result.StartTLS {
				for _, word := range plain {
					s.add(at, "capabilities-forbidden", "before-tls", word, true)
				}
			}
		}
	}
}

// yaml writes the items, and notes for each where its word stands.
func (s *sketch) yaml() string {
	w := &writer{line: 1}
	if c := s.credential; c != nil {
		kind := "password"
		if c.Token {
			kind = "token"
		}
		w.put("credentials:\n  login:\n    user: " + quote(c.User) + "\n    " + kind + ": {" + c.Source + ": " + quote(c.Reference) + "}\n    hosts: [")
		for i, h := range c.Hosts {
			if i > 0 {
				w.put(", ")
			}
			w.put(quote(h))
		}
		w.put("]\n")
	}
	w.put("targets:\n  - target: " + quote(s.report.Target.Input) + "\n")
	if s.credential != nil {
		w.put("    credential: login\n")
	}
	w.put("    require:\n")
	var before *item
	for i := range s.items {
		it := &s.items[i]
		newEntry := before == nil || before.at != it.at
		newID := newEntry || before.id != it.id
		newKey := newID || before.key != it.key
		if before != nil && before.list && newKey {
			w.put("]")
		}
		if before != nil && newID {
			w.put("\n")
		}
		if newEntry {
			w.put("      - ")
			if it.at != "" {
				w.put("at: " + it.at + "\n        ")
			}
		} else if newID {
			w.put("        ")
		}
		if newID {
			w.put(it.id + ":")
		}
		switch {
		case it.key != "" && newKey:
			w.put("\n          " + it.key + ": ")
		case newKey:
			w.put(" ")
		default:
			w.put(", ")
		}
		if it.list && newKey {
			w.put("[")
		}
		it.line, it.column = w.line, w.column+1
		w.put(quote(it.word))
		before = it
	}
	if before != nil && before.list {
		w.put("]")
	}
	w.put("\n")
	return w.String()
}

type writer struct {
	strings.Builder
	line, column int // of what was written last; the column from 0
}

func (w *writer) put(s string) {
	w.WriteString(s)
	w.line += strings.Count(s, "\n")
	if i := strings.LastIndexByte(s, '\n'); i >= 0 {
		w.column, s = 0, s[i+1:]
	}
	w.column += len([]rune(s))
}

// bare is a word that YAML reads as it stands.
var bare = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9@%+./=_-]*(:[A-Za-z0-9]+)?( [A-Za-z][A-Za-z0-9-]*)?$`)
})

// quote writes a word so that YAML reads the same again. JSON strings are
// YAML strings (YAML 1.2.2 section 1.3).
func quote(s string) string {
	if bare().MatchString(s) && !strings.EqualFold(s, "null") {
		return s
	}
	b, _ := json.Marshal(s) // a string always can be
	return string(b)
}
