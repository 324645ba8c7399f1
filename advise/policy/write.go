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
// itself, by the same report, is left out where that is so, and told beside it:
// nothing that is asked for fails in its own check. What holds at the addresses of
// an endpoint that were seen is asked for, though another was not reached: that
// is told too. The result is "" where nothing was seen. The credential may be
// nil.
func Write(r *result.Report, findings []diagnose.Finding, c *Credential, now time.Time) (content string, left []Left) {
	if !slices.ContainsFunc(r.Probes, seen) {
		return "", nil
	}
	s := &sketch{report: r, credential: c}
	s.everything()
	for {
		content := s.yaml()
		p, err := Parse("", []byte(content), Outside{})
		if err != nil || len(s.items) == 0 { // a target's name that is no word
			return "", nil
		}
		if !s.leave(Evaluate(r, findings, p, r.Target.Input, now).Assertions) {
			s.strictest()
			return s.yaml(), s.leftOnce()
		}
	}
}

// seen reports whether an endpoint showed what there is to ask for: TLS, and
// what it can do behind it. It need not be in order.
func seen(p result.Probe) bool {
	return p.Status == result.OK || slices.ContainsFunc(p.Paths, func(path result.Path) bool {
		return path.TLS != nil && path.Phase("after_tls") != nil
	})
}

// Left is a requirement that a policy could have and has not, because the
// host does not keep it, or nobody saw whether it does.
type Left struct {
	ID, Of string // "" where Asked
	Status Status // Fail or Unknown
	Asked  bool   // what could not be checked at an address is asked for: it holds at another
	Why    locale.Text
	Places []string // "imap:993", "imap:993 ::1"; none for a whole host
}

// leftOnce returns what is left, without the failures that are told by what is
// asked for too.
func (s *sketch) leftOnce() []Left {
	return slices.DeleteFunc(slices.Clone(s.left), func(l Left) bool {
		return l.ID == noFailure().id && slices.ContainsFunc(s.left, func(x Left) bool {
			told := func(place string) bool { return place == x.Of || slices.Contains(x.Places, place) }
			return x.ID != l.ID && x.Status == Fail && len(l.Places) > 0 && !slices.ContainsFunc(l.Places, func(p string) bool { return !told(p) })
		})
	})
}

// leave leaves out what does not hold, where it does not, and notes what the
// assertions say. It reports whether anything was left out.
func (s *sketch) leave(assertions []Assertion) (changed bool) {
	var kept []item
	for _, it := range s.items {
		without, whole := []string(nil), false
		for _, a := range assertions {
			if it.line != a.Line || it.column != a.Column || a.Status == Pass || elsewhere(a) {
				continue
			}
			if place := placeOf(a); it.id != "findings-forbidden" && slices.Contains(inScope(it.scope), place) {
				without = append(without, place)
			} else {
				whole = true
			}
		}
		it.scope = strings.Join(slices.DeleteFunc(inScope(it.scope), func(p string) bool { return slices.Contains(without, p) }), ", ")
		changed = changed || whole || len(without) > 0
		if whole || len(without) > 0 && it.scope == "" {
			continue
		}
		it.at = s.at(it.service, it.scope)
		kept = append(kept, it)
	}
	s.items = kept
	s.arrange()
	for _, a := range assertions {
		if a.Status != Pass {
			s.note(a)
		}
	}
	return changed
}

// elsewhere reports whether what was not seen at one address of an endpoint
// holds at the others.
func elsewhere(a Assertion) bool { return a.Status == Unknown && a.Where.Address != "" }

// placeOf returns where an assertion is, "" for a whole host.
func placeOf(a Assertion) string {
	return config.Place{Service: a.Where.Service, Port: a.Where.Port}.String()
}

// inScope returns the places of a scope.
func inScope(scope string) []string {
	if scope == "" {
		return nil
	}
	return strings.Split(scope, ", ")
}

// note notes what an assertion says that does not hold. That a domain publishes
// nothing at a place of many is nothing to be told.
func (s *sketch) note(a Assertion) {
	l := Left{ID: a.ID, Of: a.Of, Status: a.Status, Asked: elsewhere(a), Why: a.Found}
	if a.Status == Unknown {
		l.Why = a.Reason
	}
	if l.Asked { // of an address that was not reached one line is enough
		l.ID, l.Of = "", ""
	}
	if a.ID == "published-by" && a.Status == Fail {
		return
	}
	i := slices.IndexFunc(s.left, func(x Left) bool {
		return x.ID == l.ID && x.Of == l.Of && x.Status == l.Status && x.Asked == l.Asked && reflect.DeepEqual(x.Why, l.Why)
	})
	if i < 0 {
		i, s.left = len(s.left), append(s.left, l)
	}
	place := placeOf(a)
	if l.Asked {
		place += " " + a.Where.Address
	}
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
	service       result.Service // whose endpoints are meant; "" is all
	scope         string         // which of them, as "imap:993, imap:143"; "" is the host
	at            string         // the same as a policy says it
	id, key, word string
	list          bool
	line, column  int
}

