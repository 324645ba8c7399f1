package render

import (
	"slices"
	"testing"

	"mailadvisor/probe/result"
)

// Nobody is told to type what looks like a slip where what was meant is known.
func TestToType(t *testing.T) {
	at := func(service result.Service, port int, security result.Security) result.Candidate {
		return result.Candidate{Endpoint: result.Endpoint{Service: service, Host: "mail.example.org", Port: port, Security: security}}
	}
	const imap, pop = result.IMAP, result.POP3
	for _, c := range []struct {
		name     string
		followed []result.Candidate
		want     []int
	}{
		{"one of each", []result.Candidate{at(imap, 993, result.TLS), at(pop, 995, result.TLS)}, nil},
		{"the first", []result.Candidate{at(imap, 993, result.TLS), at(imap, 143, result.StartTLS)}, []int{0}},
		{"the port of another service", []result.Candidate{at(imap, 995, result.TLS), at(imap, 993, result.TLS), at(pop, 995, result.TLS)}, []int{1, 2}},
		{"port and encryption that contradict each other", []result.Candidate{at(imap, 143, result.TLS), at(imap, 143, result.StartTLS)}, []int{1}},
		{"nothing but slips", []result.Candidate{at(imap, 143, result.TLS), at(imap, 995, result.TLS)}, []int{0}},
	} {
		if got := toType(c.followed); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
