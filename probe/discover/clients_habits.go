package discover

import (
	"slices"
	"strings"

	"mailadvisor/probe/hostname"
	"mailadvisor/probe/result"
)

// strictly reads a file as Thunderbird for Android does: IMAP alone, and one
// server that it cannot read discards the whole file. Servers of other types
// are skipped before they are read.
func strictly(s *search, a answer) choice {
	if a.file == nil {
		return choice{}
	}
	if _, ok := hostname.Parse(strings.TrimSpace(a.file.ID)); !ok || !slices.ContainsFunc(a.file.Domains, func(d string) bool {
		_, ok := hostname.Parse(s.expand(strings.TrimSpace(d)))
		return ok
	}) {
		return choice{notes: []string{noteDropsFile}}
	}
	for _, list := range []struct {
		kind    string
		servers []autoconfigServer
	}{{"imap", a.file.Incoming}, {"smtp", a.file.Outgoing}} {
		for _, raw := range list.servers {
			if raw.Type != list.kind {
				continue
			}
			if slices.Contains(raw.Sockets, "plain") {
				return choice{notes: []string{noteDropsPlain}}
			}
			if !s.androidReads(raw) {
				return choice{notes: []string{noteDropsFile}}
			}
		}
	}
	c := listed([]result.Service{result.IMAP})(s, a)
	if c.outgoing == nil {
		return choice{notes: append(c.notes, noteDropsFile)}
	}
	return c
}

// androidReads reports whether a server has every field, in the one spelling
// that is known.
func (s *search) androidReads(raw autoconfigServer) bool {
	_, okHost := hostname.Parse(s.expand(strings.TrimSpace(raw.Host.text)))
	_, okPort := portNumber(raw.Port.text)
	okAuth := slices.ContainsFunc(raw.Auth, func(a string) bool {
		return a == "OAuth2" || a == "password-cleartext" || a == "password-encrypted"
	})
	okSecurity := len(raw.Sockets) > 0 && !slices.ContainsFunc(raw.Sockets, func(word string) bool { return word != "SSL" && word != "STARTTLS" })
	return okHost && okPort && okAuth && raw.Username.text != "" && okSecurity
}

// aercFile reads a file as aerc does: it replaces one placeholder only, so
// that a name with another is entered as it stands.
func aercFile(s *search, a answer) choice {
	c := listed([]result.Service{result.IMAP})(s, a)
	for _, e := range []**server{&c.incoming, &c.outgoing} {
		if *e == nil || (*e).username == wholeAddress || !strings.Contains((*e).username, "%") {
			continue
		}
		literal := **e
		literal.literal = true
		*e = &literal
		if !slices.Contains(c.notes, notePlaceholder) {
			c.notes = append(c.notes, notePlaceholder)
		}
	}
	return c
}

// aercSRV reads SRV records as aerc does: the highest weight over all
// priorities, _imap before _imaps, _submission before _smtps, and never
// _submissions.
func aercSRV(_ *search, a answer) choice {
	c := choice{incoming: heaviest(a.servers, "imap", "imaps")}
	if c.incoming == nil {
		return choice{}
	}
	all := slices.Concat(a.servers, a.other)
	c.outgoing = heaviest(all, "submission", "smtps")
	if c.incoming.label == "imap" && labelled(a.servers, "imaps") != nil {
		c.notes = append(c.notes, notePrefersUpgrade)
	}
	for _, e := range []*server{c.incoming, c.outgoing} {
		if e != nil && e.Endpoint != labelled(all, e.label).Endpoint && !slices.Contains(c.notes, noteWeight) {
			c.notes = append(c.notes, noteWeight)
		}
	}
	if labelled(a.servers, "submissions") != nil && (c.outgoing == nil || c.outgoing.label == "smtps") {
		c.notes = append(c.notes, noteSMTPS)
	}
	return c
}

// heaviest returns the server of the highest weight under the first label that
// has any; of equals, the one with the lowest priority.
func heaviest(servers []server, labels ...string) *server {
	for _, label := range labels {
		var best *server
		for i, e := range servers {
			if e.label == label && (best == nil || e.weight > best.weight) {
				best = &servers[i]
			}
		}
		if best != nil {
			e := *best
			e.username = wholeAddress
			return &e
		}
	}
	return nil
}

// wholeMailHost takes the MX host itself for the mailbox's, on the ports that
// aerc tries first. Whether they answer is for a probe to say.
func wholeMailHost(_ *search, a answer) choice {
	if a.mxHost == "" {
		return choice{}
	}
	at := func(service result.Service, port int) *server {
		return &server{
			Endpoint: result.Endpoint{Service: service, Host: a.mxHost, Port: port, Security: result.StartTLS},
			username: wholeAddress,
		}
	}
	return choice{incoming: at(result.IMAP, 143), outgoing: at(result.Submission, 587), notes: []string{noteWholeMX}}
}
