package mailhost

import "slices"

// Tally counts the logins that one endpoint received.
type Tally struct {
	Attempts   int      // credentials that reached the host
	Failures   int      // of these, how many were not accepted
	InClear    int      // of these, how many crossed the wire without TLS
	Mechanisms []string // in the order of their first use; USER and LOGIN for the plain commands
}

// Logins is what the host received, by [Endpoint.Key].
type Logins map[string]Tally

// Total adds up all endpoints.
func (l Logins) Total() Tally {
	var sum Tally
	for _, e := range endpoints() {
		t := l[e.Key]
		sum.Attempts += t.Attempts
		sum.Failures += t.Failures
		sum.InClear += t.InClear
		for _, m := range t.Mechanisms {
			sum.Mechanisms = appendNew(sum.Mechanisms, m)
		}
	}
	return sum
}

// record is what the host remembers of its clients.
type record struct {
	logins   Logins
	commands map[string]bool
}

func newRecord() record {
	return record{logins: Logins{}, commands: map[string]bool{}}
}

// Logins tells which credentials the host received so far.
func (h *Host) Logins() Logins {
	h.mu.Lock()
	defer h.mu.Unlock()
	copied := Logins{}
	for key, t := range h.seen.logins {
		t.Mechanisms = slices.Clone(t.Mechanisms)
		copied[key] = t
	}
	return copied
}

// Commands lists the commands received so far, sorted, each once, after the
// service's name: "imap UID FETCH", "pop3 CAPA", "submission EHLO".
func (h *Host) Commands() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []string
	for c := range h.seen.commands {
		list = append(list, c)
	}
	slices.Sort(list)
	return list
}

// noteCommand remembers a command. Unknown words are kept too: the list is a
// proof of what a client did not send.
func (s *session) noteCommand(verb string) {
	s.host.mu.Lock()
	defer s.host.mu.Unlock()
	s.host.seen.commands[s.endpoint.Service+" "+verb] = true
}

// noteLogin remembers credentials that were received.
func (s *session) noteLogin(mechanism string, accepted bool) {
	s.host.mu.Lock()
	defer s.host.mu.Unlock()
	t := s.host.seen.logins[s.endpoint.Key]
	t.Attempts++
	if !accepted {
		t.Failures++
	}
	if !s.encrypted {
		t.InClear++
	}
	t.Mechanisms = appendNew(t.Mechanisms, mechanism)
	s.host.seen.logins[s.endpoint.Key] = t
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