// host adds what is asked of a host as a whole.
func (s *sketch) host(id, key, word string, list bool) {
	s.put(item{id: id, key: key, word: word, list: list})
}

// add adds what is asked of the endpoints of a service; of "" is of all.
func (s *sketch) add(service result.Service, id, key, word string, list bool) {
	scope := s.seen(service)
	s.put(item{service: service, scope: scope, at: s.at(service, scope), id: id, key: key, word: word, list: list})
}

func (s *sketch) put(it item) {
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
			s.host("offered", "", at, true)
		default:
			s.host("forbidden", "", at, true)
		}
	}
	const all = ""
	s.add(all, "certificate-valid", "", "true", false)
	s.add(all, "certificate-days", "", strconv.Itoa(anyDays), false)
	if host := s.report.Target.Host; host != "" {
		s.add(all, "certificate-names", "", host, true)
	}
	s.published()
	s.add(all, "login-works", "", "true", false)
	s.host("quota-free", "", "10%", false)
	if n := s.smallest(); n > 0 {
		s.host("quota-least", "", n.word(), false)
	}
	s.add(all, "latency", "endpoint", "5s", false)
	for _, severity := range []diagnose.Severity{diagnose.Medium, diagnose.High, diagnose.Critical} {
		s.add(all, "findings-forbidden", "", string(severity), true)
	}
	for _, service := range result.Services() {
		s.floors(service)
		s.words(service)
	}
	s.arrange()
}

// arrange puts what is asked of the same places together: what is asked of all
// first, then service by service.
func (s *sketch) arrange() {
	order := []string{""}
	for _, service := range append([]result.Service{""}, result.Services()...) {
		for _, whole := range []bool{true, false} {
			for _, it := range s.items {
				if it.service == service && (it.scope == s.seen(service)) == whole && !slices.Contains(order, it.at) {
					order = append(order, it.at)
				}
			}
		}
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

// seen returns where something is asked for of a service, or of all: where it
// was seen. So one port that fails takes nothing from what is asked of the
// rest.
func (s *sketch) seen(service result.Service) string { return s.endpoints(service, seen) }

// endpoints returns the scope of those endpoints of a service for which a
// condition holds.
func (s *sketch) endpoints(service result.Service, which func(result.Probe) bool) string {
	var places []string
	for _, p := range s.report.Probes {
		place := config.Place{Service: p.Service, Port: p.Port}.String()
		if (service == "" || p.Service == service) && which(p) && !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	return strings.Join(places, ", ")
}

// at returns a scope as a policy says it: everywhere, or a list of places.
func (s *sketch) at(service result.Service, scope string) string {
	if scope == "" || scope == s.endpoints(service, func(p result.Probe) bool { return p.Status != result.Skip }) {
		return string(service)
	}
	return "[" + scope + "]"
}

// published adds what a domain publishes, where it was looked for. ISPDB is
// another's: what it says today is nothing for a domain to keep.
func (s *sketch) published() {
	d := s.report.Discovery
	if d == nil {
		return
	}
	for _, id := range []string{"published-works", "published-agrees", "published-signed"} {
		s.host(id, "", "true", false)
	}
	for _, p := range publishers() {
		if p.word != "ispdb" {
			s.host("published-by", "", p.word, true)
		}
	}
	if d.DNS == nil {
		return
	}
	for _, set := range d.DNS.Records {
		for _, word := range recordWords(set) {
			s.host("published-dns", recordKey(set), word, true)
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
func (s *sketch) floors(service result.Service) {
	oldest := ""
	for _, p := range s.report.Probes {
		if p.Service != service || !seen(p) {
			continue
		}
		for _, path := range p.Paths {
			s.add(service, "addresses", "", path.Family, true)
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
		s.add(service, "tls-floor", "", oldest, false)
	}
}

// smallest returns the smallest limit of octets; 0 for none.
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
func (s *sketch) words(service result.Service) {
	skipped := []string{"IMPLEMENTATION", "SASL", "AUTH", "STARTTLS", "STLS"}
	plain := map[result.Service][]string{result.IMAP: {"AUTH=PLAIN", "AUTH=LOGIN"}, result.POP3: {"SASL PLAIN", "SASL LOGIN"},
		result.Submission: {"AUTH PLAIN", "AUTH LOGIN"}}[service]
	for _, p := range s.report.Probes {
		if p.Service != service || !seen(p) {
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
						s.add(service, "capabilities-required", phase, name, true)
					}
				}
			}
			for _, m := range path.Offered() {
				if _, ok := mechanismWord().Read(m); ok {
					s.add(service, "mechanisms-required", "", strings.ToUpper(m), true)
				}
			}
			if p.Security == result.StartTLS {
				for _, word := range plain {
					s.add(service, "capabilities-forbidden", "before-tls", word, true)
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
