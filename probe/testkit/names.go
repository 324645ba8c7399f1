package testkit

import (
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/miekg/dns"
)

// DNS returns a name server on loopback, over UDP and TCP.
func DNS(t testing.TB, answer dns.HandlerFunc) (address string) {
	t.Helper()
	stream, packets := both(t)
	for _, s := range []*dns.Server{{PacketConn: packets}, {Listener: stream}} {
		s.Handler = answer
		ready := make(chan struct{})
		s.NotifyStartedFunc = func() { close(ready) }
		go s.ActivateAndServe()
		<-ready
		t.Cleanup(func() { s.Shutdown() })
	}
	return stream.Addr().String()
}

// Names is a name server that has what a test tells it, and writes down what
// it is asked. A name of which it has no record does not exist.
type Names struct {
	Address string

	t       testing.TB
	mu      sync.Mutex
	records []dns.RR
	silent  []string
	broken  []string
	signed  bool
	asked   []string
}

// NewNames starts a name server with some records, one a line, as a zone file
// has them.
func NewNames(t testing.TB, records ...string) *Names {
	t.Helper()
	n := &Names{t: t}
	n.Address = DNS(t, n.answer)
	n.Zone(records...)
	return n
}

// Zone adds records.
func (n *Names) Zone(records ...string) {
	n.t.Helper()
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, text := range records {
		rr, err := dns.NewRR(text)
		if err != nil {
			n.t.Fatal(err)
		}
		n.records = append(n.records, rr)
	}
}

// Silence has names, written with the final dot, not answered: "name." for
// every type, "name. AAAA" for one.
func (n *Names) Silence(names ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.silent = append(n.silent, names...)
}

// Break has names answered with a failure of the server's, as [Names.Silence]
// has them written.
func (n *Names) Break(names ...string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.broken = append(n.broken, names...)
}

// Sign has answers say that their signatures were checked (the AD bit).
func (n *Names) Sign() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.signed = true
}

// Asked returns every question so far: name, without the final dot, and type.
func (n *Names) Asked() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.asked)
}

func (n *Names) answer(w dns.ResponseWriter, question *dns.Msg) {
	n.mu.Lock()
	defer n.mu.Unlock()
	q := question.Question[0]
	name := strings.ToLower(q.Name)
	n.asked = append(n.asked, strings.TrimSuffix(name, ".")+" "+dns.TypeToString[q.Qtype])
	typed := name + " " + dns.TypeToString[q.Qtype]
	if slices.Contains(n.silent, name) || slices.Contains(n.silent, typed) {
		return
	}
	a := new(dns.Msg).SetReply(question)
	a.Authoritative, a.AuthenticatedData = true, n.signed
	if slices.Contains(n.broken, name) || slices.Contains(n.broken, typed) {
		a.Rcode = dns.RcodeServerFailure
		a.SetEdns0(1232, false)
		a.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeSignatureExpired, ExtraText: "too old"}}
		w.WriteMsg(a)
		return
	}
	exists := false
	for _, rr := range n.records {
		owner := strings.ToLower(rr.Header().Name)
		if below, ok := strings.CutPrefix(owner, "*"); owner != name && !(ok && strings.HasSuffix(name, below) && !n.has(name)) {
			continue
		}
		exists = true
		if rr.Header().Rrtype == q.Qtype {
			rr = dns.Copy(rr)
			rr.Header().Name = q.Name
			a.Answer = append(a.Answer, rr)
		}
	}
	if !exists {
		a.Rcode = dns.RcodeNameError
	}
	if _, udp := w.RemoteAddr().(*net.UDPAddr); udp {
		a.Truncate(1232)
	}
	w.WriteMsg(a)
}

func (n *Names) has(name string) bool {
	return slices.ContainsFunc(n.records, func(rr dns.RR) bool { return strings.EqualFold(rr.Header().Name, name) })
}
